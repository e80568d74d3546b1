from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itemcenter.errors import InputError
from itemcenter.llm import (
    BodySettings,
    CachedChat,
    ChatMetrics,
    MeteredChat,
    ResponseCache,
    batch,
    read_batches,
    write_batches,
)
from itemcenter.llm.openai_body import body_of
from itemcenter.ports import ChatAnswer, ChatFailure, ChatRequest, Usage
from itemcenter.schema import ModelId
from tests.unit.llm.made import FakeChat, answer, request

MODEL = ModelId("chat:fake@0")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ResponseCache]:
    opened = ResponseCache(tmp_path / "answers.db")
    yield opened
    opened.close()


def test_metrics_have_the_names_of_the_conventions() -> None:
    def reply(asked: ChatRequest) -> ChatAnswer | ChatFailure:
        text = asked.messages[-1].text
        return ChatFailure("timeout", "", tries=2, lost=2, usage=Usage(4, 0)) if text == "late" else answer(asked)

    metrics = ChatMetrics("vllm", "fake-1")
    list(MeteredChat(FakeChat(reply), metrics).ask([request(text) for text in ("one", "late", "three three")]))
    told = metrics.to_json()
    tokens = {point["attributes"]["gen_ai.token.type"]: point for point in told["gen_ai.client.token.usage"]}
    assert (tokens["input"]["count"], tokens["input"]["sum"]) == (3, 9 + 11 + 4)
    assert (tokens["output"]["count"], tokens["output"]["sum"]) == (3, 14)
    assert tokens["input"]["attributes"] == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "vllm",
        "gen_ai.request.model": "fake-1",
        "gen_ai.token.type": "input",
    }
    assert sum(tokens["input"]["bucket_counts"]) == 3
    assert tokens["input"]["explicit_bounds"][:3] == [1, 4, 16]
    (duration,) = told["gen_ai.client.operation.duration"]
    assert (duration["count"], duration["sum"]) == (2, 1.0)
    (cached,) = told["gen_ai.client.inference.usage.cache_read.input_tokens"]
    assert cached["sum"] == 6
    (failed,) = told["itemcenter.chat.failures"]
    assert (failed["attributes"]["error.type"], failed["value"]) == ("timeout", 1)
    assert (told["itemcenter.chat.tries"], told["itemcenter.chat.lost_tries"]) == (4, 2)
    assert metrics.answered == 2
    json.dumps(told)
    assert "three" not in json.dumps(told)


def body(asked: ChatRequest) -> dict[str, Any]:
    return body_of(asked, BodySettings("m-1"), "json_schema")


def output(key: str, text: str, model: str = "m-1") -> dict[str, Any]:
    body = {
        "model": model,
        "choices": [{"message": {"content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 8, "completion_tokens": 2},
    }
    return {"id": "b", "custom_id": key, "response": {"status_code": 200, "body": body}, "error": None}


def test_a_batch_round_trip_is_a_run_that_asks_nothing(tmp_path: Path, cache: ResponseCache) -> None:
    requests = [request(text) for text in ("a", "b", "c", "a")]
    (path,) = write_batches(requests, tmp_path / "out", body, MODEL)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(lines) == 3, "equal requests are written once"
    assert {(line["method"], line["url"]) for line in lines} == {("POST", "/v1/chat/completions")}
    assert all(line["body"]["response_format"]["type"] == "json_schema" for line in lines)
    assert all(len(line["custom_id"]) <= 64 for line in lines)
    outputs = [output(line["custom_id"], f"said {line['body']['messages'][1]['content']}") for line in lines]
    answers = tmp_path / "answers.jsonl"
    answers.write_text("\n".join(json.dumps(entry) for entry in reversed(outputs)))
    result = read_batches([answers], cache, MODEL, "m-1")
    assert (result.kept, result.usage, dict(result.wasted)) == (3, Usage(24, 6), {})
    inner = FakeChat()
    found = dict(CachedChat(inner, cache).ask(requests))
    assert not inner.asked
    assert [outcome.text for _, outcome in sorted(found.items()) if isinstance(outcome, ChatAnswer)] == [
        "said a", "said b", "said c", "said a",
    ]  # fmt: skip


def test_lines_that_cannot_be_used_are_counted_by_reason(tmp_path: Path, cache: ResponseCache) -> None:
    key = "ab" * 32
    refused = output(key, "x")
    refused["response"] = {"status_code": 400, "body": {"error": {"message": "no"}}}
    limited = output(key, "x")
    limited["response"]["status_code"] = 429
    lines = [
        json.dumps(output(key, "fine")),
        "",
        '{"custom_id": "' + key,
        "[" * 5000,
        "7",
        json.dumps(output("our-own-number-7", "x")),
        json.dumps(output("../../etc/passwd" * 4, "x")),
        json.dumps({"custom_id": key, "response": None, "error": {"code": "expired"}}),
        json.dumps(refused),
        json.dumps(limited),
        json.dumps(output(key, "x", "another")),
        json.dumps({"custom_id": key, "response": {"status_code": 200, "body": {"choices": []}}}),
    ]
    path = tmp_path / "mixed.jsonl"
    path.write_text("\n".join(lines))
    result = read_batches([path], cache, MODEL, "m-1")
    assert result.kept == 1
    assert dict(result.wasted) == {
        "unreadable": 2, "not_ours": 3, "server_error": 1, "refused": 1, "rate_limited": 1, "wrong_model": 1,
        "malformed": 1,
    }  # fmt: skip
    assert list(cache.find([key])) == [key]


def test_large_batches_are_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "MOST_LINES", 4)
    requests = [request(f"item {number}") for number in range(10)]
    files = write_batches(requests, tmp_path, body, MODEL)
    assert [path.name for path in files] == ["batch-0001.jsonl", "batch-0002.jsonl", "batch-0003.jsonl"]
    assert [len(path.read_text().splitlines()) for path in files] == [4, 4, 2]


def test_a_file_that_is_not_there(tmp_path: Path, cache: ResponseCache) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl.*batch gave"):
        read_batches([tmp_path / "none.jsonl"], cache, MODEL, "*")
