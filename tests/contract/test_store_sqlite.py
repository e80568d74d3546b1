"""The SQLite store and the reference store pass the conformance suite."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from itemcenter import registry
from itemcenter.backends import store_sqlite_bulk
from itemcenter.errors import InvariantError
from itemcenter.ports import Store
from itemcenter.schema import AttributeWrite, CellState, ItemId, KeyId, SourceId
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


def test_blocks_that_count_as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_sqlite_bulk, "LARGE", 1)
    suite = TestSqlite()
    suite.sequences = 60
    suite.test_agrees_with_the_reference_after_every_step()


@pytest.mark.parametrize("large", [1, 5_000])
def test_a_large_block_with_one_wrong_content_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(store_sqlite_bulk, "LARGE", large)
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
