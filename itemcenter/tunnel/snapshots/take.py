"""Taking a snapshot: one read state of the store, streamed into sorted tables; memory does not grow with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from itemcenter.errors import StoreError
from itemcenter.flow.whole_file import write_durably
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Cell, ItemId, ItemRecord, KeyId, Presence, digest_lines
from itemcenter.schema.cell_content import encode_facts, told_content
from itemcenter.tunnel.snapshots.rows import CELLS, ITEMS, cell_rows, item_row
from itemcenter.tunnel.snapshots.shelf import FORMAT, MANIFEST, TABLES, Manifest, Snapshot, SnapshotShelf, Table
from itemcenter.tunnel.snapshots.tables import FILE_ROWS, TableWriter


def take_snapshot(
    store: Store, shelf: SnapshotShelf, names: Mapping[KeyId, str], now_us: int, file_rows: int = FILE_ROWS
) -> Snapshot:
    """The state of now; where a snapshot of it is there already, that one.

    names: of keys, for readers. Raises `StoreError` where another store's snapshot stands in the way.
    """
    with store.reading() as state:
        counts = state.counts()
        place = shelf.place(counts.changes, counts.item_changes)
        if (place / MANIFEST).is_file():
            held = next(entry for entry in shelf.all() if entry.folder == place)
            if held.manifest.digest != state.digest():
                raise StoreError(
                    "a snapshot of these numbers shows another state: it was taken of another store",
                    place=str(place),
                    remedy="name another folder with --out, or remove it",
                )
            return held
        with shelf.making(place) as aside:
            manifest = _write(state, aside, names, now_us, file_rows)
    return Snapshot(place, manifest)


def _write(state: Store, folder: Path, names: Mapping[KeyId, str], now_us: int, file_rows: int) -> Manifest:
    counts = state.counts()
    writers = {
        name: TableWriter(folder / name, CELLS if name.endswith("cells") else ITEMS, file_rows) for name in TABLES
    }
    digest, cells, items = hashlib.blake2b(digest_size=32), 0, 0
    try:
        for noun, record, hidden in _walk(state):
            if isinstance(noun, ItemRecord):
                retired = noun.presence is Presence.RETIRED
                writers["retired_items" if retired else "items"].add([item_row(noun, counts.changes)])
                items += not retired
                continue
            category = None if record is None or record.category is None else record.category.category_id
            rows = cell_rows(noun, category, names, counts.changes)
            writers["retired_cells" if hidden else "cells"].add(rows, noun.facts)
            if not hidden:
                cells += 1
                digest.update(_line(noun))
        tables = []
        for name in TABLES:
            files = tuple(writers[name].close())
            tables.append(Table(name, sum(entry.rows for entry in files), files))
    finally:
        for writer in writers.values():
            writer.abandon()
    numbers = (counts.changes, counts.item_changes, now_us)
    manifest = Manifest(FORMAT, *numbers, digest.hexdigest(), cells, items, tuple(tables))
    write_durably(folder / MANIFEST, json.dumps(manifest.to_json(), indent=1))
    return manifest


def _line(cell: Cell) -> bytes:
    content = told_content(cell.state.value, encode_facts(cell.facts))
    return digest_lines(cell.item_id, [(cell.key_id, content, cell.source, cell.version.locked)])


def _walk(state: Store) -> Iterator[tuple[ItemRecord | Cell, ItemRecord | None, bool]]:
    """Items and cells by item id: (noun, the record of a cell's item, whether the store hides the cell)."""
    records, hidden = state.items(include_retired=True), _Hidden(state)
    record = next(records, None)
    for cell in state.cells(CellQuery(include_retired=True)):
        while record is not None and record.item.id < cell.item_id:
            yield record, None, False
            record = next(records, None)
        mine = record if record is not None and record.item.id == cell.item_id else None
        yield cell, mine, hidden.is_hidden(cell.item_id)
    while record is not None:
        yield record, None, False
        record = next(records, None)


class _Hidden:
    """Which items' cells a store hides: asked in ascending order.

    An item may be hidden that has no record any more, so records do not tell. Counting the cells of each item both ways
    does, at a small part of what reading them costs.
    """

    def __init__(self, state: Store) -> None:
        every, shown = CellQuery(include_retired=True), CellQuery()
        total = sum(entry.cells for entry in state.tally(every, ["state"]))
        self._ids: Iterator[Any] = iter(())
        if total != state.counts().cells:
            self._ids = _differing(state.tally(every, ["item"]), state.tally(shown, ["item"]))
        self._next = next(self._ids, None)

    def is_hidden(self, item_id: ItemId) -> bool:
        while self._next is not None and self._next < item_id:
            self._next = next(self._ids, None)
        return bool(self._next == item_id)


def _differing(every: Iterator[Any], shown: Iterator[Any]) -> Iterator[str]:
    held = next(shown, None)
    for entry in every:
        if held is not None and held.by == entry.by:
            held = next(shown, None)
        else:
            yield entry.by[0]
