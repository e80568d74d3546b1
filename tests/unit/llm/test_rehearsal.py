"""A rehearsal: what would be sent is counted once and not sent, what it takes is near, answers it paid for are kept."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from itemcenter.llm import Cap, ChatStack, Price, Purse, RehearsedChat
from itemcenter.llm.ask import Abstained, Asked, AskTally, Checked, ask_all
from itemcenter.llm.json_answer import AnswerFault
from itemcenter.ports import ChatAnswer, ChatFailure, ChatRequest, Usage
from tests.unit.llm.made import FakeChat, request

PRICE = Price(1.0, 4.0)


def counted(asked: ChatRequest) -> ChatAnswer:
    """Tokens by the length of all messages."""
    return ChatAnswer("yes", "fake-1", Usage(sum(len(message.text) for message in asked.messages) // 4, 7))


def question(number: int, failing: int = 0) -> Asked[str]:
    """Of its kind, `failing` in a hundred have first answers that do not hold."""
    chance = random.Random(number)
    text = f"item {number} " + "word " * chance.randint(5, 60)
    bad = chance.random() < failing / 100

    def read(answer: ChatAnswer) -> str:
        if bad:
            raise AnswerFault("not_in_text")
        return answer.text

    return Asked(request(text), read)


class Made:
    def __init__(self, folder: Path, cap: Cap | None = None) -> None:
        self.inner = FakeChat(counted)
        self.stack = ChatStack(self.inner, folder / "answers.db", Purse(PRICE, cap or Cap()))

    def spent(self) -> int:
        usage = self.stack.metrics.usage
        return usage.prompt + usage.completion


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    out = Made(tmp_path)
    yield out
    out.stack.close()


def test_nothing_is_sent_and_every_request_counts_once(made: Made) -> None:
    chat, tally = RehearsedChat(made.stack), AskTally()
    asked = [question(number) for number in range(300)]
    assert ask_all(chat, asked, tally) == [Abstained("budget")] * 300
    ask_all(chat, asked[:50], tally)
    list(chat.ask([entry.request for entry in asked[:50]]))
    assert (made.inner.asked, chat.requests) == ([], 300)
    assert (chat.model_id, tally.prompt_tokens) == (made.stack.model_id, 0)


@pytest.mark.parametrize("failing", [0, 8, 50])
def test_the_forecast_is_near_what_the_run_takes_repairs_included(made: Made, failing: int) -> None:
    asked = [question(number, failing) for number in range(3_000)]
    chat = RehearsedChat(made.stack)
    ask_all(chat, asked, AskTally())
    told = chat.forecast()
    assert told.requests == 3_000 and len(made.inner.asked) == told.asked <= 200
    tally = AskTally()
    ask_all(made.stack, asked, tally)
    repairs = tally.requests - tally.questions
    tokens = told.usage.prompt + told.usage.completion
    assert tokens == pytest.approx(made.spent(), abs=0.01 * tokens + 3 * told.spread)
    assert told.repairs == pytest.approx(repairs, abs=3 * 3_000 * 0.05)
    assert (told.repairs > 0) == (failing > 0)
    assert told.money == pytest.approx(PRICE.of(told.usage))
    assert len(made.inner.asked) == 3_000 + repairs, "neither the sample nor its repairs are paid twice"


def test_more_than_are_kept_are_scaled_up(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("itemcenter.llm.rehearsal._KEPT", 400)
    asked = [question(number) for number in range(2_000)]
    chat = RehearsedChat(made.stack)
    ask_all(chat, asked, AskTally())
    told = chat.forecast()
    assert told.requests == 2_000 and told.asked == 40
    ask_all(made.stack, asked, AskTally())
    assert told.usage.prompt + told.usage.completion == pytest.approx(made.spent(), rel=0.05)


def test_what_was_answered_before_is_answered_again_and_not_forecast(made: Made) -> None:
    asked = [question(number) for number in range(100)]
    ask_all(made.stack, asked[:60], AskTally())
    chat, tally = RehearsedChat(made.stack), AskTally()
    found = ask_all(chat, asked, tally)
    assert [isinstance(entry, Checked) for entry in found] == [True] * 60 + [False] * 40
    assert (chat.requests, tally.replayed, len(made.inner.asked)) == (40, 60, 60)
    assert chat.forecast().requests == 40


def test_a_repair_of_what_was_answered_is_known_and_is_not_repaired_again(made: Made) -> None:
    asked = [question(number, 100) for number in range(30)]
    ask_all(made.stack, asked, AskTally(), repairs=0)
    chat = RehearsedChat(made.stack)
    ask_all(chat, asked, AskTally())
    told = chat.forecast()
    assert (told.requests, told.repairs) == (30, 0)
    ask_all(made.stack, asked, AskTally())
    assert len(made.inner.asked) == 60
    paid = sum(counted(entry).usage.prompt for entry in made.inner.asked[30:])
    assert told.usage.prompt == pytest.approx(paid, rel=0.05)


def test_an_endpoint_that_answers_nothing_is_told_in_plain_json(made: Made) -> None:
    made.inner.reply = lambda asked: ChatFailure("unreachable", "no")
    chat = RehearsedChat(made.stack)
    ask_all(chat, [question(number) for number in range(50)], AskTally())
    told = chat.forecast().to_json()
    assert json.loads(json.dumps(told, allow_nan=False))["spread_tokens"] is None
    assert (told["requests"], told["asked"], told["failed"]) == (50, 5, ["unreachable"] * 5)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_small_runs(made: Made, count: int) -> None:
    chat = RehearsedChat(made.stack)
    ask_all(chat, [question(number) for number in range(count)], AskTally())
    told = chat.forecast()
    assert (told.requests, told.asked) == (count, count)
    assert made.spent() == told.usage.prompt + told.usage.completion


def test_a_forecast_keeps_to_the_cap(tmp_path: Path) -> None:
    made = Made(tmp_path, Cap(tokens=2_000))
    chat = RehearsedChat(made.stack)
    ask_all(chat, [question(number) for number in range(500)], AskTally())
    assert "budget" in chat.forecast().failed and 0 < made.spent() <= 2_000
    made.stack.close()
