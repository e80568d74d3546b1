r"""One CSV record out of text whose quotes may be wrong.

A quote opens a cell only at its start (blanks before it are passed over). Inside, a quote closes the cell only where a
delimiter or the end of the line follows, perhaps after blanks; any other single quote is taken as a letter and counted
as a repair. `""` is one quote. With `backslash`, `\"` and `\\` stand for the second character.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_ESCAPES = re.compile(r'\\(["\\])|""')


class Cut(NamedTuple):
    """repairs: quotes taken as letters; end: where the record ends in the text, -1 while a quote is open.

    stray: quotes in cells that are not quoted; allowed, but a sign of a line that is no whole record
    spans: where the content of each cell stands in the text (without its quotes), and whether it is quoted
    """

    cells: list[str]
    end: int
    repairs: int
    stray: int
    spans: list[tuple[int, int, bool]]


class Quoting(NamedTuple):
    """How quotes are read.

    backslash:      `\\"` is a quote inside a cell
    doubled_closes: `""` before a delimiter or line end is an unescaped quote and the closing one ("Monitor 12"",)
    """

    backslash: bool = False
    doubled_closes: bool = False


def cut_record(text: str, delimiter: str, newline: str, quoting: Quoting) -> Cut:
    """The record at the start of `text`. Linear in its length."""
    cells: list[str] = []
    spans: list[tuple[int, int, bool]] = []
    place, repairs, stray = 0, 0, 0
    while True:
        start = _after_blanks(text, place, delimiter)
        if text[start : start + 1] == '"':
            close, after, wrong, escaped = _closing_quote(text, start + 1, delimiter, newline, quoting)
            repairs += wrong
            if close < 0:
                return Cut(cells, -1, repairs, stray, spans)
            cell = text[start + 1 : close]
            spans.append((start + 1, close, True))
            cells.append(_unescape(cell, quoting.backslash) if escaped else cell)
            place = after
        else:
            stop = text.find(newline, place)
            stop = len(text) if stop < 0 else stop
            comma = text.find(delimiter, place, stop)
            if comma >= 0:
                stop = comma
            cell = text[place:stop]
            stray += cell.count('"')
            cell = cell if comma >= 0 else cell.removesuffix("\r")
            cells.append(cell)
            spans.append((place, place + len(cell), False))
            place = stop
        if text[place : place + 1] != delimiter:
            return Cut(cells, place, repairs, stray, spans)
        place += 1


def _closing_quote(text: str, begin: int, delimiter: str, newline: str, quoting: Quoting) -> tuple[int, int, int, bool]:
    """(place of the closing quote or -1, place after the cell, quotes taken as letters, whether to unescape)."""
    place, repairs, escaped = begin, 0, False
    while True:
        quote = text.find('"', place)
        if quote < 0:
            return -1, len(text), repairs, escaped
        if quoting.backslash and _is_escaped(text, begin, quote):
            place, escaped = quote + 1, True
            continue
        if text[quote + 1 : quote + 2] == '"':
            after = _after_blanks(text, quote + 2, delimiter)
            if quoting.doubled_closes and _ends_cell(text, after, delimiter, newline):
                return quote + 1, after, repairs + 1, escaped or quoting.backslash
            place, escaped = quote + 2, True
            continue
        after = _after_blanks(text, quote + 1, delimiter)
        if _ends_cell(text, after, delimiter, newline):
            return quote, after, repairs, escaped or quoting.backslash
        place, repairs = quote + 1, repairs + 1


def _after_blanks(text: str, place: int, delimiter: str) -> int:
    blanks = " " if delimiter == "\t" else " \t"
    while place < len(text) and text[place] in blanks:
        place += 1
    return place


def _ends_cell(text: str, place: int, delimiter: str, newline: str) -> bool:
    if place >= len(text) or text[place] == delimiter or text.startswith(newline, place):
        return True
    return text[place] == "\r" and (place + 1 == len(text) or text.startswith(newline, place + 1))


def _is_escaped(text: str, begin: int, quote: int) -> bool:
    """Whether an odd number of backslashes stands before the quote."""
    place = quote
    while place > begin and text[place - 1] == "\\":
        place -= 1
    return (quote - place) % 2 == 1


def _unescape(cell: str, backslash: bool) -> str:
    if backslash:
        return _ESCAPES.sub(lambda found: found.group(1) or '"', cell)
    return cell.replace('""', '"')
