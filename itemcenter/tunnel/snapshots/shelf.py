"""The folder of snapshots: each a folder of its own that takes its place when it is whole, named by its numbers.

parquet/000000000123-000000000045/       numbers of the change log and the item log that it is as of
    cells/part-00000.parquet ...         what is shown, by item and key
    items/part-00000.parquet ...         the items, by id
    retired_cells/, retired_items/       what retired items would show: they may come back
    manifest.json                        counts, digests of the files, the digest of the store's state
changes/000000000100-000000000123/       what changed between two snapshots
delta/                                   the same tables as Delta Lake tables
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itemcenter.errors import InvariantError, NotFoundError, StoreError
from itemcenter.flow.whole_file import sync_folder
from itemcenter.schema import Cell, ItemId
from itemcenter.schema.record import Record
from itemcenter.tunnel.snapshots.rows import read_cells
from itemcenter.tunnel.snapshots.tables import TableFile, measured, read_from, read_table

TABLES = ("cells", "items", "retired_cells", "retired_items")
MANIFEST = "manifest.json"
#: Counts up when the columns change.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Table(Record):
    name: str
    rows: int
    files: tuple[TableFile, ...]


@dataclass(frozen=True, slots=True)
class Manifest(Record):
    """number, item_number: last numbers of the two logs; digest: `Store.digest` of the state; cells: those shown"""

    format: int
    number: int
    item_number: int
    time_us: int
    digest: str
    cells: int
    items: int
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    folder: Path
    manifest: Manifest

    @property
    def number(self) -> int:
        return self.manifest.number

    @property
    def id(self) -> str:
        """The numbers of the two logs that it is as of."""
        return f"{self.manifest.number}-{self.manifest.item_number}"

    def table(self, name: str) -> Table:
        return next(entry for entry in self.manifest.tables if entry.name == name)

    def batches(self, name: str, item_id: ItemId | None = None, columns: list[str] | None = None) -> Iterator[Any]:
        return read_table(self.folder / name, self.table(name).files, item_id, columns)

    def cells(self, name: str = "cells", item_id: ItemId | None = None) -> Iterator[Cell]:
        """The cells of a table by item and key."""
        return read_cells(read_table(self.folder / name, self.table(name).files, item_id))

    def batches_from(self, name: str, item_id: str) -> Iterator[Any]:
        """The rows of a table from an item on, in small batches."""
        return read_from(self.folder / name, self.table(name).files, item_id)

    def damage(self) -> list[str]:
        """What is wrong with the files, by their digests."""
        found = []
        for table in self.manifest.tables:
            for file in table.files:
                path = self.folder / table.name / file.name
                if not path.is_file():
                    found.append(f"{table.name}/{file.name} is missing")
                elif measured(path) != (file.size, file.digest):
                    found.append(f"{table.name}/{file.name} is not as it was written")
        return found


class SnapshotShelf:
    def __init__(self, path: Path) -> None:
        self.path = path

    def all(self) -> list[Snapshot]:
        """The snapshots by number. Raises `StoreError` for one whose manifest cannot be read."""
        home = self.path / "parquet"
        if not home.is_dir():
            return []
        return [_opened(entry) for entry in sorted(home.iterdir()) if (entry / MANIFEST).is_file()]

    def find(self, number: int) -> Snapshot:
        """The newest snapshot of this change number. Raises `NotFoundError`."""
        found = self.all()
        for snapshot in reversed(found):
            if snapshot.number == number:
                return snapshot
        known = ", ".join([str(entry.number) for entry in found]) or "none"
        raise NotFoundError(f"there is no snapshot of change {number}; kept: {known}", place=str(self.path))

    def named(self, name: str) -> Snapshot:
        """By id, by its change number alone (the newest of it), or "latest". Raises `NotFoundError`."""
        found = self.all()
        for snapshot in reversed(found):
            if name in ("latest", snapshot.id, str(snapshot.number)):
                return snapshot
        held = f"{len(found)} are kept, the newest {found[-1].id}" if found else "none has been taken"
        raise NotFoundError(f"there is no snapshot {name[:50]!r}: {held}", remedy="ask for the list of snapshots")

    def nearest(self, number: int, item_number: int) -> Snapshot | None:
        """From which the state at these numbers is the fewest changes away."""
        return min(
            self.all(),
            key=lambda entry: (abs(entry.number - number), abs(entry.manifest.item_number - item_number)),
            default=None,
        )

    def place(self, number: int, item_number: int) -> Path:
        return self.path / "parquet" / f"{number:012d}-{item_number:012d}"

    @contextlib.contextmanager
    def making(self, place: Path) -> Iterator[Path]:
        """A folder aside that takes `place` at the end. What a killed process left is removed first: hold the lock."""
        aside = self.path / "partial"
        with writing(self.path):
            shutil.rmtree(aside, ignore_errors=True)
            aside.mkdir(parents=True)
            try:
                yield aside
                for folder in (*[entry for entry in aside.iterdir() if entry.is_dir()], aside):
                    sync_folder(folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                self._remove(place)
                aside.rename(place)
                sync_folder(place.parent)
            finally:
                shutil.rmtree(aside, ignore_errors=True)

    def keep(self, count: int) -> list[int]:
        """Remove all but the newest snapshots, and increments that lead to others. Returns the numbers removed."""
        found = self.all()
        gone, kept = found[: max(0, len(found) - count)], found[max(0, len(found) - count) :]
        oldest = kept[0].number if kept else 0
        with writing(self.path):
            for entry in gone:
                self._remove(entry.folder)
            changes = self.path / "changes"
            for folder in sorted(changes.iterdir()) if changes.is_dir() else []:
                if int(folder.name.split("-")[1]) < oldest:
                    self._remove(folder)
        return [entry.number for entry in gone]

    def remove(self, snapshot: Snapshot) -> None:
        with writing(self.path):
            self._remove(snapshot.folder)

    def _remove(self, folder: Path) -> None:
        """In one step for whoever looks."""
        aside = self.path / "removed"
        shutil.rmtree(aside, ignore_errors=True)
        if folder.exists():
            folder.rename(aside)
            shutil.rmtree(aside)


@contextlib.contextmanager
def writing(place: Path) -> Iterator[None]:
    """Refusals of the operating system as `StoreError`."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the snapshot cannot be written: {error.strerror or error}; those that were there are kept",
            place=str(place),
            remedy="free disk space or mend the permissions, then run again",
        ) from error


def _opened(folder: Path) -> Snapshot:
    path = folder / MANIFEST
    try:
        manifest = Manifest.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, InvariantError) as error:
        raise StoreError(
            f"the snapshot cannot be read: {error}", place=str(path), remedy="remove its folder, and take a new one"
        ) from error
    if manifest.format > FORMAT:
        raise StoreError(
            f"the snapshot has format {manifest.format}, this itemcenter knows formats up to {FORMAT}",
            place=str(path),
            remedy="install a newer itemcenter",
        )
    return Snapshot(folder, manifest)
