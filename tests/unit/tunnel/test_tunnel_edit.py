"""Edits by people take effect whatever the clock says, and can be taken back."""

from __future__ import annotations

from typing import Any

import pytest

from itemcenter.errors import NotFoundError
from itemcenter.schema import (
    AttributeWrite,
    CellState,
    Fact,
    Item,
    ItemId,
    ItemRecord,
    KeyId,
    MerchantCell,
    Producer,
    ReleaseId,
    SourceId,
    TypedValue,
    ValueType,
    WriteBatch,
)
from itemcenter.testing import ReferenceStore
from itemcenter.tunnel import SourcePolicy, forget, set_value, unlock

ITEM, KEY, HUMAN = ItemId("i"), KeyId("colour"), SourceId("human")
EVERY: dict[str, Any] = {"policy": SourcePolicy(), "source": HUMAN, "author": "Ana"}


def merchant(text: str, time_us: int, priority: int = 200) -> AttributeWrite:
    value, proof = TypedValue(ValueType.TEXT, text), MerchantCell("colour", 0, len(text), text)
    fact = Fact(ITEM, KEY, value, 1.0, (proof,), Producer.MERCHANT, ReleaseId("r"))
    return AttributeWrite.of(
        ITEM, KEY, SourceId("merchant"), CellState.FACTS, (fact,), priority=priority, time_us=time_us
    )


@pytest.fixture
def store() -> ReferenceStore:
    store = ReferenceStore()
    record = ItemRecord(Item(ITEM, "lamp"), None, SourceId("merchant"), 50, 0, "f")
    store.apply(WriteBatch((record,), (), (merchant("red", 50),)))
    return store


def say(store: ReferenceStore, text: str, now_us: int, locked: bool = False) -> None:
    values = [TypedValue(ValueType.TEXT, text)] if text else []
    batch = set_value(store, ITEM, KEY, values, release_id=ReleaseId("r"), now_us=now_us, locked=locked, **EVERY)
    store.apply(batch)


def shown(store: ReferenceStore) -> str | None:
    cell = store.cell(ITEM, KEY)
    return None if cell is None else "".join(fact.value.text for fact in cell.facts)


def test_a_persons_word_shows_with_author_and_comes_off_again(store: ReferenceStore) -> None:
    say(store, "blue", 100)
    cell = store.cell(ITEM, KEY)
    assert cell is not None
    assert (shown(store), cell.author, cell.source, cell.version.priority) == ("blue", "Ana", "human", 300)
    assert cell.facts[0].producer is Producer.HUMAN
    store.apply(unlock(store, ITEM, KEY, now_us=101, **EVERY))
    assert shown(store) == "red"


def test_not_stated_by_a_person_hides_the_merchants_value(store: ReferenceStore) -> None:
    say(store, "", 100)
    assert shown(store) == ""


def test_only_a_lock_withstands_a_source_of_higher_rank(store: ReferenceStore) -> None:
    say(store, "blue", 100)
    store.apply(WriteBatch(writes=(merchant("green", 200, priority=900),)))
    assert shown(store) == "green"
    say(store, "blue", 300, locked=True)
    store.apply(WriteBatch(writes=(merchant("pink", 400, priority=900),)))
    assert shown(store) == "blue"
    say(store, "blue", 500, locked=False)
    assert shown(store) == "pink"


def test_edits_follow_each_other_though_the_clock_stands_or_goes_back(store: ReferenceStore) -> None:
    for number, text in enumerate(["blue", "green", "pink"]):
        say(store, text, 100 - number)
        assert shown(store) == text
    store.apply(unlock(store, ITEM, KEY, now_us=1, **EVERY))
    assert shown(store) == "red"
    say(store, "blue", 1)
    assert shown(store) == "blue", "a withdrawn word is older than the next one"
    times = [write.version.time_us for write in store.history(ITEM, KEY) if write.source == HUMAN]
    assert times == [100, 101, 102, 103, 104]


def test_what_was_not_said_cannot_be_taken_back(store: ReferenceStore) -> None:
    with pytest.raises(NotFoundError, match="nothing about"):
        unlock(store, ITEM, KEY, now_us=1, **EVERY)
    say(store, "blue", 100)
    store.apply(unlock(store, ITEM, KEY, now_us=101, **EVERY))
    with pytest.raises(NotFoundError, match="nothing about"):
        unlock(store, ITEM, KEY, now_us=102, **EVERY)


def test_forgetting_covers_locks_and_words_from_the_future(store: ReferenceStore) -> None:
    say(store, "blue", 700, locked=True)
    store.apply(forget(store, ITEM, source=HUMAN, now_us=60, author="Ana"))
    assert (shown(store), store.item(ITEM), store.forgotten(ITEM)) == (None, None, 700)
    with pytest.raises(NotFoundError, match="no item"):
        forget(store, ITEM, source=HUMAN, now_us=800)
    with pytest.raises(NotFoundError, match="no item"):
        say(store, "blue", 800)
    with pytest.raises(NotFoundError, match="nothing about"):
        unlock(store, ITEM, KEY, now_us=800, **EVERY)


def test_a_later_delivery_brings_an_item_back_and_edits_take_effect_again(store: ReferenceStore) -> None:
    say(store, "blue", 100)
    store.apply(forget(store, ITEM, source=HUMAN, now_us=1_000))
    record = ItemRecord(Item(ITEM, "lamp"), None, SourceId("merchant"), 1_001, 0, "g")
    store.apply(WriteBatch((record,), (), (merchant("red", 1_001),)))
    assert shown(store) == "red"
    say(store, "green", 500)  # this machine's clock is behind the tombstone
    assert shown(store) == "green"


def test_an_unknown_item_cannot_be_edited(store: ReferenceStore) -> None:
    with pytest.raises(NotFoundError, match="no item 'j'"):
        set_value(store, ItemId("j"), KEY, [], release_id=ReleaseId("r"), now_us=1, **EVERY)
    with pytest.raises(NotFoundError, match="no item 'j'"):
        forget(store, ItemId("j"), source=HUMAN, now_us=1)
