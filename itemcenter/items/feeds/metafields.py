"""Shopify metafields: columns such as "Color (product.metafields.shopify.color-pattern)", and what their cells hold."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from itemcenter.items.raw_cells import json_value, scalar_text

_COLUMN = re.compile(
    r"(?P<label>.*?)\s*\((?P<owner>product|variant)\.metafields\.(?P<space>[\w$:~-]+)\.(?P<key>[\w-]+)\)"
)

#: Namespaces of page titles, ratings and advertising; what they hold is no attribute of the product.
_ASIDE = frozenset(
    ("seo", "global", "reviews", "mm-google-shopping", "mc-facebook", "discovery--product_recommendation")
)
#: Of these the keys that are attributes all the same.
_KEPT = frozenset(("gender", "age_group", "color", "size", "material", "pattern", "size_type", "size_system"))

_REFERENCE = re.compile(r"gid://shopify/\w+/\d+")


class Metafield(NamedTuple):
    """label: the name that people see; owner: product or variant."""

    label: str
    owner: str
    space: str
    key: str

    @property
    def describes(self) -> bool:
        """Whether it is an attribute of the product."""
        return self.space not in _ASIDE or self.key in _KEPT

    @property
    def spec_name(self) -> str:
        return self.label.strip() or self.key.replace("_", " ").replace("-", " ")


def metafield_of(column: str) -> Metafield | None:
    """The metafield that a column of a product file holds; None for any other column."""
    found = _COLUMN.fullmatch(column)
    return Metafield(**found.groupdict()) if found else None


def metafield_values(value: Any, space: str) -> Any:
    """A cell as one value or a list: JSON lists, measures as "5 cm", "red; blue" of Shopify's own attributes.

    References to other records of the shop name nothing and are left out: "" where nothing remains.
    """
    if isinstance(value, str):
        parsed = json_value(value)
        if parsed is not None:
            value = parsed
        elif space.startswith("shopify") and ";" in value:
            value = [part.strip() for part in value.split(";") if part.strip()]
    if isinstance(value, list):
        flat = [_one(entry) for entry in value]
        return [entry for entry in flat if entry]
    return _one(value)


def _one(value: Any) -> str:
    if isinstance(value, dict):
        figure, unit = scalar_text(value.get("value")), scalar_text(value.get("unit"))
        if figure:  # {"value": 5, "unit": "cm"}; a rating has scale_min and scale_max instead of a unit
            return f"{figure} {unit.lower().replace('_', ' ')}" if unit else figure
        return ""
    text = scalar_text(value) or ""
    return "" if _REFERENCE.fullmatch(text.strip()) else text
