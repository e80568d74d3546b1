"""Verbs that serve snapshots: their manifests, their rows page by page, their files.

Answers are plain data in the form of `itemcenter.wire`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from itemcenter.center.services import Page, ServiceVerbs
from itemcenter.center.snapshots import SnapshotVerbs
from itemcenter.errors import NotFoundError
from itemcenter.jobs.wire_form import Json, time_text
from itemcenter.schema import Cell, ItemId, ItemRecord
from itemcenter.tunnel.snapshots import Snapshot
from itemcenter.tunnel.snapshots.rows import read_cells


class SnapshotFilePlace(NamedTuple):
    path: Path
    size: int
    digest: str


class SnapshotPageVerbs(ServiceVerbs, SnapshotVerbs):
    def keep_snapshot(self, *, delta: bool = False, keep: int | None = None) -> Json:
        """`wire.TakenSnapshot`: the state of now in the center's folder of snapshots. Raises as `snapshot`."""
        taken = self.snapshot(("parquet", "delta") if delta else ("parquet",), keep=keep)
        number, _, item_number = Path(taken.folder).name.partition("-")
        return {
            "id": f"{int(number)}-{int(item_number)}",
            "change": taken.number,
            "cells": taken.cells,
            "items": taken.items,
            "digest": taken.digest,
            "delta": taken.versions,
            "removed": taken.removed,
        }

    def snapshot_list(self, before: str | None, limit: int) -> Page:
        """`wire.Snapshot`s, the newest first, behind the one whose id is given."""
        found = self._shelf(None).all()
        if before is not None:
            place = _numbers(before)
            found = [entry for entry in found if _numbers(entry.id) < place]
        page = found[: -limit - 1 : -1]
        return Page([_form(entry) for entry in page], self.last_change, page[-1].id if len(found) > limit else None)

    def snapshot_form(self, name: str) -> Json:
        """`wire.Snapshot`. Raises `NotFoundError`."""
        return _form(self._shelf(None).named(name))

    def snapshot_cells(
        self, name: str, after: tuple[str, str] | None, limit: int, item: str | None, retired: bool
    ) -> Page:
        """`wire.KeyWords` by item and key, behind a cell; `last`: (the snapshot's id, item, key). `NotFoundError`."""
        held, table = self._shelf(None).named(name), "retired_cells" if retired else "cells"
        if item is not None:
            cells = held.cells(table, ItemId(item))
        else:
            cells = read_cells(held.batches_from(table, "" if after is None else after[0]))
        if after is not None:
            cells = (cell for cell in cells if (cell.item_id, cell.key_id) > after)
        page: list[Cell] = list(islice(cells, limit + 1))
        entries = [{"item": cell.item_id, "cell": self.wire_form.cell_of(cell)} for cell in page[:limit]]
        last = page[limit - 1] if len(page) > limit else None
        return Page(entries, held.number, None if last is None else (held.id, last.item_id, last.key_id))

    def snapshot_items(self, name: str, after: str | None, limit: int, retired: bool) -> Page:
        """`wire.SnapshotItem`s by id, behind one; `last`: (the snapshot's id, item). Raises `NotFoundError`."""
        held, table = self._shelf(None).named(name), "retired_items" if retired else "items"
        records = (record for record in _records(held, table, after or "") if after is None or record.item.id > after)
        page = list(islice(records, limit + 1))
        last = (held.id, page[limit - 1].item.id) if len(page) > limit else None
        return Page([self.wire_form.record(record) for record in page[:limit]], held.number, last)

    def snapshot_file(self, name: str, table: str, file: str) -> SnapshotFilePlace:
        """Where a file of a table lies. Raises `NotFoundError` for one that the manifest does not name."""
        held = self._shelf(None).named(name)
        for entry in held.table(table).files:
            if entry.name == file:
                return SnapshotFilePlace(held.folder / table / entry.name, entry.size, entry.digest)
        raise NotFoundError(f"table {table!r} has no file {file[:100]!r}", remedy="the manifest names its files")


def _records(snapshot: Snapshot, table: str, first: str) -> Iterator[ItemRecord]:
    for batch in snapshot.batches_from(table, first):
        for document in batch.column(batch.schema.get_field_index("document")).to_pylist():
            yield ItemRecord.from_json(json.loads(document))


def _numbers(snapshot_id: str) -> tuple[int, ...]:
    return tuple(map(int, snapshot_id.split("-")))


def _form(snapshot: Snapshot) -> Json:
    """`wire.Snapshot`."""
    manifest = snapshot.manifest
    tables = [
        {
            "name": table.name,
            "rows": table.rows,
            "files": [
                {"name": file.name, "rows": file.rows, "size": file.size, "digest": file.digest} for file in table.files
            ],
        }
        for table in manifest.tables
    ]
    return {
        "id": snapshot.id,
        "change": manifest.number,
        "time": time_text(manifest.time_us),
        "digest": manifest.digest,
        "cells": manifest.cells,
        "items": manifest.items,
        "tables": tables,
    }
