"""Specs out of their containers: objects, pair lists, name-value lists, and the same written as text in one cell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from itemcenter.items import reasons
from itemcenter.items.raw_cells import json_value, present, scalar_text
from itemcenter.items.reasons import RowFault
from itemcenter.items.synonyms import column_key

#: (name, value); name "" where the merchant gave a value without a name.
Pair = tuple[str, str]

_NAME_KEYS = tuple(map(column_key, ("name", "key", "attribute_name", "attribute", "label", "参数名", "名称")))
_VALUE_KEYS = tuple(map(column_key, ("value", "values", "val", "attribute_value", "text", "参数值", "值")))
_UNIT_KEYS = tuple(map(column_key, ("unit", "unit_text", "unit_code")))

#: Longer "names" before a colon are sentences.
_MAX_NAME = 80

_COLON = re.compile(r"\s*[:：](?!//)\s*")
_RUBY_NIL = re.compile(r"(?<==>)\s*nil\b")
_SEPARATORS = (re.compile(r"[\r\n]+"), re.compile(r"\s*\|\s*"), re.compile(r"\s*[;；]\s*"))

#: Objects inside objects go this deep; what lies deeper is no spec sheet.
_MAX_DEPTH = 8


def spec_pairs(value: Any, column: str) -> list[Pair] | None:
    """The pairs of a container cell; None for a text without pairs. Raises `RowFault` for a bare number or truth."""
    if isinstance(value, str):
        return text_pairs(value)
    if not isinstance(value, dict | list):
        if value is None or scalar_text(value) == "":
            return []
        raise RowFault(reasons.TYPE, f"{column!r} must hold specs, not {scalar_text(value)!r}", column)
    return list(_pairs(value, "", 0))


def text_pairs(text: str) -> list[Pair] | None:
    """Pairs of a text: JSON, a Ruby hash, or "name: value" parts; None where fewer than half of its parts are pairs."""
    if not present(text):
        return []
    value = json_value(text)
    if value is None and "=>" in text:
        value = json_value(_RUBY_NIL.sub("null", text).replace("=>", ":"))
    if value is not None:
        return list(_pairs(value, "", 0))
    for separator in _SEPARATORS:
        parts = [part.strip() for part in separator.split(text) if part.strip()]
        if len(parts) > 1:
            break
    pairs = [_split(part) for part in parts]
    named = sum(1 for name, _ in pairs if name)
    return pairs if 2 * named >= len(pairs) and named else None


def looks_like_container(value: Any) -> bool:
    """Whether a cell of an unknown column holds specs beyond doubt: name-value pairs or an object of plain values."""
    if isinstance(value, str):
        value = json_value(value)
    if isinstance(value, list):
        return bool(value) and all(_is_pair(entry) or _named(entry) is not None for entry in value)
    if not isinstance(value, dict) or len(value) < 2:
        return False
    return not any(
        isinstance(entry, dict) or (isinstance(entry, list) and not _flat(entry)) for entry in value.values()
    )


def _split(part: str) -> Pair:
    found = _COLON.search(part)
    if found is None or not 0 < found.start() <= _MAX_NAME:
        return "", part
    return part[: found.start()].strip(), part[found.end() :].strip()


def _pairs(value: Any, section: str, depth: int) -> Iterator[Pair]:
    """Pairs of an object or list. The name of a section stands before the names in it, unless it is the only one."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, dict):
        named = _named(value)
        if named is not None:
            yield from _values(_joined(section, named[0]), named[1], depth)
            return
        for name, entry in value.items():
            yield from _values(_joined(section, name), entry, depth, lone=len(value) == 1)
    elif isinstance(value, list):
        for entry in value:
            if _is_pair(entry):
                name = scalar_text(entry[0]) or ""
                yield from _values(_joined(section, present(name)) if present(name) else "", entry[1], depth)
            elif isinstance(entry, dict | list):
                yield from _pairs(entry, section, depth + 1)
            else:
                yield from (("", part[1]) if not part[0] else part for part in _loose(entry))


def _values(name: str, value: Any, depth: int, lone: bool = False) -> Iterator[Pair]:
    if isinstance(value, list) and _flat(value):
        for entry in value:
            yield name, present(scalar_text(entry) or "")
    elif isinstance(value, dict | list):
        yield from _pairs(value, "" if lone else name, depth + 1)
    else:
        yield name, present(scalar_text(value) or "")


def _loose(value: Any) -> list[Pair]:
    """A bare value in a list of specs: perhaps "name: value"."""
    text = present(scalar_text(value) or "")
    return [_split(text)] if text else []


def _named(value: Any) -> tuple[str, Any] | None:
    """(name, value) of an object such as {"name": "Colour", "value": "Red"}; the name is "" where it is null."""
    if not isinstance(value, dict):
        return None
    keys = {column_key(key): key for key in value}
    stated = next((keys[key] for key in _VALUE_KEYS if key in keys), None)
    if stated is None:
        return None
    naming = next((keys[key] for key in _NAME_KEYS if key in keys), None)
    if naming is None and len(value) > 1:
        return None
    content = value[stated]
    unit = next((scalar_text(value[keys[key]]) for key in _UNIT_KEYS if key in keys), "")
    if unit and not isinstance(content, list | dict) and scalar_text(content):
        content = f"{scalar_text(content)} {unit}"
    return present(scalar_text(value[naming]) or "") if naming is not None else "", content


def _is_pair(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and (value[0] is None or isinstance(value[0], str))
        and not isinstance(value[1], dict)
    )


def _flat(value: list[Any]) -> bool:
    return not any(isinstance(entry, list | dict) for entry in value)


def _joined(section: str, name: str) -> str:
    return f"{section} {name.strip()}".strip() if name else ""
