"""`SourceFile`: the records of a catalog file, and the same file again with some of their empty cells filled."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.flow.whole_file import packed_file, whole_file
from itemcenter.items.catalog import CatalogReader
from itemcenter.items.delimited import DelimitedRows
from itemcenter.items.encoding import TextSource
from itemcenter.items.jsonarray import JsonArrayRows
from itemcenter.items.jsonrows import JsonLineRows
from itemcenter.items.layout import Layout, detect_layout
from itemcenter.items.lines import Lines
from itemcenter.items.mapping import ColumnMapping
from itemcenter.items.options import CatalogOptions
from itemcenter.items.quoting import Quoting, cut_record
from itemcenter.items.rows import SourceRow
from itemcenter.items.write.csv_record import CsvForm
from itemcenter.items.write.edits import Edited, RecordEdit, Samples
from itemcenter.items.write.json_record import edited_object
from itemcenter.items.write.source_record import SourceRecord
from itemcenter.items.write.source_text import SourceCopy, encodable
from itemcenter.schema import SourceId


class SourceFile:
    """Can be read any number of times; each time from its start, with bounded memory.

    closed: whether a column that the file lacks must be added, as in CSV; a JSON object takes any member
    """

    fixed: frozenset[str] = frozenset()  # columns that cannot be filled: they are made of other parts of a record

    def __init__(self, path: Path, options: CatalogOptions, source: SourceId) -> None:
        self.path = path
        self._options = options
        self._reader = CatalogReader(path, options, source)
        self._layout: Layout = detect_layout(path, options)
        self.encoding = self._layout.encoding

    @property
    def mapping(self) -> ColumnMapping:
        return self._reader.mapping

    @property
    def is_json(self) -> bool:
        return self._layout.dialect is None

    @property
    def closed(self) -> bool:
        return not self.is_json

    def column_name(self, name: str) -> str:
        """The name that an added column for `name` has: here any."""
        return name

    def records(self) -> Iterator[SourceRecord]:
        """Every record in order."""
        rows = self._open()
        begins: deque[int] = deque()

        def placed() -> Iterator[SourceRow]:
            for row in rows:
                begins.append(rows.begin if isinstance(rows, JsonArrayRows) else 0)
                yield row

        for row, opened, item in self._reader.built(placed()):
            cells = row.cells if opened is None else opened.cells
            other = frozenset(name for name, value in row.cells.items() if cells.get(name) is not value)
            yield SourceRecord(row, item, begins.popleft(), other)

    def can_write(self, text: str) -> bool:
        """Whether the file can hold a text: JSON has escapes for every letter, an encoding may lack some."""
        return self.is_json or encodable(text, self.encoding)

    def edited(self, record: SourceRecord, edit: RecordEdit, added: Sequence[str], samples: Samples) -> Edited:
        """What `rewrite` would make of a record."""
        if self._csv is None:
            return edited_object(record.row.raw[0], edit, samples, not is_wide(self.encoding))
        return replace(self._csv[0], added=tuple(added)).edited(record.row, edit, samples)

    def rewrite(
        self,
        out: Path,
        edits: Iterable[tuple[SourceRecord, RecordEdit | None]],
        added: Sequence[str],
        samples: Samples,
    ) -> int:
        """Write the file to `out`, which takes its place when whole. Returns how many records could not be edited.

        edits: every record in order, with what it gets; added: columns to add at the end of a CSV file
        Raises `CatalogError` where the file is damaged, or cannot be written again byte for byte.
        """
        left = 0
        with whole_file(out) as aside, packed_file(out, aside) as handle:
            copy = SourceCopy(self.path, self.encoding, handle)
            newline = self._layout.dialect.newline if self._layout.dialect else "\n"
            line, place = self._write_header(copy, added), 0
            for record, wanted in edits:
                if self._listed:
                    copy.copy(record.begin - place)
                    place = record.begin
                else:
                    copy.copy_lines(record.row.line - line, newline)
                    line = record.row.line
                if record.row.raw_length or (wanted is None and not (added and record.cells and not self.is_json)):
                    continue  # copied with what comes before the next one
                done = self.edited(record, wanted or RecordEdit(), added, samples)
                left += done.text is None
                if done.text is None and wanted and added:  # at least it keeps as many cells as the header
                    done = self.edited(record, RecordEdit(), added, samples)
                if done.text is None:
                    continue
                old = "".join(record.row.raw)
                if self._listed:
                    place += len(old)
                elif self.is_json:
                    copy.copy(copy.blanks(len(old)))
                else:
                    line += old.count(newline)
                copy.peek(len(old))
                copy.replace(len(old), done.text)
            copy.finish()
        return left

    @property
    def _listed(self) -> bool:
        """Whether the records are values of a JSON text, not lines."""
        return self._layout.shape is not None and not self._layout.shape.lines

    def _open(self) -> DelimitedRows | JsonLineRows | JsonArrayRows:
        source, layout, limit = TextSource(self.path, self.encoding), self._layout, 2 * self._options.max_cell_chars
        if layout.dialect is not None:
            return DelimitedRows(
                Lines(source, layout.dialect.newline, limit), layout.dialect, self._options.max_cell_chars
            )
        if layout.shape is None or layout.shape.lines:
            return JsonLineRows(Lines(source, "\n", limit))
        return JsonArrayRows(source, layout.shape, limit)

    def _write_header(self, copy: SourceCopy, added: Sequence[str]) -> int:
        """Write all up to the end of the header of a CSV file; gives the line after it."""
        if self._csv is None:
            return 1
        form, line, lines = self._csv
        old = "".join(lines)
        new = replace(form, added=tuple(added)).edited_header(old)
        if new is None:
            raise CatalogError(
                "the header cannot be cut, so no column can be added",
                place=f"{self.path} line {line}",
                remedy="mend its quotes, or export with --no-add-columns and --no-mark",
            )
        copy.copy_lines(line - 1, form.dialect.newline)
        copy.peek(len(old))
        copy.replace(len(old), new)
        return line + len(lines)

    @cached_property
    def _csv(self) -> tuple[CsvForm, int, list[str]] | None:
        """(form of the records, line of the header, its lines) of a CSV file."""
        dialect, rows = self._layout.dialect, self._open()
        if dialect is None or not isinstance(rows, DelimitedRows):
            return None
        cut = cut_record("".join(rows.header_lines), dialect.delimiter, dialect.newline, Quoting(dialect.backslash))
        form = CsvForm(dialect, tuple(rows.header), len(cut.cells), self._options.max_cell_chars)
        return form, rows.header_line, rows.header_lines


def is_wide(encoding: str) -> bool:
    """Whether an encoding has every letter."""
    return encoding.lower().replace("_", "-").startswith(("utf", "gb18030"))
