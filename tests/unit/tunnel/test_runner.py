"""The loop alone: urgent before slow, what is coalesced, refused, waited for, held back, and committed when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from itemcenter.errors import ConfigError, StoreError, StreamError
from itemcenter.ports import Post
from itemcenter.schema import (
    AttributeWrite,
    CellState,
    CellsWritten,
    Fact,
    Item,
    ItemId,
    KeyId,
    Producer,
    ReleaseId,
    SourceId,
    Tier,
    TypedValue,
    ValueType,
)
from itemcenter.testing import ReferenceStore
from itemcenter.testing.memory_stream import MemoryStream
from itemcenter.tunnel.figures import FRESHNESS_S, Freshness
from itemcenter.tunnel.runner import RunOptions
from itemcenter.tunnel.tier_policy import TierOptions
from tests.unit.jobs.parts import MACHINE, item
from tests.unit.tunnel.tiers import PARTITIONS, Tunnel, digest_of_build, put, send

ALL_AT_ONCE, NONE_AT_ONCE = TierOptions(second_rate=1e6, busy_changes=100.0), TierOptions(second_rate=0.0)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


def dead(stream: MemoryStream) -> list[tuple[str, str]]:
    """(reason, from) of the dead letters."""
    member = stream.subscribe("dead", "reader")
    found = member.poll(100, 0.0)
    member.close()
    return [(dict(entry.post.headers)["dead-reason"], dict(entry.post.headers)["dead-from"]) for entry in found]


def test_urgent_ones_at_once_and_the_others_when_their_time_has_come() -> None:
    stream, tunnel, clock = MemoryStream(), Tunnel(), Clock()
    send(stream, put(item("a"), 1), put(item("b"), 2), put(item("c"), 3))
    policy = TierOptions(second_rate=1.0, value_column="colour")
    runner = tunnel.runner(stream, policy=policy, options=RunOptions(minute_seconds=20.0), clock=clock)
    runner.step()
    at_once = tunnel.store.counts().items
    assert 1 <= at_once < 3 and len(tunnel.intake) == 3 - at_once
    clock.now = 19.9
    runner.step()
    assert tunnel.store.counts().items == at_once
    clock.now = 20.0
    runner.step()
    assert tunnel.store.counts().items == 3 and len(tunnel.intake) == 0


def test_a_full_micro_batch_does_not_wait() -> None:
    stream, tunnel = MemoryStream(), Tunnel()
    send(stream, *(put(item(f"i{n}"), n) for n in range(6)))
    runner = tunnel.runner(
        stream, policy=NONE_AT_ONCE, options=RunOptions(minute_items=6, slice_items=4), clock=Clock()
    )
    runner.step()
    assert tunnel.store.counts().items == 4, "one slice, then urgent ones are asked for again"
    runner.step()
    assert tunnel.store.counts().items == 6


def test_transient_states_are_not_decided() -> None:
    stream, tunnel = MemoryStream(), Tunnel()
    send(
        stream, *(put(item("a", title), n) for n, title in enumerate(("a red mug", "a navy mug", "a mug", "a red mug")))
    )
    tunnel.runner(stream, policy=NONE_AT_ONCE).run(lambda: False, once=True)
    assert tunnel.recognizer.asked == ["a"], "the newest document only"
    figures = tunnel.intake.figures
    assert (figures.received["ItemPut"], figures.coalesced) == (4, 3)
    assert sum(figures.freshness["minute"].counts) == 4, "each message counts"
    assert tunnel.store.digest() == digest_of_build(item("a", "a red mug"))


def test_stages_of_pruning() -> None:
    stream, tunnel = MemoryStream(), Tunnel()
    send(
        stream,
        put(item("a"), 1),
        put(item("a"), 2),
        put(item("a", colour="red"), 3),
        put(item("a", "a red mug"), 1),
        put(item("b", colour="red"), 1),
        put(item("b", "a mug"), 2),
        put(item("b", colour="red"), 3),
    )
    tunnel.runner(stream, policy=ALL_AT_ONCE, options=RunOptions(poll_items=1)).run(lambda: False, once=True)
    stages = {stage: count for (_, stage), count in tunnel.intake.figures.stages.items()}
    assert stages == {"decided": 3, "unchanged": 1, "renewed": 1, "outdated": 1, "twin": 1}
    assert sorted(tunnel.recognizer.asked) == ["a", "b", "b"]
    assert tunnel.store.digest() == digest_of_build(item("a", colour="red"), item("b", colour="red"))


def test_offsets_are_committed_only_up_to_the_first_that_waits() -> None:
    stream, tunnel, clock = MemoryStream(), Tunnel(), Clock()
    names = [f"i{n}" for n in range(40) if tunnel.settler.turns.partition(ItemId(f"i{n}")) == 0][:3]
    policy = TierOptions(second_categories=("fast",))
    slow, fast = (
        Item(ItemId(name), "a navy mug", category_path=(kind,))
        for name, kind in zip(names[:2], ("x", "fast"), strict=True)
    )
    send(stream, put(fast, 1), put(slow, 2), put(Item(ItemId(names[2]), "a mug", category_path=("fast",)), 3))
    runner = tunnel.runner(stream, policy=policy, options=RunOptions(commit_seconds=0.0), clock=clock)
    runner.step()
    assert tunnel.store.counts().items == 2 and stream.committed("inbox", "SECOND+MINUTE")[0] == 1
    clock.now = 20.0
    runner.step()
    assert stream.committed("inbox", "SECOND+MINUTE")[0] == 3


def test_what_cannot_be_used_goes_to_the_dead_letters() -> None:
    stream, tunnel = MemoryStream(), Tunnel()
    send(stream, put(item("a"), 1), put(item("b"), 10**15), put(item("c"), 1, MACHINE))
    stream.send("inbox", [Post("x", b"no json")])
    tunnel.runner(stream).run(lambda: False, once=True)
    found = dead(stream)
    assert sorted(reason for reason, _ in found) == ["future", "malformed", "source"]
    assert all(place.startswith("inbox/") for _, place in found)
    assert sum(tunnel.intake.figures.dead.values()) == 3 and tunnel.store.counts().items == 1


def test_a_message_that_cannot_be_worked_on_holds_up_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, tunnel = MemoryStream(), Tunnel()
    recognize = tunnel.recognizer.recognize

    def fragile(items: Any) -> Any:
        if any(entry.id == "bad" for entry in items):
            raise ZeroDivisionError("of no use")
        return recognize(items)

    monkeypatch.setattr(tunnel.recognizer, "recognize", fragile)
    send(stream, put(item("a", "a red mug"), 1), put(item("bad", "a mug"), 1), put(item("c", "a navy one"), 1))
    tunnel.runner(stream).run(lambda: False, once=True)
    assert [reason for reason, _ in dead(stream)] == ["failed"]
    assert tunnel.store.counts().items == 2 and "ZeroDivisionError" in tunnel.intake.figures.last_error


def test_a_refusing_store_is_waited_for_and_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    stream, tunnel, clock = MemoryStream(), Tunnel(), Clock()
    apply, told = tunnel.store.apply, list[tuple[str, Mapping[str, Any]]]()

    def full(*given: Any, **named: Any) -> Any:
        if clock.now < 5.0:
            raise StoreError("the disk is full", remedy="make room")
        return apply(*given, **named)

    monkeypatch.setattr(tunnel.store, "apply", full)
    send(stream, put(item("a"), 1), put(item("b"), 2))
    runner = tunnel.runner(stream, tell=lambda *line: told.append(line), clock=clock, wait=clock.wait)
    runner.run(lambda: False, once=True)
    assert tunnel.store.counts().items == 2 and tunnel.intake.figures.failures["StoreError"] == 4
    pauses = [fields["retry_in_s"] for event, fields in told if event == "trouble"]
    assert pauses == [0.5, 1.0, 2.0, 4.0] and [event for event, _ in told][-1] == "stopped"


def test_reading_stops_while_too_much_waits() -> None:
    stream, tunnel, clock = MemoryStream(), Tunnel(), Clock()
    send(stream, *(put(item(f"i{n}"), n) for n in range(20)))
    options = RunOptions(max_waiting=8, poll_items=4, minute_seconds=5.0, slice_items=32)
    runner = tunnel.runner(stream, policy=NONE_AT_ONCE, options=options, clock=clock)
    for _ in range(5):
        runner.step()
    assert len(tunnel.intake) == 8 and tunnel.intake.figures.paused
    clock.now = 5.0
    for _ in range(9):
        runner.step()
        clock.now += 5.0
    assert tunnel.store.counts().items == 20 and not tunnel.intake.figures.paused


def test_a_slower_process_takes_what_a_faster_one_may_have_left() -> None:
    stream, tunnel = MemoryStream(), Tunnel()
    send(stream, put(item("a"), 1))
    tunnel.runner(stream, (Tier.MINUTE,), policy=ALL_AT_ONCE).run(lambda: False, once=True)
    assert tunnel.store.counts().items == 1


def test_what_is_left_to_the_day_job_is_kept_as_it_is() -> None:
    stream, tunnel = MemoryStream(), Tunnel()
    cheap = Item(ItemId("a"), "a navy mug", extras=(("price", "1.00"),))
    send(stream, put(cheap, 1))
    tunnel.runner(stream, policy=TierOptions("price", day_value=2.0)).run(lambda: False, once=True)
    record = tunnel.store.item(ItemId("a"))
    assert record is not None and record.item == cheap and record.fingerprint == "waiting"
    assert tunnel.recognizer.asked == [] and tunnel.store.counts().cells == 0


def cells(source: str, *, locked: bool = False) -> CellsWritten:
    key, value = KeyId("shape"), TypedValue(ValueType.TEXT, "round")
    fact = Fact(ItemId("a"), key, value, 0.9, (), Producer.HUMAN, ReleaseId("r"))
    write = AttributeWrite.of(
        ItemId("a"), key, SourceId(source), CellState.FACTS, (fact,), priority=999, time_us=1, locked=locked
    )
    return CellsWritten((write,))


def test_facts_from_outside_get_the_rank_of_their_source() -> None:
    stream, tunnel = MemoryStream(), Tunnel()
    send(stream, cells("lab"), cells("machine"), cells("merchant:eu"), cells("lab", locked=True))
    tunnel.runner(stream).run(lambda: False, once=True)
    cell = tunnel.store.cell(ItemId("a"), KeyId("shape"))
    assert cell is not None and cell.version.priority == 150 and cell.source == "lab"
    assert tunnel.intake.figures.dead == {"source": 3}


def test_two_members_share_the_partitions_and_one_takes_over() -> None:
    stream, store = MemoryStream(), ReferenceStore()
    one, two = Tunnel(store, "one"), Tunnel(store, "two")
    runners = [tunnel.runner(stream, policy=NONE_AT_ONCE, clock=Clock()) for tunnel in (one, two)]
    send(stream, *(put(item(f"i{n}"), n) for n in range(10)))
    for _ in range(3):
        for runner in runners:
            runner.step()
    assert len(one.intake) + len(two.intake) == 10 and one.intake.lanes[Tier.MINUTE] and two.intake.lanes[Tier.MINUTE]
    two.intake.subscription.close()
    runners[0].run(lambda: False, once=True)
    assert store.counts().items == 10


def test_the_log_tells_traces() -> None:
    from itemcenter.schema import Envelope
    from itemcenter.tunnel.envelope import write_envelope

    stream, tunnel, told = MemoryStream(), Tunnel(), list[tuple[str, Mapping[str, Any]]]()
    trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    stream.create("inbox", PARTITIONS)
    stream.send("inbox", [write_envelope(Envelope("m", "test", 1, put(item("a"), 1), trace))])
    tunnel.runner(stream, tell=lambda *line: told.append(line)).run(lambda: False, once=True)
    assert [fields["traces"] for event, fields in told if event == "settled"] == [[trace]]


def test_a_presence_is_shown_and_given_back() -> None:
    stream, tunnel, seen = MemoryStream(), Tunnel(), list[str]()
    send(stream, put(item("a"), 1))
    runner = tunnel.runner(stream)
    runner._beat = lambda figures: seen.extend(lease.name for lease in tunnel.store.leases())
    runner.run(lambda: False, once=True)
    assert "tunnel/runner/p1" in seen and tunnel.store.leases() == []


def test_freshness_quantiles() -> None:
    found = Freshness()
    for _ in range(98):
        found.observe(0.2)
    found.observe(0.7)
    found.observe(10**6)
    assert (found.quantile(0.5), found.quantile(0.99), found.quantile(1.0)) == (0.25, 1.0, None)
    assert Freshness().quantile(0.5) is None and list(FRESHNESS_S) == sorted(FRESHNESS_S)


@pytest.mark.parametrize("wrong", [{"slice_items": 0}, {"minute_seconds": -1.0}, {"retry_seconds": 0.0}])
def test_options_that_mean_nothing(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        RunOptions(**wrong)


@pytest.mark.parametrize("what", ["dead letters", "partitions"])
def test_a_stream_that_refuses_between_reading_and_taking_in_loses_nothing(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream, tunnel, failures = MemoryStream(), Tunnel(), [StreamError("lost"), StreamError("lost again")]
    send(stream, put(item("a"), 1), put(item("b"), 10**15), put(item("c"), 1))
    runner = tunnel.runner(stream, wait=lambda seconds: None)
    member = tunnel.intake.subscription
    target, name = (stream, "send") if what == "dead letters" else (member, "partitions")
    whole, polled = getattr(target, name), list[int]()
    monkeypatch.setattr(member, "poll", lambda *given, poll=member.poll: (polled.append(1), poll(*given))[1])

    def refusing(*given: Any) -> Any:
        if polled and failures:
            raise failures.pop()
        return whole(*given)

    monkeypatch.setattr(target, name, refusing)
    runner.run(lambda: False, once=True)
    assert tunnel.store.counts().items == 2 and not failures
    assert tunnel.intake.figures.dead == {"future": 1} and len(dead(stream)) == 1
    assert sum(stream.committed("inbox", "SECOND+MINUTE").values()) == 3
