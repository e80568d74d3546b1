"""What a model that reads is given of an item, a key and a value. A change here makes trained readers worthless."""

from __future__ import annotations

from itemcenter.schema import AttributeKey, Item, TypedValue

#: Words of a key's description: what it means is said early.
_DESCRIPTION_WORDS = 16


def item_text(item: Item) -> str:
    """Title and description; the reader cuts what is too long."""
    return f"{item.title}. {item.description}" if item.description else item.title


def key_text(key: AttributeKey) -> str:
    told = " ".join(key.description.split()[:_DESCRIPTION_WORDS])
    return f"{key.name}: {told}" if told else key.name


def value_text(value: TypedValue) -> str:
    return value.text
