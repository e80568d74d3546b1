"""What a mask hides: the attribute cells of a share of the product groups, chosen by a seeded hash.

The choice looks at nothing but the seed and the group, so it needs no list of the catalog, is the same whatever the
order of the rows, and a variant never shows what was hidden in its twin.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from itemcenter.errors import ConfigError
from itemcenter.schema import Item, ItemId, Spec
from itemcenter.values.folding import name_key

#: Joins the values of a key that stands in several specs of an item.
VALUE_SEPARATOR = ", "


class MaskUnit(enum.Enum):
    """ITEM: all cells of a group's items or none of them. CELL: each key of a group by itself."""

    ITEM = "item"
    CELL = "cell"


@dataclass(frozen=True, slots=True)
class HiddenCell:
    """A cell that was taken out of an item: the merchant's name of the key, and the values written under it."""

    item_id: ItemId
    key: str
    values: tuple[str, ...]

    @property
    def value(self) -> str:
        return VALUE_SEPARATOR.join(self.values)


@dataclass(frozen=True, slots=True)
class MaskPlan:
    """share: of the groups (or of their keys) to hide, above 0 and below 1; seed: another seed hides others."""

    share: float = 0.2
    unit: MaskUnit = MaskUnit.ITEM
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0.0 < self.share < 1.0:
            raise ConfigError(f"the share to mask must lie between 0 and 1, not {self.share}", remedy="try 0.2")

    def hides_item(self, item: Item, product: str = "") -> bool:
        """Whether all cells of the item are hidden. product: what it is a variant of, "" asks `group_of`."""
        return self.unit is MaskUnit.ITEM and draw(self.seed, "item", product or group_of(item)) < self.share

    def hides_cell(self, item: Item, name: str, product: str = "") -> bool:
        """Whether the cell under this name is hidden."""
        if self.unit is MaskUnit.ITEM:
            return self.hides_item(item, product)
        return draw(self.seed, "cell", product or group_of(item), cell_key(name)) < self.share


def group_of(item: Item) -> str:
    """The product that the item is a variant of: its group, else its brand and title, which twins share."""
    if item.group_id is not None:
        return f"group {item.group_id}"
    title = name_key(item.title)
    return f"title {name_key(item.brand)}: {title}" if title else f"item {item.id}"


def draw(seed: int, *parts: str) -> float:
    """A number in [0, 1) that depends on nothing but the arguments; uniform over different parts."""
    text = "\x1f".join((str(seed), *parts))
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / (1 << 53)


@lru_cache(maxsize=65536)
def cell_key(name: str) -> str:
    """The form under which two names mean the same cell of an item."""
    return name_key(name) or name.strip()


def choose_cells(
    item: Item, plan: MaskPlan, is_attribute: Callable[[str], bool], product: str = ""
) -> tuple[HiddenCell, ...]:
    """The cells of the item that the plan hides, in the merchant's order.

    Attribute cells are the specs, and those further columns (extras) whose name `is_attribute` accepts.
    """
    if plan.unit is MaskUnit.ITEM and not plan.hides_item(item, product):
        return ()
    found: dict[str, tuple[str, list[str]]] = {}
    for name, value in attribute_cells(item, is_attribute):
        found.setdefault(cell_key(name), (name, []))[1].append(value)
    return tuple(
        HiddenCell(item.id, name, tuple(dict.fromkeys(values)))
        for name, values in found.values()
        if plan.hides_cell(item, name, product)
    )


def attribute_cells(item: Item, is_attribute: Callable[[str], bool]) -> list[tuple[str, str]]:
    """(name, value) of every cell that describes the product."""
    specs = [(spec.name, spec.value) for spec in item.specs]
    return specs + [(name, value) for name, value in item.extras if is_attribute(name) and value.strip()]


def without_cells(item: Item, hidden: tuple[HiddenCell, ...]) -> tuple[tuple[Spec, ...], tuple[tuple[str, str], ...]]:
    """(specs, extras) of the item without the hidden cells."""
    names = {cell_key(cell.key) for cell in hidden}
    specs = tuple(spec for spec in item.specs if cell_key(spec.name) not in names)
    extras = tuple((name, value) for name, value in item.extras if cell_key(name) not in names)
    return specs, extras
