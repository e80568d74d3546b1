"""OpenAI product feed: CSV or JSON lines, one row a variant. The file schema as it stood in 2026-10 (`VERSION`)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, ClassVar

from itemcenter.flow.whole_file import text_file
from itemcenter.items.write.offer import Offer
from itemcenter.items.write.product import COMMON, Product
from itemcenter.items.write.target import Sheet, TargetOptions, TargetTally, one_line, with_constants
from itemcenter.schema import AttributeKey

VERSION = "2026-10"
FIELDS = ("is_eligible_search", "is_eligible_checkout", "item_id", "title", "description", "url", "brand", "image_url",
          "additional_image_urls", "price", "sale_price", "availability", "condition", "gtin", "mpn",
          "inventory_quantity", "product_category", "group_id", "listing_has_variations", "variant_dict", "color",
          "size", "material", "gender", "age_group", "seller_name", "seller_url", "target_countries",
          "store_country")  # fmt: skip
_AVAILABILITY = {"preorder": "pre_order"}


class OpenAIWriter:
    formats: ClassVar[tuple[str, ...]] = ("jsonl", "csv")
    required: ClassVar[tuple[str, ...]] = (
        "item_id", "title", "description", "url", "brand", "seller_name", "image_url", "availability", "price",
    )  # fmt: skip
    grouped: ClassVar[bool] = False

    def write(
        self,
        groups: Iterable[Sequence[Product]],
        keys: Sequence[AttributeKey],
        path: Path,
        kind: str,
        options: TargetOptions,
    ) -> TargetTally:
        tally = TargetTally()
        fields = list(dict.fromkeys((*FIELDS, *(name for name, _ in options.constants))))
        with text_file(path) as file:
            sheet = Sheet(file, fields) if kind == "csv" else None
            for product in (product for group in groups for product in group):
                row = feed_row(product, options)
                tally.check(row, self.required)
                if sheet is not None:
                    sheet.write({name: _cell(value) for name, value in row.items()})
                else:
                    file.write(feed_line(row, fields))
        return tally


def feed_line(row: dict[str, Any], fields: Sequence[str] = FIELDS) -> str:
    """A row as a line of JSON, without its empty fields."""
    return json.dumps({name: row[name] for name in fields if row.get(name)}, ensure_ascii=False) + "\n"


def feed_row(product: Product, options: TargetOptions) -> dict[str, Any]:
    """An item by the feed's fields, with the user's constants where it has nothing itself."""
    return with_constants(_row(product, options), options)


def _row(product: Product, options: TargetOptions) -> dict[str, Any]:
    item, offer = product.item, Offer(product.item, options.currency)
    common = {name: product.common(name) for name in COMMON if name != "pattern"}
    row: dict[str, Any] = {
        "item_id": item.id,
        "title": one_line(item.title),
        "description": item.description.strip(),
        "url": offer.link,
        "brand": product.brand,
        "image_url": next(iter(item.images), ""),
        "additional_image_urls": list(item.images[1:]),
        "price": offer.price,
        "sale_price": offer.sale_price,
        "availability": _AVAILABILITY.get(offer.availability, offer.availability),
        "condition": offer.condition,
        "gtin": offer.gtin,
        "mpn": offer.mpn,
        "inventory_quantity": offer.quantity,
        "product_category": " > ".join(product.category or item.category_path),
        "group_id": product.group,
        "listing_has_variations": "true" if product.group else "",
        "variant_dict": {entry.key.name: ", ".join(entry.texts) for entry in product.attributes},
    }
    return row | {name: ", ".join(entry.texts) for name, entry in common.items() if entry is not None}


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return ",".join(value) if isinstance(value, list) else str(value)
