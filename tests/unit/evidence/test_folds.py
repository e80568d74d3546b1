"""Parts of labelled items, and counts that can leave one out."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evidence.folds import EVERYTHING, FOLDS, Tally, fold_of

_PARTS = st.integers(0, FOLDS - 1)
#: Hits and weights that floats add without rounding, in any order.
_COUNTED = st.lists(st.tuples(_PARTS, st.sampled_from([0.0, 0.25, 1.0]), st.sampled_from([0.5, 1.0, 2.0])))


def counted(rows: list[tuple[int, float, float]]) -> Tally:
    tally = Tally()
    for part, hit, weight in rows:
        tally.add(part, hit, weight)
    return tally


@settings(deadline=None)
@given(_COUNTED, _PARTS)
def test_leaving_a_part_out_equals_never_having_counted_it(rows: list[tuple[int, float, float]], part: int) -> None:
    rest = [row for row in rows if row[0] != part]
    assert counted(rows).without(part) == counted(rest).without(part) == counted(rest).without(EVERYTHING)
    assert counted(rows).without(EVERYTHING) == (sum(h * w for _, h, w in rows), sum(w for _, _, w in rows))


@settings(deadline=None)
@given(_COUNTED)
def test_a_stored_tally_is_the_same_tally(rows: list[tuple[int, float, float]]) -> None:
    tally = counted(rows)
    assert Tally.of(tally.counts).counts == tally.counts


@pytest.mark.parametrize("counts", [[], [1.0], [0.0] * (2 * FOLDS), [0.0] * (2 * FOLDS + 3)])
def test_other_lists_are_no_tally(counts: list[float]) -> None:
    with pytest.raises(ValueError, match="no tally"):
        Tally.of(counts)


def test_the_part_of_a_group_is_the_same_on_every_machine() -> None:
    assert [fold_of(name) for name in ("", "a", "b", "SKU-1", "é", "\ud800")] == [0, 3, 4, 0, 0, 2]


def test_groups_spread_evenly_over_the_parts() -> None:
    shares = Counter(fold_of(f"group {number}") for number in range(5_000))
    assert sorted(shares) == list(range(FOLDS))
    assert all(900 < count < 1_100 for count in shares.values())
