"""Proposals through the command line: judged, listed, decided, exchanged, inserted, and what the traffic says."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

import itemcenter
from itemcenter.errors import NotFoundError
from tests.acceptance.command import run
from tests.acceptance.small import write_workbook

_COLOURS = "green", "crimson red", "Navy", "teal"


def _center(tmp_path: Path) -> Path:
    center = tmp_path / "center"
    assert run("ontology", "import", write_workbook(tmp_path / "book"), "--out", center).code == 0
    return center


def _proposals(path: Path) -> Path:
    lines = [{"kind": "value", "text": text, "category_id": "mugs", "key_id": "colour"} for text in _COLOURS]
    lines.append({"kind": "brand", "text": "Acme Mugs"})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + "not json\n", encoding="utf-8")
    return path


def _ids(center: Path, *options: str) -> dict[str, str]:
    listed = run("ontology", "review", "list", "--standing", "any", "--center", center, "--json", *options).json
    return {entry["proposal"]["text"]: entry["id"] for entry in listed}


def test_from_proposals_to_a_release_and_back(tmp_path: Path) -> None:
    center = _center(tmp_path)
    proposals = _proposals(tmp_path / "proposals.jsonl")
    first = run("ontology", "validate", proposals, "--center", center, "--json").json
    assert (first["judged"], first["rejected_lines"]) == (5, 1)
    assert run("ontology", "validate", proposals, "--center", center, "--json").json["known"] == 5
    assert "not json" in run("quarantine", "list", "--source", "proposals", "--center", center, "--json").out
    ids = _ids(center)
    shown = run("ontology", "review", "show", ids["Navy"][:6], "--center", center, "--json").json
    assert any(vote["check"] == "duplication" and vote["verdict"] == "reject" for vote in shown["votes"])
    assert all(vote["rationale"] for vote in shown["votes"])

    done = run("ontology", "review", "claim", ids["green"], "--by", "ada", "--center", center)
    assert done.code == 0, done.err
    taken = run("ontology", "review", "claim", ids["green"], "--by", "bob", "--center", center)
    assert taken.code == 3 and "ada has claimed" in taken.err
    with itemcenter.open_center(center) as opened:
        opened.decide("accept", [ids["green"], ids["Acme Mugs"]], by="ada")
        opened.decide("reject", [ids["green"]], by="bob")
        opened.undo_review(by="bob")
        opened.decide("merge", [ids["crimson red"]], by="ada", text="colour/red")
        opened.decide("rename", [ids["teal"]], by="ada", text="petrol")
        opened.decide("edit", [ids["teal"]], by="ada", fields=[("synonyms", "teal|blue green")])
        opened.decide("accept", [ids["teal"]], by="ada")
        with pytest.raises(NotFoundError, match="no key"):
            opened.decide("move", [ids["teal"]], by="ada", fields=[("key_id", "nothing")])
    made = run("ontology", "insert", "--center", center, "--json").json
    assert made["parent"]
    assert {entry["text"] for entry in made["inserted"]} >= {"green", "petrol", "crimson red", "Acme Mugs"}
    colours = run("ontology", "show", "colour", "--center", center, "--json").json["values"]
    assert {value["name"] for value in colours} == {"navy", "red", "white", "green", "petrol"}
    told = run("ontology", "stats", "--center", center, "--json").json
    assert told["review"]["standing"]["inserted"] == 4 and told["release"] == made["release"]


def test_a_table_comes_back_and_a_bad_one_changes_nothing(tmp_path: Path) -> None:
    center = _center(tmp_path)
    run("ontology", "validate", _proposals(tmp_path / "proposals.jsonl"), "--center", center)
    table = tmp_path / "queue.csv"
    assert run("ontology", "review", "export", table, "--center", center).code == 0
    with table.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    for decision, expected in (("perhaps", 3), ("reject", 0)):
        for row in rows:
            row["decision"] = decision
        with table.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.DictWriter(handle, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        done = run("ontology", "review", "import", table, "--by", "ada", "--center", center)
        assert done.code == expected
        standing = run("ontology", "stats", "--center", center, "--json").json["review"]["standing"]
        assert standing.get("rejected", 0) == (0 if expected else len(rows))
    lines = tmp_path / "labelled.jsonl"
    run("ontology", "review", "export", lines, "--as", "training", "--center", center)
    assert all(json.loads(line)["valid"] is False for line in lines.read_text(encoding="utf-8").splitlines())


def test_traffic_and_lines_that_are_no_queries(tmp_path: Path) -> None:
    center = _center(tmp_path)
    log = tmp_path / "log.csv"
    log.write_text("query,count\nred mugs,6\nvelvet vase,3\nsofa,1\nbad,many\n", encoding="utf-8")
    told = run("ontology", "stats", "--queries", log, "--center", center, "--json").json["traffic"]
    assert (told["by_volume"], told["rejected_lines"]) == ({"all": 0.6, "partly": 0.3, "none": 0.1}, 1)
    assert told["missing"][0]["text"] == "velvet"
    assert "bad,many" in run("quarantine", "list", "--source", "queries", "--center", center, "--json").out
    shown = run("ontology", "stats", "--queries", log, "--center", center)
    assert shown.code == 0 and "60.0% wholly" in shown.out
