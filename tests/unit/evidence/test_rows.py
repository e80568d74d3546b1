"""Rows that a model is fitted on, and the scored sample that its thresholds are set by."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import AnyArray
from itemcenter.evidence.features import NAMES
from itemcenter.evidence.rows import Sample, TrainingRows
from itemcenter.evidence.thresholds import ThresholdParams


def rows(
    pair: list[int],
    key: list[int],
    keys: tuple[str, ...],
    right: list[float] | None = None,
    weight: list[float] | None = None,
    start: float = 0.0,
) -> TrainingRows:
    """Row i has the feature start + i, the part i % 5."""
    n = len(pair)
    features = np.full((n, len(NAMES)), np.nan, dtype=np.float32)
    features[:, 0] = np.arange(n) + start
    return TrainingRows(
        features,
        np.array(right if right is not None else [0.0] * n),
        np.array(weight if weight is not None else [1.0] * n),
        np.array(pair, dtype=np.int64),
        np.array(key, dtype=np.int32),
        np.arange(n, dtype=np.int64) % 5,
        keys,
    )


def told(table: TrainingRows) -> list[tuple[float, float, float, int, str, int]]:
    return [
        (float(f[0]), float(r), float(w), int(p), table.keys[k], int(t))
        for f, r, w, p, k, t in zip(
            table.features, table.right, table.weight, table.pair, table.key, table.part, strict=True
        )
    ]


def test_what_is_known_and_how_many_pairs_that_is() -> None:
    table = rows([0, 0, 1, 2, 2], [0] * 5, ("k",), right=[1.0, 0.0, 0.4, 0.999, 0.0])
    assert table.known.tolist() == [True, True, False, False, True]
    assert table.pairs == 2, "a pair of beliefs only does not count"
    kept = table.only(table.known)
    assert told(kept) == [row for row, known in zip(told(table), table.known, strict=True) if known]
    assert kept.keys == table.keys


def test_joined_rows_keep_their_keys_and_no_two_items_share_a_pair() -> None:
    one = rows([0, 0, 2], [0, 0, 2], ("colour", "size", "power"))
    two = rows([1], [1], ("size", "colour"), right=[1.0], weight=[0.5], start=10.0)
    joined = TrainingRows.joined([one, two, one])
    assert told(joined) == [
        (0, 0, 1, 0, "colour", 0), (1, 0, 1, 0, "colour", 1), (2, 0, 1, 2, "power", 2),
        (10, 1, 0.5, 4, "colour", 0),
        (0, 0, 1, 5, "colour", 0), (1, 0, 1, 5, "colour", 1), (2, 0, 1, 7, "power", 2),
    ]  # fmt: skip


_TABLES = st.lists(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from("abc")), max_size=5).map(
        lambda pairs: rows(
            [pair for pair, _ in pairs], list(range(len(pairs))), tuple(name for _, name in pairs), start=len(pairs)
        )
    ),
    max_size=4,
)


@settings(deadline=None)
@given(_TABLES)
def test_joining_loses_nothing_and_mixes_nothing(tables: list[TrainingRows]) -> None:
    joined = TrainingRows.joined(tables).with_shared_keys()
    expected = [(f, r, w, key, part) for table in tables for f, r, w, _, key, part in told(table)]
    assert [(f, r, w, key, part) for f, r, w, _, key, part in told(joined)] == expected
    assert joined.keys == tuple(sorted({key for table in tables for key in table.keys}))
    assert (joined.key.dtype, joined.pair.dtype, joined.features.dtype) == (np.int32, np.int64, np.float32)
    groups = [(number, pair) for number, table in enumerate(tables) for pair in table.pair.tolist()]
    renamed = dict(zip(groups, joined.pair.tolist(), strict=True))
    assert [renamed[group] for group in groups] == joined.pair.tolist()
    assert len(set(renamed.values())) == len(renamed), "pairs of different tables stay apart"


def test_no_rows_at_all() -> None:
    none = TrainingRows.joined([]).with_shared_keys()
    assert none.features.shape == (0, len(NAMES)) and none.pairs == 0 and none.keys == ()
    sample = Sample.of(none, np.empty(0), np.empty(0))
    assert sample.average_precision() == 0.0 and sample.ceiling() == 1.0
    assert math.isinf(sample.thresholds(ThresholdParams()).general)


def test_a_sample_holds_the_best_candidate_of_each_pair() -> None:
    table = rows(
        [1, 0, 1, 0, 2], [0, 1, 0, 1, 0], ("a", "b"), right=[0, 1, 1, 0, 0], weight=[1, 2, 3, 4, 5]
    )  # fmt: skip
    margin = np.array([0.2, 0.9, 0.7, 0.3, 0.1])
    sample = Sample.of(table, margin, margin)
    assert sample.probability.tolist() == [0.9, 0.7, 0.1]
    assert sample.right.tolist() == [1, 1, 0] and sample.weight.tolist() == [2, 3, 5]
    assert [sample.keys[place] for place in sample.key] == ["b", "a", "a"]


def test_the_best_candidate_is_chosen_by_margin_where_probabilities_tie() -> None:
    table = rows([0, 0], [0, 0], ("a",), right=[0, 1], weight=[1, 1])
    sample = Sample.of(table, np.array([1.0, 2.0]), np.array([0.6, 0.6]))
    assert sample.probability.tolist() == [0.6] and sample.right.tolist() == [1]


def sample_of(entries: list[tuple[float, float]], weight: float = 1.0) -> Sample:
    chance, right = zip(*entries, strict=True)
    n = len(entries)
    return Sample(("k",), np.zeros(n, np.int32), np.array(chance), np.array(right), np.full(n, weight))


def test_average_precision() -> None:
    """Mean precision at every right one; of equals the wrong one is thought first."""
    assert sample_of([(0.9, 1), (0.8, 0), (0.7, 1)]).average_precision() == pytest.approx((1 + 2 / 3) / 2)
    assert sample_of([(0.9, 1), (0.9, 0)]).average_precision() == pytest.approx(1 / 2)
    assert sample_of([(0.9, 0), (0.9, 1)]).average_precision() == pytest.approx(1 / 2)
    assert sample_of([(0.9, 0)]).average_precision() == 0.0
    assert sample_of([(0.9, 1), (0.8, 0), (0.7, 1)], 3.0).average_precision() == pytest.approx((1 + 2 / 3) / 2)


def test_the_ceiling_is_how_often_the_surest_hundred_or_tenth_are_right() -> None:
    entries = [(0.9, float(n % 4 != 0)) for n in range(100)] + [(0.5, 0.0)] * 100
    assert sample_of(entries).ceiling() == 0.75
    assert sample_of([(0.9, 1.0), (0.1, 0.0)]).ceiling() == 0.5
    many = [(0.9, 1.0)] * 150 + [(0.8, 0.0)] * 150 + [(0.1, 0.0)] * 2_700
    assert sample_of(many).ceiling() == 0.5, "a tenth of 3000 are 300"


def test_thresholds_are_set_key_by_key_or_together() -> None:
    chance = np.array([0.9] * 40 + [0.9] * 40)
    key = np.array([0] * 40 + [1] * 40, dtype=np.int32)
    sample = Sample(("good", "bad"), key, chance, np.array([1.0] * 40 + [0.0] * 40), np.ones(80))
    found = sample.thresholds(ThresholdParams(precision=0.85, strength=1.0))
    assert found.threshold_for("good") == 0.9 and math.isinf(found.threshold_for("bad"))
    together = sample.without_keys()
    assert together.keys == ("",) and together.thresholds(ThresholdParams(precision=0.85)).keys == ("",)
    assert together.thresholds(ThresholdParams(precision=0.45, strength=1.0)).threshold_for("good") == 0.9


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.25, 0.5, 1.0]), st.sampled_from([0.0, 1.0])), min_size=1, max_size=9))
def test_a_stored_sample_is_the_same_sample(entries: list[tuple[float, float]]) -> None:
    sample = sample_of(entries)
    again = Sample.from_arrays(sample.to_arrays())
    assert again.keys == sample.keys
    assert {name: array.tobytes() for name, array in again.to_arrays().items()} == {
        name: array.tobytes() for name, array in sample.to_arrays().items()
    }
    assert again.average_precision() == sample.average_precision()


@pytest.mark.parametrize(
    "change",
    [
        {"keys": np.frombuffer(b"[", dtype=np.uint8)},
        {"keys": np.frombuffer(b"5", dtype=np.uint8)},
        {"keys": np.frombuffer(b"[]", dtype=np.uint8)},
        {"key": np.array([0, 1], dtype=np.int32)},
        {"key": np.array([0, -1], dtype=np.int32)},
        {"key": np.array([[0], [0]], dtype=np.int32)},
        {"probability": np.array([0.5])},
        {"right": np.array(0.5)},
        {"weight": np.array(["a", "b"])},
    ],
)
def test_damaged_samples_are_refused(change: dict[str, AnyArray]) -> None:
    arrays = sample_of([(0.5, 1.0), (0.25, 0.0)]).to_arrays()
    with pytest.raises(InvariantError, match="sample of scores is damaged"):
        Sample.from_arrays(arrays | change)
    for name in arrays:
        with pytest.raises(InvariantError):
            Sample.from_arrays({other: array for other, array in arrays.items() if other != name})
