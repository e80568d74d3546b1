"""Other languages of the Shopify taxonomy: names and synonyms change, ids do not."""

from pathlib import Path

import pytest
from localized import write_language
from shopify_sample import write_source_form

from itemcenter.errors import OntologyError
from itemcenter.ontology import lint, load_ontology
from itemcenter.schema import CategoryId, KeyId, OntologyRelease, ValueListId


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_language(write_source_form(tmp_path / "tax@onomy"))
    return tmp_path / "tax@onomy"


def _words(release: OntologyRelease) -> dict[str, tuple[str, tuple[str, ...]]]:
    lists = (value for entry in release.value_lists for value in entry.values)
    return {entry.id: (entry.name, entry.synonyms) for entry in (*release.categories, *release.keys, *lists)}


def test_names_in_another_language(folder: Path) -> None:
    english, loaded = load_ontology(f"shopify:{folder}").release, load_ontology(f"shopify:{folder}@zh-CN").release
    words = _words(loaded)
    assert words.keys() == _words(english).keys() and loaded.scopes == english.scopes
    assert words["vs"] == ("器皿", ("Vessels",))
    assert words["material"] == ("材质", ("Material",))
    assert words["color__red"] == ("红色", ())  # "Red" is what the translation calls another value
    assert words["rg"] == ("Rugs", ())  # nobody has translated it
    assert loaded.key_by_id[KeyId("color")].description == "主要颜色"
    assert loaded.key_by_id[KeyId("material")].type is english.key_by_id[KeyId("material")].type
    assert loaded.name == "shopify 2030-01 zh-CN+en" and loaded.source == f"shopify:{folder}#@zh-CN+en"
    assert load_ontology(loaded.source).release.id == loaded.id


def test_a_translation_of_two_entries_tells_neither(folder: Path) -> None:
    names, synonyms = (
        _words(load_ontology(f"shopify:{folder}#{spoken}").release) for spoken in ("@zh-CN", "@en+zh-CN")
    )
    assert names["color"] == ("颜色 (Color)", ("Color",)) and synonyms["color"] == ("Color", ())
    assert names["vs-1"][0] == "杯子 (Mugs)" and synonyms["vs-1"] == ("Mugs", ())
    assert names["material__pp"] == ("聚丙烯 (Polypropylene (PP))", ("Polypropylene (PP)", "Polypropylene", "PP"))
    assert synonyms["material__pp"] == ("Polypropylene (PP)", ("Polypropylene", "PP"))
    assert synonyms["color__no"] == ("No", ()) and synonyms["color__red"] == ("Red", ("红色",))


def test_lint_finds_nothing_new(folder: Path) -> None:
    before = {(found.place, found.message) for found in lint(load_ontology(f"shopify:{folder}").release)}
    for spoken in ("#@zh-CN", "#@en+zh-CN"):
        found = lint(load_ontology(f"shopify:{folder}{spoken}").release)
        assert [
            entry for entry in found if entry.severity.value != "info" and (entry.place, entry.message) not in before
        ] == []


def test_branches_speak_the_same(folder: Path) -> None:
    whole, branch = (
        _words(load_ontology(f"shopify:{folder}@zh-CN").release),
        load_ontology(f"shopify:{folder}#vs-1@zh-CN"),
    )
    assert _words(branch.release).items() <= whole.items()
    assert branch.release.category_by_id.keys() == {CategoryId("vs"), CategoryId("vs-1"), CategoryId("vs-1-1")}
    assert ValueListId("rug_pile") not in branch.release.list_by_id


@pytest.mark.parametrize(
    ("spoken", "told"),
    [("#@fr-FR", "no language 'fr-FR'.*languages of this copy: en, zh-CN"), ("#vs@", "names no language after @")],
)
def test_unknown_languages(folder: Path, spoken: str, told: str) -> None:
    with pytest.raises(OntologyError, match=told):
        load_ontology(f"shopify:{folder}{spoken}")


def test_a_damaged_file_is_named(folder: Path) -> None:
    path = folder / "data" / "localizations" / "attributes" / "zh-CN.yml"
    path.write_text("zh-CN: [1, 2]\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"zh-CN\.yml: does not hold zh-CN: attributes"):
        load_ontology(f"shopify:{folder}@zh-CN")
