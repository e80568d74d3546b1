from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.evidence.thresholds import KeyThresholds, ThresholdParams

NAN = math.nan
CANDIDATES = st.lists(
    st.tuples(
        st.sampled_from(["colour", "size", "weight"]),
        st.integers(0, 10).map(lambda tenth: tenth / 10),
        st.sampled_from([0.0, 1.0, NAN]),
        st.sampled_from([0.0, 1.0, 2.5]),
    ),
    max_size=30,
)
PARAMS = st.builds(
    ThresholdParams,
    precision=st.one_of(st.sampled_from([0.5, 0.9, 1.0]), st.floats(0.2, 1.0)),
    strength=st.sampled_from([0.0, 3.0, 20.0]),
    z=st.sampled_from([0.0, 1.0]),
    floor=st.sampled_from([0.0, 0.35]),
)


def fit(rows: list[tuple[str, float, float]], **params: float) -> KeyThresholds:
    keys, chance, label = ([row[part] for row in rows] for part in range(3))
    return KeyThresholds.fit(keys, chance, label, params=ThresholdParams(**params))  # type: ignore[arg-type]


def estimate(rows: list[tuple[str, float, float, float]], threshold: float, params: ThresholdParams) -> float:
    """Estimated precision at a threshold as the module's first lines define it; NaN where nothing is known."""
    taken = [row for row in rows if row[1] >= threshold]
    weight = sum(row[3] for row in taken)
    labelled = [row for row in taken if not math.isnan(row[2])]
    trials = sum(row[3] for row in labelled) + params.strength
    if weight == 0 or trials == 0:
        return NAN
    said = sum(row[1] * row[3] for row in taken) / weight
    share = (sum(row[2] * row[3] for row in labelled) + params.strength * said) / trials
    z = params.z
    half = z * math.sqrt(max(0.0, share * (1 - share)) / trials + z * z / (4 * trials * trials))
    return (share + z * z / (2 * trials) - half) / (1 + z * z / trials)


def slow(rows: list[tuple[str, float, float, float]], params: ThresholdParams) -> float:
    fine = [
        row[1] for row in rows
        if row[1] >= params.floor and estimate(rows, row[1], params) >= params.precision - 1e-9
    ]  # fmt: skip
    return min(fine, default=math.inf)


@given(CANDIDATES, PARAMS)
def test_the_lowest_threshold_that_reaches_the_target(
    rows: list[tuple[str, float, float, float]], params: ThresholdParams
) -> None:
    keys, chance, label, weight = ([row[part] for row in rows] for part in range(4))
    found = KeyThresholds.fit(keys, chance, label, weight, params)  # type: ignore[arg-type]
    assert found.keys == tuple(sorted(set(keys)))
    for index, key in enumerate(found.keys):
        own = [row for row in rows if row[0] == key]
        assert found.threshold_for(key) == found.threshold[index] == slow(own, params)
        if math.isinf(found.threshold[index]):
            assert math.isnan(found.estimate[index]) and found.labelled[index] == 0
        else:
            known = [row[3] for row in own if row[1] >= found.threshold[index] and not math.isnan(row[2])]
            assert found.labelled[index] == pytest.approx(sum(known))
            plain = ThresholdParams(params.precision, params.strength)
            assert found.estimate[index] == pytest.approx(estimate(own, found.threshold[index], plain))
    assert found.general == found.threshold_for("unheard of") == slow(rows, params)


@given(CANDIDATES, PARAMS, st.randoms(use_true_random=False))
def test_the_order_of_candidates_does_not_matter(
    rows: list[tuple[str, float, float, float]], params: ThresholdParams, chance: object
) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    one, other = (
        KeyThresholds.fit(*([row[part] for row in some] for part in range(4)), params)  # type: ignore[arg-type]
        for some in (rows, mixed)
    )
    assert one.threshold.tolist() == other.threshold.tolist() and one.general == other.general


def test_without_labels_the_probabilities_decide() -> None:
    rows = [("size", chance, NAN) for chance in (0.99, 0.97, 0.9, 0.8, 0.6, 0.1)]
    # Means from the top: 0.99, 0.98, 0.953, 0.915, 0.852.
    assert fit(rows, precision=0.9).threshold_for("size") == 0.8
    assert fit(rows, precision=0.95).threshold_for("size") == 0.9
    assert KeyThresholds.fit(["size"] * 6, [row[1] for row in rows]).threshold_for("size") == 0.8


def test_a_key_that_never_reaches_the_target_stays_empty() -> None:
    rows = [("size", 0.6, 0.0)] * 50 + [("size", 0.9, 0.0)] * 50 + [("colour", 0.95, 1.0)] * 50
    found = fit(rows, precision=0.9)
    assert found.threshold_for("size") == math.inf
    assert found.threshold_for("colour") == 0.95
    assert not found.threshold_for("size") <= 1.0


def test_many_labels_overrule_the_probabilities_and_few_do_not() -> None:
    for labels, given_out in ((2, True), (200, False)):
        rows = [("size", 0.95, 0.0)] * labels + [("size", 0.95, NAN)] * 300
        assert (fit(rows, precision=0.85).threshold_for("size") == 0.95) is given_out
    for labels, given_out in ((2, False), (200, True)):
        rows = [("size", 0.5, 1.0)] * labels + [("size", 0.5, NAN)] * 300
        assert (fit(rows, precision=0.85).threshold_for("size") == 0.5) is given_out


def test_caution_wants_more_evidence() -> None:
    rows = [("size", 0.92, NAN)] * 50
    assert fit(rows, precision=0.9).threshold_for("size") == 0.92
    assert fit(rows, precision=0.9, z=1.645).threshold_for("size") == math.inf
    assert fit(rows, precision=0.9, z=1.645, strength=10_000).threshold_for("size") == 0.92


def test_caution_is_the_lower_end_of_the_wilson_interval() -> None:
    rows = [("size", 0.9, 1.0)] * 70 + [("size", 0.9, 0.0)] * 10
    # 70 of 80, z = 1.96: 0.7850 to 0.9307 (e.g. Agresti & Coull 1998, equation 2).
    assert fit(rows, precision=0.7849, strength=0, z=1.96).threshold_for("size") == 0.9
    assert fit(rows, precision=0.7851, strength=0, z=1.96).threshold_for("size") == math.inf


def test_nothing_below_the_floor() -> None:
    rows = [("size", 0.99, NAN)] * 100 + [("size", 0.3, NAN)]
    assert fit(rows, precision=0.9).threshold_for("size") == 0.3
    assert fit(rows, precision=0.9, floor=0.5).threshold_for("size") == 0.99


def test_equal_probabilities_are_taken_together() -> None:
    rows = [("size", 0.9, 1.0)] * 5 + [("size", 0.9, 0.0)] * 5
    assert fit(rows, precision=0.9, strength=0).threshold_for("size") == math.inf
    assert fit(rows, precision=0.5, strength=0).threshold_for("size") == 0.9


def test_without_candidates_nothing_is_given_out() -> None:
    found = fit([], precision=0.5)
    assert found.keys == () and found.threshold_for("size") == math.inf
    assert KeyThresholds.from_arrays(found.to_arrays()).threshold_for("size") == math.inf


def test_many_at_once_and_back_from_arrays() -> None:
    rows = [("größe\n", 0.95, NAN), ("", 0.9, NAN), ("\ud800", 0.2, 0.0)]
    found = fit(rows, precision=0.8, strength=5)
    asked = ["", "größe\n", "\ud800", "other"]
    again = KeyThresholds.from_arrays(found.to_arrays())
    expected = [found.threshold_for(key) for key in asked]
    assert again.thresholds_for(asked).tolist() == expected
    assert expected[:3] == [0.9, 0.95, math.inf]
    assert again.keys == found.keys and again.labelled.tolist() == found.labelled.tolist()


def test_candidates_that_cannot_be_are_refused() -> None:
    for keys, chance, label, weight in (
        (["a"], [0.5, 0.5], None, None),
        (["a"], [0.5], [1.0, 0.0], None),
        (["a"], [0.5], None, [1.0, 1.0]),
        (["a"], [1.5], None, None),
        (["a"], [-0.5], None, None),
        (["a"], [NAN], None, None),
        (["a"], [0.5], None, [-1.0]),
        (["a"], [0.5], None, [NAN]),
        (["a"], [0.5], [2.0], None),
        (["a"], [0.5], [-1.0], None),
    ):
        with pytest.raises(InvariantError):
            KeyThresholds.fit(keys, chance, label, weight)


@pytest.mark.parametrize(
    "params", [{"precision": 0.0}, {"precision": 1.1}, {"strength": -1}, {"z": -1}, {"floor": -0.1}, {"floor": 1.1}]
)
def test_impossible_parameters_are_refused(params: dict[str, float]) -> None:
    with pytest.raises(InvariantError):
        ThresholdParams(**params)


def test_arrays_that_do_not_fit_are_refused() -> None:
    arrays = fit([("a", 0.9, NAN), ("b", 0.9, NAN)], precision=0.5).to_arrays()
    for name in arrays:
        with pytest.raises(InvariantError):
            KeyThresholds.from_arrays({other: array for other, array in arrays.items() if other != name})
        if name != "general":
            with pytest.raises(InvariantError):
                KeyThresholds.from_arrays(arrays | {name: arrays[name][1:]})
