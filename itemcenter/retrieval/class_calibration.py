"""Settings under which counted words give honest probabilities, found on texts that are scored without themselves.

Two steps, because a text may belong to a class that has not been counted yet. On the sampled texts whose class has
others, the settings are those of the greatest likelihood. Then a logistic curve learns from all of the sample how often
the class is a counted one, given how sure the classifier is; all probabilities of a text are multiplied by that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float64]
Table = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ClassSettings:
    """See `text_classes`. The defaults serve where there are too few texts to calibrate on.

    offset, slope: P(the class is a counted one) = sigmoid(offset + slope * log odds of the likeliest class)
    """

    background: float = 30.0
    sharpness: float = 1.0
    damping: float = 0.5
    offset: float = 2.0
    slope: float = 0.25


class SampleScores(NamedTuple):
    """gains, prior: (n, C) what the words and the class sizes say, in nats; known: (n,) features with counts."""

    gains: Table
    prior: Table
    known: Places


_GRID: dict[str, tuple[float, ...]] = {
    "sharpness": tuple(0.1 * 1.4**step for step in range(14)),
    "damping": (0.0, 0.25, 0.5, 0.75),
}
_BACKGROUNDS = (3.0, 10.0, 30.0, 100.0, 300.0)
_ROUNDS = 3
#: Classes of a text that calibration looks at; those behind them hold next to nothing.
_CLASSES = 256
#: Below this many texts the settings would follow chance.
_FEWEST = 20
#: No answer is surer than this, right or wrong: labels have errors.
_LEAST = 1e-4
_RIDGE = 1.0


def probabilities(scores: SampleScores, settings: ClassSettings) -> Table:
    """(n, C) probability of each class; what is missing to 1 is that of a class not counted."""
    chances = _softmax(scores, settings)
    top = np.clip(chances.max(axis=1).astype(np.float64), _LEAST, 1.0 - _LEAST)
    known = 1.0 / (1.0 + np.exp(-settings.offset - settings.slope * np.log(top / (1.0 - top))))
    chances *= known[:, None].astype(np.float32)
    return chances


def calibrate(score: Callable[[float], SampleScores], truth: Places, counted: Scores, times: Scores) -> ClassSettings:
    """The best settings for a sample of texts.

    score: gives the (n, C) scores of the texts for a background; truth: (n,) true classes; times: (n,) weights
    counted: (n,) 1.0 or 0.0, whether the true class has other texts
    """
    best, least = ClassSettings(), np.inf
    if len(truth) < _FEWEST or counted.sum() < _FEWEST:
        return best
    weights = times * counted
    for background in _BACKGROUNDS:
        scores, places = _front(score(background), truth)
        settings = ClassSettings(background)
        loss = _loss(scores, places, weights, settings)
        for _ in range(_ROUNDS):
            before = loss
            for name, values in _GRID.items():
                for value in values:
                    other = replace(settings, **{name: value})
                    now = _loss(scores, places, weights, other)
                    if now < loss:
                        settings, loss = other, now
            if loss == before:
                break
        if loss < least:
            best, least = settings, loss
            sure = _softmax(scores, settings).max(axis=1).astype(np.float64)
    offset, slope = _logistic(sure, counted, times)
    return replace(best, offset=offset, slope=slope)


def _softmax(scores: SampleScores, settings: ClassSettings) -> Table:
    scale = settings.sharpness / np.maximum(scores.known, 1) ** settings.damping
    logits: Table = scores.gains * scale[:, None].astype(np.float32)
    logits += scores.prior
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits


def _front(scores: SampleScores, truth: Places) -> tuple[SampleScores, Places]:
    """The likeliest classes and the true one of each text, and the true one's place among them."""
    if scores.gains.shape[1] <= _CLASSES:
        return scores, truth
    weight = scores.prior + scores.gains / np.maximum(scores.known, 1)[:, None] ** 0.25
    weight[np.arange(len(truth)), truth] = np.inf
    kept = np.sort(np.argpartition(-weight, _CLASSES, axis=1)[:, :_CLASSES], axis=1)
    gains, prior = (np.take_along_axis(table, kept, axis=1) for table in (scores.gains, scores.prior))
    return SampleScores(gains, prior, scores.known), (kept == truth[:, None]).argmax(axis=1)


def _loss(scores: SampleScores, places: Places, weights: Scores, settings: ClassSettings) -> float:
    true = _softmax(scores, settings)[np.arange(len(places)), places]
    return float(np.average(-np.log(np.maximum(true, _LEAST)), weights=weights))


def _logistic(sure: Scores, counted: Scores, times: Scores) -> tuple[float, float]:
    """Offset and slope of the curve, by Newton's method; a little ridge keeps them finite. The slope is 0 at least."""
    top = np.clip(sure, _LEAST, 1.0 - _LEAST)
    inputs = np.stack([np.ones(len(top)), np.log(top / (1.0 - top))], axis=1)
    weights = np.zeros(2)
    for _ in range(30):
        chance = 1.0 / (1.0 + np.exp(-inputs @ weights))
        slope = inputs.T @ (times * (chance - counted)) + _RIDGE * weights
        curve = (inputs * (times * chance * (1.0 - chance))[:, None]).T @ inputs + _RIDGE * np.eye(2)
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if np.abs(step).max() < 1e-9:
            break
    return float(weights[0]), max(0.0, float(weights[1]))
