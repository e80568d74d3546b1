"""Workbooks as one .xlsx file, a sheet a table: every cell a text, so that no spreadsheet turns 1-2 into a date.

Cells hold the same texts as the CSV files. They are typed as text and formatted as text: ids like 00123 and 1E5 stay
what they are when people edit them, and nothing is a formula. What people type as a number or a tick box is read as the
text they see; dates are refused, for nobody knows what they were.
"""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

from itemcenter.errors import MissingExtraError, OntologyError
from itemcenter.ontology.problems import Problems

#: What a sheet can hold, and how large a file may be once it is unpacked.
_MOST_ROWS, _LONGEST_CELL, _MOST_BYTES = 1_048_575, 32_767, 1 << 30
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_WIDEST, _NARROWEST, _SAMPLED = 60, 8, 200


def is_spreadsheet(path: Path) -> bool:
    """Whether a path names a spreadsheet file rather than a folder of CSV files."""
    return path.suffix.lower() == ".xlsx"


def sheet_names(path: Path) -> list[str]:
    book = _open(path)
    try:
        return [name.strip().casefold() for name in book.sheetnames]
    finally:
        book.close()


def sheet_records(path: Path, name: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """(row number, cells) of a sheet, found by its name without case."""
    book = _open(path)
    try:
        sheet = next(entry for entry in book.worksheets if entry.title.strip().casefold() == name)
        sheet.reset_dimensions()  # programs that write wrong ones would cut rows off
        for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
            cells = []
            for place, value in enumerate(row):
                text = _text(value)
                if text is None:
                    told = (
                        f"cell {place + 1} holds the date {value}: a spreadsheet made it of another text; type it anew"
                    )
                    problems.add(name, number, "", told)
                cells.append(text or "")
            yield number, cells
    finally:
        book.close()


def write_spreadsheet(path: Path, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> None:
    """Write (name, columns, rows) of each sheet. Raises `OntologyError` for what a spreadsheet cannot hold."""
    openpyxl = _openpyxl()
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    listed = [(name, columns, list(rows)) for name, columns, rows in sheets]
    for name, _, rows in listed:  # before anything is written: a half-written file cannot be closed
        _check(path, name, rows)
    book = openpyxl.Workbook(write_only=True)
    bold = Font(bold=True)

    def cell(sheet: Any, text: str) -> Any:
        made = WriteOnlyCell(sheet, value="")
        made.value, made.data_type, made.number_format = text, "s", "@"
        return made

    for name, columns, rows in listed:
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
        for place, column in enumerate(columns):
            width = max([len(column), *(_width(row[place]) for row in rows[:_SAMPLED])])
            letter = openpyxl.utils.get_column_letter(place + 1)
            sheet.column_dimensions[letter].width = min(_WIDEST, max(_NARROWEST, width + 2))
        head = [cell(sheet, column) for column in columns]
        for made in head:
            made.font = bold
        sheet.append(head)
        for row in rows:
            sheet.append([cell(sheet, text) if text else None for text in row])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except OSError as error:
        raise OntologyError(f"cannot be written: {error.strerror or error}", place=str(path)) from error


def _width(text: str) -> int:
    """Columns that a text takes; letters of Chinese, Japanese and Korean take two."""
    return len(text) if text.isascii() else sum(1 + (east_asian_width(letter) in "WF") for letter in text)


def _check(path: Path, name: str, rows: Sequence[Sequence[str]]) -> None:
    """Raise `OntologyError` for what a sheet cannot hold."""
    remedy = "write the workbook into a folder: CSV files can hold it"
    if len(rows) > _MOST_ROWS:
        told = f"{len(rows):,} rows are more than a sheet holds"
        raise OntologyError(told, place=f"{path}, {name}", remedy=remedy)
    for number, row in enumerate(rows, start=2):
        for text in row:
            found = _CONTROL.search(text)
            if found is not None or len(text) > _LONGEST_CELL:
                told = f"a text of {len(text):,} characters is longer than a cell of a spreadsheet"
                if found is not None:
                    told = f"holds the control character {found[0]!r}: {text[:40]!r}"
                raise OntologyError(told, place=f"{path}, {name} row {number}", remedy=remedy)


def _text(value: Any) -> str | None:
    """The cell as people see it; None for a date."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return None
    return str(value)


def _open(path: Path) -> Any:
    openpyxl = _openpyxl()
    try:
        _check_archive(path)
        return openpyxl.load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError as error:
        raise OntologyError("no such file", place=str(path)) from error
    except OntologyError:
        raise
    except Exception as error:  # damaged files make openpyxl raise anything: KeyError, ValueError, XML errors
        raise OntologyError(f"is no readable .xlsx file: {error}", place=str(path), remedy="save it again") from error


def _check_archive(path: Path) -> None:
    """Refuse what would unpack without end, and XML with declarations of its own: no spreadsheet writes those."""
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MOST_BYTES:
            raise OntologyError("unpacks to more than 1 GiB", place=str(path))
        for entry in archive.infolist():
            if entry.filename.endswith((".xml", ".rels")):
                with archive.open(entry) as stream:
                    if b"<!DOCTYPE" in stream.read(4096):
                        raise OntologyError(f"{entry.filename} declares a document type", place=str(path))


def _openpyxl() -> Any:
    try:
        import openpyxl  # an extra, and slow to import
        import openpyxl.utils
    except ModuleNotFoundError as error:
        remedy = "pip install 'itemcenter[xlsx]', or use a folder of CSV files"
        raise MissingExtraError("workbooks as .xlsx files need 'openpyxl'", remedy=remedy) from error
    return openpyxl
