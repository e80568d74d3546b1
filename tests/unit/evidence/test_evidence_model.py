"""The evidence model: shipped trees, a catalog's correction in two halves, calibration, thresholds."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.evidence import BoostingParams
from itemcenter.evidence import model as model_module
from itemcenter.evidence.features import NAMES
from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.evidence.isotonic import IsotonicCalibration
from itemcenter.evidence.model import EvidenceModel
from itemcenter.evidence.rows import Sample, TrainingRows

_SMALL = BoostingParams(rounds=6, depth=2, learning_rate=0.3)
#: Labelled pairs that are enough here; how many are asked for outside does not matter.
_ENOUGH = 400
_WRITTEN = NAMES.index("recall_score")
_TAUGHT = NAMES.index("precision_mean")


@pytest.fixture(autouse=True, scope="module")
def small_corrections() -> Iterator[None]:
    """Corrections of a few small trees from few pairs: what is tested here does not depend on their number."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(model_module, "LEAST_PAIRS", _ENOUGH)
        patch.setattr(model_module, "LEAST_FOR_TREES", _ENOUGH)
        patch.setattr(model_module, "_CORRECTION", replace(_SMALL, row_share=0.7))
        yield


def rows(seed: int, pairs: int, *, told_by: str = "memory", noise: float = 0.1, believed: int = 0) -> TrainingRows:
    """Two candidates a pair, one of them right. Which one shows in what is written, or in what the memory has learned.

    The last `believed` pairs have labels between 0 and 1.
    """
    chance = np.random.default_rng(seed)
    n = 2 * pairs
    first = chance.integers(0, 2, pairs)
    right = np.stack([1.0 - first, first], axis=1).reshape(n)
    features = np.full((n, len(NAMES)), np.nan, dtype=np.float32)
    features[:, _WRITTEN] = chance.random(n)
    features[:, _TAUGHT] = chance.random(n)
    column = _TAUGHT if told_by == "memory" else _WRITTEN
    features[:, column] = np.clip(0.3 * chance.random(n) + 0.7 * right + noise * chance.normal(size=n), 0, 1)
    weight = np.ones(n)
    if believed:
        right[-2 * believed :] = np.tile([0.7, 0.2], believed)
        weight[-2 * believed :] = 0.3
    pair = np.repeat(np.arange(pairs), 2)
    return TrainingRows(
        features,
        right,
        weight,
        pair,
        (pair % 3).astype(np.int32),
        (pair % FOLDS).astype(np.int64),
        ("colour", "size", "power"),
    )


@pytest.fixture(scope="module")
def base() -> EvidenceModel:
    """Has learned that what is written tells."""
    return EvidenceModel.fitted(rows(1, 150, told_by="text"), _SMALL)


@pytest.fixture(scope="module")
def adapted(base: EvidenceModel) -> EvidenceModel:
    found = base.adapted(rows(2, 420))
    assert found is not None
    return found


def everything(table: TrainingRows) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.full(len(table.right), EVERYTHING, dtype=np.int64)


# -- two halves ------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=25)
@given(st.integers(0, FOLDS - 1), st.integers(0, 2**31), st.sampled_from([0.1, 0.5]))
def test_an_item_is_judged_by_corrections_that_did_not_see_its_part(
    base: EvidenceModel, part: int, seed: int, share: float
) -> None:
    """Whatever the labels of a part are, the margins of its items stay: those labels went to the other half."""
    table = rows(3, _ENOUGH)
    changed = table.right.copy()
    mine = table.part == part
    flip = mine & (np.random.default_rng(seed).random(len(changed)) < share)
    changed[flip] = 1.0 - changed[flip]
    one, other = base.adapted(table), base.adapted(replace(table, right=changed))
    assert one is not None and other is not None
    np.testing.assert_array_equal(
        one.margin(table.features, table.part)[mine], other.margin(table.features, table.part)[mine]
    )
    if flip.any():
        assert not np.array_equal(one.margin(table.features, table.part), other.margin(table.features, table.part))


def test_items_without_cells_are_judged_by_both_halves(adapted: EvidenceModel) -> None:
    table = rows(4, 10)
    by_half = [adapted.margin(table.features, np.full(len(table.right), half)) for half in (0, 1)]
    both = adapted.margin(table.features, everything(table))
    np.testing.assert_allclose(both, (by_half[0] + by_half[1]) / 2, rtol=1e-12)
    assert not np.array_equal(by_half[0], by_half[1])
    np.testing.assert_array_equal(adapted.margin(table.features, np.full(len(table.right), 2)), by_half[0])


def test_the_correction_is_added_to_the_shipped_trees(base: EvidenceModel, adapted: EvidenceModel) -> None:
    table = rows(4, 10)
    base_margin = base.margin(table.features, everything(table))
    np.testing.assert_array_equal(base_margin, base.base.margin(table.features))
    correction = adapted.corrections[0].margin(table.features)
    np.testing.assert_allclose(
        adapted.margin(table.features, np.zeros(len(table.right), dtype=np.int64)), base_margin + correction
    )
    assert adapted.base is base.base and len(adapted.corrections) == 2 and base.corrections == ()


def test_the_untaught_model_of_a_model_with_corrections_is_that_of_items_without_cells(adapted: EvidenceModel) -> None:
    table = rows(4, 10)
    np.testing.assert_array_equal(
        adapted.untaught(table.features), adapted.probability(table.features, everything(table))
    )


def order(model: EvidenceModel, table: TrainingRows) -> float:
    margin = model.base.margin(table.features)
    return Sample.of(table, margin, margin).average_precision()


# -- whether teaching helps ------------------------------------------------------------------------------------------


def test_teaching_that_helps_is_taken(adapted: EvidenceModel) -> None:
    fresh = rows(5, 100)
    chance = adapted.probability(fresh.features, everything(fresh))
    assert chance[fresh.right == 1.0].mean() > 0.9 > 0.1 > chance[fresh.right == 0.0].mean()


def test_teaching_that_does_not_help_is_not_taken(base: EvidenceModel) -> None:
    perfect = rows(6, _ENOUGH, told_by="text", noise=0.0)
    assert order(base, perfect) == 1.0
    assert base.adapted(perfect) is None, "nothing is left to learn"
    assert base.adapted(replace(perfect, right=np.zeros(len(perfect.right)))) is None, "nothing is ever right"


def test_teaching_is_compared_with_a_model_to_which_the_catalog_has_said_nothing() -> None:
    """A shipped model that trusts what catalogs teach orders this one perfectly, but only once it is taught."""
    trusting = EvidenceModel.fitted(rows(1, 150, noise=0.0), _SMALL)
    table = rows(6, _ENOUGH, noise=0.0)
    assert order(trusting, table) == 1.0
    assert trusting.adapted(table) is not None


@pytest.mark.parametrize("pairs", [0, 1, _ENOUGH - 1])
def test_too_few_labelled_pairs_teach_nothing(base: EvidenceModel, pairs: int) -> None:
    assert base.adapted(rows(7, pairs)) is None
    assert base.adapted(rows(7, pairs + 100, believed=100)) is None, "beliefs are no labels"


def test_enough_pairs_teach(base: EvidenceModel) -> None:
    assert base.adapted(rows(7, _ENOUGH)) is not None


def test_items_of_one_part_cannot_be_cross_fitted(base: EvidenceModel) -> None:
    table = rows(7, _ENOUGH)
    for part in ([2], [0, 2, 4], [1, 3]):
        parts = np.array(part)[np.arange(len(table.right)) // 2 % len(part)]
        assert base.adapted(replace(table, part=parts)) is None, "without trees, this base makes nothing of teaching"


def test_pairs_too_few_for_trees_still_say_how_sure_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two thirds of what the shipped model takes for right is not what this catalog's cells say."""
    monkeypatch.setattr(model_module, "LEAST_FOR_TREES", _ENOUGH + 1)
    trusting = EvidenceModel.fitted(rows(1, 150, noise=0.0), _SMALL)
    table = rows(6, _ENOUGH, noise=0.0)
    doubted = replace(table, right=table.right * (table.pair % 3 == 0))
    adapted = trusting.adapted(doubted)
    assert adapted is not None and adapted.corrections == ()
    surest = trusting.untaught(doubted.features) > 0.9
    assert surest.any()
    assert adapted.untaught(doubted.features)[surest].mean() == pytest.approx(1 / 3, abs=0.05)
    assert adapted.sample.right.mean() == pytest.approx(adapted.sample.probability.mean(), abs=0.05)


def test_steps_of_a_calibration_do_not_hide_what_was_learned(
    base: EvidenceModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even one that is a single step: models are compared by margin."""
    one_step = IsotonicCalibration(np.array([-1.0, 1.0]), np.array([0.5, 0.5]))
    monkeypatch.setattr(model_module, "fit_calibration", lambda margin, label, weight: one_step)
    adapted = base.adapted(rows(7, _ENOUGH))
    assert adapted is not None and adapted.calibration is one_step


def test_beliefs_teach_but_are_not_what_the_model_is_measured_by(base: EvidenceModel) -> None:
    with_beliefs = rows(8, _ENOUGH + 60, believed=60)
    adapted = base.adapted(with_beliefs)
    alone = base.adapted(with_beliefs.only(with_beliefs.known))
    assert adapted is not None and alone is not None
    assert len(adapted.sample.right) == _ENOUGH and set(adapted.sample.right.tolist()) <= {0.0, 1.0}
    table = rows(9, 20)
    assert not np.array_equal(adapted.untaught(table.features), alone.untaught(table.features))


def test_the_order_of_rows_does_not_matter(base: EvidenceModel, adapted: EvidenceModel) -> None:
    table = rows(2, 420)
    order = np.random.default_rng(0).permutation(len(table.right))
    turned = replace(
        table,
        **{name: getattr(table, name)[order] for name in ("features", "right", "weight", "pair", "key", "part")},
    )
    again = base.adapted(turned)
    assert again is not None
    fresh = rows(5, 30)
    for part in (everything(fresh), fresh.part):
        np.testing.assert_array_equal(again.margin(fresh.features, part), adapted.margin(fresh.features, part))
    np.testing.assert_allclose(again.untaught(fresh.features), adapted.untaught(fresh.features), rtol=1e-5)


# -- what is given out -----------------------------------------------------------------------------------------------


def test_thresholds_rise_with_the_wanted_precision(adapted: EvidenceModel) -> None:
    low, high = (adapted.thresholds(precision) for precision in (0.55, 0.999))
    assert all(low.threshold_for(key) <= high.threshold_for(key) for key in adapted.sample.keys)
    assert 0.5 <= low.general <= high.general


def sample(entries: list[tuple[str, float, float]]) -> Sample:
    keys = tuple(sorted({key for key, _, _ in entries}))
    return Sample(
        keys,
        np.array([keys.index(key) for key, _, _ in entries], dtype=np.int32),
        np.array([chance for _, chance, _ in entries]),
        np.array([right for _, _, right in entries]),
        np.ones(len(entries)),
    )


def test_a_key_without_precise_values_stays_empty(base: EvidenceModel) -> None:
    entries = [("good", 0.9, 1.0)] * 300 + [("bad", 0.9, 0.0)] * 300
    found = replace(base, named=sample(entries)).thresholds(0.9)
    assert found.threshold_for("good") == 0.9
    assert math.isinf(found.threshold_for("bad"))


def test_all_keys_together_reach_the_precision_each_comes_near_it(base: EvidenceModel) -> None:
    """A key that alone would stay under 0.9 is given out beside one that is better; one far below is not."""
    good = [("good", 0.95, float(n % 50 != 0)) for n in range(600)]
    fair = [("fair", 0.8, float(n % 5 != 0)) for n in range(100)]
    poor = [("poor", 0.7, float(n % 2 == 0)) for n in range(600)]
    found = replace(base, named=sample(good + fair + poor)).thresholds(0.9)
    assert found.threshold_for("good") < math.inf and found.threshold_for("fair") == 0.8
    assert math.isinf(found.threshold_for("poor"))
    many = [("fair", 0.8, float(n % 5 != 0)) for n in range(3_000)]
    found = replace(base, named=sample(good + many)).thresholds(0.9)
    assert math.isinf(found.threshold_for("fair")) or found.threshold_for("fair") > 0.8, "too many for all together"


def test_less_than_even_chances_are_never_given_out(base: EvidenceModel) -> None:
    entries = [("k", 0.4, 1.0)] * 500
    assert math.isinf(replace(base, named=sample(entries)).thresholds(0.5).threshold_for("k"))


def test_the_wanted_precision_is_taken_of_what_the_cells_can_measure(base: EvidenceModel) -> None:
    """The surest values agree with cells that err in one of ten: 0.9 of that is asked."""
    surest = [("k", 0.99, float(n % 10 != 0)) for n in range(600)]
    found = replace(base, named=sample(surest))
    assert found.named.ceiling() == 0.9
    assert found.thresholds(0.99).threshold_for("k") == 0.99
    doubtful = [("k", 0.6, float(n % 10 < 6)) for n in range(600)]
    assert replace(base, named=sample(surest + doubtful)).thresholds(0.9).threshold_for("k") == 0.99


def test_cells_that_agree_with_nothing_measure_nothing(base: EvidenceModel) -> None:
    found = replace(base, named=sample([("k", 0.9, 0.0)] * 300)).thresholds(0.9)
    assert math.isinf(found.threshold_for("k")) and math.isinf(found.general)


def test_shipped_weights_have_one_general_threshold(base: EvidenceModel) -> None:
    assert base.sample.keys == ("",)
    found = base.thresholds(0.6)
    assert found.threshold_for("colour") == found.general and 0.5 <= found.general < 1.0


# -- on disk ---------------------------------------------------------------------------------------------------------


def test_a_stored_model_is_the_same_model(base: EvidenceModel, adapted: EvidenceModel) -> None:
    table = rows(4, 50)
    for found in (base, adapted):
        arrays = found.to_arrays()
        again = EvidenceModel.from_arrays(arrays)
        assert again.features == len(NAMES) and len(again.corrections) == len(found.corrections)
        for part in (table.part, everything(table)):
            np.testing.assert_array_equal(
                again.probability(table.features, part), found.probability(table.features, part)
            )
        twice = again.to_arrays()
        assert {name: array.tobytes() for name, array in twice.items()} == {
            name: array.tobytes() for name, array in arrays.items()
        }
        assert again.thresholds(0.8).keys == found.thresholds(0.8).keys


def test_learning_twice_gives_the_same_bytes(base: EvidenceModel) -> None:
    one, other = (base.adapted(rows(2, 420)) for _ in range(2))
    assert one is not None and other is not None
    arrays = other.to_arrays()
    assert {name: array.tobytes() for name, array in one.to_arrays().items()} == {
        name: array.tobytes() for name, array in arrays.items()
    }


def test_arrays_that_are_no_model_are_refused(adapted: EvidenceModel) -> None:
    arrays = adapted.to_arrays()
    for part in ("base", "calibration", "sample"):
        with pytest.raises(InvariantError):
            EvidenceModel.from_arrays({name: entry for name, entry in arrays.items() if not name.startswith(part)})
    with pytest.raises(InvariantError):
        EvidenceModel.from_arrays({name: entry for name, entry in arrays.items() if name != "correction1/bias"})
