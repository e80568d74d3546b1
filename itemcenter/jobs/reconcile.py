"""Reconciling in rounds: look, repair what can be repaired, look again, until nothing drifts or nothing more helps."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from itemcenter.ports import Store
from itemcenter.schema import ItemId, KeyId
from itemcenter.tunnel import SourcePolicy
from itemcenter.tunnel.reconcile import (
    Drift,
    check_cells,
    check_log,
    check_replay,
    check_snapshot,
    check_totals,
    compare_items,
    compare_stores,
    ship,
)
from itemcenter.tunnel.snapshots import Snapshot, SnapshotShelf

#: What two rounds of shipping cannot bring together, more do not either.
_ROUNDS = 4
_EXAMPLES = 20
#: Cells that are merged anew in one transaction.
_PAGE = 2_000


@dataclass(slots=True)
class ReconcileReport:
    """found: drifts by kind in the first round; left: in the last; shipped: writes given to either of two stores"""

    cells: int = 0
    changes: int = 0
    snapshots: int = 0
    found: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    examples: list[Drift] = field(default_factory=list)
    rounds: int = 0
    shipped: int = 0
    mended: int = 0
    seconds: float = 0.0

    @property
    def converged(self) -> bool:
        return not self.left

    def to_json(self) -> dict[str, Any]:
        return {
            "cells": self.cells,
            "changes": self.changes,
            "snapshots": self.snapshots,
            "found": dict(self.found),
            "left": dict(self.left),
            "converged": self.converged,
            "rounds": self.rounds,
            "shipped": self.shipped,
            "mended": self.mended,
            "seconds": round(self.seconds, 3),
            "examples": [entry.to_json() for entry in self.examples],
        }


@dataclass(slots=True)
class _Round:
    """What one look found. broken: cells to be merged anew; differing: items of two stores; damaged: snapshots"""

    drifts: Counter[str] = field(default_factory=Counter)
    broken: list[tuple[ItemId, KeyId]] = field(default_factory=list)
    differing: list[ItemId] = field(default_factory=list)
    damaged: list[Snapshot] = field(default_factory=list)
    totals: bool = False

    @property
    def mends(self) -> bool:
        return bool(self.broken or self.differing or self.damaged or self.totals)


def reconcile(
    store: Store,
    shelf: SnapshotShelf,
    other: Store | None = None,
    *,
    repair: bool = False,
    policies: tuple[SourcePolicy | None, SourcePolicy | None] = (None, None),
    clock: Callable[[], float] = time.monotonic,
) -> ReconcileReport:
    """policies: of the store and the other one. With `repair`, hold the center's lock."""
    report, begin = ReconcileReport(), clock()
    former: Counter[str] | None = None
    while True:
        report.rounds += 1
        found = _look(store, shelf, other, report)
        if report.rounds == 1:
            report.found = Counter(found.drifts)
        report.left = found.drifts
        if not repair or not found.mends or found.drifts == former or report.rounds == _ROUNDS:
            break
        former = Counter(found.drifts)
        _repair(store, shelf, other, found, report, policies)
    report.seconds = clock() - begin
    return report


def _look(store: Store, shelf: SnapshotShelf, other: Store | None, report: ReconcileReport) -> _Round:
    found = _Round()
    with ExitStack() as open_states:
        state = open_states.enter_context(store.reading())
        counts = state.counts()
        report.cells, report.changes = counts.cells, counts.changes
        for check in (check_cells, check_replay):
            for drift in _noted(check(state), found, report):
                if drift.item_id is not None and drift.key_id is not None:
                    found.broken.append((drift.item_id, drift.key_id))
        found.totals = len(list(_noted(check_totals(state), found, report))) > 0
        for _ in _noted(check_log(state), found, report):
            pass
        taken = shelf.all()
        report.snapshots = len(taken)
        for snapshot in taken:
            if list(_noted(check_snapshot(state, snapshot), found, report)):
                found.damaged.append(snapshot)
        if other is not None:
            theirs = open_states.enter_context(other.reading())
            for item_id, drifts in compare_items(state, theirs, compare_stores(state, theirs)):
                if [drift for drift in _noted(iter(drifts), found, report) if drift.mends]:
                    found.differing.append(item_id)
    return found


def _noted(drifts: Iterator[Drift], found: _Round, report: ReconcileReport) -> Iterator[Drift]:
    for drift in drifts:
        found.drifts[drift.kind] += 1
        if report.rounds == 1 and len(report.examples) < _EXAMPLES:
            report.examples.append(drift)
        yield drift


def _repair(
    store: Store,
    shelf: SnapshotShelf,
    other: Store | None,
    found: _Round,
    report: ReconcileReport,
    policies: tuple[SourcePolicy | None, SourcePolicy | None],
) -> None:
    for first in range(0, len(found.broken), _PAGE):
        report.mended += len(store.mend(found.broken[first : first + _PAGE]))
    if found.totals and not found.broken:
        store.mend([])
    for snapshot in found.damaged:
        shelf.remove(snapshot)
    if other is not None and found.differing:
        report.shipped += ship(store, other, found.differing, policies[1])
        report.shipped += ship(other, store, found.differing, policies[0])
