"""Snapshots hold what the store showed, `as of` equals the replayed log, and increments lead from one to the next."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter import registry
from itemcenter.errors import ConfigError, NotFoundError, StoreError
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Cell, Item, ItemId, ItemRecord, KeyId, SourceId, WriteBatch, digest_of
from itemcenter.testing import store_strategies as make
from itemcenter.testing.reference_store import ReferenceStore
from itemcenter.testing.store_process import write
from itemcenter.tunnel.snapshots import (
    TABLES,
    Moment,
    SnapshotShelf,
    cells_as_of,
    increment,
    moment_of_number,
    moment_of_time,
    take_snapshot,
    write_increment,
)
from itemcenter.tunnel.snapshots import tables as tables_module

sqlite = registry.backend("store", "sqlite")
_NAMES = {KeyId("colour"): "Colour"}
_RECORD = ItemRecord(Item(ItemId("A-1"), "a navy mug"), None, SourceId("merchant"), 1, 1, "f", run="000001")


class Clock:
    now_us = 1_000

    def __call__(self) -> int:
        self.now_us += 10
        return self.now_us


@contextlib.contextmanager
def opened(folder: Path, clock: Clock | None = None) -> Iterator[Store]:
    with contextlib.closing(
        sqlite.open(sqlite.Options(folder / "store.db", synchronous="NORMAL"), clock or Clock())
    ) as s:
        yield s


def told(cells: Iterator[Cell] | list[Cell]) -> list[tuple[Any, ...]]:
    return [(cell.item_id, cell.key_id, cell.content) for cell in cells]


def steady(examples: int) -> settings:
    return settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)


@steady(40)
@given(
    st.lists(st.tuples(make.steps() | make.absence_steps(), st.integers(0, 3)), min_size=2, max_size=7), st.booleans()
)
def test_as_of_any_number_equals_the_replayed_log(steps: list[tuple[make.Step, int]], as_sqlite: bool) -> None:
    with tempfile.TemporaryDirectory() as name, contextlib.ExitStack() as stack:
        shelf = SnapshotShelf(Path(name) / "snapshots")
        clock = Clock()
        store: Store = stack.enter_context(opened(Path(name), clock)) if as_sqlite else ReferenceStore(clock)
        seen: dict[Moment, list[Any]] = {}
        for step, chance in steps:
            make.take(store, step)
            counts = store.counts()
            moment = Moment(counts.changes, counts.item_changes)
            seen[moment] = told(store.cells(CellQuery(include_retired=True)))
            if chance == 0:
                taken = take_snapshot(store, shelf, _NAMES, 0, file_rows=3)
                assert list(taken.cells()) == list(store.cells(CellQuery()))
                assert taken.manifest.digest == store.digest() == digest_of(taken.cells())
                assert (taken.manifest.cells, taken.manifest.items) == (counts.cells, counts.items)
                assert taken.damage() == []
        log = list(store.changes())
        for number in range(len(log) + 1):
            replayed: dict[tuple[str, str], Cell] = {}
            for change in log[:number]:
                replayed.pop((change.item_id, change.key_id), None)
                if change.after is not None:
                    replayed[change.item_id, change.key_id] = change.after
            expected = told([replayed[place] for place in sorted(replayed)])
            moment = moment_of_number(store, number)
            for with_shelf in (shelf, None):
                assert told(cells_as_of(store, with_shelf, moment, include_retired=True)) == expected
                one = told(cells_as_of(store, with_shelf, moment, make.ITEMS[0], include_retired=True))
                assert one == [entry for entry in expected if entry[0] == make.ITEMS[0]]
        for moment, shown in seen.items():
            assert told(cells_as_of(store, shelf, moment, include_retired=True)) == shown


@steady(25)
@given(st.lists(make.steps() | make.absence_steps(), min_size=2, max_size=7))
def test_increments_lead_from_one_snapshot_to_the_next(steps: list[make.Step]) -> None:
    with tempfile.TemporaryDirectory() as name, opened(Path(name)) as store:
        shelf = SnapshotShelf(Path(name) / "snapshots")
        for step in steps:
            make.take(store, step)
            take_snapshot(store, shelf, _NAMES, 0)
        taken = shelf.all()
        for older in taken:
            for newer in taken[taken.index(older) :]:
                state = {(cell.item_id, cell.key_id): cell for cell in older.cells()}
                for entry in increment(store, older, newer):
                    state.pop((entry.item_id, entry.key_id), None)
                    if entry.cell is not None:
                        state[entry.item_id, entry.key_id] = entry.cell
                assert told([state[place] for place in sorted(state)]) == told(newer.cells())


def fill(store: Store, number: int, items: int = 5) -> None:
    records = [
        replace(_RECORD, item=Item(ItemId(f"A-{n}"), f"mug {number}"), time_us=number, fingerprint=f"{number}")
        for n in range(items)
    ]
    writes = [write(f"A-{n}", key, "m", f"{key} {number}", number) for n in range(items) for key in ("colour", "size")]
    store.apply(WriteBatch(tuple(records), (), tuple(writes)))


def test_a_time_names_what_stood_then(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, clock) as store:
        fill(store, 1)
        first_us = clock.now_us
        fill(store, 2)
        assert moment_of_time(store, first_us) == Moment(10, 5)
        assert moment_of_number(store, 10) == Moment(10, 5)
        assert moment_of_number(store, 13) == Moment(13, 5), "in the middle of a batch: its items are not told yet"
        assert moment_of_time(store, clock.now_us) == moment_of_number(store, 20) == Moment(20, 10)
        with pytest.raises(NotFoundError, match="goes from 1 to 20"):
            moment_of_number(store, 21)
        texts = [cell.facts[0].value.text for cell in cells_as_of(store, None, Moment(13, 5), ItemId("A-1"))]
        assert texts == ["colour 2", "size 1"]


def test_what_was_retired_then_is_left_out(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        shelf = SnapshotShelf(tmp_path / "snapshots")
        fill(store, 1)
        store.mark_missing([ItemId("A-1")], "2", 2, retire=True)
        while_away = Moment(10, 6)
        take_snapshot(store, shelf, _NAMES, 0)
        fill(store, 3)
        for kept in (None, shelf):
            for moment, items in ((Moment(10, 5), 5), (while_away, 4), (Moment(20, 11), 5)):
                assert len({cell.item_id for cell in cells_as_of(store, kept, moment)}) == items


def test_tables_are_read_by_duckdb_and_pyarrow_as_plain_columns(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        fill(store, 1)
        store.mark_missing([ItemId("A-3")], "2", 2, retire=True)
        taken = take_snapshot(store, SnapshotShelf(tmp_path / "snapshots"), _NAMES, 0, file_rows=3)
    assert {path.name for path in taken.folder.iterdir()} == {*TABLES, "manifest.json"}
    with duckdb.connect() as engine:
        found = engine.execute(
            f"SELECT item_id, key_id, key_name, value, confidence, producer, change_number "
            f"FROM '{taken.folder}/cells/*.parquet' ORDER BY ALL LIMIT 2"
        ).fetchall()
        joined = engine.execute(
            f"SELECT count(*), min(title), max(year(i.time)) FROM '{taken.folder}/cells/*.parquet' c "
            f"JOIN '{taken.folder}/items/*.parquet' i USING (item_id)"
        ).fetchall()
    assert found == [
        ("A-0", "colour", "Colour", "colour 1", 0.5, "local_model", 10),
        ("A-0", "size", None, "size 1", 0.5, "local_model", 10),
    ]
    assert joined == [(8, "mug 1", 1970)]
    table = pq.read_table(taken.folder / "cells")
    assert table.column("item_id").to_pylist() == sorted(table.column("item_id").to_pylist())
    files = sorted((taken.folder / "cells").iterdir())
    ids = [set(pq.read_table(path).column("item_id").to_pylist()) for path in files]
    assert len(files) == 2 and not ids[0] & ids[1], "no item stands in two files"
    assert [cell.item_id for cell in taken.cells("retired_cells")] == ["A-3", "A-3"]


def test_a_writer_meanwhile_is_not_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = SnapshotShelf(tmp_path / "snapshots")
    monkeypatch.setattr(tables_module, "_BATCH", 2)
    with opened(tmp_path) as store, opened(tmp_path) as other:
        fill(store, 1, items=50)
        digest, flush = store.digest(), tables_module.TableWriter._flush
        written: list[int] = []

        def flush_and_write(self: Any) -> None:
            flush(self)
            if len(written) < 5:
                written.append(len(written))
                fill(other, 2 + len(written), items=60)

        monkeypatch.setattr(tables_module.TableWriter, "_flush", flush_and_write)
        taken = take_snapshot(store, shelf, _NAMES, 0)
        assert written and taken.number == 100
        assert taken.manifest.digest == digest == digest_of(taken.cells())
        assert store.counts().changes > 100


def test_what_was_broken_off_is_never_seen_and_is_gone_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = SnapshotShelf(tmp_path / "snapshots")
    with opened(tmp_path) as store:
        fill(store, 1)
        with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
            patch.setattr(shutil, "rmtree", lambda *_, **__: None)  # killed: nothing tidies up
            patch.setattr(Path, "rename", lambda *_: 1 / 0)
            take_snapshot(store, shelf, _NAMES, 0)
        assert shelf.all() == [] and (shelf.path / "partial" / "manifest.json").is_file()
        taken = take_snapshot(store, shelf, _NAMES, 0)
        assert taken.damage() == [] and not (shelf.path / "partial").exists()
        assert take_snapshot(store, shelf, _NAMES, 9) == shelf.all()[0] == taken, "the same state is not written twice"


def test_another_stores_snapshot_is_not_taken_for_this_ones(tmp_path: Path) -> None:
    shelf = SnapshotShelf(tmp_path / "snapshots")
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
    with opened(tmp_path / "one") as store, opened(tmp_path / "other") as other:
        fill(store, 1)
        fill(other, 2)
        take_snapshot(store, shelf, _NAMES, 0)
        with pytest.raises(StoreError, match="another store"):
            take_snapshot(other, shelf, _NAMES, 0)


def test_old_snapshots_and_what_leads_from_them_are_removed(tmp_path: Path) -> None:
    shelf = SnapshotShelf(tmp_path / "snapshots")
    with opened(tmp_path) as store:
        for number in (1, 2, 3):
            fill(store, number)
            taken = take_snapshot(store, shelf, _NAMES, 0)
            if number > 1:
                place, counts = write_increment(store, shelf, shelf.all()[-2], taken, _NAMES)
                assert counts == {"upsert": 10, "delete": 0}
                assert pq.read_table(place).column("op").to_pylist() == ["upsert"] * 10
        with pytest.raises(ConfigError, match="newer"):
            list(increment(store, shelf.all()[1], shelf.all()[0]))
        with pytest.raises(NotFoundError, match="kept: 10, 20, 30"):
            shelf.find(11)
        assert shelf.keep(2) == [10] and shelf.keep(2) == []
        assert [entry.number for entry in shelf.all()] == [20, 30]
        assert len(list((shelf.path / "changes").iterdir())) == 2, "whoever has 10 still comes to 20"
        shelf.keep(1)
        assert [path.name for path in (shelf.path / "changes").iterdir()] == ["000000000020-000000000030"]


def test_damage_is_named(tmp_path: Path) -> None:
    shelf = SnapshotShelf(tmp_path / "snapshots")
    with opened(tmp_path) as store:
        fill(store, 1)
        taken = take_snapshot(store, shelf, _NAMES, 0)
    cells = taken.folder / "cells" / "part-00000.parquet"
    cells.write_bytes(cells.read_bytes()[:-1] + b"?")
    (taken.folder / "items" / "part-00000.parquet").unlink()
    assert taken.damage() == [
        "cells/part-00000.parquet is not as it was written",
        "items/part-00000.parquet is missing",
    ]
    with pytest.raises(StoreError, match="take a new one"):
        list(taken.cells())
    (taken.folder / "manifest.json").write_text('{"format": 1}')
    with pytest.raises(StoreError, match="manifest"):
        shelf.all()


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.text("abé😀", min_size=1, max_size=4), st.integers(1, 4), max_size=12),
    st.text("abé😀", max_size=4),
    st.integers(1, 5),
    st.integers(1, 4),
)
def test_rows_from_an_item_on(counts: dict[str, int], first: str, file_rows: int, group_rows: int) -> None:
    """Whatever files and groups of rows they stand in: none is missing, none comes twice, all are in order."""
    rows = [(item, place) for item in sorted(counts) for place in range(counts[item])]
    columns = (("item_id", "text"), ("position", "small"))
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables_module, "_BATCH", group_rows)
        patch.setattr(tables_module, "_FEW_ROWS", 2)
        writer = tables_module.TableWriter(Path(home) / "table", columns, file_rows)
        for item in sorted(counts):
            writer.add([row for row in rows if row[0] == item])
        files = writer.close()
        for place in {first, *counts}:
            batches = tables_module.read_from(Path(home) / "table", files, place)
            found = [(row["item_id"], row["position"]) for batch in batches for row in batch.to_pylist()]
            assert found == [row for row in rows if row[0] >= place]
