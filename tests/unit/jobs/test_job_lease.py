"""Jobs on a store that several machines share exclude each other by its lease, and one that lost it writes nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import itemcenter
from itemcenter import registry
from itemcenter.center import ItemCenter
from itemcenter.center.job_lease import job_lease
from itemcenter.errors import CenterBusyError, LeaseLostError
from itemcenter.testing.store_process import batch, open_file

sqlite = registry.backend("store", "sqlite")


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Two centers, as of two machines, with one store."""
    monkeypatch.setattr(sqlite, "ABILITIES", sqlite.ABILITIES | {"several_machines"})
    places = [tmp_path / name for name in ("one", "two")]
    for place in places:
        itemcenter.create(place).close()
        (place / "itemcenter.toml").write_text(f'[store]\npath = "{tmp_path}/store.db"\n')
    return places


def test_two_centers_with_one_store_exclude_each_other(shared: list[Path]) -> None:
    with ItemCenter.open(shared[0]) as one, ItemCenter.open(shared[1]) as two:
        with one.locked():
            assert one.store.apply(batch(0, "a"))
            with (
                pytest.raises(CenterBusyError, match=r":\d+:.* is working on this center's store.*60 seconds"),
                two.locked(),
            ):
                raise AssertionError("both hold it")
        with two.locked():
            assert two.store.apply(batch(1, "a"))
        assert one.store.leases() == []


def test_a_job_whose_lease_was_lost_writes_nothing_more(shared: list[Path]) -> None:
    with ItemCenter.open(shared[0]) as one, ItemCenter.open(shared[1]) as two:
        with one.locked():
            one.store.apply(batch(0, "a"))
            (held,) = two.store.leases()
            two.store.release_lease(held)  # as if it had run out while this process was stopped
            with two.locked():
                before = two.store.counts()
                for attempt in (
                    lambda: one.store.apply(batch(1, "a")),
                    lambda: one.store.mark_seen({}, "run"),
                    lambda: one.store.remerge({}),
                    lambda: one.store.mark_missing([], "run", 1, True),
                    lambda: one.store.move_cursor("out", 1),
                    lambda: one.store.mend([]),
                ):
                    with pytest.raises(LeaseLostError):
                        attempt()
                assert two.store.counts() == before
                assert two.store.apply(batch(1, "a"))
        assert one.store.apply(batch(2, "a")), "outside of a job, single writes need no lease"


def test_a_lease_is_kept_as_long_as_the_job_runs(tmp_path: Path) -> None:
    store, other = open_file(tmp_path / "store.db"), open_file(tmp_path / "store.db")
    with job_lease(store, lambda: open_file(tmp_path / "store.db"), seconds=0.6) as held:
        for _ in range(4):
            time.sleep(0.4)
            assert other.take_lease("job", "other", 1) is None
        assert held.apply(batch(0, "a"))
    assert other.take_lease("job", "other", 1) is not None
    store.close()
    other.close()


def test_a_center_of_one_machine_needs_no_lease(tmp_path: Path) -> None:
    with itemcenter.create(tmp_path / "c") as center, center.locked():
        assert center.store.leases() == []
