"""Import of the Shopify taxonomy from both of its file forms."""

import gzip
import json
from pathlib import Path

import pytest
from shopify_sample import category_tree, write_dist_form, write_source_form

from itemcenter.errors import OntologyError
from itemcenter.ontology import import_shopify
from itemcenter.schema import CategoryId, KeyId, ValueListId, ValueType


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write_source_form(tmp_path)


def test_the_source_form(source: Path) -> None:
    loaded = import_shopify(source)
    release = loaded.release
    assert loaded.notices == ()
    assert release.name == "shopify 2030-01" and release.source == f"shopify:{source}"
    assert release.counts | {"scopes": 0} == release.counts | {"categories": 5, "keys": 6, "values": 6, "scopes": 0}
    assert release.path_name(CategoryId("vs-1-1")) == "Vessels > Mugs > Travel Mugs (TM)"
    assert release.category_by_id[CategoryId("vs-1")].foreign_ids == ("gid://shopify/TaxonomyCategory/vs-1",)
    assert release.category_by_id[CategoryId("vs-1-1")].synonyms == ("Travel Mugs", "TM")


def test_keys_and_values(source: Path) -> None:
    release = import_shopify(source).release
    colour, handle = release.key_by_id[KeyId("color")], release.key_by_id[KeyId("handle_color")]
    assert colour.type is handle.type is ValueType.COLOUR
    assert colour.value_list_id == handle.value_list_id == "color"
    assert colour.multiple and not colour.open and colour.description == "The main color"
    assert colour.foreign_ids == ("gid://shopify/TaxonomyAttribute/11",) and handle.foreign_ids == ()
    material = release.key_by_id[KeyId("material")]
    assert material.type is ValueType.CATEGORICAL and material.description == ""
    assert [value.name for value in release.list_by_id[ValueListId("material")].values] == [
        "Other",
        "Polypropylene (PP)",
    ]
    plastic = release.list_by_id[ValueListId("material")].values[1]
    assert plastic.synonyms == ("Polypropylene", "PP") and plastic.foreign_ids == ("gid://shopify/TaxonomyValue/4",)


def test_yes_and_no_make_a_boolean_key(source: Path) -> None:
    release = import_shopify(source).release
    lidded = release.key_by_id[KeyId("lidded")]
    assert lidded.type is ValueType.BOOLEAN and lidded.value_list_id is None and not lidded.multiple
    assert "lidded" not in release.list_by_id


def test_yaml_words_and_numbers_stay_texts(source: Path) -> None:
    release = import_shopify(source).release
    assert release.list_by_id[ValueListId("color")].values[1].name == "No"
    assert release.list_by_id[ValueListId("rug_pile")].values[0].name == "2.50"


def test_scopes_hold_at_the_category_only_in_listed_order(source: Path) -> None:
    release = import_shopify(source).release
    scopes = release.scopes_for(CategoryId("vs-1"))
    assert [scope.key_id for scope in scopes] == ["material", "color", "lidded"]
    assert [scope.order for scope in scopes] == [1, 2, 3]
    assert all(scope.only_here for scope in scopes)
    assert [scope.key_id for scope in release.scopes_for(CategoryId("vs-1-1"))] == ["handle_color", "finish/coating"]
    assert release.scopes_for(CategoryId("vs-2")) == ()


def test_a_branch_keeps_ancestors_and_what_it_uses(source: Path) -> None:
    release = import_shopify(source, ["vs-1-1"]).release
    assert {category.id for category in release.categories} == {"vs", "vs-1", "vs-1-1"}
    assert "rug_pile" not in release.key_by_id and "rug_pile" not in release.list_by_id
    assert {"handle_color", "finish/coating"} <= set(release.key_by_id)
    assert release.name == "shopify 2030-01 vs-1-1"
    two = import_shopify(source, ["vs-2", "rg"]).release
    assert {category.id for category in two.categories} == {"vs", "vs-2", "rg"}
    assert {entry.id for entry in two.value_lists} == {"color", "rug_pile"}
    whole = import_shopify(source).release
    for category in release.categories:
        assert category == whole.category_by_id[category.id]
        assert release.scopes_for(category.id) == whole.scopes_for(category.id)


def test_an_unknown_branch_names_near_ones(source: Path) -> None:
    with pytest.raises(OntologyError, match=r"no category 'vs-11'.*did you mean vs-1"):
        import_shopify(source, ["vs-11"])
    with pytest.raises(OntologyError, match="top categories are rg, vs"):
        import_shopify(source, ["zzz"])


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("values.yml", "name: Red, ", "", r"values\.yml entry 1: 'name' is missing"),
        ("values.yml", "color__no,", "color__red,", r"values\.yml entry 2: .*'color__red' stands twice"),
        ("values.yml", "- {id: 1", "- {id: 1: 2", r"values\.yml: is not valid YAML"),
        ("attributes.yml", "color__red, ", "color__rot, ", r"base_attributes entry 1: .*unknown value 'color__rot'"),
        ("attributes.yml", "values_from: color", "values_from: hue", r"extended_attributes entry 1.*unknown 'hue'"),
        ("attributes.yml", "base_attributes", "attributes", "has no 'base_attributes'"),
        ("attributes.yml", "id: material\n", "id: color\n", r"entry 2: the attribute 'color' stands twice"),
        ("categories/vs_vessels.yml", "- material", "- matter", r"vs_vessels\.yml entry 2: .*attribute 'matter'"),
        ("categories/vs_vessels.yml", "- vs-1-1", "- vs-9", "unknown child 'vs-9'"),
        ("categories/vs_vessels.yml", "children: []", "children: vs", "entry 3: 'children' must be a list of ids"),
        ("categories/vs_vessels.yml", "- vs-2", "- vs-1-1", "'vs-1-1' is a child of 'vs' and 'vs-1'"),
        ("categories/vs_vessels.yml", "- id: vs-2", "- id: vs-1", "entry 4: the category 'vs-1' stands twice"),
        ("categories/rg_rugs.yml", "---\n- id", "---\nid", r"rg_rugs\.yml"),
    ],
)
def test_malformed_files_are_named(source: Path, file: str, old: str, new: str, message: str) -> None:
    path = source / "data" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OntologyError, match=message):
        import_shopify(source)


def test_missing_files_are_named(source: Path) -> None:
    (source / "data" / "values.yml").unlink()
    with pytest.raises(OntologyError, match=r"values\.yml: is missing"):
        import_shopify(source)
    with pytest.raises(OntologyError, match="neither data/attributes"):
        import_shopify(source / "data" / "categories")


def test_the_published_form_without_links(tmp_path: Path) -> None:
    loaded = import_shopify(write_dist_form(tmp_path), ["vs-1"])
    assert "apply to no category" in loaded.notices[0] and "3 attributes" in loaded.notices[0]
    release = loaded.release
    assert release.name == "shopify 2030-01 vs-1"
    assert release.path_name(CategoryId("vs-1")) == "Vessels > Mugs"
    assert set(release.key_by_id) == {"color", "handle_color", "finish/coating"} and not release.scopes
    assert release.key_by_id[KeyId("handle_color")].value_list_id == "color"
    # the ids that the source form has, though handles have lost "/" and "+"
    assert release.list_by_id[ValueListId("finish/coating")].values[0].id == "finish/coating__a+"


def test_the_published_form_with_links_gzipped(tmp_path: Path) -> None:
    dist = write_dist_form(tmp_path) / "dist" / "en"
    (dist / "categories.json.gz").write_bytes(gzip.compress(json.dumps(category_tree()).encode()))
    plain = dist / "attributes.json"
    (dist / "attributes.json.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    loaded = import_shopify(tmp_path)
    assert loaded.notices == ()
    scopes = loaded.release.scopes_for(CategoryId("vs-1"))
    assert [scope.key_id for scope in scopes] == ["finish/coating", "handle_color", "color"]
    assert loaded.release.path_name(CategoryId("vs-1")) == "Vessels > Mugs"


def test_malformed_published_files_are_named(tmp_path: Path) -> None:
    dist = write_dist_form(tmp_path) / "dist" / "en"
    text = dist / "categories.txt"
    sound = text.read_text(encoding="utf-8")
    text.write_text(sound.replace("Vessels > Mugs", "Jars > Mugs"), encoding="utf-8")
    with pytest.raises(OntologyError, match=r"categories\.txt line 4: the parent 'Jars'"):
        import_shopify(tmp_path)
    text.write_text("gid://x\n", encoding="utf-8")
    with pytest.raises(OntologyError, match=r"categories\.txt line 1: is not of the form"):
        import_shopify(tmp_path)
    (dist / "categories.json").write_text('{"verticals": [{"categories": [3]}]}', encoding="utf-8")
    with pytest.raises(OntologyError, match=r"categories\.json, verticals entry 1, categories entry 1: must be a map"):
        import_shopify(tmp_path)
    (dist / "categories.json").write_text("{", encoding="utf-8")
    with pytest.raises(OntologyError, match="not valid JSON"):
        import_shopify(tmp_path)
    (dist / "attributes.json").write_bytes(b"\xff{}")
    with pytest.raises(OntologyError, match="not UTF-8"):
        import_shopify(tmp_path)
