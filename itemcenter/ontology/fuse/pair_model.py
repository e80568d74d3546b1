"""`PairModel`: how surely two writings of one key mean the same, learned from labelled pairs of other keys.

Boosted trees over `pair_features`; distance = 1 - probability. The weights that ship are a bundle; the model is bound
to the encoder whose cosines it has learned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itemcenter.artifacts import ModelBundle, load_bundle
from itemcenter.errors import EncoderMismatchError, InvariantError
from itemcenter.evidence import BoostingParams, Calibration, ObliviousTrees, calibration_from_arrays, fit_calibration
from itemcenter.evidence.binning import AnyArray, Floats
from itemcenter.ontology.fuse.pair_features import NAMES, Table

#: The bundle that comes with the package.
SHIPPED = Path(__file__).parents[2] / "models" / "fusion-v1"

PARAMS = BoostingParams(rounds=120, depth=5, learning_rate=0.1, l2=4.0, row_share=0.8, feature_share=0.5)
#: Share of the cosine in a distance: so little that it only tells equal probabilities apart.
_TIE = 1e-4


@dataclass(frozen=True)
class PairModel:
    """fingerprint: of the encoder; cut: distance up to which values are one; cuts: the same for some keys by name"""

    fingerprint: str
    trees: ObliviousTrees
    calibration: Calibration
    cut: float
    floor: float

    @classmethod
    def fit(
        cls,
        rows: Table,
        same: npt.ArrayLike,
        weight: npt.ArrayLike,
        part: npt.NDArray[np.int64],
        fingerprint: str,
        floor: float,
        params: BoostingParams = PARAMS,
    ) -> tuple[PairModel, dict[int, PairModel]]:
        """The model, and by part one that was fitted without that part.

        rows (n, len(NAMES)), labels and weights (n,); part (n,): keys of one part are judged by those of the others.
        `cut` is 0.5 until `threshold` says better.
        """
        label, weights = np.asarray(same, dtype=np.float64), np.asarray(weight, dtype=np.float64)
        told = replace(params, monotone=tuple(int(name in _RISING) - int(name in _FALLING) for name in NAMES))
        margin = np.zeros(len(label))
        judges: dict[int, ObliviousTrees] = {}
        for number in np.unique(part).tolist():
            own = part == number
            if not own.all():
                judges[number] = ObliviousTrees.fit(rows[~own], label[~own], weights[~own], params=told)
                margin[own] = judges[number].margin(rows[own])
        trees = ObliviousTrees.fit(rows, label, weights, params=told)
        calibration = fit_calibration(margin, label, weights)
        model = cls(fingerprint, trees, calibration, 0.5, floor)
        return model, {number: replace(model, trees=judge) for number, judge in judges.items()}

    def check(self, fingerprint: str) -> None:
        """Raises `EncoderMismatchError` where the vectors are of another encoder."""
        if fingerprint != self.fingerprint:
            raise EncoderMismatchError(
                f"the pair model has learned the encoder {self.fingerprint}, and {fingerprint} asks",
                place="fusion",
                remedy=f"configure the encoder {self.fingerprint}, or train a pair model for it",
            )

    def distance(self, rows: Table) -> Floats:
        """(n,) in [0, 1]: 1 - the probability that both mean the same."""
        if not len(rows):
            return np.zeros(0)
        chance = self.calibration.probability(self.trees.margin(rows))
        cosine = np.nan_to_num(rows[:, 0].astype(np.float64), nan=0.0)
        found: Floats = np.clip((1 - _TIE) * (1 - chance) + _TIE * (1 - cosine) / 2, 0.0, 1.0)
        return found

    def to_arrays(self) -> dict[str, AnyArray]:
        parts: dict[str, Mapping[str, AnyArray]] = {
            "trees": self.trees.to_arrays(),
            "calibration": self.calibration.to_arrays(),
        }
        arrays = {f"{part}/{name}": array for part, named in parts.items() for name, array in named.items()}
        return arrays | {"figures": np.array([self.cut, self.floor])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], fingerprint: str) -> PairModel:
        """The reverse of `to_arrays`. Raises `InvariantError` for arrays that are none."""

        def of(part: str) -> dict[str, AnyArray]:
            return {name.removeprefix(f"{part}/"): entry for name, entry in arrays.items() if name.startswith(part)}

        try:
            cut, floor = np.asarray(arrays["figures"], dtype=np.float64).tolist()
        except (KeyError, ValueError) as error:
            raise InvariantError(f"the model is damaged: {error}", place="fusion") from error
        trees = ObliviousTrees.from_arrays(of("trees"))
        if trees.features != len(NAMES):
            raise InvariantError("the model reads other features than these", place="fusion")
        return cls(fingerprint, trees, calibration_from_arrays(of("calibration")), cut, floor)


#: What speaks for sameness the more, the more of it there is; and what speaks against it.
_RISING = frozenset(("cosine", "same_joined", "same_set", "amounts", "colour"))
_FALLING = frozenset(("edit",))


def bundled_model(bundle: ModelBundle) -> PairModel:
    """Raises `InvariantError` or `StoreError` where the bundle is damaged or of another kind."""
    return PairModel.from_arrays(bundle.arrays("model.npz"), str(bundle.settings.get("encoder", "")))


@cache
def shipped_model() -> PairModel:
    return bundled_model(load_bundle(SHIPPED))
