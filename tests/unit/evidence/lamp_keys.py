"""Keys and contexts for tests of what a catalog teaches."""

from __future__ import annotations

from typing import Any

from itemcenter.evidence.contexts import Context
from itemcenter.schema import AttributeKey, KeyId, TypedValue, ValueId, ValueListId, ValueType


def key(key_id: str, kind: ValueType, **more: Any) -> AttributeKey:
    listed = kind in (ValueType.CATEGORICAL, ValueType.COLOUR)
    more.setdefault("value_list_id", ValueListId(key_id) if listed else None)
    more.setdefault("name", key_id.replace("_", " "))
    return AttributeKey(KeyId(key_id), type=kind, **more)


COLOUR = key("colour", ValueType.COLOUR)
#: Another key of the same name, in another category; and one that shares the type only.
OTHER_COLOUR = key("colour_2", ValueType.COLOUR, name="Colour")
TRIM = key("trim", ValueType.COLOUR)
MAKER = key("maker", ValueType.CATEGORICAL)
HEIGHT = key("height", ValueType.QUANTITY, unit="cm")
POWER = key("power", ValueType.QUANTITY, unit="W")


def cm(number: float) -> TypedValue:
    return TypedValue(ValueType.QUANTITY, f"{number:g} cm", number=float(number), unit="cm")


def listed(name: str, kind: ValueType = ValueType.CATEGORICAL) -> TypedValue:
    return TypedValue(kind, name, ValueId(name))


def context(*words: str) -> Context:
    """The same word in every view where only one is given."""
    return Context(*(words * 7 if len(words) == 1 else words))
