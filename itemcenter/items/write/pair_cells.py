"""Pairs put into a cell of a table that is no text file."""

from __future__ import annotations

from typing import Any

from itemcenter.items.write.containers import appended_all, fresh
from itemcenter.items.write.edits import Samples
from itemcenter.items.write.json_record import is_empty


def with_pairs(value: Any, column: str, pairs: list[tuple[str, str]], samples: Samples) -> tuple[str | None, list[str]]:
    """The text of a container with pairs appended, and the names of those that it cannot take."""
    sample = samples.get(column)
    names = [name for name, _ in pairs]
    if not isinstance(sample, str) or not (isinstance(value, str) or is_empty(value)):
        return None, names
    if is_empty(value):
        made = fresh(pairs, column, sample, ascii_only=False)
        return made, [] if made is not None else names
    found, refused = appended_all(value, pairs, column, sample, ascii_only=False)
    if found is None:
        return None, names
    place = len(value) - found.keep
    return value[:place] + found.text + value[place:], refused
