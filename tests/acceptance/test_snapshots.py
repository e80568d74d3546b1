"""`itemcenter tunnel snapshot|asof` as users run them, killed in the middle too."""

from __future__ import annotations

import csv
import json
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from deltalake import DeltaTable

from itemcenter.center import ItemCenter
from itemcenter.ports import CellQuery
from itemcenter.tunnel.snapshots import SnapshotShelf
from tests.acceptance.command import end, run, start


def test_parquet_and_delta_hold_what_the_center_shows(demo: Path) -> None:
    told = run("tunnel", "snapshot", "--format", "parquet", "--format", "delta", "--center", demo, "--json").json
    with ItemCenter.open(demo) as center:
        counts, digest = center.store.counts(), center.store.digest()
        facts = sorted((c.item_id, c.key_id, f.value.text) for c in center.facts() for f in c.facts)
    assert (told["number"], told["cells"], told["items"]) == (counts.changes, counts.cells, counts.items)
    assert told["digest"] == digest
    wanted = "item_id, key_id, value"
    with duckdb.connect() as engine:
        found = engine.execute(
            f"SELECT {wanted} FROM '{told['folder']}/cells/*.parquet' WHERE state = 'facts' ORDER BY ALL"
        ).fetchall()
        named = engine.execute(f"SELECT count(DISTINCT key_name) FROM '{told['folder']}/cells/*.parquet'").fetchall()
    assert sorted(found) == facts and named[0][0] > 5
    table = pa.table(DeltaTable(demo / "snapshots" / "delta" / "cells").to_pyarrow_table())
    rows = table.select(wanted.split(", ")).filter(pa.compute.equal(table["state"], "facts")).to_pylist()
    assert sorted(tuple(row.values()) for row in rows) == facts
    commit = DeltaTable(demo / "snapshots" / "delta" / "cells").history()[0]
    assert commit["itemcenter.change_number"] == str(counts.changes)
    latest = json.loads((demo / "snapshots" / "delta" / "latest.json").read_text(encoding="utf-8"))
    assert latest["versions"] == told["versions"] == dict.fromkeys(told["versions"], 0)
    again = run("tunnel", "snapshot", "--format", "delta", "--center", demo, "--json").json
    assert again["versions"] == told["versions"], "what is committed already is not committed again"


def test_an_earlier_state_is_read_by_number_and_by_time(mugs: Path, tmp_path: Path) -> None:
    with ItemCenter.open(mugs) as center:
        before = center.store.counts().changes
        item = next(iter(center.store.cells(CellQuery()))).item_id
        whole = sum(len(cell.facts) for cell in center.facts())
    time.sleep(0.002)
    moment = datetime.now(UTC).isoformat()
    first = run("tunnel", "snapshot", "--center", mugs, "--json").json
    assert run("forget", item, "--center", mugs).code == 0
    gone = run("tunnel", "asof", "--number", str(before + 1), "--item", item, "--center", mugs, "--json").json
    for asked in (["--number", str(before)], ["--time", moment]):
        found = run("tunnel", "asof", *asked, "--item", item, "--center", mugs, "--json").json
        assert found["number"] == before and found["cells"] > gone["cells"]
        told = run("tunnel", "asof", *asked, "--out", tmp_path / "then.csv", "--center", mugs, "--json").json
        with (tmp_path / "then.csv").open(encoding="utf-8", newline="") as file:
            assert told["facts"] == len(list(csv.DictReader(file))) == whole
    assert "as of change 0: 0 cells" in run("tunnel", "asof", "--number", "0", "--center", mugs).out
    later = run("tunnel", "snapshot", "--since", str(first["number"]), "--keep", "1", "--center", mugs, "--json").json
    assert later["changes"] == {"upsert": 0, "delete": found["cells"]} and later["removed"] == [first["number"]]
    with duckdb.connect() as engine:
        ops = engine.execute(f"SELECT DISTINCT op, item_id FROM '{later['changes_folder']}/*.parquet'").fetchall()
    assert ops == [("delete", item)]


def test_what_is_asked_wrongly_is_told(mugs: Path) -> None:
    for arguments, words in (
        (["asof"], "one of them"),
        (["asof", "--number", "1", "--time", "2026-01-01"], "one of them"),
        (["asof", "--time", "yesterday"], "2026-03-01T12:00"),
        (["snapshot", "--since", "3"], "no snapshot of change 3"),
        (["asof", "--number", "999999"], "the change log has no number 999999"),
    ):
        outcome = run("tunnel", *arguments, "--center", mugs)
        assert outcome.code in (2, 4) and words in outcome.err, arguments
    outcome = run("tunnel", "snapshot", "--out", mugs / "itemcenter.toml" / "in the way", "--center", mugs)
    assert outcome.code == 6 and "cannot be made" in outcome.err


@pytest.mark.parametrize("kind", ["parquet", "delta"])
def test_a_killed_snapshot_is_not_seen_and_the_next_one_is_whole(demo: Path, kind: str) -> None:
    shelf = SnapshotShelf(demo / "snapshots")
    for wait_s in (0.0, 0.02, 0.05):
        process = start("tunnel", "snapshot", "--format", kind, "--center", demo)
        deadline = time.monotonic() + 30
        while not (shelf.path / "partial").exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert all(not taken.damage() for taken in shelf.all())
    told = run("tunnel", "snapshot", "--format", kind, "--center", demo, "--json").json
    assert not (shelf.path / "partial").exists()
    if kind == "parquet":
        assert [taken.number for taken in shelf.all()] == [told["number"]]
        assert [taken.damage() for taken in shelf.all()] == [[]]
    else:
        tables = [DeltaTable(shelf.path / "delta" / name) for name in told["versions"]]
        assert {table.history()[0]["itemcenter.change_number"] for table in tables} == {str(told["number"])}


def test_two_at_once_exclude_each_other(demo: Path) -> None:
    processes = [start("tunnel", "snapshot", "--center", demo) for _ in range(2)]
    codes = sorted(end(process).code for process in processes)
    assert codes in ([0, 0], [0, 5])
    assert len(SnapshotShelf(demo / "snapshots").all()) == 1
