"""What must be known of a sheet before cells are put into it: its width, merged cells, the styles of its columns.

A sheet whose rows or cells do not stand in order is refused: no spreadsheet program writes such a one.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.items.tables.xlsx import XlsxTable
from itemcenter.items.tables.xlsx_numbers import Form
from itemcenter.items.tables.xlsx_package import DAMAGES, Package, XmlHandler
from itemcenter.items.tables.xlsx_sheet import column_number
from itemcenter.items.write.xlsx_copy import form_of_style

#: Merged ranges that are kept in mind.
_MOST_MERGED = 200_000

_RANGE = re.compile(r"([A-Za-z]+)(\d+):([A-Za-z]+)(\d+)")


class SheetLook(XmlHandler):
    """Reads the sheet once. widest: number of the last column with content.

    Raises `CatalogError` where the sheet is damaged, or nothing can be put into it safely.
    """

    def __init__(self, path: Path, table: XlsxTable) -> None:
        self.widest = max(table.header.names)
        self.header_style = 0
        self._path, self._table = path, table
        self._styles: dict[tuple[int, bool], Counter[int]] = {}  # (column, whether of numbers) -> style
        self._merged: list[tuple[int, int, int, int]] = []  # first row, last row, first column, last column
        self._row = self._column = 0
        with Package(path) as package:
            try:
                for _ in package.steps(table.sheet.part, self):
                    pass
            except DAMAGES as error:
                remedy = "save it again, or fetch it again"
                raise CatalogError(f"the workbook is damaged: {error}", place=str(path), remedy=remedy) from error
        self._merged.sort()

    def form(self, style: int) -> Form:
        return form_of_style(self._table.forms, style)

    def style(self, column: int, number: bool) -> int:
        """The style that most cells of a column have, of those with a number or of those with a text."""
        found = self._styles.get((column, number))
        return found.most_common(1)[0][0] if found else 0

    def numeric(self, column: int) -> bool:
        """Whether most filled cells of a column hold numbers."""
        texts, numbers = (self._styles.get((column, number), Counter()).total() for number in (False, True))
        return numbers > texts

    def covered(self) -> Covered:
        return Covered(self._merged)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            reference = attributes.get("r")
            column = column_number(reference) if reference else self._column + 1
            if column <= self._column:
                raise self._refused("cells")
            self._column = column
            style = attributes.get("s", "")
            self._style = int(style) if style.isascii() and style.isdigit() else 0
            self._number = attributes.get("t", "n") == "n"
        elif name in ("v", "is"):
            self._filled(self._number)
        elif name == "row":
            number = attributes.get("r", "")
            row = int(number) if number.isascii() and number.isdigit() else self._row + 1
            if row <= self._row:
                raise self._refused("rows")
            self._row, self._column = row, 0
        elif name == "f":
            self.widest = max(self.widest, self._column)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _filled(self, number: bool) -> None:
        self.widest = max(self.widest, self._column)
        if self._row > self._table.header.last:
            self._styles.setdefault((self._column, number), Counter())[self._style] += 1
        elif self._row == self._table.header.row:
            self.header_style = self._style

    def _merge(self, text: str) -> None:
        found = _RANGE.fullmatch(text)
        if found is None:
            return
        left, top, right, bottom = found.groups()
        if int(bottom) <= self._table.header.last:
            return
        if len(self._merged) >= _MOST_MERGED:
            raise CatalogError(
                f"more than {_MOST_MERGED:,} merged ranges",
                place=f"{self._path}, {self._table.sheet.name}",
                remedy="unmerge the cells of the table, and build that workbook",
            )
        self._merged.append((int(top), int(bottom), column_number(left), column_number(right)))

    def _refused(self, what: str) -> CatalogError:
        return CatalogError(
            f"{what} do not stand in order, so none can be filled",
            place=f"{self._path}, {self._table.sheet.name} row {self._row}",
            remedy="open the workbook in a spreadsheet program and save it",
        )


class Covered:
    """Columns that a merged range hides in a row; ask for rows in ascending order."""

    def __init__(self, merged: list[tuple[int, int, int, int]]) -> None:
        self._merged, self._next = merged, 0
        self._open: list[tuple[int, int, int, int]] = []

    def columns(self, row: int) -> list[tuple[int, int]]:
        """(first, last) columns; of a range only its upper left cell is seen."""
        while self._next < len(self._merged) and self._merged[self._next][0] <= row:
            self._open.append(self._merged[self._next])
            self._next += 1
        self._open = [entry for entry in self._open if entry[1] >= row]
        return [(left + (top == row), right) for top, _, left, right in self._open]
