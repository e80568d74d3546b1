"""The conformance suite of the `chat` port, for endpoints, wrappers and fakes alike.

Use, in a test module (pytest and Hypothesis installed):

    class TestMyChat(ChatSuite):
        def open_chat(self):
            return my_chat.open(my_chat.Options())

The chat must answer: a test with an endpoint that fails belongs elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itemcenter.ports import AnswerShape, Chat, ChatAnswer, ChatFailure, ChatRequest, Message

SHAPE = AnswerShape(
    "pick",
    {
        "type": "object",
        "properties": {"pick": {"type": "integer", "enum": [0, 1, 2, 3]}},
        "required": ["pick"],
        "additionalProperties": False,
    },
)

_TEXTS = st.one_of(
    st.sampled_from(["", " ", "red shoes", "\x00", "\ud800", "红色的鞋", '{"a": "\\', "é" * 300, "\n\n"]),
    st.text(max_size=40),
)


def question(text: str, *, shape: AnswerShape | None = SHAPE, session: str = "", max_tokens: int = 64) -> ChatRequest:
    messages = (Message("system", "Pick a number."), Message("user", text))
    return ChatRequest(messages, shape, max_tokens=max_tokens, session=session)


class ChatSuite:
    #: Random batches a property.
    batches = 15
    #: Whether the endpoint holds to a shape that is asked for.
    constrains = True

    def open_chat(self) -> Chat:
        """A chat with nothing asked yet; called once a test."""
        raise NotImplementedError

    def _settings(self) -> settings:
        checks = [HealthCheck.too_slow]
        return settings(max_examples=self.batches, deadline=None, suppress_health_check=checks, database=None)

    def test_every_request_has_one_outcome(self) -> None:
        chat = self.open_chat()

        @self._settings()
        @given(st.lists(_TEXTS, max_size=8), st.text(max_size=5))
        def check(texts: list[str], session: str) -> None:
            outcomes = list(chat.ask([question(text, session=session) for text in texts]))
            assert sorted(number for number, _ in outcomes) == list(range(len(texts)))
            for _, outcome in outcomes:
                assert isinstance(outcome, ChatAnswer), outcome
                outcome.text.encode("utf-8")
                if self.constrains:
                    assert json.loads(outcome.text)["pick"] in (0, 1, 2, 3)

        check()

    def test_equal_requests_have_equal_answers(self) -> None:
        chat = self.open_chat()
        requests = [question(f"item {number % 3}") for number in range(9)]
        texts = dict(chat.ask(requests))
        for number, outcome in texts.items():
            like = texts[number % 3]
            assert isinstance(outcome, ChatAnswer) and isinstance(like, ChatAnswer)
            assert outcome.text == like.text

    def test_nothing_asked_is_nothing_answered(self) -> None:
        assert list(self.open_chat().ask([])) == []

    def test_an_answer_tells_its_tokens_and_its_model(self) -> None:
        ((_, outcome),) = self.open_chat().ask([question("one item")])
        assert isinstance(outcome, ChatAnswer)
        assert outcome.usage.prompt > 0 and outcome.usage.completion > 0
        assert 0 <= outcome.usage.cached <= outcome.usage.prompt
        assert outcome.model and outcome.complete and outcome.tries >= 1

    def test_an_answer_that_is_cut_says_so(self) -> None:
        ((_, outcome),) = self.open_chat().ask([question("one item", max_tokens=1)])
        assert isinstance(outcome, ChatAnswer | ChatFailure)
        assert isinstance(outcome, ChatFailure) or not outcome.complete

    def test_closing_early_stops(self) -> None:
        chat = self.open_chat()
        outcomes = chat.ask([question(f"item {number}") for number in range(500)])
        next(outcomes)
        assert isinstance(outcomes, Iterator)
        close = getattr(outcomes, "close", None)
        assert close is not None, "an iterator over outcomes can be closed"
        close()
        assert list(chat.ask([question("afterwards")])), "the chat goes on after one iterator was closed"

    def test_the_model_id_stays(self) -> None:
        chat = self.open_chat()
        before = chat.model_id
        list(chat.ask([question("one item")]))
        assert before and chat.model_id == before
