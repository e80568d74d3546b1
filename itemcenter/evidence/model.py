"""The evidence model: trees over features, corrected for one catalog, with probabilities that mean what they say.

    margin = shipped trees + the catalog's correction          probability = calibration(margin)

The correction is fitted on the catalog's labelled items in two halves: an item that has cells of its own is scored by
the half that did not see its part, an item without cells by the mean of both. Calibration and thresholds come from
those scores, so no cell has a say in how sure the model is of itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from itemcenter.evidence.binning import AnyArray, Floats
from itemcenter.evidence.boosting import BoostingParams, ObliviousTrees
from itemcenter.evidence.calibration import Calibration, calibration_from_arrays, fit_calibration
from itemcenter.evidence.features import LEARNED, Matrix
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.rows import Sample, TrainingRows
from itemcenter.evidence.thresholds import KeyThresholds, ThresholdParams

_HALVES = 2
_CORRECTION = BoostingParams(rounds=120, depth=6, learning_rate=0.1, l2=2.0, row_share=0.7, feature_share=0.7)
#: Labelled pairs from which a catalog's own rows say better than the shipped ones how sure to be, and from which trees
#: of its own are tried.
LEAST_PAIRS = 300
LEAST_FOR_TREES = 1_000
#: Share of the wanted precision that every key must reach by itself; all keys together must reach the whole of it.
_KEY_SHARE = 0.85
#: Less probable values are never given out, whatever precision a key seems to reach with them.
_FLOOR = 0.5


def _order(rows: TrainingRows, margin: Floats) -> float:
    return Sample.of(rows, margin, margin).average_precision()


@dataclass(frozen=True)
class EvidenceModel:
    """Immutable. `sample`: cross-fitted scores that thresholds are set by; `named`: those of named candidates alone."""

    base: ObliviousTrees
    corrections: tuple[ObliviousTrees, ...]
    calibration: Calibration
    sample: Sample
    named: Sample

    def margin(self, features: Matrix, part: npt.NDArray[np.int64]) -> Floats:
        """Log-odds, float64 (n,), of rows (n, F) of items of parts (n,); EVERYTHING for items without own cells."""
        margin = self.base.margin(features[:, : self.base.features])
        for half, trees in enumerate(self.corrections):
            free = part == EVERYTHING
            mine = (part % _HALVES == half) & ~free
            share = np.where(free, 1.0 / len(self.corrections), np.where(mine, 1.0, 0.0))
            if share.any():
                margin += share * trees.margin(features[:, : trees.features])
        return margin

    def probability(self, features: Matrix, part: npt.NDArray[np.int64]) -> Floats:
        return self.calibration.probability(self.margin(features, part))

    def untaught(self, features: Matrix) -> Floats:
        """`probability` of rows (n, F) that no catalog has taught."""
        return self.probability(features, np.full(len(features), EVERYTHING, dtype=np.int64))

    def tells_apart(self, column: int, one: float, other: float) -> bool:
        """Whether rows that differ in this column alone, by these two values, may get different margins."""
        return any(trees.tells_apart(column, one, other) for trees in (self.base, *self.corrections))

    def thresholds(self, precision: float, inferred: bool = False) -> KeyThresholds:
        """Per key, from which probability on values are given out so that `precision` of all of them are right.

        A key by itself must come near it (`_KEY_SHARE`). Were the whole asked of every key, what all give out together
        would be right far more often than wanted, and much that is right would be withheld.
        inferred: whether values are given out that no word names
        Cells err, too: where even the surest values agree with the cells only so often, no more can be measured, and
        the wanted precision is taken of that.
        """
        sample = self.sample if inferred else self.named
        reachable = sample.ceiling() or 1.0  # no label agrees with anything: then nothing can be promised
        params = ThresholdParams(precision=precision * reachable, strength=40.0, floor=_FLOOR)
        by_key = sample.thresholds(replace(params, precision=_KEY_SHARE * params.precision))
        given = sample.only(sample.probability >= by_key.thresholds_for([sample.keys[n] for n in sample.key.tolist()]))
        together = given.without_keys().thresholds(params).general
        unmeasured = sample.without_keys().thresholds(params).general
        return replace(by_key, threshold=np.maximum(by_key.threshold, together), general=max(unmeasured, together))

    def adapted(self, rows: TrainingRows) -> EvidenceModel | None:
        """The model for a catalog of which these rows were made; None if teaching does not help or rows are too few.

        It does if the taught model orders the catalog's known rows better than the untaught one: by average precision
        over the best candidates of all pairs, compared by margin (a calibration ties what lies in one of its steps).
        Trees of the catalog's own, each half judging what it did not see, stay if they order better still. Calibration
        and thresholds come from the catalog's rows in either case.
        """
        known = rows.only(rows.known)
        if rows.pairs < LEAST_PAIRS:
            return None
        bare = known.features.copy()
        bare[:, LEARNED] = np.nan
        untaught = _order(known, self.base.margin(bare[:, : self.base.features]))
        choices = [replace(self, corrections=())]
        if rows.pairs >= LEAST_FOR_TREES and len(np.unique(rows.part % _HALVES)) == _HALVES:
            choices.append(replace(self, corrections=self._corrections(rows)))
        margins = [choice.margin(known.features, known.part) for choice in choices]
        orders = [_order(known, margin) for margin in margins]
        best = int(np.argmax(orders))
        if orders[best] <= untaught:
            return None
        calibration = fit_calibration(margins[best], known.right, known.weight)
        fitted = replace(choices[best], calibration=calibration)
        return replace(fitted, sample=fitted._scored(known), named=fitted._scored(known.only(known.named)))

    def _corrections(self, rows: TrainingRows) -> tuple[ObliviousTrees, ...]:
        start = self.base.margin(rows.features[:, : self.base.features])
        trees = []
        for half in range(_HALVES):
            seen = rows.part % _HALVES != half
            trees.append(
                ObliviousTrees.fit(
                    rows.features[seen], rows.right[seen], rows.weight[seen], init=start[seen], params=_CORRECTION
                )
            )
        return tuple(trees)

    def _scored(self, rows: TrainingRows) -> Sample:
        margin = self.margin(rows.features, rows.part)
        return Sample.of(rows, margin, self.calibration.probability(margin))

    @classmethod
    def fitted(cls, rows: TrainingRows, params: BoostingParams) -> EvidenceModel:
        """A model from rows alone: the weights that ship. Calibrated on two halves that score each other."""
        margin = np.zeros(len(rows.right))
        for half in range(_HALVES):
            seen = rows.part % _HALVES != half
            trees = ObliviousTrees.fit(rows.features[seen], rows.right[seen], rows.weight[seen], params=params)
            margin[~seen] = trees.margin(rows.features[~seen])
        calibration = fit_calibration(margin, rows.right, rows.weight)
        base = ObliviousTrees.fit(rows.features, rows.right, rows.weight, params=params)
        # Keys of other catalogs mean nothing here: one general threshold.
        probability, named = calibration.probability(margin), rows.named
        sample = Sample.of(rows, margin, probability).without_keys()
        of_named = Sample.of(rows.only(named), margin[named], probability[named]).without_keys()
        return cls(base, (), calibration, sample, of_named)

    def to_arrays(self) -> dict[str, AnyArray]:
        parts: dict[str, Mapping[str, AnyArray]] = {
            "base": self.base.to_arrays(),
            "calibration": self.calibration.to_arrays(),
            "sample": self.sample.to_arrays(),
            "named": self.named.to_arrays(),
        }
        for half, trees in enumerate(self.corrections):
            parts[f"correction{half}"] = trees.to_arrays()
        return {f"{part}/{name}": array for part, arrays in parts.items() for name, array in arrays.items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> EvidenceModel:
        """The reverse of `to_arrays`. Raises `InvariantError` for arrays that are none."""

        def of(part: str) -> dict[str, AnyArray]:
            return {
                name.removeprefix(f"{part}/"): entry for name, entry in arrays.items() if name.startswith(f"{part}/")
            }

        halves = tuple(
            ObliviousTrees.from_arrays(of(f"correction{half}")) for half in range(_HALVES) if of(f"correction{half}")
        )
        return cls(
            ObliviousTrees.from_arrays(of("base")),
            halves,
            calibration_from_arrays(of("calibration")),
            Sample.from_arrays(of("sample")),
            Sample.from_arrays(of("named")),
        )

    @cached_property
    def features(self) -> int:
        return self.base.features
