"""Fitting boosted oblivious trees: one Newton step of the logistic loss per tree.

Friedman 2001, "Greedy function approximation"; leaf values and gains as in Chen & Guestrin 2016, "XGBoost", section 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import MAX_BINS, Bins, Codes, Floats, as_table
from itemcenter.evidence.logistic import log_loss, log_odds, sigmoid
from itemcenter.evidence.monotone import ordered
from itemcenter.evidence.split_search import Question, SplitSearch
from itemcenter.evidence.tree_arrays import MAX_DEPTH, TreeArrays

_PLACE = "evidence learner"


@dataclass(frozen=True, slots=True)
class BoostingParams:
    """How to fit. Hessian is the unit of `min_child_hessian` and `l2`: a row of weight 1 has p(1 - p), at most 1/4."""

    rounds: int = 150
    depth: int = 6
    learning_rate: float = 0.1
    l2: float = 1.0
    min_child_hessian: float = 1.0
    #: Shares drawn anew for each tree.
    row_share: float = 1.0
    feature_share: float = 1.0
    max_bins: int = 63
    #: Rounds without a better validation loss after which fitting ends; needs a validation set.
    patience: int = 20
    seed: int = 0
    #: Per feature +1 (the margin must not fall as it rises), -1 (must not rise) or 0; empty: all free.
    monotone: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        wrong = [
            name
            for name, fine in (
                ("rounds", self.rounds >= 0),
                ("depth", 1 <= self.depth <= MAX_DEPTH),
                ("learning_rate", 0 < self.learning_rate <= 1),
                ("l2", self.l2 > 0),
                ("min_child_hessian", self.min_child_hessian >= 0),
                ("row_share", 0 < self.row_share <= 1),
                ("feature_share", 0 < self.feature_share <= 1),
                ("max_bins", 1 <= self.max_bins <= MAX_BINS),
                ("patience", self.patience >= 1),
                ("monotone", all(direction in (-1, 0, 1) for direction in self.monotone)),
            )
            if not fine
        ]
        if wrong:
            raise InvariantError(f"{wrong[0]} is {getattr(self, wrong[0])}", place=_PLACE)


class ValidationSet(NamedTuple):
    """Rows that decide when to stop; same shapes as the arguments of `ObliviousTrees.fit`."""

    x: npt.ArrayLike
    y: npt.ArrayLike
    weight: npt.ArrayLike | None = None
    init: npt.ArrayLike | None = None


class Fitted(NamedTuple):
    """What a fit found; see `ObliviousTrees`."""

    bins: Bins
    trees: TreeArrays
    bias: float
    gain: Floats


class NewtonFit:
    """One run of fitting."""

    def __init__(
        self,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        weight: npt.ArrayLike | None,
        init: npt.ArrayLike | None,
        valid: ValidationSet | None,
        params: BoostingParams,
    ) -> None:
        if valid is not None and (valid.init is None) != (init is None):
            raise InvariantError("only one of the two sets has starting margins", place=_PLACE)
        table = as_table(x)
        label, weights, margin = _per_row(len(table), y, weight, init)
        if params.monotone and len(params.monotone) != table.shape[1]:
            raise InvariantError(f"{len(params.monotone)} directions for {table.shape[1]} features", place=_PLACE)
        self._params = params
        self._bins = Bins.fit(table, max_bins=params.max_bins)
        codes = self._bins.columns(table)
        order = _content_order(codes, (label, weights, margin))
        self._codes = np.take(codes, order, axis=1)
        self._label, self._weight = label[order], weights[order]
        self._bias = 0.0 if init is not None else log_odds(self._label, self._weight)
        self._margin = margin[order] + self._bias
        self._has_missing = (self._codes == 0).any(axis=1)
        self._direction = np.asarray(params.monotone or (0,) * table.shape[1], dtype=np.int8)
        self._chance = np.random.default_rng(params.seed)
        self._valid = None if valid is None else _Validation(self._bins, valid, self._bias)

    def run(self) -> Fitted:
        trees: list[tuple[list[Question], Floats, Floats]] = []
        params = self._params
        for _ in range(params.rounds):
            probability = sigmoid(self._margin)
            gradient = (probability - self._label) * self._weight
            hessian = probability * (1.0 - probability) * self._weight
            questions = self._questions(gradient, hessian)
            if not questions:
                if params.row_share == params.feature_share == 1.0:
                    break
                continue
            leaf = _leaf(questions, self._codes)
            value, cover = self._leaves(questions, leaf, gradient, hessian)
            self._margin += value[leaf]
            trees.append((questions, value, cover))
            if self._valid is not None and self._valid.stale(questions, value) >= params.patience:
                break
        kept = trees if self._valid is None else trees[: self._valid.best_rounds]
        gain = np.zeros(self._bins.features)
        for questions, _, _ in kept:
            for question in questions:
                gain[question.feature] += question.gain
        return Fitted(self._bins, TreeArrays.of(kept), self._bias, gain)

    def _leaves(
        self, questions: list[Question], leaf: npt.NDArray[np.int64], gradient: Floats, hessian: Floats
    ) -> tuple[Floats, Floats]:
        """Newton step times the learning rate, and hessian, of every leaf over all rows."""
        leaves = 1 << len(questions)
        cover = np.bincount(leaf, weights=hessian, minlength=leaves).astype(np.float64)
        pull = np.bincount(leaf, weights=gradient, minlength=leaves).astype(np.float64)
        weight = cover + self._params.l2
        directions = [int(self._direction[question.feature]) for question in questions]
        value = ordered(np.negative(pull) / weight, weight, directions)
        value *= self._params.learning_rate
        return value, cover

    def _questions(self, gradient: Floats, hessian: Floats) -> list[Question]:
        params = self._params
        rows = self._draw(len(gradient), params.row_share)
        features = self._draw(self._bins.features, params.feature_share)
        codes = self._codes if len(features) == len(self._codes) else self._codes[features]
        sampled = len(rows) < len(gradient)
        search = SplitSearch(
            np.take(codes, rows, axis=1) if sampled else codes,
            gradient[rows] if sampled else gradient,
            hessian[rows] if sampled else hessian,
            width=self._bins.width,
            has_missing=self._has_missing[features],
            direction=self._direction[features],
            l2=params.l2,
            min_child_hessian=params.min_child_hessian,
        )
        questions: list[Question] = []
        while len(questions) < params.depth and (best := search.best()) is not None:
            search.split(best, last=len(questions) + 1 == params.depth)
            feature = int(features[best.feature])
            questions.append(Question(feature, best.threshold, best.missing_right, best.gain))
        return questions

    def _draw(self, count: int, share: float) -> npt.NDArray[np.int64]:
        """Sorted indices of a random share, at least one."""
        if share == 1.0:
            return np.arange(count)
        return np.sort(self._chance.permutation(count)[: max(1, round(share * count))])


class _Validation:
    """Loss on the validation set after each round."""

    def __init__(self, bins: Bins, rows: ValidationSet, bias: float) -> None:
        table = as_table(rows.x, features=bins.features)
        self._label, self._weight, margin = _per_row(len(table), rows.y, rows.weight, rows.init)
        self._codes = bins.columns(table)
        self._margin = margin + bias
        self._rounds = 0
        self.best_rounds = 0
        self._best = log_loss(self._label, self._margin, self._weight)

    def stale(self, questions: Sequence[Question], value: Floats) -> int:
        """Take in a tree; rounds since the loss was lowest."""
        self._margin += value[_leaf(questions, self._codes)]
        self._rounds += 1
        loss = log_loss(self._label, self._margin, self._weight)
        if loss < self._best:
            self._best, self.best_rounds = loss, self._rounds
        return self._rounds - self.best_rounds


def _leaf(questions: Sequence[Question], codes: Codes) -> npt.NDArray[np.int64]:
    leaf = np.zeros(codes.shape[1], dtype=np.int64)
    for question in questions:
        leaf *= 2
        leaf += question.answer(codes[question.feature])
    return leaf


def _per_row(
    rows: int, y: npt.ArrayLike, weight: npt.ArrayLike | None, init: npt.ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    """Labels, weights and starting margins, each float64 (rows,), checked."""
    label = np.asarray(y, dtype=np.float64)
    weights = np.ones(rows) if weight is None else np.asarray(weight, dtype=np.float64)
    margin = np.zeros(rows) if init is None else np.asarray(init, dtype=np.float64)
    for name, array in (("labels", label), ("weights", weights), ("starting margins", margin)):
        if array.shape != (rows,):
            raise InvariantError(f"{name} have shape {array.shape} for {rows} rows", place=_PLACE)
        if not bool(np.isfinite(array).all()):
            raise InvariantError(f"{name} are not all finite", place=_PLACE)
    if label.min(initial=0) < 0 or label.max(initial=0) > 1:
        raise InvariantError("labels lie between 0 and 1", place=_PLACE)
    if weights.min(initial=0) < 0:
        raise InvariantError("weights are not negative", place=_PLACE)
    if not weights.sum() > 0:
        raise InvariantError("no row has weight", place=_PLACE, remedy="give at least one labelled row")
    return label, weights, margin


def _content_order(codes: Codes, others: Sequence[Floats]) -> npt.NDArray[np.intp]:
    """Row numbers in the order of a hash of each row's content: the same rows end up in the same order, mixed well."""
    mixed = np.full(codes.shape[1], 0x9E3779B97F4A7C15, dtype=np.uint64)
    words = [(array + 0.0).view(np.uint64) for array in others]  # + 0.0: -0.0 and 0.0 are one
    for column in (*codes, *words):
        mixed ^= column
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
    return np.argsort(mixed, kind="stable")
