"""From which probability on a key's values are given out, so that a wanted share of what is given out is right.

A key gets the lowest threshold t at which its precision is estimated to reach the target:

    precision(t) = (right(t) + s * said(t)) / (labelled(t) + s)

over the key's candidates with probability >= t, where right and labelled count those with a label, and said is the mean
calibrated probability of all of them, labelled or not. Without labels the probabilities alone decide; with many labels
they hardly count; `s` (ThresholdParams.strength) is how many labels the global calibration is worth.

No such t is an answer, too: the threshold is infinite and the key stays empty.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import AnyArray, Floats

_PLACE = "evidence thresholds"


@dataclass(frozen=True, slots=True)
class ThresholdParams:
    """How cautious to be.

    precision: wanted share of right among what is given out, in (0, 1]
    strength: labels that the calibrated probabilities are worth for a key; 0 trusts a key's own labels only
    z: 0 takes the estimate as it is; above 0 the lower end of the Wilson interval at that many standard deviations
       must reach the target (1.645: 95 % one-sided), counted over labels plus strength
    floor: no threshold is lower than this probability
    """

    precision: float = 0.9
    strength: float = 20.0
    z: float = 0.0
    floor: float = 0.0

    def __post_init__(self) -> None:
        if not 0 < self.precision <= 1:
            raise InvariantError(
                f"precision is {self.precision}", place=_PLACE, remedy="give a share above 0, at most 1"
            )
        if self.strength < 0 or self.z < 0 or not 0 <= self.floor <= 1:
            raise InvariantError("strength and z are not negative, floor is a probability", place=_PLACE)


@dataclass(frozen=True)
class KeyThresholds:
    """Thresholds by key; immutable. A candidate is given out if its probability is >= the threshold of its key.

    keys: sorted; threshold, estimate: float64 (k,), inf and NaN where the key stays empty; labelled: float64 (k,),
    labels at or above the threshold; general: for keys that are not listed, from all candidates together
    """

    keys: tuple[str, ...]
    threshold: Floats
    estimate: Floats
    labelled: Floats
    general: float

    @classmethod
    def fit(
        cls,
        keys: Sequence[str],
        probability: npt.ArrayLike,
        label: npt.ArrayLike | None = None,
        weight: npt.ArrayLike | None = None,
        params: ThresholdParams | None = None,
    ) -> KeyThresholds:
        """One key, calibrated probability and label (1 right, 0 wrong, NaN not known) per candidate; each (n,).

        Probabilities of labelled candidates must come from a model that has not seen their labels (cross-fitted).
        weight >= 0 counts a candidate more or less than once. The order of candidates does not matter but for rounding.
        """
        params = params or ThresholdParams()
        chance = np.asarray(probability, dtype=np.float64)
        labels = np.full(len(chance), np.nan) if label is None else np.asarray(label, dtype=np.float64)
        weights = np.ones(len(chance)) if weight is None else np.asarray(weight, dtype=np.float64)
        if not chance.shape == labels.shape == weights.shape == (len(keys),):
            raise InvariantError(f"{len(keys)} keys, probabilities {chance.shape}, labels {labels.shape}", place=_PLACE)
        if not bool(((chance >= 0) & (chance <= 1)).all()) or not bool((weights >= 0).all()):
            raise InvariantError("probabilities lie between 0 and 1, weights are not negative", place=_PLACE)
        if not bool((np.isnan(labels) | ((labels >= 0) & (labels <= 1))).all()):
            raise InvariantError("labels lie between 0 and 1, or are NaN", place=_PLACE)
        names = tuple(sorted(set(keys)))
        number = {name: index for index, name in enumerate(names)}
        group = np.fromiter((number[key] for key in keys), dtype=np.int64, count=len(keys))
        threshold, estimate, labelled = _lowest(group, len(names), chance, labels, weights, params)
        one = np.zeros(len(chance), dtype=np.int64)
        general = _lowest(one, 1, chance, labels, weights, params)[0]
        return cls(names, threshold, estimate, labelled, float(general[0]))

    def threshold_for(self, key_id: str) -> float:
        """The key's threshold; inf if it stays empty; the general one if the key was not among the candidates."""
        index = self._index.get(key_id)
        return self.general if index is None else float(self.threshold[index])

    def thresholds_for(self, key_ids: Sequence[str]) -> Floats:
        """`threshold_for` of many, float64 (n,)."""
        return np.asarray([self.threshold_for(key_id) for key_id in key_ids], dtype=np.float64)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {key: index for index, key in enumerate(self.keys)}

    def to_arrays(self) -> dict[str, AnyArray]:
        return {
            "keys": np.frombuffer(json.dumps(self.keys).encode(), dtype=np.uint8),
            "threshold": self.threshold,
            "estimate": self.estimate,
            "labelled": self.labelled,
            "general": np.asarray(self.general),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> KeyThresholds:
        """The reverse of `to_arrays`. InvariantError if the arrays do not fit each other."""
        try:
            threshold, estimate, labelled = (
                np.asarray(arrays[name], dtype=np.float64) for name in ("threshold", "estimate", "labelled")
            )
            keys = tuple(json.loads(bytes(np.asarray(arrays["keys"], dtype=np.uint8))))
            general = float(arrays["general"])
        except KeyError as error:
            raise InvariantError(f"array {error} is missing", place=_PLACE) from error
        except ValueError as error:
            raise InvariantError("the keys are no list of names", place=_PLACE) from error
        if not threshold.shape == estimate.shape == labelled.shape == (len(keys),):
            raise InvariantError("keys and thresholds differ in number", place=_PLACE)
        return cls(keys, threshold, estimate, labelled, general)


def _lowest(
    group: npt.NDArray[np.int64],
    groups: int,
    chance: Floats,
    label: Floats,
    weight: Floats,
    params: ThresholdParams,
) -> tuple[Floats, Floats, Floats]:
    """Per group: threshold, estimate and labelled weight there; inf, NaN, 0 where there is none."""
    threshold, estimate = np.full(groups, np.inf), np.full(groups, np.nan)
    labelled = np.zeros(groups)
    if not len(group):
        return threshold, estimate, labelled
    order = np.lexsort((-chance, group))
    group, chance, label, weight = group[order], chance[order], label[order], weight[order]
    known = ~np.isnan(label)
    begins = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    of_group = np.repeat(np.arange(len(begins)), np.diff(np.append(begins, len(group))))

    def so_far(values: Floats) -> Floats:
        sums = np.cumsum(values)
        return sums - (sums[begins] - values[begins])[of_group]

    seen = so_far(np.where(known, weight, 0.0))
    right = so_far(np.where(known, weight * np.nan_to_num(label), 0.0))
    rows, said = so_far(weight), so_far(weight * chance)
    mean_said = np.divide(said, rows, out=np.zeros(len(rows)), where=rows > 0)
    trials = seen + params.strength
    share = np.divide(right + params.strength * mean_said, trials, out=np.zeros(len(rows)), where=trials > 0)
    # A threshold takes all candidates of its probability: only the last of equals is a place to stop.
    last = np.append((group[1:] != group[:-1]) | (chance[1:] != chance[:-1]), True)
    reaches = _lower_end(share, trials, params.z) >= params.precision - 1e-12
    fine = np.flatnonzero(last & reaches & (trials > 0) & (rows > 0) & (chance >= params.floor))
    np.minimum.at(threshold, group[fine], chance[fine])
    chosen = fine[chance[fine] == threshold[group[fine]]]
    estimate[group[chosen]] = share[chosen]
    labelled[group[chosen]] = seen[chosen]
    return threshold, estimate, labelled


def _lower_end(share: Floats, trials: Floats, z: float) -> Floats:
    """Of the Wilson score interval (Wilson 1927)."""
    if z == 0.0:
        return share
    n = np.maximum(trials, 1e-9)
    middle = share + z * z / (2 * n)
    half = z * np.sqrt(share * (1.0 - share) / n + z * z / (4 * n * n))
    return (middle - half) / (1.0 + z * z / n)
