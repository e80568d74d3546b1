"""What a build on masked rows knows of the hidden cells: the machine's facts, in the merchant's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

from itemcenter.evaluate import MerchantForms, draw
from itemcenter.jobs.evaluation_report import HiddenRow
from itemcenter.library.category_plan import CategoryPlan, PlanBook
from itemcenter.ports import Store
from itemcenter.schema import (
    AttributeKey,
    Fact,
    Item,
    ItemId,
    ItemRecord,
    KeyId,
    MerchantCell,
    OntologyRelease,
    SourceId,
    TextSpan,
)
from itemcenter.values.folding import name_key

_ITEMS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class RecoveredCell:
    """A hidden cell with what was recovered. values: best first, () for nothing; span: of the first value's words in
    the text, None where no text proves it; known: whether the ontology has the merchant's key in the item's category.
    """

    hidden: HiddenRow
    item: Item | None = None
    known: bool = False
    values: tuple[str, ...] = ()
    span: tuple[int, int] | None = None
    confidence: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "item": self.hidden.item,
            "key": self.hidden.key,
            "values": list(self.values),
            "span": None if self.span is None else list(self.span),
            "confidence": self.confidence,
        }


class RecoveredCells:
    """Reads the store a few items at a time."""

    def __init__(self, store: Store, release: OntologyRelease, source: SourceId, forms: MerchantForms) -> None:
        self._store, self._release, self._source, self._forms = store, release, source, forms
        self._book = PlanBook(release)

    def learn_forms(self, most: int, seed: int) -> None:
        """Let the visible cells of about `most` items tell what the merchant's writings mean."""
        rate = most / max(1, self._store.counts().items)
        records = (record for record in self._store.items() if rate >= 1 or draw(seed, "forms", record.item.id) < rate)
        while batch := list(islice(records, _ITEMS_AT_ONCE)):
            words = self._store.words([record.item.id for record in batch])
            for record in batch:
                said: dict[KeyId, tuple[Fact, ...]] = {}
                read: dict[tuple[KeyId, str], list[Fact]] = {}
                for word in words.get(record.item.id, ()):
                    if word.source == self._source:
                        said[word.key_id] = word.facts
                    for fact in word.facts if word.source != self._source else ():
                        for entry in fact.evidence:
                            if isinstance(entry, MerchantCell):
                                read.setdefault((word.key_id, entry.name), []).append(fact)
                for spec in record.item.specs:
                    key = self._key(record, spec.name)
                    if key is not None:
                        facts = read.get((key.id, spec.name), [])
                        self._forms.learn(spec.name, spec.value, key, facts, said.get(key.id, ()), _category_of(record))

    def of(self, hidden: Iterable[HiddenRow]) -> Iterator[RecoveredCell]:
        """The hidden cells in order, each with what was recovered. Cells of one item come one after another."""
        items = ((ItemId(item_id), list(rows)) for item_id, rows in groupby(hidden, key=lambda row: row.item))
        while batch := list(islice(items, _ITEMS_AT_ONCE)):
            facts = self._facts([item_id for item_id, _ in batch])
            for item_id, rows in batch:
                record = self._store.item(item_id)
                for row in rows:
                    yield self._recovered(record, row, facts.get(item_id, {}))

    def _recovered(
        self, record: ItemRecord | None, hidden: HiddenRow, facts: Mapping[KeyId, tuple[Fact, ...]]
    ) -> RecoveredCell:
        if record is None:
            return RecoveredCell(hidden)
        key = self._key(record, hidden.key)
        found = facts.get(key.id, ()) if key is not None else ()
        if key is None or not found:
            return RecoveredCell(hidden, record.item, key is not None)
        names = [self._names(key, fact) for fact in found]
        values = self._forms.values(hidden.key, key, found, names, record.item, _category_of(record))
        span, sure = _span(record.item, found[0]), found[0].confidence
        return RecoveredCell(hidden, record.item, True, tuple(values), span, sure)

    def _facts(self, item_ids: list[ItemId]) -> dict[ItemId, dict[KeyId, tuple[Fact, ...]]]:
        """Facts of the one source by item and key, those without any left out."""
        return {
            item_id: {word.key_id: word.facts for word in words if word.source == self._source and word.facts}
            for item_id, words in self._store.words(item_ids).items()
        }

    def _key(self, record: ItemRecord, name: str) -> AttributeKey | None:
        """The ontology key that a merchant's name means in the category of the item."""
        category = record.category
        if category is None or category.category_id not in self._release.category_by_id:
            return None
        plan: CategoryPlan = self._book.plan(category.category_id)
        return plan.by_name.get(name_key(name))

    def _names(self, key: AttributeKey, fact: Fact) -> tuple[str, ...]:
        """Canonical name and synonyms of the value, () outside of lists."""
        if key.value_list_id is None or fact.value.value_id is None:
            return ()
        entry = self._release.values_of(key.value_list_id).get(fact.value.value_id)
        return entry.names if entry is not None else ()


def _category_of(record: ItemRecord) -> str:
    return record.category.category_id if record.category is not None else ""


def _span(item: Item, fact: Fact) -> tuple[int, int] | None:
    """Where the words that prove a fact stand in the item's readable text (`jobs.evaluate.readable_text`)."""
    spans = [entry for entry in fact.evidence if isinstance(entry, TextSpan)]
    base = 0
    for name, text in item.fields():
        for span in spans:
            if span.field == name:
                return base + span.start, base + span.end
        base += len(text) + 1
    return None
