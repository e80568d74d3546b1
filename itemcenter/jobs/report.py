"""Everything that the report of a center shows, gathered by counting in the store: no list of all facts is ever made.

`serve.report` draws it. Figures by key, category, producer and confidence come from `Store.tally`; what must be looked
at closely (does the machine agree with the merchant? what does an item look like?) is read of a sample of items.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from itemcenter.flow import HashSample
from itemcenter.jobs.inspect import ItemSheet, item_sheet
from itemcenter.ports import CellQuery, Store, StoreCounts
from itemcenter.schema import (
    CellState,
    ItemId,
    KeyId,
    OntologyRelease,
    Producer,
    RejectedRow,
    RunMark,
    SourceId,
)
from itemcenter.schema.tags import TAG_KEYS
from itemcenter.values.compare import same

#: Items that are looked at closely.
SAMPLE_ITEMS = 1_000
_AT_ONCE = 100
EXAMPLES = 10
_EXTREMES = 5
_REJECTS_SHOWN = 3
#: Groups of confidence: `Store.tally` counts by twentieths.
BINS = 20
#: Item tags are counted apart: nobody asks that every item have some.
_ATTRIBUTES = CellQuery(except_keys=TAG_KEYS)


@dataclass(slots=True)
class Share:
    """Cells of one key or category by who decided them; silent: "not stated"."""

    merchant: int = 0
    machine: int = 0
    human: int = 0
    silent: int = 0

    def add(self, producer: str | None, cells: int) -> None:
        who = _WHO.get(producer or "", "silent" if producer is None else "machine")
        setattr(self, who, getattr(self, who) + cells)

    @property
    def stated(self) -> int:
        return self.merchant + self.machine + self.human

    @property
    def cells(self) -> int:
        return self.stated + self.silent


_WHO = {Producer.MERCHANT.value: "merchant", Producer.HUMAN.value: "human"}


@dataclass(slots=True)
class Reliability:
    """By twentieths of the machine's confidence: cells on which the merchant speaks too, and how many agree."""

    cells: list[int] = field(default_factory=lambda: [0] * BINS)
    right: list[float] = field(default_factory=lambda: [0.0] * BINS)
    said: list[float] = field(default_factory=lambda: [0.0] * BINS)

    def add(self, confidence: float, right: bool) -> None:
        place = min(BINS - 1, int(confidence * BINS))
        self.cells[place] += 1
        self.right[place] += right
        self.said[place] += confidence


@dataclass(slots=True)
class Richness:
    """Attributes an item. before: with facts that the merchant states; after: with all facts. Number -> items."""

    before: Counter[int] = field(default_factory=Counter)
    after: Counter[int] = field(default_factory=Counter)
    richest: list[tuple[int, ItemId]] = field(default_factory=list)
    poorest: list[tuple[int, ItemId]] = field(default_factory=list)

    def mean(self, counts: Mapping[int, int]) -> float:
        return sum(number * items for number, items in counts.items()) / max(1, sum(counts.values()))


@dataclass(slots=True)
class Rejects:
    """Rows in quarantine of one source and reason, the first few of them."""

    source: SourceId
    reason: str
    rows: int = 0
    examples: list[RejectedRow] = field(default_factory=list)


@dataclass(slots=True)
class CenterReport:
    """names: of keys and categories by id. categories: id -> (items, cells); the id "" stands for no category."""

    counts: StoreCounts
    release: OntologyRelease
    keys: dict[str, Share]
    categories: dict[str, tuple[int, Share]]
    confidence: dict[str, list[int]]
    richness: Richness
    reliability: Reliability
    presence: dict[str, int]
    sources: dict[str, int]
    runs: list[RunMark]
    tags: dict[str, int] = field(default_factory=dict)
    rejects: list[Rejects] = field(default_factory=list)
    examples: list[ItemSheet] = field(default_factory=list)

    @property
    def all(self) -> Share:
        total = Share()
        for share in self.keys.values():
            for who in ("merchant", "machine", "human", "silent"):
                setattr(total, who, getattr(total, who) + getattr(share, who))
        return total

    def key_name(self, key_id: str) -> str:
        key = self.release.key_by_id.get(KeyId(key_id))
        return key.name if key is not None else key_id


def center_report(store: Store, release: OntologyRelease, machine: SourceId) -> CenterReport:
    """Memory grows with keys and categories only, not with items and facts."""
    keys: dict[str, Share] = {}
    for tally in store.tally(_ATTRIBUTES, ["key", "producer"]):
        keys.setdefault(str(tally.by[0]), Share()).add(_text(tally.by[1]), tally.cells)
    items = store.tally_items("category")
    categories = {str(name or ""): (count, Share()) for name, count in items.items()}
    for tally in store.tally(_ATTRIBUTES, ["category", "producer"]):
        categories.setdefault(str(tally.by[0] or ""), (0, Share()))[1].add(_text(tally.by[1]), tally.cells)
    confidence: dict[str, list[int]] = {}
    for tally in store.tally(replace(_ATTRIBUTES, state=CellState.FACTS), ["producer", "confidence"]):
        bins = confidence.setdefault(str(tally.by[0]), [0] * BINS)
        bins[int(tally.by[1] or 0)] += tally.cells
    richness, sample = _richness(store)
    counts = store.counts()
    return CenterReport(
        counts,
        release,
        keys,
        categories,
        confidence,
        richness,
        _reliability(store, release, machine, [item_id for item_id, _ in sample]),
        {str(name): count for name, count in store.tally_items("presence").items()},
        {str(name): count for name, count in store.tally_items("source").items()},
        store.runs(),
        tags={key.name: _tagged(store, key.id) for key in release.tag_keys},
        examples=_examples(store, release, sample),
    )


def _tagged(store: Store, key_id: KeyId) -> int:
    """Items that have tags of a kind."""
    return sum(tally.cells for tally in store.tally(CellQuery(key_id=key_id, state=CellState.FACTS), ["key"]))


def count_rejects(source: SourceId, rows: Iterable[RejectedRow]) -> list[Rejects]:
    """By reason, most frequent first."""
    found: dict[str, Rejects] = {}
    for row in rows:
        rejects = found.setdefault(row.reason, Rejects(source, row.reason))
        rejects.rows += 1
        if len(rejects.examples) < _REJECTS_SHOWN:
            rejects.examples.append(row)
    return sorted(found.values(), key=lambda entry: (-entry.rows, entry.reason))


def _richness(store: Store) -> tuple[Richness, list[tuple[ItemId, int]]]:
    """How many attributes items have, and a sample of items with the number of facts that the machine found."""
    richness, seen = Richness(), 0
    sample: HashSample[tuple[ItemId, int]] = HashSample(SAMPLE_ITEMS)
    tallies = store.tally(replace(_ATTRIBUTES, state=CellState.FACTS), ["item", "producer"])
    for item, group in groupby(tallies, key=lambda tally: tally.by[0]):
        share, item_id = Share(), ItemId(str(item))
        for tally in group:
            share.add(_text(tally.by[1]), tally.cells)
        seen += 1
        richness.before[share.merchant] += 1
        richness.after[share.stated] += 1
        _keep(richness.richest, (share.stated, item_id))
        _keep(richness.poorest, (-share.stated, item_id))
        sample.offer(item_id, (item_id, share.machine))
    bare = store.counts().items - seen
    if bare > 0:
        richness.before[0] += bare
        richness.after[0] += bare
    richness.richest = sorted(richness.richest, key=lambda entry: (-entry[0], entry[1]))
    richness.poorest = sorted(((-number, item_id) for number, item_id in richness.poorest))
    return richness, sample.entries()


def _keep(heap: list[tuple[int, ItemId]], entry: tuple[int, ItemId]) -> None:
    if len(heap) < _EXTREMES:
        heapq.heappush(heap, entry)
    elif entry > heap[0]:
        heapq.heapreplace(heap, entry)


def _reliability(store: Store, release: OntologyRelease, machine: SourceId, item_ids: list[ItemId]) -> Reliability:
    """How often the machine's first value is one of the merchant's, where both speak."""
    found = Reliability()
    for first in range(0, len(item_ids), _AT_ONCE):
        for words in store.words(item_ids[first : first + _AT_ONCE]).values():
            for key_id, group in groupby(words, key=lambda word: word.key_id):
                cell, key = list(group), release.key_by_id.get(key_id)
                read = next((word.facts[0] for word in cell if word.source == machine and word.facts), None)
                said = [fact for word in cell for fact in word.facts if fact.producer is Producer.MERCHANT]
                if key is not None and read is not None and said:
                    found.add(read.confidence, any(same(read.value, fact.value, key) for fact in said))
    return found


def _examples(store: Store, release: OntologyRelease, sample: list[tuple[ItemId, int]]) -> list[ItemSheet]:
    """Items of different categories, those first of which the machine read most."""
    out: dict[str, ItemSheet] = {}
    for item_id, _ in sorted(sample, key=lambda entry: (-entry[1], entry[0]))[: 20 * EXAMPLES]:
        record = store.item(item_id)
        category = record.category.category_id if record is not None and record.category is not None else ""
        if record is not None and category not in out:
            out[category] = item_sheet(store, release, item_id)
            if len(out) == EXAMPLES:
                break
    return list(out.values())


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)
