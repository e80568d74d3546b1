"""`KeyColumn`: all cells of one key, whatever the spelling of its name in each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from itemcenter.ontology.bootstrap.observe import Numbers, Observed
from itemcenter.values.folding import name_key


@dataclass(frozen=True)
class KeyColumn:
    """The cells of a key.

    names: spellings of the name with the items that show them, most frequent first
    item, text: (c,) the cells, by item: number of the item, number of the text
    """

    names: tuple[tuple[str, int], ...]
    item: Numbers
    text: Numbers

    @property
    def name(self) -> str:
        return self.names[0][0]

    @cached_property
    def items(self) -> Numbers:
        """Numbers of the items that show the key, ascending."""
        return np.unique(self.item)

    @cached_property
    def counts(self) -> list[tuple[int, int]]:
        """(number of the text, cells that hold it), most frequent first, then by number."""
        texts, counts = np.unique(self.text, return_counts=True)
        order = np.lexsort((texts, -counts))
        return list(zip(texts[order].tolist(), counts[order].tolist(), strict=True))

    @cached_property
    def several(self) -> int:
        """Items with more than one cell of the key."""
        _, counts = np.unique(self.item, return_counts=True)
        return int((counts > 1).sum())

    def joined(self, others: Sequence[KeyColumn]) -> KeyColumn:
        """This column with the cells of others, its own name first."""
        names = Counter(dict(self.names))
        for other in others:
            names.update(dict(other.names))
        first, rest = self.names[0], sorted(names.items(), key=lambda entry: (-entry[1], entry[0]))
        item = np.concatenate([self.item, *(other.item for other in others)])
        text = np.concatenate([self.text, *(other.text for other in others)])
        order = np.argsort(item, kind="stable")
        ordered = (first, *(entry for entry in rest if entry[0] != first[0]))
        return KeyColumn(ordered, item[order], text[order])


def key_columns(observed: Observed, least_items: int) -> tuple[list[KeyColumn], int]:
    """The columns of at least `least_items` items, most items first, then by name; and how many fell short of that.

    Names with one folded form are one key.
    """
    folded: dict[str, int] = {}
    form = np.array([folded.setdefault(name_key(name), len(folded)) for name in observed.names], dtype=np.int32)
    if not len(form):
        return [], 0
    key = form[observed.name]
    order = np.argsort(key, kind="stable")  # cells stay by item within a key
    bounds = np.searchsorted(key[order], np.arange(len(folded) + 1))
    out, rare = [], 0
    for number in range(len(folded)):
        cells = order[bounds[number] : bounds[number + 1]]
        if len(np.unique(observed.item[cells])) < least_items:
            rare += 1
            continue
        names = Counter(dict(zip(*_counted(observed.name[cells]), strict=True)))
        spelled = sorted(((observed.names[name], count) for name, count in names.items()), key=lambda e: (-e[1], e[0]))
        out.append(KeyColumn(tuple(spelled), observed.item[cells], observed.text[cells]))
    return sorted(out, key=lambda column: (-len(column.items), column.name)), rare


def _counted(numbers: Numbers) -> tuple[list[int], list[int]]:
    found, counts = np.unique(numbers, return_counts=True)
    return found.tolist(), counts.tolist()
