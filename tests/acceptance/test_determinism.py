"""Same input, same facts: whatever the order of builds, the batches and the dates; and a new release changes exactly
what it says something new about."""

from __future__ import annotations

from pathlib import Path

import pytest

import itemcenter
from itemcenter.center import ItemCenter
from itemcenter.demo import backbone_path, catalog_path
from itemcenter.jobs import build as build_job
from itemcenter.schema import CellState
from tests.acceptance.command import run
from tests.acceptance.small import MADE_S, ROWS, WORKBOOK, dated, shown, write_catalog, write_demo_part, write_workbook


def test_two_builds_in_two_processes_and_another_hash_seed(tmp_path: Path) -> None:
    catalog = write_demo_part(tmp_path / "catalog.csv")
    digests = {
        run("build", catalog, "--ontology", backbone_path(small=True), "--out", tmp_path / seed, "--json",
            extra={"PYTHONHASHSEED": seed}).json["digest"]
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(digests) == 1 and len(digests.pop()) == 64


def test_the_whole_demo_in_other_batches_and_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ITEMCENTER_LEARNING_ITEMS", "200")
    with itemcenter.create(tmp_path / "whole") as center:
        center.import_ontology(str(backbone_path(small=True)))
        whole = center.build(catalog_path(small=True))
    with itemcenter.create(tmp_path / "pieces") as center:
        center.import_ontology(str(backbone_path(small=True)))
        monkeypatch.setattr(build_job, "BATCH_ITEMS", 7)
        center.build(catalog_path(small=True), limit=100)
        monkeypatch.setattr(build_job, "BATCH_ITEMS", 31)
        center.build(catalog_path(small=True), limit=300)
        last = center.build(catalog_path(small=True))
        assert (last.unchanged, last.new) == (300, 257)
        assert last.digest == whole.digest
        assert center.store.counts().cells == whole.changes


def test_dates_of_the_file_do_not_matter(mugs: Path, catalog: Path) -> None:
    with itemcenter.open_center(mugs) as center:
        digest = center.store.digest()
        report = center.build(dated(catalog, MADE_S + 86_400))
        assert (report.digest, report.unchanged, report.changes) == (digest, 4, 0)
        assert center.build(dated(catalog, MADE_S - 86_400)).digest == digest


def test_row_order_does_not_matter(mugs: Path, tmp_path: Path, workbook: Path) -> None:
    with itemcenter.open_center(mugs) as center, itemcenter.create(tmp_path / "other") as other:
        other.import_ontology(str(workbook))
        assert other.build(write_catalog(tmp_path / "back.csv", ROWS[::-1])).digest == center.store.digest()


# -- a new release ---------------------------------------------------------------------------------------------------

Cells = dict[tuple[str, str], tuple[str, tuple[str, ...], str]]


def _cells(center: ItemCenter) -> Cells:
    """(state, values, source) of every shown cell."""
    return {
        (cell.item_id, cell.key_id): (cell.state.value, tuple(f.value.text for f in cell.facts), cell.source)
        for cell in center.facts()
    }


def _rebuilt(center: ItemCenter, catalog: Path, book: Path) -> tuple[Cells, Cells]:
    """The cells that went and the cells that came when the release was changed."""
    before = _cells(center)
    center.import_ontology(str(book))
    report = center.build(catalog)
    after = _cells(center)
    assert report.changed and report.changed + report.spared == 4
    assert report.changes >= len(after.items() - before.items())
    for cell in center.facts(state=CellState.FACTS):
        said_before = before.get((cell.item_id, cell.key_id)) == after[cell.item_id, cell.key_id]
        assert said_before or {fact.release_id for fact in cell.facts} == {center.release.id}
    return dict(before.items() - after.items()), dict(after.items() - before.items())


def test_a_renamed_value(center: ItemCenter, catalog: Path, tmp_path: Path) -> None:
    values = WORKBOOK["values.csv"].replace("navy,marine blue", "dark blue,navy|marine blue")
    went, came = _rebuilt(center, catalog, write_workbook(tmp_path / "b", values=values))
    assert went == {("M-1", "colour"): ("facts", ("navy",), "merchant")}
    assert came == {("M-1", "colour"): ("facts", ("dark blue",), "merchant")}


def test_a_removed_value(center: ItemCenter, catalog: Path, tmp_path: Path) -> None:
    values = WORKBOOK["values.csv"].replace("colour,colour/red,red,crimson\n", "")
    went, came = _rebuilt(center, catalog, write_workbook(tmp_path / "b", values=values))
    places = {("M-2", "colour"), ("V-1", "colour")}
    assert went.keys() == places
    assert came == dict.fromkeys(places, ("not_stated", (), "machine"))


def test_an_added_synonym_is_recognised_at_once(center: ItemCenter, tmp_path: Path) -> None:
    late = write_catalog(tmp_path / "late.csv", [("M-7", "Mug in petrol blue", "Mugs", "", "")])
    assert center.build(late).new == 1 and shown(center, "M-7", "colour") == []
    values = WORKBOOK["values.csv"].replace("marine blue", "marine blue|petrol blue")
    center.import_ontology(str(write_workbook(tmp_path / "b", values=values)))
    assert center.build(late).changed == 1 and shown(center, "M-7", "colour") == ["navy"]


def test_a_removed_key_takes_its_facts_along(center: ItemCenter, catalog: Path, tmp_path: Path) -> None:
    applies = WORKBOOK["applies.csv"].replace("mugs,height,no\n", "")
    went, came = _rebuilt(center, catalog, write_workbook(tmp_path / "b", applies=applies))
    assert went.keys() == {("M-1", "height"), ("M-2", "height"), ("M-3", "height")} and came == {}
    assert shown(center, "M-1", "height") is None
    assert len(center.why("M-1", "height").history) > 2, "history forgets nothing"


def test_back_to_the_former_release_is_back_to_the_former_facts(
    center: ItemCenter, catalog: Path, workbook: Path, tmp_path: Path
) -> None:
    digest = center.store.digest()
    values = WORKBOOK["values.csv"].replace("colour,colour/red,red,crimson\n", "")
    _rebuilt(center, catalog, write_workbook(tmp_path / "b", values=values))
    center.import_ontology(str(workbook))
    assert center.build(catalog).digest == digest
