"""`itemcenter map`: proposals are shown and written, an edited mapping is tried, built with, and remembered."""

from __future__ import annotations

from pathlib import Path

import itemcenter
from itemcenter.center import ItemCenter
from tests.acceptance.command import run

HEADER = 'Art.-Nr.;Bez.;Herst.;Preis brutto;Schirm "neu".x;Gew.'
ROWS = [
    f"L{n};{('Lumo', 'Arva')[n % 2]} Lampe {n};{('Lumo', 'Arva')[n % 2]};{n + 9},90 €;{('Stoff', 'Glas')[n % 2]};2,5 kg"
    for n in range(30)
]


def write(path: Path, header: str = HEADER, rows: list[str] = ROWS) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_from_proposal_to_remembered_mapping(tmp_path: Path, workbook: Path) -> None:
    catalog, mapping, center = write(tmp_path / "lamps.csv"), tmp_path / "mapping.toml", tmp_path / "center"
    shown = run("map", catalog, "--out", mapping)
    assert shown.code == 0, shown.err
    for words in ("Bez.", "title", "'bez' in its name", "first 30 rows: 30 items", "L0  Lumo Lampe 0", "written:"):
        assert words in shown.out, shown.out
    text = mapping.read_text(encoding="utf-8")
    assert '"Schirm \\"neu\\".x" = "spec"' in text and '"Preis brutto" = "price"' in text
    again = run("map", catalog, "--out", mapping)
    assert again.code == 2 and "exists already" in again.err and mapping.read_text(encoding="utf-8") == text

    mapping.write_text(text.replace('x" = "spec"', 'x" = "spec: Shade"').replace('"Gew." = "spec"', '"Gew." = "extra"'))
    tried = run("map", catalog, "--mapping", mapping, "--json").json
    assert tried["examples"][0]["specs"] == [{"name": "Shade", "value": "Stoff"}] and tried["problems"] == []
    assert {entry["how"] for entry in tried["columns"]} == {"given"}

    built = run("build", catalog, "--ontology", workbook, "--out", center, "--mapping", mapping, "--json")
    assert built.code == 0, built.err
    mapping.unlink()
    later = write(
        tmp_path / "later.csv", HEADER.replace("Gew.", "Neu"), [*ROWS, "L99;Arva Lampe 99;Arva;1,00 €;Holz;x"]
    )
    with itemcenter.open_center(center) as opened:
        report = opened.build(later)
        item = opened.show("L99").view.record.item
        assert [(spec.name, spec.value) for spec in item.specs if spec.name == "Shade"] == [("Shade", "Holz")]
        assert any("by the mapping that this center keeps" in notice for notice in report.notices)
        assert any("the catalog lacks: Gew." in notice for notice in report.notices)
        assert any("does not name: 'Neu'" in notice for notice in report.notices)
        opened.use_mapping(None)
        opened.build(later)
    assert not (center / "columns" / "merchant.toml").exists()


def test_a_dry_run_keeps_no_mapping(tmp_path: Path, workbook: Path) -> None:
    catalog, mapping = write(tmp_path / "lamps.csv"), tmp_path / "m.toml"
    mapping.write_text('[catalog.roles]\n"Art.-Nr." = "id"\n"Bez." = "title"\n', encoding="utf-8")
    with ItemCenter.rehearsal(tmp_path / "center") as center:
        center.import_ontology(str(workbook))
        center.use_mapping(mapping)
        assert center.build(catalog, dry_run=True).columns["title"] == ["Bez."]
    assert not (tmp_path / "center").exists()


def test_faults_name_line_and_remedy(tmp_path: Path) -> None:
    catalog, mapping = write(tmp_path / "lamps.csv"), tmp_path / "m.toml"
    mapping.write_text('[catalog.roles]\n"Art.-Nr." = "id"\n"Bezz." = "title"\n', encoding="utf-8")
    for verb in (("map", catalog), ("build", catalog, "--out", tmp_path / "c")):
        told = run(*verb, "--mapping", mapping)
        assert told.code in (3, 4) and ("m.toml, line 3" in told.err or "no ontology" in told.err), told.err
    told = run("map", catalog, "--mapping", mapping)
    assert "there is no column 'Bezz.'" in told.err and "did you mean 'Bez.'" in told.err
    assert run("map", tmp_path / "none.csv").code == 3
    told = run("map", catalog, "--mapping", tmp_path / "none.toml")
    assert told.code == 2 and "--out FILE" in told.err


def test_problems_of_the_first_rows_are_told(tmp_path: Path) -> None:
    catalog = write(tmp_path / "odd.csv", "nr;wert;foo", [f"{n // 2};{n % 3};{n}" for n in range(12)])
    found = run("map", catalog, "--json").json
    assert any("no column is the title" in problem for problem in found["problems"])
    mapping = tmp_path / "m.toml"
    mapping.write_text('[catalog.roles]\nnr = "id"\nfoo = "title"\nwert = "extra"\n', encoding="utf-8")
    found = run("map", catalog, "--mapping", mapping, "--json", "--rows", "10").json
    assert found["rows"] == 10 and any("5 rows repeat an id" in problem for problem in found["problems"])
