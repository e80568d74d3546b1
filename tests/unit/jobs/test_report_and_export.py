"""Reports, tallies of unknown values, and exports, each for itself."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from itemcenter.errors import ConfigError, StoreError
from itemcenter.jobs.build_report import BuildReport, ProposalTally
from itemcenter.jobs.doctor import examine
from itemcenter.jobs.export import COLUMNS, export_facts
from itemcenter.ports import CellQuery
from itemcenter.schema import CellState, ReleaseId
from tests.unit.jobs.parts import Shop, item, rows


def test_a_report_is_written_whole_also_with_halves_of_letters(tmp_path: Path) -> None:
    report = BuildReport("000001", "merchant", ReleaseId("r"), rejected={"no_id": 2}, notices=["column \udc80"])
    report.proposals = [{"text": "\ud800"}]
    report.write(tmp_path)
    kept = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert kept == report.to_json() and kept["unknown_values"] == 1 and "proposals" not in kept
    assert json.loads((tmp_path / "unknown_values.jsonl").read_text(encoding="utf-8")) == {"text": "\ud800"}
    (tmp_path / "report.json").unlink()
    (tmp_path / "report.json").mkdir()
    with pytest.raises(StoreError, match="all items are stored"):
        report.write(tmp_path)


def test_an_empty_tally() -> None:
    tally = ProposalTally()
    tally.add([])
    assert tally.rows() == []


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path / "q")
    shop.build(rows(item("=a"), item("b", colour="red"), item("c", "plain")))
    return shop


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_an_export_of_nothing_has_its_columns(shop: Shop, tmp_path: Path, kind: str) -> None:
    import pyarrow.parquet as pq

    path = tmp_path / "new" / "folder" / f"out.{kind}"
    assert export_facts(shop.store, CellQuery(limit=0), path, kind) == 0
    if kind == "csv":
        assert path.read_text(encoding="utf-8").strip().split(",") == list(COLUMNS)
    elif kind == "parquet":
        assert pq.read_schema(path).names == list(COLUMNS)
    else:
        assert path.read_bytes() == b""


def test_an_export_leaves_cells_without_facts_out(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    assert export_facts(shop.store, CellQuery(), path, "csv") == 2
    with path.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert [(row["item"], row["value"], row["source"]) for row in listed] == [
        ("'=a", "navy", "machine"),
        ("b", "red", "merchant"),
    ]
    assert export_facts(shop.store, CellQuery(state=CellState.NOT_STATED), path, "csv") == 0


def test_an_export_that_fails_leaves_the_old_file(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ConfigError, match="allowed: jsonl, csv, parquet"):
        export_facts(shop.store, CellQuery(), path, "xls")
    with pytest.raises(StoreError, match="cannot write"):
        export_facts(shop.store, CellQuery(), path / "below-a-file", "jsonl")

    def interrupted(query: CellQuery) -> object:
        raise KeyboardInterrupt

    shop.store.cells = interrupted  # type: ignore[method-assign, assignment]
    with pytest.raises(KeyboardInterrupt):
        export_facts(shop.store, CellQuery(), path, "jsonl")
    assert path.read_text(encoding="utf-8") == "old" and not list(tmp_path.glob("*.partial"))


def test_doctor_goes_on_after_a_fault(tmp_path: Path) -> None:
    def broken() -> str:
        raise StoreError("is damaged", place="store.db", remedy="restore it")

    checks = {check.name: check for check in examine(tmp_path, {"store": broken, "lock": lambda: "free"})}
    assert (checks["store"].ok, checks["store"].seen, checks["store"].remedy) == (
        False,
        "store.db: is damaged",
        "restore it",
    )
    assert checks["lock"].ok and checks["lock"].seen == "free"
    assert checks["numpy"].ok and checks["python"].ok
