from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import ConfigError
from itemcenter.llm import Budget, BudgetedChat, Cap, Price
from itemcenter.llm.budget import worst_usage
from itemcenter.ports import ChatAnswer, ChatFailure, ChatRequest, Message, Usage
from tests.unit.llm.made import FakeChat, answer, request

PRICE = Price(2.0, 8.0, 0.5)


def outcomes(chat: BudgetedChat, requests: list[ChatRequest]) -> dict[int, ChatAnswer | ChatFailure]:
    return dict(chat.ask(requests))


@settings(max_examples=60)
@given(st.lists(st.integers(0, 300), max_size=40), st.integers(1, 12_000), st.integers(0, 2**31))
def test_the_cap_holds_whatever_comes_back(sizes: list[int], cap: int, seed: int) -> None:
    chance = random.Random(seed)

    def reply(asked: ChatRequest) -> ChatAnswer | ChatFailure:
        worst = worst_usage(asked)
        used = Usage(chance.randint(1, worst.prompt), chance.randint(0, worst.completion))
        lost = chance.choice([0, 0, 1])
        if chance.random() < 0.3:
            return ChatFailure("timeout", "", usage=Usage(0, 0), lost=lost)
        return ChatAnswer("{}", "m", used if chance.random() < 0.9 else Usage(0, 0), lost=lost)

    inner = FakeChat(reply)
    budget = Budget(Cap(tokens=cap), PRICE, worst_tries=2)
    requests = [request("x" * size) for size in sizes]
    found = outcomes(BudgetedChat(inner, budget), requests)
    assert sorted(found) == list(range(len(sizes)))
    assert budget.tokens <= cap
    refused = [
        number for number, outcome in found.items() if isinstance(outcome, ChatFailure) and outcome.reason == "budget"
    ]
    assert len(inner.asked) == len(sizes) - len(refused)
    assert budget.refused == len(refused)


def test_little_is_left_when_it_stops() -> None:
    budget = Budget(Cap(money=0.01), PRICE)
    chat = BudgetedChat(FakeChat(), budget)
    requests = [request(f"item {number} " + "word " * 30) for number in range(2000)]
    found = outcomes(chat, requests)
    answered = [number for number, outcome in found.items() if isinstance(outcome, ChatAnswer)]
    assert 50 < len(answered) < 2000
    worst_money, _ = budget.worst(requests[0])
    assert 0.01 - worst_money <= budget.money <= 0.01
    refused = next(outcome for outcome in found.values() if isinstance(outcome, ChatFailure))
    assert refused.reason == "budget" and refused.tries == 0 and "0.01 in money" in refused.detail


def test_no_cap_is_no_cap_and_prices_count() -> None:
    budget = Budget(Cap(), PRICE)
    found = outcomes(BudgetedChat(FakeChat(), budget), [request("x" * 4) for _ in range(3)])
    assert all(isinstance(outcome, ChatAnswer) for outcome in found.values())
    assert budget.tokens == 3 * (10 + 7)
    assert budget.money == pytest.approx(3 * (7 * 2.0 + 3 * 0.5 + 7 * 8.0) / 1e6)


def test_what_is_not_told_or_lost_is_taken_at_its_worst() -> None:
    asked = request("x" * 40)
    budget = Budget(Cap(), PRICE)
    outcomes(BudgetedChat(FakeChat(lambda one: ChatAnswer("", "m", Usage(0, 0))), budget), [asked])
    worst = worst_usage(asked)
    assert budget.tokens == worst.prompt + worst.completion
    outcomes(BudgetedChat(FakeChat(lambda one: ChatFailure("timeout", "", lost=2)), budget), [asked])
    assert budget.tokens == 3 * (worst.prompt + worst.completion)


def test_closing_early_frees_what_was_set_aside() -> None:
    budget, inner = Budget(Cap(tokens=10_000), PRICE), FakeChat()
    found = BudgetedChat(inner, budget).ask([request("x") for _ in range(20)])
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert inner.closed == 1
    assert budget.set_aside(request("y" * 9000)), "nothing but the one answer is spent"


def test_a_text_never_has_more_tokens_than_the_bound() -> None:
    wild = ChatRequest((Message("user", "é\ud800红" * 9, images=("https://x/a.png",)),), max_tokens=5)
    worst = worst_usage(wild)
    assert worst.completion == 5
    assert worst.prompt > len("é红" * 9) + 1000


@pytest.mark.parametrize(
    "cap", [lambda: Cap(-1.0), lambda: Cap(tokens=-1), lambda: Cap(float("nan")), lambda: Cap(float("inf"))]
)
def test_a_cap_is_a_number(cap: object) -> None:
    with pytest.raises(ConfigError, match="cap"):
        cap()  # type: ignore[operator]


def test_a_cap_on_money_needs_prices() -> None:
    with pytest.raises(ConfigError, match="prices"):
        Budget(Cap(money=1.0), Price())


@pytest.mark.parametrize("price", [{"prompt": -1.0}, {"completion": float("nan")}, {"cached": -0.1}])
def test_a_price_is_a_number(price: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match="price"):
        Price(**price)


def test_the_fake_answers() -> None:
    assert answer(request("abcd")).usage == Usage(10, 7, 3)
