"""The merchant's category path out of a cell: a list, or a text split at the separator that this file uses."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from typing import Any

from itemcenter.items import reasons
from itemcenter.items.raw_cells import json_text, json_value, present, scalar_text
from itemcenter.items.reasons import RowFault

#: (separator, share of the sampled texts that must hold it). A lone "/" is part of many plain names ("TV/Video").
_SEPARATORS = (
    (" >> ", 0.0),
    (" > ", 0.0),
    (">>", 0.0),
    (">", 0.05),
    (" » ", 0.0),
    (" / ", 0.2),
    ("|", 0.2),
    ("/", 0.5),
)


def detect_separator(values: Iterable[Any]) -> str:
    """The separator of the category texts of a file, "" where they have only one step."""
    texts = [text for value in values for text in _texts(value)]
    for separator, share in _SEPARATORS:
        holding = sum(1 for text in texts if separator in text.strip(separator))
        if holding > share * len(texts):
            return separator
    return ""


def category_path(value: Any, separator: str, column: str) -> tuple[str, ...]:
    """Steps from the root. Of several paths in one cell the first counts. Raises `RowFault` for an object."""
    if isinstance(value, str):
        return _text_path(value, separator, column)
    return _path(value, separator, column)


@functools.lru_cache(maxsize=10_000)  # a catalog has far fewer categories than rows
def _text_path(text: str, separator: str, column: str) -> tuple[str, ...]:
    return _path(_from_text(text), separator, column)


def _path(value: Any, separator: str, column: str) -> tuple[str, ...]:
    steps = _steps(value, column)
    if separator:
        first = next((step for step in steps if step), "")
        if separator in first:
            # A list of whole paths: alternatives, not steps.
            steps = first.split(separator)
    return tuple(step for step in map(present, steps) if step)


def _steps(value: Any, column: str) -> Sequence[str]:
    if isinstance(value, list) and value and isinstance(value[0], list):
        value = value[0]
    entries = value if isinstance(value, list) else [value] if value != {} else []
    steps = []
    for entry in entries:
        text = scalar_text(entry.get("name") if isinstance(entry, dict) and "name" in entry else entry)
        if text is None:
            message = f"{column!r} must hold a category path, not {json_text(entry)[:80]}"
            raise RowFault(reasons.TYPE, message, column)
        steps.append(text)
    return steps


def _from_text(text: str) -> Any:
    """A JSON list in a text ('["A >> B"]', also with unescaped quotes inside) as a list."""
    stripped = text.strip()
    if not (stripped.startswith("[") and stripped.endswith("]")):
        return text
    value = json_value(stripped)
    return value if value is not None else stripped[1:-1].strip().strip("\"'")


def _texts(value: Any) -> list[str]:
    value = _from_text(value) if isinstance(value, str) else value
    try:
        return [text for text in _steps(value, "") if text]
    except RowFault:
        return []
