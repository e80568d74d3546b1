"""Proposals become entries: ids, names that are taken, narrowed scopes, every kind."""

from __future__ import annotations

import itertools

from itemcenter.ontology.grow import grow
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    Proposal,
    ProposalKind,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)

_OAK = ValueId("m/oak")
RELEASE = OntologyRelease(
    (Category(CategoryId("chairs"), "Chairs"), Category(CategoryId("stools"), "Stools", CategoryId("chairs"))),
    (
        AttributeKey(KeyId("material"), "material", ValueType.CATEGORICAL, value_list_id=ValueListId("m")),
        AttributeKey(KeyId("width"), "width", ValueType.QUANTITY, unit="cm"),
    ),
    (ValueList(ValueListId("m"), (AttributeValue(_OAK, "oak", ("oak wood",)),)),),
    (KeyScope(CategoryId("chairs"), KeyId("material"), value_ids=(_OAK,)),),
)


def _value(text: str, **more: object) -> Proposal:
    return Proposal(ProposalKind.VALUE, text, CategoryId("stools"), KeyId("material"), **more)  # type: ignore[arg-type]


def test_every_kind_becomes_an_entry_and_the_parent_is_named() -> None:
    proposals = [
        _value("Walnut", synonyms=("Juglans", "oak")),
        Proposal(ProposalKind.SYNONYM, "Quercus", None, KeyId("material"), "oak"),
        Proposal(ProposalKind.BRAND, "Acme"),
        Proposal(ProposalKind.TERM, "Barstool", CategoryId("stools")),
        Proposal(ProposalKind.SCENARIO, "home bar"),
        Proposal(ProposalKind.KEY, "Back rest", CategoryId("chairs")),
        Proposal(ProposalKind.CATEGORY, "Benches", CategoryId("chairs")),
    ]
    grown = grow(RELEASE, proposals)
    release = grown.release
    assert len(grown.inserted) == 7 and release.parent_id == RELEASE.id
    values = {value.name: value for value in release.list_by_id[ValueListId("m")].values}
    assert values["Walnut"].id == "m/walnut" and values["Walnut"].synonyms == ("Juglans",)
    assert values["oak"].synonyms == ("oak wood", "Quercus")
    assert release.scopes[0].value_ids == (_OAK, "m/walnut")
    assert [key.id for key in release.keys] == ["material", "width", "back-rest"]
    assert "chairs/benches" in release.category_by_id


def test_what_a_scenario_was_found_with_becomes_its_relations() -> None:
    conditions = (("category", "stools"), ("material", _OAK), ("material", "ash"), ("nothing", _OAK))
    bar = Proposal(ProposalKind.SCENARIO, "home bar", CategoryId("chairs"), conditions=conditions)
    release = grow(RELEASE, [bar]).release
    assert {(tie.subject, tie.predicate, tie.object) for tie in release.relations} == {
        ("home-bar", "suits", entry) for entry in ("chairs", "stools", _OAK)
    }


def test_what_is_there_or_impossible_is_refused_with_its_reason() -> None:
    grown = grow(RELEASE, [
        _value("OAK-wood"), _value("!!"), Proposal(ProposalKind.VALUE, "5 cm", None, KeyId("width")),
        Proposal(ProposalKind.VALUE, "x", None, KeyId("nothing")),
        Proposal(ProposalKind.SYNONYM, "fir", None, KeyId("material"), "spruce"),
    ])  # fmt: skip
    assert grown.release is RELEASE
    reasons = " / ".join(sorted(entry.reason for entry in grown.insertions))
    for told in ("m/oak has this name already", "no letter", "has no list", "no key nothing", "no value 'spruce'"):
        assert told in reasons


def test_the_order_of_proposals_changes_nothing() -> None:
    proposals = [_value("Walnut"), _value("walnut!"), _value("Elm"), Proposal(ProposalKind.BRAND, "Elm")]
    ids = {grow(RELEASE, order).release.id for order in itertools.permutations(proposals)}
    assert len(ids) == 1
