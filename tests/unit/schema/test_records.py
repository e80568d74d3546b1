"""Every noun survives JSON, Arrow and pickle unchanged, and its hash depends on content alone."""

from __future__ import annotations

import dataclasses
import json
import pickle
from typing import Any, cast

import pytest
from hypothesis import given

from itemcenter import schema
from itemcenter.errors import InvariantError
from itemcenter.schema import (
    AttributeKey,
    AttributeWrite,
    CandidateSet,
    Category,
    CategoryId,
    Cell,
    CellState,
    Change,
    Fact,
    Item,
    ItemId,
    KeyId,
    KeyScope,
    Producer,
    RejectedRow,
    ReleaseId,
    SourceId,
    TypedValue,
    ValueId,
    ValueType,
    Vote,
    canonical_json,
    content_hash,
)
from itemcenter.schema.arrow import arrow_schema, from_arrow, to_arrow
from itemcenter.schema.proposal import Verdict
from itemcenter.schema.record import Record
from tests.unit.schema.strategies import facts, items


@given(facts())
def test_fact_survives_json_and_pickle(fact: Fact) -> None:
    assert Fact.from_json(json.loads(json.dumps(fact.to_json()))) == fact
    assert pickle.loads(pickle.dumps(fact)) == fact
    assert Fact.from_json(json.loads(canonical_json(fact.to_json()))).content_hash() == fact.content_hash()


@given(items())
def test_item_survives_json_arrow_and_pickle(item: Item) -> None:
    assert Item.from_json(json.loads(json.dumps(item.to_json()))) == item
    assert pickle.loads(pickle.dumps(item)) == item
    assert list(from_arrow(Item, to_arrow(Item, [item, item]))) == [item, item]


@given(facts())
def test_fact_survives_arrow(fact: Fact) -> None:
    assert list(from_arrow(Fact, to_arrow(Fact, [fact]))) == [fact]


def test_hash_does_not_see_the_spelling_of_numbers_or_the_order_of_names() -> None:
    assert content_hash({"a": 17.0, "b": [1]}) == content_hash({"b": (1,), "a": 17})
    assert content_hash({"a": 17.5}) != content_hash({"a": 17})
    with pytest.raises(InvariantError, match="finite"):
        content_hash([float("nan")])


def test_fields_at_their_default_are_left_out_so_that_new_ones_change_no_hash() -> None:
    assert Item(ItemId("a"), "t").to_json() == {"id": "a", "title": "t"}
    assert Item(ItemId("a"), "t", brand="b").to_json() == {"id": "a", "title": "t", "brand": "b"}


def test_reading_names_the_field_that_is_wrong() -> None:
    good = {"id": "a", "title": "t"}
    with pytest.raises(InvariantError, match="unknown fields \\['titel'\\]"):
        Item.from_json(good | {"titel": "x"})
    with pytest.raises(InvariantError, match="Item lacks the field 'title'"):
        Item.from_json({"id": "a"})
    with pytest.raises(InvariantError, match=r"Item.description must be str, not int"):
        Item.from_json(good | {"description": 5})
    with pytest.raises(InvariantError, match="must be a list"):
        Item.from_json(good | {"images": "a.jpg"})
    with pytest.raises(InvariantError, match="an object"):
        Item.from_json([])


def _cell(text: str) -> Cell:
    value = TypedValue(ValueType.TEXT, text)
    fact = Fact(ItemId("i"), KeyId("k"), value, 1.0, (), Producer.HUMAN, ReleaseId("r"))
    place = (ItemId("i"), KeyId("k"), SourceId("human"), CellState.FACTS)
    return Cell.of(AttributeWrite.of(*place, (fact,), priority=300, time_us=7, locked=True, author="ada"))


def _nouns() -> list[type[Record]]:
    return [
        noun for name in schema.__all__ if isinstance(noun := getattr(schema, name), type) and issubclass(noun, Record)
    ]


def test_every_noun_has_an_arrow_form_that_holds_all_its_fields() -> None:
    assert len(_nouns()) > 30
    for noun in _nouns():
        assert arrow_schema(noun).names == [field.name for field in dataclasses.fields(cast(Any, noun))]


EXAMPLES = [
    Change(1, ItemId("i"), KeyId("k"), None, _cell("x")),
    Change(2, ItemId("i"), KeyId("k"), _cell("x"), _cell("y")),
    Change(3, ItemId("i"), KeyId("k"), _cell("y"), None),
    AttributeWrite.of(ItemId("i"), KeyId("k"), SourceId("s"), CellState.NOT_STATED, priority=1, time_us=5),
    CandidateSet(ItemId("i"), KeyId("k"), ReleaseId("r"), ()),
    Category(CategoryId("a"), "A", None, ("b",), foreign_ids=("gid",)),
    KeyScope(CategoryId("a"), KeyId("k"), True, 3, (ValueId("v"),)),
    AttributeKey(KeyId("w"), "Width", ValueType.QUANTITY, "cm", tolerance=0.5),
    RejectedRow(SourceId("s"), 1, 2, "quote", "m", "r", "raw", 3),
    Vote("judge", "plausibility", Verdict.UNCLEAR),
]


@pytest.mark.parametrize("noun", EXAMPLES, ids=lambda noun: type(noun).__name__)
def test_nouns_survive_json_arrow_and_pickle(noun: Record) -> None:
    kind = type(noun)
    assert list(from_arrow(kind, to_arrow(kind, [noun]))) == [noun]
    assert kind.from_json(json.loads(canonical_json(noun.to_json()))) == noun
    assert pickle.loads(pickle.dumps(noun)) == noun
