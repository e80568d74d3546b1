"""The merchant's own words for what kind of thing an item is: its category path, or the cell that names the kind."""

from __future__ import annotations

from itemcenter.schema import Item, MerchantCell, TextSpan
from itemcenter.schema.item import CATEGORY, PATH_SEPARATOR
from itemcenter.values.folding import name_key

#: Cells that tell what kind of thing an item is, for catalogs without a category column.
_KIND_CELLS = frozenset({"product type", "type of product", "article type", "product kind", "produkttyp", "produktart"})
_LONGEST_KIND = 80


def merchant_path(item: Item) -> tuple[tuple[str, ...], TextSpan | MerchantCell | None]:
    """Steps from the root down with their proof; a cell that tells the kind stands in where there is no path."""
    if item.category_path:
        text = PATH_SEPARATOR.join(item.category_path)
        return item.category_path, TextSpan(CATEGORY, 0, len(text), text)
    for name, text in item.cells():
        if names_kind(name) and 0 < len(text) <= _LONGEST_KIND:
            return (text,), MerchantCell(name, 0, len(text), text)
    return (), None


def names_kind(name: str) -> bool:
    """Whether a cell of this name tells what kind of thing an item is."""
    return name_key(name) in _KIND_CELLS
