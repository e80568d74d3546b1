"""Google Merchant product data: text feeds (TSV, CSV) and XML (RSS 2.0, Atom 1.0) with the `g:` namespace.

Names from the product data specification (support.google.com/merchants/answer/7052112), as it stood in 2026-10.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

from itemcenter.items.feeds.feed import Feed, FeedColumn, extras, key_of, without_own_category
from itemcenter.items.options import CatalogOptions
from itemcenter.items.raw_cells import scalar_text
from itemcenter.items.rows import SourceRow
from itemcenter.items.synonyms import column_key

#: "product_detail(section_name:attribute_name:attribute_value)": a header may name the parts of its cells.
_PARTS = re.compile(r"(.+?)\s*\([\w:, ]+\)")

_DETAIL, _HIGHLIGHT = column_key("product_detail"), column_key("product_highlight")
_SECTION, _NAME, _VALUE = "section_name", "attribute_name", "attribute_value"

_CATEGORY, _TYPE = column_key("google_product_category"), column_key("product_type")

#: Where the number of a Google category is kept when the merchant's own path is read instead.
_NUMBER = "google_product_category_id"


class Google(Feed):
    name = "google"
    title = "Google Merchant product feed"
    version = "2026-10"
    address = "https://support.google.com/merchants/answer/7052112"
    signs = (("id",), ("title", "structured_title"))
    columns = (
        FeedColumn("id", "id", needed=True),
        FeedColumn("title", "title", needed=True),
        FeedColumn("structured_title", "text"),
        FeedColumn("short_title", "text", telling=0.3),
        FeedColumn("description", "description", needed=True, earlier=(("summary", "Atom"), ("content", "Atom"))),
        FeedColumn("structured_description", "text"),
        FeedColumn("link", needed=True, telling=0.3),
        FeedColumn("image_link", "images", needed=True, telling=0.5),
        FeedColumn("additional_image_link", "images", telling=0.4),
        FeedColumn("lifestyle_image_link", "images", telling=0.5),
        FeedColumn("availability", needed=True, telling=0.2),
        FeedColumn("price", needed=True),
        FeedColumn("google_product_category", "category", telling=0.5),
        FeedColumn("product_type", "category", telling=0.1),
        FeedColumn("brand", "brand"),
        FeedColumn("gtin"),
        FeedColumn("mpn"),
        FeedColumn("identifier_exists", telling=0.6),
        FeedColumn("condition"),
        FeedColumn("item_group_id", "group", telling=0.2),
        FeedColumn("color", "spec"),
        FeedColumn("size", "spec"),
        FeedColumn("material", "spec"),
        FeedColumn("pattern", "spec"),
        FeedColumn("gender", "spec"),
        FeedColumn("age_group", "spec", telling=0.2),
        FeedColumn("size_type", "spec", telling=0.3),
        FeedColumn("size_system", "spec", telling=0.2),
        FeedColumn("multipack", "spec", telling=0.2),
        FeedColumn("unit_pricing_measure", "spec", telling=0.4),
        FeedColumn("energy_efficiency_class", "spec", telling=0.2),
        FeedColumn("product_length", "spec", telling=0.1),
        FeedColumn("product_width", "spec", telling=0.1),
        FeedColumn("product_height", "spec", telling=0.1),
        FeedColumn("product_weight", "spec", telling=0.1),
        FeedColumn("product_detail", "specs", telling=0.3),
        FeedColumn("product_highlight", "text", telling=0.5),
        *extras("mobile_link, sale_price_effective_date, custom_label_0, custom_label_1, custom_label_2", 0.4),
        *extras("custom_label_3, custom_label_4, ads_redirect, promotion_id, shipping_label"),
        *extras("unit_pricing_base_measure, ads_grouping, ads_labels, store_code, quantity, sell_on_google_quantity"),
        *extras("canonical_link, virtual_model_link, video_link, sale_price, cost_of_goods_sold, installment"),
        *extras("availability_date, expiration_date, subscription_cost, loyalty_points, loyalty_program"),
        *extras("auto_pricing_min_price, maximum_retail_price, adult, is_bundle, certification, disclosure_date"),
        *extras("min_energy_efficiency_class, max_energy_efficiency_class, energy_label_image_link"),
        *extras("shipping, shipping_weight, shipping_length, shipping_width, shipping_height, ships_from_country"),
        *extras("min_handling_time, max_handling_time, transit_time_label, carrier_shipping, free_shipping_threshold"),
        *extras("shipping_transit_business_days, shipping_handling_business_days, return_policy_label"),
        *extras("return_rule_label, external_seller_id"),
        *extras("minimum_order_value, tax, tax_category, excluded_destination, included_destination, pause"),
        *extras("shopping_ads_excluded_country, pickup_method, pickup_SLA, link_template, mobile_link_template"),
        FeedColumn(_NUMBER),  # of our making, see `unfold`
        # what RSS 2.0 and Atom put beside the products' own elements
        *extras("guid, pubDate, author, updated, published, category, comments, enclosure, source, rights"),
    )  # fmt: skip

    def column(self, name: str) -> FeedColumn | None:
        found = super().column(name)
        parts = _PARTS.fullmatch(name)
        return found if found is not None or parts is None else super().column(parts[1])

    def is_present_name(self, column: FeedColumn, name: str) -> bool:
        parts = _PARTS.fullmatch(name)
        return super().is_present_name(column, parts[1] if parts else name)

    def unfold(self, rows: Iterable[SourceRow], options: CatalogOptions) -> Iterator[SourceRow]:
        """Details become specs, quoted highlights a list; where the category is a number or missing, the merchant's own
        path is read.
        """
        for row in rows:
            opened: dict[str, Any] = {}
            category = own = ""
            for name, value in row.cells.items():
                key = key_of(name.partition("(")[0])
                if key == _DETAIL and value:
                    opened[name] = named_details(_details(value))
                elif key == _HIGHLIGHT and isinstance(value, str) and '"' in value:
                    opened[name] = _cut(value)
                elif key == _CATEGORY:
                    category = name
                elif key == _TYPE:
                    own = name
            if category and own and row.cells[own]:
                written = scalar_text(row.cells[category]) or ""
                if without_own_category(row.cells[category]) or written.strip().isdigit():
                    opened[category] = row.cells[own]
                if written.strip().isdigit():
                    opened[_NUMBER] = written.strip()
            yield row._replace(cells={**row.cells, **opened}) if opened else row


def named_details(details: Iterable[tuple[str, str, str]]) -> list[dict[str, str]]:
    """(section, name, value) as containers of specs. The section stands before a name that several sections have."""
    rows = [(section.strip(), name.strip(), value) for section, name, value in details]
    sections: dict[str, set[str]] = {}
    for section, name, _ in rows:
        sections.setdefault(name, set()).add(section)
    return [
        {"name": f"{section} {name}".strip() if len(sections[name]) > 1 else name, "value": value}
        for section, name, value in rows
    ]


def _details(value: Any) -> Iterator[tuple[str, str, str]]:
    """Details of a cell: "section:name:value, ..." as text, or objects with these three members."""
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            parts = {column_key(key): scalar_text(content) or "" for key, content in entry.items()}
            section, name, text = (parts.get(column_key(key), "") for key in (_SECTION, _NAME, _VALUE))
            yield section, name, text
            continue
        yield from _text_details(scalar_text(entry) or "")


def _text_details(text: str) -> list[tuple[str, str, str]]:
    """A part without a colon belongs to the value before it: its comma was not quoted."""
    out: list[tuple[str, str, str]] = []
    for part in _cut(text):
        first, colon, rest = part.partition(":")
        second, further, value = rest.partition(":")
        if further:
            out.append((first, second, value))
        elif colon:
            out.append(("", first, rest))  # the section may be left out
        elif out:
            section, name, before = out[-1]
            out[-1] = section, name, f"{before}, {part}"
        elif part:
            out.append(("", "", part))
    return out


def _cut(text: str) -> list[str]:
    """The values of a repeated attribute: commas between, quotes around a value that holds one."""
    try:
        return [part.strip() for part in next(csv.reader([text], skipinitialspace=True), [])]
    except csv.Error:
        return [text]
