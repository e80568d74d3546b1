"""Rows of an Excel workbook (.xlsx, .xlsm), streamed from its one sheet that looks most like a catalog."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from itemcenter.errors import CatalogError
from itemcenter.items import reasons
from itemcenter.items.options import CatalogOptions
from itemcenter.items.reasons import RowFault
from itemcenter.items.rows import SourceRow
from itemcenter.items.tables.table import RawCells, table_row
from itemcenter.items.tables.xlsx_header import PROBED_ROWS, Header, find_header
from itemcenter.items.tables.xlsx_numbers import forms
from itemcenter.items.tables.xlsx_package import DAMAGES, Package, Sheet
from itemcenter.items.tables.xlsx_sheet import SheetReader, SheetRow
from itemcenter.items.tables.xlsx_strings import SharedStrings


class XlsxTable:
    """See `Table`. `line` of a row is its number in the sheet.

    sheet: the one that is read; header: where its table begins; forms: of the workbook's cell styles, by number
    """

    raw_form = ""

    def __init__(self, path: Path, options: CatalogOptions) -> None:
        self._path, self._most = path, options.max_cell_chars
        self.passed_over, self.damage = 0, ""
        self.findings: list[str] = []
        with Package(path) as package:
            try:
                self.forms = forms(package)
                self._strings = SharedStrings(package, self._most)
                found = [(sheet, self._probe(package, sheet, options)) for sheet in self._candidates(package, options)]
            except DAMAGES as error:
                remedy = "save it again, or fetch it again"
                raise CatalogError(f"the workbook is damaged: {error}", place=str(path), remedy=remedy) from error
        tables = [(sheet, header) for sheet, header in found if header is not None]
        if not tables:
            remedy = (
                "name another sheet: sheet in [catalog]" if options.sheet else "write a header and rows into a sheet"
            )
            where = f"the sheet {options.sheet!r} is empty" if options.sheet else "the workbook has no filled sheet"
            raise CatalogError(where, place=str(path), remedy=remedy)
        self.sheet, self.header = max(tables, key=lambda pair: pair[1].known)
        others = [sheet.name for sheet, header in tables if sheet is not self.sheet and header.known > 1]
        self.notices = list(self._told(others, [sheet.name for sheet in package.sheets if sheet.hidden]))
        self.names = list(self.header.names.values())
        self.remedy = (
            f"row {self.header.row} of the sheet {self.sheet.name!r} was taken for the header; name another sheet "
            '(sheet = "...") or the columns (columns = { id = "...", title = "..." }) in [catalog] of itemcenter.toml'
        )

    def __iter__(self) -> Iterator[SourceRow]:
        return (row for row, _ in self.with_taken())

    def with_taken(self) -> Iterator[tuple[SourceRow, frozenset[int]]]:
        """Every row, and the columns in it that hold a formula or an error (see `SheetRow`)."""
        self.passed_over, self.damage, self.findings = 0, "", []
        with Package(self._path) as package:
            reader = self._reader(package, self.sheet)
            try:
                for row in reader.rows():
                    if row.number > self.header.last:
                        yield self._row(row), row.taken
            except DAMAGES as error:
                self.damage = f"the sheet is damaged: {error}"
        if reader.errors:
            shown = ", ".join(f"{text} {count:,}" for text, count in sorted(reader.errors.items()))
            self.findings.append(f"cells that show an error were read as empty: {shown}")
        if reader.unsaved:
            self.findings.append(
                f"{reader.unsaved:,} formulas have no stored value and were read as empty: "
                "open the workbook in a spreadsheet program and save it"
            )

    def _row(self, row: SheetRow) -> SourceRow:
        names = self.header.names
        cells: dict[str, Any] = {}
        for column in sorted(row.cells):
            cells[names.get(column) or f"column {column}"] = row.cells[column]
        if row.fault:
            return SourceRow(row.number, {}, RawCells(cells), fault=RowFault(reasons.DAMAGED, row.fault))
        return table_row(row.number, cells)

    def _probe(self, package: Package, sheet: Sheet, options: CatalogOptions) -> Header | None:
        """The header of a sheet, looked for in its first rows."""
        return find_header(list(islice(self._reader(package, sheet).rows(), PROBED_ROWS)), options)

    def _reader(self, package: Package, sheet: Sheet) -> SheetReader:
        return SheetReader(package, sheet.part, self._strings, self.forms, self._most)

    def _candidates(self, package: Package, options: CatalogOptions) -> list[Sheet]:
        """The sheet that the user names, else all that are not hidden."""
        if not options.sheet:
            shown = [sheet for sheet in package.sheets if not sheet.hidden]
            if not shown and package.sheets:
                raise self._refused("all sheets are hidden", 'name one: sheet = "..." in [catalog]')
            return shown
        for sheet in package.sheets:
            if sheet.name == options.sheet:
                return [sheet]
        names = [sheet.name for sheet in package.sheets]
        near = difflib.get_close_matches(options.sheet, names, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise self._refused(f"there is no sheet {options.sheet!r}", f"{hint}sheets: {', '.join(map(repr, names))}")

    def _told(self, others: list[str], hidden: list[str]) -> Iterator[str]:
        if others or hidden or self.header.row > 1:
            where = f"the sheet {self.sheet.name!r}, header in row {self.header.row}"
            left = [f"{name!r}" for name in others] + [f"{name!r} (hidden)" for name in hidden]
            rest = f"; not read: {', '.join(left)} (sheet in [catalog] names another)" if left else ""
            yield f"read {where}{rest}"
        if self.header.last > self.header.row:
            yield f"rows {self.header.row + 1} to {self.header.last} hold column names, too, and were left out"

    def _refused(self, message: str, remedy: str) -> CatalogError:
        return CatalogError(message, place=str(self._path), remedy=remedy)
