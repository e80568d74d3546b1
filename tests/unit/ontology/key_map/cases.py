"""A small ontology of cables, keyboards and lamps, and catalogs for it."""

from __future__ import annotations

from itemcenter.ontology.key_map import MerchantKeys
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    Item,
    ItemId,
    KeyId,
    KeyScope,
    OntologyRelease,
    Spec,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)

CABLES, KEYBOARDS, LAMPS = CategoryId("cables"), CategoryId("keyboards"), CategoryId("lamps")
_LISTS = {
    "color": ("Black", "White", "Red", "Blue", "Silver"),
    "material": ("Plastic", "Aluminum", "Steel", "Wood"),
    "cable_type": ("HDMI cable", "VGA cable", "Network cable", "Audio cable"),
    "display_technology": ("LCD", "LED", "OLED"),
}
_KEYS = (
    ("color", "Color", ValueType.COLOUR, "color", ""),
    ("backlight_color", "Backlight color", ValueType.COLOUR, "color", ""),
    ("material", "Material", ValueType.CATEGORICAL, "material", ""),
    ("cable_type", "Cable type", ValueType.CATEGORICAL, "cable_type", ""),
    ("display_technology", "Display technology", ValueType.CATEGORICAL, "display_technology", ""),
    ("width", "Width", ValueType.QUANTITY, None, "cm"),
    ("wireless", "Wireless", ValueType.BOOLEAN, None, ""),
    ("part_number", "Part number", ValueType.IDENTIFIER, None, ""),
)
_APPLY = {
    CABLES: ("color", "material", "cable_type", "width"),
    KEYBOARDS: ("color", "backlight_color", "material", "width", "wireless", "part_number"),
    LAMPS: ("color", "material", "width", "display_technology"),
}


def release() -> OntologyRelease:
    return OntologyRelease(
        categories=tuple(
            Category(identity, name)
            for identity, name in ((CABLES, "Cables"), (KEYBOARDS, "Keyboards"), (LAMPS, "Lamps"))
        ),
        keys=tuple(
            AttributeKey(
                KeyId(key), name, kind, unit, multiple=kind is ValueType.COLOUR,
                value_list_id=None if listed is None else ValueListId(listed),
            )
            for key, name, kind, listed, unit in _KEYS
        ),
        value_lists=tuple(
            ValueList(ValueListId(key), tuple(AttributeValue(ValueId(f"{key}__{name}"), name) for name in names))
            for key, names in _LISTS.items()
        ),
        scopes=tuple(KeyScope(category, KeyId(key)) for category, keys in _APPLY.items() for key in keys),
    )  # fmt: skip


def observed(*cells: tuple[CategoryId | None, str, tuple[str, ...]]) -> MerchantKeys:
    """Each (category, merchant key, texts): an item a text."""
    keys = MerchantKeys()
    for category, name, texts in cells:
        for number, text in enumerate(texts):
            keys.add(Item(ItemId(f"{category}-{name}-{number}"), "thing", specs=(Spec(name, text),)), category)
    return keys
