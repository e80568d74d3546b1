from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import StoreError
from itemcenter.llm import CachedChat, ResponseCache, request_key
from itemcenter.llm.answer_record import answer_text, read_answer_text
from itemcenter.llm.metrics import ChatMetrics
from itemcenter.ports import AnswerShape, ChatAnswer, ChatFailure, ChatRequest, TokenChances, Usage
from itemcenter.schema import ModelId
from tests.unit.llm.made import SHAPE, FakeChat, answer, request

MODEL = ModelId("chat:fake@0")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ResponseCache]:
    opened = ResponseCache(tmp_path / "made" / "answers.db")
    yield opened
    opened.close()


def test_what_was_answered_is_never_asked_again(cache: ResponseCache) -> None:
    inner, metrics = FakeChat(), ChatMetrics()
    chat = CachedChat(inner, cache, metrics)
    requests = [request(text) for text in ("a", "b", "a", "c")]
    first = dict(chat.ask(requests))
    assert sorted(first) == [0, 1, 2, 3]
    assert len(inner.asked) == 3, "equal requests of one call are asked once"
    assert [number for number, outcome in first.items() if isinstance(outcome, ChatAnswer) and outcome.replayed] == [2]
    assert not chat.waiting(requests)
    again = dict(chat.ask(requests))
    assert len(inner.asked) == 3
    for number, outcome in again.items():
        like = first[number]
        assert isinstance(outcome, ChatAnswer) and isinstance(like, ChatAnswer)
        assert outcome == replace(like, replayed=True)
    assert metrics.replayed == 5
    assert len(cache) == 3


def test_failures_are_asked_again(cache: ResponseCache) -> None:
    inner = FakeChat(lambda asked: ChatFailure("timeout", "late", usage=Usage(5, 0)))
    chat = CachedChat(inner, cache)
    found = dict(chat.ask([request("a"), request("a")]))
    assert isinstance(found[0], ChatFailure) and isinstance(found[1], ChatFailure)
    assert found[0].usage == Usage(5, 0) and found[1].usage == Usage(0, 0), "one bill for one try"
    inner.reply = answer
    assert all(isinstance(outcome, ChatAnswer) for _, outcome in chat.ask([request("a")]))


def test_an_answer_is_on_disk_before_it_is_handed_on(cache: ResponseCache) -> None:
    for number, _ in CachedChat(FakeChat(), cache).ask([request(str(number)) for number in range(5)]):
        key = request_key(MODEL, request(str(number)))
        with sqlite3.connect(cache.path) as other:
            assert other.execute("SELECT count(*) FROM answers WHERE key = ?", (key,)).fetchone() == (1,)
        other.close()


def test_closing_early_closes_what_is_below(cache: ResponseCache) -> None:
    inner = FakeChat()
    found = CachedChat(inner, cache).ask([request(str(number)) for number in range(5)])
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert inner.closed == 1 and len(inner.asked) == 1


_BASE = ChatRequest(request("a").messages, SHAPE, max_tokens=9)


@pytest.mark.parametrize(
    "other",
    [
        request("b"),
        replace(_BASE, max_tokens=10),
        replace(_BASE, seed=1),
        replace(_BASE, logprobs=2),
        replace(_BASE, shape=None),
        replace(_BASE, shape=AnswerShape("other", SHAPE.schema)),
        replace(_BASE, shape=AnswerShape("pick", {"properties": SHAPE.schema["properties"], "type": "object"})),
        replace(_BASE, messages=(replace(_BASE.messages[0], images=("https://x/y.png",)), _BASE.messages[1])),
    ],
)
def test_whatever_shapes_an_answer_is_in_its_key(other: ChatRequest) -> None:
    assert request_key(MODEL, _BASE) != request_key(MODEL, other)
    assert request_key(ModelId("chat:fake@1"), _BASE) != request_key(MODEL, _BASE)


def test_where_a_request_is_routed_is_not() -> None:
    assert request_key(MODEL, _BASE) == request_key(MODEL, replace(_BASE, session="group 7"))


_CHANCES = st.builds(
    TokenChances, st.text(max_size=3), st.floats(-9, 0), st.tuples(st.tuples(st.text(), st.floats(-9, 0)))
)


@given(st.builds(
    ChatAnswer,
    st.text(), st.text(max_size=5), st.builds(Usage, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    st.booleans(), st.floats(0, 9), st.integers(1, 3), st.just(True), st.integers(0, 2),
    st.tuples(_CHANCES),
))  # fmt: skip
def test_an_answer_comes_back_as_it_was(given_answer: ChatAnswer) -> None:
    assert read_answer_text(answer_text(given_answer)) == given_answer


def test_a_damaged_entry_is_asked_again(cache: ResponseCache) -> None:
    inner = FakeChat()
    chat = CachedChat(inner, cache)
    list(chat.ask([request("a"), request("b")]))
    with sqlite3.connect(cache.path) as other:
        other.execute("UPDATE answers SET answer = '{\"text\": 1' WHERE key = ?", (request_key(MODEL, request("a")),))
    other.close()
    assert len(list(chat.ask([request("a"), request("b")]))) == 2
    assert len(inner.asked) == 3


def test_a_file_that_is_no_cache_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.db"
    path.write_text("sku,title\n" * 500)
    with pytest.raises(StoreError, match=r"answers\.db.*remove a damaged file"):
        ResponseCache(path)
    assert path.read_text().startswith("sku")


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.db"
    ResponseCache(path).close()
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA user_version = 7")
    plain.close()
    with pytest.raises(StoreError, match="format 7"):
        ResponseCache(path)


def test_two_processes_share_a_file(tmp_path: Path) -> None:
    one, two = ResponseCache(tmp_path / "a.db"), ResponseCache(tmp_path / "a.db")
    one.keep(MODEL, [("k", answer(request("a")))])
    assert list(two.find(["k", "j"])) == ["k"]
    one.close()
    two.close()
