"""Versions of an ontology as a user lives with them: publish, forecast, build, go back, hand out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from tests.acceptance.command import run
from tests.acceptance.small import WORKBOOK, shown, write_workbook

VALUES = WORKBOOK["values.csv"].replace("white,white,", "ivory,ivory,white") + "colour,colour/roses,rose,roses\n"


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """White is now called ivory under a new id, and rose is a colour."""
    return write_workbook(tmp_path / "newer", values=VALUES)


def full_rebuild(mugs: Path, folder: Path, catalog: Path) -> Any:
    """The report of a build in a fresh center with the release and the model of another."""
    with itemcenter.create(folder) as center, ItemCenter.open(mugs) as other:
        if (mugs / "models").is_dir():
            shutil.copytree(mugs / "models", folder / "models")
        center.use_release(center.releases.save(other.release))
        return center.build(catalog)


def test_forecast_release_build_and_back(mugs: Path, newer: Path, catalog: Path, tmp_path: Path) -> None:
    first = run("build", catalog, "--out", mugs, "--json").json
    assert first["unchanged"] == 4
    forecast = run("ontology", "impact", newer, "--center", mugs, "--price", "0.5", "--json").json
    assert forecast["items"] == 4 and forecast["exact"] and 0 < forecast["decided"] <= 4, forecast
    assert forecast["cost"] == forecast["asked"] * 0.5 and forecast["total_seconds"] > 0
    told = run("ontology", "release", newer, "--note", "ivory", "--by", "Ana", "--center", mugs, "--json").json
    assert told["number"] == 2 and told["event"] == "release" and (told["author"], told["note"]) == ("Ana", "ivory")
    assert sum(told["changes"]["value"].values()) >= 2, told["changes"]
    built = run("build", catalog, "--out", mugs, "--json").json
    assert built["changed"] == forecast["decided"] and built["changed"] + built["spared"] == 4
    assert built["changes"] == forecast["cells"] > 0
    assert built["digest"] == full_rebuild(mugs, tmp_path / "fresh", catalog).digest != first["digest"]
    with ItemCenter.open(mugs) as center:
        assert shown(center, "M-3", "colour") == ["ivory"]
    again = run("build", catalog, "--out", mugs, "--json").json
    assert (again["unchanged"], again["spared"], again["digest"]) == (4, 0, built["digest"]), "spared once"
    back = run("ontology", "rollback", "--by", "Ben", "--center", mugs, "--json").json
    assert (back["number"], back["event"], back["release_id"]) == (3, "rollback", told["before"])
    assert run("build", catalog, "--out", mugs, "--json").json["digest"] == first["digest"]
    versions = run("ontology", "history", "--center", mugs, "--json").json
    assert [entry["event"] for entry in versions] == ["import", "release", "rollback"]
    assert [entry["parent_id"] for entry in versions] == [None, versions[0]["id"], versions[1]["id"]]
    lines = [json.loads(line) for line in (mugs / "releases" / "log.jsonl").read_text("utf-8").splitlines()]
    assert lines == versions, "what the tunnel will read"
    assert "Ana" in run("ontology", "history", "--center", mugs).out


def test_what_cannot_be_gone_back_to(mugs: Path) -> None:
    nowhere = run("ontology", "rollback", "--center", mugs)
    assert nowhere.code == 4 and "no earlier version" in nowhere.err
    lost = run("ontology", "rollback", "7", "--center", mugs)
    assert lost.code == 4 and "7" in lost.err
    there = run("ontology", "rollback", "1", "--center", mugs)
    assert there.code == 2 and "in use already" in there.err


def test_an_altered_log_is_told(mugs: Path, newer: Path) -> None:
    log = mugs / "releases" / "log.jsonl"
    log.write_text(log.read_text("utf-8").replace('"author":""', '"author":"Eve"'), encoding="utf-8")
    told = run("ontology", "history", "--center", mugs)
    assert told.code != 0 and "altered" in told.err.replace("\n", " ")


@pytest.mark.parametrize("ending", ["ttl", "nt", "jsonld"])
def test_a_release_travels_as_rdf(mugs: Path, newer: Path, tmp_path: Path, ending: str) -> None:
    pytest.importorskip("rdflib")
    out = tmp_path / f"mugs.{ending}"
    dropped = write_workbook(tmp_path / "less", values=VALUES.replace("material,material/steel,steel,\n", ""))
    run("ontology", "release", newer, "--by", "Ana", "--note", "roses", "--center", mugs)
    run("ontology", "release", dropped, "--by", "Ben", "--center", mugs)
    told = run("ontology", "export", out, "--center", mugs, "--json").json
    back = run("ontology", "import", f"skos:{out}", "--out", tmp_path / "other", "--json").json
    assert back["release"] == told["release"]
    text = out.read_text("utf-8")
    versions = run("ontology", "history", "--center", mugs, "--json").json
    assert all(version["id"] in text for version in versions) and "Ana" in text and "roses" in text
    assert "deprecated" in text and "steel" in text, "what is gone is told"
    if ending == "nt":
        (rose,) = [line for line in text.splitlines() if "roses>" in line and "wasGeneratedBy" in line]
        assert versions[1]["id"] in rose, "it came with the second version"


def test_a_release_travels_as_shopify_publishes(mugs: Path, newer: Path, tmp_path: Path) -> None:
    told = run("ontology", "export", tmp_path / "out", "--as", "shopify", "--center", mugs, "--json").json
    assert (Path(told["file"]) / "categories.txt").is_file()
    run("ontology", "import", f"shopify:{tmp_path / 'out'}", "--out", tmp_path / "other", "--json")
    with ItemCenter.open(mugs) as one, ItemCenter.open(tmp_path / "other") as two:
        for part in ("categories", "keys"):
            names = [sorted((e.id, e.name) for e in getattr(c.release, part)) for c in (one, two)]
            assert names[0] == names[1]
        values = [{v.name for part in c.release.value_lists for v in part.values} for c in (one, two)]
        assert values[0] == values[1]
        scopes = [{(s.category_id, s.key_id) for s in c.release.scopes} for c in (one, two)]
        assert scopes[0] == scopes[1]


def test_what_became_of_ids(mugs: Path, newer: Path, tmp_path: Path) -> None:
    with ItemCenter.open(mugs) as center:
        old = center.release.id
    run("ontology", "release", newer, "--center", mugs)
    out = tmp_path / "next.json"
    assert run("ontology", "successors", old, str(newer), out, "--center", mugs, "--json").json["rules"] >= 1
    rules = {rule["input"]: rule for rule in json.loads(out.read_text("utf-8"))["rules"]}
    (rule,) = [rule for given, rule in rules.items() if given == "colour/white"]
    assert rule["kind"] in ("merged", "new id") and rule["output"], rules
