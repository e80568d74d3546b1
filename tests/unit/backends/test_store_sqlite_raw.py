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
from itemcenter.ports.lookup import QuickReads, raw_items_of, shown_of
from itemcenter.schema import AttributeWrite, CellState, Item, ItemId, ItemRecord, KeyId, SourceId, ValueId, WriteBatch
from itemcenter.schema.cell_content import encode_facts, plain, plain_of
from itemcenter.schema.write_block import WriteBlock
from itemcenter.testing import store_strategies as make
from itemcenter.testing.reference_store import ReferenceStore
from itemcenter.tunnel.lookup import ShownValue, shown_values
from tests.older_stores import bring_down

ASKED = [*make.ITEMS[::-1], ItemId("none"), make.ITEMS[0]]


@settings(max_examples=60, deadline=None)
@given(st.lists(make.batches(), max_size=5))
def test_rows_tell_what_nouns_tell(batches: list[WriteBatch]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, reference = SqliteStore(Options(Path(folder) / "store.db")), ReferenceStore()
        assert isinstance(store, QuickReads) and not isinstance(reference, QuickReads)
        for batch in batches:
            if batch.tombstones:
                store.apply(batch)
            else:  # in bulk
                store.merge(WriteBlock.of(batch.writes), batch.items)
            reference.apply(batch)
        assert raw_items_of(store, ASKED) == raw_items_of(reference, ASKED)
        for item_id in ASKED:  # one by one: another statement
            assert raw_items_of(store, [item_id]) == raw_items_of(reference, [item_id])
            assert shown_of(store, [item_id]) == shown_of(reference, [item_id])
        assert shown_of(store, ASKED) == shown_of(reference, ASKED)
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
    store.close()
    bring_down(path, "UPDATE log SET body = CAST(replace(body, 'a', 'b') AS BLOB)")
    store = SqliteStore(Options(path))
    with pytest.raises(StoreError, match="damaged"):
        store.raw_items([item_id])
    assert shown_values(store, [item_id])[item_id][key_id][0].text == "Navy"
    for harm in ("", '"Navy"', '"Navy",1]', '"Navy",1,null,2,"cm",3', "\xff"):
        with sqlite3.connect(path) as other:
            other.execute("UPDATE heads SET shown = ?", (b"[[[%s]]] 3" % harm.encode("latin-1"),))
        other.close()
        with pytest.raises(StoreError, match="what a shows is damaged"):
            shown_values(store, [item_id])
    with sqlite3.connect(path) as other:
        other.execute("UPDATE heads SET words = x'0102'")
    other.close()
    with pytest.raises(StoreError, match="a row of the store is damaged"):
        store.raw_items([item_id])
    with sqlite3.connect(path) as other:
        other.execute("UPDATE log SET words = x''")
    other.close()
    with pytest.raises(StoreError, match="damaged"):
        list(store.changes())
    store.close()


def test_keys_that_are_asked_for(tmp_path: Path) -> None:
    store, item_id = SqliteStore(Options(tmp_path / "store.db")), ItemId("a")
    writes = [
        AttributeWrite.of(
            item_id,
            KeyId(key),
            SourceId("m"),
            CellState.FACTS,
            make.facts_of(item_id, KeyId(key), content),
            priority=1,
            time_us=1,
        )
        for key, content in (("colour", 2), ("size", 3))
    ]
    store.apply(
        WriteBatch(items=(ItemRecord(Item(item_id, "t"), None, SourceId("m"), 1, 0, "f"),), writes=tuple(writes))
    )
    size = [ShownValue("10 to 43.18 cm", 0.25, None, 10.0, "cm")]
    colours = [ShownValue("Red", 1.0, ValueId("v2")), ShownValue("Navy", 0.5, ValueId("v1"))]
    assert shown_values(store, [item_id, item_id]) == {item_id: {"colour": colours, "size": size}}
    assert shown_values(store, [item_id], [KeyId("size"), KeyId("none")]) == {item_id: {"size": size}}
    assert shown_values(store, []) == shown_values(store, [ItemId("b")]) == {}
    store.close()


@given(st.lists(make.batches(), max_size=4))
def test_encoded_facts_give_the_plain_values_of_facts(batches: list[WriteBatch]) -> None:
    for write in [write for batch in batches for write in batch.writes]:
        assert plain_of(encode_facts(write.facts)) == plain(write.facts)
