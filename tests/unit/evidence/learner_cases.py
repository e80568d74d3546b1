"""Small tables for the learner's tests, and slow readers of its models."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from itemcenter.evidence import ObliviousTrees

Floats = npt.NDArray[np.float64]
Table = npt.NDArray[np.float32]


def table(seed: int, rows: int, features: int, *, missing: float = 0.0, levels: int | None = None) -> Table:
    """Random features: normal, or of a few levels; a share of them not known."""
    chance = np.random.default_rng(seed)
    x = chance.normal(size=(rows, features)) if levels is None else chance.integers(0, levels, (rows, features)) * 1.0
    x[chance.random((rows, features)) < missing] = np.nan
    return x.astype(np.float32)


def labels(seed: int, x: Table) -> Floats:
    """Depends on the first two features, with noise."""
    known = np.nan_to_num(x, nan=0.5).astype(np.float64)
    margin = 1.5 * known[:, 0] - known[:, 1 % x.shape[1]]
    return (np.random.default_rng(seed).random(len(x)) < 1 / (1 + np.exp(-margin))).astype(np.float64)


def goes_right(model: ObliviousTrees, tree: int, level: int, value: float) -> bool:
    """One question, asked of a raw value and not of a code."""
    trees, feature = model.trees, int(model.trees.feature[tree, level])
    if np.isnan(value):
        return bool(trees.missing_right[tree, level])
    threshold = int(trees.threshold[tree, level])
    return threshold == 0 or value > model.bins.edges_of(feature)[threshold - 1]


def slow_leaf(model: ObliviousTrees, tree: int, row: Table) -> int:
    leaf = 0
    for level in range(int(model.trees.depth[tree])):
        leaf = 2 * leaf + goes_right(model, tree, level, float(row[model.trees.feature[tree, level]]))
    return leaf


def slow_margin(model: ObliviousTrees, x: Table) -> Floats:
    out = []
    for row in x:
        leaves = [slow_leaf(model, tree, row) for tree in range(len(model.trees))]
        out.append(model.bias + sum(float(model.trees.value[tree, leaf]) for tree, leaf in enumerate(leaves)))
    return np.asarray(out)
