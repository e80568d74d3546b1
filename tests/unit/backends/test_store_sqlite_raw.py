"""Look-ups without nouns tell what look-ups with nouns tell, and notice damage as those do."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.backends.store_sqlite import Options, SqliteStore
from itemcenter.errors import StoreError
from itemcenter.ports import CellQuery
from itemcenter.ports.lookup import QuickReads, raw_items_of
from itemcenter.schema import AttributeWrite, CellState, Item, ItemId, ItemRecord, KeyId, SourceId, WriteBatch
from itemcenter.testing import store_strategies as make
from itemcenter.testing.reference_store import ReferenceStore

ASKED = [*make.ITEMS[::-1], ItemId("none"), make.ITEMS[0]]


@settings(max_examples=20, deadline=None)
@given(st.lists(make.batches(), max_size=5))
def test_rows_tell_what_nouns_tell(batches: list[WriteBatch]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, reference = SqliteStore(Options(Path(folder) / "store.db")), ReferenceStore()
        assert isinstance(store, QuickReads) and not isinstance(reference, QuickReads)
        for batch in batches:
            store.apply(batch)
            reference.apply(batch)
        assert raw_items_of(store, ASKED) == raw_items_of(reference, ASKED)
        for item_id in ASKED:  # one by one: another statement
            assert raw_items_of(store, [item_id]) == raw_items_of(reference, [item_id])
        for query in (CellQuery(), CellQuery(order="key")):
            whole = list(store.cells(query))
            for place, cell in enumerate(whole):
                going_on = replace(query, after=(cell.item_id, cell.key_id))
                assert list(store.cells(going_on)) == list(reference.cells(going_on)) == whole[place + 1 :]
        store.close()


def test_damage_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = SqliteStore(Options(path))
    item_id, key_id = ItemId("a"), KeyId("colour")
    write = AttributeWrite.of(item_id, key_id, SourceId("m"), CellState.FACTS, make.facts_of(item_id, key_id, 0),
                              priority=1, time_us=1)  # fmt: skip
    held = ItemRecord(Item(item_id, "t"), None, SourceId("m"), 1, 0, "f")
    store.apply(WriteBatch(items=(held,), writes=(write,)))
    assert len(store.raw_items([item_id])[0][0].cells) == 1
    with sqlite3.connect(path) as other:
        other.execute("UPDATE log SET body = CAST(replace(body, 'a', 'b') AS BLOB)")
    other.close()
    with pytest.raises(StoreError, match="damaged"):
        store.raw_items([item_id])
    store.close()
