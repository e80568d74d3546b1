"""Rows of a JSON-lines file, and the decoding of one JSON text that both JSON forms share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from itemcenter.items import reasons
from itemcenter.items.lines import CutLine, Lines
from itemcenter.items.raw_cells import sound
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import BAD_BYTE, SourceRow

#: Integers beyond what Python converts by default (4,300 digits) stay text.
_LONG_NUMBERS = json.JSONDecoder(parse_int=str)

NESTED = "the value is nested too deeply"

#: Takes raw tabs and other control characters inside texts.
_LENIENT = json.JSONDecoder(strict=False)


def json_row(text: str, line: int, suspect: bool) -> SourceRow:
    """One row out of the JSON text of one object."""
    raw = [text]
    if suspect and not text.isascii() and BAD_BYTE.search(text):
        return SourceRow(line, {}, raw, fault=RowFault(reasons.ENCODING, "bytes that are no text in this encoding"))
    try:
        return object_row(decode(text), text, line, suspect)
    except RowFault as fault:
        return SourceRow(line, {}, raw, fault=fault)


def object_row(value: Any, text: str, line: int, suspect: bool = False) -> SourceRow:
    """The row of a decoded value, which must be an object."""
    if isinstance(value, dict):
        if "\\u" not in text and not suspect:
            return SourceRow(line, value, [text])
        try:
            whole = sound(value)
            return SourceRow(line, whole, [text], repaired=whole != value)
        except RecursionError:
            return SourceRow(line, {}, [text], fault=RowFault(reasons.JSON, NESTED))
    shown = {list: "a list", str: "a text", bool: "true or false", type(None): "null"}.get(type(value), "a number")
    return SourceRow(line, {}, [text], fault=RowFault(reasons.OBJECT, f"the row is {shown}, not an object"))


def decode(text: str) -> Any:
    """The value of a JSON text. Raises `RowFault` where it is none, or nested too deeply."""
    try:
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            if not error.msg.startswith("Invalid control character"):
                raise
            return _LENIENT.decode(text)
        except ValueError:
            return _LONG_NUMBERS.decode(text)
    except json.JSONDecodeError as error:
        raise RowFault(reasons.JSON, f"{error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise RowFault(reasons.JSON, NESTED) from error


class JsonLineRows:
    """Iterates the lines of a JSON-lines file; empty lines are passed over."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[SourceRow]:
        lines = self._lines
        for number, line in enumerate(lines, start=1):
            if type(line) is CutLine:
                fault = RowFault(reasons.OVERSIZE, f"the line has {line.full_length} characters")
                yield SourceRow(number, {}, [line], line.full_length, fault=fault)
            elif text := line.strip(" \t\r\n"):
                yield json_row(text, number, lines.suspect)
