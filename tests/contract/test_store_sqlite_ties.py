"""The bulk path on one or two cells, where writes tie in all that is compared first: as the reference decides."""

from __future__ import annotations

import tempfile
from contextlib import closing
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter import registry
from itemcenter.ports import CellQuery
from itemcenter.ports.lookup import raw_items_of, shown_of
from itemcenter.schema import (
    AttributeWrite,
    CellState,
    Item,
    ItemId,
    ItemRecord,
    KeyId,
    SourceId,
    Tombstone,
    WriteBatch,
)
from itemcenter.schema.write_block import WriteBlock
from itemcenter.testing import store_strategies as make
from itemcenter.testing.reference_store import ReferenceStore

sqlite = registry.backend("store", "sqlite")

ITEM, KEYS = ItemId("a"), [KeyId("colour"), KeyId("size")]
#: Their numbers come as they are met, not as they are called.
SOURCES = [SourceId("z"), SourceId("m"), SourceId("a")]


@st.composite
def close_writes(draw: st.DrawFn) -> AttributeWrite:
    key_id, content = draw(st.sampled_from(KEYS)), draw(st.sampled_from([-2, -1, 4, 5, 5, 0]))
    state = {-2: CellState.WITHDRAWN, -1: CellState.NOT_STATED}.get(content, CellState.FACTS)
    return AttributeWrite.of(
        ITEM,
        key_id,
        draw(st.sampled_from(SOURCES)),
        state,
        make.facts_of(ITEM, key_id, content) if content >= 0 else (),
        priority=draw(st.sampled_from([100, 100, 200])),
        time_us=draw(st.sampled_from([1, 1, 1, 2])),
        tier=draw(st.sampled_from([0, 0, 2])),
        locked=state is not CellState.WITHDRAWN and draw(st.integers(0, 5)) == 5,
        author=draw(st.sampled_from(["", "", "Zoe", "Ana"])),
    )


@settings(max_examples=150, deadline=None, database=None)
@given(st.lists(st.lists(close_writes(), max_size=5), min_size=1, max_size=5), st.sampled_from([None, None, 0, 1]))
def test_ties_are_decided_as_the_reference_decides(blocks: list[list[AttributeWrite]], forgotten: int | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        reference = ReferenceStore()
        with closing(sqlite.open(sqlite.Options(Path(folder) / "store.db", synchronous="NORMAL"))) as store:
            first = WriteBatch(items=(ItemRecord(Item(ITEM, "t"), None, SourceId("m"), 5, 0, "f"),))
            if forgotten is not None:
                first = WriteBatch(first.items, (Tombstone(ITEM, forgotten, SourceId("desk")),))
            store.apply(first)
            reference.apply(first)
            for block in blocks:
                store.merge(WriteBlock.of(block))
                reference.apply(WriteBatch(writes=tuple(block)))
                assert list(store.cells(CellQuery())) == list(reference.cells(CellQuery()))
                assert shown_of(store, [ITEM]) == shown_of(reference, [ITEM])
                assert raw_items_of(store, [ITEM]) == raw_items_of(reference, [ITEM])
            assert list(store.changes()) == list(reference.changes())
            assert store.words([ITEM]) == reference.words([ITEM])
            for key_id in KEYS:
                assert store.history(ITEM, key_id) == reference.history(ITEM, key_id)
            assert store.counts() == reference.counts()
