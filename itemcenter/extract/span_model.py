"""The model over spans: several boosted models, what their margins are worth, and from where on an answer is given.

    margin = mean of the models' margins over some columns of the features
    answer = the span of the highest margin of a pair, where its probability reaches the threshold

Probability and threshold come from the labelled pairs, each judged by models that were fitted on other parts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import AnyArray, Floats
from itemcenter.evidence.boosting import BoostingParams, ObliviousTrees
from itemcenter.evidence.calibration import Calibration, calibration_from_arrays, fit_calibration
from itemcenter.evidence.folds import FOLDS
from itemcenter.extract.item_spans import Ints
from itemcenter.extract.span_features import NAMES, Table
from itemcenter.extract.span_rows import SpanRows

_PARAMS = BoostingParams(rounds=100, depth=6, learning_rate=0.12, l2=2.0, row_share=0.8, feature_share=0.5)
_FIGURES = ("threshold", "precision", "recall", "f1")


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """models: boosted models whose margins are averaged, each of another seed"""

    models: int = 3
    params: BoostingParams = _PARAMS

    def __post_init__(self) -> None:
        if self.models < 1:
            raise InvariantError(f"models is {self.models}", place="extraction", remedy="give at least 1")


@dataclass(frozen=True)
class Judged:
    """What the labelled pairs say of the models, each part judged by models of the others.

    threshold: probability from which answers have the best F1; precision, recall, f1: there, in [0, 1]
    """

    calibration: Calibration
    threshold: float
    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, rows: SpanRows, margin: Floats) -> Judged:
        """Calibration of the best span of each pair by margins (n,), and the threshold over all pairs."""
        best = rows.best(margin)
        right = rows.right[best]
        calibration = fit_calibration(margin[best], right)
        chance = calibration.probability(margin[best])
        order = np.argsort(-chance, kind="stable")
        hits = np.cumsum(right[order])
        said = np.arange(1, len(order) + 1)
        stated = max(1, int(rows.stated.sum()))
        last = np.append(np.diff(chance[order]) != 0, True)  # a threshold takes all answers of its probability
        f1 = np.where(last, 2.0 * hits / (said + stated), -1.0)
        at = int(f1.argmax())
        precision, recall = float(hits[at] / said[at]), float(hits[at] / stated)
        return cls(calibration, float(chance[order][at]), precision, recall, float(f1[at]))


@dataclass(frozen=True)
class SpanModel:
    """columns: names of the features that the models read"""

    columns: tuple[str, ...]
    trees: tuple[ObliviousTrees, ...]
    judged: Judged

    @classmethod
    def fit(cls, rows: SpanRows, columns: Sequence[str], options: ExtractOptions, *, part: Ints) -> SpanModel:
        """part: (n,), by which rows are kept apart when the models are judged"""
        margin = crossed_margins(rows, columns, options, part)
        trees = _fitted(rows, columns, rows.weight > 0, options)
        return cls(tuple(columns), tuple(trees), Judged.of(rows, margin))

    def probability(self, features: Table) -> Floats:
        """(n,) of spans (n, len(NAMES)) being a value."""
        return self.judged.calibration.probability(_mean_margin(self.trees, _taken(features, self.columns)))

    def to_arrays(self) -> dict[str, AnyArray]:
        parts: dict[str, Mapping[str, AnyArray]] = {"calibration": self.judged.calibration.to_arrays()}
        parts |= {f"trees{number}": trees.to_arrays() for number, trees in enumerate(self.trees)}
        arrays = {f"{part}/{name}": array for part, named in parts.items() for name, array in named.items()}
        figures = np.array([getattr(self.judged, name) for name in _FIGURES])
        return arrays | {"figures": figures, "columns": np.array([NAMES.index(name) for name in self.columns])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> SpanModel:
        """The reverse of `to_arrays`. Raises `InvariantError` for arrays that are none."""

        def of(part: str) -> dict[str, AnyArray]:
            return {
                name.removeprefix(f"{part}/"): entry for name, entry in arrays.items() if name.startswith(f"{part}/")
            }

        try:
            columns = tuple(NAMES[place] for place in np.asarray(arrays["columns"], dtype=np.int64).tolist())
            threshold, precision, recall, f1 = np.asarray(arrays["figures"], dtype=np.float64).tolist()
        except (KeyError, IndexError, ValueError) as error:
            raise InvariantError(f"the model is damaged: {error}", place="extraction") from error
        trees: list[ObliviousTrees] = []
        while of(f"trees{len(trees)}"):
            trees.append(ObliviousTrees.from_arrays(of(f"trees{len(trees)}")))
        if not trees or any(entry.features != len(columns) for entry in trees):
            raise InvariantError("columns and trees do not fit each other", place="extraction")
        judged = Judged(calibration_from_arrays(of("calibration")), threshold, precision, recall, f1)
        return cls(columns, tuple(trees), judged)


def crossed_margins(rows: SpanRows, columns: Sequence[str], options: ExtractOptions, part: Ints) -> Floats:
    """Margins (n,) of all rows, each by models that were fitted on the other parts."""
    margin = np.zeros(len(rows.right))
    features = _taken(rows.features, columns)
    for number in range(FOLDS):
        own = part == number
        seen = ~own & (rows.weight > 0)
        if own.any() and seen.any():
            margin[own] = _mean_margin(_fitted(rows, columns, seen, options), features[own])
    return margin


def _fitted(
    rows: SpanRows,
    columns: Sequence[str],
    seen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    options: ExtractOptions,
) -> list[ObliviousTrees]:
    features = _taken(rows.features[seen], columns)
    return [
        ObliviousTrees.fit(features, rows.right[seen], rows.weight[seen], params=replace(options.params, seed=seed))
        for seed in range(options.models)
    ]


def _taken(features: Table, columns: Sequence[str]) -> Table:
    return np.ascontiguousarray(features[:, [NAMES.index(name) for name in columns]])


def _mean_margin(trees: Sequence[ObliviousTrees], features: Table) -> Floats:
    total: Floats = np.mean([entry.margin(features) for entry in trees], axis=0)
    return total
