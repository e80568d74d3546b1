"""The `lake` port on Delta Lake: one table a folder, written by delta-rs. Commits append or overwrite, never merge."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from itemcenter.errors import StoreError
from itemcenter.ports import Lake

__all__ = ["ABILITIES", "DeltaLake", "Options", "open"]

ABILITIES = frozenset({"versions"})

_BATCH = 20_000
#: Names of our own entries in a commit's metadata; the format keeps others there.
_PREFIX = "itemcenter."


@dataclass(frozen=True, slots=True)
class Options:
    """path: a folder on this machine; each table is a folder in it"""

    path: Path


def open(options: Options) -> Lake:
    return DeltaLake(options)


class DeltaLake:
    def __init__(self, options: Options) -> None:
        self._path = options.path

    def replace(self, table: str, files: Sequence[Path], told: Mapping[str, str]) -> int:
        return self._commit(table, files, told, "overwrite")

    def append(self, table: str, files: Sequence[Path], told: Mapping[str, str]) -> int:
        return self._commit(table, files, told, "append")

    def told(self, table: str) -> list[tuple[int, Mapping[str, str]]]:
        with _ours(self._path / table):
            if not DeltaTable.is_deltatable(str(self._path / table)):
                return []
            history = DeltaTable(self._path / table).history()
        found = [
            (
                int(entry["version"]),
                {name.removeprefix(_PREFIX): str(text) for name, text in entry.items() if name.startswith(_PREFIX)},
            )
            for entry in history
        ]
        return [entry for entry in found if entry[1]]  # tidying makes commits, too

    def keep(self, table: str, count: int) -> None:
        with _ours(self._path / table):
            versions = [version for version, _ in self.told(table)]
            if len(versions) > count:
                DeltaTable(self._path / table).vacuum(
                    0, dry_run=False, enforce_retention_duration=False, full=True, keep_versions=versions[:count]
                )

    def _commit(
        self, table: str, files: Sequence[Path], told: Mapping[str, str], mode: Literal["append", "overwrite"]
    ) -> int:
        place = self._path / table
        with _ours(place):
            place.mkdir(parents=True, exist_ok=True)
            rows = pa.RecordBatchReader.from_batches(pq.read_schema(files[0]), _batches(files))
            properties = CommitProperties(custom_metadata={f"{_PREFIX}{name}": text for name, text in told.items()})
            schema_mode: Any = "overwrite" if mode == "overwrite" else None  # columns of a later itemcenter
            write_deltalake(place, rows, mode=mode, schema_mode=schema_mode, commit_properties=properties)
            return DeltaTable(place).version()


def _batches(files: Sequence[Path]) -> Iterator[pa.RecordBatch]:
    for path in files:
        with pq.ParquetFile(path) as table:
            yield from table.iter_batches(_BATCH)


@contextlib.contextmanager
def _ours(place: Path) -> Iterator[None]:
    try:
        yield
    except (DeltaError, OSError, pa.ArrowException) as error:
        raise StoreError(
            f"the Delta table refused: {_told(error)}",
            place=str(place),
            remedy="check the folder and the free space, then run again",
        ) from error


def _told(error: Exception) -> str:
    """Without the driver's call stack."""
    return str(error).split(". Detail:")[0].partition("\n")[0]
