"""RDF: rdflib reads what is written, and a release that is read has the id of the one that was written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.errors import ConfigError, OntologyError
from itemcenter.ontology import load_ontology
from itemcenter.ontology.rdf.nodes import PREFIXES, Origin, nodes
from itemcenter.ontology.rdf.write import write_rdf
from itemcenter.ontology.version_log import Version
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    BrandId,
    Category,
    CategoryId,
    CategoryMapping,
    KeyId,
    KeyScope,
    OntologyRelease,
    ProductTerm,
    Relation,
    ReleaseId,
    ScenarioId,
    ScenarioTag,
    TermId,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)

rdflib = pytest.importorskip("rdflib")

#: Texts that try to end a literal, an IRI or a line.
_TEXTS = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=12).filter(str.strip)
_NASTY = st.sampled_from(
    ['a" .\n<x> <y> <z>', "back\\slash", "“quoted”\t>", "{}<>^`|", "a\u2028b", "é\u0301", "a\r\nb"]
)
NAMES = _TEXTS | _NASTY
IDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1, max_size=8)
SYNONYMS = st.lists(NAMES, max_size=3).map(tuple)


@st.composite
def releases(draw: st.DrawFn) -> OntologyRelease:
    ids = draw(st.lists(IDS, min_size=3, max_size=3, unique=True))
    values = tuple(
        AttributeValue(ValueId(i), draw(NAMES), draw(SYNONYMS), draw(st.just("") | NAMES), draw(SYNONYMS))
        for i in draw(st.permutations(ids))
    )
    listed = AttributeKey(
        KeyId(ids[0]), draw(NAMES), ValueType.CATEGORICAL, multiple=draw(st.booleans()), open=draw(st.booleans()),
        value_list_id=ValueListId(ids[1]), synonyms=draw(SYNONYMS), description=draw(st.just("") | NAMES),
        normalisation=draw(st.just("") | NAMES), foreign_ids=("gid://shopify/TaxonomyAttribute/1", draw(NAMES)),
    )  # fmt: skip
    size = AttributeKey(KeyId(ids[1]), draw(NAMES), ValueType.QUANTITY, unit="cm", role="width", tolerance=0.1)
    top, below = CategoryId(ids[0]), CategoryId(ids[1])
    return OntologyRelease(
        categories=(Category(top, draw(NAMES)), Category(below, draw(NAMES), top, draw(SYNONYMS), draw(NAMES))),
        keys=(listed, size),
        value_lists=(ValueList(ValueListId(ids[1]), values), ValueList(ValueListId(ids[2]), ())),
        scopes=(
            KeyScope(top, listed.id, draw(st.booleans()), draw(st.integers(0, 9)),
                     tuple(map(ValueId, draw(st.permutations(ids))[:2]))),
            KeyScope(below, size.id, only_here=draw(st.booleans())),
        ),
        scenarios=(ScenarioTag(ScenarioId(ids[0]), draw(NAMES), draw(SYNONYMS)),),
        brands=(Brand(BrandId(ids[0]), draw(NAMES), draw(SYNONYMS)),),
        terms=(ProductTerm(TermId(ids[0]), draw(NAMES), (), below), ProductTerm(TermId(ids[1]), draw(NAMES))),
        relations=(Relation(ids[0], "suits", draw(NAMES)),),
        name=draw(NAMES),
    )  # fmt: skip


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(releases(), st.sampled_from((".ttl", ".nt", ".jsonld")))
def test_a_release_comes_back_whole(
    tmp_path_factory: pytest.TempPathFactory, release: OntologyRelease, ending: str
) -> None:
    path = tmp_path_factory.mktemp("rdf") / f"release{ending}"
    assert write_rdf(path, nodes(release)) > len(release.categories)
    back = load_ontology(f"skos:{path}").release
    assert back.id == release.id
    assert {part: list(back.lines(part)) for part in ("categories", "values")} == {
        part: list(release.lines(part)) for part in ("categories", "values")
    }


def _small() -> OntologyRelease:
    category = Category(
        CategoryId("mugs"), "Mugs", synonyms=("cups",), foreign_ids=("gid://shopify/TaxonomyCategory/1",)
    )
    return OntologyRelease((category,), (), (), name="mugs", parent_id=ReleaseId("00000000000000aa"))


def test_origins_successors_and_other_taxonomies_are_told(tmp_path: Path) -> None:
    release, path = _small(), tmp_path / "mugs.ttl"
    version = Version(1, "release", release.id, None, None, author="Ana <ana@x>", note='why "so"', time_us=5).sealed()
    gone = [{"noun": "value", "group": "colour", "id": "teal", "name": "Teal", "into": "green"}]
    mapping = CategoryMapping("google", "2021", {CategoryId("mugs"): ("2169",)})
    write_rdf(path, nodes(release, Origin((version,), {("category", "", "mugs"): 1}, gone), [mapping]))
    graph = rdflib.Graph().parse(path, format="turtle")
    skos, prov = (rdflib.Namespace(PREFIXES[prefix]) for prefix in ("skos", "prov"))
    mugs, act = rdflib.URIRef("urn:itemcenter:category:mugs"), rdflib.URIRef(f"urn:itemcenter:version:{version.id}")
    assert graph.value(mugs, prov.wasGeneratedBy) == act
    assert str(graph.value(graph.value(act, prov.wasAssociatedWith), rdflib.DCTERMS.title)) == "Ana <ana@x>"
    assert graph.value(mugs, skos.closeMatch) == rdflib.URIRef("urn:itemcenter:foreign:google:2021:2169")
    assert graph.value(mugs, skos.exactMatch) == rdflib.URIRef("gid://shopify/TaxonomyCategory/1")
    teal = rdflib.URIRef("urn:itemcenter:value:colour:teal")
    assert graph.value(teal, rdflib.DCTERMS.isReplacedBy) == rdflib.URIRef("urn:itemcenter:value:colour:green")
    assert graph.value(teal, rdflib.OWL.deprecated).toPython() is True
    assert load_ontology(f"skos:{path}").release.id == release.id


def test_skos_of_others_is_a_tree_of_categories(tmp_path: Path) -> None:
    path = tmp_path / "theirs.ttl"
    path.write_text(
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<http://x.org/a> a skos:Concept ; skos:prefLabel "A"@en ; skos:altLabel "Ay" .\n'
        '<http://x.org/b> a skos:Concept ; skos:prefLabel "B" ; skos:broader <http://x.org/a> .\n',
        encoding="utf-8",
    )
    loaded = load_ontology(f"skos:{path}")
    assert [(c.id, c.name, c.parent_id) for c in loaded.release.categories] == [("a", "A", None), ("b", "B", "a")]
    assert loaded.release.categories[0].synonyms == ("Ay",) and "without keys" in loaded.notices[0]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.ttl", "<a> <b> .", "not valid turtle"),
        ("a.xml", "<a/>", "no RDF file"),
        ("a.ttl", "", "no concepts"),
        ("a.jsonld", json.dumps({"@context": "http://x.org/c"}), "lies elsewhere"),
        ("a.jsonld", json.dumps({"@graph": [{"@context": ["http://x.org/c"]}]}), "lies elsewhere"),
        ("a.jsonld", "{", "not valid json-ld"),
        ("a.ttl", "<urn:itemcenter:release:1> a <urn:itemcenter:terms#Release> . "
                  "<urn:itemcenter:key:k> a <urn:itemcenter:terms#Key> .", "no whole release"),
    ],
)  # fmt: skip
def test_what_is_no_rdf_is_told(tmp_path: Path, name: str, text: str, told: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(OntologyError, match=told):
        load_ontology(f"skos:{tmp_path / name}")


def test_the_ending_names_the_format(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no RDF format"):
        write_rdf(tmp_path / "release.rdf", nodes(_small()))
