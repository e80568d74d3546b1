"""The conformance suite of the `coordination` port: leases, fencing tokens and cursors. `StoreSuite` includes it.

A store is opened with a clock that the test moves; random steps of several holders are held against `ReferenceStore`.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError, LeaseLostError
from itemcenter.ports import Store
from itemcenter.schema import Item, ItemId, ItemRecord, Lease, SourceId, WriteBatch
from itemcenter.testing.reference_store import ReferenceStore

Clock = Callable[[], int]

_ITEM = ItemId("A-1")
_NAMES, _HOLDERS = ("job/build", "partition/3"), ("anna", "ben")


class TestClock:
    """Microseconds that pass when a test says so."""

    __test__ = False

    def __init__(self) -> None:
        self.now_us = 1_000_000_000

    def __call__(self) -> int:
        return self.now_us

    def pass_s(self, seconds: float) -> None:
        self.now_us += int(seconds * 1_000_000)


class CoordinationSuite:
    #: Random sequences a property.
    lease_sequences = 60

    #: Where folders for stores are made; None for the system's place. Memory is fine where durability is not the point.
    folders: Path | None = None

    def open_store(self, folder: Path, clock: Clock | None = None) -> Store:
        """The store in `folder`, a new one if it is empty. clock: microseconds since 1970; None: the store's own"""
        raise NotImplementedError

    def written(self, folder: Path) -> tuple[str, dict[str, Any]] | None:
        """How another process opens the store of `folder`: the backend's name and its options as in a configuration.

        None where it cannot.
        """
        return None

    @contextlib.contextmanager
    def _clocked(self) -> Any:
        clock = TestClock()
        with (
            tempfile.TemporaryDirectory(dir=self.folders) as folder,
            contextlib.closing(self.open_store(Path(folder), clock)) as store,
        ):
            yield store, clock

    def test_a_lease_is_one_holders_until_it_runs_out(self) -> None:
        with self._clocked() as (store, clock):
            lease = store.take_lease("job/build", "anna", 10)
            assert lease == Lease("job/build", "anna", 1, clock.now_us + 10_000_000)
            assert store.take_lease("job/build", "ben", 10) is None
            assert store.take_lease("job/learn", "ben", 10) == Lease("job/learn", "ben", 1, clock.now_us + 10_000_000)
            clock.pass_s(9)
            again = store.take_lease("job/build", "anna", 10)
            assert again == replace(lease, expires_us=clock.now_us + 10_000_000), "the same token while she keeps it"
            assert store.leases() == [again, Lease("job/learn", "ben", 1, clock.now_us + 1_000_000)]
            clock.pass_s(10)
            assert store.leases() == []
            assert store.take_lease("job/build", "ben", 10) == Lease("job/build", "ben", 2, clock.now_us + 10_000_000)
            with pytest.raises(LeaseLostError, match="anna no longer holds"):
                store.renew_lease(again, 10)

    def test_what_was_released_is_free_and_its_token_is_never_given_again(self) -> None:
        with self._clocked() as (store, _):
            first = store.take_lease("job/build", "anna", 10)
            store.release_lease(first)
            assert store.leases() == []
            with pytest.raises(LeaseLostError):
                store.renew_lease(first, 10)
            second = store.take_lease("job/build", "anna", 10)
            assert second.token == 2, "whoever still has the first paper is told from her who has the second"
            store.release_lease(first)
            assert store.leases() == [second], "a lost lease given back is no loss of the present one"

    def test_a_lease_that_ran_out_can_be_renewed_until_somebody_takes_it(self) -> None:
        with self._clocked() as (store, clock):
            lease = store.take_lease("job/build", "anna", 1)
            clock.pass_s(5)
            with pytest.raises(LeaseLostError):
                store.move_cursor("out", 7, lease)
            lease = store.renew_lease(lease, 1)
            store.move_cursor("out", 7, lease)
            assert store.cursor("out") == 7

    def test_a_lost_lease_writes_nothing(self) -> None:
        record = ItemRecord(Item(_ITEM, "a navy mug"), None, SourceId("merchant"), 1, 1, "f", run="1")
        with self._clocked() as (store, clock):
            lease = store.take_lease("partition/3", "anna", 10)
            store.apply(WriteBatch(items=(record,)), lease)
            store.mark_seen({_ITEM: 4}, "2", lease=lease)
            before = store.item(_ITEM)
            assert before is not None and before.row == 4
            clock.pass_s(11)
            for taken in (False, True):
                if taken:
                    store.take_lease("partition/3", "ben", 10)
                later = replace(record, time_us=5, fingerprint="g")
                with pytest.raises(LeaseLostError, match=r"nothing was written.*take it anew"):
                    store.apply(WriteBatch(items=(later,)), lease)
                with pytest.raises(LeaseLostError):
                    store.mark_seen({_ITEM: 9}, "3", 9, lease=lease)
                with pytest.raises(LeaseLostError):
                    store.mark_missing([_ITEM], "3", 9, retire=True, lease=lease)
                with pytest.raises(LeaseLostError):
                    store.remerge({SourceId("merchant"): 7}, lease)
                with pytest.raises(LeaseLostError):
                    store.move_cursor("out", 7, lease)
            assert (store.item(_ITEM), store.counts().item_changes, store.cursors()) == (before, 1, {})

    def test_cursors_stay_where_they_were_put(self) -> None:
        with self._clocked() as (store, _):
            assert (store.cursor("out"), store.cursors()) == (0, {})
            for number in (7, 3):
                store.move_cursor("out", number)
            store.move_cursor("in/2", 2**50)
            assert store.cursor("out") == 3
            assert store.cursors() == {"in/2": 2**50, "out": 3}
            for name, number in (("out", -1), ("", 1), ("a\nb", 1)):
                with pytest.raises(InvariantError):
                    store.move_cursor(name, number)

    def test_impossible_leases_are_refused(self) -> None:
        with self._clocked() as (store, _):
            for name, holder, seconds in (("", "anna", 1), ("job", " ", 1), ("job", "anna", 0), ("job", "anna", 1e9)):
                with pytest.raises(InvariantError):
                    store.take_lease(name, holder, seconds)
            with pytest.raises(InvariantError):
                store.take_lease("job", "anna", float("nan"))
            assert store.leases() == []

    def test_the_numbers_of_a_time(self) -> None:
        with self._clocked() as (store, clock):
            begin_us = clock.now_us
            for number in range(3):
                for item_id in ("A-1", "A-2")[: number + 1]:
                    record = ItemRecord(Item(ItemId(item_id), str(number)), None, SourceId("m"), number, 1, str(number))
                    store.apply(WriteBatch(items=(record,)))
                clock.pass_s(1)
            store.apply(WriteBatch())
            found = [store.numbers_at(begin_us + offset) for offset in (-1, 0, 999_999, 1_000_000, 1_000_001, 10**9)]
            assert found == [(0, 0), (0, 1), (0, 1), (0, 2), (0, 3), (0, 5)], "two at one time stand in their order"
            clock.pass_s(-100)  # a machine's clock that is set back
            store.mark_missing([_ITEM], "late", 9, retire=False)
            assert store.numbers_at(begin_us + 10**9) == (0, 6)

    def test_agrees_with_the_reference_on_leases(self) -> None:
        holders = st.tuples(st.sampled_from(_NAMES), st.sampled_from(_HOLDERS))
        taken = st.tuples(st.just("take"), holders, st.sampled_from([1, 3, 8]))
        old = st.tuples(st.sampled_from(["renew", "release", "move", "apply"]), st.integers(0, 9), st.integers(1, 8))
        passed = st.tuples(st.just("pass"), st.none(), st.integers(0, 4))

        @settings(
            max_examples=self.lease_sequences,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
            database=None,
        )
        @given(st.lists(st.one_of(taken, old, old, passed), max_size=14))
        def check(steps: list[tuple[str, Any, Any]]) -> None:
            with self._clocked() as (store, clock):
                reference = ReferenceStore(clock)
                leases: list[Lease] = []
                for name, which, much in steps:
                    if name == "pass":
                        clock.pass_s(much)
                        continue
                    if name != "take" and not leases:
                        continue
                    lease = None if name == "take" else leases[which % len(leases)]
                    outcomes = [_outcome(held, name, lease, which, much) for held in (store, reference)]
                    assert outcomes[0] == outcomes[1], (name, lease, which, much)
                    if isinstance(outcomes[0], Lease):
                        leases.append(outcomes[0])
                    assert store.leases() == reference.leases()
                    assert store.cursors() == reference.cursors()
                    assert store.counts() == reference.counts()
                tokens = {name: [lease.token for lease in leases if lease.name == name] for name in _NAMES}
                firsts = {(lease.name, lease.token): lease.holder for lease in leases}
                assert all(firsts[lease.name, lease.token] == lease.holder for lease in leases)
                assert all(max(found, default=0) == len(set(found)) for found in tokens.values()), (
                    "no token is left out"
                )

        check()

    def test_processes_exclude_each_other(self) -> None:
        with tempfile.TemporaryDirectory(dir=self.folders) as name:
            written = self.written(Path(name))
            if written is None:
                pytest.skip("no other process can open this store")
            self.open_store(Path(name)).close()
            command = [
                sys.executable,
                "-m",
                "itemcenter.testing.lease_process",
                name,
                written[0],
                json.dumps(written[1]),
            ]
            processes = [
                subprocess.Popen([*command, holder, "20"], stdout=subprocess.PIPE, text=True) for holder in _HOLDERS
            ]
            tokens: list[int] = []
            for process in processes:
                out, _ = process.communicate(timeout=120)
                assert process.returncode == 0, out
                tokens += map(int, out.split())
            assert sorted(tokens) == list(range(1, 41)), "every time of holding it has a token of its own"
            with contextlib.closing(self.open_store(Path(name))) as store:
                assert store.cursor("count") == 40, "no step between reading and writing was lost to the other"


def _outcome(store: Store, name: str, lease: Lease | None, which: Any, much: int) -> Any:
    try:
        if lease is None:
            wanted, holder = which
            return store.take_lease(wanted, holder, much)
        if name == "renew":
            return store.renew_lease(lease, much)
        if name == "release":
            return store.release_lease(lease)
        if name == "move":
            return store.move_cursor("out", much, lease)
        record = ItemRecord(Item(_ITEM, "t"), None, SourceId("m"), which, 1, f"{which} {much}")
        return store.apply(WriteBatch(items=(record,)), lease)
    except LeaseLostError as error:
        return str(error)
