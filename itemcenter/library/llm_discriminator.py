"""A language model behind the port `discriminate`, for the cells that the local model leaves in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

from itemcenter.library.answer_proof import AnswerProof
from itemcenter.library.decision import Weighed
from itemcenter.library.escalation import EscalationOptions
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.llm_opinion import CellAsker, Opinion
from itemcenter.library.llm_trust import Trust
from itemcenter.llm.ask import AskTally
from itemcenter.llm.prompt_layout import HEADER_FINGERPRINT
from itemcenter.ports import Chat, Discriminator, Question
from itemcenter.schema import Candidate, ItemId, ModelId, content_hash

#: Counts up whenever opinions are used otherwise.
_VERSION = 2


class LocalDiscriminator(Discriminator, Protocol):
    """What decides by itself and can say how sure it is."""

    @property
    def precision(self) -> float:
        """That it is to reach."""
        ...

    def weigh(self, questions: Sequence[Question]) -> list[Weighed]: ...


@dataclass(slots=True)
class EscalationTally:
    """What became of the cells.

    decided: all; asked: of them, by the policy; without an answer that held: `asking.abstained` (of each judge)
    confirmed: the answer is the local model's; changed: another value; added: a value where there was none;
    withdrawn: none where there was one; unmoved: the model said otherwise, but is not believed here
    copying: cells for which a value was to be copied from the texts; copied: those that got one
    """

    decided: int = 0
    asked: int = 0
    confirmed: int = 0
    changed: int = 0
    added: int = 0
    withdrawn: int = 0
    unmoved: int = 0
    unanswered: int = 0
    copying: int = 0
    copied: int = 0
    asking: AskTally = field(default_factory=AskTally)

    def count(self, before: tuple[Candidate, ...], after: tuple[Candidate, ...], opinion: Opinion) -> None:
        old, new = ([entry.value.identity for entry in entries] for entries in (before, after))
        self.asked += 1
        if opinion is None:
            self.unanswered += 1
        elif set(old) == set(new):
            same = {said.candidate.value.identity for said in opinion} == set(old)
            self.confirmed += same
            self.unmoved += not same
        elif not old:
            self.added += 1
        elif not new:
            self.withdrawn += 1
        else:
            self.changed += 1

    def to_json(self) -> dict[str, Any]:
        out = {name: getattr(self, name) for name in self.__slots__ if name != "asking"}
        return out | self.asking.to_json()


class LlmDiscriminator:
    """Asks the endpoint as the policy says; all else is the local model's, as is a cell without an answer that held."""

    def __init__(
        self,
        local: LocalDiscriminator,
        chat: Chat,
        lexicon: Lexicon,
        options: EscalationOptions,
        trust: Trust,
        *,
        inferred: bool = False,
        tally: EscalationTally | None = None,
    ) -> None:
        self._local, self.chat, self._options, self.trust = local, chat, options, trust
        self.tally = tally or EscalationTally()
        self._asker = CellAsker(chat, AnswerProof(lexicon, inferred), options, self.tally.asking)
        policy = asdict(options) | {"keys": sorted(options.keys)}
        parts = [local.model_id, chat.model_id, HEADER_FINGERPRINT, policy, trust.fingerprint, inferred]
        self._id = ModelId(f"{local.model_id}+llm-{_VERSION}-{content_hash(parts)[:8]}")

    @property
    def model_id(self) -> ModelId:
        """Of both models, the words of the prompts, the policy and the trust."""
        return self._id

    def decide(self, questions: Sequence[Question]) -> list[tuple[Candidate, ...]]:
        cells = self._local.weigh(questions)
        out = [cell.chosen() for cell in cells]
        self.tally.decided += len(cells)
        places = [n for n in self._options.asked(cells) if self.trust.counts(cells[n].question.key.id)]
        for place, opinion in zip(places, self.opinions([cells[place] for place in places]), strict=True):
            after = self.trust.settled(cells[place], opinion)
            self.tally.count(out[place], after, opinion)
            out[place] = after
        return out

    @property
    def unfinished(self) -> set[ItemId]:
        """Items with a question that the endpoint failed to answer so far."""
        return self._asker.unfinished

    def opinions(self, cells: Sequence[Weighed]) -> list[Opinion]:
        return self._asker.opinions(cells) if cells else []
