"""Drift is found, explained and mended: within a store, of its snapshots, between two stores."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter import registry
from itemcenter.jobs.reconcile import ReconcileReport, reconcile
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import AttributeWrite, CellState, ItemId, SourceId, Tombstone, WriteBatch
from itemcenter.testing import store_strategies as make
from itemcenter.testing.reference_store import ReferenceStore
from itemcenter.testing.store_process import batch, write
from itemcenter.tunnel import SourcePolicy
from itemcenter.tunnel.snapshots import SnapshotShelf, take_snapshot
from tests.older_stores import bring_down

sqlite = registry.backend("store", "sqlite")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Store]:
    with contextlib.closing(sqlite.open(sqlite.Options(path, synchronous="NORMAL"))) as store:
        yield store


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "store.db"
    with opened(path) as store:
        for number in range(4):
            store.apply(batch(number, "a"))
        store.apply(WriteBatch(writes=(write("two", "size", "a", "4", 1), write("two", "size", "b", "5", 1, 200))))
        store.mark_missing([ItemId("item 3")], "run", 99, retire=True)
    return path


def look(path: Path, *, repair: bool = False) -> ReconcileReport:
    with opened(path) as store:
        return reconcile(store, SnapshotShelf(path.parent / "snapshots"), repair=repair)


def damage(path: Path, *statements: str) -> None:
    assert 0 not in bring_down(path, *statements)


def test_a_sound_store_has_no_drift(filled: Path) -> None:
    with opened(filled) as store:
        take_snapshot(store, SnapshotShelf(filled.parent / "snapshots"), {}, 0)
        counts = store.counts()
    report = look(filled)
    assert report.converged and report.to_json()["found"] == {}
    assert (report.cells, report.changes, report.snapshots, report.rounds) == (counts.cells, counts.changes, 1, 1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE words SET shown = 0 WHERE item = (SELECT num FROM items WHERE item_id = 'two')",
        "UPDATE words SET shown = 1 - shown WHERE item = (SELECT num FROM items WHERE item_id = 'two')",
        "UPDATE words SET shown = 1 WHERE item = (SELECT num FROM items WHERE item_id = 'two')",
    ],
)
def test_a_cell_that_shows_another_word_than_its_history_is_merged_anew(filled: Path, statement: str) -> None:
    with opened(filled) as store:
        digest, counts = store.digest(), store.counts()
    damage(filled, statement)
    found = look(filled)
    assert found.found["cell"] + found.found["replay"] and not found.converged
    assert {(drift.item_id, drift.key_id) for drift in found.examples if drift.item_id} == {("two", "size")}
    report = look(filled, repair=True)
    assert report.found == found.found and report.rounds == 2
    assert report.converged, report.examples
    with opened(filled) as store:
        assert store.digest() == digest
        assert (store.counts().cells, store.counts().facts) == (counts.cells, counts.facts)


def test_totals_are_counted_anew(filled: Path) -> None:
    damage(filled, "UPDATE totals SET cells = cells + 7, items = items - 1")
    found = look(filled)
    assert found.found == {"total": 2} and [drift.kind for drift in found.examples] == ["total", "total"]
    assert look(filled, repair=True).converged and look(filled).found == {}


def test_what_a_log_lost_is_told_and_left(filled: Path) -> None:
    damage(filled, "DELETE FROM changes WHERE number = 5", "DELETE FROM item_changes WHERE number = 2")
    report = look(filled, repair=True)
    told = [drift.told for drift in report.examples if drift.kind == "log"]
    assert told == ["the change log has number 6 where 5 is due", "the item log has number 3 where 2 is due"]
    assert report.left["log"] == 2 and report.left["replay"] == 1 and report.rounds == 2, "once more, in vain"


def test_a_snapshot_that_drifted_is_removed(filled: Path) -> None:
    shelf = SnapshotShelf(filled.parent / "snapshots")
    with opened(filled) as store:
        first = take_snapshot(store, shelf, {}, 0)
        store.apply(batch(9, "a"))
        second = take_snapshot(store, shelf, {}, 0)
    cells = first.folder / "cells" / "part-00000.parquet"
    cells.write_bytes(cells.read_bytes()[:-1] + b"?")
    damage(
        filled, "UPDATE changes SET after = before WHERE number = (SELECT max(number) FROM changes WHERE before > 0)"
    )
    report = look(filled, repair=True)
    assert report.found["snapshot"] == 2 and "not as it was written" in str(report.examples)
    assert shelf.all() == [] and second.number > first.number
    assert set(report.left) == {"replay"}, "what the log says wrongly cannot be told from it"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
@given(st.lists(st.tuples(make.batches(), st.sampled_from([0, 1, 2])), min_size=1, max_size=6), st.booleans())
def test_two_stores_come_to_one_state_whatever_each_of_them_got(
    deliveries: list[tuple[WriteBatch, int]], as_sqlite: bool
) -> None:
    whole = ReferenceStore()
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        shelf = SnapshotShelf(Path(name) / "snapshots")
        mine: Store = stack.enter_context(opened(Path(name) / "store.db")) if as_sqlite else ReferenceStore()
        theirs = ReferenceStore()
        for delivery, where in deliveries:
            whole.apply(delivery)
            for number, store in enumerate((mine, theirs)):
                if where in (number, 2):
                    store.apply(delivery)
        report = reconcile(mine, shelf, theirs, repair=True)
        assert report.converged and report.rounds <= 3, report.examples
        assert mine.digest() == theirs.digest()
        assert reconcile(mine, shelf, theirs).found == {}
        if not any(batch.tombstones for batch, _ in deliveries):
            # with tombstones, too, wherever something shows in either
            assert mine.digest() == whole.digest()


def test_the_reason_of_each_difference_is_told(tmp_path: Path) -> None:
    mine, theirs = ReferenceStore(), ReferenceStore()
    for store, priority in ((mine, 100), (theirs, 300)):
        store.apply(
            WriteBatch(writes=(write("1", "size", "a", "4", 1, priority), write("1", "size", "b", "5", 1, 200)))
        )
        store.apply(WriteBatch(writes=(write("3", "size", "a", "4", 1),)))
    mine.apply(WriteBatch(writes=(write("2", "size", "a", "4", 1),)))
    theirs.apply(WriteBatch(tombstones=(Tombstone(ItemId("3"), 9, SourceId("desk")),)))
    report = reconcile(mine, SnapshotShelf(tmp_path), theirs)
    assert [drift.told for drift in report.examples] == [
        "here 5 (b), there 4 (a): a ranks 100 here and 300 there",
        "here 4 (a), there nothing: the latest word of a is missing there",
        "here 4 (a), there nothing: the item was forgotten there",
    ]
    policy = SourcePolicy((("a", 100), ("b", 200)))
    report = reconcile(mine, SnapshotShelf(tmp_path), theirs, repair=True, policies=(policy, policy))
    assert report.left == {"store": 1}, "the other store's priorities are put right by its own `remerge`"
    theirs.remerge(policy.of(theirs.sources()))
    assert reconcile(mine, SnapshotShelf(tmp_path), theirs).converged


def test_an_item_that_is_retired_in_one_store_only_is_left_to_a_build(filled: Path, tmp_path: Path) -> None:
    other = ReferenceStore()
    with opened(filled) as store:
        reconcile(other, SnapshotShelf(tmp_path / "none"), store, repair=True)
        report = reconcile(store, SnapshotShelf(tmp_path / "none"), other, repair=True)
        assert set(report.left) <= {"presence"} and all("build the source" in drift.told for drift in report.examples)
        shown = {cell.item_id for cell in other.cells(CellQuery())} - {
            cell.item_id for cell in store.cells(CellQuery())
        }
        assert shown <= {"item 3"}


def test_what_one_has_withdrawn_the_other_withdraws(tmp_path: Path) -> None:
    mine, theirs = ReferenceStore(), ReferenceStore()
    said = write("1", "size", "a", "4", 1)
    gone = AttributeWrite.of(said.item_id, said.key_id, said.source, CellState.WITHDRAWN, priority=100, time_us=2)
    for store in (mine, theirs):
        store.apply(WriteBatch(writes=(said,)))
    mine.apply(WriteBatch(writes=(gone,)))
    report = reconcile(mine, SnapshotShelf(tmp_path), theirs, repair=True)
    assert report.converged and report.rounds == 2
    assert theirs.cell(said.item_id, said.key_id) is None
