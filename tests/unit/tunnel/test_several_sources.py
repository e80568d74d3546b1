"""Several sources describe one item: whatever the order, each has the words of its own last document, and the newest
document of all is the item's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.ports import CellQuery
from itemcenter.schema import Content, Item, ItemForgotten, ItemId, ItemPut, ItemRemoved, SourceId, Tier, Tombstone
from itemcenter.testing import ReferenceStore
from itemcenter.testing.memory_stream import MemoryStream
from itemcenter.tunnel.own_documents import MARK
from itemcenter.tunnel.runner import RunOptions
from itemcenter.tunnel.standing import Document, newer
from itemcenter.tunnel.tier_policy import TierOptions
from tests.unit.jobs.parts import HUMAN, MACHINE, item, recognizer
from tests.unit.tunnel.test_convergence import TEXTS, Interrupted, deliver, finish
from tests.unit.tunnel.tiers import Tunnel, send

SELLERS = tuple(map(SourceId, ("merchant", "merchant:eu", "merchant:us")))
#: Most of what goes wrong needs a few documents on one item only.


def _at(time: int, seller: int) -> int:
    """No two sources speak in one microsecond."""
    return 10 * time + seller


SELLER, TIME = st.sampled_from((0, 0, 1, 1, 2)), st.integers(1, 4)
NAME = st.sampled_from("aaaaab")
PUTS = st.builds(
    lambda name, title, colour, seller, time: ItemPut(item(name, title, colour), SELLERS[seller], _at(time, seller)),
    NAME,
    st.sampled_from(TEXTS[:2]),
    st.sampled_from(("", "red", "navy")),
    SELLER,
    TIME,
)
GONE = st.builds(
    lambda name, seller, time: ItemRemoved(ItemId(name), SELLERS[seller], _at(time, seller)), NAME, SELLER, TIME
)
FORGOTTEN = st.builds(lambda name, time: ItemForgotten(Tombstone(ItemId(name), _at(time, 7), HUMAN)), NAME, TIME)
CONTENTS = st.lists(st.one_of(*[PUTS] * 8, GONE, FORGOTTEN), min_size=2, max_size=9)


def _last(documents: Sequence[Document]) -> Document:
    last = documents[0]
    for document in documents[1:]:
        last = newer(last, document)
    return last


def wanted(contents: Sequence[Content]) -> dict[str, Any]:
    """Item to (its document, words by source), worked out from all documents at once."""
    out: dict[str, Any] = {}
    for name in "ab":
        own = [content for content in contents if content.item_id == name]
        until = max((c.tombstone.time_us for c in own if isinstance(c, ItemForgotten)), default=0)
        gone = max((c.time_us for c in own if isinstance(c, ItemRemoved) if c.time_us > until), default=0)
        documents = [Document.of(c) for c in own if isinstance(c, ItemPut) and c.time_us > until]
        if not documents or (last := _last(documents)).time_us <= gone:
            continue
        said: dict[str, dict[str, Any]] = {}
        for seller in SELLERS:
            theirs = [document for document in documents if document.source == seller]
            if theirs:
                said[seller] = _texts(recognizer().recognize([_last(theirs).item])[0].merchant)
        said[MACHINE] = _texts(recognizer().recognize([last.item])[0].machine)
        out[name] = (last.item, last.source, last.time_us), {whose: words for whose, words in said.items() if words}
    return out


def _texts(facts: Any) -> dict[str, list[str]]:
    return {key: [fact.value.text for fact in said] for key, said in facts.items()}


def found(store: Any) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for record in store.items():
        said: dict[str, dict[str, Any]] = {}
        for word in store.words([record.item.id]).get(record.item.id, ()):
            said.setdefault(word.source, {})[word.key_id] = [fact.value.text for fact in word.facts]
        out[record.item.id] = (record.item, record.source, record.time_us), said
    return out


def shown(store: Any, contents: Sequence[Content]) -> None:
    """The cells are what they are where every document came in its turn."""
    in_order = Tunnel(ReferenceStore(), "in order")
    for content in sorted(contents, key=_time):
        deliver(in_order, content, Tier.SECOND)
    assert store.digest() == in_order.store.digest(), (
        [*store.cells(CellQuery())],
        [*in_order.store.cells(CellQuery())],
    )


def _time(content: Content) -> tuple[int, bool]:
    if isinstance(content, ItemForgotten):
        return content.tombstone.time_us, False
    assert isinstance(content, ItemPut | ItemRemoved)
    return content.time_us, isinstance(content, ItemPut)


@given(CONTENTS, st.data(), st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_order_and_any_tiers(contents: list[Content], data: st.DataObject, pruned: bool) -> None:
    repeats = data.draw(st.lists(st.sampled_from(contents), max_size=4))
    order = data.draw(st.permutations([*contents, *repeats]))
    store = ReferenceStore()
    processes = [Tunnel(store, f"p{n}", n, pruned) for n in (1, 2, 3)]
    for content in order:
        deliver(processes[data.draw(st.integers(0, 2))], content, data.draw(st.sampled_from(tuple(Tier))))
    finish(processes[0])
    assert found(store) == wanted(contents)
    shown(store, contents)


@given(CONTENTS, st.data())
@settings(max_examples=60, deadline=None)
def test_by_messages_with_crashes(contents: list[Content], data: st.DataObject) -> None:
    stream, store = MemoryStream(), ReferenceStore()
    send(stream, *data.draw(st.permutations([*contents, *data.draw(st.lists(st.sampled_from(contents), max_size=4))])))
    options = RunOptions(minute_seconds=0.0, slice_items=data.draw(st.sampled_from((1, 8))), poll_items=5)
    policy = TierOptions(second_rate=data.draw(st.sampled_from((0.0, 1.0, 100.0))))
    tiers = (Tier.SECOND, Tier.MINUTE)
    for number in range(data.draw(st.integers(0, 2))):
        killed = Tunnel(store, f"killed {number}")
        runner = killed.runner(stream, tiers, options, policy)
        for _ in range(data.draw(st.integers(1, 4))):
            runner.step()
        killed.intake.subscription.close()
    Tunnel(store, "last").runner(stream, tiers, options, policy).run(lambda: False, once=True)
    assert found(store) == wanted(contents)
    shown(store, contents)


def test_a_source_that_says_the_same_later_still_speaks_last() -> None:
    """Its word was left as it was, for nobody else had spoken: it must not lose to one from in between."""
    tunnel = Tunnel()
    say = [(item("a", "a mug", colour), SELLERS[seller], time) for colour, seller, time in
           (("red", 0, 10), ("red", 0, 30), ("navy", 1, 20))]  # fmt: skip
    for described, source, time_us in say:
        tunnel.settler.settle([Document(described, source, time_us)], Tier.SECOND)
    (cell,) = [cell for cell in tunnel.store.cells(CellQuery()) if cell.key_id == "colour"]
    assert cell.source == SELLERS[0] and cell.facts[0].value.text == "red"
    assert found(tunnel.store)["a"][1][SELLERS[1]] == {"colour": ["navy"]}


def test_a_late_document_that_a_later_one_of_its_source_overtakes_while_it_is_decided() -> None:
    store = ReferenceStore()
    slow, fast = Tunnel(store, "slow"), Tunnel(store, "fast")
    newest, early, late = (
        Document(item("a", "a mug", colour), SELLERS[seller], time_us)
        for colour, seller, time_us in (("navy", 1, 40), ("red", 0, 10), ("", 0, 20))
    )
    fast.settler.settle([newest], Tier.SECOND)
    slow.settler.deciders(SELLERS[0]).recognizer = Interrupted(
        slow.recognizer, lambda: fast.settler.settle([late], Tier.SECOND)
    )
    slow.settler.settle([early], Tier.MINUTE)
    assert found(store)["a"][1].keys() == {SELLERS[1], MACHINE}


def test_a_removal_does_not_hide_what_its_source_said_last() -> None:
    tunnel = Tunnel()
    for content in (
        ItemPut(item("a", "a mug"), SELLERS[0], 20),
        ItemRemoved(ItemId("a"), SELLERS[0], 30),
        ItemPut(item("a", "a mug", "red"), SELLERS[0], 10),
        ItemPut(item("a", "a mug"), SELLERS[1], 40),
    ):
        deliver(tunnel, content, Tier.SECOND)
    assert found(tunnel.store)["a"][1].keys() == {MACHINE}


def test_a_removal_of_what_nobody_knows_is_no_document() -> None:
    tunnel = Tunnel()
    for content in (
        ItemRemoved(ItemId("a"), SELLERS[0], 20),
        ItemPut(item("a", "a mug"), SELLERS[1], 30),
        ItemPut(item("a", "a mug", "red"), SELLERS[0], 10),
    ):
        deliver(tunnel, content, Tier.SECOND)
    assert found(tunnel.store)["a"][1][SELLERS[0]] == {"colour": ["red"]}


def test_an_item_of_one_source_is_never_marked() -> None:
    tunnel, name = Tunnel(), Item(ItemId("a"), "").id
    for number, colour in enumerate(("red", "navy", "")):
        tunnel.settler.settle([Document(item("a", "a mug", colour), SELLERS[0], number)], Tier.SECOND)
    assert tunnel.store.history(name, MARK) == []
    tunnel.settler.settle([Document(item("a", "a mug", "red"), SELLERS[1], 9)], Tier.SECOND)
    assert [word.source for word in tunnel.store.history(name, MARK)] == [SELLERS[0]]
