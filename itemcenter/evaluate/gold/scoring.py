"""Counting a build by people's word: of the values it gives, how many are right; of those stated, how many it gives.

    precision = weighted values right / given      recall = weighted values right / stated

Unit is the fact: every value of a cell counts, each at most once. A stated value that the ontology lacks counts as
stated: it cannot be found. Intervals are Wilson's at an effective number of facts (Korn and Graubard 1998): as many
independent ones as would leave the variance that is found between items, whose cells are right and wrong together, and
at most (sum of weights)^2 / sum of squared weights, to which unequal weights reduce them (Kish 1965).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from itemcenter.evaluate.gold.gold_set import GoldLabel, matched
from itemcenter.evaluate.intervals import wilson_share
from itemcenter.schema import AttributeKey, CategoryId, ItemId, KeyId, TypedValue


@dataclass(frozen=True, slots=True)
class CellScore:
    """One cell of a build: values it gives, values people state, values that are in both."""

    item_id: ItemId
    key_id: KeyId
    category_id: CategoryId
    weight: float
    given: int
    stated: int
    right: int

    @property
    def wrong(self) -> bool:
        return self.right < self.given


@dataclass(frozen=True, slots=True)
class Shares:
    """Counts as they are, shares by weight; None for a share of nothing. Intervals hold 95 %."""

    cells: int
    given: int
    stated: int
    right: int
    precision: float | None
    precision_95: tuple[float, float]
    recall: float | None
    recall_95: tuple[float, float]

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {name: getattr(self, name) for name in ("cells", "given", "stated", "right")}
        for name in ("precision", "recall"):
            share, ends = getattr(self, name), getattr(self, f"{name}_95")
            out[name] = None if share is None else round(share, 4)
            out[f"{name}_95"] = None if share is None else [round(end, 4) for end in ends]
        return out


def score_cell(
    place: tuple[ItemId, KeyId],
    category_id: CategoryId,
    weight: float,
    given: Sequence[TypedValue],
    truth: GoldLabel,
    key: AttributeKey,
) -> CellScore:
    stated = len(truth.values) + bool(truth.beyond)
    return CellScore(*place, category_id, weight, len(given), stated, matched(given, truth.values, key))


def shares(scores: Iterable[CellScore]) -> Shares:
    found = list(scores)
    precision, low_high = _share([(cell.item_id, cell.weight, cell.right, cell.given) for cell in found])
    recall, ends = _share([(cell.item_id, cell.weight, cell.right, cell.stated) for cell in found])
    given, stated = sum(cell.given for cell in found), sum(cell.stated for cell in found)
    right = sum(cell.right for cell in found)
    return Shares(len(found), given, stated, right, precision, low_high, recall, ends)


def _share(rows: Sequence[tuple[ItemId, float, int, int]]) -> tuple[float | None, tuple[float, float]]:
    """rows: (item, weight, hits, trials)"""
    whole = sum(weight * trials for _, weight, _, trials in rows)
    if not whole:
        return None, (0.0, 1.0)
    share = min(1.0, sum(weight * hits for _, weight, hits, _ in rows) / whole)
    effective = whole * whole / sum(weight * weight * trials for _, weight, _, trials in rows)
    by_item: dict[ItemId, float] = {}
    for item_id, weight, hits, trials in rows:
        by_item[item_id] = by_item.get(item_id, 0.0) + weight * (hits - share * trials) / whole
    variance = sum(part * part for part in by_item.values())
    if variance > 0.0 and 0.0 < share < 1.0:
        effective = min(effective, share * (1.0 - share) / variance)
    return share, wilson_share(share, effective)
