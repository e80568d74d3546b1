"""Answers by number: what holds, what does not, and that no text whatsoever yields anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.llm.json_answer import AnswerFault, json_object
from itemcenter.llm.numbered_answer import LONGEST_QUOTE, Choice, choices, one_of, some_of
from itemcenter.ports import ChatAnswer, Usage


def answer(text: str, complete: bool = True) -> ChatAnswer:
    return ChatAnswer(text, "m", Usage(1, 1), complete=complete)


def fault(text: str, multiple: bool = False, complete: bool = True) -> str:
    with pytest.raises(AnswerFault) as found:
        choices(answer(text, complete), 3, 2, multiple)
    return found.value.fault


GOOD = '{"choice": 2, "field": 1, "quote": "navy"}'


@pytest.mark.parametrize(
    "text", [GOOD, f"Sure!\n```json\n{GOOD}\n```", f"<think>{{maybe}}</think>{GOOD}", f"{GOOD}\n{GOOD}"]
)
def test_one_object_is_found_whatever_stands_around_it(text: str) -> None:
    assert choices(answer(text), 3, 2, False) == (Choice(2, 1, "navy"),)


def test_none_and_several() -> None:
    assert choices(answer('{"choice": 0, "field": 0, "quote": ""}'), 3, 2, False) == ()
    assert choices(answer('{"choices": []}'), 3, 2, True) == ()
    two = json.dumps({"choices": [json.loads(GOOD), {"choice": 3, "field": 2, "quote": "x"}]})
    assert [entry.number for entry in choices(answer(two), 3, 2, True)] == [2, 3]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("navy", "no_json"),
        (GOOD[:-3], "no_json"),
        ("[1]", "no_json"),
        (GOOD + GOOD.replace("2", "1"), "several_answers"),
        (GOOD.replace("2", "4"), "no_such_number"),
        (GOOD.replace("2", "-1"), "no_such_number"),
        (GOOD.replace("1", "3"), "no_such_number"),
        (GOOD.replace("2", "true"), "wrong_shape"),
        (GOOD.replace("2", "2.0"), "wrong_shape"),
        (GOOD.replace("2", '"2"'), "wrong_shape"),
        (GOOD.replace('"navy"', "null"), "wrong_shape"),
        (GOOD.replace("navy", "n" * (LONGEST_QUOTE + 1)), "wrong_shape"),
        (GOOD.replace('"quote"', '"words"'), "wrong_shape"),
        (GOOD.replace("{", '{"value": "red", '), "wrong_shape"),
        ('{"choice": 1, "choice": 2, "field": 1, "quote": "x"}', "wrong_shape"),
        ('{"choice": ' + "9" * 9_000 + "}", "no_json"),
        ("{" * 9_000, "no_json"),
        ('{"a":' * 9_000, "no_json"),
    ],
)
def test_faults_of_one(text: str, expected: str) -> None:
    assert fault(text) == expected


def test_faults_of_some() -> None:
    one = json.loads(GOOD)
    assert fault(json.dumps({"choices": [one, one]}), True) == "no_such_number"
    assert fault(json.dumps({"choices": [one | {"choice": 0}]}), True) == "no_such_number"
    assert fault(json.dumps({"choices": [2]}), True) == "wrong_shape"
    assert fault(json.dumps({"choices": one}), True) == "wrong_shape"
    assert fault(GOOD, True) == "wrong_shape"
    assert fault(json.dumps({"choices": [one]})) == "wrong_shape"
    assert fault(GOOD, complete=False) == "cut"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["choice", "choices", "field", "quote", "value"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(st.text(max_size=80) | JSON.map(json.dumps), st.text(max_size=10), st.integers(0, 6), st.booleans())
def test_nothing_but_the_numbers_of_the_question_comes_out(text: str, around: str, most: int, multiple: bool) -> None:
    try:
        found = choices(answer(around + text), most, 2, multiple)
    except AnswerFault:
        return
    assert all(1 <= entry.number <= most and 0 <= entry.field <= 2 for entry in found)
    assert len({entry.number for entry in found}) == len(found) and (multiple or len(found) <= 1)


@given(JSON, st.integers(0, 4))
def test_the_shape_lets_through_what_the_check_lets_through(value: Any, most: int) -> None:
    """The schemas are closed, name every property, and list the numbers."""
    one, some = one_of(most, 2).schema, some_of(most, 2).schema
    assert one["properties"]["choice"]["enum"] == list(range(most + 1))
    entry = some["properties"]["choices"]["items"]
    assert entry["properties"]["choice"]["enum"] == list(range(1, most + 1))
    for schema in (one, some, entry):
        assert schema["additionalProperties"] is False and set(schema["required"]) == set(schema["properties"])


def test_only_so_many_openings_are_tried() -> None:
    with pytest.raises(AnswerFault):
        json_object("{" * 60 + GOOD)
