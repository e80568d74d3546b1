"""Scale, trend and quadrants."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.importance import ImportanceOptions, Quadrant, demand_of, growth, rate_demands
from itemcenter.schema import Demand

_DAY = 86_400_000_000


def test_the_four_quarters() -> None:
    demands = [
        ("c", Demand(queries=1000, queries_recent=200, queries_before=50)),
        ("c", Demand(queries=20, queries_recent=15, queries_before=1)),
        ("c", Demand(queries=2000, queries_recent=50, queries_before=60)),
        ("c", Demand(queries=10, queries_recent=1, queries_before=5)),
    ]
    found = [entry.quadrant for entry in rate_demands(demands, ImportanceOptions(few=2))]
    assert found == [Quadrant.STAR, Quadrant.EMERGING, Quadrant.STABLE, Quadrant.LOW]


def test_growth_is_smoothed_and_weighed() -> None:
    demand = Demand(items_recent=5, items_before=0, queries_recent=0, queries_before=5)
    assert growth(demand, ImportanceOptions()) == pytest.approx(0.0)
    assert growth(Demand(queries_recent=1), ImportanceOptions()) == pytest.approx(0.5 * math.log(6 / 5))


def test_what_nobody_counted_is_not_called_low() -> None:
    assert {entry.quadrant for entry in rate_demands([("c", Demand())] * 7)} == {Quadrant.STAR}


def test_spans_of_dated_counts() -> None:
    dated = [(0, 7), (1 * _DAY, 1), (8 * _DAY, 2), (14 * _DAY, 4)]
    demand = demand_of(dated, newest_us=14 * _DAY, span_us=7 * _DAY)
    assert demand == Demand(queries=14, queries_recent=6, queries_before=1)


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50)), max_size=30)
)
def test_order_does_not_matter_and_percentiles_stay_in_bounds(rows: list[tuple[str, int, int, int]]) -> None:
    demands = [(c, Demand(queries=q, queries_recent=r, queries_before=b)) for c, q, r, b in rows]
    found = rate_demands(demands)
    assert list(reversed(rate_demands(list(reversed(demands))))) == found
    assert all(0.0 <= entry.scale <= 1.0 and 0.0 <= entry.trend <= 1.0 for entry in found)


def test_a_category_is_compared_with_itself_when_it_is_large_enough() -> None:
    demands = [("small", Demand(queries=n)) for n in range(1, 7)] + [
        ("big", Demand(queries=1000 + n)) for n in range(6)
    ]
    own, together = rate_demands(demands), rate_demands(demands, ImportanceOptions(few=7))
    assert own[5].scale == 1.0 and together[5].scale < 0.5
