"""What is told comes back as it was; what is no such event is refused with a reason; compaction keeps its promise."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import MessageError
from itemcenter.ports import Post
from itemcenter.schema import Cell, CellState, Change, ItemChange, ItemEvent, Presence, WriteBatch
from itemcenter.testing import store_strategies as make
from itemcenter.testing.reference_store import ReferenceStore
from itemcenter.testing.store_process import write
from itemcenter.tunnel.change_event import CellNow, ItemNow, ReleaseUsed, Through, Told, read_told, write_told
from itemcenter.tunnel.change_reader import ChangeFilter, Sieve, compacted, full, incremental
from itemcenter.tunnel.cloud_event import write_event
from itemcenter.tunnel.subscribe import Mirror, Taken

_cells = make.attribute_writes().filter(lambda w: w.state is not CellState.WITHDRAWN).map(Cell.of)
_ids = st.sampled_from(make.ITEMS)


@st.composite
def _told(draw: st.DrawFn) -> Told:
    cell, number = draw(_cells), draw(st.integers(1, 2**40))
    kind = draw(st.integers(0, 5))
    if kind == 0:
        both = draw(st.sampled_from([(cell, None), (None, cell), (cell, cell)]))
        change = Change(number, cell.item_id, cell.key_id, *both)
        net = draw(st.sampled_from([None, (0, number)]))
        return Told("cells", number, change, None if net else draw(st.none() | st.integers(0, number)), net)
    if kind == 1:
        event = ItemChange(number, draw(_ids), draw(st.sampled_from(list(ItemEvent))), "000001", 1, None, ("title",))
        return Told("items", number, event, draw(st.none() | st.integers(0, number)))
    return Told(
        draw(st.sampled_from(["cells", "items"])),
        number,
        draw(
            st.sampled_from(
                [
                    CellNow(cell),
                    ItemNow(cell.item_id, Presence.MISSING),
                    ReleaseUsed("r1", 3, number, 5, "spring"),
                    Through(2, True),
                    Through(0, False),
                ]
            )
        ),
    )


@settings(deadline=None)
@given(_told(), st.booleans())
def test_an_event_comes_back_as_it_was(told: Told, binary: bool) -> None:
    assert read_told(write_event(write_told(told, "itemcenter/shop"), binary=binary)) == told


_json = st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.just([]) | st.just({})


@settings(deadline=None, max_examples=200)
@given(_told(), st.data())
def test_any_field_may_hold_anything(told: Told, data: st.DataObject) -> None:
    whole = json.loads(write_event(write_told(told, "itemcenter")).body)
    place: Any = whole
    while True:
        name = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else list(range(len(place)))))
        if isinstance(place[name], dict | list) and place[name] and data.draw(st.booleans()):
            place = place[name]
            continue
        place[name] = data.draw(_json)
        break
    try:
        read_told(Post("", json.dumps(whole).encode()))
    except MessageError as error:
        assert error.reason


def _store(batches: list[WriteBatch]) -> ReferenceStore:
    store = ReferenceStore()
    for batch in batches:
        store.apply(batch)
    return store


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(st.lists(make.batches(), min_size=1, max_size=5), st.data())
def test_net_changes_lead_to_the_same_state(batches: list[WriteBatch], data: st.DataObject) -> None:
    store = _store(batches)
    end, sieve = store.counts().changes, Sieve(store, ChangeFilter())
    after = data.draw(st.integers(0, end))
    until = data.draw(st.integers(after, end))
    plain, short = Mirror(), Mirror()
    for told in incremental(store, sieve, "cells", 0):
        assert plain.take(told) is Taken.APPLIED
        if told.number <= after:
            short.take(told)
    net = list(compacted(store, sieve, after, until))
    assert len(net) - 1 <= min(until - after, len({(w.item_id, w.key_id) for b in batches for w in b.writes}))
    for told in [*net, *incremental(store, sieve, "cells", until)]:
        assert short.take(told) is Taken.APPLIED
    assert short.cells == plain.cells
    assert short.position() == (end or None if not end and not net else until if until == end else end)


def test_net_changes_from_another_place_are_a_gap() -> None:
    store = ReferenceStore()
    for number, text in enumerate(["red", "blue", "red", "green"], start=1):
        store.apply(WriteBatch(writes=(write("A", "colour", "m", text, number),)))
    sieve, mirror = Sieve(store, ChangeFilter()), Mirror()
    told = list(incremental(store, sieve, "cells", 0))
    mirror.take(told[0])
    mirror.take(told[1])
    assert [mirror.take(entry) for entry in compacted(store, sieve, 1, 3)] == [Taken.GAP]
    assert [mirror.take(entry) for entry in compacted(store, sieve, 3, 4)] == [Taken.GAP, Taken.GAP]
    assert [mirror.take(entry) for entry in compacted(store, sieve, 0, 2)] == [Taken.REPEATED, Taken.REPEATED]
    assert [mirror.take(entry) for entry in compacted(store, sieve, 2, 4)] == [Taken.APPLIED, Taken.APPLIED]
    assert mirror.position() == 4


def test_a_snapshot_in_the_middle_takes_over() -> None:
    store = ReferenceStore()
    store.apply(WriteBatch(writes=(write("A", "colour", "m", "red", 1), write("B", "colour", "m", "red", 1))))
    sieve, mirror = Sieve(store, ChangeFilter()), Mirror()
    [mirror.take(told) for told in incremental(store, sieve, "cells", 0, 1)]
    assert {mirror.take(told) for told in full(store, sieve, "cells")} == {Taken.APPLIED}
    assert len(mirror.cells) == 2 and mirror.position() == 2
    [late] = list(incremental(store, sieve, "cells", 1))
    assert mirror.take(late) is Taken.REPEATED


@pytest.mark.parametrize("body", [b"{}", b"[]", b"\xff"])
def test_other_messages_are_refused(body: bytes) -> None:
    with pytest.raises(MessageError):
        read_told(Post("", body))
