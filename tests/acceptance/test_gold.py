"""A gold set as a team meets it: drawn, suggested, answered in files, scored, and held against a worse build."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import itemcenter
from itemcenter.errors import ConfigError, GateError, ItemCenterError, NotFoundError, StoreError
from itemcenter.evaluate.gold import SamplePlan
from itemcenter.evidence import model as model_module
from itemcenter.serve.cli.main import cli
from tests.acceptance.command import run
from tests.acceptance.small import HEADER, ROWS, write_catalog, write_workbook
from tests.acceptance.test_learning import VALUES, mugs


def told(*arguments: str | Path) -> str:
    done = CliRunner().invoke(cli, ["gold", *map(str, arguments)])
    assert done.exit_code == 0, done.output
    return done.output


def data(*arguments: str | Path) -> Any:
    return json.loads(told(*arguments, "--json"))


def refused(kind: type[ItemCenterError], *arguments: str | Path) -> str:
    """The error of a command, told in words."""
    done = CliRunner().invoke(cli, ["gold", *map(str, arguments)])
    assert isinstance(done.exception, kind), done.output
    return str(done.exception)


def rewritten(path: Path, change: Any) -> Path:
    """The label file with every row changed; `change` gives None for a row to be left out."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [change(row) for row in csv.DictReader(file)]
    kept = [row for row in rows if row is not None]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, kept[0].keys())
        writer.writeheader()
        writer.writerows(kept)
    return path


@pytest.fixture(scope="module")
def answered_demo(built_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo with a gold set of 25 items, all of whose suggestions ada has accepted."""
    home = tmp_path_factory.mktemp("gold")
    center = Path(shutil.copytree(built_demo, home / "center"))
    told("sample", "--center", center, "--items", "25")
    told("prelabel", "--center", center)
    told("export", home / "a.csv", "--center", center)
    rewritten(home / "a.csv", lambda row: row | {"answer": "accept"})
    report = data("import", home / "a.csv", "--center", center, "--labeller", "ada")
    assert report["labels"] == report["answers"] > 100 and not report["rejected"]
    return center


@pytest.fixture
def answered(answered_demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(answered_demo, tmp_path / "center"))


def test_drawing_is_repeatable_and_a_set_only_grows(demo: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(demo, tmp_path / "other"))
    report = data("sample", "--center", demo, "--items", "10", "--at-least", "0")
    assert report["items"] == 10 and 0 < report["stated"] < report["cells"], "cells without a value are drawn, too"
    told("sample", "--center", other, "--items", "10", "--at-least", "0")
    first = (demo / "gold" / "v0001.jsonl").read_bytes()
    assert first == (other / "gold" / "v0001.jsonl").read_bytes()
    more = data("sample", "--center", demo, "--items", "20", "--at-least", "0")
    assert (more["version"], more["items"], more["new_items"]) == (2, 20, 10)
    assert (demo / "gold" / "v0001.jsonl").read_bytes() == first
    assert data("sample", "--center", demo, "--items", "20", "--at-least", "0")["version"] == 2, "nothing new to draw"
    assert "drawn with seed 0" in refused(ConfigError, "sample", "--center", demo, "--seed", "5")


def test_a_damaged_set_is_noticed(answered: Path) -> None:
    path = answered / "gold" / "v0001.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"content": "', b'"content": "0', 1))
    error = refused(StoreError, "score", "--center", answered)
    assert "v0002.jsonl" in error and "damaged" in error


def test_suggestions_are_never_truth(demo: Path, tmp_path: Path) -> None:
    told("sample", "--center", demo, "--items", "5")
    told("prelabel", "--center", demo)
    score = data("score", "--center", demo)
    assert score["answered"] == 0 and score["all"]["precision"] is None and score["open"] > 0
    told("export", tmp_path / "t.json", "--center", demo)
    assert data("import", tmp_path / "t.json", "--center", demo)["answers"] == 0, "an unanswered export says nothing"


def test_accepted_suggestions_are_right_by_definition(answered: Path, tmp_path: Path) -> None:
    score = data("score", "--center", answered, "--out", tmp_path / "cells.jsonl")
    assert score["all"]["precision"] == score["all"]["recall"] == 1.0
    lines = (tmp_path / "cells.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == score["answered"] == score["all"]["cells"]
    merchant, machine = (data("score", "--center", answered, "--voice", who)["all"] for who in ("merchant", "machine"))
    assert 0 < merchant["recall"] < 1 and 0 < machine["recall"] < 1
    assert "all keys" in told("score", "--center", answered, "--wrong", "3")
    told("sample", "--center", answered, "--items", "30")
    grown = data("score", "--center", answered)
    assert grown["answered"] == score["answered"] and grown["open"] > 0, "a set that grows keeps its answers"
    effect = CliRunner().invoke(cli, ["report", "--effect", "--center", str(answered), "--json"])
    found = json.loads(effect.output)["all"]
    assert found["gold"]["precision"] == 1.0 and found["attribute_gain"] > 1
    assert found["merchant_facts"] < found["facts"]


def test_retired_items_and_unknown_keys_do_not_count(answered: Path) -> None:
    with itemcenter.open_center(answered) as center:
        before, item = center.gold_score(), sorted(center.gold.open().items)[0]
        cells = sum(place[0] == item for place in before.cells)
        record = center.store.item(item)
        assert record is not None and cells
        assert center.store.mark_missing([item], "later", record.time_us + 1, True) == 1
        after = center.gold_score()
        assert (after.gone, len(after.cells)) == (cells, len(before.cells) - cells)


def test_two_labellers_differ_and_somebody_settles_it(answered: Path, tmp_path: Path) -> None:
    told("export", tmp_path / "b.csv", "--center", answered, "--labeller", "bob", "--blind")
    seen: list[str] = []

    def answer(row: dict[str, str]) -> dict[str, str] | None:
        assert not row["suggestion"] and row["labeller"] == "bob"
        if row["key"] == "color" and row["offered"] and len(seen) < 4:
            seen.append(row["item"])
            return row | {"answer": "not stated"}
        return None

    report = data("import", rewritten(tmp_path / "b.csv", answer), "--center", answered)
    assert report["labellers"] == {"bob": 4}
    found = data("agreement", "--center", answered)
    assert found["labellers"]["bob"] == 4 and found["all"]["cells"] == 4
    disputed = len(found["disputed"])
    assert 0 < disputed <= 4 and "ada:" in found["disputed"][0]["said"]
    assert data("score", "--center", answered)["disputed"] == disputed
    told("export", tmp_path / "c.csv", "--center", answered, "--which", "disputed")
    rewritten(tmp_path / "c.csv", lambda row: row | {"answer": "accept", "labeller": "chief"})
    told("import", tmp_path / "c.csv", "--center", answered, "--final")
    score = data("score", "--center", answered)
    assert score["disputed"] == 0 and score["all"]["precision"] == 1.0
    assert "color" in json.dumps(data("agreement", "--center", answered)["keys"])
    assert "alpha" in told("agreement", "--center", answered)


def test_bad_answers_wait_in_quarantine(answered: Path, tmp_path: Path) -> None:
    told("export", tmp_path / "a.csv", "--center", answered, "--which", "all")
    values = iter(["no such value"])
    rewritten(tmp_path / "a.csv", lambda row: row | {"value": next(values, "")} if row["key"] == "bean_type" else None)
    report = data("import", tmp_path / "a.csv", "--center", answered, "--labeller", "bob")
    assert report["rejected"] == {"no_value": 1}
    listed = CliRunner().invoke(cli, ["quarantine", "list", "--center", str(answered), "--json"]).output
    (row,) = [line for line in map(json.loads, listed.splitlines()) if line["source"] == "gold:labels"]
    assert row["file"] == "a.csv" and row["line"] > 1 and "nearest" in row["remedy"]
    refused(NotFoundError, "import", tmp_path / "none.csv", "--center", answered)


def test_the_gate_lets_an_equal_build_out_and_stops_a_worse_one(answered: Path, tmp_path: Path) -> None:
    worse = Path(shutil.copytree(answered, tmp_path / "worse"))
    assert "the gate is passed" in told("gate", "--center", answered, "--with", worse)
    with itemcenter.open_center(worse) as center:
        gold = center.gold.open()
        stated = (cell for cell in center.facts(key_id="color") if cell.facts)
        wrong = [cell for cell in stated if (cell.item_id, cell.key_id) in gold.cells]
        assert len(wrong) > 6
        for cell in wrong:
            value = "black" if cell.facts[0].value.text != "black" else "white"
            center.set(cell.item_id, "color", value, lock=True)
    done = run("gold", "gate", "--center", worse, "--with", answered, "--json")
    assert done.code == 8 and not done.json["passed"] and done.json["lost_keys"] == ["color"]
    key = next(key for key in done.json["keys"] if key["key"] == "color")
    assert {tuple(place) for place in key["worse"]} >= {(cell.item_id, "color") for cell in wrong[:1]}
    assert key["precision"]["change_95"][1] < 0
    assert "color (-100.0)" in refused(GateError, "gate", "--center", worse, "--with", answered)
    lenient = ["--max-lost-share", "1", "--max-precision-loss", "1", "--max-recall-loss", "1"]
    assert "is passed" in told("gate", "--center", worse, "--with", answered, *lenient)
    (worse / "itemcenter.toml").write_text("[gold]\nmax_lost_share = 1\nmax_precision_loss = 1\nmax_recall_loss = 1\n")
    assert "is passed" in told("gate", "--center", worse, "--with", answered)
    shown = told("compare", "--center", worse, "--with", answered)
    assert "-> black" in shown or "-> white" in shown
    refused(ConfigError, "gate", "--center", answered, "--min-precision", "2")


def test_a_build_is_compared_with_the_run_before_it(mugs: Path, tmp_path: Path) -> None:
    told("sample", "--center", mugs)
    told("export", tmp_path / "a.json", "--center", mugs)
    tasks = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    for task in tasks:
        if (task["data"]["item"], task["data"]["key"]) == ("M-2", "material"):
            value = {"text": ["steel"]}
        else:
            continue
        result = [{"from_name": "other", "to_name": "text", "type": "textarea", "value": value}]
        task["annotations"] = [{"completed_by": 1, "result": result}]
    (tmp_path / "a.json").write_text(json.dumps(tasks), encoding="utf-8")
    assert data("import", tmp_path / "a.json", "--center", mugs)["labels"] == 1
    rows = [row if row[0] != "M-2" else (*row[:4], "material: stoneware") for row in ROWS]
    catalog = write_catalog(tmp_path / "next.csv", rows, made_s=1_800_000_000)
    assert CliRunner().invoke(cli, ["build", str(catalog), "--out", str(mugs)]).exit_code == 0
    gone = data("compare", "--center", mugs)
    assert gone["all"]["newer"]["cells"] == 0, "the item says something else now: the answer is not about it"
    assert data("score", "--center", mugs)["changed"] == 1
    assert "earlier run" in refused(ConfigError, "score", "--center", mugs, "--run", "1", "--voice", "machine")


@pytest.fixture
def quick_learning() -> Iterator[None]:
    """Corrections of a few small trees: enough to learn, and quick."""
    with pytest.MonkeyPatch.context() as patch:
        small = replace(model_module._CORRECTION, rounds=8, depth=3, learning_rate=0.4)
        patch.setattr(model_module, "_CORRECTION", small)
        patch.setattr(model_module, "LEAST_PAIRS", 400)
        patch.setattr(model_module, "LEAST_FOR_TREES", 400)
        yield


def _learned_from(center: Path) -> set[str]:
    with (center / "models" / "evidence-merchant" / "manifest.json").open(encoding="utf-8") as file:
        about = json.load(file)["settings"]["about"]
    return {f"{name}={about.get(name)}" for name in ("items", "held_out")}


def test_nothing_is_learned_from_gold_items_and_they_are_still_recognised(tmp_path: Path, quick_learning: None) -> None:
    rows: Sequence[Sequence[str]] = [(*row[:3], f"Number {n}.", row[4]) for n, row in enumerate(mugs(330))]
    catalog = write_catalog(tmp_path / "mugs.csv", rows, HEADER)
    book = write_workbook(tmp_path / "workbook", values=VALUES)
    with itemcenter.create(tmp_path / "center") as center:
        center.import_ontology(str(book))
        before = center.build(catalog)
        assert before.held_out == 0 and "items=327" in _learned_from(tmp_path / "center")
        drawn = center.gold_sample(SamplePlan(30))
        assert drawn.items == 30
        items = center.gold.open().items
        assert any("learned from items" in notice for notice in center.gold_score().notices)
        with_cells = sum(any(row[0] == item and row[4] for row in rows) for item in items)
        after = center.build(catalog)
        assert after.held_out == 30 and after.model_id != before.model_id and after.changed == 330
        assert _learned_from(tmp_path / "center") == {f"items={327 - with_cells}", "held_out=30"}
        assert center.gold_score().notices == []
        for item in items:
            assert any(cell.facts for cell in center.facts(item_id=item)), "held out of learning, not of the build"
        again = center.build(catalog)
        assert again.unchanged == 330 and again.model_id == after.model_id, "learned once for this gold set"
        twin = next(row for row in rows if row[0] in items)
        center.build(write_catalog(tmp_path / "mugs.csv", [*rows, ("COPY", *twin[1:])], HEADER))
        center.gold_sample(SamplePlan(31))
        copied = center.build(tmp_path / "mugs.csv")
        assert copied.held_out == 32, "an item that says the same under another id is left out, too"
