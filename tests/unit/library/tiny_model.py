"""A tiny evidence model whose probability is nearly one feature's value, with thresholds set by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np

from itemcenter.evidence import BoostingParams, ObliviousTrees, fit_calibration
from itemcenter.evidence.binning import Floats
from itemcenter.evidence.features import NAMES
from itemcenter.evidence.model import EvidenceModel
from itemcenter.evidence.rows import Sample

_STEPS = 401


def _table(feature: str) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float32]], Floats]:
    scores = np.linspace(0.0, 1.0, _STEPS)
    table = np.full((_STEPS, len(NAMES)), np.nan, dtype=np.float32)
    table[:, NAMES.index(feature)] = scores
    return table, scores


@cache
def _trees(feature: str) -> ObliviousTrees:
    table, scores = _table(feature)
    params = BoostingParams(rounds=120, depth=3, learning_rate=0.3, l2=0.1, min_child_hessian=0.01)
    return ObliviousTrees.fit(table, scores, params=params)


def sample(*entries: tuple[str, float]) -> Sample:
    """For every (key, threshold): all candidates from the threshold on were right, all others wrong."""
    keys = tuple(sorted({key for key, _ in entries}))
    key, chance, right = [], [], []
    for name, threshold in entries:
        at = threshold if math.isfinite(threshold) else 0.95
        for probability, label, count in ((at, float(math.isfinite(threshold)), 300), (at * 0.9, 0.0, 900)):
            key += [keys.index(name)] * count
            chance += [probability] * count
            right += [label] * count
    return Sample(keys, np.array(key, dtype=np.int32), np.array(chance), np.array(right), np.ones(len(key)))


def model(*thresholds: tuple[str, float], feature: str = "recall_score") -> EvidenceModel:
    """P(right) is about the feature's value. thresholds: by key; inf for keys that are never right."""
    trees = _trees(feature)
    table, scores = _table(feature)
    calibration = fit_calibration(trees.margin(table), scores)
    given = sample(*(thresholds or (("", 0.5),)))
    return EvidenceModel(trees, (), calibration, given, given)


def with_corrections(base: EvidenceModel, *shifts: float) -> EvidenceModel:
    """Each half of the correction adds a constant to every margin."""
    table, scores = _table("recall_score")
    none = ObliviousTrees.fit(table, scores, params=BoostingParams(rounds=0))
    return replace(base, corrections=tuple(replace(none, bias=shift) for shift in shifts))
