"""The bootstrap job: which rows and columns a draft is drawn from, what is written, and categories put on rows."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from itemcenter.errors import StoreError
from itemcenter.items import CatalogOptions, CatalogReader, ReadRow, open_catalog
from itemcenter.jobs.bootstrap import CategorisedRows, draft_ontology, write_draft
from itemcenter.ontology import read_workbook
from itemcenter.ontology.bootstrap import OntologyDraft
from itemcenter.schema import Category, CategoryId, OntologyRelease, SourceId

_HEADER = ("sku", "title", "category", "finish", "link", "specs")


def _write(path: Path, count: int = 12) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(_HEADER)
        for n in range(count):
            shirt = n % 2 == 0
            title, kind = (f"Cotton shirt {n}", "Shirts") if shirt else (f"Steel kettle {n}", "Kettles")
            specs = f"Fabric: {'Cotton' if n % 4 else 'Linen'}" if shirt else f"Volume: {n} l"
            out.writerow((f"A{n}", title, kind, ("matt", "gloss")[n % 2], f"https://x.example/{n}", specs))
        out.writerow(("", "", "", "", "", ""))
        out.writerow(("B1", "", "Shirts", "", "", ""))  # no title: quarantined
    return path


@pytest.fixture
def reader(tmp_path: Path) -> CatalogReader:
    return open_catalog(_write(tmp_path / "shop.csv"), CatalogOptions(), SourceId("merchant"))


@pytest.fixture
def draft(reader: CatalogReader) -> OntologyDraft:
    return draft_ontology(reader)


def test_specs_and_unnamed_columns_are_keys_and_bad_rows_are_passed_over(draft: OntologyDraft) -> None:
    assert {key.name for key in draft.release.keys} == {"Fabric", "Volume", "finish"}  # not the link
    assert {entry.name for entry in draft.release.categories} == {"Shirts", "Kettles"}
    assert draft.figures["items"] == 12 and draft.release.name == "auto shop.csv"


def test_other_rows_can_stand_in_for_the_readers(reader: CatalogReader) -> None:
    rows = [row for row in reader if row.item is not None and "shirt" in row.item.title]
    assert {entry.name for entry in draft_ontology(reader, rows).release.categories} == {"Shirts"}


def test_what_is_written(draft: OntologyDraft, tmp_path: Path) -> None:
    report = write_draft(draft, tmp_path / "book")
    assert read_workbook(tmp_path / "book").release.id == draft.release.id == report["release"]
    assert json.loads((tmp_path / "book" / "report.json").read_text(encoding="utf-8")) == report
    lines = (tmp_path / "book" / "findings.jsonl").read_text(encoding="utf-8").splitlines()
    kinds = [json.loads(line)["kind"] for line in lines]
    assert {kind: kinds.count(kind) for kind in kinds} == report["findings"] and report["findings"]["key"] == 3
    assert report["lint"]["error"] == 0
    severities = [json.loads(line)["severity"] for line in (tmp_path / "book" / "lint.jsonl").read_text().splitlines()]
    assert {name: severities.count(name) for name in ("error", "warning", "info")} == report["lint"]


def test_a_folder_that_cannot_be_written(draft: OntologyDraft, tmp_path: Path) -> None:
    (tmp_path / "book" / "report.json").mkdir(parents=True)
    with pytest.raises(StoreError, match="cannot be written"):
        write_draft(draft, tmp_path / "book")


def _categories(rows: CategorisedRows) -> list[str | None]:
    return [row.item.category_id if row.item is not None else "rejected" for row in rows]


def test_rows_get_their_category_as_often_as_they_are_read(reader: CatalogReader, draft: OntologyDraft) -> None:
    rows = CategorisedRows(reader, draft.model, draft.release)
    expected = ["shirts", "kettles"] * 6 + ["rejected"]
    assert _categories(rows) == expected == _categories(rows)
    plain = [row.item for row in reader if row.item is not None]
    assert [row.item.title for row in rows if row.item is not None] == [item.title for item in plain]


def test_a_category_that_the_merchant_gives_stays(reader: CatalogReader, draft: OntologyDraft) -> None:
    def given() -> Iterator[ReadRow]:
        for row in reader:
            if row.item is not None and row.item.id == "A0":
                content = row.item.to_json() | {"category_id": "own"}
                row = row._replace(item=type(row.item).from_json(content))
            yield row

    assert _categories(CategorisedRows(list(given()), draft.model, draft.release))[:2] == ["own", "kettles"]


def test_no_model_and_other_ontologies_leave_rows_as_they_are(reader: CatalogReader, draft: OntologyDraft) -> None:
    none = [None] * 12 + ["rejected"]
    assert _categories(CategorisedRows(reader, None, draft.release)) == none
    other = OntologyRelease((Category(CategoryId("mugs"), "Mugs"),), (), ())
    assert _categories(CategorisedRows(reader, draft.model, other)) == none


def test_an_edited_ontology_keeps_the_categories_that_it_still_has(reader: CatalogReader, draft: OntologyDraft) -> None:
    shirts = next(entry for entry in draft.release.categories if entry.id == "shirts")
    edited = OntologyRelease((Category(shirts.id, "Tops"),), (), ())
    assert _categories(CategorisedRows(reader, draft.model, edited))[:2] == ["shirts", None]
