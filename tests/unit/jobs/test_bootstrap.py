"""The bootstrap job: which rows and columns a draft is drawn from, what is written, and of what its model speaks."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from itemcenter.errors import StoreError
from itemcenter.items import CatalogOptions, CatalogReader, open_catalog
from itemcenter.jobs.bootstrap import draft_ontology, write_draft
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


def test_the_model_speaks_of_ontologies_that_still_have_half_of_its_categories(draft: OntologyDraft) -> None:
    shirts = next(entry for entry in draft.release.categories if entry.id == "shirts")
    assert draft.model.speaks_of(draft.release)
    assert draft.model.speaks_of(OntologyRelease((Category(shirts.id, "Tops"),), (), ()))
    assert not draft.model.speaks_of(OntologyRelease((Category(CategoryId("mugs"), "Mugs"),), (), ()))


def test_the_model_s_fingerprint_tells_models_apart(reader: CatalogReader, draft: OntologyDraft) -> None:
    rows = [row for row in reader if row.item is not None and row.item.id != "A0"]
    assert draft_ontology(reader).model.fingerprint == draft.model.fingerprint
    assert draft_ontology(reader, rows).model.fingerprint != draft.model.fingerprint
