from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from itemcenter.demo import catalog_path
from itemcenter.llm import CachedChat, Price, ResponseCache
from itemcenter.llm.forecast import forecast
from itemcenter.ports import AnswerShape, ChatAnswer, ChatFailure, ChatRequest, Message, Usage
from itemcenter.testing.scripted_tokens import prompt_tokens, tokens_of
from tests.unit.llm.made import FakeChat, request

PRICE = Price(1.0, 4.0)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ResponseCache]:
    opened = ResponseCache(tmp_path / "answers.db")
    yield opened
    opened.close()


def catalog_requests() -> list[ChatRequest]:
    """Two kinds of questions about the rows of the demo catalog: texts of all lengths, some not Latin."""
    rows = catalog_path().read_text(encoding="utf-8").splitlines()[1:900]
    shapes = [AnswerShape("values", {}), AnswerShape("title", {})]
    chance = random.Random(5)
    system = "You say which of the numbered values a product listing states. " * 4
    out = []
    for row in rows:
        text = row if chance.random() < 0.9 else f"{row} 商品の色は赤です {row[:40]}"
        out.append(ChatRequest((Message("system", system), Message("user", text)), chance.choice(shapes)))
    return out


def counted(asked: ChatRequest) -> ChatAnswer:
    """As the scripted endpoint counts, with answers that depend on kind and item."""
    prompt = prompt_tokens([{"role": message.role, "content": message.text} for message in asked.messages])
    kind = asked.shape.name if asked.shape is not None else ""
    text = "word " * (3 if kind == "values" else 20) + asked.messages[1].text[-10:]
    return ChatAnswer(text, "m", Usage(len(prompt), len(tokens_of(text))))


def test_within_five_percent_of_what_it_took(cache: ResponseCache) -> None:
    requests, inner = catalog_requests(), FakeChat(counted)
    chat = CachedChat(inner, cache)
    found = forecast(requests, chat, PRICE)
    assert len(inner.asked) == found.sampled <= 24
    before = len(inner.asked)
    actual = [outcome for _, outcome in chat.ask(requests) if isinstance(outcome, ChatAnswer) and not outcome.replayed]
    assert len(inner.asked) - before == found.requests == len(actual)
    prompt, completion = (sum(getattr(one.usage, name) for one in actual) for name in ("prompt", "completion"))
    assert found.usage.prompt == pytest.approx(prompt, rel=0.03)
    assert found.tokens == pytest.approx(prompt + completion, rel=0.05)
    assert found.money == pytest.approx((prompt + 4 * completion) / 1e6, rel=0.05)
    assert abs(found.tokens - prompt - completion) < 4 * found.spread


def test_what_was_answered_is_not_forecast(cache: ResponseCache) -> None:
    chat = CachedChat(FakeChat(), cache)
    requests = [request(f"item {number}") for number in range(100)]
    list(chat.ask(requests[:90]))
    found = forecast(requests, chat, PRICE)
    assert found.requests + found.sampled == 10
    list(chat.ask(requests))
    found = forecast(requests, chat, PRICE)
    assert (found.requests, found.sampled, found.tokens, found.spread) == (0, 0, 0, 0.0)


def test_the_sample_is_part_of_the_run(cache: ResponseCache) -> None:
    inner = FakeChat()
    chat = CachedChat(inner, cache)
    requests = [request(f"item {number}") for number in range(50)]
    forecast(requests, chat, PRICE)
    list(chat.ask(requests))
    assert len(inner.asked) == 50


def test_an_endpoint_that_fails_cannot_be_forecast(cache: ResponseCache) -> None:
    chat = CachedChat(FakeChat(lambda asked: ChatFailure("timeout", "", usage=Usage(3, 0))), cache)
    found = forecast([request(f"item {number}") for number in range(50)], chat, PRICE)
    assert set(found.failed) == {"timeout"}
    assert found.spread == float("inf")
    assert found.paid.prompt == 3 * found.sampled


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_small_runs(cache: ResponseCache, count: int) -> None:
    found = forecast([request(f"item {number}") for number in range(count)], CachedChat(FakeChat(), cache), PRICE)
    assert found.requests + found.sampled == count
    assert found.requests == max(0, count - 4)
