"""Asking: in order whatever the order of the outcomes, one repair, everything counted."""

from __future__ import annotations

from itemcenter.llm.ask import Abstained, Asked, AskTally, Checked, ask_all
from itemcenter.llm.json_answer import AnswerFault
from itemcenter.ports import ChatAnswer, ChatFailure, ChatRequest, Message, Usage
from itemcenter.testing.fake_chat import FakeChat, Outcome


def asked(name: str) -> Asked[str]:
    def read(answer: ChatAnswer) -> str:
        if answer.text != name:
            raise AnswerFault("no_json")
        return answer.text

    return Asked(ChatRequest((Message("system", "s"), Message("user", name))), read)


def test_outcomes_come_in_the_order_of_the_questions() -> None:
    chat, tally = FakeChat(lambda request, _: request.messages[1].text), AskTally()
    found = ask_all(chat, [asked("a"), asked("b"), asked("c")], tally)
    assert [entry.content for entry in found if isinstance(entry, Checked)] == ["a", "b", "c"]
    assert (tally.questions, tally.requests, tally.repaired) == (3, 3, 0)
    assert (tally.prompt_tokens, tally.completion_tokens) == (6, 3)
    assert ask_all(chat, [], tally) == [] and len(chat.requests) == 3


def test_an_answer_that_does_not_hold_is_sent_back_once_with_the_reason() -> None:
    def script(request: ChatRequest, number: int) -> Outcome:
        again = len(request.messages) == 4
        if request.messages[1].text == "never":
            return "still wrong"
        return request.messages[1].text if again else "wrong"

    chat, tally = FakeChat(script), AskTally()
    found = ask_all(chat, [asked("a"), asked("never")], tally)
    assert isinstance(found[0], Checked) and found[1] == Abstained("no_json")
    assert (tally.requests, tally.repaired, tally.abstained) == (4, 1, {"no_json": 1})
    second = chat.requests[2].messages
    assert second[:2] == chat.requests[0].messages
    assert second[2] == Message("assistant", "wrong") and "no JSON object" in second[3].text


def test_failures_are_not_repaired_and_replays_cost_nothing() -> None:
    def script(request: ChatRequest, number: int) -> Outcome:
        if request.messages[1].text == "a":
            return ChatFailure("timeout", "10 s", usage=Usage(7, 0))
        return ChatAnswer("b", "m", Usage(100, 10, 50), replayed=True)

    chat, tally = FakeChat(script), AskTally()
    assert ask_all(chat, [asked("a"), asked("b")], tally)[0] == Abstained("timeout")
    assert (tally.requests, tally.replayed, tally.prompt_tokens, tally.cached_tokens) == (2, 1, 7, 0)
    assert tally.to_json()["abstained"] == {"timeout": 1}
