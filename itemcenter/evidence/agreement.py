"""Whether two values of a key are one, when one of them was written down by a person who rounds."""

from __future__ import annotations

import re
from collections.abc import Iterable

from itemcenter.schema import TypedValue
from itemcenter.values.compare import name_of

_DECIMALS = re.compile(r"\d[.,](\d+)(?!\d)")
#: Relative difference between a number and the same number rounded by a merchant.
_NEAR = 0.005


def agrees(value: TypedValue, stated: TypedValue) -> bool:
    """Same entry of a list, same text, or the same number up to the rounding of the one that was written down."""
    if value.value_id is not None and stated.value_id is not None:
        return value.value_id == stated.value_id
    if value.number is not None and stated.number is not None:
        if value.unit != stated.unit:
            return False
        found = _DECIMALS.search(stated.text)
        half = 0.5 * 10.0 ** -len(found[1]) if found else 0.0
        allowed = max(half * 1.0001, _NEAR * abs(stated.number))
        return abs(value.number - stated.number) <= allowed and _same_end(value, stated, allowed)
    if value.value_id is None and stated.value_id is None:
        return value.type is stated.type and name_of(value) == name_of(stated)
    return value.identity == stated.identity


def agrees_with_any(value: TypedValue, stated: Iterable[TypedValue]) -> bool:
    return any(agrees(value, entry) for entry in stated)


def _same_end(value: TypedValue, stated: TypedValue, allowed: float) -> bool:
    if value.number_to is None or stated.number_to is None:
        return value.number_to is stated.number_to
    return abs(value.number_to - stated.number_to) <= allowed
