"""Folders, patterns and containers on the command line: one run over many files, and what is told of each."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

import itemcenter
from itemcenter.demo import backbone_path
from tests.acceptance.command import end, run, start
from tests.acceptance.small import HEADER, MADE_S, ROWS, dated, demo_rows, write_catalog


def write_xlsx(path: Path, rows: Sequence[Sequence[str]]) -> None:
    book = Workbook()
    for row in [("Our mugs",), (), HEADER, *rows]:
        book.active.append(list(row))
    book.save(path)


def write_parquet(path: Path, rows: Sequence[Sequence[str]]) -> None:
    pq.write_table(pa.table({name: [row[place] for row in rows] for place, name in enumerate(HEADER)}), path)


def write_lines(path: Path, rows: Sequence[Sequence[str]]) -> None:
    path.write_text("".join(json.dumps(dict(zip(HEADER, row, strict=True))) + "\n" for row in rows), encoding="utf-8")


#: Learning comes before the first item is stored, and has nothing to do with files.
NO_LEARNING = {"ITEMCENTER_LEARNING_WHEN": "never"}


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """The mugs' catalog in four files of four formats."""
    folder = tmp_path / "exports"
    folder.mkdir()
    write_catalog(folder / "1.csv", ROWS[:1])
    write_xlsx(folder / "2.xlsx", ROWS[1:2])
    write_parquet(folder / "3.parquet", ROWS[2:3])
    write_lines(folder / "4.jsonl", ROWS[3:])
    for file in folder.iterdir():
        dated(file, MADE_S)
    return folder


def test_four_formats_give_the_facts_of_one_file(exports: Path, workbook: Path, catalog: Path, tmp_path: Path) -> None:
    one = run("build", catalog, "--ontology", workbook, "--out", tmp_path / "one", "--json").json
    many = run("build", exports, "--ontology", workbook, "--out", tmp_path / "many", "--json").json
    assert (many["files"], many["items"], many["rejected"]) == (4, len(ROWS), {})
    assert many["digest"] == one["digest"]
    again = run("build", f"{exports}/*", "--out", tmp_path / "many", "--json").json
    assert (again["unchanged"], again["changes"], again["digest"]) == (len(ROWS), 0, one["digest"])


def test_places_are_named_by_file(exports: Path, mugs: Path) -> None:
    (exports / "0.xls").write_bytes(b"\xd0\xcf\x11\xe0" + bytes(700))
    write_lines(exports / "5.jsonl", [ROWS[0], ("", "No id", "Mugs", "", "")])
    told = run("build", exports, "--out", mugs)
    assert told.code == 0 and "6, 1 cannot be read" in told.out
    assert "0.xls cannot be read: this is an old Excel workbook (.xls)" in " ".join(told.out.split())
    rows = {row["reason"]: row for row in run("quarantine", "list", "--center", mugs, "--json").lines}
    assert rows["file"]["file"] == "0.xls"
    assert (rows["duplicate_id"]["file"], rows["duplicate_id"]["line"]) == ("5.jsonl", 1)
    assert rows["duplicate_id"]["message"] == "the id 'M-1' stands in row 1 of 1.csv already"
    assert "5.jsonl:2" in run("quarantine", "list", "--center", mugs, "--reason", "no_id").out
    path = mugs / "quarantine" / "merchant.jsonl"
    path.write_text(path.read_text().replace('\\"sku\\": \\"\\"', '\\"sku\\": \\"M-9\\"'))
    retried = run("quarantine", "retry", "--center", mugs, "--json").json
    assert (retried["new"], retried["rejected"]) == (1, {"file": 1, "duplicate_id": 1})


def test_a_killed_build_of_a_folder_goes_on_where_it_was(tmp_path: Path) -> None:
    header, rows = demo_rows()
    folder = tmp_path / "parts"
    folder.mkdir()
    for number in range(3):
        copies = [[f"{row[0]}x{number}", *row[1:]] for row in rows]
        write_catalog(folder / f"{number}.csv", copies, header)
    with itemcenter.create(tmp_path / "center") as center:
        center.import_ontology(str(backbone_path(small=True)))
    process = start("build", folder, "--out", tmp_path / "center", extra=NO_LEARNING)
    with itemcenter.open_center(tmp_path / "center") as center:
        deadline = time.monotonic() + 90
        while center.store.counts().items == 0 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        assert end(process).code == -signal.SIGKILL
        stored = center.store.counts().items
    assert 0 < stored < 3 * len(rows)
    report = run("build", folder, "--out", tmp_path / "center", "--json", extra=NO_LEARNING).json
    assert (report["unchanged"], report["new"]) == (stored, 3 * len(rows) - stored)


def test_a_catalog_is_as_old_as_its_newest_file(exports: Path, mugs: Path) -> None:
    os.utime(exports / "3.parquet", (MADE_S + 50, MADE_S + 50))
    run("build", exports, "--out", mugs)
    with itemcenter.open_center(mugs) as center:
        assert {row.time_us for row in center.store.items()} == {(MADE_S + 50) * 1_000_000}


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("nothing.csv", "there is no such file"),
        ("*.nothing", "no file is called so"),
        ("empty", "this folder holds no catalog"),
        ("https://ada:secret@host/shop.csv", "not read over the network"),
        ("mysql://host/db", "no query backend is called 'mysql'; known: postgresql"),
        ("postgresql://ada:secret@127.0.0.1:1/db", "cannot connect"),
    ],
)
def test_places_with_nothing_to_read(tmp_path: Path, place: str, told: str) -> None:
    (tmp_path / "empty").mkdir()
    where = place if "://" in place else str(tmp_path / place)
    outcome = run("build", where, "--out", tmp_path / "center", extra={"ITEMCENTER_CATALOG_QUERY": "SELECT 1"})
    assert outcome.code in (2, 3) and told in outcome.err
    assert "secret" not in outcome.err + outcome.out
