"""Which values of a key teach an encoder most: near ones that are wrong, but none that may mean the same.

Negatives come from the key's own values alone (arXiv 2606.28070, section 3): those nearest to the item by the encoder
as it is, and some by chance. Left out is what the item states, what stands in its text word for word (it may be right
though nobody said so), and what is so near to a right value that it may be its synonym; but values that differ in a
number or in a denial are never synonyms, however near, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.values.folding import name_key

Vectors = npt.NDArray[np.float32]

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_DENIAL = re.compile(r"\b(?:no|not|non|without|never)\b|\b\w+[- ]free\b|\bun(?=[a-z]{4})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NegativeOptions:
    """mined: nearest to the item; random: by chance; synonym: cosine of values from which they may mean the same"""

    mined: int = 5
    random: int = 2
    synonym: float = 0.9


def may_be_synonyms(left: str, right: str) -> bool:
    """False where two names differ in a number or in a denial: "64 GB" is not "128 GB", "scented" not "unscented"."""
    numbers = sorted(_NUMBER.findall(left)) == sorted(_NUMBER.findall(right))
    return numbers and bool(_DENIAL.search(left)) == bool(_DENIAL.search(right))


class ValueNames:
    """The standard names of a key's values, folded once."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self.folded = [name_key(name) for name in names]
        self._padded = [f" {name} " for name in self.folded]

    def standing_in(self, text: str) -> set[int]:
        """Numbers of the values that stand in a text word for word."""
        words = f" {name_key(text)} "
        return {place for place, name in enumerate(self._padded) if name in words}


def hard_negatives(
    item: Vectors,
    item_text: str,
    values: Vectors,
    names: ValueNames,
    right: Collection[int],
    options: NegativeOptions,
    chooser: np.random.Generator,
) -> list[int]:
    """Numbers of values, the mined ones first, each once.

    item: (d,) unit; values: (V, d) unit; right: numbers of those that are stated
    """
    spared = {*right, *names.standing_in(item_text)}
    meant = {names.folded[entry] for entry in right}
    spared.update(place for place, name in enumerate(names.folded) if name in meant)
    stated = sorted(right)
    near = np.argwhere(values @ values[stated].T >= options.synonym).tolist()
    spared.update(place for place, entry in near if may_be_synonyms(names.names[place], names.names[stated[entry]]))
    usable = [place for place in np.argsort(-(values @ item), kind="stable").tolist() if place not in spared]
    mined, rest = usable[: options.mined], usable[options.mined :]
    return mined + chooser.permutation(rest)[: options.random].tolist() if rest else mined


def tail_weights(counts: Sequence[int], power: float = 0.5, most: float = 5.0) -> npt.NDArray[np.float64]:
    """How often a value is drawn relative to a usual one: (median / count) ** power, at most `most`; 0 if never met."""
    met = np.asarray(counts, dtype=np.float64)
    if not (met > 0).any():
        return np.zeros(len(met))
    usual = float(np.median(met[met > 0]))
    return np.where(met > 0, np.minimum((usual / np.maximum(met, 1.0)) ** power, most), 0.0)
