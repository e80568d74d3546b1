from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.evidence.isotonic import pool_adjacent_violators
from itemcenter.evidence.monotone import ordered

WEIGHTS = st.sampled_from([0.5, 1.0, 7.0, 3e4])


def leaves(deepest: int) -> st.SearchStrategy[tuple[list[float], list[float], list[int]]]:
    return st.integers(0, deepest).flatmap(
        lambda depth: st.tuples(
            st.lists(st.integers(-6, 6).map(float), min_size=1 << depth, max_size=1 << depth),
            st.lists(WEIGHTS, min_size=1 << depth, max_size=1 << depth),
            st.lists(st.sampled_from([-1, 0, 1]), min_size=depth, max_size=depth),
        )
    )


def pairs(depth: int, directions: list[int]) -> list[tuple[int, int]]:
    """(lower, higher) leaves that differ in one answer."""
    found = []
    for leaf, level in itertools.product(range(1 << depth), range(depth)):
        other = leaf | 1 << (depth - 1 - level)
        if other != leaf and directions[level]:
            found.append((leaf, other) if directions[level] > 0 else (other, leaf))
    return found


@cache
def upper_sets(depth: int, directions: tuple[int, ...]) -> np.ndarray:
    """Every set of leaves that holds, with a leaf, all that must not be lower; bool (sets, leaves)."""
    subsets = (np.arange(1 << (1 << depth))[:, None] >> np.arange(1 << depth)) & 1 == 1
    for low, high in pairs(depth, list(directions)):
        subsets = subsets[~subsets[:, low] | subsets[:, high]]
    return subsets


def nearest(value: np.ndarray, weight: np.ndarray, directions: list[int]) -> np.ndarray:
    """Robertson, Wright & Dykstra 1988: split off the upper set that lies most above the mean, until none does."""
    found = np.zeros(len(value))

    def fill(part: np.ndarray) -> None:
        mean = float(np.average(value[part], weights=weight[part]))
        sets = upper_sets(len(directions), tuple(directions)) & part
        above = (sets * (weight * (value - mean))).sum(axis=1)
        best = sets[int(above.argmax())]
        if above.max() <= 1e-9 or bool((best == part).all()) or not best.any():
            found[part] = mean
            return
        fill(best)
        fill(part & ~best)

    fill(np.ones(len(value), dtype=bool))
    return found


def arrays(case: tuple[list[float], list[float], list[int]]) -> tuple[np.ndarray, np.ndarray, list[int]]:
    return np.asarray(case[0]), np.asarray(case[1]), case[2]


@given(leaves(5))
def test_every_level_is_in_order(case: tuple[list[float], list[float], list[int]]) -> None:
    values, weights, directions = arrays(case)
    found = ordered(values, weights, directions)
    assert [pair for pair in pairs(len(directions), directions) if found[pair[0]] > found[pair[1]]] == []
    assert (found * weights).sum() == pytest.approx((values * weights).sum(), rel=1e-9, abs=1e-6)


@given(leaves(3))
def test_nearest_of_all_that_are_in_order(case: tuple[list[float], list[float], list[int]]) -> None:
    values, weights, directions = arrays(case)
    assert ordered(values, weights, directions) == pytest.approx(nearest(values, weights, directions), abs=1e-7)


@pytest.mark.parametrize("seed", range(40))
def test_nearest_on_four_levels(seed: int) -> None:
    chance = np.random.default_rng(seed)
    values, directions = chance.normal(size=16) + np.arange(16) / 16, chance.choice([-1, 0, 1, 1], 4).tolist()
    for weights in (chance.exponential(size=16), chance.choice([0.5, 1.0, 7.0, 3e4], 16)):
        assert ordered(values, weights, directions) == pytest.approx(nearest(values, weights, directions), abs=1e-7)


@given(st.lists(st.integers(-5, 5).map(float), min_size=2, max_size=2), st.floats(0.1, 9), st.floats(0.1, 9))
def test_one_level_is_isotonic_regression(values: list[float], first: float, second: float) -> None:
    weights = np.asarray([first, second])
    begins, mean, _ = pool_adjacent_violators(np.asarray(values), weights)
    expected = mean[np.searchsorted(begins, [0, 1], side="right") - 1]
    assert ordered(np.asarray(values), weights, [1]) == pytest.approx(expected)


def test_free_levels_are_left_alone() -> None:
    values = np.asarray([3.0, 1.0, 2.0, -1.0])
    assert ordered(values, np.ones(4), [0, 0]).tolist() == values.tolist()
    assert ordered(values, np.ones(4), [0, 1]) == pytest.approx([2.0, 2.0, 0.5, 0.5])
    assert ordered(values, np.ones(4), [1, 0]) == pytest.approx([2.5, 0.0, 2.5, 0.0])
    assert ordered(values, np.ones(4), [0, -1]).tolist() == values.tolist()
