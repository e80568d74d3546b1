"""`itemcenter export --as ...` as a user meets it: the file back, other systems, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import Workbook, load_workbook

import itemcenter
from itemcenter.center import ItemCenter
from tests.acceptance.command import run
from tests.acceptance.small import write_catalog

HEADER = ("sku", "title", "category", "description", "colour", "made from", "price")


def _center(folder: Path, workbook: Path) -> Path:
    rows = [
        ("M-1", "Mug in navy", "Mugs", "A mug of stoneware in navy.", "", "stoneware", "12.50 EUR"),
        ("M-2", "Mug in red", "Mugs", "Made of glass, and red all over.", "crimson", "", "9"),
    ]
    with itemcenter.create(folder / "center") as center:
        center.import_ontology(str(workbook))
        center.build(write_catalog(folder / "catalog.csv", rows, HEADER))
    return folder / "center"


def test_the_file_back(tmp_path: Path, workbook: Path) -> None:
    home, out = _center(tmp_path, workbook), tmp_path / "out.csv"
    looked = run("export", "--as", "source", "--dry-run", "--center", home)
    assert looked.code == 0 and "2 cells to fill in 2 items of 2 rows" in looked.out, looked.out
    told = run("export", out, "--as", "source", "--center", home, "--json").json
    assert told["filled"] == {"colour": 1, "made from": 1} and told["cells"] == 2
    old, new = ((tmp_path / name).read_bytes().split(b"\r\n") for name in ("catalog.csv", "out.csv"))
    assert new[0] == old[0] + b",itemcenter_filled"
    assert new[1].startswith(b"M-1,Mug in navy,Mugs,A mug of stoneware in navy.,navy,stoneware,12.50 EUR,colour=0.")
    assert b",crimson,glass,9,made from=0." in new[2]
    # built again: what is marked is no word of the merchant, so nothing has changed
    again = run("build", out, "--out", home, "--json").json
    assert (again["unchanged"], again["changed"]) == (2, 0)
    assert run("export", "--as", "source", "--dry-run", "--center", home, "--json").json["cells"] == 0


def test_the_workbook_back(tmp_path: Path, workbook: Path) -> None:
    book = Workbook()
    for row in (
        ("Our mugs",),
        HEADER,
        ("M-1", "Mug in navy", "Mugs", "A mug of stoneware in navy.", None, "stoneware", "=3*4"),
        ("M-2", "Mug in red", "Mugs", "Made of glass, and red all over.", "crimson", None, 9),
    ):
        book.active.append(row)
    book.create_sheet("Prices").append(["=1+1"])
    book.save(tmp_path / "c.xlsx")
    home, out = tmp_path / "center", tmp_path / "out.xlsx"
    assert run("build", tmp_path / "c.xlsx", "--ontology", workbook, "--out", home).code == 0
    wrong = run("export", tmp_path / "out.csv", "--as", "source", "--center", home)
    assert wrong.code == 3 and "name a file that ends in .xlsx" in wrong.err and not (tmp_path / "out.csv").exists()
    told = run("export", out, "--as", "source", "--center", home, "--json").json
    assert told["filled"] == {"colour": 1, "made from": 1} and told["cells"] == 2
    sheet = load_workbook(out).worksheets[0]
    assert [cell.value for cell in sheet[2]] == [*HEADER, "itemcenter_filled"]
    assert [sheet[name].value for name in ("E3", "F3", "G3", "E4", "F4")] == [
        "navy",
        "stoneware",
        "=3*4",
        "crimson",
        "glass",
    ]
    again = run("build", out, "--out", home, "--json").json
    assert (again["unchanged"], again["changed"]) == (2, 0)
    assert run("export", "--as", "source", "--dry-run", "--center", home, "--json").json["cells"] == 0


def test_what_is_refused(tmp_path: Path, workbook: Path) -> None:
    home, catalog = _center(tmp_path, workbook), tmp_path / "catalog.csv"
    before = catalog.read_bytes()
    over = run("export", catalog, "--as", "source", "--center", home)
    assert over.code == 2 and "the catalog itself" in over.err and catalog.read_bytes() == before
    catalog.write_bytes(before + b"M-9,Mug,Mugs,,,,\r\n")
    changed = run("export", tmp_path / "o.csv", "--as", "source", "--center", home)
    assert changed.code == 3 and "not the file that was built" in changed.err and not (tmp_path / "o.csv").exists()
    allowed = run("export", tmp_path / "o.csv", "--as", "source", "--allow-changed", "--center", home)
    assert allowed.code == 0 and (tmp_path / "o.csv").read_bytes().count(b"\r\n") == 4
    for arguments, told in (
        (("x.tsv", "--as", "google", "--sort", "key"), "--sort says nothing about --as google"),
        (("x.csv", "--as", "google"), "written as tsv or xml"),
        (("x.csv", "--as", "source", "--format", "csv"), "keeps the format"),
        (("x.csv", "--locale", "en_US"), "--locale says nothing"),
        (("x.html", "--as", "openai", "--format", "html"), "cannot be written as html"),
    ):
        refused = run("export", *arguments, "--center", home)
        assert refused.code == 2 and told in refused.err, refused.err


def test_other_systems(tmp_path: Path, workbook: Path) -> None:
    home = _center(tmp_path, workbook)
    told = run("export", tmp_path / "feed.tsv", "--as", "google", "--currency", "EUR", "--center", home)
    assert told.code == 0 and "2 items lack what google wants: link 2, image_link 2, availability 2" in told.out, (
        told.out
    )
    rows = (tmp_path / "feed.tsv").read_text(encoding="utf-8").splitlines()
    assert "12.50 EUR" in rows[1] and "9.00 EUR" in rows[2]
    with itemcenter.open_center(home) as center:
        center.export_items(tmp_path / "items.jsonl", "jsonld")
        _same_as_show(center, tmp_path / "items.jsonl")
        report = center.export_items(tmp_path / "shop.csv", "shopify", limit=1)
        assert report.tally.items == 1 and report.tally.missing == {}
    long = run("export", tmp_path / "long.csv", "--as", "csv", "--long", "--center", home)
    plain = run("export", tmp_path / "plain.csv", "--center", home)
    assert long.code == plain.code == 0
    assert (tmp_path / "long.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()


def _same_as_show(center: ItemCenter, path: Path) -> None:
    """What goes out is what `show` shows."""
    for line in path.read_text(encoding="utf-8").splitlines():
        product = json.loads(line)
        shown = {
            cell.key_id: [fact.value.text for fact in cell.facts]
            for cell in center.show(product["sku"]).cells
            if cell.facts
        }
        written: dict[str, list[str]] = {}
        for entry in product["additionalProperty"]:
            written.setdefault(entry["propertyID"], []).append(entry["value"])
        assert written == shown


def test_reviewed_fills_only_what_people_decided(tmp_path: Path, workbook: Path) -> None:
    home = _center(tmp_path, workbook)
    with itemcenter.open_center(home) as center:
        center.set("M-1", "colour", "red", author="ada")
    out = tmp_path / "o.csv"
    told = run("export", out, "--as", "source", "--reviewed", "--center", home, "--json").json
    assert told["filled"] == {"colour": 1}
    assert b",crimson,stoneware," in out.read_bytes(), "red, as this merchant writes it"
    assert b"=" not in out.read_bytes().split(b"\r\n")[1], "what a person said is not marked"
