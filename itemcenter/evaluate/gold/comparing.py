"""Two builds on the same gold cells: what each key won or lost, and whether a release may go out.

Differences are paired: both builds answer the same cells, so what is hard for both cancels out. The variance of a
difference of two weighted ratios is that of its linearised contributions, summed by item (Woodruff 1971; the usual
between-cluster estimator of survey practice, sampling without replacement left aside); 1.96 standard errors each way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from itemcenter.evaluate.gold.scoring import CellScore, Shares, shares
from itemcenter.schema import ItemId, KeyId

_Z95 = 1.959963984540054
#: What adding up floats may cost.
_ROUNDING = 1e-9
#: A loss of so much precision is what the paper counts keys by (5.5).
MARKED_LOSS = 0.05


@dataclass(frozen=True, slots=True)
class GateLimits:
    """What a release may lose, as shares.

    max_key_loss:    precision that a single key may lose; max_lost_share: share of compared keys that may lose more
    min_facts:       a key is compared where both builds give so many values in gold cells
    max_precision_loss, max_recall_loss: of all keys together; min_precision, min_recall: of the newer build, 0
                     for anything
    """

    max_key_loss: float = MARKED_LOSS
    max_lost_share: float = 0.0
    min_facts: int = 5
    max_precision_loss: float = 0.01
    max_recall_loss: float = 0.02
    min_precision: float = 0.0
    min_recall: float = 0.0


@dataclass(frozen=True, slots=True)
class Change:
    """newer minus older, and where the true difference lies by 95 %; None where one side has no share."""

    change: float | None
    change_95: tuple[float, float] | None

    def to_json(self) -> dict[str, Any]:
        ends = None if self.change_95 is None else [round(end, 4) for end in self.change_95]
        return {"change": None if self.change is None else round(self.change, 4), "change_95": ends}


@dataclass(frozen=True, slots=True)
class KeyChange:
    """key_id "" stands for all keys together. worse: cells that the newer build gets wrong and the older did not."""

    key_id: str
    older: Shares
    newer: Shares
    precision: Change
    recall: Change
    worse: tuple[tuple[ItemId, KeyId], ...] = ()

    def compared(self, limits: GateLimits) -> bool:
        return min(self.older.given, self.newer.given) >= limits.min_facts

    def lost(self, limits: GateLimits) -> bool:
        loss = self.precision.change
        return self.compared(limits) and loss is not None and loss < -limits.max_key_loss - _ROUNDING

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"key": self.key_id, "older": self.older.to_json(), "newer": self.newer.to_json()}
        out |= {"precision": self.precision.to_json(), "recall": self.recall.to_json()}
        return out | {"worse": [list(place) for place in self.worse]}


@dataclass(slots=True)
class Comparison:
    whole: KeyChange
    keys: list[KeyChange] = field(default_factory=list)

    def lost_keys(self, limits: GateLimits) -> list[KeyChange]:
        return [key for key in self.keys if key.lost(limits)]

    def lost_share(self, limits: GateLimits) -> float:
        """Of the keys that can be compared, how many lost more precision than a key may."""
        compared = sum(key.compared(limits) for key in self.keys)
        return len(self.lost_keys(limits)) / compared if compared else 0.0

    def failures(self, limits: GateLimits) -> list[str]:
        """What speaks against the newer build, in words; empty: it passes."""
        out = []
        share, lost = self.lost_share(limits), self.lost_keys(limits)
        if share > limits.max_lost_share:
            names = ", ".join(f"{key.key_id} ({100 * (key.precision.change or 0):+.1f})" for key in lost[:10])
            out.append(f"{len(lost)} keys ({share:.1%} of those compared) lost more than {100 * limits.max_key_loss:g} "
                       f"points of precision: {names}{' ...' if len(lost) > 10 else ''}")  # fmt: skip
        for name, allowed, least in (
            ("precision", limits.max_precision_loss, limits.min_precision),
            ("recall", limits.max_recall_loss, limits.min_recall),
        ):
            change, now = getattr(self.whole, name).change, getattr(self.whole.newer, name)
            if change is not None and change < -allowed - _ROUNDING:
                out.append(f"{name} of all keys fell by {-100 * change:.1f} points, {100 * allowed:g} are allowed")
            if now is None and getattr(self.whole.older, name) is not None:
                out.append(f"there is no {name} any more: the newer build gives no value in any gold cell")
            if least and (now is None or now < least):
                shown = "nothing" if now is None else f"{100 * now:.1f} %"
                out.append(f"{name} of all keys is {shown}, at least {100 * least:g} % is wanted")
        return out


def compare(
    older: Mapping[tuple[ItemId, KeyId], CellScore], newer: Mapping[tuple[ItemId, KeyId], CellScore]
) -> Comparison:
    """Both on the cells that both have. Keys in order of lost precision, greatest loss first."""
    common = sorted(older.keys() & newer.keys())
    by_key: dict[KeyId, list[tuple[ItemId, KeyId]]] = {}
    for place in common:
        by_key.setdefault(place[1], []).append(place)

    def changed(key_id: str, places: Sequence[tuple[ItemId, KeyId]]) -> KeyChange:
        before, after = [older[place] for place in places], [newer[place] for place in places]
        worse = tuple(p for p, a, b in zip(places, before, after, strict=True) if b.wrong and not a.wrong)
        parts = (_change(before, after, "given"), _change(before, after, "stated"))
        return KeyChange(key_id, shares(before), shares(after), *parts, worse)

    keys = [changed(key_id, places) for key_id, places in by_key.items()]
    keys.sort(key=lambda key: (key.precision.change if key.precision.change is not None else 0.0, key.key_id))
    return Comparison(changed("", common), keys)


def _change(before: Sequence[CellScore], after: Sequence[CellScore], trials: str) -> Change:
    """Of right / `trials`."""
    totals = [sum(cell.weight * getattr(cell, trials) for cell in cells) for cells in (before, after)]
    if not all(totals):
        return Change(None, None)
    ratios = [sum(c.weight * c.right for c in cells) / t for cells, t in zip((before, after), totals, strict=True)]
    by_item: dict[ItemId, float] = {}
    for cells, total, ratio, sign in ((before, totals[0], ratios[0], -1), (after, totals[1], ratios[1], 1)):
        for cell in cells:
            part = sign * cell.weight * (cell.right - ratio * getattr(cell, trials)) / total
            by_item[cell.item_id] = by_item.get(cell.item_id, 0.0) + part
    change, number = ratios[1] - ratios[0], len(by_item)
    if number < 2:
        return Change(change, (-1.0, 1.0))
    spread = _Z95 * math.sqrt(number / (number - 1) * sum(part * part for part in by_item.values()))
    return Change(change, (max(-1.0, change - spread), min(1.0, change + spread)))
