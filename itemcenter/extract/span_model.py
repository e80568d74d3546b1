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
    """models: boosted models whose margins are averaged, each of another seed

    most_texts: texts that the models are fitted on, evenly drawn; all of them are counted. Memory while fitting: about
                100 kB a text of twenty words and three labels.
    """

    models: int = 3
    most_texts: int = 5_000
    params: BoostingParams = _PARAMS

    def __post_init__(self) -> None:
        for name in ("models", "most_texts"):
            if getattr(self, name) < 1:
                raise InvariantError(f"{name} is {getattr(self, name)}", place="extraction", remedy="give at least 1")


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
    """columns: names of the features that the models read

    by_text: whether the margin starts from what the key's own text says of the span (`text_margin`)
    """

    columns: tuple[str, ...]
    trees: tuple[ObliviousTrees, ...]
    judged: Judged
    by_text: bool = False

    @classmethod
    def fit(
        cls, rows: SpanRows, columns: Sequence[str], options: ExtractOptions, *, part: Ints, by_text: bool = False
    ) -> SpanModel:
        """part: (n,), by which rows are kept apart when the models are judged"""
        margin = crossed_margins(rows, columns, options, part, by_text)
        trees = _fitted(rows, columns, rows.weight > 0, options, by_text)
        return cls(tuple(columns), tuple(trees), Judged.of(rows, margin), by_text)

    def margin(self, features: Table) -> Floats:
        """(n,) of spans (n, len(NAMES)): the higher, the more it is a value; `judged.calibration` says how much."""
        return _margin(self.trees, features, self.columns, self.by_text)

    def to_arrays(self) -> dict[str, AnyArray]:
        parts: dict[str, Mapping[str, AnyArray]] = {"calibration": self.judged.calibration.to_arrays()}
        parts |= {f"trees{number}": trees.to_arrays() for number, trees in enumerate(self.trees)}
        arrays = {f"{part}/{name}": array for part, named in parts.items() for name, array in named.items()}
        figures = np.array([getattr(self.judged, name) for name in _FIGURES])
        return arrays | {
            "figures": figures,
            "by_text": np.array(self.by_text),
            "columns": np.array([NAMES.index(name) for name in self.columns]),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> SpanModel:
        """The reverse of `to_arrays`. Raises `InvariantError` for arrays that are none."""

        def of(part: str) -> dict[str, AnyArray]:
            return {
                name.removeprefix(f"{part}/"): entry for name, entry in arrays.items() if name.startswith(f"{part}/")
            }

        try:
            columns = tuple(NAMES[place] for place in np.asarray(arrays["columns"], dtype=np.int64).tolist())
            by_text = bool(arrays["by_text"])
            threshold, precision, recall, f1 = np.asarray(arrays["figures"], dtype=np.float64).tolist()
        except (KeyError, IndexError, ValueError) as error:
            raise InvariantError(f"the model is damaged: {error}", place="extraction") from error
        trees: list[ObliviousTrees] = []
        while of(f"trees{len(trees)}"):
            trees.append(ObliviousTrees.from_arrays(of(f"trees{len(trees)}")))
        if not trees or any(entry.features != len(columns) for entry in trees):
            raise InvariantError("columns and trees do not fit each other", place="extraction")
        judged = Judged(calibration_from_arrays(of("calibration")), threshold, precision, recall, f1)
        return cls(columns, tuple(trees), judged, by_text)


def text_margin(features: Table) -> Floats:
    """What may be believed of a key that nothing has taught, (n,): its words in the span, and the type and unit.

    The weights are set by hand: labels of some keys cannot teach what the names of others are worth. A span that is
    not of the key's type is no value of it.
    """
    of_type = _column(features, "of_type")
    fits = np.where(np.isnan(of_type), 0.0, np.where(of_type > 0, 3.0, -50.0))
    found: Floats = 8.0 * _column(features, "name_words") + 5.0 * _column(features, "description_words") + fits - 4.0
    return found


def _column(features: Table, name: str) -> Floats:
    return features[:, NAMES.index(name)].astype(np.float64)


def crossed_margins(
    rows: SpanRows, columns: Sequence[str], options: ExtractOptions, part: Ints, by_text: bool = False
) -> Floats:
    """Margins (n,) of all rows, each by models that were fitted on the other parts."""
    margin = np.zeros(len(rows.right))
    for number in range(FOLDS):
        own = part == number
        seen = ~own & (rows.weight > 0)
        if own.any() and seen.any():
            margin[own] = _margin(_fitted(rows, columns, seen, options, by_text), rows.features[own], columns, by_text)
    return margin


def _fitted(
    rows: SpanRows,
    columns: Sequence[str],
    seen: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    options: ExtractOptions,
    by_text: bool,
) -> list[ObliviousTrees]:
    features, right, weight = rows.features[seen], rows.right[seen], rows.weight[seen]
    start = text_margin(features) if by_text else None
    features = _taken(features, columns)
    seeds = [replace(options.params, seed=seed) for seed in range(options.models)]
    return [ObliviousTrees.fit(features, right, weight, init=start, params=params) for params in seeds]


def _taken(features: Table, columns: Sequence[str]) -> Table:
    return np.ascontiguousarray(features[:, [NAMES.index(name) for name in columns]])


def _margin(trees: Sequence[ObliviousTrees], features: Table, columns: Sequence[str], by_text: bool) -> Floats:
    read = _taken(features, columns)
    mean: Floats = np.mean([entry.margin(read) for entry in trees], axis=0)
    return mean + text_margin(features) if by_text else mean
