"""How candidates compete: within a key for being its value, between keys for the words that they claim."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from itemcenter.schema import Candidate, TextSpan

Row = list[float]
#: (column of a signal, column of its lead)
Leads = Sequence[tuple[int, int]]


def lead_within_key(rows: Sequence[Row], starts: Sequence[float], leads: Leads, rivals: int) -> None:
    """How far each candidate is ahead of the best other one; alone, ahead of nothing.

    leads: (column of a signal, column of its lead); a signal that is missing (NaN) leads nothing
    starts: of each candidate in the title; column `rivals` gets how many others stand earlier
    """
    for signal, lead in leads:
        if len(rows) == 1:
            rows[0][lead] = rows[0][signal]
            continue
        values = [row[signal] for row in rows]
        present = sorted([value for value in values if value == value], reverse=True)
        if not present:
            continue
        best, second = present[0], present[1] if len(present) > 1 else 0.0
        for row, value in zip(rows, values, strict=True):
            if value == value:
                row[lead] = value - (best if value < best else second)
    order = sorted(starts)
    for row, start in zip(rows, starts, strict=True):
        row[rivals] = bisect_left(order, start)


def lead_between_keys(rows: Sequence[Row], candidates: Sequence[Candidate], keys: Sequence[int], leads: Leads) -> None:
    """How far a key is ahead of the other keys that claim the same words, at its best span; alone, ahead of nothing.

    keys: number of the key of each row
    """
    claims: dict[tuple[str, int, int], list[int]] = {}
    for place, candidate in enumerate(candidates):
        for span in candidate.evidence:
            if isinstance(span, TextSpan):
                claims.setdefault((span.field, span.start, span.end), []).append(place)
    for signal, lead in leads:
        for claimants in claims.values():
            if len(claimants) == 1:
                row = rows[claimants[0]]
                _raise(row, lead, row[signal])
                continue
            best = _best_by_key(rows, claimants, keys, signal)
            top = max(best.values(), default=0.0)
            for place in claimants:
                row = rows[place]
                value, own = row[signal], keys[place]
                if value != value:
                    continue
                if best.get(own, 0.0) < top:
                    other = top
                else:
                    other = max([score for key, score in best.items() if key != own], default=0.0)
                _raise(row, lead, value - other)


def _best_by_key(rows: Sequence[Row], claimants: Sequence[int], keys: Sequence[int], signal: int) -> dict[int, float]:
    best: dict[int, float] = {}
    for place in claimants:
        value, key = rows[place][signal], keys[place]
        if value == value and value >= best.get(key, 0.0):
            best[key] = value
    return best


def _raise(row: Row, column: int, value: float) -> None:
    """The greater of what stands there and `value`; NaN is less than anything."""
    held = row[column]
    if held != held or value > held:
        row[column] = value
