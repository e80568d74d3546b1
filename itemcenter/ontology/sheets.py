"""The files of an expert workbook: their columns, and reading and writing one of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from itemcenter.errors import OntologyError
from itemcenter.ontology import sheet_cells
from itemcenter.ontology.problems import Problems, did_you_mean
from itemcenter.ontology.spreadsheet import is_spreadsheet, sheet_names, sheet_records


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file of the workbook. `needed` columns must be there; `optional` ones are written where they say something.

    `new` marks the rows that a later bootstrap has added, for people who filter by it; reading passes it over.
    """

    file: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()
    required: bool = False

    @property
    def name(self) -> str:
        """What the sheet of a spreadsheet file is called."""
        return self.file.removesuffix(".csv")


NEW = "new"

CATEGORIES = Sheet(
    "categories.csv",
    ("id", "parent", "name", "synonyms", "description"),
    ("name",),
    ("foreign_ids", NEW),
    required=True,
)
KEYS = Sheet(
    "keys.csv",
    (
        "id",
        "name",
        "type",
        "unit",
        "multiple",
        "open",
        "role",
        "tolerance",
        "values_of",
        "synonyms",
        "description",
        "normalisation",
    ),
    ("name", "type"),
    ("foreign_ids", NEW),
    required=True,
)
APPLIES = Sheet(
    "applies.csv",
    ("category", "key", "core", "order", "values", "only_here"),
    ("category", "key"),
    (NEW,),
    required=True,
)
VALUES = Sheet(
    "values.csv",
    ("key", "id", "name", "synonyms", "description"),
    ("key", "name"),
    ("foreign_ids", NEW),
    required=True,
)
SCENARIOS = Sheet("scenarios.csv", ("id", "name", "synonyms", "description"), ("name",))
BRANDS = Sheet("brands.csv", ("id", "name", "synonyms"), ("name",), (NEW,))
TERMS = Sheet("terms.csv", ("id", "name", "synonyms", "category"), ("name",), (NEW,))
RELATIONS = Sheet("relations.csv", ("subject", "predicate", "object"), ("subject", "predicate", "object"))

SHEETS = (CATEGORIES, KEYS, APPLIES, VALUES, SCENARIOS, BRANDS, TERMS, RELATIONS)


class Row:
    """One row: cells by column name ("" where the column or the cell is missing), and where to complain."""

    __slots__ = ("_cells", "_places", "_problems", "file", "number")

    def __init__(
        self, file: str, number: int, found: Sequence[str], places: dict[str, int], problems: Problems
    ) -> None:
        self.file, self.number = file, number
        self._cells, self._places, self._problems = found, places, problems

    def raw(self, column: str) -> str:
        place = self._places.get(column, -1)
        return self._cells[place] if 0 <= place < len(self._cells) else ""

    def text(self, column: str) -> str:
        return sheet_cells.read_text(self.raw(column))

    def list(self, column: str) -> tuple[str, ...]:
        return sheet_cells.read_list(self.raw(column))

    def flag(self, column: str) -> bool:
        found = sheet_cells.read_flag(self.raw(column))
        if found is None:
            self.problem(column, f'"{self.text(column)}" is neither yes nor no')
        return bool(found)

    def problem(self, column: str, text: str) -> None:
        self._problems.add(self.file, self.number, column, text)


def read_sheet(folder: Path, sheet: Sheet, problems: Problems) -> Iterator[Row]:
    """The rows of a file, blank rows and comments (first cell begins with `#`) left out."""
    path = folder / sheet.file
    if is_spreadsheet(folder):
        names = sheet_names(folder)
        if sheet.name not in names:
            if sheet.required:
                problems.add(sheet.name, 0, "", f"the sheet is missing{did_you_mean(sheet.name, names)}")
            return
    elif not path.is_file():
        if sheet.required:
            near = did_you_mean(sheet.file, (entry.name.casefold() for entry in folder.glob("*.[cC][sS][vV]")))
            problems.add(sheet.file, 0, "", f"is missing{near}")
        return
    places: dict[str, int] | None = None
    records = _records(path, sheet.file, problems)
    if is_spreadsheet(folder):
        records = sheet_records(folder, sheet.name, problems)
    for number, found in records:
        if not any(cell.strip() for cell in found) or sheet_cells.is_comment(found[0]):
            continue
        if places is None:
            places = _header(found, number, sheet, problems)
            if places is None:
                return
            continue
        if any(cell.strip() for cell in found[len(places) :]):
            hint = "put texts that hold the separator in quotes"
            problems.add(sheet.file, number, "", f"has {len(found)} cells for {len(places)} columns; {hint}")
        yield Row(sheet.file, number, found, places, problems)
    if places is None:
        problems.add(sheet.file, 0, "", f"is empty; its first row must name the columns: {','.join(sheet.columns)}")


def _records(path: Path, file: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        problems.add(file, 0, "", f"cannot be read: {error.strerror}")
        return
    except UnicodeDecodeError as error:
        problems.add(file, 0, "", f'is not UTF-8 (byte {error.start}); save it as "CSV UTF-8"')
        return
    number = 0
    try:
        lines = io.StringIO(text, newline="")  # keeps line ends inside quotes as they are
        for number, found in enumerate(csv.reader(lines, delimiter=_separator(text), strict=True), start=1):
            yield number, found
    except csv.Error as error:
        problems.add(file, number + 1, "", f"is not valid CSV: {error}")


def _separator(text: str) -> str:
    """Semicolons where the header has more of them than commas: spreadsheets of many languages write those."""
    lines = (line for line in text.splitlines() if line.strip())
    header = next((line for line in lines if not sheet_cells.is_comment(line.lstrip('"'))), "")
    return ";" if header.count(";") > header.count(",") else ","


def _header(found: Sequence[str], number: int, sheet: Sheet, problems: Problems) -> dict[str, int] | None:
    """Column places by name; None where needed columns are missing, for then every row would be a problem."""
    known = (*sheet.columns, *sheet.optional)
    places: dict[str, int] = {}
    for place, cell in enumerate(found):
        name = cell.strip().casefold()
        if name and name not in known:
            near = did_you_mean(name, known)
            problems.add(sheet.file, number, "", f'"{cell.strip()}" is no column{near}')
        elif name in places:
            problems.add(sheet.file, number, "", f'the column "{name}" stands twice')
        places.setdefault(name or f"#{place}", place)
    missing = [name for name in sheet.needed if name not in places]
    for name in missing:
        problems.add(sheet.file, number, "", f'the column "{name}" is missing')
    return None if missing else places


def sheet_rows(sheet: Sheet, rows: Iterable[dict[str, str]]) -> tuple[list[str], list[list[str]]]:
    """(the columns to write, their cells row by row): optional columns only where a row says something there."""
    listed = list(rows)
    columns = [*sheet.columns, *(name for name in sheet.optional if any(row.get(name) for row in listed))]
    return columns, [[row.get(column, "") for column in columns] for row in listed]


def write_sheet(folder: Path, sheet: Sheet, rows: Iterable[dict[str, str]]) -> None:
    """Write all rows; cells are written as they are (see `sheet_cells`). UTF-8 with the mark that Excel needs."""
    columns, cells = sheet_rows(sheet, rows)
    try:
        with (folder / sheet.file).open("w", encoding="utf-8-sig", newline="") as stream:
            # "\r\n" is what RFC 4180 asks for, and makes the writer quote cells that hold either half of it
            writer = csv.writer(stream, lineterminator="\r\n")
            writer.writerow(columns)
            writer.writerows(cells)
    except OSError as error:
        raise OntologyError(f"cannot be written: {error.strerror}", place=str(folder / sheet.file)) from error
