"""What a language model says of cells: asked in bulk, checked, an opinion or an abstention for each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from itemcenter.library.answer_proof import AnswerProof
from itemcenter.library.decision import Weighed
from itemcenter.library.escalation import EscalationOptions
from itemcenter.library.value_prompt import value_layout, value_shape
from itemcenter.llm.ask import PASSING, Abstained, Asked, AskTally, ask_all
from itemcenter.llm.choice_margin import choice_margin
from itemcenter.llm.numbered_answer import choices
from itemcenter.llm.panel import shuffled, strict_majority
from itemcenter.llm.prompt_layout import PrefixLayout, item_layout
from itemcenter.ports import Chat, ChatAnswer, ChatRequest
from itemcenter.schema import Candidate, Item, ItemId, ModelId, content_hash

#: An answer is a number and a quote; with several values, one for each.
_TOKENS_ONE, _TOKENS_EACH = 160, 120
_MOST_EACH = 5


class Said(NamedTuple):
    """A candidate that the model chose, with its proof and decider, and how sure it is (log-odds, not calibrated)."""

    candidate: Candidate
    margin: float


#: What the model says of a cell: values, none ("not stated"), or None where no answer held.
Opinion = tuple[Said, ...] | None


class _Picked(NamedTuple):
    """number: of the candidate as given; margin: of the token chances, None where they are not told"""

    number: int
    candidate: Candidate
    margin: float | None


class CellAsker:
    """Asks one endpoint about cells. Questions of a product go out together, and in order."""

    def __init__(self, chat: Chat, proof: AnswerProof, options: EscalationOptions, tally: AskTally) -> None:
        self._chat, self._proof, self._options, self._tally = chat, proof, options, tally
        #: Items with a question that the endpoint failed to answer, though another time it may.
        self.unfinished: set[ItemId] = set()

    def opinions(self, cells: Sequence[Weighed]) -> list[Opinion]:
        """One a cell, in order. Raises what `Chat.ask` raises."""
        order = sorted(range(len(cells)), key=lambda n: (_group(cells[n].question.item), cells[n].question.item.id, n))
        layouts: dict[str, PrefixLayout] = {}
        asked: list[Asked[tuple[_Picked, ...]]] = []
        prompts: list[str] = []
        for judge in range(self._options.judges):
            for place in order:
                entry, prompt = self._asked(cells[place], judge, layouts)
                asked.append(entry)
                prompts.append(prompt)
        outcomes = ask_all(self._chat, asked, self._tally)
        votes: list[list[tuple[_Picked, ...] | None]] = [[] for _ in cells]
        for number, outcome in enumerate(outcomes):
            place = order[number % len(order)]
            if isinstance(outcome, Abstained) and outcome.reason in PASSING:
                self.unfinished.add(cells[place].question.item.id)
            votes[place].append(None if isinstance(outcome, Abstained) else outcome.content)
        decider = {place: ModelId(f"{self._chat.model_id}#{prompts[n][:12]}") for n, place in enumerate(order)}
        return [_opinion(cast, cell, decider[n]) for n, (cell, cast) in enumerate(zip(cells, votes, strict=True))]

    def _asked(
        self, cell: Weighed, judge: int, layouts: dict[str, PrefixLayout]
    ) -> tuple[Asked[tuple[_Picked, ...]], str]:
        item, key = cell.question.item, cell.question.key
        candidates = cell.question.candidates.candidates
        if item.id not in layouts:
            layouts[item.id] = item_layout(item, longest=self._options.longest, images=self._options.images)
        places = shuffled(len(candidates), judge, content_hash([item.id, key.id]))
        layout = value_layout(layouts[item.id], key, [candidates[place] for place in places])
        most = _TOKENS_EACH * min(len(candidates), _MOST_EACH) + 40 if key.multiple else _TOKENS_ONE
        request = ChatRequest(
            layout.messages(),
            value_shape(layout, key, len(candidates)),
            max_tokens=most,
            seed=judge,
            session=content_hash([_group(item)])[:16],
            logprobs=self._options.logprobs,
        )
        return Asked(request, self._reader(cell, layout.fields, places)), layout.fingerprint

    def _reader(
        self, cell: Weighed, fields: tuple[str, ...], places: Sequence[int]
    ) -> Callable[[ChatAnswer], tuple[_Picked, ...]]:
        question = cell.question

        def read(answer: ChatAnswer) -> tuple[_Picked, ...]:
            out = []
            for choice in choices(answer, len(places), len(fields), question.key.multiple):
                number = places[choice.number - 1]
                candidate = question.candidates.candidates[number]
                spans, named = self._proof.proof(question.item, fields, question.key, candidate, choice)
                recall = candidate.recall if named else f"inferred {candidate.recall}"
                margin = choice_margin(answer, choice.number, len(places)) if not question.key.multiple else None
                out.append(_Picked(number, replace(candidate, evidence=spans, recall=recall), margin))
            return tuple(out)

        return read


def _opinion(cast: Sequence[tuple[_Picked, ...] | None], cell: Weighed, decider: ModelId) -> Opinion:
    """The values with a strict majority of all judges; none if that many say none; else no opinion."""
    seats = len(cast)
    if cell.question.key.multiple:
        numbers = sorted({entry.number for vote in cast if vote is not None for entry in vote})
        won = [n for n in numbers if 2 * sum(_has(vote, n) for vote in cast) > seats]
    else:
        first = strict_majority((vote[0].number if vote else None for vote in cast), seats)
        won = [] if first is None else [first]
    if not won and 2 * sum(vote == () for vote in cast) <= seats:
        return None
    out = []
    for number in won:
        picked = [entry for vote in cast if vote is not None for entry in vote if entry.number == number]
        named = [entry for entry in picked if not entry.candidate.recall.startswith("inferred")] or picked
        share = math.log((len(picked) + 0.5) / (seats - len(picked) + 0.5))
        told = [entry.margin for entry in picked if entry.margin is not None]
        sure = math.fsum(told) / len(told) if len(told) == len(picked) else 0.0
        inferred = "+inferred" if named[0].candidate.recall.startswith("inferred") else ""
        candidate = replace(named[0].candidate, decider=ModelId(f"{decider}{inferred}"))
        out.append(Said(candidate, share + sure))
    return tuple(out)


def _has(vote: tuple[_Picked, ...] | None, number: int) -> bool:
    return vote is not None and any(entry.number == number for entry in vote)


def _group(item: Item) -> str:
    return item.group_id or item.id
