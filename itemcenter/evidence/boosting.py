"""Gradient-boosted oblivious trees for a binary label, in numpy: the model.

Each tree asks one question per level, the same in all nodes (Prokhorenkova et al. 2018, "CatBoost", section 4), so a
prediction is a few comparisons of whole columns of bytes. docs/why/0004-learner.md says why this and not a library.

Equal rows, labels, weights and parameters give equal bytes, in whatever order the rows come: rows are first put in an
order that depends on their content only, sampling is seeded, sums that choose questions are exact integers, and no
BLAS routine is called. Another processor or numpy may round `exp` or a sum otherwise: the last digits of leaves change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.evidence.attribution import Attribution
from itemcenter.evidence.binning import AnyArray, Bins, Floats, as_table
from itemcenter.evidence.logistic import sigmoid
from itemcenter.evidence.newton_fit import BoostingParams, NewtonFit, ValidationSet
from itemcenter.evidence.tree_arrays import TreeArrays

__all__ = ["BoostingParams", "ObliviousTrees", "ValidationSet"]

#: Rows predicted at once: the codes of 60 features stay in a core's second cache.
_BLOCK = 16_384


@dataclass(frozen=True)
class ObliviousTrees:
    """A fitted model; immutable. `gain` float64 (F,): what each feature's questions gained in total while fitting."""

    bins: Bins
    trees: TreeArrays
    bias: float
    gain: Floats

    @property
    def features(self) -> int:
        return self.bins.features

    @classmethod
    def fit(
        cls,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        weight: npt.ArrayLike | None = None,
        init: npt.ArrayLike | None = None,
        valid: ValidationSet | None = None,
        params: BoostingParams | None = None,
    ) -> ObliviousTrees:
        """Fit on `x` (n, F) and labels `y` (n,) in [0, 1]; a label between is a belief. NaN in `x` means not known.

        weight: (n,) >= 0; init: (n,) margins to start from, of another model. The model then holds the correction:
        its margin is to be added to that of the other model, and its bias is 0.
        valid: fitting ends when its loss has not fallen for `patience` rounds, and keeps the best number of trees.

        Memory besides `x`: 2 F and about 100 bytes per row, and three histograms of F * 2**depth * bins * 4 bytes.
        Errors: InvariantError.
        """
        fitted = NewtonFit(x, y, weight, init, valid, params or BoostingParams()).run()
        return cls(fitted.bins, fitted.trees, fitted.bias, fitted.gain)

    def tells_apart(self, feature: int, one: float, other: float) -> bool:
        """Whether some tree asks a question that two values of a feature answer differently."""
        if feature >= self.features:
            return False
        values = np.array([one, other], dtype=np.float32)
        low, high = sorted(np.searchsorted(self.bins.edges_of(feature), values, side="left") + 1)
        used = np.arange(self.trees.feature.shape[1]) < self.trees.depth[:, None]
        asked = self.trees.threshold[used & (self.trees.feature == feature)]
        return bool(((asked >= low) & (asked < high)).any())

    def margin(self, x: npt.ArrayLike) -> Floats:
        """Log-odds, float64 (n,), of the rows of `x` (n, F); without the `init` that the fit was given."""
        table = as_table(x, features=self.features)
        margin = np.full(len(table), self.bias)
        for begin in range(0, len(table), _BLOCK):
            part = slice(begin, begin + _BLOCK)
            self.trees.add_margin(self.bins.columns(table[part]), margin[part])
        return margin

    def probability(self, x: npt.ArrayLike) -> Floats:
        """Probability of label 1, float64 (n,), as fitted; see `calibration` for what to tell a person."""
        return sigmoid(self.margin(x))

    def contributions(self, x: npt.ArrayLike) -> Floats:
        """How far each feature moved each row's margin, float64 (n, F): Shapley values, see `attribution`.

        `expected_margin` plus the sum of a row's contributions is its margin, up to rounding.
        """
        table = as_table(x, features=self.features)
        result = np.zeros((len(table), self.features))
        for begin in range(0, len(table), _BLOCK):
            codes = self.bins.columns(table[begin : begin + _BLOCK])
            block = np.zeros(codes.shape)
            self._attribution.add(codes, block)
            result[begin : begin + _BLOCK] = block.T
        return result

    @property
    def expected_margin(self) -> float:
        """The margin when nothing is known of a row: the bias and the mean value of every tree."""
        return self.bias + self._attribution.expected

    @cached_property
    def _attribution(self) -> Attribution:
        return Attribution.of(self.trees)

    def to_arrays(self) -> dict[str, AnyArray]:
        parts = {"bins": self.bins.to_arrays(), "trees": self.trees.to_arrays()}
        arrays = {f"{part}.{name}": array for part, named in parts.items() for name, array in named.items()}
        return arrays | {"bias": np.asarray(self.bias), "gain": self.gain}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> ObliviousTrees:
        """The reverse of `to_arrays`. InvariantError if arrays are missing or do not fit each other."""
        try:
            bins = Bins.from_arrays({name[5:]: array for name, array in arrays.items() if name.startswith("bins.")})
            trees = TreeArrays.from_arrays(
                {name[6:]: array for name, array in arrays.items() if name.startswith("trees.")}, features=bins.features
            )
            bias, gain = np.asarray(arrays["bias"], dtype=np.float64), np.asarray(arrays["gain"], dtype=np.float64)
        except KeyError as error:
            raise InvariantError(f"array {error} is missing", place="evidence weights") from error
        if bias.shape != () or gain.shape != (bins.features,) or not bool(np.isfinite(bias)):
            raise InvariantError("bias and gains do not fit the trees", place="evidence weights")
        return cls(bins, trees, float(bias), gain)
