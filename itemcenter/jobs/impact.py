"""What another release would change, before it is put in use: items to decide anew, cells that change, time, money.

Which items must be decided follows from the ontology (`ports.ReleaseScopes`) and is counted over all of them. What they
would come out as is tried on a sample of every reason; with few items that is all of them, and then the count is exact.
Time is what the scope and the sample took, and what earlier builds took to read and to store, all in this center: one
process does the rest while others decide, and both share the cores.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from itemcenter.flow import HashSample, Processes, usable_cores
from itemcenter.jobs.build import BATCH_ITEMS, least_part
from itemcenter.ports import Recognition, Recognizer, ReleaseScopes, Store
from itemcenter.schema import (
    CategoryId,
    Cell,
    ItemRecord,
    KeyId,
    ReleaseId,
    SourceId,
)
from itemcenter.schema.change import winner
from itemcenter.tunnel import SourcePolicy, ingest_recognition
from itemcenter.tunnel.fingerprint import fingerprint_of

#: Items tried of every reason.
SAMPLE_ITEMS = 200
#: Why items are decided anyway: their content, model or release is not that of the release before.
STALE = "other reasons"
_NAMED = 12


@dataclass(frozen=True, slots=True)
class Rates:
    """Seconds an item of earlier builds of this center; 0 where nothing was measured.

    rewrites: `store` was measured where items were decided anew, whose old words are read and compared
    """

    read: float = 0.0
    compare: float = 0.0
    store: float = 0.0
    rewrites: bool = False

    @classmethod
    def of(cls, reports: Iterable[Mapping[str, Any]]) -> Rates:
        """From reports of builds, newest first: what was read last, and the last that decided items, anew if any."""
        read = compare = store = 0.0
        rewrites = False
        for report in reports:
            seconds, items = report.get("seconds", {}), int(report.get("items", 0))
            new, changed = int(report.get("new", 0)), int(report.get("changed", 0))
            if not read and items:
                # a build that learns reads while it looks for groups
                read = (float(seconds.get("read", 0.0)) + float(seconds.get("group", 0.0))) / items
                compare = float(seconds.get("compare", 0.0)) / items
            anew = changed > new
            if new + changed >= least_part() and (not store or (anew and not rewrites)):
                store, rewrites = float(seconds.get("store", 0.0)) / (new + changed), anew
        return cls(read, compare, store, rewrites)


@dataclass(slots=True)
class Impact:
    """items: in the store; decided: of them those to decide anew, `asked` (item, key) pairs of theirs

    reasons: decided items by reason; sampled: of each reason; cells: forecast of cells that will show something else
    keys, categories: the same forecast by key, and decided items by category
    exact: whether every decided item was tried; learns: whether the model is learned anew, which decides all items
    seconds: forecast by stage; cost: asked pairs times the price the caller gave, None without one
    """

    before: ReleaseId
    after: ReleaseId
    items: int = 0
    asked: float = 0.0
    reasons: Counter[str] = field(default_factory=Counter)
    sampled: Counter[str] = field(default_factory=Counter)
    cells: float = 0.0
    keys: dict[KeyId, float] = field(default_factory=dict)
    categories: Counter[CategoryId] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)
    learns: bool = False
    price: float | None = None

    @property
    def decided(self) -> int:
        return self.reasons.total()

    @property
    def exact(self) -> bool:
        return self.sampled == self.reasons

    def to_json(self) -> dict[str, Any]:
        """Categories and keys: the most touched first, all of them."""
        keys = sorted(self.keys.items(), key=lambda entry: (-entry[1], entry[0]))
        categories = sorted(self.categories.items(), key=lambda entry: (-entry[1], entry[0]))
        return {
            "before": self.before,
            "after": self.after,
            "items": self.items,
            "decided": self.decided,
            "reasons": dict(sorted(self.reasons.items())),
            "sampled": dict(sorted(self.sampled.items())),
            "exact": self.exact,
            "learns": self.learns,
            "asked": round(self.asked),
            "cells": round(self.cells),
            "keys": {key: round(count, 1) for key, count in keys if count},
            "categories": dict(categories),
            "seconds": {stage: round(value, 3) for stage, value in self.seconds.items()},
            "total_seconds": round(sum(self.seconds.values()), 3),
            "cost": None if self.price is None else round(self.asked * self.price, 6),
        }


def measure_impact(
    store: Store,
    impact: Impact,
    sides: Callable[[SourceId], tuple[Recognizer, ReleaseScopes]],
    policy: SourcePolicy,
    machine: SourceId,
    rates: Rates,
    *,
    workers: int = 1,
    sample: int = SAMPLE_ITEMS,
) -> Impact:
    """Fill in `impact`, whose releases, price and `learns` are known.

    sides: of a source, the recogniser under the new release, and the scopes from the old one
    """
    begin, chosen = time.monotonic(), dict[tuple[SourceId, str], HashSample[ItemRecord]]()
    counts = Counter[tuple[SourceId, str]]()
    opened: dict[SourceId, tuple[Recognizer, ReleaseScopes]] = {}
    opening = 0.0
    for batch in _batches(store.items()):
        for source in dict.fromkeys(record.source for record in batch):
            own = [record for record in batch if record.source == source]
            if source not in opened:
                start = time.monotonic()
                opened[source] = sides(source)
                opening += time.monotonic() - start
            for record, reason in zip(own, _reasons(own, *opened[source], impact, source), strict=True):
                impact.items += 1
                if reason:
                    impact.reasons[reason] += 1
                    counts[source, reason] += 1
                    if record.category is not None:
                        impact.categories[record.category.category_id] += 1
                    chosen.setdefault((source, reason), HashSample(sample)).offer(record.item.id, record)
    scope = time.monotonic() - begin - opening
    spent = 0.0
    reading = 0.0
    for source, (recognizer, _) in sorted(opened.items()):
        records, reasons = list[ItemRecord](), list[str]()
        for (of, reason), some in sorted(chosen.items(), key=lambda entry: entry[0]):
            if of == source:
                records += some.entries()
                reasons += [reason] * (len(records) - len(reasons))
        tried, tries = Counter(reasons), list(_tried(records, recognizer, workers))
        decided = sum(counts[source, reason] for reason in tried)
        spent += _effort(tries, decided, workers if decided > 2 * least_part() else 1)
        impact.sampled.update(tried)
        start = time.monotonic()
        found = [pair for one in tries for pair in zip(one.records, one.found, strict=True)]
        for reason, (record, recognition) in zip(reasons, found, strict=True):
            weight = counts[source, reason] / tried[reason]
            impact.asked += weight * len(recognition.machine)
            for key_id in _changed(store, record, recognition, policy, machine):
                impact.cells += weight
                impact.keys[key_id] = impact.keys.get(key_id, 0.0) + weight
        reading += (time.monotonic() - start) * decided / max(1, len(records))
    impact.seconds = {
        "open": opening,
        "read": rates.read * impact.items,
        "compare": rates.compare * impact.items,
        "scope": scope,
        "recognise": spent,
        # what only inserted has never read what the cells held before
        "store": rates.store * impact.decided + (0.0 if rates.rewrites else reading),
    }
    rest = sum(seconds for stage, seconds in impact.seconds.items() if stage not in ("open", "recognise"))
    others = workers if impact.decided > 2 * least_part() else 1  # so few a build decides in its own process
    batches = min(-(-impact.items // BATCH_ITEMS), -(-impact.decided // least_part()))
    impact.seconds["side by side"] = _together(rest, spent, others, usable_cores(), batches) - rest - spent
    return impact


def _together(rest: float, spent: float, workers: int, cores: int, batches: int) -> float:
    """Seconds of two things at once on so many cores: `rest` in one process, `spent` shared by `workers` others.

    Neither is done sooner than alone, and both are not done sooner than the cores can do them. The first batch of each
    worker is waited for by all that comes before it, and what comes after it waits for it.
    """
    if workers <= 1 or cores <= 1:
        return rest + spent
    many = max(rest, spent / min(workers, cores), (rest + spent) / cores)
    few = max(many, rest + spent / min(workers, cores))
    alone = min(1.0, workers / max(1, batches))
    return alone * few + (1 - alone) * many


def _effort(tries: Sequence[_Try], decided: int, workers: int) -> float:
    """Seconds of one process to decide so many items, with what each of `workers` does when it starts."""
    starts: dict[int, _Try] = {}
    later = [one for one in tries if starts.setdefault(one.process, one) is not one]
    items, seconds = sum(len(one.records) for one in later), sum(one.seconds for one in later)
    if not items:
        items, seconds = sum(len(one.records) for one in tries), sum(one.seconds for one in tries)
    an_item = seconds / max(1, items)
    start = sum(one.seconds - an_item * len(one.records) for one in starts.values()) / max(1, len(starts))
    return an_item * decided + max(0.0, start) * workers


def _reasons(
    records: Sequence[ItemRecord], recognizer: Recognizer, scopes: ReleaseScopes, impact: Impact, source: SourceId
) -> list[str]:
    """Why each item will be decided, "" where it will not."""

    def named(record: ItemRecord, release_id: ReleaseId) -> bool:
        return record.fingerprint == fingerprint_of(record.item, release_id, recognizer.model_id, source)

    out = [STALE] * len(records)
    if impact.learns:
        return out
    out = ["" if named(record, impact.after) else STALE for record in records]
    if impact.before not in scopes.earlier:
        return out
    asked = [place for place, record in enumerate(records) if out[place] and named(record, impact.before)]
    if not asked:
        return out
    why = scopes.touched(
        impact.before, [records[place].item for place in asked], [records[place].category for place in asked]
    )
    for place, touch in zip(asked, why, strict=True):
        out[place] = touch.reason
    return out


class _Try(NamedTuple):
    """A batch that was decided, and what it took. process: who did it"""

    records: list[ItemRecord]
    found: list[Recognition]
    process: int
    seconds: float


def _tried(records: Sequence[ItemRecord], recognizer: Recognizer, workers: int) -> Iterator[_Try]:
    def recognise(some: list[ItemRecord]) -> tuple[list[Recognition], int, float]:
        start = time.monotonic()
        return recognizer.recognize([record.item for record in some]), os.getpid(), time.monotonic() - start

    with Processes(recognise, workers) as processes:
        for some, told in processes.map(_batches(iter(records), least_part())):
            yield _Try(some, *told)


def _changed(
    store: Store, record: ItemRecord, recognition: Recognition, policy: SourcePolicy, machine: SourceId
) -> list[KeyId]:
    """Keys whose cells would show something else."""
    held = store.words([record.item.id]).get(record.item.id, [])
    writes = ingest_recognition(
        record, recognition, policy=policy, machine_source=machine, held=held, guarded=True
    ).writes
    out = []
    for key_id in dict.fromkeys(write.key_id for write in writes):
        new = {write.source: write for write in writes if write.key_id == key_id}
        before = [word for word in held if word.key_id == key_id]
        after = [word for word in before if word.source not in new] + list(new.values())
        one, two = (None if found is None else Cell.of(found).content for found in (winner(before), winner(after)))
        if one != two:
            out.append(key_id)
    return out


def _batches(records: Iterator[ItemRecord], size: int = BATCH_ITEMS) -> Iterator[list[ItemRecord]]:
    while batch := list(islice(records, size)):
        yield batch
