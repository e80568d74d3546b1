"""A dry run leaves nothing behind, whatever ontology it is given and whatever it learns."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from tests.acceptance.command import run
from tests.acceptance.small import MADE_S, WORKBOOK, write_catalog, write_demo_part, write_workbook

MORE = {"values": WORKBOOK["values.csv"] + "colour,colour/teal,teal,\n"}


def files(folder: Path) -> dict[str, str]:
    """Every path below a folder with a digest of its content."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        for path in sorted(folder.rglob("*"))
    }


def demo_like(path: Path, made_s: int = MADE_S + 60) -> Path:
    """Enough cells and categories that everything can be learned; newer than what the centers hold."""
    rows = [
        (f"N-{n}", f"{('Mug', 'Vase')[n % 2]} no. {n} in {('navy', 'red')[n % 3 % 2]}", ("Mugs", "Vases")[n % 2], "",
         f"colour: {('navy', 'red')[n % 3 % 2]} | glaze: g{n % 4}")
        for n in range(120)
    ]  # fmt: skip
    return write_catalog(path, rows, made_s=made_s)


@pytest.mark.parametrize("ontology", ["auto", "workbook", "none"])
def test_a_center_that_is_there_stays_as_it_is(mugs: Path, tmp_path: Path, ontology: str) -> None:
    catalog, book = demo_like(tmp_path / "shop.csv"), write_workbook(tmp_path / "book", **MORE)
    named = {"auto": ["--backbone", "auto"], "workbook": ["--ontology", book], "none": []}[ontology]
    before = files(mugs)
    done = run("build", catalog, "--out", mugs, "--dry-run", "--json", *named)
    assert done.code == 0, done.err
    assert files(mugs) == before
    report = done.json
    assert report["dry_run"] and report["new"] == 120 and report["decided"] > 0 and not report["digest"]
    with itemcenter.open_center(mugs) as center:
        assert (report["release_id"] == center.release.id) is (ontology == "none")
    real = run("build", catalog, "--out", mugs, "--json", *named).json
    for figure in (
        "release_id",
        "model_id",
        "items",
        "decided",
        "stated",
        "machine_facts",
        "merchant_facts",
        "categories",
    ):
        assert real[figure] == report[figure], figure
    assert files(mugs) != before


def test_a_center_that_is_not_there_is_not_made(tmp_path: Path, workbook: Path) -> None:
    catalog = demo_like(tmp_path / "shop.csv")
    before = files(tmp_path)
    for named in (["--backbone", "auto"], ["--ontology", workbook]):
        told = run("build", catalog, "--out", tmp_path / "c", "--dry-run", *named)
        assert told.code == 0 and "dry run, nothing was written" in told.out, told.err
        assert files(tmp_path) == before
    lacking = run("build", catalog, "--out", tmp_path / "c", "--dry-run")
    assert lacking.code == 4 and "no ontology" in lacking.err and files(tmp_path) == before
    in_the_way = run("build", catalog, "--out", tmp_path, "--dry-run", "--backbone", "auto")
    assert in_the_way.code == 2 and "holds other files" in in_the_way.err and files(tmp_path) == before


def test_a_center_with_nothing_but_an_ontology(tmp_path: Path, workbook: Path) -> None:
    home = tmp_path / "c"
    assert run("ontology", "import", workbook, "--out", home).code == 0
    before = files(home)
    assert run("build", demo_like(tmp_path / "shop.csv"), "--out", home, "--dry-run", "--json").json["new"] == 120
    assert files(home) == before, "not even an empty store"


def test_what_is_learned_anew_each_time_is_forgotten(demo: Path, tmp_path: Path) -> None:
    catalog = write_demo_part(tmp_path / "shop.csv")
    (demo / "itemcenter.toml").write_text('[learning]\nwhen = "always"\n', encoding="utf-8")
    assert run("build", catalog, "--out", demo).code == 0
    before = files(demo)
    assert any(name.startswith("models/") for name in before), "something was learned"
    for changed in ("1000", "30"):
        extra = {"ITEMCENTER_LEARNING_ITEMS": changed}
        assert run("build", catalog, "--out", demo, "--dry-run", extra=extra).code == 0
        assert files(demo) == before


def test_a_release_of_the_center_is_tried_without_becoming_its_own(mugs: Path, tmp_path: Path) -> None:
    with itemcenter.open_center(mugs) as center:
        own = center.release.id
        other, _ = center.import_ontology(str(write_workbook(tmp_path / "book", **MORE)), make_current=False)
    before = files(mugs)
    catalog = demo_like(tmp_path / "shop.csv")
    told = run("build", catalog, "--out", mugs, "--ontology", other, "--dry-run", "--json").json
    assert told["release_id"] == other != own and files(mugs) == before


def test_a_rehearsal_in_a_program(mugs: Path, tmp_path: Path) -> None:
    book = write_workbook(tmp_path / "book", **MORE)
    before = files(mugs)
    with ItemCenter.rehearsal(mugs) as center:
        own = center.release.id
        assert center.rehearsing and center.import_ontology(str(book), make_current=False)[0] != own
        assert center.release.id == own
        release, _ = center.import_ontology(str(book))
        assert center.release.id == release
        assert center.build(demo_like(tmp_path / "shop.csv")).dry_run
    assert files(mugs) == before
    with itemcenter.open_center(mugs) as center:
        assert not center.rehearsing and center.build(demo_like(tmp_path / "shop.csv"), dry_run=True).dry_run
    assert files(mugs) == before
