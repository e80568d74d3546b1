"""What a model refuses: arrays that do not fit, rows that nothing can be learned from, impossible parameters."""

from __future__ import annotations

import numpy as np
import pytest

from itemcenter.artifacts import npz_bytes
from itemcenter.errors import InvariantError
from itemcenter.evidence import BoostingParams, ObliviousTrees, ValidationSet
from tests.unit.evidence.learner_cases import Table, labels, table

QUICK = BoostingParams(rounds=8, depth=3, learning_rate=0.3, max_bins=8, min_child_hessian=0.1)


def test_arrays_come_back() -> None:
    x = table(15, 200, 3, missing=0.1)
    model = ObliviousTrees.fit(x, labels(15, x), params=QUICK)
    again = ObliviousTrees.from_arrays(model.to_arrays())
    assert again.margin(x).tobytes() == model.margin(x).tobytes()
    assert npz_bytes(again.to_arrays()) == npz_bytes(model.to_arrays())


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("trees.feature", lambda array: array * 0 + 3),
        ("trees.feature", lambda array: array - 3),
        ("trees.feature", lambda array: array[:, :2]),
        ("trees.feature", lambda array: array[0]),
        ("trees.depth", lambda array: array + 1),
        ("trees.depth", lambda array: array - 9),
        ("trees.depth", lambda array: array[1:]),
        ("trees.value", lambda array: array * np.nan),
        ("trees.value", lambda array: array[:, :4]),
        ("trees.missing_right", lambda array: array[1:]),
        ("trees.cover", lambda array: array[:, 1:]),
        ("trees.cover", lambda array: -array),
        ("gain", lambda array: array[1:]),
        ("bias", lambda array: array * np.inf),
        ("bias", lambda array: np.zeros(2)),
        ("bins.first", lambda array: array[1:]),
        ("trees.threshold", None),
        ("bins.edges", None),
        ("gain", None),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name: str, change: object) -> None:
    x = table(16, 100, 3)
    arrays = ObliviousTrees.fit(x, labels(16, x), params=QUICK).to_arrays()
    if change is None:
        del arrays[name]
    else:
        arrays[name] = change(arrays[name])  # type: ignore[operator]
    with pytest.raises(InvariantError):
        ObliviousTrees.from_arrays(arrays)


def test_another_number_of_features_is_refused() -> None:
    x = table(17, 50, 3)
    model = ObliviousTrees.fit(x, labels(17, x), params=QUICK)
    for call in (model.margin, model.probability, model.contributions):
        with pytest.raises(InvariantError, match="the table has 2 features, the model knows 3"):
            call(x[:, :2])


def _refused(x: Table, y: np.ndarray, **more: object) -> str:
    with pytest.raises(InvariantError) as caught:
        ObliviousTrees.fit(x, y, **more)  # type: ignore[arg-type]
    return str(caught.value)


def test_rows_that_cannot_be_learned_from_are_refused() -> None:
    x = table(18, 20, 2)
    y = labels(18, x)
    assert "labels have shape (19,) for 20 rows" in _refused(x, y[1:])
    assert "labels lie between 0 and 1" in _refused(x, y + 1)
    assert "labels lie between 0 and 1" in _refused(x, y - 1)
    assert "labels are not all finite" in _refused(x, y * np.nan)
    assert "weights have shape" in _refused(x, y, weight=np.ones(3))
    assert "not negative" in _refused(x, y, weight=-np.ones(20))
    assert "no row has weight" in _refused(x, y, weight=np.zeros(20))
    assert "no row has weight" in _refused(x[:0], y[:0])
    assert "starting margins are not all finite" in _refused(x, y, init=np.full(20, np.inf))
    assert "only one of the two sets" in _refused(x, y, init=y, valid=ValidationSet(x, y))
    assert "only one of the two sets" in _refused(x, y, valid=ValidationSet(x, y, None, y))
    assert "the table has 1 features" in _refused(x, y, valid=ValidationSet(x[:, :1], y))
    assert "1 directions for 2 features" in _refused(x, y, params=BoostingParams(monotone=(1,)))


@pytest.mark.parametrize(
    ("name", "value"),
    [("rounds", -1), ("depth", 0), ("depth", 9), ("learning_rate", 0.0), ("learning_rate", 1.1), ("l2", 0.0),
     ("min_child_hessian", -0.1), ("row_share", 0.0), ("row_share", 1.1), ("feature_share", 0.0),
     ("feature_share", 1.5), ("patience", 0), ("max_bins", 0), ("max_bins", 256), ("monotone", (2,))],
)  # fmt: skip
def test_impossible_parameters_are_refused(name: str, value: object) -> None:
    with pytest.raises(InvariantError, match=name):
        BoostingParams(**{name: value})  # type: ignore[arg-type]


def test_parameters_at_their_limits() -> None:
    params = BoostingParams(
        rounds=1, depth=8, learning_rate=1.0, min_child_hessian=0.0, row_share=1.0, feature_share=1.0, patience=1,
        max_bins=1,
    )  # fmt: skip
    x = table(19, 50, 2)
    assert len(ObliviousTrees.fit(x, labels(19, x), params=params).trees) == 0
    assert len(ObliviousTrees.fit(x, labels(19, x), params=BoostingParams(rounds=1, max_bins=255)).trees) == 1
