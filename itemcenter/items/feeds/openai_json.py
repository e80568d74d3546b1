"""OpenAI product feed as nested JSON: products with their variants, as the feed's API takes and gives them.

Pinned to the product object as it stood in 2026-10 (developers.openai.com/commerce/specs/api/products). A product is
taken apart into one flat row a variant, under the names of the flat file (`feeds.openai`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from itemcenter.items.feeds.feed import Feed, FeedColumn, extras
from itemcenter.items.options import CatalogOptions
from itemcenter.items.raw_cells import scalar_text
from itemcenter.items.rows import SourceRow
from itemcenter.items.tables.table import RawCells

#: Members that are taken apart; all others are kept under their own names, those of the variant before the product's.
_NESTED = ("id", "title", "description", "media", "variants", "variant_options", "barcodes", "categories", "seller")

_TEXTS = ("plain", "markdown", "html")


class OpenAIJson(Feed):
    name = "openai"
    title = "OpenAI product feed (nested)"
    version = "2026-10"
    address = "https://developers.openai.com/commerce/specs/api/products"
    columns = (
        FeedColumn("item_id", "id", needed=True),
        FeedColumn("title", "title"),
        FeedColumn("description", "description"),
        FeedColumn("brand", "brand"),
        FeedColumn("group_id", "group"),
        FeedColumn("item_group_title", "text"),
        FeedColumn("product_category", "category"),
        FeedColumn("image_url", "images"),
        FeedColumn("variant_dict", "specs"),
        *extras("url, gtin, price, list_price, unit_price, availability, condition, seller_name, seller_links"),
        *extras("target_countries, offer_id, video_url"),
    )

    def certainty(self, names: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> float:
        """By the shape of the variants: options, barcodes, prices and descriptions as objects of the specification."""
        products = [cells for cells in sample[:20] if _variants(cells)]
        votes = sum(map(_telling, products))
        return round(votes / len(sample[:20]), 4) if products else 0.0

    def lacks(self, names: Sequence[str]) -> str:
        return "" if "variants" in names else "its products have no list of variants"

    def unfold(self, rows: Iterable[SourceRow], options: CatalogOptions) -> Iterator[SourceRow]:
        for row in rows:
            if row.fault is not None or not _variants(row.cells):
                yield row  # a flat row out of the quarantine
                continue
            for cells in _flat_rows(row.cells):
                yield row._replace(cells=cells, raw=RawCells(cells))


def _flat_rows(product: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    shared = {name: value for name, value in product.items() if name not in _NESTED}
    title = scalar_text(product.get("title")) or ""
    for variant in _variants(product):
        cells = shared | {name: value for name, value in variant.items() if name not in _NESTED}
        sellers = [node["seller"] for node in (variant, product) if isinstance(node.get("seller"), Mapping)]
        seller: Mapping[str, Any] = sellers[0] if sellers else {}
        cells |= {
            "item_id": variant.get("id"),
            "group_id": product.get("id"),
            "title": variant.get("title") or title,
            "item_group_title": title if variant.get("title") not in (None, "", title) else None,
            "description": _text(variant.get("description")) or _text(product.get("description")),
            "product_category": next(iter(_categories(variant) or _categories(product)), None),
            "image_url": _pictures(variant) or _pictures(product),
            "variant_dict": _pairs(variant.get("variant_options")),
            "gtin": [text for entry in _objects(variant.get("barcodes")) if (text := scalar_text(entry.get("value")))],
            "seller_name": seller.get("name"),
            "seller_links": seller.get("links"),
        }
        yield {name: value for name, value in cells.items() if value not in (None, "", [], {})}


def _variants(product: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _objects(product.get("variants"))


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    """A description: a text, or an object of its forms."""
    if isinstance(value, Mapping):
        return next((text for form in _TEXTS if (text := scalar_text(value.get(form)) or "")), "")
    return scalar_text(value) or ""


def _categories(node: Mapping[str, Any]) -> list[str]:
    return [text for entry in _objects(node.get("categories")) if (text := scalar_text(entry.get("value")) or "")]


def _pictures(node: Mapping[str, Any]) -> list[str]:
    media = [entry for entry in _objects(node.get("media")) if entry.get("type") in (None, "image")]
    return [text for entry in media if (text := scalar_text(entry.get("url")) or "")]


def _pairs(value: Any) -> dict[str, str]:
    pairs = ((scalar_text(entry.get("name")), scalar_text(entry.get("value"))) for entry in _objects(value))
    return {name: text for name, text in pairs if name and text}


def _telling(product: Mapping[str, Any]) -> float:
    variant = _variants(product)[0]
    described = variant.get("description") or product.get("description")
    price, stock = variant.get("price"), variant.get("availability")
    signs = (
        _objects(variant.get("variant_options")),
        _objects(variant.get("barcodes")),
        isinstance(described, Mapping) and set(described) <= set(_TEXTS),
        isinstance(price, Mapping) and {"amount", "currency"} <= set(price),
        isinstance(stock, Mapping) and bool({"available", "status"} & set(stock)),
    )
    against = 1.0
    for sign in signs:
        against *= 0.45 if sign else 1.0
    return 1.0 - against
