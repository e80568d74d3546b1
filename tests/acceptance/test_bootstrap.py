"""A first ontology out of a catalog, as a user draws, mends and builds with it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.acceptance.command import run
from tests.acceptance.small import dated

_COLOURS, _BRANDS = ("Black", "Silver", "White", "Blue"), ("Acme", "Borel", "Cinder", "Dorado", "Elm", "Fjord")


def _write(path: Path, each: int = 25) -> Path:
    """Notebooks and kettles without categories; sizes are bare numbers, their units stand in the titles."""
    rows = []
    for n in range(each):
        brand, colour, inches, litres = _BRANDS[n % 6], _COLOURS[n % 4], 11 + n % 7, f"{1 + n % 5 / 10:.1f}"
        specs = f"display diagonal: {inches} | product colour: {colour} | touchscreen: {'yes' if n % 2 else 'no'}"
        rows.append((f"N{n}", f'{brand} notebook N{n} {colour} {inches}"', brand, specs if n % 5 else ""))
        specs = f"water tank capacity: {litres} | product colour: {colour} | housing: {('Glass', 'Steel')[n % 2]}"
        rows.append((f"K{n}", f"{brand} electric kettle K{n} {colour} {litres} l", brand, specs if n % 5 else ""))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("sku", "title", "brand", "specs"), *rows])
    return dated(path, 1_767_225_600)


def test_draw_mend_and_import(tmp_path: Path) -> None:
    catalog = _write(tmp_path / "shop.csv")
    told = run("ontology", "bootstrap", catalog, "--out", tmp_path / "book", "--json").json
    assert told["categories"] == 3 and told["keys"] == 5 and told["lint"]["error"] == 0
    assert any("rename the groups" in notice for notice in told["notices"])
    assert not list(tmp_path.glob("*/itemcenter.toml"))  # no center was made
    imported = run("ontology", "import", tmp_path / "book", "--out", tmp_path / "center", "--json").json
    assert imported["release"] == told["release"]
    categories = tmp_path / "book" / "categories.csv"
    text = categories.read_text(encoding="utf-8-sig")
    assert "Electric kettle" in text
    categories.write_text(text.replace("Electric kettle", "Kettles"), encoding="utf-8")
    again = run("ontology", "import", tmp_path / "book", "--out", tmp_path / "center", "--json").json
    assert again["release"] != told["release"] and again["counts"] == imported["counts"]
    shown = run("ontology", "show", "Kettles", "--center", tmp_path / "center")
    assert shown.code == 0 and "water tank capacity" in shown.out and "quantity [l]" in shown.out


def test_build_with_the_catalogs_own_ontology(tmp_path: Path) -> None:
    catalog, center = _write(tmp_path / "shop.csv"), tmp_path / "center"
    built = run("build", catalog, "--backbone", "auto", "--out", center, "--json").json
    assert built["items"] == 50 and built["categories"] == {"drawn": 50}
    assert built["merchant_facts"] == 40 * 3  # every cell was understood
    assert any("drawn from this catalog" in notice for notice in built["notices"])
    shown = run("show", "N0", "--center", center)  # without specs of its own
    assert "Notebook" in shown.out
    assert "12 in" in run("show", "N1", "--center", center).out  # the cell says 12, the titles say in what
    again = run("build", catalog, "--backbone", "auto", "--out", center, "--json").json
    assert again["release_id"] == built["release_id"] and again["unchanged"] == 50
    assert again["digest"] == built["digest"]


def test_the_center_keeps_using_the_groups_after_an_edit(tmp_path: Path) -> None:
    catalog, center = _write(tmp_path / "shop.csv"), tmp_path / "center"
    told = run("ontology", "bootstrap", catalog, "--center", center)
    assert told.code == 0 and str(center / "bootstrap") in told.out.replace("\n", "") and "0 errors" in told.out
    categories = center / "bootstrap" / "categories.csv"
    categories.write_text(categories.read_text(encoding="utf-8-sig").replace("Notebook", "Laptop"), encoding="utf-8")
    assert run("ontology", "import", center / "bootstrap", "--out", center).code == 0
    built = run("build", catalog, "--out", center, "--json").json
    assert built["categories"] == {"drawn": 50}
    assert "Laptop" in run("show", "N0", "--center", center).out


def test_findings_tell_what_an_entry_rests_on(tmp_path: Path) -> None:
    run("ontology", "bootstrap", _write(tmp_path / "shop.csv"), "--out", tmp_path / "book")
    lines = [json.loads(line) for line in (tmp_path / "book" / "findings.jsonl").read_text("utf-8").splitlines()]
    size = next(line for line in lines if line["kind"] == "key" and line["entry"] == "display-diagonal")
    assert size["unit"] == "in" and size["unit_from"]["how"] == "stated in texts" and size["items"] == 20
    assert size["examples"] == ["N1", "N2", "N3"]


def test_a_catalog_without_specs(tmp_path: Path) -> None:
    catalog = tmp_path / "bare.csv"
    catalog.write_text("sku,title,category\n" + "".join(f"{n},Phone {n},Phones\n" for n in range(5)), encoding="utf-8")
    told = run("ontology", "bootstrap", catalog, "--out", tmp_path / "book")
    assert told.code == 0 and "no key to learn" in told.out.replace("\n", " ")


def test_mistakes_are_told(tmp_path: Path) -> None:
    catalog = _write(tmp_path / "shop.csv", 2)
    nowhere = run("ontology", "bootstrap", catalog)
    assert nowhere.code == 2 and "--out" in nowhere.err
    missing = run("ontology", "bootstrap", tmp_path / "no.csv", "--out", tmp_path / "book")
    assert missing.code == 3 and "no such file" in missing.err and not (tmp_path / "book").exists()
    broken = tmp_path / "broken.csv"
    broken.write_text("a;b\n1;2\n", encoding="utf-8")
    assert run("ontology", "bootstrap", broken, "--out", tmp_path / "book").code == 3
    both = run("build", catalog, "--backbone", "auto", "--ontology", "x", "--out", tmp_path / "center")
    assert both.code == 2
