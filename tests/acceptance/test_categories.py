"""Categories as a user meets them: learned from the part of a catalog that has them, told with their rivals."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.command import run
from tests.acceptance.small import write_catalog, write_workbook

HEADER = ("sku", "title", "category", "brand")
BOOK = {
    "categories": "id,parent,name,synonyms\ngoods,,Goods,\nmugs,goods,Mugs,cups\nvases,goods,Vases,\n"
    "tallvases,vases,Tall vases,\n",
    "applies": "category,key,core\nmugs,colour,yes\nmugs,maker,no\nvases,colour,yes\nvases,maker,no\n",
}


def rows(labelled: int = 60) -> list[tuple[str, str, str, str]]:
    """Series names tell the kind of thing to whoever has seen the labelled ones; the last three have no category."""
    named = [
        (f"L{n}", f"{('Zeta', 'Quux')[n % 2]} no. {n} in navy", ("Mugs", "Vases > Tall vases")[n % 2], "")
        for n in range(labelled)
    ]
    return [
        *named,
        ("A", "Zeta no. 901 in red", "", ""),
        ("B", "Quux no. 902 in red", "", ""),
        ("C", "Vase or mug in navy", "", ""),
    ]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(tmp_path_factory.mktemp("goods"), **BOOK)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, book: Path) -> Path:
    home = tmp_path_factory.mktemp("built")
    done = run(
        "build",
        write_catalog(home / "shop.csv", rows(), HEADER),
        "--out",
        home / "center",
        "--ontology",
        book,
        "--json",
    )
    assert done.code == 0, done.err
    return home / "center"


def test_items_without_a_category_learn_from_those_with_one(built: Path, book: Path, tmp_path: Path) -> None:
    shown = {name: run("show", name, "--center", built, "--json").json["category"] for name in "AB"}
    assert {name: (found["category_id"], found["method"]) for name, found in shown.items()} == {
        "A": ("mugs", "text"),
        "B": ("tallvases", "text"),
    }
    assert all(0.5 <= found["confidence"] <= 1 for found in shown.values())
    few = write_catalog(tmp_path / "few.csv", rows(0), HEADER)
    assert run("build", few, "--out", tmp_path / "center", "--ontology", book).code == 0
    alone = run("show", "A", "--center", tmp_path / "center", "--json").json["category"]
    assert alone["method"] == "root", "a catalog without categories of its own is built all the same"


def test_show_and_why_tell_how_sure_a_category_is_and_what_else_it_may_be(built: Path) -> None:
    found = run("show", "C", "--center", built, "--json").json["category"]
    others = found["alternatives"]
    assert others and all(0 < other["confidence"] <= 1 and other["path"].startswith("Goods > ") for other in others)
    told = run("show", "C", "--center", built).out
    assert f"({found['method']}, {found['confidence']:.2f})" in told
    assert f"or: {others[0]['path']} ({others[0]['confidence']:.2f})" in told
    why = run("why", "A", "colour", "--center", built)
    assert "Goods > Mugs (text, " in why.out
    assert run("why", "A", "colour", "--center", built, "--json").json["category"]["category_id"] == "mugs"


def test_the_words_of_the_title_are_shown(book: Path, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "one.csv", [("A", "Tall vase in red", "", "")], HEADER)
    assert run("build", catalog, "--out", tmp_path / "center", "--ontology", book).code == 0
    assert "by “Tall vase”" in run("show", "A", "--center", tmp_path / "center").out


def test_the_least_probability_of_a_title_s_category_is_configured(built: Path, tmp_path: Path) -> None:
    catalog = write_catalog(tmp_path / "shop.csv", rows(), HEADER)
    assert run("show", "A", "--center", built, "--json").json["category"]["method"] == "text"
    (built / "itemcenter.toml").write_text("[categories]\nmin_text_confidence = 1.0\n", encoding="utf-8")
    after = run("build", catalog, "--out", built, "--dry-run", "--json").json["categories"]
    assert after == {"name": 60, "root": 3}
    for wrong in ("1.5", "-0.1", "nan"):
        (built / "itemcenter.toml").write_text(f"[categories]\nmin_text_confidence = {wrong}\n", encoding="utf-8")
        refused = run("config", "check", "--center", built)
        assert refused.code == 2 and "min_text_confidence must lie between 0 and 1" in refused.err
    (built / "itemcenter.toml").write_text("", encoding="utf-8")
