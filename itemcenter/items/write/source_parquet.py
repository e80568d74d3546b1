"""`ParquetSource`: a Parquet catalog back, with empty cells of its columns filled and columns added at its end.

What is not filled keeps its value, its type and the metadata of its column; the file itself is written anew, row group
by row group, with the compression that it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from itemcenter.errors import CatalogError
from itemcenter.flow.whole_file import whole_file
from itemcenter.items.catalog import CatalogReader
from itemcenter.items.mapping import ColumnMapping
from itemcenter.items.options import CatalogOptions
from itemcenter.items.tables.parquet import ParquetTable
from itemcenter.items.write.edits import Edited, RecordEdit, Samples
from itemcenter.items.write.pair_cells import with_pairs
from itemcenter.items.write.source_record import SourceRecord
from itemcenter.schema import SourceId

#: Rows that are held at once.
_ROWS = 2048


class ParquetSource:
    """As `SourceFile`, for Parquet. Cells hold JSON values, so it counts as JSON."""

    is_json = True
    encoding = "utf-8"
    closed = True  # a column that the file lacks must be added
    fixed: frozenset[str] = frozenset()

    def __init__(self, path: Path, options: CatalogOptions, source: SourceId) -> None:
        self.path = path
        self._reader = CatalogReader(path, options, source)
        self._table = ParquetTable(path)

    @property
    def mapping(self) -> ColumnMapping:
        return self._reader.mapping

    def column_name(self, name: str) -> str:
        return name

    def records(self) -> Iterator[SourceRecord]:
        for row, opened, item in self._reader.built(iter(self._table)):
            cells = row.cells if opened is None else opened.cells
            other = frozenset(name for name, value in row.cells.items() if cells.get(name) is not value)
            yield SourceRecord(row, item, 0, other)

    def can_write(self, text: str) -> bool:
        return True

    def edited(self, record: SourceRecord, edit: RecordEdit, added: Sequence[str], samples: Samples) -> Edited:
        """Whether the record can be edited; the text says nothing."""
        refused = [
            name
            for column, pairs in edit.pairs.items()
            for name in with_pairs(record.cells.get(column), column, pairs, samples)[1]
        ]
        types = self._types()
        fits = all(_fits(value, types[name]) for name, value in edit.cells.items() if name in types)
        return Edited("" if fits else None, tuple(refused))

    def rewrite(
        self, out: Path, edits: Iterable[tuple[SourceRecord, RecordEdit | None]], added: Sequence[str], samples: Samples
    ) -> int:
        """As `SourceFile.rewrite`."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        left = 0
        waiting = _Waiting(edits)
        try:
            with pq.ParquetFile(self.path, arrow_extensions_enabled=False) as file, whole_file(out) as aside:
                schema = file.schema_arrow
                for name in added:
                    schema = schema.append(pa.field(name, pa.string()))
                packing = _compression(file)
                with pq.ParquetWriter(aside, schema, compression=packing) as writer:
                    line = 0
                    for group in range(file.num_row_groups):
                        for batch in file.iter_batches(_ROWS, row_groups=[group], use_threads=False):
                            chosen = waiting.up_to(line, line + batch.num_rows)
                            line += batch.num_rows
                            writer.write_batch(self._filled(batch, chosen, schema, added, samples))
        except pa.ArrowException as error:
            raise CatalogError(f"cannot be written again: {error}", place=str(self.path)) from error
        return left

    def _filled(
        self, batch: Any, edits: Mapping[int, tuple[SourceRecord, RecordEdit]], schema: Any, added: Sequence[str],
        samples: Samples,
    ) -> Any:  # fmt: skip
        import pyarrow as pa

        new: dict[str, dict[int, Any]] = {}
        for place, (record, edit) in edits.items():
            for name, value in (*edit.cells.items(), *edit.added.items()):
                new.setdefault(name, {})[place] = value
            for name, pairs in edit.pairs.items():
                text, _ = with_pairs(record.cells.get(name), name, pairs, samples)
                if text is not None:
                    new.setdefault(name, {})[place] = text
        columns = []
        for name, column in zip(self._table.names, batch.columns, strict=True):
            if name in new:
                values = column.to_pylist()
                for place, value in new[name].items():
                    values[place] = value
                column = pa.array(values, column.type)
            columns.append(column)
        for name in added:
            values = [new.get(name, {}).get(place) for place in range(batch.num_rows)]
            columns.append(pa.array([None if value is None else str(value) for value in values], pa.string()))
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    def _types(self) -> dict[str, Any]:
        import pyarrow.parquet as pq

        return dict(zip(self._table.names, pq.read_schema(self.path).types, strict=True))


class _Waiting:
    """The edits by the number of their row, taken a stretch of rows at a time."""

    def __init__(self, edits: Iterable[tuple[SourceRecord, RecordEdit | None]]) -> None:
        self._edits = iter(edits)
        self._next = next(self._edits, None)

    def up_to(self, begin: int, end: int) -> dict[int, tuple[SourceRecord, RecordEdit]]:
        """place from `begin` -> record and edit, for rows numbered `begin` + 1 to `end`."""
        out: dict[int, tuple[SourceRecord, RecordEdit]] = {}
        while self._next is not None and self._next[0].row.line <= end:
            record, edit = self._next
            if edit:
                out[record.row.line - begin - 1] = record, edit
            self._next = next(self._edits, None)
        return out


def _fits(value: Any, kind: Any) -> bool:
    """Whether a column of this type can hold a value."""
    import pyarrow as pa

    try:
        pa.array([value], kind)
    except (pa.ArrowException, TypeError, ValueError):
        return False
    return True


def _compression(file: Any) -> str:
    groups = file.metadata
    if not groups.num_row_groups or not groups.num_columns:
        return "zstd"
    name = str(groups.row_group(0).column(0).compression).lower()
    return "none" if name == "uncompressed" else name
