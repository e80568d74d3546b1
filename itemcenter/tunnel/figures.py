"""What a running tunnel counts, for metrics and for `tunnel status`. Plain numbers: doors give them their form."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

#: Upper ends in seconds of the classes of a freshness histogram.
FRESHNESS_S = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 3600.0, 86400.0)


@dataclass(slots=True)
class Freshness:
    """From event to readable, in seconds. counts: of the classes, and beyond the last one"""

    counts: list[int] = field(default_factory=lambda: [0] * (len(FRESHNESS_S) + 1))
    total_s: float = 0.0

    def observe(self, seconds: float) -> None:
        self.counts[bisect_left(FRESHNESS_S, seconds)] += 1
        self.total_s += seconds

    def quantile(self, share: float) -> float | None:
        """The upper end of the class that holds it; None without observations, or beyond the last class."""
        wanted, seen = share * sum(self.counts), 0
        for end, count in zip(FRESHNESS_S, self.counts, strict=False):
            seen += count
            if count and seen >= wanted:
                return end
        return None


@dataclass(slots=True)
class Figures:
    """received: messages by kind; coalesced: those that joined a newer one; stages: (tier, stage) to documents

    changes: cells that showed something else, by tier; moved: documents that another process overtook
    dead: dead letters by reason; failures: refusals of store or stream, by kind of error
    waiting: messages in memory by tier; lag: partition to messages that are not committed yet
    """

    received: Counter[str] = field(default_factory=Counter)
    coalesced: int = 0
    stages: Counter[tuple[str, str]] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    moved: int = 0
    dead: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    freshness: dict[str, Freshness] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    lag: dict[int, int] = field(default_factory=dict)
    paused: bool = False
    last_error: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain data, for the status file."""
        return {
            "received": dict(self.received),
            "coalesced": self.coalesced,
            "stages": {f"{tier}/{stage}": count for (tier, stage), count in sorted(self.stages.items())},
            "changes": dict(self.changes),
            "moved": self.moved,
            "dead": dict(self.dead),
            "failures": dict(self.failures),
            "freshness_p99_s": {tier: entry.quantile(0.99) for tier, entry in sorted(self.freshness.items())},
            "waiting": dict(self.waiting),
            "lag": {str(partition): count for partition, count in sorted(self.lag.items())},
            "paused": self.paused,
            "last_error": self.last_error,
        }
