"""A file of an older format opens: what it lacks is added, what it holds is kept."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter import registry
from itemcenter.errors import NotFoundError, StoreError
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Item, ItemEvent, ItemId, ItemRecord, SourceId, WriteBatch
from itemcenter.testing import store_strategies as make
from itemcenter.tunnel.lookup import shown_values
from tests.older_stores import DOWN_TO_1, DOWN_TO_2, DOWN_TO_3, DOWN_TO_4, bring_down

sqlite = registry.backend("store", "sqlite")
_RECORD = ItemRecord(Item(ItemId("A-1"), "a navy mug"), None, SourceId("merchant"), 1, 1, "f", run="000001")


def _open(path: Path) -> contextlib.closing[Store]:
    return contextlib.closing(sqlite.open(sqlite.Options(path)))


def test_a_store_of_format_1_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with _open(path) as store:
        store.apply(WriteBatch(items=(_RECORD,)))
        before, counts = store.digest(), store.counts()
    bring_down(path, *DOWN_TO_1)
    for _ in range(2):  # the second opening finds nothing to do
        with _open(path) as store:
            assert (store.digest(), store.counts().items) == (before, counts.items)
            assert store.item(_RECORD.item.id) == _RECORD
            assert list(store.cells(CellQuery())) == []
            assert list(store.item_changes()) == store.runs() == []
    with _open(path) as store:
        assert store.mark_missing([_RECORD.item.id], "000002", 2, retire=True) == 1
        assert [entry.event for entry in store.item_changes()] == [ItemEvent.RETIRED]


def test_a_store_of_format_2_gets_leases_and_knows_from_when_on_it_knows_times(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with _open(path) as store:
        store.apply(WriteBatch(items=(_RECORD,)))
        before, counts = store.digest(), store.counts()
    bring_down(path, *DOWN_TO_2)
    begin_us = (time.time_ns() // 10**9) * 10**6
    for _ in range(2):
        with _open(path) as store:
            assert (store.digest(), store.counts()) == (before, counts)
            assert store.leases() == [] and store.cursors() == {}
            with pytest.raises(NotFoundError, match=r"has not kept.*name a later time"):
                store.numbers_at(begin_us - 1)
            assert store.numbers_at(begin_us + 10**9) == (0, 1)
    with _open(path) as store:
        lease = store.take_lease("job", "anna", 60)
        assert lease is not None and lease.token == 1
        store.mark_missing([_RECORD.item.id], "000002", 2, retire=True, lease=lease)
        assert store.numbers_at(begin_us + 10**9) == (0, 2)


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with _open(path) as store:
        store.apply(WriteBatch(items=(_RECORD,)))
    bring_down(path, *DOWN_TO_2, "CREATE TABLE cursors(other)")
    with pytest.raises(StoreError, match="cursors"):
        _open(path)
    with contextlib.closing(sqlite3.connect(path)) as file:
        assert file.execute("PRAGMA user_version").fetchone() == (2,)
        assert file.execute("SELECT count(*) FROM sqlite_master WHERE name = 'leases'").fetchone() == (0,)


@settings(max_examples=40)
@given(st.sampled_from([DOWN_TO_3, DOWN_TO_4, ()]), st.lists(make.batches(), min_size=1, max_size=5), make.batches())
def test_a_store_of_format_3_4_or_5_keeps_words_history_and_changes(
    older: tuple[str, ...], batches: list[WriteBatch], last: WriteBatch
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path, twin = Path(folder) / "store.db", Path(folder) / "twin.db"
        with _open(path) as store, _open(twin) as other:
            for batch in batches:
                store.apply(batch)
                other.apply(batch)
        bring_down(path, *older)
        with _open(path) as store, _open(twin) as other:
            assert shown_values(store, make.ITEMS) == shown_values(other, make.ITEMS)
            assert store.apply(last) == other.apply(last)
            assert store.digest() == other.digest()
            assert store.counts() == other.counts()
            assert list(store.changes()) == list(other.changes())
            for item_id, key_id in itertools.product(make.ITEMS, make.KEYS):
                assert store.history(item_id, key_id) == other.history(item_id, key_id)
