"""Import of the Google product taxonomy, and mappings between it and the ontology's categories."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shopify_sample import write_source_form

from itemcenter.errors import OntologyError
from itemcenter.ontology import lint, load_ontology
from itemcenter.ontology.category_mappings import load_mappings, read_mapping, read_mappings, write_mapping
from itemcenter.schema import Category, CategoryId, CategoryMapping, OntologyRelease
from itemcenter.values.folding import name_key

_FILE = """# Google_Product_Taxonomy_Version: 2030-02-03
1 - Homeware
20 - Homeware > Vessels
21 - Homeware > Vessels > Mugs
22 - Homeware > Vessels > Vases
23 - Homeware > Vessels > Vases > Tall Vases
9 - Rugs & Mats
"""


def _file(tmp_path: Path, text: str = _FILE) -> Path:
    path = tmp_path / "taxonomy-with-ids.en-US.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_tree_with_its_numbers(tmp_path: Path) -> None:
    loaded = load_ontology(f"google:{_file(tmp_path)}")
    release = loaded.release
    assert release.name == "google 2030-02-03 en-US" and release.counts["categories"] == 6
    assert release.path_name(CategoryId("21")) == "Homeware > Vessels > Mugs"
    assert "no attributes" in loaded.notices[0]
    assert all(found.severity.value != "error" for found in lint(release))
    branch = load_ontology(f"google:{_file(tmp_path)}#22").release
    assert branch.category_by_id.keys() == {"1", "20", "22", "23"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Homeware\nHomeware > Vessels\n", "line 1: has no id.*take the file with ids"),
        ("1 - A\n1 - B\n", "line 2: the id 1 stands twice"),
        ("1 - A\n2 - A\n", "line 2: the path 'A' stands twice"),
        ("1 - A\n2 - B > C\n", "line 2: the parent 'B' does not stand above"),
        ("1 - A >  > C\n", "empty step"),
        ("# nothing\n", "holds no category"),
    ],
)
def test_malformed_files(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(OntologyError, match=told):
        load_ontology(f"google:{_file(tmp_path, text)}")


def test_wrong_sources_are_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="no such file"):
        load_ontology(f"google:{tmp_path / 'nothing.txt'}")
    with pytest.raises(OntologyError, match=r"has no category '77'.*top categories are 1"):
        load_ontology(f"google:{_file(tmp_path)}#77")
    with pytest.raises(OntologyError, match="write google:"):
        load_ontology(str(_file(tmp_path)))


_NAMES = {line.partition(" - ")[0]: line.partition(" - ")[2] for line in _FILE.splitlines()[1:]}
_RULES = """---
input_taxonomy: shopify/2030-01
output_taxonomy: google/2030-02-03
rules:
- {input: {product_category_id: vs}, output: {product_category_id: ['20']}}
- {input: {product_category_id: vs-1}, output: {product_category_id: ['21']}}
- {input: {product_category_id: vs-1-1}, output: {product_category_id: ['21']}}
- {input: {product_category_id: rg}, output: {product_category_id: ['9']}}
unmapped_product_category_ids: [vs-2]
"""


def _taxonomy(tmp_path: Path, rules: str = _RULES) -> Path:
    folder = write_source_form(tmp_path / "taxonomy")
    home = folder / "data" / "integrations" / "google" / "2030-02-03"
    (home / "mappings").mkdir(parents=True)
    (home.parent / "2029-01-01" / "mappings").mkdir(parents=True)  # an older one
    (home / "mappings" / "from_shopify.yml").write_text(rules, encoding="utf-8")
    names = "".join(f"- {{id: {number}, full_name: '{path}'}}\n" for number, path in _NAMES.items())
    (home / "full_names.yml").write_text(f"---\n{names}", encoding="utf-8")
    return folder


def test_shopifys_integrations_both_ways(tmp_path: Path) -> None:
    folder = _taxonomy(tmp_path)
    release = load_ontology(f"shopify:{folder}").release
    (mapping,) = load_mappings(f"shopify:{folder}")
    assert (mapping.system, mapping.version) == ("google", "2030-02-03")
    out = mapping.foreign(CategoryId("vs-1-1"), release)
    assert out == ("21", "Homeware > Vessels > Mugs", True)
    assert mapping.foreign(CategoryId("vs-2"), release) == ("20", "Homeware > Vessels", False)  # of the one above
    assert mapping.foreign(CategoryId("gone"), release) is None
    for text in ("21", "Homeware > Vessels > Mugs", "homeware > VESSELS > mugs", "21 - Homeware > Vessels > Mugs"):
        assert mapping.own(text, release, name_key) == [("vs-1", 0.98)]  # the topmost of two
    assert mapping.own("23", release) == [("vs", pytest.approx(0.98 * 0.64, abs=1e-4))]  # two steps up
    assert mapping.own("1", release) == [] == mapping.own("Garden", release)
    assert mapping.own("21", load_ontology(f"shopify:{folder}#rg").release) == []  # not in this branch


def test_one_of_several_is_told_by_its_name() -> None:
    mugs, baby = CategoryId("a"), CategoryId("b")
    tree = OntologyRelease(
        categories=(Category(mugs, "Mugs"), Category(baby, "Baby"), Category(CategoryId("c"), "Cups", baby)),
        keys=(),
        value_lists=(),
    )
    pairs = {CategoryId("c"): ("21",), mugs: ("21", "9")}
    mapping = CategoryMapping("google", "", pairs, names=_NAMES)
    assert mapping.own("21", tree) == [("a", 0.9), ("c", 0.6)]
    assert mapping.own("9", tree) == []  # only the first foreign id of a category is what it is called
    told = CategoryMapping("google", "", pairs, {"21": (CategoryId("c"),)}, _NAMES)
    assert told.own("21", tree) == [("c", 0.98)] and told.fingerprint != mapping.fingerprint


_IDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=8).filter(
    lambda text: text == text.strip()
)
_OWN = st.dictionaries(_IDS.map(CategoryId), st.lists(_IDS, min_size=1, max_size=2, unique=True).map(tuple), max_size=4)
_INWARD = st.dictionaries(
    _IDS, st.lists(_IDS.map(CategoryId), min_size=1, max_size=2, unique=True).map(tuple), max_size=3
)


@settings(deadline=None, max_examples=60)
@given(_OWN, _INWARD, st.dictionaries(_IDS, _IDS, max_size=4))
def test_tables_hold_all(outward: dict[CategoryId, tuple[str, ...]], inward: dict[str, tuple[CategoryId, ...]],
                         names: dict[str, str]) -> None:  # fmt: skip
    mapping = CategoryMapping("google", "2030-1", outward, inward, names)
    with tempfile.TemporaryDirectory() as folder:
        path = write_mapping(Path(folder), mapping)
        assert path.name == "google@2030-1.csv" and read_mapping(path).fingerprint == mapping.fingerprint
        write_mapping(Path(folder), CategoryMapping("google", "2031"))
        assert [found.version for found in read_mappings(Path(folder))] == ["2031"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("category,foreign\nvs,\n", "row 2, column foreign: is blank"),
        ("category,foreign,foreign_name\nvs,1,A\nrg,1,B\n", 'row 3.*"1" is called "A" above'),
        ("category,foreign,direction\nvs,1,up\n", '"up" is neither out nor in'),
    ],
)
def test_bad_tables(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "google.csv").write_text(text, encoding="utf-8")
    with pytest.raises(OntologyError, match=f"(?s)google.csv.*{told}"):
        load_mappings(str(tmp_path / "google.csv"))


def test_bad_integrations(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match="holds no mappings"):
        load_mappings(f"shopify:{write_source_form(tmp_path / 'bare')}")
    with pytest.raises(OntologyError, match="has no 'rules'"):
        load_mappings(str(_taxonomy(tmp_path, "input_taxonomy: x\n")))
    with pytest.raises(OntologyError, match="no such file or folder"):
        load_mappings("nowhere")
    (tmp_path / "my shop.csv").touch()
    with pytest.raises(OntologyError, match="does not tell the system"):
        load_mappings(str(tmp_path / "my shop.csv"))
