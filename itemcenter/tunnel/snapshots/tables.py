"""A sorted table in Parquet files of bounded size; no item stands in two of them. Written in batches, read in order."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itemcenter.errors import StoreError
from itemcenter.schema import Fact
from itemcenter.schema.record import Record
from itemcenter.tunnel.snapshots.rows import Columns, batch_of, schema_of

if TYPE_CHECKING:
    import pyarrow as pa

#: Rows held in memory at once: some 20 MB.
_BATCH = 20_000
#: Rows a file: some 30 MB, a size that engines split work by.
FILE_ROWS = 1_000_000
_READ_BYTES = 1 << 20
#: Rows that are looked at together where only some behind a place are wanted.
_FEW_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class TableFile(Record):
    """first, last: least and greatest item id; digest: BLAKE2b-256 of its bytes"""

    name: str
    rows: int
    first: str
    last: str
    size: int
    digest: str


class TableWriter:
    """Rows in order of item id into `folder`/part-00000.parquet and so on. Close it to learn what was written."""

    def __init__(self, folder: Path, columns: Columns, file_rows: int = FILE_ROWS) -> None:
        folder.mkdir(parents=True)
        self._folder, self._columns, self._file_rows = folder, columns, file_rows
        self._item = [name for name, _ in columns].index("item_id")
        self._rows: list[tuple[Any, ...]] = []
        self._facts: dict[int, tuple[Fact, ...]] = {}
        self._writer: Any = None
        self._first, self._last, self._in_file = "", "", 0
        self._files: list[TableFile] = []

    def add(self, rows: Iterable[tuple[Any, ...]], facts: tuple[Fact, ...] = ()) -> None:
        """Rows of one cell or item."""
        new = list(rows)
        item_id = new[0][self._item]
        if item_id != self._last:
            if self._in_file + len(self._rows) >= self._file_rows:
                self._end_file()
            elif len(self._rows) >= _BATCH:
                self._flush()
            if not self._in_file and not self._rows:
                self._first = item_id
            self._last = item_id
        self._facts[len(self._rows)] = facts
        self._rows += new

    def close(self) -> list[TableFile]:
        self._end_file()
        return self._files

    def abandon(self) -> None:
        if self._writer is not None:
            self._writer.close()

    def _flush(self) -> None:
        if not self._rows:
            return
        if self._writer is None:
            self._writer = self._opened()
        self._writer.write_batch(batch_of(self._rows, self._columns, self._facts))
        self._in_file += len(self._rows)
        self._rows, self._facts = [], {}

    @property
    def _path(self) -> Path:
        return self._folder / f"part-{len(self._files):05d}.parquet"

    def _opened(self) -> Any:
        import pyarrow.parquet as pq

        return pq.ParquetWriter(self._path, schema_of(self._columns), compression="zstd")

    def _end_file(self) -> None:
        self._flush()
        if self._writer is None and self._files:
            return
        if self._writer is None:  # an empty table has a file, too: readers find its columns
            self._writer = self._opened()
        self._writer.close()
        size, digest = measured(self._path)
        self._files.append(TableFile(self._path.name, self._in_file, self._first, self._last, size, digest))
        self._writer, self._in_file, self._first = None, 0, ""


def measured(path: Path) -> tuple[int, str]:
    """Size and BLAKE2b-256 of a file, which is on the disk when this returns."""
    digest, size = hashlib.blake2b(digest_size=32), 0
    with path.open("rb") as handle:
        os.fsync(handle.fileno())
        while data := handle.read(_READ_BYTES):
            digest.update(data)
            size += len(data)
    return size, digest.hexdigest()


def read_table(
    folder: Path, files: Iterable[TableFile], item_id: str | None = None, columns: list[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """The batches of a table in order. item_id: of this item alone, without reading files that lack it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for file in files:
        path = folder / file.name
        if item_id is not None and not (file.rows and file.first <= item_id <= file.last):
            continue
        try:
            if item_id is not None:
                yield from pq.read_table(path, filters=[("item_id", "==", item_id)], columns=columns).to_batches()
                continue
            with pq.ParquetFile(path) as table:
                yield from table.iter_batches(_BATCH, columns=columns)
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error


def read_from(folder: Path, files: Iterable[TableFile], first: str) -> Iterator[pa.RecordBatch]:
    """Small batches of the rows of this item id and of those behind it; what lies before is not read."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    for file in files:
        if not file.rows or file.last < first:
            continue
        path = folder / file.name
        try:
            with pq.ParquetFile(path) as table:
                place = table.schema_arrow.get_field_index("item_id")
                groups = [
                    number
                    for number in range(table.num_row_groups)
                    if not _ends_before(table.metadata.row_group(number).column(place).statistics, first)
                ]
                for batch in table.iter_batches(_FEW_ROWS, row_groups=groups):
                    kept = batch.filter(pc.greater_equal(batch.column(place), first))
                    if kept.num_rows:
                        yield kept
        except (OSError, pa.ArrowException) as error:
            raise _unreadable(path, error) from error


def _ends_before(statistics: Any, first: str) -> bool:
    """Whether a group of rows is known to have nothing from this item id on."""
    return statistics is not None and statistics.has_min_max and str(statistics.max) < first


def _unreadable(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"the snapshot's file cannot be read: {error}",
        place=str(path),
        remedy="remove this snapshot's folder, and take a new one",
    )
