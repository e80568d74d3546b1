"""What each part of recognition brings, on the rows of a train file of the WDC-PAVE form.

    python -m benchmarks.recognition_ablation --train TRAIN --taxonomy TAXONOMY [--descriptions CSV] [--seeds N]

Taught and fitted with everything, then with one part left out after the other (or, for what a default build has not,
put in). Counts leave out an item's own fifth, trees its half, so every row is judged by what has not seen it. F1 at the
best threshold, and average precision, as means over seeds of the trees. No test file is read.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import result_file
from benchmarks.pave import PaveRows, read_descriptions, read_rows, release_of
from benchmarks.recognition import PARAMS, best_threshold
from itemcenter import registry
from itemcenter.evidence.features import NAMES
from itemcenter.evidence.model import EvidenceModel
from itemcenter.evidence.rows import TrainingRows
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.teaching import Teacher
from itemcenter.library.vector_recall import VectorRecall
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import OntologyRelease

#: Parts that are columns alone: by the beginnings of their names.
COLUMNS: dict[str, tuple[str, ...]] = {
    "twins": ("twin_",),
    "contexts": ("precision_", "claim_precision_lead"),
    "associations": ("association",),
    "log_odds": ("log_odds",),
    "priors": ("prior", "brand_prior", "fill", "known"),
    "similarity": ("similarity",),
    "competition": (
        "candidates", "rank", "score_lead", "span_claims", "claim_lead", "inside_longer", "earlier_rivals",
    ),
}  # fmt: skip


def without_columns(rows: TrainingRows, part: str) -> TrainingRows:
    """The rows with the part's columns missing."""
    features = rows.features.copy()
    features[:, [place for place, name in enumerate(NAMES) if name.startswith(COLUMNS[part])]] = np.nan
    return replace(rows, features=features)


def without_notes(release: OntologyRelease) -> OntologyRelease:
    """Keys without what experts write on how their values are put."""
    return replace(release, keys=tuple(replace(key, normalisation="") for key in release.keys))


def without_descriptions(release: OntologyRelease) -> OntologyRelease:
    """Values without what experts say of them: what a description names is no name of the value."""
    lists = (
        replace(entry, values=tuple(replace(value, description="") for value in entry.values))
        for entry in release.value_lists
    )
    return replace(release, value_lists=tuple(lists))


def taught(
    release: OntologyRelease, train: list[dict[str, Any]], vectors: bool = True, implied: bool = False
) -> TrainingRows:
    rows = PaveRows(release, PlanBook(release))
    labelled = [rows.labelled(row, number) for number, row in enumerate(train)]
    near = VectorRecall(release, CachedEncoder(registry.open_embedder("static", {}, Path()))) if vectors else None
    teacher = Teacher(release, book=rows.book, lexicon=Lexicon(release), vectors=near)
    return teacher.learn(labelled, implied=teacher.implied(labelled, labelled) if implied else None).rows


def variants(release: OntologyRelease, train: list[dict[str, Any]]) -> Iterator[tuple[str, TrainingRows]]:
    """(what is left out or put in, rows), the whole first."""
    everything = taught(release, train)
    yield "all", everything
    for part in COLUMNS:
        yield part, without_columns(everything, part)
    yield "vectors", taught(release, train, vectors=False)
    yield "notes", taught(without_notes(release), train)
    yield "descriptions", taught(without_descriptions(release), train)
    yield "with_implied", taught(release, train, implied=True)


def judged(rows: TrainingRows, stated: int, seeds: int) -> dict[str, float]:
    """Percent; recall: pairs whose right value is among the candidates."""
    f1, precision = [], []
    for seed in range(seeds):
        sample = EvidenceModel.fitted(rows, replace(PARAMS, seed=seed)).sample
        f1.append(best_threshold(sample.probability, sample.right, stated)[1])
        precision.append(sample.average_precision())
    found = len(np.unique(rows.pair[rows.right == 1.0])) / max(1, stated)
    figures = {"f1": float(np.mean(f1)), "average_precision": float(np.mean(precision)), "recall": found}
    return {name: round(100 * value, 2) for name, value in figures.items()}


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    begin = time.process_time()
    release = release_of(
        json.loads(arguments.taxonomy.read_text(encoding="utf-8")), read_descriptions(arguments.descriptions)
    )
    train = read_rows(arguments.train)
    stated = sum(any(value != "n/a" for value in entry) for row in train for entry in row["target_scores"].values())
    without = {}
    for part, rows in variants(release, train):
        without[part] = judged(rows, stated, arguments.seeds)
        print(part, without[part], file=sys.stderr, flush=True)
    seconds = round(time.process_time() - begin, 1)
    return {"rows": len(train), "stated": stated, "seeds": arguments.seeds, "without": without, "cpu_seconds": seconds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--train", "--taxonomy"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--descriptions", type=Path)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--name", default="recognition_ablation")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    figures = run(arguments)
    data = [arguments.train, arguments.taxonomy, *filter(None, [arguments.descriptions])]
    result_file.write(arguments.results, arguments.name, figures, data)


if __name__ == "__main__":
    main()
