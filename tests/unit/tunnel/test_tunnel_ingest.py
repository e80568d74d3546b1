"""Recognitions to writes, checked by what a store shows afterwards."""

from __future__ import annotations

import pytest

from itemcenter.errors import InvariantError
from itemcenter.ports import Recognition
from itemcenter.schema import (
    AttributeWrite,
    CellState,
    Change,
    Item,
    ItemId,
    ItemRecord,
    KeyId,
    SourceId,
    Spec,
    TypedValue,
    ValueType,
    WriteBatch,
)
from itemcenter.testing import FakeRecognizer, ReferenceStore
from itemcenter.tunnel import SourcePolicy, ingest_recognition

COLOUR, SIZE = KeyId("colour"), KeyId("size")
MERCHANT, MACHINE = SourceId("merchant"), SourceId("machine")
WORDS = {text: TypedValue(ValueType.TEXT, text) for text in ("navy", "red", "large")}
KNOWS = FakeRecognizer({COLOUR: WORDS, SIZE: WORDS})


def record(title: str, *specs: tuple[str, str], time_us: int = 10, revision: int = 0) -> ItemRecord:
    item = Item(ItemId("i"), title, specs=tuple(Spec(name, value) for name, value in specs))
    return ItemRecord(item, None, MERCHANT, time_us, revision, f"{title}{specs}")


def deliver(store: ReferenceStore, record: ItemRecord, recognizer: FakeRecognizer = KNOWS) -> list[Change]:
    (recognition,) = recognizer.recognize([record.item])
    held = store.words([record.item.id]).get(record.item.id, [])
    batch = ingest_recognition(record, recognition, policy=SourcePolicy(), machine_source=MACHINE, held=held)
    return store.apply(batch)


def shown(store: ReferenceStore) -> dict[str, tuple[str, str]]:
    view = store.view(ItemId("i"))
    assert view is not None
    return {cell.key_id: (cell.source, "".join(fact.value.text for fact in cell.facts)) for cell in view.cells}


def test_merchant_cells_outrank_the_machine_and_vain_questions_are_not_stated() -> None:
    store = ReferenceStore()
    deliver(store, record("a navy lamp", ("colour", "red")))
    assert shown(store) == {"colour": ("merchant", "red"), "size": ("machine", "navy")}
    store = ReferenceStore()
    deliver(store, record("a lamp"))
    assert shown(store) == {"colour": ("machine", ""), "size": ("machine", "")}
    written = store.history(ItemId("i"), COLOUR)[0]
    assert (written.state, written.version.priority, written.version.time_us) == (CellState.NOT_STATED, 100, 10)


def test_an_emptied_cell_lets_the_machine_speak() -> None:
    store = ReferenceStore()
    deliver(store, record("a navy lamp", ("colour", "red")))
    changes = deliver(store, record("a navy lamp", time_us=11))
    assert shown(store)["colour"] == ("machine", "navy")
    assert [(change.key_id, change.after and change.after.source) for change in changes] == [("colour", "machine")]


def test_a_key_that_no_longer_applies_disappears() -> None:
    store = ReferenceStore()
    deliver(store, record("a navy lamp", ("size", "large")))
    deliver(store, record("a navy lamp", revision=1), FakeRecognizer({COLOUR: WORDS}))
    assert shown(store) == {"colour": ("machine", "navy")}


def test_words_of_other_sources_are_left_alone() -> None:
    store = ReferenceStore()
    other = AttributeWrite.of(
        ItemId("i"), SIZE, SourceId("human"), CellState.NOT_STATED, priority=300, time_us=1, locked=True
    )
    store.apply(WriteBatch(writes=(other,)))
    deliver(store, record("navy"), FakeRecognizer({COLOUR: WORDS}))
    assert shown(store) == {"colour": ("machine", "navy"), "size": ("human", "")}


def test_a_repeated_delivery_writes_nothing_new() -> None:
    store = ReferenceStore()
    deliver(store, record("a navy lamp", ("colour", "red")))
    writes = store.counts().writes
    assert deliver(store, record("a navy lamp", ("colour", "red"))) == []
    assert deliver(store, record("a navy lamp", ("colour", "red"), revision=1)) == []
    assert store.counts().writes == writes


def test_a_confirmation_is_written_so_that_what_comes_late_from_in_between_stays_hidden() -> None:
    store = ReferenceStore()
    deliver(store, record("a navy lamp", time_us=10))
    assert deliver(store, record("a navy lamp", time_us=30)) == []
    assert deliver(store, record("a red lamp", time_us=20)) == []
    assert shown(store)["colour"] == ("machine", "navy")


def test_an_older_delivery_takes_nothing_back() -> None:
    store = ReferenceStore()
    deliver(store, record("a navy lamp", ("size", "large"), time_us=30))
    assert deliver(store, record("lamp", time_us=20)) == []
    assert store.counts().writes == 5, "two answers of the machine from back then, no withdrawal"


def test_a_changed_policy_is_stamped_on_what_is_said_again() -> None:
    store = ReferenceStore()
    deliver(store, record("a navy lamp", ("colour", "red")))
    (recognition,) = KNOWS.recognize([record("a navy lamp", ("colour", "red")).item])
    batch = ingest_recognition(
        record("a navy lamp", ("colour", "red")),
        recognition,
        policy=SourcePolicy((("machine", 500),)),
        machine_source=MACHINE,
        held=store.words([ItemId("i")])[ItemId("i")],
    )
    store.apply(batch)
    assert shown(store)["colour"] == ("machine", "navy")


def test_mix_ups_are_refused() -> None:
    mine = record("navy")
    with pytest.raises(InvariantError, match="does not belong"):
        ingest_recognition(
            mine, Recognition(ItemId("j"), None, {}, {}), policy=SourcePolicy(), machine_source=MACHINE, held=[]
        )
    with pytest.raises(InvariantError, match="both"):
        ingest_recognition(
            mine, Recognition(ItemId("i"), None, {}, {}), policy=SourcePolicy(), machine_source=MERCHANT, held=[]
        )
