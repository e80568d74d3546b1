"""`MaskedRows`: a catalog's rows as the system may see them while it is measured. Can be read any number of times."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from itemcenter.evaluate.mask import Mask
from itemcenter.evaluate.masking import HiddenCell, MaskPlan, group_of
from itemcenter.evaluate.raw_copies import CopyRules
from itemcenter.items import CatalogReader, ReadRow
from itemcenter.items.specs import text_pairs
from itemcenter.items.synonyms import single_roles
from itemcenter.schema import Item, OntologyRelease
from itemcenter.schema.item import BRAND
from itemcenter.values.folding import name_key

#: Stands between a catalog's reader and all who read it. What it returns can be iterated as often as what it is given.
RowFilter = Callable[[Iterable[ReadRow]], Iterable[ReadRow]]


@dataclass(frozen=True, slots=True)
class RowChoice:
    """limit: stop after this many readable items; only_with_specs: pass over items without a spec."""

    limit: int | None = None
    only_with_specs: bool = False


class MaskedRow(NamedTuple):
    """A row after the mask; `hidden` and `copies` as in `MaskedItem`, empty for rows that show all they have."""

    row: ReadRow
    hidden: tuple[HiddenCell, ...] = ()
    copies: int = 0


class MaskedRows:
    """Rows without their hidden cells, in order. Each iteration reads the source again from its start.

    A masked row carries no raw text either, so that not even its quarantine record could show what was hidden.
    """

    def __init__(self, rows: Iterable[ReadRow], mask: Mask, choice: RowChoice) -> None:
        self._rows, self._mask, self._choice = rows, mask, choice

    def __iter__(self) -> Iterator[ReadRow]:
        return (masked.row for masked in self.masked())

    def masked(self) -> Iterator[MaskedRow]:
        """The same rows, each with what was hidden in it."""
        readable = 0
        for row in self._rows:
            if row.item is None:
                yield MaskedRow(row)
                continue
            if self._choice.only_with_specs and not row.item.specs:
                continue
            out = self._mask.apply(row.item)
            yield MaskedRow(row._replace(item=out.item, raw=()) if out.hidden else row, out.hidden, out.copies)
            readable += 1
            if readable == self._choice.limit:
                return


def mask_of(
    reader: CatalogReader, plan: MaskPlan, key_names: Collection[str], product_of: Callable[[Item], str] = group_of
) -> Mask:
    """The mask of one catalog. `key_names`: folded names of the ontology's keys; columns called so are attributes.

    product_of: the product whose variants are hidden together
    """
    rules = CopyRules(text_pairs, _field_of, lambda name: reader.mapping.of(name, "").role == "specs")
    return Mask(plan, rules, lambda name: name_key(name) in key_names, product_of)


def key_names(release: OntologyRelease) -> frozenset[str]:
    """Folded ids, names and synonyms of all keys."""
    return frozenset(name_key(name) for key in release.keys for name in (key.id, key.name, *key.synonyms))


def _field_of(name: str) -> str:
    return BRAND if any(role == BRAND for role, _ in single_roles(name)) else ""
