"""`build` as a user meets it: its summary, its report, dry runs, limits, and the verbs around it."""

from __future__ import annotations

import json
from pathlib import Path

import itemcenter
from itemcenter.demo import backbone_path
from itemcenter.schema.tags import TAG_KEYS
from tests.acceptance.command import run
from tests.acceptance.small import MADE_S, ROWS, shown, with_cell, write_catalog, write_demo_part

REPORT_FIELDS = {"returned", "missing", "retired", "groups", "files", "spared", "scope", "held_out",
                 "run", "source", "release_id", "dry_run", "model_id", "rows", "items", "new", "changed", "unchanged",
                 "outdated", "forgotten", "repaired", "decided", "stated", "cells_read", "merchant_facts",
                 "machine_facts", "added", "changes", "rejected", "categories", "seconds", "total_seconds", "notices",
                 "digest", "unknown_values", "columns", "tags"}  # fmt: skip


def test_the_summary_agrees_with_the_store(tmp_path: Path) -> None:
    catalog = write_demo_part(tmp_path / "catalog.csv")
    with catalog.open("a", encoding="utf-8") as file:
        file.write("LAP-130-01,,again,,,,,,\n,,no id,,,,,,\n")
    report = run("build", catalog, "--ontology", backbone_path(small=True), "--out", tmp_path / "c", "--json").json
    assert report.keys() == REPORT_FIELDS
    assert report["columns"]["id"] == ["sku"] and report["columns"]["specs"] == ["specs"]
    assert "extra" not in report["columns"]
    assert report["rows"] == 64 and report["items"] == report["new"] == 62
    assert report["rejected"] == {"duplicate_id": 1, "no_id": 1}
    assert sum(report["categories"].values()) == 62
    assert set(report["seconds"]) == {"read", "compare", "learn", "recognise", "store"}
    assert report["total_seconds"] >= sum(report["seconds"].values()) - 0.01
    with itemcenter.open_center(tmp_path / "c") as center:
        counts = center.store.counts()
        assert (counts.items, counts.changes) == (62, report["changes"])
        assert report["digest"] == center.store.digest()
        words = [word for r in center.store.items() for word in center.store.words([r.item.id]).get(r.item.id, [])]
        told = [word for word in words if word.source == "machine"]
        machine = [word for word in told if word.key_id not in TAG_KEYS]
        assert sum(len(word.facts) for word in told if word.key_id in TAG_KEYS) == report["tags"] > 0
        assert len(machine) == report["decided"] and sum(bool(word.facts) for word in machine) == report["stated"]
        assert sum(len(word.facts) for word in machine) == report["machine_facts"]
        merchant = [word for word in words if word.source == "merchant"]
        assert len(merchant) == report["cells_read"]
        assert sum(len(word.facts) for word in merchant) == report["merchant_facts"]
        assert center.release.id == report["release_id"]
    kept = tmp_path / "c" / "runs" / report["run"]
    assert json.loads((kept / "report.json").read_text(encoding="utf-8")) == report
    unknown = [json.loads(line) for line in (kept / "unknown_values.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(unknown) == report["unknown_values"] > 0 and all(row["support"] >= 1 for row in unknown)


def test_a_build_for_people_then_again(tmp_path: Path, catalog: Path, workbook: Path) -> None:
    write_catalog(catalog, [*ROWS, ("M-1", "Another navy mug", "Mugs", "", "")])
    told = run("build", catalog, "--ontology", workbook, "--out", tmp_path / "c")
    assert told.code == 0
    for words in ("run 000001", "2 categories, 4 keys, 6 values", "4 of 5 rows: 4 new", "1 rows: 1 duplicate_id",
                  "4 by path", "13 cells show something new", "recognise", "facts digest"):  # fmt: skip
        assert words in told.out, words
    again = run("build", catalog, "--out", tmp_path / "c")
    assert "4 of 5 rows: 4 unchanged" in again.out and "0 cells show something new" in again.out
    assert "recognise" not in again.out, "nothing may be decided anew"


def test_a_dry_run_writes_no_item_and_no_quarantine(tmp_path: Path, catalog: Path, workbook: Path) -> None:
    write_catalog(catalog, [*ROWS, ("", "no id", "", "", "")])
    told = run("build", catalog, "--ontology", workbook, "--out", tmp_path / "c", "--dry-run")
    assert told.code == 0 and "dry run, nothing was written" in told.out and "4 of 5 rows" in told.out
    assert str(tmp_path / "c") in told.out.replace("\n", "") and not (tmp_path / "c").exists()


def test_limit_and_the_rest_later(tmp_path: Path, catalog: Path, workbook: Path) -> None:
    with itemcenter.create(tmp_path / "c") as center:
        center.import_ontology(str(workbook))
        assert (center.build(catalog, limit=3).new, center.store.counts().items) == (3, 3)
        rest = center.build(catalog)
        assert (rest.unchanged, rest.new) == (3, 1)
    wrong = run("build", catalog, "--out", tmp_path / "c", "--limit", "0")
    assert wrong.code == 2 and "--limit" in wrong.err


def test_an_older_catalog_does_not_win(mugs: Path, tmp_path: Path) -> None:
    older = write_catalog(tmp_path / "older.csv", with_cell("M-1", "specs", "colour: red"), made_s=MADE_S - 1)
    told = run("build", older, "--out", mugs)
    assert told.code == 0 and "4 older than held" in told.out and "--as-of" in told.out
    newer = run("build", older, "--out", mugs, "--as-of", "2026-01-02", "--json").json
    assert newer["changed"] == 1 and newer["outdated"] == 0
    with itemcenter.open_center(mugs) as center:
        assert shown(center, "M-1", "colour") == ["red"]


def test_the_run_counter_survives_a_cleared_runs_folder(mugs: Path, catalog: Path) -> None:
    for path in (mugs / "runs").rglob("*.json*"):
        path.unlink()
    for folder in (mugs / "runs").iterdir():
        folder.rmdir()
    with itemcenter.open_center(mugs) as center:
        report = center.build(catalog)
        assert (report.run, report.unchanged, report.rejected) == ("000002", 4, {})


def test_quarantine_list_and_retry(mugs: Path, catalog: Path) -> None:
    write_catalog(catalog, [*ROWS, ("", "Nameless mug in red", "Mugs", "", ""), ("M-2", "Twin", "Mugs", "", "")])
    assert run("build", catalog, "--out", mugs).code == 0
    rows = run("quarantine", "list", "--center", mugs, "--json").lines
    assert [(row["row"], row["line"], row["reason"]) for row in rows] == [(5, 6, "no_id"), (6, 7, "duplicate_id")]
    assert rows[0]["raw"] == ",Nameless mug in red,Mugs,,"
    told = run("quarantine", "list", "--center", mugs, "--reason", "duplicate_id").out
    assert "stands in row 2" in told and "M-2,Twin" in told and "no_id" not in told
    file = mugs / "quarantine" / "merchant.jsonl"
    file.write_text(file.read_text(encoding="utf-8").replace('",Nameless', '"M-9,Nameless') + "\n", encoding="utf-8")
    report = run("quarantine", "retry", "--center", mugs, "--json").json
    assert report["new"] == 1 and report["rejected"] == {"duplicate_id": 1}
    assert [row["reason"] for row in run("quarantine", "list", "--center", mugs, "--json").lines] == ["duplicate_id"]
    with itemcenter.open_center(mugs) as center:
        assert shown(center, "M-9", "colour") == ["red"] and shown(center, "M-2", "colour") == ["red"]
        assert center.show("M-9").view.record.row == 5, "its row in the catalog"
        assert center.build(catalog).rejected == {"no_id": 1, "duplicate_id": 1}
        assert center.store.counts().items == 5
    assert run("quarantine", "list", "--center", mugs, "--source", "nobody").code == 4


def test_demo(tmp_path: Path) -> None:
    quick = {"ITEMCENTER_LEARNING_ITEMS": "200"}
    told = run("demo", "--out", tmp_path / "demo", extra=quick)
    assert told.code == 0 and "1,608 of 1,612 rows: 1,608 new" in told.out and "silver" in told.out
    again = run("demo", "--out", tmp_path / "demo", extra=quick)
    assert again.code == 0, "an earlier demo is replaced"
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("keep me", encoding="utf-8")
    refused = run("demo", "--out", tmp_path / "mine")
    assert refused.code == 2 and (tmp_path / "mine" / "thesis.txt").read_text(encoding="utf-8") == "keep me"
