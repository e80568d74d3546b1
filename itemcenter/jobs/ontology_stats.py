"""Figures of an ontology at work: traffic coverage, review, and how fast new concepts become facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from statistics import median
from typing import Any

from itemcenter.jobs.proposals import Queue
from itemcenter.ontology.coverage import Coverage, coverage
from itemcenter.ontology.review import Standing, agreements
from itemcenter.ontology.review.events import INSERTED
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Document, OntologyRelease

_DAY_US = 86_400_000_000


def review_figures(queue: Queue) -> dict[str, Any]:
    return {
        "proposals": len(queue.state),
        "standing": dict(sorted(Counter(entry.standing.value for entry in queue.state.values()).items())),
        "routes": dict(sorted(Counter(entry.queue.value for entry in queue.state.values()).items())),
        "quadrants": dict(sorted(Counter(entry.quadrant.value for entry in queue.importance.values()).items())),
        "agreement": [
            {"people": [entry.one, entry.other], "both": entry.both, "same": round(entry.same, 3),
             "kappa": round(entry.kappa, 3)}
            for entry in agreements(queue.state)
        ],
    }  # fmt: skip


def traffic_figures(release: OntologyRelease, queries: Iterable[Document], most: int = 20) -> dict[str, Any]:
    found: Coverage = coverage(release, queries, most)
    return {
        "queries": sum(found.queries.values()),
        "volume": sum(found.volume.values()),
        "by_query": {name: round(share, 4) for name, share in found.shares(found.queries).items()},
        "by_volume": {name: round(share, 4) for name, share in found.shares(found.volume).items()},
        "missing": [
            {"text": entry.text, "volume": entry.volume, "completes": entry.completes, "queries": entry.queries}
            for entry in found.missing
        ],
    }


def first_fact_figures(queue: Queue, store: Store, release: OntologyRelease) -> dict[str, Any]:
    """Days from a concept's first sighting to the first cell that shows it, over inserted values that are dated."""
    days: list[float] = []
    waiting = 0
    for entry in queue.state.values():
        if entry.standing is not Standing.INSERTED or not entry.proposal.first_seen_us or entry.proposal.key_id is None:
            continue
        value_id = next((dict(event.fields).get("entry", "") for event in reversed(entry.history)
                         if event.action == INSERTED), "")  # fmt: skip
        times = [
            cell.version.time_us
            for cell in store.cells(CellQuery(key_id=entry.proposal.key_id))
            if any(fact.value.value_id == value_id for fact in cell.facts)
        ]
        if times:
            days.append(max(min(times) - entry.proposal.first_seen_us, 0) / _DAY_US)
        else:
            waiting += 1
    return {"with_facts": len(days), "without": waiting, "median_days": round(median(days), 2) if days else None}
