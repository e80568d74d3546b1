"""What changed between two snapshots, cell by cell: applied to the older one, it gives the newer."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from itemcenter.errors import ConfigError
from itemcenter.ports import Store
from itemcenter.schema import Cell, ItemId, KeyId
from itemcenter.tunnel.snapshots.as_of import hidden_items
from itemcenter.tunnel.snapshots.rows import CELLS, CHANGES, cell_rows
from itemcenter.tunnel.snapshots.shelf import Snapshot, SnapshotShelf
from itemcenter.tunnel.snapshots.tables import TableWriter


class CellOp(NamedTuple):
    """cell: None: the cell is to be deleted"""

    item_id: ItemId
    key_id: KeyId
    cell: Cell | None


def increment(state: Store, older: Snapshot, newer: Snapshot) -> Iterator[CellOp]:
    """By item and key, streamed; the cost is that of the changes and of the items that were retired or came back."""
    if (older.number, older.manifest.item_number) > (newer.number, newer.manifest.item_number):
        raise ConfigError(
            f"snapshot {older.number} is newer than snapshot {newer.number}", remedy="name the older one first"
        )
    before, after = hidden_items(older), hidden_items(newer)
    moved = before ^ after
    hidden = before & after
    changed = (
        CellOp(change.item_id, change.key_id, change.after)
        for change in state.net_changes(older.number, newer.number)
        if change.item_id not in moved and change.item_id not in hidden
    )
    gone = (CellOp(cell.item_id, cell.key_id, None) for cell in _cells_of(older, moved - before))
    back = (CellOp(cell.item_id, cell.key_id, cell) for cell in _cells_of(newer, moved - after))
    return heapq.merge(changed, gone, back, key=lambda entry: entry[:2])


def _cells_of(snapshot: Snapshot, item_ids: set[ItemId]) -> Iterator[Cell]:
    if item_ids:
        yield from (cell for cell in snapshot.cells() if cell.item_id in item_ids)


def write_increment(
    state: Store, shelf: SnapshotShelf, older: Snapshot, newer: Snapshot, names: Mapping[KeyId, str]
) -> tuple[Path, dict[str, int]]:
    """The increment as Parquet, columns of a snapshot's cells behind `op`; where it is, and how many cells of each op.

    One that is there already is written anew: from a store that is the same, it is the same.
    """
    place = shelf.path / "changes" / f"{older.number:012d}-{newer.number:012d}"
    counts = {"upsert": 0, "delete": 0}
    with shelf.making(place) as aside:
        writer = TableWriter(aside / "changes", CHANGES)
        try:
            categories = _Categories(newer)
            for entry in increment(state, older, newer):
                counts["delete" if entry.cell is None else "upsert"] += 1
                if entry.cell is None:
                    nothing = (None,) * (len(CELLS) - 4)
                    row = (entry.item_id, None, entry.key_id, names.get(entry.key_id), *nothing)
                    writer.add([("delete", *row[:-1], newer.number)])
                else:
                    rows = cell_rows(entry.cell, categories.of(entry.item_id), names, newer.number)
                    writer.add([("upsert", *row) for row in rows], entry.cell.facts)
            writer.close()
        finally:
            writer.abandon()
        for path in (aside / "changes").iterdir():
            path.rename(aside / path.name)
        (aside / "changes").rmdir()
    return place, counts


class _Categories:
    """The category of items of a snapshot, asked in ascending order."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._rows = (
            row
            for batch in snapshot.batches("items", columns=["item_id", "category"])
            for row in zip(batch.column(0).to_pylist(), batch.column(1).to_pylist(), strict=True)
        )
        self._held = next(self._rows, None)

    def of(self, item_id: ItemId) -> str | None:
        while self._held is not None and self._held[0] < item_id:
            self._held = next(self._rows, None)
        return self._held[1] if self._held is not None and self._held[0] == item_id else None
