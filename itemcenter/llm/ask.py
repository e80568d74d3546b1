"""Asking many questions at once: each answer checked, one more try where it did not hold, all of it counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Generic, NamedTuple, Protocol, TypeVar, runtime_checkable

from itemcenter.llm.json_answer import ADVICE, AnswerFault
from itemcenter.ports import Chat, ChatAnswer, ChatFailure, ChatRequest, Message, Usage

T = TypeVar("T")

#: Of an answer that did not hold, so much is shown to the model again.
_SHOWN_AGAIN = 1_000


@dataclass(slots=True)
class AskTally:
    """What asking has cost so far. `abstained`: questions without an answer that held, by the reason of the last try.

    requests: sent or taken from the response cache, repairs among them; repaired: questions that held at the second try
    """

    questions: int = 0
    requests: int = 0
    repaired: int = 0
    replayed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    abstained: dict[str, int] = field(default_factory=dict)

    def count(self, outcome: ChatAnswer | ChatFailure) -> None:
        self.requests += 1
        replayed = isinstance(outcome, ChatAnswer) and outcome.replayed
        self.replayed += replayed
        usage = Usage(0, 0) if replayed else outcome.usage
        self.prompt_tokens += usage.prompt
        self.completion_tokens += usage.completion
        self.cached_tokens += usage.cached

    def abstain(self, reason: str) -> None:
        self.abstained[reason] = self.abstained.get(reason, 0) + 1

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__} | {
            "abstained": dict(sorted(self.abstained.items()))
        }


@dataclass(frozen=True, slots=True)
class Checked(Generic[T]):
    """An answer that held, read."""

    content: T
    answer: ChatAnswer


class Abstained(NamedTuple):
    """No answer that held: a failure of the endpoint or a fault of the answer, by name."""

    reason: str


#: Failures that another run may not meet; a refused request will be refused again.
PASSING = frozenset({"timeout", "rate_limited", "server_error", "unreachable", "budget"})


class Asked(NamedTuple, Generic[T]):
    """A question with what reads its answer, which raises `AnswerFault` for one that does not hold."""

    request: ChatRequest
    read: Callable[[ChatAnswer], T]


@runtime_checkable
class Gathers(Protocol):
    """A chat that is told beforehand what it will be asked and how the answers are read: a rehearsal."""

    def gather(self, asked: Sequence[Asked[Any]], repairs: int) -> None:
        """repairs: how often an answer of these that does not hold is sent back"""


def ask_all(
    chat: Chat, asked: Sequence[Asked[T]], tally: AskTally, *, repairs: int = 1
) -> list[Checked[T] | Abstained]:
    """One outcome a question, in order. Requests go out together, so that the endpoint can run them at once.

    repairs: how often an answer that did not hold is sent back with the reason. Raises what `Chat.ask` raises.
    """
    out: list[Checked[T] | Abstained] = [Abstained("unanswered")] * len(asked)
    open_ = {place: entry.request for place, entry in enumerate(asked)}
    tally.questions += len(asked)
    for again in range(repairs + 1):
        places = list(open_)
        waiting: dict[int, ChatRequest] = {}
        if not places:
            break
        if isinstance(chat, Gathers):
            chat.gather([Asked(open_[place], asked[place].read) for place in places], repairs - again)
        for number, outcome in chat.ask([open_[place] for place in places]):
            place = places[number]
            tally.count(outcome)
            if isinstance(outcome, ChatFailure):
                out[place] = Abstained(outcome.reason)
                continue
            try:
                out[place] = Checked(asked[place].read(outcome), outcome)
            except AnswerFault as fault:
                out[place] = Abstained(fault.fault)
                waiting[place] = _again(asked[place].request, outcome, fault)
                continue
            tally.repaired += again > 0
        open_ = {place: waiting[place] for place in sorted(waiting)}
    for entry in out:
        if isinstance(entry, Abstained):
            tally.abstain(entry.reason)
    return out


def _again(request: ChatRequest, answer: ChatAnswer, fault: AnswerFault) -> ChatRequest:
    said = Message("assistant", answer.text[:_SHOWN_AGAIN] or "{}")
    told = Message("user", f"{ADVICE[fault.fault]} Answer the task again: one JSON object of its shape, nothing else.")
    return replace(request, messages=(*request.messages, said, told))
