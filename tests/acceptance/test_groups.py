"""Product groups through the command line: inferred, shown, overridden, kept; and what a rebuild then costs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.acceptance.command import run
from tests.acceptance.small import MADE_S, dated, write_workbook

HEADER = ("sku", "title", "brand", "specs")
ROWS = (
    ("101", "Acme Stackable stoneware mug - Navy", "Acme", "colour: navy"),
    ("102", "Acme Stackable stoneware mug - Red", "Acme", "colour: red"),
    ("103", "Acme Stackable stoneware mug - White", "Acme", "colour: white"),
    ("201", "Bolt Tall glass vase X40 - Red", "Bolt", "colour: red"),
    ("202", "Bolt Tall glass vase X40 - White", "Bolt", "colour: white"),
    ("301", "Bolt Tall glass vase X50 - White", "Bolt", "colour: white"),
)
_NEW = ("104", "Acme Stackable stoneware mug - Crimson", "Acme", "colour: crimson")


def catalog(path: Path, rows: tuple[tuple[str, ...], ...] = ROWS, later_s: int = 0) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return dated(path, MADE_S + later_s)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    workbook = write_workbook(tmp_path / "workbook")
    done = run("build", catalog(tmp_path / "mugs.csv"), "--ontology", workbook, "--out", tmp_path / "home", "--json")
    assert done.code == 0, done.err
    assert done.json["groups"] == {"groups": 2, "items": 5}
    return tmp_path / "home"


def listed(home: Path) -> dict[str, list[str]]:
    lines = run("groups", "list", "--center", home, "--json").out.splitlines()
    return {entry["id"]: entry["item_ids"] for entry in map(json.loads, lines)}


def rebuilt(home: Path, path: Path) -> tuple[int, int]:
    """(changed, unchanged) items of another build."""
    report = run("build", path, "--out", home, "--json").json
    return report["changed"], report["unchanged"]


def test_groups_are_listed_and_shown_with_their_reasons(home: Path) -> None:
    assert listed(home) == {"spu-101": ["101", "102", "103"], "spu-201": ["201", "202"]}
    assert "titles differ in: Navy/Red/White (colour)" in run("groups", "list", "--center", home).out.replace("\n", " ")
    shown = run("groups", "show", "102", "--center", home, "--json").json
    assert shown["group"] == "spu-101" and shown["items"][0]["title"].endswith("Navy")
    sheet = run("show", "202", "--center", home).out
    assert "group: spu-201 (same brand Bolt" in sheet
    assert run("show", "202", "--center", home, "--json").json["group"]["id"] == "spu-201"
    assert "group" not in run("show", "301", "--center", home).out.split("attribute")[0]


def test_a_word_on_a_group_counts_from_the_next_build_and_only_its_items_cost(home: Path) -> None:
    path = home.parent / "mugs.csv"
    assert rebuilt(home, path) == (0, 6)
    done = run("groups", "split", "spu-101", "103", "--why", "another glaze", "--by", "ada", "--center", home)
    assert done.code == 0 and "103 -> (by itself)" in done.out
    assert run("groups", "merge", "spu-201", "301", "--by", "ada", "--center", home).code == 0
    assert listed(home) == {"spu-101": ["101", "102"], "spu-201": ["201", "202", "301"]}
    assert rebuilt(home, path) == (2, 4)
    assert "set by ada" in run("show", "301", "--center", home).out
    assert rebuilt(home, path) == (0, 6), "overrides survive"
    assert run("groups", "reset", "103", "301", "--center", home).code == 0
    assert not (home / "groups.csv").exists()
    assert rebuilt(home, path) == (2, 4)
    assert listed(home) == {"spu-101": ["101", "102", "103"], "spu-201": ["201", "202"]}


def test_a_file_with_nothing_but_new_items_finds_their_group(home: Path) -> None:
    later = catalog(home.parent / "later.csv", (_NEW,), later_s=60)
    report = run("build", later, "--out", home, "--json").json
    assert (report["new"], report["groups"]["items"]) == (1, 6)
    assert listed(home)["spu-101"] == ["101", "102", "103", "104"]
    assert "group: spu-101" in run("show", "104", "--center", home).out


def test_a_smaller_item_id_does_not_rename_a_group(home: Path) -> None:
    first = ("001", *_NEW[1:])
    assert rebuilt(home, catalog(home.parent / "mugs.csv", (first, *ROWS), later_s=60)) == (0, 6)
    assert listed(home)["spu-101"] == ["001", "101", "102", "103"]


def test_never_leaves_items_alone_and_a_group_column_is_not_touched(home: Path) -> None:
    (home / "itemcenter.toml").write_text('[groups]\ninfer = "never"\n', encoding="utf-8")
    report = run("build", home.parent / "mugs.csv", "--out", home, "--json").json
    assert report["groups"] == {} and "group" not in report["seconds"] and report["changed"] == 5
    (home / "itemcenter.toml").write_text("", encoding="utf-8")
    path = home.parent / "own.csv"
    path.write_text("sku,group,title\n9,G-1,Stackable mug - Navy\n8,G-1,Stackable mug - Red\n", encoding="utf-8")
    assert run("build", path, "--out", home, "--json").json["groups"] == {}
    assert "group: G-1" in run("show", "9", "--center", home).out


def test_a_dry_run_keeps_no_groups(tmp_path: Path) -> None:
    workbook, path = write_workbook(tmp_path / "workbook"), catalog(tmp_path / "mugs.csv")
    done = run("build", path, "--ontology", workbook, "--out", tmp_path / "home", "--dry-run", "--json")
    assert done.code == 0 and done.json["groups"]["groups"] == 2
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("show", "spu-999"), 4, "no group"),
        (("split", "spu-101", "201"), 3, "it holds 101, 102, 103"),
        (("split", "spu-101", "101", "102", "103"), 3, "name those that do not belong"),
        (("merge", "spu-101", "777"), 4, "777"),
        (("list", "--limit", "0"), 2, "limit"),
    ],
)
def test_refusals(words: tuple[str, ...], code: int, told: str, home: Path) -> None:
    done = run("groups", *words, "--center", home)
    assert done.code == code and told in done.err


def test_a_bad_override_file_is_named_with_its_line(home: Path) -> None:
    (home / "groups.csv").write_text("item,group\n101,a\n101,b\n", encoding="utf-8")
    done = run("build", home.parent / "mugs.csv", "--out", home)
    assert done.code == 2 and "groups.csv, line 3" in done.err
    (home / "itemcenter.toml").write_text('[groups]\ninfer = "always"\n', encoding="utf-8")
    assert "allowed: auto, never" in run("config", "check", "--center", home).err


def test_a_measurement_hides_a_product_as_a_whole(tmp_path: Path) -> None:
    rows = tuple(
        (
            f"{number:03d}",
            f"Acme Line{number // 3} stoneware mug X{number // 3} - {colour}",
            "Acme",
            f"colour: {colour}",
        )
        for number, colour in enumerate(["Navy", "Red", "White"] * 12)
    )
    out = tmp_path / "out"
    path, workbook = catalog(tmp_path / "mugs.csv", rows), write_workbook(tmp_path / "workbook")
    done = run("evaluate", path, "--ontology", workbook, "--mask", "0.3", "--out", out, "--json")
    assert done.code == 0, done.err
    hidden = [json.loads(line)["item"] for line in (out / "hidden.jsonl").read_text(encoding="utf-8").splitlines()]
    counted = [sum(1 for item in hidden if int(item) // 3 == product) for product in range(12)]
    assert set(counted) == {0, 3}
