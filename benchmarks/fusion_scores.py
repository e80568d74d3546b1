"""Counting for fusion: B-cubed figures and files for `score.py clusters`, AUC and rank correlation of pair scores."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: By space and writing, its cluster.
Clusters = Mapping[str, Mapping[str, str]]


def b_cubed(gold: Clusters, found: Clusters) -> dict[str, float]:
    """In percent, over all writings; spaces are never mixed."""
    precision = recall = count = 0.0
    for space, meant in gold.items():
        own = found[space]
        both = Counter((meant[text], own[text]) for text in meant)
        wanted, said = Counter(meant.values()), Counter(own[text] for text in meant)
        for (value, cluster), number in both.items():
            precision += number * number / said[cluster]
            recall += number * number / wanted[value]
        count += len(meant)
    precision, recall = precision / count, recall / count
    return {
        "b3_precision": round(100 * precision, 2),
        "b3_recall": round(100 * recall, 2),
        "b3_f1": round(200 * precision * recall / (precision + recall), 2),
        "writings": int(count),
    }


def write_lines(path: Path, clusters: Clusters) -> None:
    """The form that `score.py clusters` reads."""
    with path.open("w", encoding="utf-8") as stream:
        for space, own in clusters.items():
            for text, cluster in own.items():
                line = {"id": text, "space": space, "cluster": cluster}
                stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def ranks(values: Floats) -> Floats:
    """From 1, the mean rank for equal values."""
    order = np.argsort(values, kind="stable")
    _, inverse, counts = np.unique(values[order], return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    mean = (last - counts + 1 + last) / 2
    out = np.empty(len(values))
    out[order] = mean[inverse]
    return out


def auc(same: npt.NDArray[np.bool_], score: Floats) -> float:
    """The share of (same, other) pairs that the score puts in order; ties count half."""
    positive = int(same.sum())
    negative = len(same) - positive
    return float((ranks(score)[same].sum() - positive * (positive + 1) / 2) / (positive * negative))


def auc_within(space: Sequence[int], same: npt.NDArray[np.bool_], score: Floats) -> float:
    """The mean of the AUC of each space, by its writings; spaces without both kinds left out."""
    by_space = defaultdict(list)
    for place, number in enumerate(space):
        by_space[number].append(place)
    total = weight = 0.0
    for places in by_space.values():
        some = same[places]
        if some.any() and not some.all():
            total += float(some.sum()) * auc(some, score[places])
            weight += float(some.sum())
    return total / weight


def spearman(grade: Floats, score: Floats) -> float:
    return float(np.corrcoef(ranks(grade), ranks(score))[0, 1])
