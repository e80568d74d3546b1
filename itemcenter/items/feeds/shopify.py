"""Shopify product CSV, of both generations of column names: rows of one product follow each other under one handle.

Names from help.shopify.com/manual/products/import-export/using-csv as it stood in 2026-10 ("URL handle", "SKU",
"Product image URL"); those of the years before ("Handle", "Variant SKU", "Image Src") are read as earlier names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from itemcenter.items.feeds.feed import Feed, FeedColumn, extras, without_own_category
from itemcenter.items.feeds.metafields import metafield_of, metafield_values
from itemcenter.items.options import CatalogOptions
from itemcenter.items.raw_cells import present, scalar_text
from itemcenter.items.rows import SourceRow
from itemcenter.values.folding import name_key

_OLD = "before 2025"

#: Prices and visibility by market: "Price / International", "Included / Germany".
_MARKET = re.compile(r"(?:Price|Compare-at price|Compare At Price|Included|Published) / .+", re.IGNORECASE)

#: A product of more rows is cut: 2,048 variants and 250 images are what Shopify allows.
_MOST_ROWS = 5_000

#: The column in which items are named; where the file has none it is added.
SKU = "SKU"
HANDLE = "URL handle"
_IMAGE, _VARIANT_IMAGE = "Product image URL", "Variant image URL"


def _old(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, _OLD) for name in names)


#: Columns of the product: written in its first row, meant for all its rows.
_OF_PRODUCT = (
    FeedColumn("Title", "title", needed=True),
    FeedColumn("URL handle", "group", needed=True, earlier=_old("Handle"), telling=0.5),
    FeedColumn("Description", "description", earlier=_old("Body (HTML)")),
    FeedColumn("Vendor", "brand", telling=0.2),
    FeedColumn("Product category", "category", earlier=_old("Standard Product Type"), telling=0.1),
    FeedColumn("Type", "category", earlier=_old("Custom Product Type")),
    FeedColumn("Tags", "text"),
    FeedColumn("Published on online store", earlier=_old("Published"), telling=0.3),
    FeedColumn("Status"),
    FeedColumn("Gift card", telling=0.6),
    FeedColumn("SEO title", "text", telling=0.3),
    FeedColumn("SEO description", "text", telling=0.3),
    FeedColumn("Option1 name", "pair_name", "option1", telling=0.5),
    FeedColumn("Option2 name", "pair_name", "option2"),
    FeedColumn("Option3 name", "pair_name", "option3"),
    FeedColumn("Google Shopping / Google product category", telling=0.7),
    FeedColumn("Google Shopping / Gender", "spec", "gender", telling=0.7),
    FeedColumn("Google Shopping / Age group", "spec", "age group", telling=0.7),
    FeedColumn("Google Shopping / Manufacturer part number (MPN)", earlier=_old("Google Shopping / MPN"), telling=0.7),
    FeedColumn("Google Shopping / Ad group name", earlier=_old("Google Shopping / AdWords Grouping")),
    FeedColumn("Google Shopping / Ads labels", earlier=_old("Google Shopping / AdWords Labels")),
    *extras("Google Shopping / Condition, Google Shopping / Custom product", 0.7),
    *extras(", ".join(f"Google Shopping / Custom label {number}" for number in range(5))),
    *extras("Option1 Linked To, Option2 Linked To, Option3 Linked To", 0.7),
)  # fmt: skip

_OF_VARIANT = (
    FeedColumn(SKU, "id", earlier=_old("Variant SKU")),
    FeedColumn("Barcode", earlier=_old("Variant Barcode")),
    FeedColumn("Option1 value", "pair_value", "option1", telling=0.5),
    FeedColumn("Option2 value", "pair_value", "option2"),
    FeedColumn("Option3 value", "pair_value", "option3"),
    FeedColumn("Price", earlier=_old("Variant Price")),
    FeedColumn("Compare-at price", earlier=_old("Variant Compare At Price"), telling=0.5),
    FeedColumn("Charge tax", earlier=_old("Variant Taxable"), telling=0.5),
    FeedColumn("Tax code", earlier=_old("Variant Tax Code")),
    FeedColumn("Inventory tracker", earlier=_old("Variant Inventory Tracker"), telling=0.6),
    FeedColumn("Inventory quantity", earlier=_old("Variant Inventory Qty"), telling=0.2),
    FeedColumn("Continue selling when out of stock", earlier=_old("Variant Inventory Policy"), telling=0.6),
    FeedColumn("Weight value (grams)", earlier=_old("Variant Grams"), telling=0.6),
    FeedColumn("Weight unit for display", earlier=_old("Variant Weight Unit"), telling=0.6),
    FeedColumn("Requires shipping", earlier=_old("Variant Requires Shipping"), telling=0.5),
    FeedColumn("Fulfillment service", earlier=_old("Variant Fulfillment Service"), telling=0.5),
    FeedColumn("Variant image URL", "images", earlier=_old("Variant Image"), telling=0.5),
    *extras("Cost per item, Unit price total measure, Unit price total measure unit, Unit price base measure"),
    *extras("Unit price base measure unit"),
)  # fmt: skip

_OF_IMAGE = (
    FeedColumn("Product image URL", "images", earlier=_old("Image Src"), telling=0.5),
    FeedColumn("Image position", telling=0.5),
    FeedColumn("Image alt text", telling=0.5),
)

_SHARED = frozenset(column.name for column in _OF_PRODUCT)


class Shopify(Feed):
    name = "shopify"
    title = "Shopify product CSV"
    version = "2026-10"
    address = "https://help.shopify.com/manual/products/import-export/using-csv"
    signs = (("Title",),)
    fills_down = True
    columns = (*_OF_PRODUCT, *_OF_VARIANT, *_OF_IMAGE)

    def column(self, name: str) -> FeedColumn | None:
        found = super().column(name)
        if found is not None:
            return found
        field = metafield_of(name)
        if field is not None:
            return FeedColumn(name, "spec" if field.describes else "extra", field.spec_name, telling=0.9)
        return FeedColumn(name) if _MARKET.fullmatch(name) else None

    def unfold(self, rows: Iterable[SourceRow], options: CatalogOptions) -> Iterator[SourceRow]:
        """Rows of one handle together: what the product says is said of every variant, its pictures too.

        A variant without a SKU is named by handle and options. Rows with further pictures only are left as they are:
        they are no items, and their pictures are known already.
        """
        product: list[SourceRow] = []
        handle = ""
        sheet = _Sheet({})
        for row in rows:
            if row.cells and not sheet:
                sheet = _Sheet(self._sources(row.cells))
            own = handle if row.fault is not None else sheet.text(row, HANDLE)
            if product and (own != handle or not own or len(product) >= _MOST_ROWS):
                yield from self._product(product, sheet)
                product = []
            if row.fault is not None and not product:
                yield row
                continue
            product.append(row)
            handle = own
        yield from self._product(product, sheet)

    def _sources(self, names: Iterable[str]) -> dict[str, str]:
        """Present name -> the column of the file; of two with one meaning the one under its present name."""
        out: dict[str, str] = {}
        for source in names:
            column = self.column(source)
            if column is not None and (column.name not in out or self.is_present_name(column, source)):
                out[column.name] = source
        return out

    def _product(self, rows: Sequence[SourceRow], sheet: _Sheet) -> Iterator[SourceRow]:
        """The rows of one product, the first of which is sound."""
        variants = {place for place, row in enumerate(rows) if place == 0 or sheet.is_variant(row)}
        shared = {name: rows[0].cells[name] for name in sheet.shared if rows[0].cells.get(name)} if rows else {}
        shown = {sheet.text(rows[place], _VARIANT_IMAGE) for place in variants} - {""}
        gallery = [address for row in rows if (address := sheet.text(row, _IMAGE))]
        for place, row in enumerate(rows):
            if place not in variants:
                yield row
                continue
            cells: dict[str, Any] = dict(row.cells)
            cells.update((name, value) for name, value in shared.items() if not cells.get(name))
            options = sheet.options(row, rows[0])
            for name, field in sheet.metafields.items():
                if (
                    name_key(field.spec_name) in options
                    or f"{field.owner}.metafields.{field.space}.{field.key}" in options
                ):
                    cells[name] = None  # the values of all variants; this one's own is its option
                elif cells.get(name):
                    cells[name] = metafield_values(cells[name], field.space)
            category, own = sheet.get("Product category"), sheet.get("Type")
            if category and own and without_own_category(cells.get(category)):
                cells[category] = cells.get(own)
            own = sheet.text(row, _VARIANT_IMAGE)
            pictures = [address for address in dict.fromkeys(gallery) if address == own or address not in shown]
            cells[sheet.source(_IMAGE)] = pictures or None
            if not sheet.text(row, SKU):
                cells[sheet.source(SKU)] = sheet.named(row, len(variants) > 1)
            yield row._replace(cells=cells)


class _Sheet(dict[str, str]):
    """The columns of one file: present name -> source column."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        super().__init__(sources)
        self.metafields = {source: field for source in self.values() if (field := metafield_of(source)) is not None}
        of_product = (source for source, field in self.metafields.items() if field.owner == "product")
        self.shared = [*(source for name, source in self.items() if name in _SHARED), *of_product]

    def source(self, name: str) -> str:
        """The column of the file, or the name for it where the file has none."""
        return self.get(name, name)

    def text(self, row: SourceRow, name: str) -> str:
        source = self.get(name)
        return present(scalar_text(row.cells.get(source)) or "") if source is not None else ""

    def options(self, row: SourceRow, first: SourceRow) -> set[str]:
        """Folded names of the options that this row states, and the metafields that they are linked to."""
        stated = [number for number in (1, 2, 3) if self.text(row, f"Option{number} value")]
        names = {name_key(self.text(first, f"Option{number} name")) for number in stated}
        return (names | {self.text(first, f"Option{number} Linked To") for number in stated}) - {""}

    def is_variant(self, row: SourceRow) -> bool:
        return any(self.text(row, name) for name in (SKU, "Option1 value", "Price"))

    def named(self, row: SourceRow, many: bool) -> str:
        """The handle, with the options where the product has several variants."""
        handle = self.text(row, HANDLE)
        options = (self.text(row, f"Option{number} value") for number in (1, 2, 3))
        return "/".join([handle, *filter(None, options)]) if handle and many else handle
