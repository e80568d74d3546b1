"""Every noun survives JSON, Arrow and pickle unchanged, and its hash depends on content alone."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import given

from itemcenter.errors import InvariantError
from itemcenter.schema import Fact, Item, canonical_json, content_hash
from itemcenter.schema.arrow import facts_from_arrow, facts_to_arrow, items_from_arrow, items_to_arrow
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
    assert list(items_from_arrow(items_to_arrow([item, item]))) == [item, item]


@given(facts())
def test_fact_survives_arrow(fact: Fact) -> None:
    assert list(facts_from_arrow(facts_to_arrow([fact]))) == [fact]


def test_hash_does_not_see_the_spelling_of_numbers_or_the_order_of_names() -> None:
    assert content_hash({"a": 17.0, "b": [1]}) == content_hash({"b": (1,), "a": 17})
    assert content_hash({"a": 17.5}) != content_hash({"a": 17})
    with pytest.raises(InvariantError, match="finite"):
        content_hash([float("nan")])


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
