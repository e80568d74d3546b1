from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.artifacts import npz_bytes
from itemcenter.evidence import BoostingParams, ObliviousTrees, ValidationSet
from itemcenter.evidence.logistic import log_loss, sigmoid
from tests.unit.evidence.learner_cases import labels, slow_margin, table

QUICK = BoostingParams(rounds=8, depth=3, learning_rate=0.3, max_bins=8, min_child_hessian=0.1)


def test_exclusive_or_needs_two_levels() -> None:
    x = table(1, 400, 4, levels=2)
    y = (x[:, 0] != x[:, 1]).astype(np.float64)
    params = BoostingParams(rounds=80, depth=2, learning_rate=0.3, min_child_hessian=0.1)
    assert log_loss(y, ObliviousTrees.fit(x, y, params=params).margin(x)) < 0.02
    assert log_loss(y, ObliviousTrees.fit(x, y, params=replace(params, depth=1)).margin(x)) > 0.6


@given(st.integers(0, 10**6), st.floats(0, 0.4))
@settings(max_examples=25)
def test_one_tree_of_one_question_is_the_best_newton_step(seed: int, missing: float) -> None:
    x = table(seed, 40, 3, missing=missing)
    y = labels(seed, x)
    params = BoostingParams(rounds=1, depth=1, learning_rate=0.5, min_child_hessian=0.0)
    model = ObliviousTrees.fit(x, y, params=params)
    chance = (y.sum() + 0.5) / 41
    assert model.bias == pytest.approx(np.log(chance / (1 - chance)))
    g, h = chance - y, np.full(40, chance * (1 - chance))
    best, step = 0.0, np.zeros(40)
    for feature in range(3):
        for value in [-np.inf, *x[:, feature]]:
            for with_missing in (False, True):
                right = np.where(np.isnan(x[:, feature]), with_missing, x[:, feature] > value)
                sides = [(g[side].sum(), h[side].sum() + 1.0, side) for side in (right, ~right)]
                gain = sum(a * a / b for a, b, _ in sides) - g.sum() ** 2 / (h.sum() + 1.0)
                if gain > best + 1e-9:
                    best = gain
                    step = sum(np.where(side, -0.5 * a / b, 0.0) for a, b, side in sides)
    moved = model.margin(x) - model.bias
    assert model.gain.sum() == pytest.approx(best, rel=1e-5, abs=1e-9)
    # Of two questions that gain the same, either may be asked: the loss that they leave is the same to second order.
    assert (g * moved + h * moved**2 / 2).sum() == pytest.approx((g * step + h * step**2 / 2).sum(), rel=1e-4, abs=1e-9)


@given(st.integers(0, 10**6), st.floats(0, 0.5))
@settings(max_examples=15)
def test_margins_as_a_slow_reader_finds_them(seed: int, missing: float) -> None:
    x = table(seed, 60, 3, missing=missing)
    model = ObliviousTrees.fit(x, labels(seed, x), params=QUICK)
    other = table(seed + 1, 30, 3, missing=0.3)
    assert model.margin(other) == pytest.approx(slow_margin(model, other), abs=1e-12)
    assert model.probability(other) == pytest.approx(1 / (1 + np.exp(-model.margin(other))))


def test_margins_do_not_depend_on_the_rows_beside() -> None:
    x = table(2, 300, 3)
    model = ObliviousTrees.fit(x, labels(2, x), params=QUICK)
    many = table(3, 40_000, 3, missing=0.1)
    margin = model.margin(many)
    for part in (slice(0, 1), slice(16_380, 16_390), slice(39_000, 40_000)):
        assert model.margin(many[part]).tobytes() == margin[part].tobytes()


def test_starting_margins_are_continued() -> None:
    x = table(4, 600, 3)
    y = labels(4, x)
    first = ObliviousTrees.fit(x, y, params=replace(QUICK, rounds=5))
    start = first.margin(x)
    more = ObliviousTrees.fit(x, y, init=start, params=replace(QUICK, rounds=5))
    assert more.bias == 0.0
    assert log_loss(y, start + more.margin(x)) < log_loss(y, start) - 0.01
    whole = ObliviousTrees.fit(x, y, params=replace(QUICK, rounds=10))
    assert start + more.margin(x) == pytest.approx(whole.margin(x), abs=1e-9)
    none = ObliviousTrees.fit(x, y, init=start, params=replace(QUICK, rounds=0))
    assert none.margin(x).tolist() == [0.0] * 600


def test_what_is_not_known_can_go_either_way() -> None:
    x = np.repeat(np.asarray([[1.0], [2.0], [3.0], [np.nan]], dtype=np.float32), 50, axis=0)
    params = BoostingParams(rounds=60, depth=1, learning_rate=0.5)
    for wanted in ([0, 0, 1, 1], [0, 1, 1, 0], [0, 0, 0, 1], [1, 1, 1, 0]):
        y = np.repeat(np.asarray(wanted, dtype=np.float64), 50)
        assert bool(((ObliviousTrees.fit(x, y, params=params).margin(x) > 0) == (y > 0.5)).all()), wanted


@given(st.integers(0, 10**6), st.integers(0, 6))
@settings(max_examples=30)
def test_margins_follow_the_prescribed_directions(seed: int, depth: int) -> None:
    x = table(seed, 80, 3, missing=0.1, levels=5)
    y = np.random.default_rng(seed).integers(0, 2, 80).astype(np.float64)
    params = BoostingParams(
        rounds=6, depth=max(1, depth), learning_rate=1.0, l2=0.1, min_child_hessian=0.0, monotone=(1, -1, 0)
    )
    model = ObliviousTrees.fit(x, y, params=params)
    other = table(seed + 1, 50, 3, missing=0.2, levels=5)
    for feature, direction in ((0, 1), (1, -1)):
        margins = []
        for value in np.arange(-1, 6):
            moved = other.copy()
            moved[:, feature] = value
            margins.append(model.margin(moved))
        assert float((direction * np.diff(margins, axis=0)).min()) >= -1e-9


def test_directions_cost_little_where_they_hold() -> None:
    x = table(5, 3000, 3)
    y, params = labels(5, x), BoostingParams(rounds=40, depth=4)
    free = ObliviousTrees.fit(x, y, params=params).margin(x)
    held = ObliviousTrees.fit(x, y, params=replace(params, monotone=(1, -1, 0))).margin(x)
    wrong = ObliviousTrees.fit(x, y, params=replace(params, monotone=(-1, 1, 0))).margin(x)
    assert log_loss(y, held) < log_loss(y, free) + 0.02
    assert log_loss(y, wrong) > log_loss(y, free) + 0.1


@given(st.integers(0, 10**6), st.sampled_from([1.0, 0.6]))
@settings(max_examples=15)
def test_equal_bytes_whatever_the_order_of_rows(seed: int, share: float) -> None:
    x = table(seed, 90, 3, missing=0.2, levels=4)
    y, weight = labels(seed, x), np.random.default_rng(seed).random(90)
    init = np.random.default_rng(seed + 1).normal(size=90)
    mixed = np.random.default_rng(seed + 2).permutation(90)
    params = replace(QUICK, row_share=share, feature_share=0.7)
    first = ObliviousTrees.fit(x, y, weight, init, params=params)
    again = ObliviousTrees.fit(x[mixed], y[mixed], weight[mixed], init[mixed], params=params)
    assert npz_bytes(first.to_arrays()) == npz_bytes(again.to_arrays())


def test_another_process_with_other_threads_fits_the_same() -> None:
    program = (
        "from tests.unit.evidence.learner_cases import *;from itemcenter.evidence import *;"
        "from itemcenter.artifacts import npz_bytes;x = table(7, 5000, 6, missing=0.1);"
        "p = BoostingParams(rounds=5, row_share=0.5, feature_share=0.5, monotone=(1, 0, 0, 0, 0, 0));"
        "print(npz_bytes(ObliviousTrees.fit(x, labels(7, x), params=p).to_arrays()).hex())"
    )
    found = set()
    for threads, seed in (("1", "1"), ("2", "2")):
        environment = os.environ | {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
        )
        found.add(done.stdout.strip())
    assert len(found) == 1


def test_the_seed_draws_other_rows() -> None:
    x = table(8, 300, 3)
    y, params = labels(8, x), replace(QUICK, row_share=0.5)
    prints = {npz_bytes(ObliviousTrees.fit(x, y, params=replace(params, seed=s)).to_arrays()) for s in range(3)}
    assert len(prints) == 3


def test_a_weight_counts_like_repeated_rows() -> None:
    x = table(9, 120, 2, levels=3)
    y = labels(9, x)
    weight = np.where(np.arange(120) < 40, 3.0, 1.0)
    rows = np.repeat(np.arange(120), weight.astype(int))
    some = ObliviousTrees.fit(x, y, weight, params=replace(QUICK, l2=2.0))
    repeated = ObliviousTrees.fit(x[rows], y[rows], params=replace(QUICK, l2=2.0))
    assert some.margin(x) == pytest.approx(repeated.margin(x), abs=1e-6)
    without = ObliviousTrees.fit(x, y, np.where(np.arange(120) < 40, 0.0, 1.0), params=QUICK)
    assert without.bias == ObliviousTrees.fit(x[40:], y[40:], params=QUICK).bias


def test_a_belief_between_the_labels() -> None:
    x = np.repeat(np.asarray([[0.0], [1.0]], dtype=np.float32), 200, axis=0)
    y = np.repeat([0.2, 0.7], 200)
    model = ObliviousTrees.fit(x, y, params=BoostingParams(rounds=100, depth=1, learning_rate=0.3))
    assert model.probability(x[[0, 399]]) == pytest.approx([0.2, 0.7], abs=0.01)


def test_fitting_stops_when_validation_gets_no_better() -> None:
    x, other = table(10, 300, 4), table(11, 300, 4)
    y, others = labels(10, x), labels(11, other)
    params = BoostingParams(rounds=300, depth=4, learning_rate=0.3, min_child_hessian=0.0, patience=5)
    stopped = ObliviousTrees.fit(x, y, valid=ValidationSet(other, others), params=params)
    count = len(stopped.trees)
    assert 0 < count < 100
    losses = []
    for rounds in range(1, count + 6):
        whole = ObliviousTrees.fit(x, y, params=replace(params, rounds=rounds))
        losses.append(log_loss(others, whole.margin(other)))
    assert int(np.argmin(losses)) == count - 1
    assert (
        stopped.margin(other).tobytes()
        == ObliviousTrees.fit(x, y, params=replace(params, rounds=count)).margin(other).tobytes()
    )


def test_no_tree_is_kept_if_none_helps() -> None:
    x = table(12, 200, 2)
    y = labels(12, x)
    model = ObliviousTrees.fit(x, y, valid=ValidationSet(x, 1 - y), params=replace(QUICK, patience=2))
    assert len(model.trees) == 0
    assert model.margin(x).tolist() == [model.bias] * 200
    assert len(ObliviousTrees.from_arrays(model.to_arrays()).trees) == 0


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_one_label_alone_gives_a_finite_answer(label: float) -> None:
    x = table(13, 50, 2)
    model = ObliviousTrees.fit(x, np.full(50, label))
    assert bool(np.isfinite(model.margin(x)).all())
    assert abs(float(model.probability(x)[0]) - label) < 0.02


def test_gain_belongs_to_the_features_that_were_asked() -> None:
    x = table(14, 2000, 5)
    y = (x[:, 3] > 0.3).astype(np.float64)
    gain = ObliviousTrees.fit(x, y, params=QUICK).gain
    assert gain.shape == (5,) and int(gain.argmax()) == 3 and gain[3] > 0.9 * gain.sum()


def test_extreme_margins() -> None:
    margin = np.asarray([-1e4, -40.0, 0.0, 40.0, 1e4])
    assert sigmoid(margin) == pytest.approx([0.0, np.exp(-40.0), 0.5, 1.0, 1.0], rel=1e-12)
    assert log_loss(np.asarray([1.0, 0, 1, 1, 0]), margin) == pytest.approx((1e4 + np.log(2) + 1e4) / 5)
    assert log_loss(np.asarray([1.0, 0]), np.asarray([0.0, 5]), np.asarray([1.0, 0])) == pytest.approx(np.log(2))
