"""Whatever happens in a store, and wherever its publisher dies: who follows the stream has the store's cells."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import CenterBusyError, InputError, LeaseLostError, StreamError
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Cell, CellState, ReleaseId, RunMark, SourceId, WriteBatch
from itemcenter.testing import store_strategies as make
from itemcenter.testing.memory_stream import MemoryStream
from itemcenter.testing.reference_store import ReferenceStore
from itemcenter.testing.store_process import write
from itemcenter.tunnel.change_event import ReleaseUsed, read_told
from itemcenter.tunnel.change_reader import ChangeFilter
from itemcenter.tunnel.publish import Publisher, PublishOptions
from itemcenter.tunnel.publish_targets import FileTarget, StreamTarget, read_files, read_manifest
from itemcenter.tunnel.subscribe import Mirror, Taken

TOPIC = "out"


class Crash(Exception):
    pass


def shown(store: Store) -> dict[Any, Any]:
    cells = store.cells(CellQuery(include_retired=True))
    return {(cell.item_id, cell.key_id): _seen(cell) for cell in cells}


def _seen(cell: Cell) -> Any:
    """What a change is told for; times, ranks and releases may change untold."""
    return cell.content


def mirrored(mirror: Mirror) -> dict[Any, Any]:
    return {name: _seen(cell) for name, cell in mirror.cells.items()}


def drain(stream: MemoryStream, mirror: Mirror, begin: dict[int, int]) -> list[Taken]:
    """Take what has come since; `begin` moves."""
    out = []
    with_all = stream.topic(TOPIC).messages
    for partition, messages in enumerate(with_all):
        for entry in messages[begin.get(partition, 0) :]:
            out.append(mirror.take(read_told(entry.post), partition))
        begin[partition] = len(messages)
    return out


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(
    st.lists(make.steps(), min_size=1, max_size=8),
    st.sampled_from(["full", "log"]),
    st.sampled_from([1, 3]),
    st.sampled_from([1, 2, 50]),
    st.booleans(),
    st.data(),
)
def test_a_follower_has_what_the_store_has_wherever_the_publisher_dies(
    steps: list[make.Step], begin: Any, partitions: int, batch: int, binary: bool, data: st.DataObject
) -> None:
    store, stream, mirror = ReferenceStore(), MemoryStream(), Mirror()
    stream.create(TOPIC, partitions)
    options = PublishOptions(begin=begin, batch=batch)
    place: dict[int, int] = {}
    taken: list[Taken] = []
    moves = 0

    def start() -> Publisher:
        return Publisher(store, StreamTarget(stream, TOPIC, binary=binary), options, "here", after_send=die)

    def die() -> None:
        nonlocal moves
        if moves < 3 and data.draw(st.integers(0, 3)) == 0:
            moves += 1
            raise Crash

    publisher = start()
    for step in steps:
        make.take(store, step)
        if data.draw(st.booleans()):
            try:
                publisher.step()
            except Crash:
                publisher = start()
        taken += drain(stream, mirror, place)
    while True:
        try:
            if not publisher.step():
                break
        except Crash:
            publisher = start()
    taken += drain(stream, mirror, place)
    assert Taken.GAP not in taken
    assert mirrored(mirror) == shown(store)
    again = Mirror()
    drain(stream, again, {})
    assert mirrored(again) == shown(store)
    _check_chains(stream)
    assert set(mirror.items) == {record.item.id for record in store.items(include_retired=True)} | {
        event.item_id for event in store.item_changes() if event.item_id in mirror.items
    }


def _check_chains(stream: MemoryStream) -> None:
    """Each entry of a channel names the one before it, whether it is sent once or twice."""
    for messages in stream.topic(TOPIC).messages:
        told = [read_told(entry.post) for entry in messages]
        for log in ("cells", "items"):
            chain = [entry for entry in told if entry.log == log and entry.previous is not None]
            first = {entry.number: entry.previous for entry in chain}
            assert len({(entry.number, entry.previous) for entry in chain}) == len(first)
            assert list(first.values())[1:] == list(first)[:-1]


def test_a_snapshot_that_broke_off_leaves_nothing_behind() -> None:
    store, stream, mirror = ReferenceStore(), MemoryStream(), Mirror()
    stream.create(TOPIC, 1)
    red = write("A", "colour", "m", "red", 1)
    store.apply(WriteBatch(writes=(red, write("B", "colour", "m", "red", 1))))

    def die() -> None:
        if any(b"colour" in entry.post.body for entry in stream.topic(TOPIC).messages[0]):
            raise Crash

    with pytest.raises(Crash):
        Publisher(store, StreamTarget(stream, TOPIC), PublishOptions(), "here", after_send=die).step()
    gone = type(red).of(red.item_id, red.key_id, red.source, CellState.WITHDRAWN, priority=100, time_us=2)
    store.apply(WriteBatch(writes=(gone,)))
    Publisher(store, StreamTarget(stream, TOPIC), PublishOptions(), "here").step()
    drain(stream, mirror, {})
    assert [item for item, _ in mirror.cells] == ["B"] and mirror.position() == 3


def test_repetitions_are_recognised_and_gaps_reported() -> None:
    store, stream = ReferenceStore(), MemoryStream()
    stream.create(TOPIC, 1)
    for number in range(4):
        store.apply(WriteBatch(writes=(write("A", "colour", "m", f"text {number}", number + 1),)))
    publisher = Publisher(store, StreamTarget(stream, TOPIC), PublishOptions(begin="log"), "here")
    publisher.step()
    publisher.step()
    told = [read_told(entry.post) for entry in stream.topic(TOPIC).messages[0]]
    mirror = Mirror()
    assert [mirror.take(entry) for entry in (told[0], told[0], told[2])] == [Taken.APPLIED, Taken.REPEATED, Taken.GAP]
    assert mirror.position() == 1
    assert [mirror.take(entry) for entry in told] == [Taken.REPEATED, *[Taken.APPLIED] * 3]


def test_a_message_has_the_same_id_whenever_it_is_sent() -> None:
    store, stream = ReferenceStore(), MemoryStream()
    stream.create(TOPIC, 1)
    store.apply(WriteBatch(writes=(write("A", "colour", "m", "red", 1),)))

    def die() -> None:
        raise Crash

    for _ in range(2):
        publisher = Publisher(store, StreamTarget(stream, TOPIC), PublishOptions(begin="log"), "here", after_send=die)
        with pytest.raises(Crash):
            publisher.step()
    first, second = stream.topic(TOPIC).messages[0]
    assert first.post == second.post


def test_a_send_that_failed_is_tried_again() -> None:
    store, stream, mirror = ReferenceStore(), MemoryStream(), Mirror()
    stream.create(TOPIC, 2)
    target = StreamTarget(stream, TOPIC)
    publisher = Publisher(store, target, PublishOptions(begin="log", batch=2), "here")
    for number in range(4):
        store.apply(WriteBatch(writes=(write(f"item {number}", "colour", "m", "red", number),)))
    whole, failures = target.put, [1, 1, 0, 1]

    def flaky(events: Any) -> None:
        if failures and failures.pop():
            raise StreamError("broker lost")
        whole(events)

    target.put = flaky  # type: ignore[method-assign]
    for _ in range(9):
        with contextlib.suppress(StreamError):
            publisher.step()
    assert Taken.GAP not in drain(stream, mirror, {})
    assert mirrored(mirror) == shown(store) and publisher.sent == 4


def test_one_process_publishes_under_a_name() -> None:
    clock = [0]
    store, stream = ReferenceStore(clock=lambda: clock[0]), MemoryStream()
    stream.create(TOPIC, 1)
    target = StreamTarget(stream, TOPIC)
    first = Publisher(store, target, PublishOptions(lease_s=60), "one")
    with pytest.raises(CenterBusyError, match="one publishes 'out'"):
        Publisher(store, target, PublishOptions(), "two")
    Publisher(store, target, PublishOptions(name="other"), "two")
    clock[0] += 61_000_000
    second = Publisher(store, target, PublishOptions(), "two")
    with pytest.raises(LeaseLostError):
        first.step()
    second.close()
    Publisher(store, target, PublishOptions(), "three")


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        (ChangeFilter(), {"A/colour", "A/size", "B/colour"}),
        (ChangeFilter(keys=("size",)), {"A/size"}),
        (ChangeFilter(sources=("n",)), {"B/colour"}),
        (ChangeFilter(item_prefix="A"), {"A/colour", "A/size"}),
        (ChangeFilter(categories=("lamps",)), set()),
    ],
)
@pytest.mark.parametrize("begin", ["full", "log"])
def test_filters(wanted: ChangeFilter, keys: set[str], begin: Any) -> None:
    store, stream = ReferenceStore(), MemoryStream()
    stream.create(TOPIC, 2)
    publisher = Publisher(store, StreamTarget(stream, TOPIC), PublishOptions(begin=begin, filter=wanted), "here")
    first = [write("A", "colour", "m", "red", 1), write("A", "size", "m", "4", 1), write("B", "colour", "n", "red", 1)]
    store.apply(WriteBatch(writes=tuple(first)))
    publisher.step()
    store.apply(WriteBatch(writes=tuple(write(w.item_id, w.key_id, w.source, "blue", 2) for w in first)))
    publisher.step()
    publisher.step()
    mirror = Mirror()
    assert Taken.GAP not in drain(stream, mirror, {})
    assert {f"{item}/{key}" for item, key in mirror.cells} == keys
    assert {cell.facts[0].value.text for cell in mirror.cells.values()} <= {"blue"}


def test_a_new_subscriber_to_the_present_gets_what_comes_next() -> None:
    store, stream, mirror = ReferenceStore(), MemoryStream(), Mirror()
    stream.create(TOPIC, 1)
    store.apply(WriteBatch(writes=(write("A", "colour", "m", "red", 1),)))
    publisher = Publisher(store, StreamTarget(stream, TOPIC), PublishOptions(begin="now"), "here")
    assert publisher.step() == 0
    store.apply(WriteBatch(writes=(write("B", "colour", "m", "red", 1),)))
    assert publisher.step() == 1
    drain(stream, mirror, {})
    assert [item for item, _ in mirror.cells] == ["B"] and mirror.position() == 2


def test_releases_stand_before_what_was_decided_with_them() -> None:
    store, stream, mirror = ReferenceStore(), MemoryStream(), Mirror()
    stream.create(TOPIC, 2)
    place = (SourceId("m"), 1)

    def run(number: int, release: str, text: str) -> None:
        begin = (store.counts().changes, store.counts().item_changes)
        store.mark_run(RunMark(number, f"{number:06d}", *place, ReleaseId(release), begin, begin[0]))
        store.apply(WriteBatch(writes=tuple(write(item, "k", "m", text, number) for item in "ABCD")))

    run(1, "r1", "one")
    run(2, "r1", "two")
    run(3, "r2", "three")
    options = PublishOptions(begin="log", batch=3)
    publisher = Publisher(
        store, StreamTarget(stream, TOPIC), options, "here", named={"r1": "spring", "r2": "summer"}.__getitem__
    )
    publisher.step()
    while publisher.step():
        pass
    run(4, "r2", "four")
    run(5, "r3", "five")
    with pytest.raises(KeyError):  # dies on the way
        publisher.step()
        publisher.step()
    publisher = Publisher(store, StreamTarget(stream, TOPIC), options, "here")
    while publisher.step():
        pass
    for messages in stream.topic(TOPIC).messages:
        told = [read_told(entry.post) for entry in messages]
        numbers = [(entry.number, isinstance(entry.content, ReleaseUsed)) for entry in told if entry.log == "cells"]
        assert numbers == sorted(numbers, key=lambda entry: entry[0] + entry[1] / 2)
        found = [entry.content for entry in told if isinstance(entry.content, ReleaseUsed)]
        assert [(entry.release_id, entry.after) for entry in found] == [("r1", 0), ("r2", 8), ("r3", 16)]
        assert [entry.name for entry in found] == ["spring", "summer", ""]
    drain(stream, mirror, {})
    assert [entry.run for entry in mirror.releases] == [1, 3, 5]


def _files(folder: Path, lines: int = 100, after_send: Callable[[], None] = lambda: None) -> tuple[Any, Publisher]:
    store = ReferenceStore()
    return store, Publisher(store, FileTarget(folder, lines), PublishOptions(batch=3), "here", after_send=after_send)


def test_files_are_whole_and_named_in_a_manifest(tmp_path: Path) -> None:
    store, publisher = _files(tmp_path, lines=2)
    for number in range(1, 9):
        store.apply(WriteBatch(writes=(write(f"item {number % 3}", "colour", "m", f"text {number}", number),)))
        publisher.step()
    while publisher.step():
        pass
    mirror = Mirror()
    assert {mirror.take(told) for told in read_files(tmp_path)} == {Taken.APPLIED}
    assert mirrored(mirror) == shown(store)
    entries = read_manifest(tmp_path)
    assert max(entry["lines"] for entry in entries) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"manifest.jsonl", *[entry["file"] for entry in entries]}
    first = tmp_path / entries[0]["file"]
    first.write_bytes(first.read_bytes() + b"\n")
    with pytest.raises(InputError, match="not as it was written"):
        list(read_files(tmp_path))


def test_a_file_that_the_manifest_does_not_name_does_not_count(tmp_path: Path) -> None:
    store, publisher = _files(tmp_path)
    store.apply(WriteBatch(writes=(write("A", "colour", "m", "red", 1),)))
    publisher.step()
    stray = tmp_path / f"{len(read_manifest(tmp_path)) + 1:06d}.jsonl"
    stray.write_text("half a li")  # written, and then the process died
    assert len(list(read_files(tmp_path))) > 0
    store.apply(WriteBatch(writes=(write("A", "colour", "m", "blue", 2),)))
    publisher.step()
    mirror = Mirror()
    assert Taken.GAP not in [mirror.take(told) for told in read_files(tmp_path)]
    assert mirrored(mirror) == shown(store)


def test_withdrawn_cells_are_told_as_gone() -> None:
    store, stream, mirror = ReferenceStore(), MemoryStream(), Mirror()
    stream.create(TOPIC, 1)
    publisher = Publisher(store, StreamTarget(stream, TOPIC), PublishOptions(), "here")
    red = write("A", "colour", "m", "red", 1)
    store.apply(WriteBatch(writes=(red,)))
    publisher.step()
    gone = type(red).of(red.item_id, red.key_id, red.source, CellState.WITHDRAWN, priority=100, time_us=2)
    store.apply(WriteBatch(writes=(gone,)))
    publisher.step()
    drain(stream, mirror, {})
    assert mirror.cells == {} and mirror.position() == 2
