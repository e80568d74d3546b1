"""The learner of the evidence model: quality and time beside scikit-learn's, calibration and thresholds on few labels.

    python -m benchmarks.learner --out benchmarks/results

Everything is generated or comes with scikit-learn, so no data file is needed. One thread; seconds are processor time,
so that other work on the machine shows as little as possible.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):  # must be set before the libraries are loaded
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402

from benchmarks import learner_data, result_file  # noqa: E402
from benchmarks.learner_data import Floats, Problem, Table  # noqa: E402
from itemcenter.artifacts import npz_bytes  # noqa: E402
from itemcenter.evidence import (  # noqa: E402
    BoostingParams,
    Calibration,
    KeyThresholds,
    ObliviousTrees,
    ThresholdParams,
)
from itemcenter.evidence.isotonic import IsotonicCalibration  # noqa: E402
from itemcenter.evidence.logistic import sigmoid  # noqa: E402
from itemcenter.evidence.reliability import log_loss_of  # noqa: E402
from itemcenter.evidence.smooth_calibration import SmoothCalibration  # noqa: E402

_ROUNDS, _DEPTH = 150, 6
_FOLDS = 5

Learner = Callable[[Table, Floats], Callable[[Table], Floats]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--predict-rows", type=int, default=1_000_000)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    learners = _learners()
    figures: dict[str, Any] = {
        "features": learner_data.FEATURES,
        "trees": _ROUNDS,
        "depth": _DEPTH,
        "evidence": {rows: _evidence(learners, rows) for rows in (arguments.rows // 20, arguments.rows)},
        "tables": _tables(learners),
        "predict": _predict(arguments.rows, arguments.predict_rows),
        "calibration_log_loss": _calibration(),
        "thresholds": _thresholds(),
    }
    result_file.write(arguments.out, "learner", figures, [])


def _learners() -> dict[str, Learner]:
    """Ours, and scikit-learn's as it comes and with as deep trees as ours; all with a learning rate of 0.1.

    The last two are for labels with little noise: more trees, ours with less restraint.
    """

    def ours(**more: Any) -> Learner:
        params = replace(BoostingParams(rounds=_ROUNDS, depth=_DEPTH), **more)
        return lambda x, y: ObliviousTrees.fit(x, y, params=params).probability

    def theirs(**more: int) -> Learner:
        kind = importlib.import_module("sklearn.ensemble").HistGradientBoostingClassifier

        def fit(x: Table, y: Floats) -> Callable[[Table], Floats]:
            model = kind(early_stopping=False, **({"max_iter": _ROUNDS} | more)).fit(x, y)
            return lambda rows: np.asarray(model.predict_proba(rows)[:, 1], dtype=np.float64)

        return fit

    learners = {"ours": ours(), "ours_half_of_rows": ours(row_share=0.5)}
    eager = {"ours_400_eager": ours(rounds=400, l2=0.3, min_child_hessian=0.1)}
    try:
        learners |= {"hgb": theirs(), "hgb_as_deep": theirs(max_depth=_DEPTH, max_leaf_nodes=1 << _DEPTH)}
        return learners | eager | {"hgb_400": theirs(max_iter=400)}
    except ImportError:
        print("without scikit-learn: pip install itemcenter[bench]", file=sys.stderr)
        return learners


def _evidence(learners: dict[str, Learner], rows: int) -> dict[str, Any]:
    known, unseen = learner_data.evidence(rows, seed=1), learner_data.evidence(100_000, seed=2)
    return {name: _judged(fit, [(known, unseen)]) for name, fit in learners.items()}


def _tables(learners: dict[str, Learner]) -> dict[str, Any]:
    if "hgb" not in learners:
        return {}
    figures = {}
    for problem in learner_data.bundled():
        fold = np.random.default_rng(0).permutation(len(problem.y)) % _FOLDS
        parts = [(_part(problem, fold != number), _part(problem, fold == number)) for number in range(_FOLDS)]
        figures[problem.name] = {name: _judged(fit, parts) for name, fit in learners.items()}
    return figures


def _part(problem: Problem, rows: Any) -> Problem:
    return Problem(problem.name, problem.x[rows], problem.y[rows])


def _judged(fit: Learner, parts: list[tuple[Problem, Problem]]) -> dict[str, float]:
    """Mean over (known, unseen) pairs of log loss and area under the ROC curve; processor seconds in total."""
    losses, areas, fit_s, predict_s = [], [], 0.0, 0.0
    for known, unseen in parts:
        begin = time.process_time()
        predict = fit(known.x, known.y)
        fitted = time.process_time()
        chance = predict(unseen.x)
        fit_s, predict_s = fit_s + fitted - begin, predict_s + time.process_time() - fitted
        losses.append(log_loss_of(chance, unseen.y))
        areas.append(_area(chance, unseen.y))
    figures = {
        "log_loss": round(float(np.mean(losses)), 4),
        "auc": round(float(np.mean(areas)), 4),
        "fit_s": round(fit_s, 2),
        "predict_s": round(predict_s, 2),
    }
    print(parts[0][0].name, len(parts[0][0].y), figures, file=sys.stderr, flush=True)
    return figures


def _area(chance: Floats, label: Floats) -> float:
    """Share of (right, wrong) pairs in the right order, equals counted half."""
    _, place, rows = np.unique(chance, return_inverse=True, return_counts=True)
    rank = (np.cumsum(rows) - (rows - 1) / 2.0)[place]
    right = float(label.sum())
    return float((rank[label == 1].sum() - right * (right + 1) / 2) / (right * (len(label) - right)))


def _predict(rows: int, predict_rows: int) -> dict[str, Any]:
    known = learner_data.evidence(rows, seed=1)
    begin = time.process_time()
    model = ObliviousTrees.fit(known.x, known.y, params=BoostingParams(rounds=_ROUNDS, depth=_DEPTH))
    fit_s = time.process_time() - begin
    asked = learner_data.evidence(predict_rows, seed=3).x
    times = {}
    for name, call, some in (
        ("margins", model.margin, asked),
        ("explanations_first", model.contributions, asked[:1]),  # makes the tables of all trees
        ("explanations", model.contributions, asked[: predict_rows // 10]),
        ("one_row", model.margin, asked[:1]),
    ):
        begin = time.process_time()
        call(some)
        times[name] = {"rows": len(some), "s": round(time.process_time() - begin, 4)}
    return {"fit_rows": rows, "fit_s": round(fit_s, 2), "weights_bytes": len(npz_bytes(model.to_arrays()))} | times


def _calibration() -> dict[str, Any]:
    """Log loss on 20,000 unseen rows of each curve fitted to n rows, mean of 20 draws, for margins that are wrong."""
    wrongs: dict[str, Callable[[Floats], Floats]] = {
        "straight": lambda margin: 1.5 * margin + 0.5,
        "bent": lambda margin: np.where(margin > 0, 0.3 * margin, 2.0 * margin) + 0.5 * np.sin(2.0 * margin),
    }
    figures: dict[str, Any] = {}
    for name, true in wrongs.items():
        for rows in (20, 100, 500, 1_000, 2_000, 10_000):
            losses = np.zeros(4)
            for seed in range(20):
                chance = np.random.default_rng(seed)
                margin = chance.normal(size=rows + 20_000) * 2.0 - 0.5
                label = (chance.random(len(margin)) < sigmoid(true(margin))).astype(np.float64)
                known = margin[:rows], label[:rows], np.ones(rows)
                curves: list[Calibration] = [
                    SmoothCalibration(1.0, 1.0, 0.0),
                    SmoothCalibration.fit(*known, bent=False),
                    SmoothCalibration.fit(*known, bent=True),
                    IsotonicCalibration.fit(*known),
                ]
                for place, curve in enumerate(curves):
                    losses[place] += log_loss_of(curve.probability(margin[rows:]), label[rows:]) / 20
            names = ("as_it_is", "line", "beta", "isotonic")
            figures[f"{name}_{rows}"] = dict(zip(names, losses.round(4).tolist(), strict=True))
    return figures


def _thresholds() -> dict[str, Any]:
    """Precision and recall on unseen candidates, by target and params: 200 keys, each off calibration by its own shift
    (log-odds, standard deviation 0.7), with 0 to 300 labels and 200 candidates without; mean of 3 draws.
    """
    figures = {}
    for target in (0.8, 0.9, 0.95):
        for strength, z in ((0.0, 0.0), (5.0, 0.0), (20.0, 0.0), (100.0, 0.0), (20.0, 1.0), (20.0, 1.645)):
            params = ThresholdParams(precision=target, strength=strength, z=z)
            given, right, there = np.sum([_threshold_draw(seed, params) for seed in range(3)], axis=0)
            figures[f"target_{target}_strength_{strength:g}_z_{z:g}"] = {
                "precision": round(float(right / given), 4),
                "recall": round(float(right / there), 4),
            }
    return figures


def _threshold_draw(seed: int, params: ThresholdParams) -> tuple[float, float, float]:
    """Given out, right among them, right ones in all."""
    chance = np.random.default_rng(seed)
    number = 200
    shift, middle = chance.normal(size=number) * 0.7, chance.normal(size=number) * 1.5
    labels = chance.choice([0, 3, 10, 30, 100, 300], number)
    key = np.repeat(np.arange(number), labels + 400)
    margin = middle[key] + 2.0 * chance.normal(size=len(key))
    right = (chance.random(len(key)) < sigmoid(margin + shift[key])).astype(np.float64)
    place = np.arange(len(key)) - np.repeat(np.cumsum(labels + 400) - (labels + 400), labels + 400)
    unseen = place >= labels[key] + 200
    label = np.where(place < labels[key], right, np.nan)
    names = [f"key {code}" for code in key]
    known = np.flatnonzero(~unseen)
    found = KeyThresholds.fit([names[row] for row in known], sigmoid(margin[known]), label[known], params=params)
    given = unseen & (sigmoid(margin) >= found.thresholds_for(names))
    return float(given.sum()), float(right[given].sum()), float(right[unseen].sum())


if __name__ == "__main__":
    main()
