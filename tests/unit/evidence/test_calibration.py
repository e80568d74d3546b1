from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.evidence import isotonic
from itemcenter.evidence.calibration import BEND_FROM, STEPS_FROM, calibration_from_arrays, fit_calibration
from itemcenter.evidence.isotonic import IsotonicCalibration, pool_adjacent_violators
from itemcenter.evidence.logistic import sigmoid
from itemcenter.evidence.reliability import ReliabilityTable, brier_score, log_loss_of
from itemcenter.evidence.smooth_calibration import SmoothCalibration

POINTS = st.lists(
    st.tuples(st.integers(-3, 3).map(float), st.sampled_from([0.5, 1.0, 2.0, 7.0])), min_size=1, max_size=14
)
SAMPLES = st.lists(
    st.tuples(
        st.integers(-8, 8).map(lambda n: n / 2), st.sampled_from([0.0, 0.3, 1.0]), st.sampled_from([0.5, 1.0, 3.0])
    ),
    min_size=1,
    max_size=40,
)


def columns(sample: list[tuple[float, ...]]) -> tuple[np.ndarray, ...]:
    return tuple(np.asarray(column, dtype=np.float64) for column in zip(*sample, strict=True))


def rising_fit(value: np.ndarray, weight: np.ndarray) -> list[float]:
    """Barlow et al. 1972: the greatest over beginnings of the least over ends of the mean between."""
    count = len(value)
    return [
        max(
            min(float(np.average(value[a : b + 1], weights=weight[a : b + 1])) for b in range(i, count))
            for a in range(i + 1)
        )
        for i in range(count)
    ]


def spread(blocks: tuple[np.ndarray, ...], count: int) -> np.ndarray:
    return blocks[1][np.searchsorted(blocks[0], np.arange(count), side="right") - 1]


@given(POINTS)
def test_pooling_gives_the_rising_fit(points: list[tuple[float, float]]) -> None:
    value, weight = columns(points)
    blocks = pool_adjacent_violators(value, weight)
    assert spread(blocks, len(value)) == pytest.approx(rising_fit(value, weight), abs=1e-12)
    assert bool((np.diff(blocks[1]) > 0).all())
    assert blocks[2].sum() == pytest.approx(weight.sum())


@given(POINTS)
def test_pooling_one_by_one_gives_the_same(points: list[tuple[float, float]]) -> None:
    value, weight = columns(points)
    before, isotonic._PASSES = isotonic._PASSES, 0
    try:
        slow = pool_adjacent_violators(value, weight)
    finally:
        isotonic._PASSES = before
    assert spread(slow, len(value)) == pytest.approx(
        spread(pool_adjacent_violators(value, weight), len(value)), abs=1e-12
    )


def test_pooling_where_each_pass_makes_one_new_violation() -> None:
    value = np.append(np.arange(500.0), -1e9)
    assert spread(pool_adjacent_violators(value, np.ones(501)), 501) == pytest.approx([value.mean()] * 501)


@given(SAMPLES)
def test_isotonic_calibration_never_falls_and_stays_inside(sample: list[tuple[float, ...]]) -> None:
    margin, label, weight = columns(sample)
    calibration = IsotonicCalibration.fit(margin, label, weight)
    asked = np.sort(np.concatenate((np.linspace(-6, 6, 300), margin, margin + 1e-9)))
    chance = calibration.probability(asked)
    assert bool((np.diff(chance) >= 0).all())
    assert chance[0] > 0 and chance[-1] < 1
    assert calibration.probability(np.asarray([-1e300, 1e300])).tolist() == [chance[0], chance[-1]]


def test_isotonic_blocks_are_the_mean_labels() -> None:
    margin = np.repeat([-2.0, 0.0, 1.0, 3.0], 100)
    label = np.concatenate([np.arange(100) < right for right in (10, 60, 40, 90)]).astype(np.float64)
    calibration = IsotonicCalibration.fit(margin, label, np.ones(400))
    assert calibration.probability(np.asarray([-9.0, -2, -1, 0, 0.5, 1, 2, 3, 9])) == pytest.approx(
        [0.1, 0.1, 0.3, 0.5, 0.5, 0.5, 0.7, 0.9, 0.9]
    )
    weighted = IsotonicCalibration.fit(margin, label, np.repeat([1.0, 1.0, 3.0, 1.0], 100))
    assert weighted.probability(np.asarray([0.0])) == pytest.approx([0.45])


def test_no_label_is_ever_certain() -> None:
    margin = np.concatenate((np.full(99, -1.0), np.full(9, 1.0)))
    calibration = IsotonicCalibration.fit(margin, (margin > 0) * 1.0, np.ones(108))
    assert calibration.probability(np.asarray([-1.0, 1.0])) == pytest.approx([0.5 / 100, 1 - 0.5 / 10])
    light = IsotonicCalibration.fit(np.zeros(1), np.ones(1), np.full(1, 0.01))
    assert light.probability(np.zeros(1)) == pytest.approx([1 - 0.5 / 1.01], abs=0.02)


def sample_of(seed: int, rows: int, up: float, down: float, shift: float) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    margin = chance.normal(size=rows) * 2
    true = sigmoid(-up * np.logaddexp(0, -margin) + down * np.logaddexp(0, margin) + shift)
    return margin, (chance.random(rows) < true).astype(np.float64)


def test_curves_find_what_made_the_labels() -> None:
    margin, label = sample_of(1, 200_000, 1.7, 0.4, -0.3)
    bent = SmoothCalibration.fit(margin, label, np.ones(len(margin)), bent=True)
    assert (bent.up, bent.down, bent.shift) == pytest.approx((1.7, 0.4, -0.3), abs=0.06)
    margin, label = sample_of(2, 200_000, 0.6, 0.6, 0.5)
    line = SmoothCalibration.fit(margin, label, np.ones(len(margin)), bent=False)
    assert line.up == line.down == pytest.approx(0.6, abs=0.02)
    assert line.shift == pytest.approx(0.5, abs=0.02)


@given(SAMPLES, st.booleans())
def test_a_curve_is_at_the_bottom_of_its_loss(sample: list[tuple[float, ...]], bent: bool) -> None:
    margin, label, weight = columns(sample)
    found = SmoothCalibration.fit(margin, label, weight, bent=bent)

    def loss(up: float, down: float, shift: float) -> float:
        chance = SmoothCalibration(up, down, shift).probability(margin)
        pull = (up - 1) ** 2 + shift**2 + ((down - 1) ** 2 if bent else 0)
        return float((weight * -(label * np.log(chance) + (1 - label) * np.log(1 - chance))).sum()) + 0.5 * pull

    best = loss(found.up, found.down, found.shift)
    for step in (-0.01, 0.01):
        assert loss(found.up, found.down, found.shift + step) >= best - 1e-9
        if not bent and found.up + step >= 0:
            assert loss(found.up + step, found.up + step, found.shift) >= best - 1e-9
        if bent and found.up + step >= 0:
            assert loss(found.up + step, found.down, found.shift) >= best - 1e-9
        if bent and found.down + step >= 0:
            assert loss(found.up, found.down + step, found.shift) >= best - 1e-9


@given(SAMPLES, st.booleans())
def test_a_curve_never_falls(sample: list[tuple[float, ...]], bent: bool) -> None:
    margin, label, weight = columns(sample)
    chance = SmoothCalibration.fit(margin, label, weight, bent=bent).probability(np.linspace(-50, 50, 400))
    assert bool((np.diff(chance) >= -1e-15).all()) and bool(np.isfinite(chance).all())


def test_labels_that_fall_make_a_flat_curve() -> None:
    margin = np.linspace(-3, 3, 400)
    for bent in (False, True):
        found = SmoothCalibration.fit(margin, (margin < 0) * 1.0, np.ones(400), bent=bent)
        assert (found.up, found.down) == (0.0, 0.0)
        assert found.probability(np.zeros(1)) == pytest.approx([0.5], abs=0.01)


def test_how_many_labels_decide_how_free_the_curve_is() -> None:
    for rarer, kind, straight in (
        (BEND_FROM - 1, SmoothCalibration, True),
        (BEND_FROM, SmoothCalibration, False),
        (STEPS_FROM - 1, SmoothCalibration, False),
        (STEPS_FROM, IsotonicCalibration, False),
    ):
        label = np.concatenate((np.ones(rarer), np.zeros(3000)))
        margin = np.random.default_rng(rarer).normal(size=len(label)) + label
        for margins, labels in ((margin, label), (-margin, 1 - label)):
            found = fit_calibration(margins, labels)
            assert isinstance(found, kind)
            assert not isinstance(found, SmoothCalibration) or (found.up == found.down) == straight


def test_a_weighted_row_counts_by_its_weight() -> None:
    label = np.concatenate((np.ones(BEND_FROM // 2), np.zeros(100)))
    margin = np.random.default_rng(6).normal(size=len(label)) + label
    for weight, straight in ((1.0, True), (2.0, False)):
        found = fit_calibration(margin, label, np.where(label > 0, weight, 1.0))
        assert isinstance(found, SmoothCalibration) and (found.up == found.down) == straight


def test_without_labels_margins_are_taken_as_they_are() -> None:
    for rows in (0, 3):
        found = fit_calibration(np.ones(rows), np.ones(rows), np.zeros(rows))
        margin = np.linspace(-5, 5, 20)
        assert found.probability(margin) == pytest.approx(sigmoid(margin))


def test_probabilities_get_better_on_rows_that_were_not_seen() -> None:
    for rows in (100, 600, 20_000):
        margin, label = sample_of(3, rows, 2.0, 0.5, 0.7)
        other, others = sample_of(4, 50_000, 2.0, 0.5, 0.7)
        chance = fit_calibration(margin, label).probability(other)
        assert log_loss_of(chance, others) < log_loss_of(sigmoid(other), others) - 0.01
        table = ReliabilityTable.of(chance, others)
        assert table.calibration_error < ReliabilityTable.of(sigmoid(other), others).calibration_error


def test_impossible_calibration_sets_are_refused() -> None:
    one = np.ones(2)
    for margin, label, weight in (
        (one, np.ones(3), None),
        (one, one, np.ones(3)),
        (one[None], one[None], None),
        (one * np.nan, one, None),
        (one, one * np.inf, None),
        (one, one * 2, None),
        (one, -one, None),
        (one, one, -one),
    ):
        with pytest.raises(InvariantError):
            fit_calibration(margin, label, weight)


@pytest.mark.parametrize("rows", [30, 200, 3000])
def test_calibrations_come_back(rows: int) -> None:
    margin, label = sample_of(5, rows, 2.0, 0.5, 0.7)
    found = fit_calibration(margin, label)
    again = calibration_from_arrays(found.to_arrays())
    assert type(again) is type(found)
    assert again.probability(margin).tobytes() == found.probability(margin).tobytes()


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"curve": np.zeros(2)},
        {"curve": np.asarray([1.0, -1.0, 0.0])},
        {"curve": np.asarray([1.0, 1.0, np.nan])},
        {"margin": np.zeros(0), "chance": np.zeros(0)},
        {"margin": np.zeros(2), "chance": np.ones(2)},
        {"margin": np.arange(2.0), "chance": np.ones(3)},
        {"margin": np.arange(2.0), "chance": np.asarray([0.5, 0.4])},
        {"margin": np.arange(2.0), "chance": np.asarray([-0.5, 0.4])},
        {"margin": np.arange(2.0), "chance": np.asarray([0.5, 1.4])},
        {"margin": np.arange(2.0), "chance": np.asarray([0.5, np.nan])},
        {"margin": np.asarray([0.0, np.nan]), "chance": np.asarray([0.5, 0.6])},
        {"margin": np.asarray([0.0, 2.0, 1.0]), "chance": np.asarray([0.5, 0.6, 0.7])},
        {"margin": np.asarray([0.0, 1.0, 2.0]), "chance": np.asarray([0.5, 0.7, 0.6])},
    ],
)
def test_arrays_that_are_no_calibration_are_refused(arrays: dict[str, np.ndarray]) -> None:
    with pytest.raises(InvariantError):
        calibration_from_arrays(arrays)


def test_a_reliability_table() -> None:
    chance = np.asarray([0.05, 0.15, 0.85, 0.95, 1.0])
    label = np.asarray([0.0, 1.0, 1.0, 1.0, 0.0])
    table = ReliabilityTable.of(chance, label, groups=5)
    assert table.weight.tolist() == [2.0, 3.0]
    assert table.said == pytest.approx([0.1, 2.8 / 3])
    assert table.found == pytest.approx([0.5, 2 / 3])
    assert table.calibration_error == pytest.approx((2 * 0.4 + 3 * 0.8 / 3) / 5)
    heavy = ReliabilityTable.of(chance, label, np.asarray([3.0, 1, 0, 0, 0]), groups=5)
    assert heavy.weight.tolist() == [4.0]
    assert heavy.calibration_error == pytest.approx(abs(0.3 / 4 - 0.25))
    assert ReliabilityTable.of(np.zeros(0), np.zeros(0)).calibration_error == 0.0


def test_groups_of_equal_rows_keep_equal_probabilities_together() -> None:
    chance = np.asarray([0.1] * 7 + [0.2, 0.3, 0.9])
    table = ReliabilityTable.of(chance, np.zeros(10), groups=5, equal_rows=True)
    assert table.weight.tolist() == [7.0, 1.0, 2.0]


def test_single_figures() -> None:
    chance, label = np.asarray([0.2, 0.9, 1.0]), np.asarray([0.0, 1.0, 1.0])
    assert log_loss_of(chance, label) == pytest.approx(-(np.log(0.8) + np.log(0.9)) / 3)
    assert log_loss_of(chance, label, np.asarray([1.0, 0, 0])) == pytest.approx(-np.log(0.8))
    assert brier_score(chance, label) == pytest.approx((0.04 + 0.01) / 3)
    assert brier_score(chance, label, np.asarray([0.0, 1, 1])) == pytest.approx(0.005)
    assert np.isfinite(log_loss_of(np.zeros(1), np.ones(1)))
