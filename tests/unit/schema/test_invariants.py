"""Impossible nouns cannot be constructed."""

from __future__ import annotations

from typing import Any

import pytest

from itemcenter.errors import InvariantError, NotFoundError
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Candidate,
    CandidateSet,
    Category,
    CategoryId,
    Fact,
    InheritedFrom,
    Item,
    ItemDelta,
    ItemId,
    KeyId,
    KeyScope,
    MerchantCell,
    OntologyRelease,
    Producer,
    Proposal,
    ProposalKind,
    ReleaseId,
    Spec,
    TextSpan,
    TypedValue,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
    Version,
)
from itemcenter.schema.item import DeltaKind

RED = TypedValue(ValueType.COLOUR, "Red", ValueId("red"))
SPAN = TextSpan("title", 0, 3, "red")


def fact(**changes: Any) -> Fact:
    fields: dict[str, Any] = {
        "item_id": ItemId("i"),
        "key_id": KeyId("k"),
        "value": RED,
        "confidence": 0.5,
        "evidence": (SPAN,),
        "producer": Producer.LOCAL_MODEL,
        "release_id": ReleaseId("r"),
    }
    return Fact(**fields | changes)


def candidates(*texts_and_scores: tuple[str, float]) -> CandidateSet:
    found = tuple(
        Candidate(TypedValue(ValueType.TEXT, text), score, (SPAN,), "alias") for text, score in texts_and_scores
    )
    return CandidateSet(ItemId("i"), KeyId("k"), ReleaseId("r"), found)


IMPOSSIBLE = {
    "value without text": lambda: TypedValue(ValueType.TEXT, " "),
    "quantity without number": lambda: TypedValue(ValueType.QUANTITY, "5 cm", unit="cm"),
    "descending range": lambda: TypedValue(ValueType.QUANTITY, "5-3 cm", number=5, number_to=3, unit="cm"),
    "infinite number": lambda: TypedValue(ValueType.COUNT, "many", number=float("inf")),
    "unit of a colour": lambda: TypedValue(ValueType.COLOUR, "red", unit="cm"),
    "empty span": lambda: TextSpan("title", 3, 3, ""),
    "span of another length": lambda: TextSpan("title", 0, 3, "navy"),
    "negative span": lambda: MerchantCell("Colour", -1, 2, "red"),
    "machine fact without evidence": lambda: fact(evidence=()),
    "inherited fact without its source": lambda: fact(producer=Producer.INHERIT),
    "confidence above one": lambda: fact(confidence=1.01),
    "id with blanks at its ends": lambda: fact(item_id=ItemId(" i")),
    "id with a line break": lambda: Item(ItemId("a\nb"), "t"),
    "id of 513 characters": lambda: Item(ItemId("x" * 513), "t"),
    "text field named like a built-in": lambda: Item(ItemId("i"), "t", texts=(("title", "x"),)),
    "spec without value": lambda: Spec("Colour", " "),
    "removed item with content": lambda: ItemDelta(ItemId("i"), DeltaKind.REMOVED, Item(ItemId("i"), "t")),
    "changed item without changed fields": lambda: ItemDelta(ItemId("i"), DeltaKind.CHANGED, Item(ItemId("i"), "t")),
    "candidates not best first": lambda: candidates(("a", 0.1), ("b", 0.2)),
    "candidates with a value twice": lambda: candidates(("a", 0.2), ("a", 0.1)),
    "value proposal without a key": lambda: Proposal(ProposalKind.VALUE, "teal"),
    "time in the wrong unit": lambda: Version(False, 1, 2**62, 0, 0, "", ""),
    "quantity key without unit": lambda: AttributeKey(KeyId("w"), "Width", ValueType.QUANTITY),
    "closed list key without list": lambda: AttributeKey(KeyId("c"), "Colour", ValueType.COLOUR),
    "boolean key with a list": lambda: AttributeKey(
        KeyId("b"), "Wet", ValueType.BOOLEAN, value_list_id=ValueListId("x")
    ),
    "value twice in a list": lambda: ValueList(
        ValueListId("c"), (AttributeValue(ValueId("r"), "Red"), AttributeValue(ValueId("r"), "Rot"))
    ),
    "category as its own parent": lambda: Category(CategoryId("a"), "A", CategoryId("a")),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_impossible(name: str) -> None:
    with pytest.raises(InvariantError):
        IMPOSSIBLE[name]()


def test_human_facts_need_no_evidence_and_inherited_ones_name_their_source() -> None:
    assert fact(producer=Producer.HUMAN, evidence=()).evidence == ()
    assert fact(producer=Producer.REUSE, evidence=(SPAN, InheritedFrom(ItemId("j"), "same text")))


def category(name: str, parent: str | None = None) -> Category:
    return Category(CategoryId(name), name.upper(), None if parent is None else CategoryId(parent))


COLOUR = AttributeKey(KeyId("colour"), "Colour", ValueType.COLOUR, value_list_id=ValueListId("colour"))
LIST = ValueList(ValueListId("colour"), (AttributeValue(ValueId("red"), "Red"), AttributeValue(ValueId("tan"), "Tan")))


def scope(where: str, *values: str, order: int = 0, only_here: bool = False) -> KeyScope:
    return KeyScope(
        CategoryId(where), COLOUR.id, order=order, value_ids=tuple(map(ValueId, values)), only_here=only_here
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"categories": (category("a", "b"), category("b", "c"), category("c", "a"))}, "cycle: a > b > c > a"),
        ({"categories": (category("a", "zz"),)}, "'a' has the unknown parent 'zz'"),
        ({"categories": (category("a"), category("a"))}, "category 'a' stands twice"),
        ({"value_lists": ()}, "unknown value list 'colour'"),
        ({"scopes": (scope("zz"),)}, "unknown category or key"),
        ({"scopes": (scope("a"), scope("a"))}, "stands twice"),
        ({"scopes": (scope("a", "mauve"),)}, "allows the value 'mauve'"),
    ],
)
def test_broken_releases(content: dict[str, Any], message: str) -> None:
    whole: dict[str, Any] = {"categories": (category("a"),), "keys": (COLOUR,), "value_lists": (LIST,)}
    with pytest.raises(InvariantError, match=message):
        OntologyRelease(**whole | content)


def test_the_nearest_scope_wins_and_only_here_is_not_inherited() -> None:
    tree = (category("a"), category("b", "a"), category("c", "b"))
    release = OntologyRelease(tree, (COLOUR,), (LIST,), (scope("a", "red"), scope("b", "tan")))
    assert [entry.value_ids for entry in release.scopes_for(CategoryId("c"))] == [("tan",)]
    here = OntologyRelease(tree, (COLOUR,), (LIST,), (scope("a", only_here=True),))
    assert len(here.scopes_for(CategoryId("a"))) == 1
    assert here.scopes_for(CategoryId("c")) == ()
    assert release.path_name(CategoryId("c")) == "A > B > C"
    with pytest.raises(NotFoundError):
        release.path(CategoryId("zz"))


def test_release_id_is_content_not_order_nor_name() -> None:
    one = OntologyRelease((category("a"), category("b", "a")), (COLOUR,), (LIST,), name="one", source="x")
    two = OntologyRelease((category("b", "a"), category("a")), (COLOUR,), (LIST,), name="two")
    other = OntologyRelease((category("a"), category("b")), (COLOUR,), (LIST,))
    assert one.id == two.id != other.id
