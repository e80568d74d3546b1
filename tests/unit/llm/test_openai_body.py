from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.llm.openai_body import FORMS, BodySettings, Form, body_of, read_reply, read_usage
from itemcenter.ports import ChatRequest, Message, Usage
from tests.unit.llm.made import SHAPE, request

SETTINGS = BodySettings("m-1")


def reply(**changes: Any) -> dict[str, Any]:
    choice = {"message": {"role": "assistant", "content": "hi"}, "finish_reason": "stop"}
    return {"model": "m-1", "choices": [choice], "usage": {"prompt_tokens": 7, "completion_tokens": 2}} | changes


def test_a_plain_request() -> None:
    body = body_of(ChatRequest((Message("user", "hi"),), max_tokens=5, seed=3), SETTINGS, "none")
    assert body == {
        "model": "m-1",
        "messages": [{"role": "user", "content": "hi"}],
        "max_tokens": 5,
        "temperature": 0.0,
        "seed": 3,
    }


@pytest.mark.parametrize("form", [*FORMS, "none"])
def test_a_shape_in_each_form(form: Form) -> None:
    body = body_of(request("a"), SETTINGS, form)
    assert not [name for name in body if name.startswith("guided")]
    schema = dict(SHAPE.schema)
    expected: dict[Form, dict[str, Any]] = {
        "json_schema": {
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "pick", "schema": schema, "strict": True},
            }
        },
        "structured_outputs": {"structured_outputs": {"json": schema}},
        "json_object": {"response_format": {"type": "json_object", "schema": schema}},
        "none": {},
    }
    asked_for = {name: value for name, value in body.items() if name in ("response_format", "structured_outputs")}
    assert asked_for == expected[form]


def test_pictures_logprobs_and_what_hosts_want_otherwise() -> None:
    settings = BodySettings("m-1", -1.0, "max_completion_tokens", False, {"reasoning_effort": "low", "model": "alias"})
    asked = ChatRequest((Message("user", "hi", ("data:image/png;base64,AA",)),), max_tokens=5, logprobs=4)
    assert body_of(asked, settings, "none") == {
        "model": "alias",
        "messages": [
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "hi"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA"}},
                ],
            }
        ],
        "max_completion_tokens": 5,
        "logprobs": True,
        "top_logprobs": 4,
        "reasoning_effort": "low",
    }


def test_an_answer_is_read() -> None:
    document = reply()
    document["choices"][0]["logprobs"] = {
        "content": [
            {"token": "h", "logprob": -0.5, "top_logprobs": [{"token": "h", "logprob": -0.5}, {"token": "x"}]},
            {"token": 3},
            {"token": "i", "logprob": None},
        ]
    }
    found = read_reply(document)
    assert (found.text, found.model, found.usage, found.complete) == ("hi", "m-1", Usage(7, 2), True)
    assert [(entry.token, entry.alternatives) for entry in found.tokens] == [("h", (("h", -0.5),))]


@pytest.mark.parametrize(
    ("finish", "complete"), [("stop", True), ("length", False), (None, True), ("tool_calls", True)]
)
def test_whether_an_answer_was_cut(finish: str | None, complete: bool) -> None:
    assert read_reply(reply(choices=[{"message": {"content": "x"}, "finish_reason": finish}])).complete is complete


def test_refusals_are_no_answers() -> None:
    assert read_reply(reply(choices=[{"message": {"content": None, "refusal": "I will not"}}])).refused == "I will not"
    assert read_reply(reply(choices=[{"message": {"content": ""}, "finish_reason": "content_filter"}])).refused


@pytest.mark.parametrize(
    "document",
    [None, [], "x", {}, reply(choices=[]), reply(choices=None), reply(choices=["x"]), reply(choices=[{}]),
     reply(choices=[{"message": "x"}]), reply(choices=[{"message": {}}]),
     reply(choices=[{"message": {"content": 3}}]), reply(choices=[{"message": {"content": ["a"]}}])],
)  # fmt: skip
def test_what_is_no_answer_is_told(document: Any) -> None:
    with pytest.raises(ValueError, match=r"answer|content"):
        read_reply(document)


@pytest.mark.parametrize(
    "usage",
    [None, [], {}, {"prompt_tokens": -1}, {"prompt_tokens": "9"}, {"prompt_tokens": True}, {"prompt_tokens": 1 << 60},
     {"prompt_tokens": 1.5}],
)  # fmt: skip
def test_counts_that_make_no_sense_are_none(usage: Any) -> None:
    assert read_usage(usage) == Usage(0, 0)


def test_no_more_is_cached_than_was_sent() -> None:
    given_usage = {"prompt_tokens": 10, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": 99}}
    assert read_usage(given_usage) == Usage(10, 1, 10)
    assert read_usage(given_usage | {"prompt_tokens_details": None}) == Usage(10, 1, 0)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["choices", "message", "content", "usage", "prompt_tokens", "logprobs", "token", "model"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(_JSON)
def test_no_json_does_more_than_be_refused(document: Any) -> None:
    try:
        found = read_reply(document)
    except ValueError:
        return
    assert isinstance(found.text, str)


def test_half_a_surrogate_pair_can_be_stored() -> None:
    document = json.loads('{"choices": [{"message": {"content": "a\\ud800b\\ud83d\\ude00"}}], "model": "\\udfff"}')
    found = read_reply(document)
    assert found.text == "a\ufffdb\U0001f600"
    found.model.encode("utf-8")
