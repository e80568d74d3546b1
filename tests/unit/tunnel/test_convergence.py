"""Whatever the tiers, the order and the repetitions: what is held in the end is what one build of it would hold."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import LeaseLostError
from itemcenter.ports import Recognition
from itemcenter.schema import (
    Content,
    Item,
    ItemForgotten,
    ItemId,
    ItemPut,
    ItemRemoved,
    Tier,
    Tombstone,
    WriteBatch,
)
from itemcenter.testing import FakeRecognizer, ReferenceStore
from itemcenter.testing.memory_stream import MemoryStream
from itemcenter.tunnel.other_content import forget, remove
from itemcenter.tunnel.runner import RunOptions
from itemcenter.tunnel.standing import Document, newer
from itemcenter.tunnel.tier_policy import TierOptions
from tests.unit.jobs.parts import HUMAN, MACHINE, MERCHANT, item
from tests.unit.tunnel.tiers import Tunnel, digest_of_build, put, send

TEXTS = ("a navy mug", "a red mug", "a mug", "a navy mug, not red")
TIMES = st.integers(1, 6)
PUTS = st.builds(
    lambda name, title, colour, time_us: put(item(name, title, colour), time_us),
    st.sampled_from("abc"),
    st.sampled_from(TEXTS),
    st.sampled_from(("", "red", "navy")),
    TIMES,
)
GONE = st.builds(lambda name, time_us: ItemRemoved(ItemId(name), MERCHANT, time_us), st.sampled_from("abc"), TIMES)
FORGOTTEN = st.builds(
    lambda name, time_us: ItemForgotten(Tombstone(ItemId(name), time_us, HUMAN)), st.sampled_from("abc"), TIMES
)
CONTENTS = st.lists(st.one_of(PUTS, PUTS, PUTS, GONE, FORGOTTEN), min_size=1, max_size=9)
TIERS = st.sampled_from(tuple(Tier))


def shown(contents: Sequence[Content]) -> list[Item]:
    """The documents that count in the end, by the rules of `standing`."""
    out = []
    for name in "abc":
        own = [content for content in contents if content.item_id == name]
        until = max((c.tombstone.time_us for c in own if isinstance(c, ItemForgotten)), default=0)
        gone = max((c.time_us for c in own if isinstance(c, ItemRemoved) if c.time_us > until), default=0)
        documents = [Document.of(c) for c in own if isinstance(c, ItemPut) and c.time_us > until]
        if documents:
            last = documents[0]
            for document in documents[1:]:
                last = newer(last, document)
            if last.time_us > gone:
                out.append(last.item)
    return out


def deliver(tunnel: Tunnel, content: Content, tier: Tier) -> None:
    if isinstance(content, ItemPut):
        documents = [Document.of(content)]
        tunnel.settler.keep(documents) if tier is Tier.DAY else tunnel.settler.settle(documents, tier)
    elif isinstance(content, ItemRemoved):
        remove(tunnel.settler.turns, content, "run", 1)
    elif isinstance(content, ItemForgotten):
        forget(tunnel.settler.turns, content, MACHINE)


def finish(tunnel: Tunnel) -> None:
    """The day job over what waits for it."""
    waiting = [Document(r.item, r.source, r.time_us) for r in tunnel.store.items() if r.fingerprint == "waiting"]
    tunnel.settler.settle(waiting, Tier.DAY)


@given(CONTENTS, st.data(), st.booleans())
@settings(max_examples=150, deadline=None)
def test_any_order_and_any_tiers(contents: list[Content], data: st.DataObject, pruned: bool) -> None:
    repeats = data.draw(st.lists(st.sampled_from(contents), max_size=4))
    order = data.draw(st.permutations([*contents, *repeats]))
    store = ReferenceStore()
    processes = [Tunnel(store, f"p{n}", n, pruned) for n in (1, 2, 3)]
    for content in order:
        deliver(processes[data.draw(st.integers(0, 2))], content, data.draw(TIERS))
    finish(processes[0])
    assert store.digest() == digest_of_build(*shown(contents))


@given(CONTENTS, st.data())
@settings(max_examples=50, deadline=None)
def test_by_messages_with_crashes(contents: list[Content], data: st.DataObject) -> None:
    """Runners that stop anywhere, and commit rarely, in one process for both tiers or in two."""
    stream, store = MemoryStream(), ReferenceStore()
    send(stream, *data.draw(st.permutations([*contents, *data.draw(st.lists(st.sampled_from(contents), max_size=4))])))
    split = data.draw(st.booleans())
    options = RunOptions(
        minute_seconds=0.0, slice_items=1, poll_items=3, commit_seconds=data.draw(st.sampled_from((0.0, 9.0)))
    )
    policy = TierOptions(second_rate=data.draw(st.sampled_from((0.0, 1.0, 100.0))))
    for tiers in ((Tier.SECOND,), (Tier.MINUTE,)) if split else ((Tier.SECOND, Tier.MINUTE),):
        for number in range(data.draw(st.integers(0, 2))):
            killed = Tunnel(store, f"killed {number}")
            runner = killed.runner(stream, tiers, options, policy)
            for _ in range(data.draw(st.integers(1, 4))):
                runner.step()
            killed.intake.subscription.close()
        Tunnel(store, "last").runner(stream, tiers, options, policy).run(lambda: False, once=True)
    assert store.digest() == digest_of_build(*shown(contents))
    assert all(count == 0 for count in _lags(stream, split))


def _lags(stream: MemoryStream, split: bool) -> list[int]:
    groups = ("SECOND", "MINUTE") if split else ("SECOND+MINUTE",)
    ends = stream.ends("inbox")
    return [ends[p][1] - stream.committed("inbox", group).get(p, 0) for group in groups for p in ends]


class Interrupted(FakeRecognizer):
    """While it decides for the first time, something else happens."""

    def __init__(self, other: FakeRecognizer, meanwhile: object) -> None:
        super().__init__(other.phrases)
        self.meanwhile = [meanwhile]

    def recognize(self, items: Sequence[Item]) -> list[Recognition]:
        if self.meanwhile:
            self.meanwhile.pop()()  # type: ignore[operator]
        return super().recognize(items)


@pytest.mark.parametrize("newer_first", [True, False])
def test_a_document_that_is_overtaken_while_it_is_decided(newer_first: bool) -> None:
    store = ReferenceStore()
    slow, fast = Tunnel(store, "slow"), Tunnel(store, "fast")
    old, new = item("a", "a navy mug"), item("a", "a mug", "red")
    times = (2, 3) if newer_first else (3, 2)
    documents = [Document.of(put(one, time_us)) for one, time_us in zip((old, new), times, strict=True)]
    slow.settler.deciders(MERCHANT).recognizer = Interrupted(
        slow.recognizer, lambda: fast.settler.settle([documents[1]], Tier.SECOND)
    )
    settled = slow.settler.settle([documents[0]], Tier.MINUTE)
    assert settled.moved == 1
    assert settled.stages == ({"outdated": 1} if newer_first else {"twin": 1}), "it was decided, and is known"
    assert store.digest() == digest_of_build(new if newer_first else old)


def test_a_process_that_lost_its_turn_writes_nothing() -> None:
    store = ReferenceStore()
    stopped, other = Tunnel(store, "stopped"), Tunnel(store, "other")
    with pytest.raises(LeaseLostError), stopped.settler.turns.turn(0) as lease:
        store.release_lease(lease)  # as if it had run out
        with other.settler.turns.turn(0):
            store.apply(WriteBatch(), lease=lease)


def test_a_late_tombstone_spares_what_was_said_again_after_it() -> None:
    """The later document says the same as the first one, so its words were left as they were, at the earlier time."""
    tunnel, said = Tunnel(), item("a", "a navy mug", "red")
    for time_us in (1, 3):
        tunnel.settler.settle([Document(said, MERCHANT, time_us)], Tier.SECOND)
    forget(tunnel.settler.turns, ItemForgotten(Tombstone(ItemId("a"), 2, HUMAN)), MACHINE)
    assert tunnel.store.digest() == digest_of_build(said)
    forget(tunnel.settler.turns, ItemForgotten(Tombstone(ItemId("a"), 3, HUMAN)), MACHINE)
    assert tunnel.store.digest() == digest_of_build()


def test_an_item_that_was_removed_and_forgotten_comes_back_whole() -> None:
    """The tombstone is of a time before the removal: it hides the words, and not the record, which has that time."""
    tunnel, said = Tunnel(), item("a", "a navy mug", "red")
    for content in (
        put(said, 1),
        ItemRemoved(ItemId("a"), MERCHANT, 4),
        ItemForgotten(Tombstone(ItemId("a"), 2, HUMAN)),
        put(said, 5),
    ):
        deliver(tunnel, content, Tier.MINUTE)
    assert tunnel.store.digest() == digest_of_build(said)


def test_a_later_catalog_run_wins_over_an_earlier_one_at_its_time() -> None:
    tunnel = Tunnel()
    for first, second in pairwise([item("a", "a navy mug"), item("a", "a red mug"), item("a", "a navy mug")]):
        tunnel.settler.settle([Document(first, MERCHANT, 5, row=1)], Tier.DAY)
        tunnel.settler.settle([Document(second, MERCHANT, 5, row=1)], Tier.DAY)
        assert tunnel.store.digest() == digest_of_build(second)
        tunnel.settler.settle([Document(item("a", "a mug"), MERCHANT, 5)], Tier.SECOND)
        assert tunnel.store.digest() == digest_of_build(second), "a message of that time is outdated"
