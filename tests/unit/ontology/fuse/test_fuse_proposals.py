"""Proposals of writings that are one: joined with each other, or a synonym of what the ontology has."""

from dataclasses import replace
from pathlib import Path

from itemcenter import registry
from itemcenter.ontology.fuse import shipped_model
from itemcenter.ontology.fuse.proposals import fuse_proposals, fuse_shapes
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    Demand,
    KeyId,
    KeyScope,
    KeyShape,
    OntologyRelease,
    Proposal,
    ProposalKind,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)

_KEY = KeyId("material")
_RELEASE = OntologyRelease(
    (Category(CategoryId("pots"), "Pots"),),
    (AttributeKey(_KEY, "Material", ValueType.CATEGORICAL, value_list_id=ValueListId("m")),),
    (ValueList(ValueListId("m"), (AttributeValue(ValueId("steel"), "Stainless steel"),)),),
    (KeyScope(CategoryId("pots"), _KEY),),
)


def _value(text: str, support: int, *sources: str) -> Proposal:
    return Proposal(
        ProposalKind.VALUE, text, key_id=_KEY, support=support, sources=sources, demand=Demand(items=support)
    )


def test_writings_are_joined_and_known_values_get_synonyms() -> None:
    given = [_value("Copper", 9, "a"), _value("Coper", 1, "b"), _value("Steel, stainless", 4, "c"), _value("Iron", 2)]
    given += [_value("STAINLESS STEEL", 3), Proposal(ProposalKind.SCENARIO, "camping")]
    encoder = CachedEncoder(registry.open_embedder("static", {}, Path()))
    found = list(fuse_proposals(reversed(given), _RELEASE, encoder, shipped_model()))
    assert [(entry.kind.value, entry.text, entry.target, entry.support) for entry in found] == [
        ("scenario", "camping", "", 1),
        ("value", "Copper", "", 10),
        ("value", "Iron", "", 2),
        ("synonym", "Steel, stainless", "steel", 4),
    ]
    copper = found[1]
    assert copper.synonyms == ("Coper",) and copper.sources == ("a", "b") and copper.demand.items == 10


def test_the_values_of_a_new_key_are_fused_and_its_commonest_writing_names_them() -> None:
    values = (("Copper", ()), ("Stainless steel", ()), ("Coper", ()), ("Steel, stainless", ("STEEL stainless",)))
    shape = KeyShape(ValueType.CATEGORICAL, values=values)
    given = [Proposal(ProposalKind.KEY, "Material", shape=shape), _value("Iron", 2)]
    encoder = CachedEncoder(registry.open_embedder("static", {}, Path()))
    key, value = fuse_shapes(given, encoder, shipped_model())
    assert value == given[1] and key.shape is not None
    assert key.shape.values == (("Copper", ("Coper",)), ("Stainless steel", ("STEEL stainless", "Steel, stainless")))


def test_a_value_belongs_where_its_key_applies() -> None:
    elsewhere = replace(_value("Copper", 9, "a"), category_id=CategoryId("lamps"))
    here = replace(_value("Coper", 1, "b"), category_id=CategoryId("pots"))
    encoder = CachedEncoder(registry.open_embedder("static", {}, Path()))
    (copper,) = fuse_proposals([elsewhere, here], _RELEASE, encoder, shipped_model())
    assert (copper.text, copper.category_id, copper.support) == ("Copper", "pots", 10)
