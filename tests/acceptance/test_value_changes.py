"""The ontology is data: a value put into the workbook is recognised by the next build, one taken out disappears.

Three builds of one catalog under one workbook that changes in a single row, all from the command line.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.acceptance.command import run
from tests.acceptance.small import WORKBOOK, write_catalog, write_workbook

#: What teal is told by: a title, a merchant's cell, a synonym in a title, a title beside another colour.
ROWS = (
    ("TITLE", "Mug in teal", "Mugs", "Stoneware, fired twice.", ""),
    ("CELL", "Mug", "Mugs", "A mug for the office.", "colour: teal | material: glass"),
    ("SYNONYM", "Mug in petrol green", "Mugs", "", ""),
    ("BESIDE", "Mug in teal and navy", "Mugs", "", ""),
    ("NAVY", "Mug in navy", "Mugs", "", ""),
)
WITHOUT = WORKBOOK["values.csv"]
WITH = WITHOUT + "colour,colour/teal,teal,petrol green\n"


class Stage(NamedTuple):
    """What the command line told after one import and build. before: the colours between import and build."""

    imported: dict[str, Any]
    before: dict[str, list[str]]
    built: dict[str, Any]
    colours: dict[str, list[str]]
    why: dict[str, dict[str, Any]]
    told: dict[str, str]
    unknown: list[tuple[str, list[str]]]
    models: list[str]


def colours(center: Path) -> dict[str, list[str]]:
    """Colours shown, by item."""
    out: dict[str, list[str]] = {}
    for line in run("facts", "--key", "colour", "--center", center, "--json").lines:
        out.setdefault(line["item"], []).append(line["value"])
    return {item: sorted(values) for item, values in out.items()}


def stage(home: Path, values: str) -> Stage:
    """Write the workbook with these values, import it, build the catalog."""
    center, book = home / "center", write_workbook(home / "book", values=values)
    imported = run("ontology", "import", book, "--center", center, "--json").json
    before = colours(center) if (center / "store.db").exists() else {}
    built = run("build", home / "catalog.csv", "--out", center, "--json").json
    asked = ("TITLE", "CELL")
    lines = (center / "runs" / built["run"] / "unknown_values.jsonl").read_text(encoding="utf-8").splitlines()
    return Stage(
        imported,
        before,
        built,
        colours(center),
        {item: run("why", item, "colour", "--center", center, "--json").json for item in asked},
        {item: run("why", item, "colour", "--center", center).out for item in asked},
        [(row["text"], row["sources"]) for row in map(json.loads, lines)],
        sorted(path.name for path in (center / "models").glob("*") if path.is_dir()),
    )


@pytest.fixture(scope="module")
def stages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Stage, Stage, Stage]:
    """Without teal, with it, without it again."""
    home = tmp_path_factory.mktemp("values")
    write_catalog(home / "catalog.csv", ROWS)
    return stage(home, WITHOUT), stage(home, WITH), stage(home, WITHOUT)


def test_a_value_that_the_ontology_lacks_is_no_fact(stages: tuple[Stage, Stage, Stage]) -> None:
    lacking = stages[0]
    assert lacking.colours == {"BESIDE": ["navy"], "NAVY": ["navy"]}
    assert [lacking.why[item]["shown"]["state"] for item in ("TITLE", "CELL")] == ["not_stated", "not_stated"]
    assert lacking.unknown == [("teal", ["CELL"])], "the cell that nobody understands is told to the expert"


def test_a_value_put_in_is_recognised_in_the_next_build(stages: tuple[Stage, Stage, Stage]) -> None:
    lacking, put_in, _ = stages
    assert put_in.imported["release"] != lacking.imported["release"]
    assert put_in.imported["counts"]["values"] == lacking.imported["counts"]["values"] + 1
    assert put_in.before == lacking.colours, "only a build decides"
    assert put_in.colours == {"TITLE": ["teal"], "CELL": ["teal"], "SYNONYM": ["teal"],
                              "BESIDE": ["navy", "teal"], "NAVY": ["navy"]}  # fmt: skip
    assert put_in.unknown == []
    [read] = put_in.why["TITLE"]["shown"]["facts"]
    assert read["value"]["value_id"] == "colour/teal" and read["release_id"] == put_in.imported["release"]
    assert [(span["field"], span["text"]) for span in read["evidence"]] == [("title", "teal")]
    [stated] = put_in.why["CELL"]["shown"]["facts"]
    assert stated["producer"] == "merchant" and stated["evidence"][0]["text"] == "teal"


def test_nothing_is_trained_for_it(stages: tuple[Stage, Stage, Stage]) -> None:
    assert len({entry.built["model_id"] for entry in stages}) == 1
    assert [entry.models for entry in stages] == [["values"]] * 3, "the vectors of values; nothing that was learned"


def test_a_value_taken_out_disappears(stages: tuple[Stage, Stage, Stage]) -> None:
    lacking, put_in, taken_out = stages
    assert taken_out.imported["release"] == lacking.imported["release"]
    assert taken_out.colours == lacking.colours
    assert taken_out.built["changes"] == put_in.built["changes"] == 4
    assert taken_out.built["digest"] == lacking.built["digest"] != put_in.built["digest"]
    assert taken_out.unknown == lacking.unknown


def test_why_tells_what_was_there_and_that_it_is_gone(stages: tuple[Stage, Stage, Stage]) -> None:
    account = stages[2].why["TITLE"]
    assert account["shown"]["state"] == "not_stated"
    told = [(write["state"], [fact["value"]["text"] for fact in write["facts"]]) for write in account["history"]]
    assert told == [("not_stated", []), ("facts", ["teal"]), ("not_stated", [])]
    assert account["history"][1]["facts"][0]["release_id"] == stages[1].imported["release"]
    cell = stages[2].why["CELL"]
    assert [(write["source"], write["state"]) for write in cell["history"]] == [
        ("machine", "not_stated"), ("merchant", "facts"), ("merchant", "withdrawn")]  # fmt: skip
    assert [word["source"] for word in cell["words"]] == ["machine"], "the merchant's word is withdrawn"
    for item in ("TITLE", "CELL"):
        assert "not stated: no text of this item proves a value" in stages[2].told[item]
        assert "history (3 writes, oldest first)" in stages[2].told[item] and "teal" in stages[2].told[item]
