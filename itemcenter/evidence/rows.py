"""Rows that a model is fitted on, and the scored sample that its thresholds are set by."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import AnyArray, Floats
from itemcenter.evidence.features import NAMES, UNNAMED, Matrix
from itemcenter.evidence.thresholds import KeyThresholds, ThresholdParams

_PLACE = "evidence rows"
_LEAST_SUREST = 100


@dataclass(frozen=True)
class TrainingRows:
    """One row a candidate of a labelled (item, key).

    features [n, F] float32; right [n]: 1 where the candidate is what was stated, between 0 and 1 where that is only
    believed; weight [n]: below 1 for beliefs; pair [n]: number of the (item, key); key [n]: place in `keys`; part [n]:
    fold
    """

    features: Matrix
    right: Floats
    weight: Floats
    pair: npt.NDArray[np.int64]
    key: npt.NDArray[np.int32]
    part: npt.NDArray[np.int64]
    keys: tuple[str, ...]

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Rows whose label is known, not believed."""
        return np.asarray((self.right == 0.0) | (self.right == 1.0), dtype=np.bool_)

    @property
    def named(self) -> npt.NDArray[np.bool_]:
        """Rows of candidates that a word of the item names."""
        return np.asarray((self.features[:, UNNAMED] != 1.0).all(axis=1), dtype=np.bool_)

    @property
    def pairs(self) -> int:
        """(item, key) pairs with a candidate whose label is known."""
        return len(np.unique(self.pair[self.known]))

    def only(self, rows: npt.NDArray[np.bool_]) -> TrainingRows:
        """The rows that `rows` (n,) marks."""
        return replace(
            self,
            features=self.features[rows],
            right=self.right[rows],
            weight=self.weight[rows],
            pair=self.pair[rows],
            key=self.key[rows],
            part=self.part[rows],
        )

    def with_shared_keys(self) -> TrainingRows:
        """The same rows with every key once in `keys`."""
        names = tuple(sorted(set(self.keys)))
        number = {name: place for place, name in enumerate(names)}
        places = np.array([number[name] for name in self.keys], dtype=np.int32)
        return replace(self, key=places[self.key] if len(self.key) else self.key, keys=names)

    @staticmethod
    def joined(parts: Sequence[TrainingRows]) -> TrainingRows:
        """Rows of several catalogs; pairs and keys stay apart."""
        if not parts:
            empty = np.empty(0)
            none = np.empty(0, dtype=np.int64)
            shape = np.empty((0, len(NAMES)), dtype=np.float32)
            return TrainingRows(shape, empty, empty, none, none.astype(np.int32), none, ())
        keys: list[str] = []
        shifted: list[TrainingRows] = []
        pairs = 0
        for rows in parts:
            shifted.append(replace(rows, pair=rows.pair + pairs, key=(rows.key + len(keys)).astype(np.int32)))
            pairs += max(int(rows.pair.max(initial=-1)) + 1, len(rows.keys))
            keys.extend(rows.keys)
        return TrainingRows(
            np.concatenate([rows.features for rows in shifted]),
            np.concatenate([rows.right for rows in shifted]),
            np.concatenate([rows.weight for rows in shifted]),
            np.concatenate([rows.pair for rows in shifted]),
            np.concatenate([rows.key for rows in shifted]),
            np.concatenate([rows.part for rows in shifted]),
            tuple(keys),
        )


@dataclass(frozen=True)
class Sample:
    """The best candidate of each labelled pair: its key, cross-fitted probability, whether it was right, its weight."""

    keys: tuple[str, ...]
    key: npt.NDArray[np.int32]
    probability: Floats
    right: Floats
    weight: Floats

    @classmethod
    def of(cls, rows: TrainingRows, margin: Floats, probability: Floats) -> Sample:
        """Of rows that are all known; the best candidate of a pair is the one with the highest margin."""
        order = np.lexsort((-margin, rows.pair))
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = rows.pair[order][1:] != rows.pair[order][:-1]
        top = order[first]
        return cls(rows.keys, rows.key[top], probability[top], rows.right[top], rows.weight[top])

    def average_precision(self) -> float:
        """Mean precision at every right candidate, most probable first (ties: the wrong ones first)."""
        order = np.lexsort((self.right, -self.probability))
        right = self.right[order] * self.weight[order]
        precision = np.cumsum(right) / np.cumsum(self.weight[order])
        return float((precision * right).sum() / max(right.sum(), 1e-12))

    def ceiling(self) -> float:
        """Share of right ones among the surest tenth (100 at least): the most that these labels can measure."""
        most = max(_LEAST_SUREST, len(self.right) // 10)
        surest = np.argsort(-self.probability, kind="stable")[:most]
        total = float(self.weight[surest].sum())
        return float((self.right[surest] * self.weight[surest]).sum()) / total if total else 1.0

    def only(self, rows: npt.NDArray[np.bool_]) -> Sample:
        """The candidates that `rows` (n,) marks."""
        return replace(
            self,
            key=self.key[rows],
            probability=self.probability[rows],
            right=self.right[rows],
            weight=self.weight[rows],
        )

    def without_keys(self) -> Sample:
        """The same, all under one nameless key."""
        return replace(self, keys=("",), key=np.zeros(len(self.key), dtype=np.int32))

    def thresholds(self, params: ThresholdParams) -> KeyThresholds:
        names = [self.keys[place] for place in self.key.tolist()]
        return KeyThresholds.fit(names, self.probability, self.right, self.weight, params)

    def to_arrays(self) -> dict[str, AnyArray]:
        return {
            "keys": np.frombuffer(json.dumps(self.keys).encode(), dtype=np.uint8),
            "key": self.key,
            "probability": self.probability.astype(np.float32),
            "right": self.right.astype(np.float32),
            "weight": self.weight.astype(np.float32),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray]) -> Sample:
        """The reverse of `to_arrays`. Raises `InvariantError` for arrays that do not fit each other."""
        try:
            keys = tuple(str(name) for name in json.loads(bytes(np.asarray(arrays["keys"], dtype=np.uint8))))
            key = np.asarray(arrays["key"], dtype=np.int32)
            probability, right, weight = (
                np.asarray(arrays[name], dtype=np.float64) for name in ("probability", "right", "weight")
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvariantError(f"the sample of scores is damaged: {error}", place=_PLACE) from error
        if key.ndim != 1 or not key.shape == probability.shape == right.shape == weight.shape:
            raise InvariantError("the sample of scores is damaged: lengths differ", place=_PLACE)
        if key.min(initial=0) < 0 or key.max(initial=-1) >= len(keys):
            raise InvariantError(
                "the sample of scores is damaged: it counts on keys that it does not name", place=_PLACE
            )
        return cls(keys, key, probability, right, weight)
