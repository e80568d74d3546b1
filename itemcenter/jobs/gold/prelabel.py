"""Machine labels for people to verify: what the center shows, what else was considered, and the words that prove it.

Suggestions are never truth: they lie in a file of their own, and nothing counts them. For short lists all values are
offered, so that people are not led by what the machine has found.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from itemcenter.errors import StoreError
from itemcenter.evaluate.gold import GoldSet, Place
from itemcenter.flow.whole_file import text_file
from itemcenter.jobs.gold.held_out import content_of
from itemcenter.jobs.gold.spelled import spelled
from itemcenter.ports import Store
from itemcenter.schema import (
    AttributeKey,
    CandidateSet,
    Fact,
    Item,
    ItemId,
    KeyId,
    MerchantCell,
    ModelId,
    OntologyRelease,
    TextSpan,
    TypedValue,
)
from itemcenter.schema.fact import NO_MODEL
from itemcenter.schema.record import Record

#: Lists up to this length are offered whole; of longer ones what was found.
_SHORT_LIST = 25
_MOST_OFFERED = 40
_AT_ONCE = 128

#: What would be considered for each of some items.
Candidates = Callable[[Sequence[Item]], list[list[CandidateSet]]]


@dataclass(frozen=True, slots=True)
class SuggestedValue(Record):
    """A value of the center, who decided it and what proves it. field: of the item, or the name of a cell."""

    text: str
    confidence: float
    producer: str
    field: str = ""
    start: int = 0
    end: int = 0
    proof: str = ""
    is_cell: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion(Record):
    """values: what the center shows; offered: values to choose from, best first, those of the center among them."""

    item_id: ItemId
    key_id: KeyId
    values: tuple[SuggestedValue, ...] = ()
    offered: tuple[str, ...] = ()
    model_id: ModelId = NO_MODEL
    content: str = ""

    @property
    def score(self) -> float:
        return max((value.confidence for value in self.values), default=0.0)


@dataclass(slots=True)
class PrelabelReport:
    cells: int = 0
    with_values: int = 0
    offered: int = 0
    gone: int = 0

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


def prelabel(
    store: Store, release: OntologyRelease, gold: GoldSet, candidates: Candidates, model_id: ModelId, path: Path
) -> PrelabelReport:
    """Write the suggestions for all cells of the set to `path`, by item and key."""
    report = PrelabelReport()
    with text_file(path) as file:
        for suggestion in _suggestions(store, release, gold, candidates, model_id, report):
            report.cells += 1
            report.with_values += bool(suggestion.values)
            report.offered += len(suggestion.offered)
            file.write(json.dumps(suggestion.to_json(), ensure_ascii=True) + "\n")
    return report


def read_suggestions(path: Path) -> dict[Place, Suggestion]:
    """Those of the newest `prelabel`; of none, nothing. A damaged file says so."""
    if not path.is_file():
        return {}
    try:
        with path.open(encoding="utf-8") as lines:
            found = [Suggestion.from_json(json.loads(line)) for line in lines]
    except (OSError, ValueError) as error:
        raise StoreError(f"{path} is damaged: {error}", remedy="write it anew: `itemcenter gold prelabel`") from error
    return {(entry.item_id, entry.key_id): entry for entry in found}


def _suggestions(
    store: Store,
    release: OntologyRelease,
    gold: GoldSet,
    candidates: Candidates,
    model_id: ModelId,
    report: PrelabelReport,
) -> Iterator[Suggestion]:
    by_item: dict[ItemId, list[KeyId]] = {}
    for item_id, key_id in sorted(gold.cells):
        by_item.setdefault(item_id, []).append(key_id)
    waiting = iter(by_item)
    while batch := list(islice(waiting, _AT_ONCE)):
        records = {item_id: record for item_id in batch if (record := store.item(item_id)) is not None}
        items = [record.item for record in records.values()]
        sets = dict(zip(records, candidates(items), strict=True)) if items else {}
        words = store.words(list(records))
        for item_id in batch:
            if item_id not in records:
                report.gone += len(by_item[item_id])
                continue
            item, considered = records[item_id].item, {entry.key_id: entry for entry in sets[item_id]}
            for key_id in by_item[item_id]:
                key = release.key_by_id.get(key_id)
                if key is None:
                    continue
                cell = store.cell(item_id, key_id)
                facts = cell.facts if cell is not None else ()
                said = [fact.value for word in words.get(item_id, ()) if word.key_id == key_id for fact in word.facts]
                found = [entry.value for entry in considered[key_id].candidates] if key_id in considered else []
                values = tuple(_value(fact, key, release) for fact in facts)
                offered = _offered([*(fact.value for fact in facts), *said, *found], key, release)
                yield Suggestion(item_id, key_id, values, offered, model_id, content_of(item))


def _value(fact: Fact, key: AttributeKey, release: OntologyRelease) -> SuggestedValue:
    text, producer = spelled(fact.value, key, release), fact.producer.value
    for entry in fact.evidence:
        if isinstance(entry, TextSpan):
            return SuggestedValue(text, fact.confidence, producer, entry.field, entry.start, entry.end, entry.text)
        if isinstance(entry, MerchantCell):
            place = (entry.name, entry.start, entry.end, entry.text, True)
            return SuggestedValue(text, fact.confidence, producer, *place)
    return SuggestedValue(text, fact.confidence, producer)


def _offered(values: Iterable[TypedValue], key: AttributeKey, release: OntologyRelease) -> tuple[str, ...]:
    texts = [spelled(value, key, release) for value in values]
    if key.value_list_id is not None:
        listed = release.list_by_id[key.value_list_id].values
        if len(listed) <= _SHORT_LIST:
            texts += [spelled(TypedValue(key.type, entry.name.strip(), entry.id), key, release) for entry in listed]
    return tuple(dict.fromkeys(texts))[:_MOST_OFFERED]
