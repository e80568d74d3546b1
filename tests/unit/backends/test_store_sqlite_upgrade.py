"""A file of the first format opens: what it lacks is added, what it holds is kept."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from itemcenter import registry
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Item, ItemEvent, ItemId, ItemRecord, SourceId, WriteBatch

sqlite = registry.backend("store", "sqlite")
_DOWN = (
    "ALTER TABLE items DROP COLUMN presence",
    "ALTER TABLE items DROP COLUMN absent_us",
    "ALTER TABLE totals DROP COLUMN retired",
    "ALTER TABLE totals DROP COLUMN item_changes",
    "DROP TABLE item_changes",
    "DROP TABLE runs",
    "PRAGMA user_version = 1",
)
_RECORD = ItemRecord(Item(ItemId("A-1"), "a navy mug"), None, SourceId("merchant"), 1, 1, "f", run="000001")


def _open(path: Path) -> contextlib.closing[Store]:
    return contextlib.closing(sqlite.open(sqlite.Options(path)))


def test_a_store_of_format_1_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with _open(path) as store:
        store.apply(WriteBatch(items=(_RECORD,)))
        before, counts = store.digest(), store.counts()
    with contextlib.closing(sqlite3.connect(path)) as file:
        for statement in _DOWN:
            file.execute(statement)
        file.commit()
    for _ in range(2):  # the second opening finds nothing to do
        with _open(path) as store:
            assert (store.digest(), store.counts().items) == (before, counts.items)
            assert store.item(_RECORD.item.id) == _RECORD
            assert list(store.cells(CellQuery())) == []
            assert list(store.item_changes()) == store.runs() == []
    with _open(path) as store:
        assert store.mark_missing([_RECORD.item.id], "000002", 2, retire=True) == 1
        assert [entry.event for entry in store.item_changes()] == [ItemEvent.RETIRED]
