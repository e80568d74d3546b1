"""Items by a door, and edits, beside whoever else writes them: each is a turn at the items' partitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from itemcenter.errors import CenterBusyError, InputError, LeaseLostError
from itemcenter.jobs import edit
from itemcenter.jobs.put_items import PutOutcome, put_items
from itemcenter.ontology import load_ontology
from itemcenter.ports import Recognition
from itemcenter.schema import Change, Item, ItemId, Lease, OntologyRelease, Tier, WriteBatch
from itemcenter.testing import FakeRecognizer, ReferenceStore
from itemcenter.tunnel import SourcePolicy
from itemcenter.tunnel.standing import Document
from itemcenter.tunnel.turns import Turns
from tests.acceptance.small import write_workbook
from tests.unit.jobs.parts import COLOUR, HUMAN, MACHINE, MERCHANT, item, recognizer
from tests.unit.tunnel.tiers import PARTITIONS, Tunnel, digest_of_build

NOW_US = 10


class _Interrupted(FakeRecognizer):
    """Each time it decides, something else happens meanwhile, as long as there is something."""

    def __init__(self, *meanwhile: Callable[[], object]) -> None:
        super().__init__(recognizer().phrases)
        self.meanwhile = list(meanwhile)

    def recognize(self, items: Sequence[Item]) -> list[Recognition]:
        if self.meanwhile:
            self.meanwhile.pop(0)()
        return super().recognize(items)


def turns(store: ReferenceStore, name: str = "door") -> Turns:
    return Turns(store, name, PARTITIONS, patience=0.0, sleep=lambda seconds: None)


def put(store: ReferenceStore, *items: Item, by: FakeRecognizer | None = None) -> list[PutOutcome]:
    return put_items(
        items,
        by or recognizer(),
        turns(store),
        SourcePolicy(),
        source=MERCHANT,
        machine_source=MACHINE,
        now_us=NOW_US,
        revision=1,
    )


def test_what_a_tunnel_writes_while_it_is_decided_is_older() -> None:
    """The tunnel's document is of a later hour than the door's clock, and states what the one that is put does not."""
    store = ReferenceStore()
    tunnel, wanted = Tunnel(store, "tunnel"), item("a", "a mug")
    between = Document(item("a", "a navy mug", "red"), MERCHANT, NOW_US + 5)
    by = _Interrupted(lambda: tunnel.settler.settle([between], Tier.SECOND))
    (outcome,) = put(store, wanted, by=by)
    assert outcome.outcome == "changed" and by.asked == ["a"]
    record = store.item(ItemId("a"))
    assert record is not None and record.item == wanted and record.time_us > between.time_us
    assert store.digest() == digest_of_build(wanted) and store.leases() == []


def test_what_another_source_says_meanwhile_has_it_decided_after_all() -> None:
    """Unchanged when it was first looked at, it is not any more when its turn has come."""
    store, wanted = ReferenceStore(), [item("a", "a red mug"), item("b", "a navy mug")]
    put(store, wanted[0])
    other = Tunnel(store, "tunnel")
    by = _Interrupted(lambda: other.settler.settle([Document(item("a", "a mug"), MERCHANT, NOW_US + 5)], Tier.SECOND))
    outcomes = put(store, *wanted, by=by)
    assert [outcome.outcome for outcome in outcomes] == ["changed", "new"] and by.asked == ["b", "a"]
    assert store.digest() == digest_of_build(*wanted)


def test_whoever_is_written_by_others_all_the_time_is_told() -> None:
    store = ReferenceStore()
    other = Tunnel(store, "tunnel")
    known = [item(f"m{n}", "a red mug") for n in range(25)]
    put(store, *known)

    def overtake(number: int) -> Callable[[], object]:
        document = Document(item(f"m{number}", "a mug"), MERCHANT, NOW_US + 5)
        return lambda: other.settler.settle([document], Tier.SECOND)

    with pytest.raises(CenterBusyError):
        put(store, item("new"), *known, by=_Interrupted(*[overtake(number) for number in range(25)]))
    assert store.item(ItemId("new")) is None and store.leases() == []


def test_all_partitions_or_none() -> None:
    store, items = ReferenceStore(), [item(f"m{number}") for number in range(8)]
    assert {turns(store).partition(entry.id) for entry in items} == set(range(PARTITIONS))
    with turns(store, "other").turn(PARTITIONS - 1), pytest.raises(CenterBusyError):
        put(store, *items)
    assert store.counts().items == 0 and store.leases() == []
    assert {outcome.outcome for outcome in put(store, *items)} == {"new"}
    assert {outcome.outcome for outcome in put(store, *items)} == {"unchanged"}
    with pytest.raises(InputError):
        put(store, items[0], items[0])
    assert put(store) == []


class _Stopped(ReferenceStore):
    """Its process stands still before it writes, until the turn that it took first is another's."""

    stopped = True

    def apply(self, batch: WriteBatch, lease: Lease | None = None) -> list[Change]:
        if self.stopped:
            self.release_lease(min(self.leases(), key=lambda entry: entry.expires_us))
        return super().apply(batch, lease)


def test_whoever_lost_its_turn_writes_nothing() -> None:
    store = _Stopped()
    with pytest.raises(LeaseLostError):
        put(store, *[item(f"m{number}") for number in range(8)])
    assert store.counts().items == 0


# -- edits -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> OntologyRelease:
    return load_ontology(str(write_workbook(tmp_path_factory.mktemp("book")))).release


def test_edits_wait_for_their_turn(release: OntologyRelease) -> None:
    store, name = ReferenceStore(), ItemId("a")
    put(store, item("a", "a navy mug"))

    def edits() -> list[list[Change]]:
        place = (turns(store, "person"), release, SourcePolicy(), HUMAN, name, COLOUR)
        return [
            edit.set_value(*place, "red", locked=False, author="", now_us=NOW_US),
            edit.unlock(*place, author="", now_us=NOW_US),
            edit.forget(turns(store, "person"), HUMAN, name, author="", now_us=NOW_US),
        ]

    before = store.counts()
    with turns(store, "tunnel").turn(turns(store).partition(name)), pytest.raises(CenterBusyError):
        edits()
    assert store.counts() == before
    assert all(edits()) and store.leases() == []
    assert store.item(name) is None


def test_an_edit_that_lost_its_turn_changes_nothing(release: OntologyRelease) -> None:
    store = _Stopped()
    store.stopped = False
    put(store, item("a", "a navy mug"))
    store.stopped, before = True, store.counts()
    place = (turns(store), release, SourcePolicy(), HUMAN, ItemId("a"), COLOUR)
    for change in (
        lambda: edit.set_value(*place, "red", locked=False, author="", now_us=NOW_US),
        lambda: edit.forget(turns(store), HUMAN, ItemId("a"), author="", now_us=NOW_US),
    ):
        with pytest.raises(LeaseLostError):
            change()
    assert store.counts() == before
