"""Requests and a chat without a network, for the tests of what stands around a chat."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from itemcenter.ports import AnswerShape, ChatAnswer, ChatFailure, ChatRequest, Message, Usage
from itemcenter.schema import ModelId

SHAPE = AnswerShape("pick", {"type": "object", "properties": {"pick": {"type": "integer"}}})


def request(text: str, *, max_tokens: int = 20, shape: AnswerShape | None = SHAPE) -> ChatRequest:
    return ChatRequest((Message("system", "Pick."), Message("user", text)), shape, max_tokens=max_tokens)


def answer(asked: ChatRequest) -> ChatAnswer:
    text = asked.messages[-1].text
    return ChatAnswer(f"said {text}", "fake-1", Usage(len(text) // 4 + 9, 7, 3), seconds=0.5)


class FakeChat:
    """Answers by a function, in reverse order of each call, so that nobody counts on an order. asked: all requests"""

    def __init__(self, reply: Callable[[ChatRequest], ChatAnswer | ChatFailure] = answer) -> None:
        self.reply = reply
        self.asked: list[ChatRequest] = []
        self.closed = 0

    @property
    def model_id(self) -> ModelId:
        return ModelId("chat:fake@0")

    def ask(self, requests: Sequence[ChatRequest]) -> Iterator[tuple[int, ChatAnswer | ChatFailure]]:
        try:
            for number in reversed(range(len(requests))):
                self.asked.append(requests[number])
                yield number, self.reply(requests[number])
        finally:
            self.closed += 1
