"""OpenAI product feed (Agentic Commerce file upload): CSV, TSV, JSON lines, one row a variant.

Pinned to the file schema as it stood in 2026-10 (developers.openai.com/commerce/specs/file-upload/products; the page
carries no version of its own). The names of the first publication, 2025-09, are read as earlier names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from itemcenter.items.feeds.feed import Feed, FeedColumn, extras, key_of
from itemcenter.items.options import CatalogOptions
from itemcenter.items.raw_cells import scalar_text
from itemcenter.items.rows import SourceRow

_FIRST = "2025-09"

#: A measure and the column that holds its unit since 2026; before, the unit stood in the cell.
_UNITS = (
    ("length", "dimensions_unit"), ("width", "dimensions_unit"), ("height", "dimensions_unit"),
    ("weight", "item_weight_unit"),
)  # fmt: skip


class OpenAI(Feed):
    name = "openai"
    title = "OpenAI product feed"
    version = "2026-10"
    address = "https://developers.openai.com/commerce/specs/file-upload/products"
    signs = (("item_id", "id", "sku", "is_eligible_search", "enable_search"),)
    columns = (
        FeedColumn("item_id", "id", needed=True, earlier=(("id", _FIRST), ("sku", "alias"))),
        FeedColumn("title", "title", needed=True),
        FeedColumn("description", "description", needed=True),
        FeedColumn("url", needed=True, earlier=(("link", _FIRST),)),
        FeedColumn("brand", "brand", needed=True),
        FeedColumn("seller_name", needed=True, earlier=(("store_name", "alias"),), telling=0.4),
        FeedColumn("image_url", "images", needed=True, earlier=(("image_link", _FIRST),)),
        FeedColumn(
            "additional_image_urls", "images", earlier=(("additional_image_link", _FIRST),), telling=0.3
        ),
        FeedColumn("availability", needed=True),
        FeedColumn("price", needed=True),
        FeedColumn("is_eligible_search", earlier=(("enable_search", _FIRST),), telling=0.95),
        FeedColumn("is_eligible_checkout", earlier=(("enable_checkout", _FIRST),), telling=0.95),
        FeedColumn("is_ads_eligible", earlier=(("is_eligible_ads", "alias"),), telling=0.9),
        FeedColumn("product_category", "category"),
        FeedColumn("group_id", "group", earlier=(("item_group_id", _FIRST),)),
        FeedColumn("item_group_title", "text", telling=0.4),
        FeedColumn("listing_has_variations", telling=0.7),
        FeedColumn("variant_dict", "specs", telling=0.5),
        FeedColumn("custom_variant1_category", "pair_name", "variant1", telling=0.8),
        FeedColumn("custom_variant1_option", "pair_value", "variant1", telling=0.8),
        FeedColumn("custom_variant2_category", "pair_name", "variant2"),
        FeedColumn("custom_variant2_option", "pair_value", "variant2"),
        FeedColumn("custom_variant3_category", "pair_name", "variant3"),
        FeedColumn("custom_variant3_option", "pair_value", "variant3"),
        FeedColumn("color", "spec"),
        FeedColumn("size", "spec"),
        FeedColumn("size_system", "spec"),
        FeedColumn("gender", "spec"),
        FeedColumn("age_group", "spec"),
        FeedColumn("material", "spec"),
        FeedColumn("dimensions", "spec"),
        FeedColumn("length", "spec"),
        FeedColumn("width", "spec"),
        FeedColumn("height", "spec"),
        FeedColumn("weight", "spec"),
        FeedColumn("age_restriction", "spec", telling=0.3),
        FeedColumn("unit_pricing_measure", "spec"),
        FeedColumn("offer_id", telling=0.2),
        FeedColumn("return_deadline_in_days", earlier=(("return_window", _FIRST),), telling=0.5),
        FeedColumn("review_count", earlier=(("product_review_count", _FIRST),)),
        FeedColumn("star_rating", earlier=(("product_review_rating", _FIRST),)),
        FeedColumn("store_star_rating", earlier=(("store_review_rating", _FIRST),), telling=0.4),
        FeedColumn("reviews", earlier=(("raw_review_data", _FIRST),)),
        *extras("seller_url, seller_tos, seller_privacy_policy, target_countries, store_country", 0.5),
        *extras("marketplace_seller, accepts_returns, accepts_exchanges, pricing_trend, geo_price", 0.4),
        *extras("geo_availability, popularity_score, return_rate, related_product_id, relationship_type, q_and_a", 0.3),
        *extras("gtin, mpn, condition, sale_price, sale_price_effective_date, availability_date, expiration_date"),
        *extras("inventory_quantity, return_policy, shipping, shipping_price, is_digital, dimensions_unit"),
        *extras("item_weight_unit, store_review_count, ads_metadata, base_measure, video_link, model_3d_link"),
        *extras("delivery_estimate, pickup_method, pickup_sla, warning, warning_url"),
    )  # fmt: skip

    def unfold(self, rows: Iterable[SourceRow], options: CatalogOptions) -> Iterator[SourceRow]:
        """A measure and its unit become one cell; an object of dimensions becomes one text."""
        for row in rows:
            by_key = {key_of(name): name for name in row.cells}
            joined: dict[str, Any] = {}
            for measure, unit in _UNITS:
                name, unit_name = by_key.get(measure), by_key.get(key_of(unit))
                if name is None or unit_name is None:
                    continue
                figure, word = scalar_text(row.cells[name]), scalar_text(row.cells[unit_name])
                if figure and word and figure.strip()[-1:].isdigit():
                    joined[name] = f"{figure.strip()} {word.strip()}"
            whole = by_key.get("dimensions")
            if whole is not None and isinstance(row.cells[whole], dict):
                joined[whole] = _dimensions(row.cells[whole])
            yield row._replace(cells={**row.cells, **joined}) if joined else row


def _dimensions(parts: dict[str, Any]) -> str:
    """{"length": 12, "width": 8, "height": 5, "unit": "in"} as "12 x 8 x 5 in"."""
    figures = [scalar_text(parts.get(side)) for side in ("length", "width", "height")]
    unit = scalar_text(parts.get("unit")) or ""
    return f"{' x '.join(figure for figure in figures if figure)} {unit}".strip()
