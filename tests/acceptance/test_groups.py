"""Product groups through the command line: inferred, shown, overridden, kept; and what a rebuild then costs."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from itemcenter.config.resolve import resolve
from itemcenter.errors import ConfigError
from itemcenter.evaluate import MaskPlan
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


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the catalog and a center that was built from it."""
    folder = tmp_path_factory.mktemp("groups")
    with itemcenter.create(folder / "home") as center:
        center.import_ontology(str(write_workbook(folder / "workbook")))
        report = center.build(catalog(folder / "mugs.csv"))
    assert report.groups == {"groups": 2, "items": 5}
    return folder


@pytest.fixture
def home(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "copy")
    return tmp_path / "copy" / "home"


def listed(home: Path) -> dict[str, tuple[str, ...]]:
    with itemcenter.open_center(home) as center:
        return {group.id: group.item_ids for group in center.groups()}


def rebuilt(home: Path, path: Path) -> tuple[int, int]:
    """(changed, unchanged) items of another build."""
    with itemcenter.open_center(home) as center:
        report = center.build(path)
    return report.changed, report.unchanged


def group_and_reason(home: Path, item_id: str) -> tuple[str | None, str]:
    with itemcenter.open_center(home) as center:
        item = center.show(item_id).view.record.item
        return item.group_id, center.group_reason(item)


def test_groups_are_listed_and_shown_with_their_reasons(home: Path) -> None:
    lines = map(json.loads, run("groups", "list", "--center", home, "--json").out.splitlines())
    found = {entry["id"]: entry["item_ids"] for entry in lines}
    assert found == {"spu-101": ["101", "102", "103"], "spu-201": ["201", "202"]}
    assert "Navy/Red/White (colour)" in " ".join(run("groups", "list", "--center", home).out.split())
    shown = run("groups", "show", "102", "--center", home, "--json").json
    assert shown["group"] == "spu-101" and shown["items"][0]["title"].endswith("Navy")
    assert "group: spu-201 (same brand Bolt" in run("show", "202", "--center", home).out
    assert run("show", "202", "--center", home, "--json").json["group"]["id"] == "spu-201"
    assert group_and_reason(home, "301") == (None, "")


def test_a_word_on_a_group_counts_from_the_next_build_and_only_its_items_cost(home: Path) -> None:
    path = home.parent / "mugs.csv"
    assert rebuilt(home, path) == (0, 6)
    done = run("groups", "split", "spu-101", "103", "--why", "another glaze", "--by", "ada", "--center", home)
    assert done.code == 0 and "103 -> (by itself)" in done.out
    assert run("groups", "merge", "spu-201", "301", "--by", "ada", "--center", home).code == 0
    assert listed(home) == {"spu-101": ("101", "102"), "spu-201": ("201", "202", "301")}
    assert rebuilt(home, path) == (2, 4)
    assert group_and_reason(home, "301") == ("spu-201", "set by ada")
    assert group_and_reason(home, "103") == (None, "set by ada: another glaze")
    assert rebuilt(home, path) == (0, 6), "overrides survive"
    assert run("groups", "reset", "103", "301", "--center", home).code == 0
    assert not (home / "groups.csv").exists()
    assert rebuilt(home, path) == (2, 4)
    assert listed(home) == {"spu-101": ("101", "102", "103"), "spu-201": ("201", "202")}


def test_items_can_be_parted_into_new_groups_and_singles_joined(home: Path) -> None:
    with itemcenter.open_center(home) as center:
        center.split_group("102", ["101", "103"], author="ada")
        center.merge_groups("301", ["202"])
        assert [(group.id, group.item_ids) for group in center.groups()] == [
            ("spu-101/101", ("101", "103")),
            ("spu-301", ("201", "202", "301")),
        ]
        assert center.reset_groups(["spu-301"]) == 3
        assert center.group("202").item_ids == ("201", "202")


def test_a_file_with_nothing_but_new_items_finds_their_group(home: Path) -> None:
    later = catalog(home.parent / "later.csv", (_NEW,), later_s=60)
    with itemcenter.open_center(home) as center:
        report = center.build(later)
    assert (report.new, report.groups["items"]) == (1, 6)
    assert listed(home)["spu-101"] == ("101", "102", "103", "104")
    assert group_and_reason(home, "104")[0] == "spu-101"


def test_a_smaller_item_id_does_not_rename_a_group(home: Path) -> None:
    first = ("001", *_NEW[1:])
    assert rebuilt(home, catalog(home.parent / "mugs.csv", (first, *ROWS), later_s=60)) == (0, 6)
    assert listed(home)["spu-101"] == ("001", "101", "102", "103")


def test_never_leaves_items_alone_and_a_group_column_is_not_touched(home: Path) -> None:
    (home / "itemcenter.toml").write_text('[groups]\ninfer = "never"\n', encoding="utf-8")
    with itemcenter.open_center(home) as center:
        report = center.build(home.parent / "mugs.csv")
    assert report.groups == {} and "group" not in report.seconds and report.changed == 5
    (home / "itemcenter.toml").write_text("", encoding="utf-8")
    path = home.parent / "own.csv"
    path.write_text("sku,group,title\n9,G-1,Stackable mug - Navy\n8,G-1,Stackable mug - Red\n", encoding="utf-8")
    with itemcenter.open_center(home) as center:
        assert center.build(path).groups == {}
    assert group_and_reason(home, "9") == ("G-1", "")


def test_a_dry_run_keeps_no_groups(tmp_path: Path) -> None:
    with itemcenter.create(tmp_path / "home") as center:
        center.import_ontology(str(write_workbook(tmp_path / "workbook")))
        report = center.build(catalog(tmp_path / "mugs.csv"), dry_run=True)
    assert report.groups["groups"] == 2
    assert not (tmp_path / "home" / "groups").exists()


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("show", "spu-999"), 4, "no group"),
        (("split", "spu-101", "201"), 3, "it holds 101, 102, 103"),
        (("merge", "spu-101", "777"), 4, "777"),
    ],
)
def test_refusals(words: tuple[str, ...], code: int, told: str, home: Path) -> None:
    done = run("groups", *words, "--center", home)
    assert done.code == code and told in done.err


def test_a_bad_override_file_is_named_with_its_line(home: Path) -> None:
    (home / "groups.csv").write_text("item,group\n101,a\n101,b\n", encoding="utf-8")
    done = run("build", home.parent / "mugs.csv", "--out", home)
    assert done.code == 2 and "groups.csv, line 3" in done.err
    with pytest.raises(ConfigError, match="allowed: auto, never"):
        resolve({"groups": {"infer": "always"}})


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
    with ItemCenter.trial(out / "center") as center:
        center.import_ontology(str(write_workbook(tmp_path / "workbook")))
        center.evaluate(catalog(tmp_path / "mugs.csv", rows), out, MaskPlan(0.3))
    hidden = [json.loads(line)["item"] for line in (out / "hidden.jsonl").read_text(encoding="utf-8").splitlines()]
    counted = [sum(1 for item in hidden if int(item) // 3 == product) for product in range(12)]
    assert set(counted) == {0, 3}
