"""`XlsxSource`: an Excel workbook back, with empty cells of its table filled and columns added behind its last one.

Only the XML of that one sheet is written anew, and of it only the rows that get something: filled cells, formulas with
their values, other sheets, formats, drawings, charts and macros keep their bytes. Memory holds a row. Libraries load a
workbook and save what they understood of it: openpyxl leaves the values of formulas out (a build would read these cells
as empty), and charts, images and shapes.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.flow.whole_file import whole_file
from itemcenter.items.catalog import CatalogReader
from itemcenter.items.filled import FILLED
from itemcenter.items.mapping import ColumnMapping
from itemcenter.items.options import CatalogOptions
from itemcenter.items.rows import SourceRow
from itemcenter.items.tables.xlsx import XlsxTable
from itemcenter.items.tables.xlsx_package import DAMAGES, Package
from itemcenter.items.write.edits import CellValue, Edited, RecordEdit, Samples
from itemcenter.items.write.json_record import is_empty
from itemcenter.items.write.pair_cells import with_pairs
from itemcenter.items.write.source_record import SourceRecord
from itemcenter.items.write.xlsx_cells import can_hold, new_cell
from itemcenter.items.write.xlsx_copy import NewCell, SheetCopy
from itemcenter.items.write.xlsx_look import SheetLook
from itemcenter.schema import SourceId

#: Columns of a sheet.
_MOST_COLUMNS = 16_384

#: What a cell says that looks empty and is not: a formula, an error, a cell hidden by a merged one.
_TAKEN = "(taken)"

_RECALCULATE = re.compile(rb"<((?:[^\s<>/:]+:)?calcPr)\b(?![^<>]*fullCalcOnLoad)")


class XlsxSource:
    """As `SourceFile`, for workbooks. Cells hold texts, numbers and truth values, so it counts as JSON."""

    is_json = True
    encoding = "a cell of a workbook"
    closed = True  # a column that the file lacks must be added
    fixed: frozenset[str] = frozenset()

    def __init__(self, path: Path, options: CatalogOptions, source: SourceId, table: XlsxTable) -> None:
        self.path = path
        self._options, self._table = options, table
        self._reader = CatalogReader(path, options, source)
        self._look = SheetLook(path, table)
        self._columns = {name: column for column, name in table.header.names.items()}
        with zipfile.ZipFile(path) as archive:
            if any(name.startswith("_xmlsignatures/") for name in archive.namelist()):
                raise self._refused("the workbook is signed, and any change breaks that", "save it without signature")

    @property
    def mapping(self) -> ColumnMapping:
        return self._reader.mapping

    def column_name(self, name: str) -> str:
        return name

    def records(self) -> Iterator[SourceRecord]:
        """Every record in order; a formula, an error and a cell under a merged one are not empty."""
        taken: list[Mapping[str, str]] = []
        covered = self._look.covered()

        def placed() -> Iterator[SourceRow]:
            for row, columns in self._table.with_taken():
                hidden = covered.columns(row.line)
                names = self._table.header.names.items()
                taken.append(
                    {
                        name: _TAKEN
                        for column, name in (names if columns or hidden else ())
                        if (column in columns or any(first <= column <= last for first, last in hidden))
                        and is_empty(row.cells.get(name))
                    }
                )
                yield row

        for row, opened, item in self._reader.built(placed()):
            cells = row.cells if opened is None else opened.cells
            other = frozenset(name for name, value in row.cells.items() if cells.get(name) is not value)
            said = taken.pop(0)
            yield SourceRecord(row._replace(cells={**row.cells, **said}) if said else row, item, 0, other)
        if self._table.damage:
            raise self._refused(self._table.damage, "save it again, or fetch it again")

    def can_write(self, text: str) -> bool:
        return can_hold(text)

    def edited(self, record: SourceRecord, edit: RecordEdit, added: Sequence[str], samples: Samples) -> Edited:
        """Whether the record can be edited; the text says nothing."""
        refused: list[str] = []
        for column, pairs in edit.pairs.items():
            text, left = with_pairs(record.cells.get(column), column, pairs, samples)
            refused += [name for name, _ in pairs] if text is not None and not can_hold(text) else left
        values = (*edit.cells.values(), *edit.added.values())
        fits = all(can_hold(value) for value in values if isinstance(value, str))
        return Edited("" if fits and edit.cells.keys() <= self._columns.keys() else None, tuple(refused))

    def rewrite(
        self, out: Path, edits: Iterable[tuple[SourceRecord, RecordEdit | None]], added: Sequence[str], samples: Samples
    ) -> int:
        """As `SourceFile.rewrite`. What was written is read again and compared before it takes its place."""
        if out.suffix.lower() != self.path.suffix.lower():
            raise CatalogError(
                "the catalog is a workbook, and spreadsheet programs go by the ending of the name",
                place=str(out),
                remedy=f"name a file that ends in {self.path.suffix or 'nothing, as the catalog does'}",
            )
        first = self._look.widest + 1
        if first + len(added) - 1 > _MOST_COLUMNS:
            remedy = "export with --no-add-columns and --no-mark"
            raise self._refused(f"the sheet has no room for {len(added):,} more columns", remedy)
        places = {name: first + place for place, name in enumerate(added)}
        writing = _Writing(self._look, self._columns | places, samples)
        cells = writing.cells(edits, self._table.header.row, places)
        with whole_file(out) as aside:
            try:
                self._copy(aside, cells, max(self._look.widest, first + len(added) - 1))
            except DAMAGES as error:
                if isinstance(error, OSError):
                    raise
                raise self._refused(f"cannot be written again: {error}", "save it again") from error
            self._compare(aside, writing.count, frozenset(samples))
        return writing.left

    def _copy(self, aside: Path, cells: Iterator[tuple[int, dict[int, NewCell]]], widest: int) -> None:
        part = self._table.sheet.part
        edits = _Watched(cells)
        with Package(self.path) as package, zipfile.ZipFile(self.path) as old, zipfile.ZipFile(aside, "w") as new:
            root = package.root
            entries = {entry.filename: entry for entry in old.infolist()}  # of two with one name the last one counts
            for entry in sorted(entries.values(), key=lambda entry: entry.filename == root):  # it depends on the cells
                made = zipfile.ZipInfo(entry.filename, entry.date_time)
                made.compress_type, made.external_attr = entry.compress_type, entry.external_attr
                with old.open(entry) as source, new.open(made, "w", force_zip64=entry.file_size > 1 << 30) as target:
                    if entry.filename == part:
                        copy = SheetCopy(target, edits, widest, self._table.forms)
                        for _ in package.steps(part, copy):
                            pass
                        copy.finish()
                        if copy.missed:
                            raise self._refused(f"{copy.missed:,} rows were not found again", "save it again")
                    elif entry.filename == root and edits.any:  # values of formulas may depend on what was filled
                        target.write(_RECALCULATE.sub(rb'<\1 fullCalcOnLoad="1"', source.read()))
                    else:
                        shutil.copyfileobj(source, target)

    def _compare(self, aside: Path, count: int, grown: frozenset[str]) -> None:
        """Raise `CatalogError` unless the new file reads as the old one with `count` empty cells filled.

        grown: columns of containers, to which pairs may have been appended
        """
        new = XlsxTable(aside, self._options)
        same = (new.sheet.name, new.header.row, new.header.last) == (
            self._table.sheet.name,
            self._table.header.row,
            self._table.header.last,
        )
        filled = 0
        rows = zip(self._table, new, strict=True)
        try:
            for before, after in rows if same else ():
                same = same and before.line == after.line and str(before.fault) == str(after.fault)
                for name, value in after.cells.items():
                    old = before.cells.get(name)
                    if is_empty(old):
                        filled += not is_empty(value)
                    elif repr(old) != repr(value) and name != FILLED and name not in grown:
                        same = False
                same = same and before.cells.keys() <= after.cells.keys()
        except ValueError:
            same = False
        if not same or filled != count:
            raise self._refused(
                "the filled workbook would not be read as this one with only empty cells filled",
                "open it in a spreadsheet program, save it, and build that; or export with another --as",
            )

    def _refused(self, message: str, remedy: str) -> CatalogError:
        return CatalogError(message, place=f"{self.path}, {self._table.sheet.name}", remedy=remedy)


class _Writing:
    """The cells of the edits. count: empty cells that get a value; left: records that could not be edited"""

    def __init__(self, look: SheetLook, columns: Mapping[str, int], samples: Samples) -> None:
        self.count = self.left = 0
        self._look, self._columns, self._samples = look, columns, samples

    def cells(
        self, edits: Iterable[tuple[SourceRecord, RecordEdit | None]], header: int, added: Mapping[str, int]
    ) -> Iterator[tuple[int, dict[int, NewCell]]]:
        """Row number -> column -> cell, first the names of the added columns."""
        if added:
            style = self._look.header_style
            yield header, {column: NewCell(name, "text", style) for name, column in added.items()}
        for record, edit in edits:
            if edit:
                yield record.row.line, self._of(record, edit)

    def _of(self, record: SourceRecord, edit: RecordEdit) -> dict[int, NewCell]:
        new: dict[str, CellValue] = {}
        for name, pairs in edit.pairs.items():
            text, _ = with_pairs(record.cells.get(name), name, pairs, self._samples)
            if text is not None:
                new[name] = text
        for name, value in (*edit.cells.items(), *edit.added.items()):
            if is_empty(record.cells.get(name)) or name == FILLED:
                new[name] = value
        new = {name: value for name, value in new.items() if not is_empty(value)}
        if not all(
            name in self._columns and (not isinstance(new[name], str) or can_hold(str(new[name]))) for name in new
        ):
            self.left += 1
            return {}
        self.count += sum(is_empty(record.cells.get(name)) for name in new)
        return {self._columns[name]: new_cell(value, self._columns[name], self._look) for name, value in new.items()}


class _Watched:
    """Iterates once. any: whether a cell has come by."""

    def __init__(self, cells: Iterator[tuple[int, dict[int, NewCell]]]) -> None:
        self.any, self._cells = False, cells

    def __iter__(self) -> Iterator[tuple[int, dict[int, NewCell]]]:
        return self

    def __next__(self) -> tuple[int, dict[int, NewCell]]:
        found = next(self._cells)
        self.any = self.any or bool(found[1])
        return found
