"""Exports use what people have said elsewhere: the mapping of columns, and what merchants mean by their keys."""

from __future__ import annotations

from pathlib import Path

import itemcenter
from tests.acceptance.command import run
from tests.acceptance.small import write_catalog

HEADER = ("ref", "words", "shelf", "hue")


def test_the_file_back_is_read_as_the_build_read_it(tmp_path: Path, workbook: Path) -> None:
    """A column that only a mapping file explains is filled."""
    rows = [("M-1", "Mug in navy", "Mugs", ""), ("M-2", "Mug in red", "Mugs", "crimson")]
    catalog, mapping, home = tmp_path / "catalog.csv", tmp_path / "mapping.toml", tmp_path / "center"
    write_catalog(catalog, rows, HEADER)
    roles = '"ref" = "id"\n"words" = "title"\n"shelf" = "category"\n"hue" = "spec: colour"\n'
    mapping.write_text(f"[catalog.roles]\n{roles}", encoding="utf-8")
    with itemcenter.create(home) as center:
        center.import_ontology(str(workbook))
    built = run("build", catalog, "--mapping", mapping, "--out", home)
    assert built.code == 0, built.err
    told = run("export", tmp_path / "out.csv", "--as", "source", "--no-mark", "--center", home, "--json")
    assert told.code == 0, told.err
    assert told.json["filled"]["hue"] == 1
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()[1].startswith("M-1,Mug in navy,Mugs,navy")
