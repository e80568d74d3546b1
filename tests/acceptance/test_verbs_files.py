"""Verbs that write files: export in three formats, ontology import, choice, lint, workbook and template."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

import itemcenter
from tests.acceptance.command import run
from tests.acceptance.small import WORKBOOK, write_catalog, write_workbook


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row of any format in one form: numbers as numbers, evidence as data, blanks as None."""
    out: dict[str, Any] = {}
    for name, value in row.items():
        if value in ("", None):
            out[name] = None
        elif name in ("number", "number_to", "confidence"):
            out[name] = float(value)
        elif name == "evidence":
            out[name] = json.loads(value) if isinstance(value, str) else value
        else:
            out[name] = {"True": True, "False": False}.get(value, value) if isinstance(value, str) else value
    return out


def test_three_formats_hold_the_same(built_demo: Path, tmp_path: Path) -> None:
    counted = {}
    for ending in ("jsonl", "csv", "parquet"):
        path = tmp_path / f"facts.{ending}"
        told = run("export", path, "--center", built_demo, "--json").json
        assert told["format"] == ending and told["file"] == str(path)
        counted[ending] = told["facts"]
    lines = [json.loads(line) for line in (tmp_path / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
    with (tmp_path / "facts.csv").open(encoding="utf-8", newline="") as file:
        sheet = list(csv.DictReader(file))
    table = pq.read_table(tmp_path / "facts.parquet").to_pylist()
    assert [*map(_plain, lines)] == [*map(_plain, sheet)] == [*map(_plain, table)]
    assert counted == dict.fromkeys(counted, len(lines)) and len(lines) > 300
    assert [*map(_plain, run("facts", "--center", built_demo, "--json").lines)] == [*map(_plain, lines)]
    assert not list(tmp_path.glob("*.partial"))


def test_format_option_and_filters(built_demo: Path, tmp_path: Path) -> None:
    told = run("export", tmp_path / "out.txt", "--format", "csv", "--key", "color", "--center", built_demo)
    assert told.code == 0 and "(csv)" in told.out
    with (tmp_path / "out.txt").open(encoding="utf-8", newline="") as file:
        assert {row["key"] for row in csv.DictReader(file)} == {"color"}
    assert run("export", tmp_path / "out.xls", "--format", "xls", "--center", built_demo).code == 2


def test_spreadsheets_run_no_formula(mugs: Path, tmp_path: Path) -> None:
    rows = [("=1+1", "Red mug", "Mugs", "", 'maker: =HYPERLINK("http://x")'), ("@b", "Mug", "Mugs", "", "maker: +1")]
    catalog = write_catalog(tmp_path / "evil.csv", rows)
    with itemcenter.open_center(mugs) as center:
        center.build(catalog)
        center.export(tmp_path / "facts.csv", "csv")
        center.export(tmp_path / "facts.jsonl", "jsonl")
    with (tmp_path / "facts.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert "'=1+1" in cells and "'@b" in cells and any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    assert '"item": "=1+1"' in (tmp_path / "facts.jsonl").read_text(encoding="utf-8"), "only sheets need it"


def test_an_export_takes_the_place_of_the_old_one_whole_or_not_at_all(mugs: Path, tmp_path: Path) -> None:
    path = tmp_path / "facts.jsonl"
    path.write_text("old", encoding="utf-8")
    (tmp_path / "facts.jsonl.partial").mkdir()  # cannot be written
    refused = run("export", path, "--center", mugs)
    assert refused.code == 6 and "cannot write" in refused.err and path.read_text(encoding="utf-8") == "old"


def test_import_list_show_and_use(tmp_path: Path, workbook: Path) -> None:
    home = tmp_path / "c"
    first = run("ontology", "import", workbook, "--out", home, "--json").json
    assert first["counts"]["values"] == 6 and first["notices"] == []
    green = WORKBOOK["values.csv"] + "colour,colour/green,green,\n"
    second = run("ontology", "import", write_workbook(tmp_path / "b2", values=green), "--out", home, "--keep-current",
                 "--json").json  # fmt: skip
    releases = run("ontology", "list", "--center", home, "--json").json
    assert {entry["release"]: entry["current"] for entry in releases} == {first["release"]: True,
                                                                          second["release"]: False}  # fmt: skip
    assert len(run("ontology", "show", "colour", "--center", home, "--json").json["values"]) == 3
    assert run("ontology", "use", second["release"][:6], "--center", home).code == 0
    assert len(run("ontology", "show", "Colour", "--center", home, "--json").json["values"]) == 4
    category = run("ontology", "show", "Mugs", "--center", home, "--json").json
    assert [key["id"] for key in category["keys"]] == ["colour", "material", "height", "maker"]
    assert run("ontology", "show", "--center", home, "--json").json["roots"] == ["mugs", "vases"]
    lost = run("ontology", "show", "spoons", "--center", home)
    assert lost.code == 4 and "no category and no key" in lost.err


def test_workbook_out_and_in_again(built_demo: Path, tmp_path: Path) -> None:
    release = run("ontology", "show", "--center", built_demo, "--json").json["release"]
    assert run("ontology", "workbook", tmp_path / "book", "--center", built_demo, "--json").json["release"] == release
    again = run("ontology", "import", tmp_path / "book", "--out", tmp_path / "c", "--json").json
    assert again["release"] == release, "nothing was lost on the way"


def test_a_release_in_the_configuration_yields_to_the_command_line(mugs: Path, catalog: Path, tmp_path: Path) -> None:
    with itemcenter.open_center(mugs) as center:
        pinned = center.release.id
    (mugs / "itemcenter.toml").write_text(f'[ontology]\nrelease = "{pinned}"\n', encoding="utf-8")
    values = WORKBOOK["values.csv"].replace("crimson", "crimson|ruby")
    other = run("build", catalog, "--ontology", write_workbook(tmp_path / "b2", values=values), "--out", mugs, "--json")
    assert other.json["release_id"] != pinned and (other.json["changed"], other.json["spared"]) == (2, 2)
    assert run("build", catalog, "--out", mugs, "--json").json["release_id"] == pinned
