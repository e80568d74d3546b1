"""Rows of one sheet, streamed: (row number, column number -> value), in the order of the file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from itemcenter.items.tables.xlsx_numbers import PLAIN, Form, cell_number
from itemcenter.items.tables.xlsx_package import Package, XmlHandler
from itemcenter.items.tables.xlsx_strings import SharedStrings, TextParts

Value = str | int | float | bool


class SheetRow(NamedTuple):
    """number: as the spreadsheet program shows it; cells: column number from 1 -> value; fault: what cannot be read;

    taken: columns of formulas and of errors, which may say nothing and yet are not empty
    """

    number: int
    cells: dict[int, Value]
    fault: str
    taken: frozenset[int] = frozenset()


class SheetReader(XmlHandler):
    """Iterate `rows`. errors: error cells by what they show; unsaved: formulas without a stored value."""

    def __init__(self, package: Package, part: str, strings: SharedStrings, forms: Sequence[Form], most: int) -> None:
        self.errors: Counter[str] = Counter()
        self.unsaved = 0
        self._package, self._part = package, part
        self._strings, self._forms = strings, forms
        self._ready: list[SheetRow] = []
        self._text = TextParts(most)
        self._inside = self._aid = self._formula = False
        self._row = self._column = 0
        self._cells: dict[int, Value] = {}
        self._taken: list[int] = []
        self._fault = self._kind = self._style = ""

    def rows(self) -> Iterator[SheetRow]:
        """Only rows with a value. Raises one of `xlsx_package.DAMAGES` where the sheet cannot be read any further."""
        for _ in self._package.steps(self._part, self):
            ready, self._ready = self._ready, []
            yield from ready

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference = attributes.get("r")
            self._column = column_number(reference) if reference else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
            self._formula = False
            self._text.begin()
        elif name in ("v", "t"):
            self._inside = not self._aid
        elif name == "row":
            number = attributes.get("r", "")
            self._row = int(number) if number.isascii() and number.isdigit() else self._row + 1
            self._column, self._cells, self._fault, self._taken = 0, {}, "", []
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aid = True

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._inside = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            if self._cells or self._fault:
                self._ready.append(SheetRow(self._row, self._cells, self._fault, frozenset(self._taken)))
        elif name == "rPh":
            self._aid = False

    def text(self, text: str) -> None:
        if self._inside:
            self._text.add(text)

    def _end_cell(self) -> None:
        text = self._text.joined()
        if self._formula or self._kind == "e":
            self._taken.append(self._column)
        if not text:
            self.unsaved += self._formula and self._kind != "str"
            return
        try:
            value = self._value(text)
        except (ValueError, IndexError, OverflowError):
            self._fault = (
                self._fault or f"column {self._column} holds {text[:40]!r} as {_KINDS.get(self._kind, 'text')}"
            )
            return
        if value != "":
            self._cells[self._column] = value

    def _value(self, text: str) -> Value:
        kind = self._kind
        if kind == "s":
            return self._strings[int(text)]
        if kind == "n":
            place = int(self._style) if self._style else 0
            form = self._forms[place] if place < len(self._forms) else PLAIN
            return cell_number(text.strip(), form, self._package.counts_from_1904)
        if kind == "b":
            return bool(int(text))
        if kind == "e":
            self.errors[text] += 1
            return ""
        return text  # inlineStr, str (a formula's), d (an ISO date)


def column_number(reference: str) -> int:
    """The number of the column, from 1, in the name of a cell.

    >>> column_number("A1"), column_number("AB12")
    (1, 28)
    """
    return _letters_number(reference.rstrip("0123456789"))


@lru_cache(maxsize=20_000)
def _letters_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64 if "A" <= letter <= "Z" else number
    return number


_KINDS = {"s": "a shared text", "n": "a number", "b": "true or false"}
