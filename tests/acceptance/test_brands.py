"""Brands that a title says, as facts of the ontology's brand key."""

from __future__ import annotations

from pathlib import Path

import itemcenter
from itemcenter.center import ItemCenter
from itemcenter.schema import Cell, ItemId, KeyId, Producer, TextSpan
from tests.acceptance.command import run
from tests.acceptance.small import WORKBOOK, dated, write_catalog, write_workbook

HEADER = ("sku", "title", "category", "brand", "specs")
BRAND = KeyId("brand")
BOOK = {
    "keys": "id,name,type,unit,multiple,open,synonyms\ncolour,colour,colour,,yes,no,shade\n"
    "brand,Brand,categorical,,no,yes,\n",
    "applies": "category,key,core\nmugs,colour,yes\nmugs,brand,yes\nvases,colour,yes\n",
    "values": "key,id,name,synonyms\ncolour,colour/navy,navy,\ncolour,colour/red,red,\n",
}
BRANDS = "id,name,synonyms\nadaware,Ada Ware,Ada\n"


def rows(labelled: int = 30) -> list[tuple[str, ...]]:
    given = [(f"G{n}", f"{('Zeta', 'Norf')[n % 2]} mug no. {n} in navy", "Mugs", ("Zeta", "NORF")[n % 2], "")
             for n in range(labelled)]  # fmt: skip
    return [
        *given,
        ("A", "Zeta mug no. 99 in red", "Mugs", "", ""),
        ("B", "Ada mug in red", "Mugs", "", ""),
        ("C", "Mug in red", "Mugs", "", ""),
        ("D", "Zeta mug in red", "Mugs", "", "Brand: Ada"),
        ("E", "Zeta mug in red", "Mugs", "Quux", ""),
        ("V", "Zeta vase in red", "Vases", "", ""),
    ]


def build(folder: Path, catalog: list[tuple[str, ...]], **changes: str) -> ItemCenter:
    book = write_workbook(folder / "book", **(BOOK | changes))
    (book / "brands.csv").write_text(BRANDS, encoding="utf-8")
    center = itemcenter.create(folder / "center")
    center.import_ontology(str(book))
    center.build(write_catalog(folder / "shop.csv", catalog, HEADER))
    return center


def brand(center: ItemCenter, item: str) -> Cell | None:
    return center.store.cell(ItemId(item), BRAND)


def test_a_brand_in_the_title_is_a_machine_fact_with_its_words(tmp_path: Path) -> None:
    with build(tmp_path, rows()) as center:
        cell = brand(center, "A")
        assert cell is not None and cell.source == "machine" and len(cell.facts) == 1
        fact = cell.facts[0]
        assert (fact.value.text, fact.producer, fact.evidence) == (
            "Zeta", Producer.LOCAL_MODEL, (TextSpan("title", 0, 4, "Zeta"),),
        )  # fmt: skip
        assert 0.9 <= fact.confidence < 1 and fact.model_id == center.recognizer_for("merchant").model_id
        other = brand(center, "B")
        assert other is not None and [fact.value.text for fact in other.facts] == ["Ada Ware"], "the ontology's name"
        nothing = brand(center, "C")
        assert nothing is not None and not nothing.facts
        assert brand(center, "V") is None, "the category has no brand key"


def test_never_twice_and_never_where_a_brand_is_given(tmp_path: Path) -> None:
    with build(tmp_path, rows()) as center:
        words = {word.source: word for word in center.store.words([ItemId("D")])[ItemId("D")] if word.key_id == BRAND}
        assert [fact.value.text for fact in words["merchant"].facts] == ["Ada"]
        assert not words["machine"].facts, "the merchant's cell says it already"
        given = brand(center, "E")
        assert given is not None and not given.facts
        for record in center.store.items():
            cells = [cell for cell in center.facts(item_id=record.item.id) if cell.key_id == BRAND]
            assert len(cells) <= 1 and all(len(cell.facts) <= 1 for cell in cells)


def test_a_listed_value_of_the_evidence_model_stays(tmp_path: Path) -> None:
    """The list has the brand: what recall has read is kept, in the list's wording."""
    values = BOOK["values"] + "brand,brand/zeta,Zeta Ltd,Zeta\n"
    with build(tmp_path, rows(), values=values) as center:
        cell = brand(center, "A")
        assert cell is not None and [fact.value.text for fact in cell.facts] == ["Zeta Ltd"]
        assert cell.facts[0].value.value_id == "brand/zeta"


def test_a_value_that_the_evidence_model_has_read_stays(tmp_path: Path) -> None:
    """Of an open list only Quux is known; Zeta is known from the brand column."""
    values = BOOK["values"] + "brand,brand/quux,Quux,\n"
    known = [row for row in rows() if row[0] != "E"]
    with build(tmp_path, [*known, ("F", "Zeta mug in red, Quux", "Mugs", "", "")], values=values) as center:
        first, both = brand(center, "A"), brand(center, "F")
        assert first is not None and [fact.value.text for fact in first.facts] == ["Zeta"]
        assert both is not None and [fact.value.value_id for fact in both.facts] == ["brand/quux"]


def test_a_brand_that_is_not_in_a_closed_list_is_no_value(tmp_path: Path) -> None:
    keys = BOOK["keys"].replace("categorical,,no,yes", "categorical,,no,no")
    values = BOOK["values"] + "brand,brand/ada,Ada Ware Ltd,Ada Ware\n"
    with build(tmp_path, rows(), keys=keys, values=values) as center:
        zeta, ada = brand(center, "A"), brand(center, "B")
        assert zeta is not None and not zeta.facts
        assert ada is not None and [fact.value.value_id for fact in ada.facts] == ["brand/ada"]


def test_a_brand_added_to_the_ontology_is_read_in_the_next_build_and_one_removed_is_gone(tmp_path: Path) -> None:
    catalog = [("Q", "Quux mug in red", "Mugs", "", ""), ("B", "Ada mug in red", "Mugs", "", "")]
    with build(tmp_path, catalog) as center:
        assert brand(center, "Q") is not None and not brand(center, "Q").facts  # type: ignore[union-attr]
        assert brand(center, "B").facts  # type: ignore[union-attr]
    (tmp_path / "book" / "brands.csv").write_text("id,name,synonyms\nquux,Quux,\n", encoding="utf-8")
    done = run("build", tmp_path / "shop.csv", "--out", tmp_path / "center", "--ontology", tmp_path / "book")
    assert done.code == 0, done.err
    shown = run("show", "Q", "--center", tmp_path / "center", "--json").json
    cell = next(cell for cell in shown["cells"] if cell["key_id"] == "brand")
    assert [fact["value"]["text"] for fact in cell["facts"]] == ["Quux"]
    with itemcenter.open_center(tmp_path / "center") as center:
        assert not brand(center, "B").facts  # type: ignore[union-attr]


def test_the_wanted_precision_counts_for_brands(tmp_path: Path) -> None:
    with build(tmp_path, rows()) as center:
        sure = brand(center, "A").facts[0].confidence  # type: ignore[union-attr]
        center.want_precision(min(0.9999, sure + 0.002))
        center.build(dated(tmp_path / "shop.csv", 1_767_225_700))
        assert not brand(center, "A").facts  # type: ignore[union-attr]


def test_a_catalog_without_brands_is_built_all_the_same(tmp_path: Path, catalog: Path) -> None:
    book = write_workbook(tmp_path / "plain", **{name.removesuffix(".csv"): text for name, text in WORKBOOK.items()})
    assert run("build", catalog, "--out", tmp_path / "center", "--ontology", book).code == 0
