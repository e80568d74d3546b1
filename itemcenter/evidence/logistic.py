"""The logistic function and its loss on margins (log-odds), where sure predictions do not overflow."""

from __future__ import annotations

import numpy as np

from itemcenter.evidence.binning import Floats


def sigmoid(margin: Floats) -> Floats:
    """1 / (1 + exp(-margin)) without overflow."""
    small = np.exp(-np.abs(margin))
    return np.where(margin >= 0, 1.0, small) / (1.0 + small)


def log_loss(label: Floats, margin: Floats, weight: Floats | None = None) -> float:
    """Weighted mean of -log p(label) in nats, from margins; labels in [0, 1]."""
    loss = np.logaddexp(0.0, margin) - label * margin
    return float(np.average(loss, weights=weight))


def log_odds(label: Floats, weight: Floats) -> float:
    """Of the weighted mean label, half a row of weight 1 added to each side so that it is finite."""
    positive = float((label * weight).sum()) + 0.5
    return float(np.log(positive / (float(weight.sum()) + 1.0 - positive)))
