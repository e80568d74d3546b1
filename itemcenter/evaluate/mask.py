"""`Mask`: items as the system may see them, and what was taken out of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from itemcenter.evaluate.masking import HiddenCell, MaskPlan, MaskUnit, attribute_cells, choose_cells, group_of
from itemcenter.evaluate.raw_copies import CopyRules, adjacent_pairs, without_copies
from itemcenter.schema import Item


class MaskedItem(NamedTuple):
    """item: what is left; hidden: the cells taken out; copies: how many raw copies of them went as well."""

    item: Item
    hidden: tuple[HiddenCell, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class Mask:
    """A plan with what it must know of the catalog. Depends on nothing but its fields and the item.

    is_attribute: whether a further column (not a spec) describes the product
    product_of:   the product whose variants are hidden together
    """

    plan: MaskPlan
    rules: CopyRules
    is_attribute: Callable[[str], bool] = lambda name: False
    product_of: Callable[[Item], str] = group_of

    def apply(self, item: Item) -> MaskedItem:
        hidden = choose_cells(item, self.plan, self.is_attribute, self.product_of(item))
        left, copies = without_copies(item, hidden, self.rules, whole=self.plan.unit is MaskUnit.ITEM)
        return MaskedItem(left, hidden, copies)

    def leaks(self, item: Item, hidden: tuple[HiddenCell, ...]) -> list[HiddenCell]:
        """Hidden cells that a masked item still shows as a pair. There should be none."""
        return adjacent_pairs(item, hidden, self.rules.read_pairs)

    def cells(self, item: Item) -> list[tuple[str, str]]:
        """(name, value) of every attribute cell that an item shows."""
        return attribute_cells(item, self.is_attribute)
