"""Oblivious trees as plain arrays: what is stored, and how a margin is read from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.evidence.binning import AnyArray, Codes, Floats
from itemcenter.evidence.split_search import Question, goes_right

#: A leaf's number is kept in one byte.
MAX_DEPTH = 8


@dataclass(frozen=True, slots=True)
class TreeArrays:
    """T trees of at most D levels.

    depth:     int8 (T,), number of levels in use
    feature:   int32 (T, D), threshold: uint8 (T, D), missing_right: bool (T, D); see `Question`; unused levels are 0
    value:     float64 (T, 2**D), margin of each leaf; the answer of the first level is the leaf number's highest bit
    cover:     float64 (T, 2**D), hessian of the training rows in each leaf
    """

    depth: npt.NDArray[np.int8]
    feature: npt.NDArray[np.int32]
    threshold: npt.NDArray[np.uint8]
    missing_right: npt.NDArray[np.bool_]
    value: Floats
    cover: Floats

    def __len__(self) -> int:
        return len(self.depth)

    @classmethod
    def of(cls, trees: list[tuple[list[Question], Floats, Floats]]) -> TreeArrays:
        """From (questions, leaf values, leaf covers) per tree."""
        count, deepest = len(trees), max((len(questions) for questions, _, _ in trees), default=0)
        made = cls(
            np.zeros(count, dtype=np.int8),
            np.zeros((count, deepest), dtype=np.int32),
            np.zeros((count, deepest), dtype=np.uint8),
            np.zeros((count, deepest), dtype=np.bool_),
            np.zeros((count, 1 << deepest)),
            np.zeros((count, 1 << deepest)),
        )
        for tree, (questions, value, cover) in enumerate(trees):
            depth = len(questions)
            made.depth[tree] = depth
            made.feature[tree, :depth] = [question.feature for question in questions]
            made.threshold[tree, :depth] = [question.threshold for question in questions]
            made.missing_right[tree, :depth] = [question.missing_right for question in questions]
            made.value[tree, : 1 << depth] = value
            made.cover[tree, : 1 << depth] = cover
        return made

    def leaf(self, tree: int, codes: Codes) -> Codes:
        """Leaf number, uint8 (n,), of each row of `codes` (F, n) in one tree."""
        leaf = np.zeros(codes.shape[1], dtype=np.uint8)
        for level in range(self.depth[tree]):
            np.left_shift(leaf, 1, out=leaf)
            right = goes_right(
                codes[self.feature[tree, level]],
                int(self.threshold[tree, level]),
                bool(self.missing_right[tree, level]),
            )
            np.bitwise_or(leaf, right.view(np.uint8), out=leaf)
        return leaf

    def add_margin(self, codes: Codes, margin: Floats) -> None:
        """Add the value of every tree, in order, to `margin` (n,), for `codes` (F, n)."""
        for tree in range(len(self)):
            margin += self.value[tree].take(self.leaf(tree, codes))

    def to_arrays(self) -> dict[str, AnyArray]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, AnyArray], *, features: int) -> TreeArrays:
        """The reverse of `to_arrays`; checks that no tree asks for a feature or a leaf that is not there."""
        made = cls(
            np.asarray(arrays["depth"], dtype=np.int8),
            np.asarray(arrays["feature"], dtype=np.int32),
            np.asarray(arrays["threshold"], dtype=np.uint8),
            np.asarray(arrays["missing_right"], dtype=np.bool_),
            np.asarray(arrays["value"], dtype=np.float64),
            np.asarray(arrays["cover"], dtype=np.float64),
        )
        if made.depth.ndim != 1 or made.feature.ndim != 2:
            raise InvariantError("tree arrays have the wrong number of dimensions", place="evidence weights")
        trees, deepest = made.feature.shape
        shapes = made.threshold.shape == made.missing_right.shape == (trees, deepest)
        leaves = made.value.shape == made.cover.shape == (trees, 1 << min(deepest, MAX_DEPTH))
        if len(made.depth) != trees or not shapes or not leaves or deepest > MAX_DEPTH:
            raise InvariantError("tree arrays do not fit each other", place="evidence weights")
        if made.depth.min(initial=0) < 0 or made.depth.max(initial=0) > deepest:
            raise InvariantError("a tree is deeper than its arrays", place="evidence weights")
        if made.feature.min(initial=0) < 0 or (made.feature.size and made.feature.max() >= features):
            raise InvariantError(f"a tree asks for a feature beyond {features}", place="evidence weights")
        if not bool(np.isfinite(made.value).all()):
            raise InvariantError("a leaf value is not finite", place="evidence weights")
        if not bool((np.isfinite(made.cover) & (made.cover >= 0)).all()):
            raise InvariantError("a leaf's cover is no weight", place="evidence weights")
        return made
