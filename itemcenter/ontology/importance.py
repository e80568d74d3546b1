"""How much a concept matters: its scale and its trend within its category, and the quarter of the plane it lies in.

    scale = percentile of  log(1 + items) + log(1 + queries)
    trend = percentile of  w1 log((items_recent + a) / (items_before + a))
                         + w2 log((queries_recent + a) / (queries_before + a))

(Paper, section 3.2.3, after the Boston matrix.) Percentiles are taken among the concepts of one category, ties share
their middle; a category with fewer than `few` concepts is compared with all. `a` keeps one search more or less from
being a trend.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.schema import Demand, Proposal

Numbers = npt.NDArray[np.float64]


class Quadrant(enum.Enum):
    STAR = "star"
    EMERGING = "emerging"
    STABLE = "stable"
    LOW = "low_value"


@dataclass(frozen=True, slots=True)
class ImportanceOptions:
    smoothing: float = 5.0
    item_weight: float = 0.5
    query_weight: float = 0.5
    threshold: float = 0.5
    few: int = 5


@dataclass(frozen=True, slots=True)
class Importance:
    """scale, trend: percentiles in [0, 1]; growth: the number behind the trend, 0 where nothing is dated"""

    scale: float
    trend: float
    growth: float
    quadrant: Quadrant

    @property
    def priority(self) -> float:
        """For queues, the greater the sooner: what grows comes before what is large."""
        rank = {Quadrant.STAR: 3.0, Quadrant.EMERGING: 2.0, Quadrant.STABLE: 1.0, Quadrant.LOW: 0.0}[self.quadrant]
        return rank + (self.scale + self.trend) / 2.0001


def size(demand: Demand) -> float:
    return float(np.log1p(demand.items) + np.log1p(demand.queries))


def growth(demand: Demand, options: ImportanceOptions) -> float:
    a = options.smoothing
    items = np.log((demand.items_recent + a) / (demand.items_before + a))
    queries = np.log((demand.queries_recent + a) / (demand.queries_before + a))
    return float(options.item_weight * items + options.query_weight * queries)


def rate(proposals: Sequence[Proposal], options: ImportanceOptions | None = None) -> list[Importance]:
    """The importance of each proposal among those of its category. The order of the proposals does not matter."""
    return rate_demands([(proposal.category_id, proposal.demand) for proposal in proposals], options)


def rate_demands(
    demands: Sequence[tuple[Hashable, Demand]], options: ImportanceOptions | None = None
) -> list[Importance]:
    """As `rate`, of (category, demand)."""
    options = options or ImportanceOptions()
    sizes = np.array([size(demand) for _, demand in demands])
    growths = np.array([growth(demand, options) for _, demand in demands])
    scales, trends = _percentiles(sizes), _percentiles(growths)
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for place, (category, _) in enumerate(demands):
        groups[category].append(place)
    for members in groups.values():
        if len(members) >= options.few:
            scales[members], trends[members] = _percentiles(sizes[members]), _percentiles(growths[members])
    return [
        Importance(float(scale), float(trend), float(grown), _quadrant(scale, trend, options.threshold))
        for scale, trend, grown in zip(scales, trends, growths, strict=True)
    ]


def _quadrant(scale: float, trend: float, threshold: float) -> Quadrant:
    if trend >= threshold:
        return Quadrant.STAR if scale >= threshold else Quadrant.EMERGING
    return Quadrant.STABLE if scale >= threshold else Quadrant.LOW


def _percentiles(values: Numbers) -> Numbers:
    """The share of the others that is smaller, equal ones counted half; 0.5 for one alone."""
    if len(values) < 2:
        return np.full(len(values), 0.5)
    _, code, counts = np.unique(values, return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    result: Numbers = (below[code] + (counts[code] - 1) / 2) / (len(values) - 1)
    return result


def demand_of(
    dated: Iterable[tuple[int, int]], *, newest_us: int, span_us: int, items: int = 0, field: str = "queries"
) -> Demand:
    """The demand that dated counts make: (time_us, count), time 0 where unknown.

    newest_us: the end of the newest span, the same for all concepts of a corpus; span_us: length of both spans
    field: "queries", or "items" for items by the time they came
    """
    total = recent = before = 0
    for time_us, count in dated:
        total += count
        if time_us and newest_us - span_us < time_us <= newest_us:
            recent += count
        elif time_us and newest_us - 2 * span_us < time_us <= newest_us - span_us:
            before += count
    if field == "items":
        return Demand(items=total, items_recent=recent, items_before=before)
    return Demand(items=items, queries=total, queries_recent=recent, queries_before=before)
