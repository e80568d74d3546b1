"""A catalog's life: a newer file changes items, drops some and brings some back; `diff` tells what happened and why."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from click.testing import CliRunner

import itemcenter
from itemcenter.errors import ItemCenterError
from itemcenter.serve.cli.main import cli
from tests.acceptance.command import Outcome
from tests.acceptance.small import MADE_S, ROWS, shown, with_cell, write_catalog, write_workbook

_DAY_S = 86_400


def run(*arguments: str | int | Path) -> Outcome:
    """A command in this process: these tests run many."""
    result = CliRunner().invoke(cli, list(map(str, arguments)))
    error = result.exception
    if error is not None and not isinstance(error, SystemExit | ItemCenterError):
        raise error
    code = error.exit_code if isinstance(error, ItemCenterError) else result.exit_code
    return Outcome(code, result.stdout, f"{result.stderr}{error or ''}")


def _later(folder: Path, rows: list[tuple[str, ...]], days: int = 1) -> Path:
    return write_catalog(folder / f"later-{days}.csv", rows, made_s=MADE_S + days * _DAY_S)


def _policy(center: Path, action: str, most: float = 0.5) -> None:
    (center / "itemcenter.toml").write_text(
        f'[catalog]\nmissing = "{action}"\nmax_missing = {most}\n', encoding="utf-8"
    )


def test_missing_items_are_kept_by_default_and_told(mugs: Path, tmp_path: Path) -> None:
    told = run("build", _later(tmp_path, list(ROWS[1:])), "--out", mugs, "--json").json
    assert (told["missing"], told["retired"], told["unchanged"]) == (1, 0, 3)
    assert any('missing = "retire"' in notice for notice in told["notices"])
    assert run("facts", "--center", mugs, "--item", "M-1", "--json").lines
    back = run("build", _later(tmp_path, list(ROWS), 2), "--out", mugs, "--json").json
    assert (back["missing"], back["returned"], back["unchanged"], back["changes"]) == (0, 1, 4, 0)


def test_retired_items_are_hidden_with_their_history_and_return_as_they_were(mugs: Path, tmp_path: Path) -> None:
    with itemcenter.open_center(mugs) as center:
        before = center.store.digest()
        center.set("M-1", "colour", "red", author="ada")
    _policy(mugs, "retire")
    told = run("build", _later(tmp_path, list(ROWS[1:])), "--out", mugs, "--json").json
    assert (told["missing"], told["retired"]) == (1, 1)
    assert run("facts", "--center", mugs, "--item", "M-1", "--json").lines == []
    exported = tmp_path / "facts.jsonl"
    run("export", exported, "--center", mugs)
    assert "M-1" not in {json.loads(line)["item"] for line in exported.read_text(encoding="utf-8").splitlines()}
    assert "retired" in run("show", "M-1", "--center", mugs).out
    assert "red" in run("why", "M-1", "colour", "--center", mugs).out
    back = run("build", _later(tmp_path, list(ROWS), 2), "--out", mugs, "--json").json
    assert (back["returned"], back["unchanged"], back["changed"]) == (1, 4, 0)
    with itemcenter.open_center(mugs) as center:
        assert shown(center, "M-1", "colour") == ["red"], "a person's word outlives the absence"
        center.unlock("M-1", "colour", author="ada")
        assert center.store.digest() == before


def test_a_file_that_lost_many_items_retires_none_unless_told_to(mugs: Path, tmp_path: Path) -> None:
    _policy(mugs, "retire", 0.5)
    cut = _later(tmp_path, list(ROWS[:1]))
    told = run("build", cut, "--out", mugs, "--json").json
    assert (told["missing"], told["retired"]) == (3, 0)
    assert any("--allow-retire" in notice and "75%" in notice for notice in told["notices"])
    told = run("build", cut, "--out", mugs, "--json", "--allow-retire").json
    assert (told["missing"], told["retired"]) == (3, 3)
    assert {row["item"] for row in run("facts", "--center", mugs, "--json").lines} == {"M-1"}


def test_what_was_not_read_is_not_missing(mugs: Path, tmp_path: Path) -> None:
    _policy(mugs, "retire", 1.0)
    told = run("build", _later(tmp_path, list(ROWS)), "--limit", 1, "--out", mugs, "--json").json
    assert told["missing"] == 0, "a limited reading"
    unreadable = with_cell("M-2", "title", "")
    told = run("build", _later(tmp_path, unreadable, 2), "--out", mugs, "--json").json
    assert (told["rejected"], told["missing"]) == ({"no_title": 1}, 0), "its row is in quarantine"
    older = write_catalog(tmp_path / "older.csv", list(ROWS[:1]), made_s=MADE_S - _DAY_S)
    assert run("build", older, "--out", mugs, "--json").json["missing"] == 0, (
        "an older file knows nothing of newer items"
    )
    other = run("build", _later(tmp_path, [("X-1", "Mug in red", "Mugs", "", "")], 3), "--source", "merchant:b",
                "--out", mugs, "--json").json  # fmt: skip
    assert other["missing"] == 0, "another source"


def test_missing_items_can_be_forgotten(mugs: Path, tmp_path: Path) -> None:
    _policy(mugs, "forget")
    told = run("build", _later(tmp_path, list(ROWS[1:])), "--out", mugs, "--json").json
    assert told["missing"] == 1 and told["changes"] > 0
    assert run("show", "M-1", "--center", mugs).code != 0


def test_an_unknown_policy_is_refused_with_what_is_allowed(mugs: Path) -> None:
    _policy(mugs, "retier")
    refused = run("config", "check", "--center", mugs)
    assert refused.code == 2 and "did you mean 'retire'?" in refused.err


def test_diff_tells_items_facts_and_why(mugs: Path, tmp_path: Path) -> None:
    _policy(mugs, "retire")
    changed = [row for row in with_cell("M-2", "specs", "material: glass") if row[0] != "V-1"]
    run("build", _later(tmp_path, [*changed, ("M-9", "Mug in navy", "Mugs", "", "")]), "--out", mugs)
    told = run("diff", "--center", mugs, "--json").json
    assert told["items"] == {"changed": 1, "new": 1, "retired": 1}
    assert told["facts"]["changed"] == 1 and told["facts"]["added"] >= 1
    lines = {(line["item"], line.get("key")): line for line in told["examples"]}
    material = lines["M-2", "material"]
    assert (material["kind"], material["before"], material["after"]) == ("changed", ["steel"], ["glass"])
    assert material["why"] == ["item changed: specs.material"]
    assert lines["M-9", "colour"]["why"] == ["item new"]
    assert run("diff", 1, 2, "--center", mugs, "--json").json == told
    only = run("diff", "--center", mugs, "--key", "material", "--item", "M-2", "--json").json
    assert only["items"] == {} and list(only["keys"]) == ["material"]
    people = run("diff", "--center", mugs).out
    assert "steel -> glass" in people and "item changed: specs.material" in people


def test_diff_names_edits_priorities_and_releases(mugs: Path, tmp_path: Path) -> None:
    run("set", "M-1", "colour", "red", "--by", "ada", "--center", mugs)
    config = "[sources.priorities]\nmachine = 250\n"
    (mugs / "itemcenter.toml").write_text(config, encoding="utf-8")
    run("build", _later(tmp_path, list(ROWS)), "--out", mugs)
    told = run("diff", "--center", mugs, "--json", "--examples", 50).json
    why = {(line["item"], line.get("key")): line["why"] for line in told["examples"]}
    assert why["M-1", "colour"] == ["human edit: by ada"]
    assert why["M-2", "material"] == ["source priority: merchant to machine"]
    values = (
        "key,id,name,synonyms\ncolour,colour/navy,navy,marine blue\ncolour,colour/red,red,\n"
        "colour,colour/crimson,crimson,\ncolour,colour/white,white,\n"
        "material,material/stoneware,stoneware,\nmaterial,material/glass,glass,\nmaterial,material/steel,steel,\n"
    )
    book = write_workbook(tmp_path / "other-book", values=values)
    run("build", _later(tmp_path, list(ROWS), 2), "--ontology", book, "--out", mugs)
    out = tmp_path / "lines.csv"
    told = run("diff", "--center", mugs, "--json", "--out", out).json
    assert set(told["items"]) == {"decided"}
    with out.open(encoding="utf-8", newline="") as file:
        (vase,) = [row for row in csv.DictReader(file) if (row["item"], row["key"]) == ("V-1", "colour")]
    assert (vase["before"], vase["after"]) == ("red", "crimson") and vase["why"].startswith("ontology release: ")


def test_diff_without_two_runs_or_with_a_wrong_one_says_so(mugs: Path) -> None:
    alone = run("diff", "--center", mugs)
    assert alone.code != 0 and "needs two runs" in alone.err
    run("set", "M-1", "colour", "red", "--center", mugs)
    assert run("diff", 1, 7, "--center", mugs).code != 0


def test_a_drawn_ontology_is_kept_for_the_next_version(tmp_path: Path) -> None:
    rows = [
        (f"A-{n}", f"Lamp {n}", "Lamps", "", f"colour: {'red' if n % 2 else 'blue'} | height: {n} cm")
        for n in range(40)
    ]
    first = write_catalog(tmp_path / "first.csv", rows)
    one = run("build", first, "--backbone", "auto", "--out", tmp_path / "c", "--json").json
    later = _later(tmp_path, [*rows[1:], ("B-1", "Lamp new", "Lamps", "", "colour: green")])
    two = run("build", later, "--backbone", "auto", "--out", tmp_path / "c", "--json").json
    assert (two["release_id"], two["model_id"]) == (one["release_id"], one["model_id"])
    assert (two["unchanged"], two["new"], two["missing"]) == (39, 1, 1)
