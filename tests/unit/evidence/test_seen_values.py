"""Values that items state for keys without a list."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.evidence.memory_arrays import memory_from_arrays, memory_to_arrays
from itemcenter.evidence.seen_values import SeenValues
from itemcenter.schema import AttributeKey, KeyId, TypedValue, ValueId, ValueType

RESOLUTION = AttributeKey(KeyId("resolution"), "display resolution", ValueType.TEXT)
WEIGHT = AttributeKey(KeyId("weight"), "weight", ValueType.QUANTITY, unit="kg")


def text(value: str) -> TypedValue:
    return TypedValue(ValueType.TEXT, value)


def test_a_value_is_known_by_its_folded_form_and_told_as_most_items_write_it() -> None:
    seen = SeenValues()
    assert not seen
    for part, writing in enumerate(["full hd", "Full HD", "full hd"]):
        seen.add(RESOLUTION, [text(writing)], part)
    assert list(seen) == [("resolution", "full hd", "full hd")] and seen
    assert seen.support(RESOLUTION.id, "full hd", EVERYTHING) == 3
    assert seen.support(RESOLUTION.id, "full hd", 0) == 2
    assert seen.support(RESOLUTION.id, "4k", EVERYTHING) == seen.support(KeyId("other"), "full hd", 0) == 0


def test_of_writings_equally_frequent_the_first_in_order_is_told() -> None:
    seen = SeenValues()
    for writing in ("full hd", "Full HD"):
        seen.add(RESOLUTION, [text(writing)], 0)
    assert [entry[2] for entry in seen] == ["Full HD"]


@pytest.mark.parametrize("value", ["x" * 61, "one two three four five six seven eight nine", "--"])
def test_sentences_and_signs_are_not_looked_for(value: str) -> None:
    seen = SeenValues()
    seen.add(RESOLUTION, [text(value)], 0)
    assert not seen


def test_numbers_and_entries_of_a_list_are_found_otherwise() -> None:
    seen = SeenValues()
    seen.add(WEIGHT, [TypedValue(ValueType.QUANTITY, "2 kg", number=2.0, unit="kg")], 0)
    colour = AttributeKey(KeyId("colour"), "colour", ValueType.COLOUR, open=True)
    seen.add(colour, [TypedValue(ValueType.COLOUR, "Navy", ValueId("colour/navy"))], 0)
    assert not seen
    seen.add(colour, [TypedValue(ValueType.COLOUR, "Midnight")], 0)
    assert [entry[2] for entry in seen] == ["Midnight"]


def test_the_values_of_a_key_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("itemcenter.evidence.seen_values._MOST_VALUES", 2)
    seen = SeenValues()
    for value in ("a1", "b2", "c3", "a1"):
        seen.add(RESOLUTION, [text(value)], 0)
    assert [entry[1] for entry in seen] == ["a1", "b2"]
    assert seen.support(RESOLUTION.id, "a1", EVERYTHING) == 2


@given(st.lists(st.tuples(st.sampled_from(["4K", "4k", "UHD", "8 K"]), st.integers(0, FOLDS - 1)), max_size=30))
def test_parts_add_up_order_does_not_matter_and_files_keep_all(cells: list[tuple[str, int]]) -> None:
    seen, other = SeenValues(), SeenValues()
    for value, part in cells:
        seen.add(RESOLUTION, [text(value)], part)
    for value, part in sorted(cells):
        other.add(RESOLUTION, [text(value)], part)
    assert list(seen) == list(other) and seen.to_json() == other.to_json()
    for _, form, _ in seen:
        whole = seen.support(RESOLUTION.id, form, EVERYTHING)
        assert sum(whole - seen.support(RESOLUTION.id, form, part) for part in range(FOLDS)) == whole
    memory = CatalogMemory()
    memory.seen = seen
    again = memory_from_arrays(memory_to_arrays(memory))
    assert list(again.seen) == list(seen) and json.dumps(again.to_json()) == json.dumps(
        {**memory.to_json(), "seen": again.seen.to_json()}
    )


def test_a_memory_of_before_has_seen_nothing() -> None:
    data = CatalogMemory().to_json()
    del data["seen"]
    assert not CatalogMemory.from_json(data).seen
