"""Shapley values against their definition: walk the tree for every subset of known features."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evidence import BoostingParams, ObliviousTrees
from tests.unit.evidence.learner_cases import Table, goes_right, labels, table


def worth(model: ObliviousTrees, tree: int, row: Table, known: set[int]) -> float:
    """Expected value of a tree by recursion over its nodes."""
    depth = int(model.trees.depth[tree])
    value, cover = model.trees.value[tree], model.trees.cover[tree]

    def below(level: int, node: int) -> tuple[float, float]:
        if level == depth:
            return float(value[node]), float(cover[node])
        left, right = below(level + 1, 2 * node), below(level + 1, 2 * node + 1)
        weight = left[1] + right[1]
        feature = int(model.trees.feature[tree, level])
        if feature in known:
            return (right if goes_right(model, tree, level, float(row[feature])) else left)[0], weight
        share = right[1] / weight if weight > 0 else 0.5
        return left[0] + share * (right[0] - left[0]), weight

    return below(0, 0)[0]


@given(st.integers(0, 10**6), st.integers(1, 4))
@settings(max_examples=12)
def test_shares_as_defined(seed: int, depth: int) -> None:
    x = table(seed, 60, 3, missing=0.2)
    params = BoostingParams(rounds=3, depth=depth, max_bins=6, min_child_hessian=0.0, learning_rate=0.5)
    model = ObliviousTrees.fit(x, labels(seed, x), params=params)
    found = model.contributions(x[:4])
    features = 3
    for row in range(4):
        for feature in range(features):
            rest = [other for other in range(features) if other != feature]
            share = 0.0
            for size in range(features):
                chance = factorial(size) * factorial(features - size - 1) / factorial(features)
                for known in combinations(rest, size):
                    for tree in range(len(model.trees)):
                        share += chance * worth(model, tree, x[row], {*known, feature})
                        share -= chance * worth(model, tree, x[row], set(known))
            assert found[row, feature] == pytest.approx(share, abs=1e-10)


@given(st.integers(0, 10**6))
@settings(max_examples=10)
def test_shares_add_up_to_the_margin(seed: int) -> None:
    x = table(seed, 200, 5, missing=0.1)
    model = ObliviousTrees.fit(x, labels(seed, x), params=BoostingParams(rounds=10, depth=5))
    other = table(seed + 1, 50, 5, missing=0.3)
    shares = model.contributions(other)
    assert shares.shape == (50, 5)
    assert model.expected_margin + shares.sum(axis=1) == pytest.approx(model.margin(other), abs=1e-10)


def test_expected_margin_is_the_mean_over_the_training_rows() -> None:
    x = table(3, 500, 2)
    y = labels(3, x)
    model = ObliviousTrees.fit(x, y, params=BoostingParams(rounds=1, depth=3))
    assert model.expected_margin == pytest.approx(float(model.margin(x).mean()), abs=1e-9)


def test_a_feature_that_is_never_asked_has_no_share() -> None:
    x = table(4, 400, 3)
    x[:, 2] = 1.0
    model = ObliviousTrees.fit(x, labels(4, x), params=BoostingParams(rounds=5, depth=3))
    assert bool((model.contributions(x)[:, 2] == 0).all())
    assert model.gain[2] == 0.0


def test_rows_in_many_blocks_and_a_model_without_trees() -> None:
    x = table(5, 400, 2)
    model = ObliviousTrees.fit(x, labels(5, x), params=BoostingParams(rounds=3, depth=2))
    many = table(6, 17_000, 2)
    assert model.contributions(many)[16_380:16_390].tolist() == model.contributions(many[16_380:16_390]).tolist()
    empty = ObliviousTrees.fit(x, labels(5, x), params=BoostingParams(rounds=0))
    assert empty.contributions(x[:3]).tolist() == [[0.0, 0.0]] * 3
    assert empty.expected_margin == empty.bias
