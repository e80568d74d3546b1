"""Closed attributes of titles, most of them not written there: fashion-attributes and files of its form.

    python -m benchmarks.closed --train TRAIN --dev DEV --test STRIPPED --out PRED [--gold GOLD] [--name NAME]
        [--no-baseline]

The product learns from the cells of train (`LibraryRecognizer.learn`, as a build with `[recognition] inferred = true`
does) and recognises the titles of test. A value is given out from the probability on that has the best F1 on train,
where every row is judged by what was learned of others. dev is not read but for its digest: nothing is chosen on it.
The baseline (`closed_baseline`, needs the extra `bench`) is chosen and cut off by the same rule.

Counted with --gold, micro over all (row, attribute) pairs, as the scorer does (WDC-PAVE): a value where none is
given is one false positive, a missing value one false negative, a wrong value both.
    risk_coverage_area  pairs are ranked by the confidence in their best value, ties by row and attribute; risk at k is
                        the share of wrong ones among the first k; the area is the mean of the risks at k = 1 ... n, in
                        percent: lower is better, a perfect ranking of the same answers gives `risk_coverage_best`.
                        Nothing is withheld here. Pairs without any answer come last and count as wrong where a value
                        is given, else not at all.
    best_values_right   share of given values that are the best answer, withheld or not (accuracy)
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks import result_file
from benchmarks.fashion import ClosedRow, attributes_of, items_of, read_rows, release_of
from itemcenter import registry
from itemcenter.evidence.features import features_of
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.flow import HashSample
from itemcenter.library import CategoryOptions, EvidenceOptions, Learned, LibraryRecognizer
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.learning import asked_keys
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.vector_recall import VectorRecall
from itemcenter.library.wide_recall import WideRecall
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import Item

_BATCH = 256
#: Items that the evidence model is taught by: what a build takes at most (`jobs.learn.SAMPLE_ITEMS`).
_TAUGHT = 3_000
Cell = tuple[int, str]


class Answer(NamedTuple):
    """The best value of a pair, and the probability that it is right."""

    value: str
    chance: float


class Outcome(NamedTuple):
    answers: dict[Cell, Answer]
    threshold: float
    about: dict[str, Any]


def product(train: Sequence[ClosedRow], test: Sequence[ClosedRow], taught: int) -> Outcome:
    begin = time.perf_counter()
    release = release_of(train)
    encoder = CachedEncoder(registry.open_embedder("static", {}, Path()))
    lexicon, vectors = Lexicon(release), VectorRecall(release, encoder)
    recognizer = LibraryRecognizer(
        release,
        Learned.shipped(),
        CategoryOptions(),
        EvidenceOptions(inferred=True),
        encoder,
        lexicon=lexicon,
        vectors=vectors,
    )
    items = items_of(train)
    sample: HashSample[Item] = HashSample(taught)
    for item in items:
        sample.offer(item.id, item)
    found = recognizer.learn(sample.entries(), more=items)
    if found is None:
        raise SystemExit("train has too few rows to learn from")
    model, learned = found
    with tempfile.TemporaryDirectory() as folder:
        kept = Learned.save(
            Path(folder) / "learned", model, learned.memory, {}, name="closed", card="", twins=learned.twins,
            implied=learned.implied,
        )  # fmt: skip
        size = sum(file.stat().st_size for file in (Path(folder) / "learned").iterdir())
    stated = sum(bool(value) for item in sample.entries() for value in item.specs)
    threshold, f1 = best_threshold(model.sample.probability, model.sample.right, stated)
    learning = time.perf_counter() - begin
    recall = WideRecall(release, lexicon, kept.memory, vectors, kept.twins, kept.implied)
    book = PlanBook(release)
    answers: dict[Cell, Answer] = {}
    asked_items = items_of([row._replace(labels={}) for row in test])
    for low in range(0, len(asked_items), _BATCH):
        batch = asked_items[low : low + _BATCH]
        words = [recall.words(item) for item in batch]
        plans = [book.plan(item.category_id) for item in batch if item.category_id is not None]
        sets = recall.recall(words, plans, [EVERYTHING] * len(batch))
        for place, (own, own_sets) in enumerate(zip(words, sets, strict=True)):
            asked = asked_keys(own_sets, recall)
            rows = features_of(own, asked, recall.memory, EVERYTHING)
            chances = kept.model.untaught(rows.features)
            for number, (key, candidates, _) in enumerate(asked):
                mine = np.flatnonzero(rows.asked == number)
                if len(mine):
                    best = mine[int(chances[mine].argmax())]
                    text = candidates[int(rows.candidate[best])].value.text
                    answers[low + place, key.id] = Answer(text, float(chances[best]))
    about = {
        "taught_by": len(sample.entries()),
        "train_f1": round(100 * f1, 2),
        "learning_seconds": round(learning, 1),
        "test_seconds": round(time.perf_counter() - begin - learning, 1),
        "model_bytes": size,
    }
    return Outcome(answers, threshold, about)


def baseline(train: Sequence[ClosedRow], test: Sequence[ClosedRow], attributes: Sequence[str]) -> Outcome:
    from benchmarks import closed_baseline  # scikit-learn is in the extra `bench`

    fitted = closed_baseline.run(train, test, attributes)
    right = np.array([float(train[a.row].labels[a.attribute] == a.value) for a in fitted.cross])
    stated = sum(bool(value) for row in train for value in row.labels.values())
    threshold, f1 = best_threshold(np.array([a.chance for a in fitted.cross]), right, stated)
    answers = {(a.row, a.attribute): Answer(a.value, a.chance) for a in fitted.test}
    return Outcome(answers, threshold, fitted.about | {"train_f1": round(100 * f1, 2)})


def best_threshold(probability: Any, right: Any, stated: int) -> tuple[float, float]:
    """The probability from which on to answer so that F1 is best, and that F1; (n,) each."""
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(right[order])
    f1 = 2.0 * hits / (np.arange(1, len(order) + 1) + stated)
    last = np.append(np.diff(probability[order]) != 0, True)  # equals are given out together
    best = int(np.where(last, f1, 0.0).argmax())
    return float(probability[order][best]), float(f1[best])


def count(outcome: Outcome, gold: Sequence[ClosedRow], attributes: Sequence[str]) -> dict[str, Any]:
    by_attribute = {name: _counted(outcome, gold, [name]) for name in attributes}
    return _counted(outcome, gold, attributes) | {"by_attribute": by_attribute}


def _counted(outcome: Outcome, gold: Sequence[ClosedRow], attributes: Sequence[str]) -> dict[str, float]:
    hits = wrong = missed = given = best = unanswered = 0
    ranked: list[tuple[float, int]] = []
    for number, row in enumerate(gold):
        for name in attributes:
            true, answer = row.labels.get(name, ""), outcome.answers.get((number, name))
            given += bool(true)
            if answer is None:
                unanswered += bool(true)
                missed += bool(true)
                continue
            right = answer.value == true
            best += right
            ranked.append((-answer.chance, int(not right)))
            said = answer.chance >= outcome.threshold
            hits += said and right
            wrong += said and not right
            missed += bool(true) and not (said and right)
    order = sorted(range(len(ranked)), key=lambda place: ranked[place][0])
    errors = np.array([ranked[place][1] for place in order] + [1] * unanswered, dtype=np.float64)
    ideal = np.sort(errors)
    steps = np.arange(1, len(errors) + 1)
    return {
        "precision": round(100 * hits / max(1, hits + wrong), 2),
        "recall": round(100 * hits / max(1, hits + missed), 2),
        "f1": round(200 * hits / max(1, 2 * hits + wrong + missed), 2),
        "best_values_right": round(100 * best / max(1, given), 2),
        "risk_coverage_area": round(100 * float((np.cumsum(errors) / steps).mean()), 3),
        "risk_coverage_best": round(100 * float((np.cumsum(ideal) / steps).mean()), 3),
    }


def run(arguments: argparse.Namespace) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    train, test = read_rows(arguments.train), read_rows(arguments.test)
    attributes = attributes_of(train)
    ours = product(train, test, arguments.taught)
    outcomes = {"itemcenter": ours}
    if not arguments.no_baseline:
        if importlib.util.find_spec("sklearn") is None:
            raise SystemExit('the baseline needs scikit-learn: pip install "itemcenter[bench]", or give --no-baseline')
        outcomes["baseline"] = baseline(train, test, attributes)
    figures: dict[str, Any] = {"train_rows": len(train), "test_rows": len(test)}
    gold = read_rows(arguments.gold) if arguments.gold else None
    for name, outcome in outcomes.items():
        figures[name] = outcome.about | {"threshold": round(outcome.threshold, 4)}
        if gold is not None:
            figures[name] |= count(outcome, gold, attributes)
    lines = [
        {"id": test[row].id, "attribute": name, "values": [answer.value], "confidence": round(answer.chance, 4)}
        for (row, name), answer in sorted(ours.answers.items())
        if answer.chance >= ours.threshold
    ]
    return lines, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--train", "--dev", "--test", "--out"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--no-baseline", action="store_true", help="leave the bag-of-words baseline out")
    parser.add_argument("--taught", type=int, default=_TAUGHT, help="rows that the evidence model is taught by")
    parser.add_argument("--name", default="closed_fashion")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    predictions, figures = run(arguments)
    arguments.out.write_text("".join(json.dumps(line) + "\n" for line in predictions), encoding="utf-8")
    data = [arguments.train, arguments.dev, arguments.test, *filter(None, [arguments.gold])]
    result_file.write(arguments.results, arguments.name, figures, data)


if __name__ == "__main__":
    main()
