"""Cells that a spreadsheet would run as a formula, made harmless in every table that this program writes."""

from __future__ import annotations

import re
from typing import TypeVar

#: A cell that begins so would be run.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
#: A negative number, perhaps a range, perhaps with its unit: nothing in it can call anything.
_SIGNED = re.compile(r"-?\d+(?:[.,]\d+)?(?: to -?\d+(?:[.,]\d+)?)?(?: ?[A-Za-z°µ%²³/]{1,8})?")

Value = TypeVar("Value")


def harmless_cell(value: Value) -> Value | str:
    """A text that would be run as a formula gets an apostrophe in front; any other value stays as it is.

    >>> harmless_cell("=1+1"), harmless_cell("-20 °C"), harmless_cell("-2+cmd|' /C calc'!A0")
    ("'=1+1", '-20 °C', "'-2+cmd|' /C calc'!A0")
    """
    if not isinstance(value, str) or not value.startswith(_FORMULA) or _SIGNED.fullmatch(value):
        return value
    return f"'{value}"
