"""One cell as text: numbers without needless zeros, missing values as "", and nothing guessed."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from itemcenter.items import reasons
from itemcenter.items.encoding import CONTROLS
from itemcenter.items.reasons import RowFault

#: What merchants write for "no value". Compared exactly: "Na" may be a name, "none" as a title word is not looked at.
MISSING: Final = frozenset(
    ("", "NA", "N/A", "n/a", "#N/A", "null", "NULL", "Null", "None", "none", "NONE", "-", "--", "NaN", "nan")
)

_UNSOUND = re.compile(f"[\ud800-\udfff{re.escape(CONTROLS)}]")

_WHOLE_NUMBER = re.compile(r"(-?\d+)\.0+")

#: Integral floats up to here are exact.
_EXACT = 2**53


def present(text: str) -> str:
    """The text without blanks at its ends, "" where it stands for no value."""
    stripped = text.strip()
    return "" if stripped in MISSING else stripped


def scalar_text(value: Any) -> str | None:
    """Text of a scalar as written, "" for null and NaN; None where the value is a list or an object."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return integer_text(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    return None


def integer_text(value: int) -> str:
    """Digits of an integer. Above Python's limit for decimal digits a hexadecimal form, which has none."""
    try:
        return str(value)
    except ValueError:
        return hex(value)


def sound(value: Any) -> Any:
    """A JSON value without what cannot be stored as text: half characters (lone surrogates, from cut emoji) become
    U+FFFD, control characters blanks. Escapes such as \\ud83d and \\u0000 bring them in.
    """
    if isinstance(value, str):
        return _UNSOUND.sub(lambda found: " " if found.group() < "\x80" else "\ufffd", value)
    if isinstance(value, list):
        return [sound(entry) for entry in value]
    if isinstance(value, dict):
        return {sound(name): sound(entry) for name, entry in value.items()}
    return value


def single_text(value: Any, column: str) -> str:
    """Text of a cell that must hold one value: a scalar, a list of one, an object with a name; "" of an empty one."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | dict) and not value:
        return ""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]
    text = scalar_text(value)
    if text is None:
        shown = "a list" if isinstance(value, list) else "an object"
        raise RowFault(reasons.TYPE, f"{column!r} must hold one text, not {shown}: {json_text(value)[:80]}", column)
    return text


def joined_text(value: Any, column: str) -> str:
    """Text of a cell that may hold paragraphs: the entries of a list, one a line."""
    if not isinstance(value, list):
        return single_text(value, column)
    parts = [single_text(entry, column) for entry in value]
    return "\n".join(part for part in parts if part.strip())


def list_texts(value: Any) -> list[str]:
    """The scalars in a cell: itself, the entries of a list, or of a JSON list written as text."""
    if isinstance(value, str):
        parsed = json_value(value)
        value = parsed if isinstance(parsed, list) else value
    if isinstance(value, list):
        return [text for entry in value for text in list_texts(entry)]
    if isinstance(value, dict):  # {"url": ...}, {"link": ...}: the one text that looks like an address
        return [text for text in map(scalar_text, value.values()) if text and "/" in text][:1]
    text = scalar_text(value)
    return [text] if text else []


def json_text(value: Any) -> str:
    """A JSON value as text; a scalar as itself."""
    text = scalar_text(value)
    if text is not None:
        return text
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        return ""


def json_value(text: str) -> Any:
    """The list or object that a text holds as JSON; None where it holds none."""
    stripped = text.strip()
    if stripped[:1] not in ("[", "{"):
        return None
    try:
        return sound(json.loads(stripped))
    except (ValueError, RecursionError):
        return None


def plain_number(text: str) -> str:
    """The text of 17.0 is 17; any other text stays as it is."""
    found = _WHOLE_NUMBER.fullmatch(text)
    return found.group(1) if found else text
