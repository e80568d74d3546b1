"""What changed between two ontologies, and a newer catalog over an edited one, as a user asks for it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from tests.acceptance.command import run
from tests.acceptance.small import WORKBOOK, write_workbook
from tests.acceptance.test_bootstrap import _write as write_shop

GREEN = WORKBOOK["values.csv"].replace("crimson", "crimson|ruby") + "colour,colour/green,green,\n"
NO_MAKER = WORKBOOK["keys.csv"].replace("maker,maker,text,,no,yes,\n", "")
APPLIES = WORKBOOK["applies.csv"].replace("mugs,maker,no\n", "")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_diff_of_workbooks_and_of_releases(tmp_path: Path, workbook: Path) -> None:
    newer, home = write_workbook(tmp_path / "newer", values=GREEN, keys=NO_MAKER, applies=APPLIES), tmp_path / "c"
    same = run("ontology", "diff", workbook, workbook)
    assert same.code == 0 and same.out == "nothing has changed\n"
    told = run("ontology", "diff", workbook, newer, "--json").json
    by_kind: dict[str, list[Any]] = {}
    for change in told["changes"]:
        by_kind.setdefault(change["kind"], []).append(change)
    assert any("colour/green" in str(change) for change in by_kind["added"])
    assert any("maker" in str(change) for change in by_kind["retired"])
    shown = run("ontology", "diff", workbook, newer)
    assert shown.code == 0 and "green" in shown.out and "ruby" in shown.out and "1 added" in shown.out, shown.out
    back = run("ontology", "diff", newer, workbook, "--json").json
    assert {noun: counts.get("added", 0) for noun, counts in told["counts"].items()} == {
        noun: counts.get("retired", 0) + counts.get("removed", 0) for noun, counts in back["counts"].items()
    }
    first = run("ontology", "import", workbook, "--out", home, "--json").json["release"]
    second = run("ontology", "import", newer, "--out", home, "--json").json["release"]
    inside = run("ontology", "diff", first[:8], second, "--center", home, "--json").json
    assert inside["changes"] == told["changes"] and (inside["before"], inside["after"]) == (first, second)


def test_diff_tells_what_is_wrong(tmp_path: Path, workbook: Path) -> None:
    home = tmp_path / "c"
    run("ontology", "import", workbook, "--out", home)
    lost = run("ontology", "diff", workbook, "nowhere", "--center", home)
    assert lost.code == 4 and "nowhere" in lost.err
    (tmp_path / "empty").mkdir()
    broken = run("ontology", "diff", workbook, tmp_path / "empty")
    assert broken.code == 3 and str(tmp_path / "empty") in broken.err.replace("\n", "")


def test_an_import_tells_what_it_changes(tmp_path: Path, workbook: Path) -> None:
    home = tmp_path / "c"
    first = run("ontology", "import", workbook, "--out", home, "--diff", "--json").json
    assert first["changes"] == [], "there was nothing before"
    newer = write_workbook(tmp_path / "newer", values=GREEN)
    shown = run("ontology", "import", newer, "--out", home, "--diff", "--keep-current")
    assert shown.code == 0 and "green" in shown.out and "value: 1 changed, 1 added" in shown.out, shown.out
    assert run("ontology", "import", newer, "--out", home, "--diff", "--json").json["changes"], "it was not in use"
    again = run("ontology", "import", newer, "--out", home, "--diff")
    assert "nothing has changed" in again.out


def test_a_newer_catalog_over_an_edited_workbook(tmp_path: Path) -> None:
    older, newer = write_shop(tmp_path / "older.csv"), tmp_path / "newer.csv"
    book, later = tmp_path / "book", tmp_path / "later"
    assert run("ontology", "bootstrap", older, "--out", book).code == 0
    categories, keys = book / "categories.csv", book / "keys.csv"
    categories.write_text(categories.read_text("utf-8-sig").replace("Electric kettle", "Kettles"), encoding="utf-8")
    keys.write_text(keys.read_text("utf-8-sig").replace("product colour,", "colour,", 1), encoding="utf-8")
    text = older.read_text(encoding="utf-8")
    lamps = "".join(
        f"L{n},Acme desk lamp L{n} White,Acme,light colour: {('Warm', 'Cold')[n % 2]} | product colour: White\n"
        for n in range(25)
    )
    newer.write_text(text + lamps, encoding="utf-8")
    told = run("ontology", "bootstrap", newer, "--base", book, "--out", later)
    assert told.code == 0, told.err
    names = {row["name"] for row in rows(later / "categories.csv")}
    assert "Kettles" in names and "Electric kettle" not in names, names
    more = {row["name"] for row in rows(later / "keys.csv")} - {row["name"] for row in rows(keys)}
    assert more == {"light colour"}, "what is new in the catalog is added"
    assert "colour" in {row["name"] for row in rows(later / "keys.csv")}
    changes = run("ontology", "diff", book, later, "--json").json["changes"]
    assert not [change for change in changes if change["kind"] in ("retired", "removed")], "what people made stays"
    missing = run("ontology", "bootstrap", newer, "--base", tmp_path / "no", "--out", tmp_path / "x")
    assert missing.code == 3 and "no" in missing.err and not (tmp_path / "x").exists()


def test_category_mappings_in_and_out(tmp_path: Path, workbook: Path) -> None:
    home, table = tmp_path / "c", tmp_path / "google@demo.csv"
    run("ontology", "import", workbook, "--out", home)
    table.write_text("category,foreign,foreign_name\nmugs,2169,Home > Mugs\n", encoding="utf-8")
    (told,) = run("ontology", "mappings", "import", table, "--center", home, "--json").json
    assert (told["system"], told["version"], told["covered"], told["of"]) == ("google", "demo", 1, 2)
    assert "1 of 2" in run("ontology", "mappings", "show", "--center", home).out
    out = run("ontology", "mappings", "map", "mugs", "--center", home, "--json").json
    assert out["outward"]["id"] == "2169" and out["inward"] == []
    back = run("ontology", "mappings", "map", "Home > Mugs", "--center", home, "--json").json
    assert [entry["category"] for entry in back["inward"]] == ["mugs"]
    lost = run("ontology", "mappings", "map", "spoons", "--center", home)
    assert lost.code == 4 and "no counterpart in google" in lost.err
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    broken = run("ontology", "mappings", "import", table, "--center", home)
    assert broken.code == 3 and "google@demo.csv" in broken.err.replace("\n", "")


def test_a_workbook_with_macros_comes_back_whole(tmp_path: Path, workbook: Path) -> None:
    import zipfile

    from openpyxl import Workbook, load_workbook

    book = Workbook()
    book.active.append(["sku", "title", "category", "colour"])
    book.active.append(["M-1", "Mug in navy", "Mugs", None])
    book.active.append(["M-2", "Mug in red", "Mugs", "crimson"])
    book.save(tmp_path / "plain.xlsx")
    macros, path, out = b"\xd0\xcf\x11\xe0 stands for a VBA project", tmp_path / "c.xlsm", tmp_path / "out.xlsm"
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
        new.writestr("xl/vbaProject.bin", macros)
    home = tmp_path / "c"
    assert run("build", path, "--ontology", workbook, "--out", home).code == 0
    wrong = run("export", tmp_path / "out.xlsx", "--as", "source", "--center", home)
    assert wrong.code == 3 and ".xlsm" in wrong.err and not (tmp_path / "out.xlsx").exists()
    told = run("export", out, "--as", "source", "--center", home, "--json")
    assert told.code == 0 and told.json["filled"] == {"colour": 1}, told.err
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out) as new:
        assert sorted(old.namelist()) == sorted(new.namelist()) and new.read("xl/vbaProject.bin") == macros
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert set(changed) <= {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert [cell.value for cell in load_workbook(out).active[2]][:4] == ["M-1", "Mug in navy", "Mugs", "navy"]
    again = run("build", out, "--out", home, "--json").json
    assert (again["unchanged"], again["changed"]) == (2, 0)
