"""`ChatReader`: documents read by a language model, with the contract of the local reader: units with spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any, get_args

from itemcenter.llm.ask import Abstained, Asked, AskTally, ask_all
from itemcenter.llm.json_answer import ADVICE, Fault
from itemcenter.ontology.discover.chat_checks import Told, entries_of, told_units
from itemcenter.ontology.discover.chat_prompt import Sheet, request_of
from itemcenter.ontology.discover.unit import Unit
from itemcenter.ports import Chat, ChatAnswer
from itemcenter.schema import AttributeKey, CategoryId, RejectedRow, SourceId
from itemcenter.schema.item import MAX_RAW

#: Quarantine source of answers that cannot be read.
DISCOVERY = SourceId("discovery")
#: Documents of one question; questions that go out together.
_DOCUMENTS, _TOGETHER = 4, 64
#: How often such a unit is right is not known: no truth was at hand to measure it by.
_CONFIDENCE = 0.5
_FAULTS = frozenset(get_args(Fault))
_NAMED = 5


@dataclass(slots=True)
class ReadTally:
    """documents: asked about; unread: those of questions without an answer; units: that held; dropped: by reason"""

    documents: int = 0
    unread: int = 0
    units: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    asking: AskTally = field(default_factory=AskTally)

    def to_json(self) -> dict[str, Any]:
        own = {"documents": self.documents, "unread": self.unread, "units": self.units}
        return own | {"dropped": dict(sorted(self.dropped.items()))} | self.asking.to_json()


class ChatReader:
    """Whatever a document makes a model say, it becomes a unit only as words of that very document."""

    def __init__(
        self,
        chat: Chat,
        keys: Callable[[CategoryId], Sequence[AttributeKey]],
        path: Callable[[CategoryId], str],
        known: Callable[[str, CategoryId], AttributeKey | None],
        broken: Callable[[RejectedRow], None],
        most_words: int,
    ) -> None:
        """keys: that are asked for in a category, core ones first; path: its name; known: the key that has a name

        broken: takes answers that cannot be read, at the second try either; most_words: of a value
        """
        self._chat, self._keys, self._path, self._known, self._broken = chat, keys, path, known, broken
        self._most_words = most_words
        self.tally = ReadTally()

    def units(self, sheets: Iterable[Sheet]) -> Iterator[Unit]:
        """In the order of the documents, which stand category by category. Raises what `Chat.ask` raises."""
        batches = (
            some for _, entries in groupby(sheets, lambda sheet: sheet.category) for some in _cut(entries, _DOCUMENTS)
        )
        for together in _cut(batches, _TOGETHER):
            yield from self._answered(together)

    def _answered(self, batches: Sequence[Sequence[Sheet]]) -> Iterator[Unit]:
        said: dict[int, str] = {}

        def reading(place: int) -> Callable[[ChatAnswer], list[object]]:
            def read(answer: ChatAnswer) -> list[object]:
                said[place] = answer.text
                return entries_of(answer)

            return read

        asked: list[Asked[list[object]]] = []
        for place, sheets in enumerate(batches):
            category = sheets[0].category
            path = self._path(category) if category else ""
            asked.append(Asked(request_of(sheets, path, self._keys(category)), reading(place)))
        first = self.tally.asking.questions
        outcomes = ask_all(self._chat, asked, self.tally.asking)
        for place, (sheets, outcome) in enumerate(zip(batches, outcomes, strict=True)):
            self.tally.documents += len(sheets)
            if isinstance(outcome, Abstained):
                self.tally.unread += len(sheets)
                if outcome.reason in _FAULTS:
                    self._broken(_row(first + place + 1, outcome.reason, sheets, said.get(place, "")))
                continue
            yield from self._units(outcome.content, sheets)

    def _units(self, entries: Sequence[object], sheets: Sequence[Sheet]) -> Iterator[Unit]:
        for found in told_units(entries, sheets, self._most_words):
            if not isinstance(found, Told):
                self.tally.dropped[found] += 1
                continue
            self.tally.units += 1
            sheet = sheets[found.place]
            own = self._known(found.key, sheet.category)
            told = (own.name, own.id, own.description) if own is not None else (found.key, "", "")
            yield Unit(
                sheet.category, sheet.item.id, *told, found.span, _CONFIDENCE, sheet.weight, sheet.time_us, found.named,
                self._chat.model_id,
            )  # fmt: skip


def _row(number: int, reason: str, sheets: Sequence[Sheet], text: str) -> RejectedRow:
    ids = ", ".join(sheet.item.id for sheet in sheets[:_NAMED])
    why = next((told for fault, told in ADVICE.items() if fault == reason), reason)
    message = f"no reading of the documents {ids}: {why}"
    remedy = "nothing is lost but this reading; `itemcenter doctor --chat` tells whether the endpoint keeps to shapes"
    return RejectedRow(DISCOVERY, number, number, reason, message, remedy, text[:MAX_RAW], len(text))


def _cut(entries: Iterable[Any], size: int) -> Iterator[Sequence[Any]]:
    iterator = iter(entries)
    while some := list(islice(iterator, size)):
        yield some
