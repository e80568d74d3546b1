"""The SQLite store and the reference store pass the conformance suite."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itemcenter import registry
from itemcenter.backends import store_sqlite, store_sqlite_bulk
from itemcenter.errors import InvariantError
from itemcenter.ports import Store
from itemcenter.schema import AttributeWrite, CellState, ItemId, KeyId, SourceId, WriteBatch
from itemcenter.schema.write_block import WriteBlock
from itemcenter.testing import store_strategies as make
from itemcenter.testing.coordination_suite import Clock
from itemcenter.testing.reference_store import ReferenceStore
from itemcenter.testing.store_suite import StoreSuite

sqlite = registry.backend("store", "sqlite")


class TestReference(StoreSuite):
    sequences = 100
    persistent = False
    many = 20

    def open_store(self, folder: Path, clock: Clock | None = None) -> Store:
        return ReferenceStore() if clock is None else ReferenceStore(clock)


def open_sqlite(options: Any, clock: Clock | None) -> Store:
    store: Store = sqlite.open(options) if clock is None else sqlite.open(options, clock)
    return store


class TestSqlite(StoreSuite):
    sequences = 400  # each of four properties
    folders = Path("/dev/shm") if Path("/dev/shm").is_dir() else None

    def open_store(self, folder: Path, clock: Clock | None = None) -> Store:
        return open_sqlite(sqlite.Options(folder / "store.db", synchronous="NORMAL"), clock)

    def written(self, folder: Path) -> tuple[str, dict[str, Any]]:
        return "sqlite", {"path": str(folder / "store.db")}


class TestSqliteDurable(StoreSuite):
    """As users run it: on a disk, each batch flushed to it."""

    sequences = 50
    lease_sequences = 15

    def open_store(self, folder: Path, clock: Clock | None = None) -> Store:
        return open_sqlite(sqlite.Options(folder / "store.db"), clock)


def test_blocks_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_sqlite_bulk, "_PART", 3)
    monkeypatch.setattr(store_sqlite_bulk, "_ITEMS", 1)
    suite = TestSqlite()
    suite.sequences = 60
    suite.test_agrees_with_the_reference_after_every_step()


def test_the_log_ahead_is_moved_beside_large_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "store.db"
    write = AttributeWrite.of(ItemId("a"), KeyId("size"), SourceId("m"), CellState.NOT_STATED, priority=1, time_us=1)
    block = WriteBlock.of([replace(write, item_id=ItemId(f"item {number}")) for number in range(500)])
    with contextlib.closing(sqlite.SqliteStore(sqlite.Options(path))) as store:
        store.merge(block)
        before = path.stat().st_size
        monkeypatch.setattr(store_sqlite, "LARGE", 1)
        store.merge(block.part(0, 1))
        store._checkpoints._running.result(10)
        assert path.stat().st_size > before + 50_000


@pytest.mark.parametrize("field", ["priority", "revision", "tier"])
def test_numbers_that_have_no_room_are_refused_and_nothing_is_kept(tmp_path: Path, field: str) -> None:
    place = ItemId("a"), KeyId("size"), SourceId("m"), CellState.NOT_STATED
    good = {"priority": 1, "time_us": 1, "revision": 2**31 - 1, "tier": 63}
    writes = [AttributeWrite.of(*place, **good | {field: number}) for number in (2**31, 2**70, -(2**31) - 1)]
    with contextlib.closing(open_sqlite(sqlite.Options(tmp_path / "store.db"), None)) as store:
        for write in writes:
            with pytest.raises(InvariantError, match="a number is too large to be stored"):
                store.apply(WriteBatch(writes=(write,)))
            with pytest.raises(InvariantError, match="a number is too large to be stored"):
                store.merge(WriteBlock.of([write]))
        assert store.counts().writes == 0
        kept = AttributeWrite.of(*place, **good)
        store.apply(WriteBatch(writes=(kept,)))
        assert store.history(ItemId("a"), KeyId("size")) == [kept]


@pytest.mark.parametrize("part", [1, 20_000])
def test_a_block_with_one_wrong_content_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(store_sqlite_bulk, "_PART", part)
    item_id, key_id = ItemId("a"), KeyId("colour")
    write = AttributeWrite.of(item_id, key_id, SourceId("m"), CellState.NOT_STATED, priority=1, time_us=1)
    block = WriteBlock.of([write, replace(write, key_id=KeyId("size"))])
    block.contents[1] = bytes(16)
    with contextlib.closing(open_sqlite(sqlite.Options(tmp_path / "store.db"), None)) as store:
        with pytest.raises(InvariantError, match="a / size: the content of row 1 is not the hash"):
            store.merge(block)
        assert store.counts().writes == 0 and list(store.changes()) == []


def test_a_block_of_more_bytes_than_sqlite_takes_is_refused(tmp_path: Path) -> None:
    item_id, key_id = ItemId("a"), KeyId("colour")
    facts = make.facts_of(item_id, key_id, 0)
    write = AttributeWrite.of(item_id, key_id, SourceId("m"), CellState.FACTS, facts, priority=1, time_us=1)
    block = WriteBlock.of([write] * 20)
    with contextlib.closing(sqlite.SqliteStore(sqlite.Options(tmp_path / "store.db"))) as store:
        store._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1_000)
        with pytest.raises(InvariantError, match=r"take \d+ bytes.*merge it in parts"):
            store.merge(block)
        assert store.merge(block.part(0, 2)) == (0, 1)
