"""Where an ontology can come from."""

from pathlib import Path

import pytest
from shopify_sample import write_source_form

from itemcenter.errors import OntologyError
from itemcenter.ontology import copy_template, load_ontology


def test_the_taxonomy_whole_and_by_branch(tmp_path: Path) -> None:
    folder = write_source_form(tmp_path / "tax # onomy")
    with pytest.raises(OntologyError):
        load_ontology(f"shopify:{folder}")  # the last # begins the branch
    assert load_ontology(f"shopify:{folder}#vs-2").release.counts["categories"] == 2
    folder = folder.rename(tmp_path / "taxonomy")
    assert load_ontology(f"shopify:{folder}").release.counts["categories"] == 5
    assert load_ontology(f"shopify:{folder}#vs-1").release.counts["categories"] == 3
    assert load_ontology(f"shopify:{folder}#vs-1,rg,rg").release.counts["categories"] == 4


def test_a_workbook(tmp_path: Path) -> None:
    copy_template(tmp_path)
    assert load_ontology(str(tmp_path)).release.counts["keys"] == 8


def test_anything_else_tells_what_is_allowed(tmp_path: Path) -> None:
    (tmp_path / "file.csv").touch()
    for spec, message in (
        ("", "no ontology is named"),
        (str(tmp_path), "without the files of a workbook"),
        (str(tmp_path / "file.csv"), "is a file"),
        (str(tmp_path / "nowhere"), "no such folder"),
        ("amazon:taxonomy", "'amazon' is no known source"),
        (f"shopify:{tmp_path}#", "names no branch"),
        ("shopify:", "no such folder"),
        (f"shopify:{tmp_path / 'nowhere'}", "no such folder"),
    ):
        with pytest.raises(OntologyError, match=message) as caught:
            load_ontology(spec)
        assert "shopify:DIR#el" in str(caught.value) and "categories.csv" in str(caught.value)


def test_a_bare_taxonomy_folder_is_recognised(tmp_path: Path) -> None:
    write_source_form(tmp_path)
    with pytest.raises(OntologyError, match=f"write shopify:{tmp_path}"):
        load_ontology(str(tmp_path))
