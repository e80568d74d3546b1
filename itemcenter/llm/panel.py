"""Several judges over one question with a closed list of answers: labels in, a verdict with its reasons out.

Each judge is shown the labels in another order, so that a liking for the first place favours none of them. A label wins
with more than half of all seats; judges that fail or abstain hold their seats. A tie is no verdict.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from itemcenter.llm.ask import Abstained, Asked, AskTally, ask_all
from itemcenter.llm.json_answer import AnswerFault
from itemcenter.llm.numbered_answer import read_object, whole_number
from itemcenter.llm.prompt_layout import PrefixLayout, quoted
from itemcenter.ports import AnswerShape, Chat, ChatAnswer, ChatRequest

L = TypeVar("L", bound=Hashable)

LONGEST_REASON = 400
_MAX_TOKENS = 200


class Judge(NamedTuple):
    """name: shown beside its vote; seed: of the order that it sees labels in; persona: how it is told to judge"""

    name: str
    chat: Chat
    seed: int = 0
    persona: str = ""


@dataclass(frozen=True, slots=True)
class Ballot:
    """A question on which judges vote. `key` tells ballots apart, e.g. an id; the order of labels depends on it.

    layout: what the question is about, without a task; labels: what may be answered, each once
    """

    key: str
    layout: PrefixLayout
    question: str
    labels: tuple[str, ...]


class PanelVote(NamedTuple):
    """label: number of the label as given, None where the judge has no answer; reason: the judge's own, or the fault"""

    judge: str
    label: int | None
    reason: str


class Verdict(NamedTuple):
    """label: number of the winning label as given, None without a strict majority"""

    label: int | None
    votes: tuple[PanelVote, ...]


class Panel:
    """Judges that vote; each is asked about all ballots at once."""

    def __init__(self, judges: Sequence[Judge], tally: AskTally | None = None) -> None:
        self._judges = tuple(judges)
        self.tally = tally or AskTally()

    def vote(self, ballots: Sequence[Ballot]) -> list[Verdict]:
        """One verdict a ballot, in order."""
        votes: list[list[PanelVote]] = [[] for _ in ballots]
        for judge in self._judges:
            orders = [shuffled(len(ballot.labels), judge.seed, ballot.key) for ballot in ballots]
            asked = [_asked(judge, ballot, order) for ballot, order in zip(ballots, orders, strict=True)]
            outcomes = ask_all(judge.chat, asked, self.tally)
            for place, (order, outcome) in enumerate(zip(orders, outcomes, strict=True)):
                if isinstance(outcome, Abstained):
                    votes[place].append(PanelVote(judge.name, None, outcome.reason))
                else:
                    number, reason = outcome.content
                    votes[place].append(PanelVote(judge.name, order[number - 1] if number else None, reason))
        seats = len(self._judges)
        return [Verdict(strict_majority((vote.label for vote in cast), seats), tuple(cast)) for cast in votes]


def strict_majority(votes: Iterable[L | None], seats: int) -> L | None:
    """The label with more than half of the seats; None where there is none. A vote of None is an abstention."""
    counts = Counter(vote for vote in votes if vote is not None)
    return next((label for label, count in counts.items() if 2 * count > seats), None)


def shuffled(count: int, seed: int, key: str) -> list[int]:
    """0 to count - 1 in an order that depends on seed and key alone, on every machine."""
    digest = hashlib.blake2b(f"{seed}\n{key}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    order = list(range(count))
    random.Random(int.from_bytes(digest, "big")).shuffle(order)
    return order


def _asked(judge: Judge, ballot: Ballot, order: Sequence[int]) -> Asked[tuple[int, str]]:
    numbered = "".join(f"{n} = {quoted(ballot.labels[place])}\n" for n, place in enumerate(order, start=1))
    task = f"TASK judge\n{judge.persona}{' ' if judge.persona else ''}{ballot.question}\n{numbered}"
    numbers = {"type": "integer", "enum": list(range(len(order) + 1))}
    reason = {"type": "string", "maxLength": LONGEST_REASON}
    shape = AnswerShape(
        "judgement",
        {
            "type": "object",
            "properties": {"choice": numbers, "reason": reason},
            "required": ["choice", "reason"],
            "additionalProperties": False,
        },
    )

    def read(answer: ChatAnswer) -> tuple[int, str]:
        found = read_object(answer)
        if set(found) != {"choice", "reason"} or type(found["reason"]) is not str:
            raise AnswerFault("wrong_shape")
        return whole_number(found["choice"], len(order)), found["reason"][:LONGEST_REASON]

    messages = ballot.layout.with_task(task).messages()
    return Asked(ChatRequest(messages, shape, max_tokens=_MAX_TOKENS, seed=judge.seed), read)
