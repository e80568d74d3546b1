"""A sheet copied byte by byte, with some cells put into its rows: all that it says already stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from itemcenter.items.tables.xlsx_numbers import PLAIN, Form
from itemcenter.items.tables.xlsx_package import XmlHandler
from itemcenter.items.tables.xlsx_sheet import column_number

_ROOT = re.compile(rb"<((?:[^\s<>/:]+:)?)worksheet")
_SPANS = re.compile(rb"\A(<[^<>]*?\sspans=[\"'])(\d+):(\d+)")
_DIMENSION = re.compile(rb"([A-Za-z]+\d+):([A-Za-z]+)(\d+)")
#: What a workbook would read as an escaped character.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class NewCell(NamedTuple):
    """kind: "text", "number" or "bool"; style: for a place that has none; form: what the number is read by, so that
    the style of the empty cell stays only where it has this form; None where any will do
    """

    text: str
    kind: str
    style: int = 0
    form: Form | None = None


class _Held(NamedTuple):
    """A cell that the row has: places of its bytes in the part."""

    column: int
    begin: int
    end: int
    style: int


class SheetCopy(XmlHandler):
    """Feed it the part of a sheet with `Package.steps`, then call `finish`.

    edits:  row number -> column number -> cell, in the order of the rows
    widest: the last column that gets a cell; forms: of the styles, by number
    missed: rows that were to be edited and that the sheet does not have
    """

    def __init__(
        self, out: IO[bytes], edits: Iterator[tuple[int, Mapping[int, NewCell]]], widest: int, forms: Sequence[Form]
    ) -> None:
        self.missed = 0
        self._out, self._edits, self._widest, self._forms = out, edits, widest, forms
        self._next = next(edits, None)
        self._bytes = bytearray()
        self._base = self._safe = 0  # places in the part: of the first byte held, and before which nothing will change
        self._prefix = b""
        self._cells: list[_Held] = []
        self._inside = False
        self._row = self._row_begin = self._column = self._begin = self._style = 0

    def begin(self, parser: expat.XMLParserType) -> None:
        self._parser = parser

    def data(self, data: bytes) -> None:
        self._write_up_to(self._safe)
        self._bytes += data

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference, style = attributes.get("r"), attributes.get("s", "")
            self._column = column_number(reference) if reference else self._column + 1
            self._begin = self._parser.CurrentByteIndex
            self._style = int(style) if style.isascii() and style.isdigit() else 0
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isascii() and number.isdigit() else self._row + 1
            self._row_begin = self._safe = self._parser.CurrentByteIndex
            self._inside, self._column, self._cells = True, 0, []
        elif not self._inside:
            self._safe = self._begin = self._parser.CurrentByteIndex
            if name == "worksheet" and (found := _ROOT.match(self._bytes, self._safe - self._base)):
                self._prefix = found.group(1)

    def end(self, name: str) -> None:
        if name == "c":
            self._cells.append(_Held(self._column, self._begin, self._after(name), self._style))
        elif name == "row":
            self._inside = False
            self._end_row(self._after(name))
        elif name == "dimension":
            self._widen(self._after(name))

    def finish(self) -> None:
        self._write_up_to(self._base + len(self._bytes))
        while self._next is not None:
            self._advance(missed=True)

    def _end_row(self, end: int) -> None:
        while self._next is not None and self._next[0] < self._row:
            self._advance(missed=True)
        if self._next is not None and self._next[0] == self._row and self._next[1] and self._cells:
            new = self._edited(self._next[1], end)
            self._write_up_to(self._row_begin)
            self._out.write(new)
            self._drop_up_to(end)
            self._advance()
        self._safe = end

    def _edited(self, new: Mapping[int, NewCell], end: int) -> bytes:
        """The bytes of the row with its new cells in the order of columns."""
        out, place = bytearray(), self._row_begin
        waiting = sorted(new.items(), reverse=True)
        for held in self._cells:
            while waiting and waiting[-1][0] <= held.column:
                column, cell = waiting.pop()
                there = column == held.column
                out += self._between(place, held.begin) + self._written(column, cell, held.style if there else None)
                place = held.end if there else held.begin
        last = self._cells[-1].end if self._cells else place
        out += self._between(place, last)
        for column, cell in reversed(waiting):
            out += self._written(column, cell, None)
        out += self._between(last, end)
        first, widest = min(new), max(new)
        return _SPANS.sub(
            lambda found: b"%s%d:%d" % (found[1], min(int(found[2]), first), max(int(found[3]), widest)), bytes(out)
        )

    def _written(self, column: int, cell: NewCell, own: int | None) -> bytes:
        """A cell in the words of the part, in ASCII: any encoding of XML has that."""
        fits = own is not None and (cell.form is None or form_of_style(self._forms, own) == cell.form)
        style = own if fits else cell.style
        p = self._prefix.decode()
        begin = f'<{p}c r="{column_letters(column)}{self._row}"' + (f' s="{style}"' if style else "")
        if cell.kind == "text":
            text = escape(_ESCAPED.sub("_x005F_", cell.text), {"\r": "&#13;"})
            text = f' t="inlineStr"><{p}is><{p}t xml:space="preserve">{text}</{p}t></{p}is></{p}c>'
        else:
            text = (' t="b">' if cell.kind == "bool" else ">") + f"<{p}v>{cell.text}</{p}v></{p}c>"
        return (begin + text).encode("ascii", "xmlcharrefreplace")

    def _widen(self, end: int) -> None:
        """The sheet says how wide it is before its rows."""

        def wider(found: re.Match[bytes]) -> bytes:
            column = max(column_number(found[2].decode()), self._widest)
            return b"%s:%s%s" % (found[1], column_letters(column).encode(), found[3])

        old = self._between(self._begin, end)
        self._write_up_to(self._begin)
        self._out.write(_DIMENSION.sub(wider, old))
        self._drop_up_to(end)

    def _advance(self, missed: bool = False) -> None:
        if missed and self._next is not None and self._next[1]:
            self.missed += 1
        self._next = next(self._edits, None)

    def _after(self, name: str) -> int:
        """The place after the element that ends now. The parser stands at its end tag, or behind an empty element."""
        place = self._parser.CurrentByteIndex - self._base
        tag = b"</" + self._prefix + name.encode()
        if self._bytes.startswith(tag, place) and self._bytes[place + len(tag)] in b"> \t\r\n":
            place = self._bytes.index(b">", place) + 1
        return place + self._base

    def _between(self, begin: int, end: int) -> bytes:
        return bytes(self._bytes[begin - self._base : end - self._base])

    def _write_up_to(self, place: int) -> None:
        if place > self._base:
            self._out.write(self._between(self._base, place))
            self._drop_up_to(place)

    def _drop_up_to(self, place: int) -> None:
        del self._bytes[: place - self._base]
        self._base = place
        self._safe = max(self._safe, place)


def column_letters(number: int) -> str:
    """
    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    out = ""
    while number:
        number, rest = divmod(number - 1, 26)
        out = chr(65 + rest) + out
    return out


def form_of_style(forms: Sequence[Form], style: int) -> Form:
    return forms[style] if style < len(forms) else PLAIN
