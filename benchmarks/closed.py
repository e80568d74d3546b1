"""Closed attributes of titles, most of them not written there: fashion-attributes and files of its form.

    python -m benchmarks.closed --train TRAIN --dev DEV --test STRIPPED --out PRED [--gold GOLD] [--name NAME]
        [--no-baseline]

The product learns from the cells of train (`LibraryRecognizer.learn`, as a build with `[recognition] inferred = true`
does) and recognises the titles of test. A value is given out from the probability on that has the best F1 on train,
where every row is judged by what was learned of others. dev is not read but for its digest: nothing is chosen on it.
The baseline is `benchmarks.closed_baseline`, with the same arguments; figures: `closed_figures`, counted with --gold.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import result_file
from benchmarks.closed_figures import Answer, Cell, Outcome, best_threshold, count
from benchmarks.fashion import ClosedRow, attributes_of, items_of, read_rows, release_of
from itemcenter import registry
from itemcenter.evidence.features import features_of
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.flow import HashSample, Processes
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


def product(train: Sequence[ClosedRow], test: Sequence[ClosedRow], taught: int, workers: int) -> Outcome:
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
    found = recognizer.learn(sample.entries(), workers, items)
    if found is None:
        raise SystemExit("train has too few rows to learn from")
    model, learned, _ = found
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
    asked_items = items_of([row._replace(labels={}) for row in test])

    def decide(low: int) -> dict[Cell, Answer]:
        return {(low + place, key): answer for (place, key), answer in _best(asked_items[low : low + _BATCH])}

    def _best(batch: Sequence[Item]) -> Iterator[tuple[Cell, Answer]]:
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
                    yield (place, key.id), Answer(text, float(chances[best]))

    answers: dict[Cell, Answer] = {}
    with Processes(decide, workers) as processes:
        for _, found_here in processes.map(range(0, len(asked_items), _BATCH)):
            answers |= found_here
    about = {
        "taught_by": len(sample.entries()),
        "train_f1": round(100 * f1, 2),
        "learning_seconds": round(learning, 1),
        "test_seconds": round(time.perf_counter() - begin - learning, 1),
        "model_bytes": size,
    }
    return Outcome(answers, threshold, about)


def predictions(outcome: Outcome, test: Sequence[ClosedRow]) -> list[dict[str, Any]]:
    return [
        {"id": test[row].id, "attribute": name, "values": [answer.value], "confidence": round(answer.chance, 4)}
        for (row, name), answer in sorted(outcome.answers.items())
        if answer.chance >= outcome.threshold
    ]


def arguments_of(doc: str | None, name: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option in ("--train", "--dev", "--test", "--out"):
        parser.add_argument(option, type=Path, required=True)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--name", default=name)
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    return parser


def write(
    arguments: argparse.Namespace, train: Sequence[ClosedRow], test: Sequence[ClosedRow], outcome: Outcome
) -> None:
    figures: dict[str, Any] = {"train_rows": len(train), "test_rows": len(test)}
    figures |= outcome.about | {"threshold": round(outcome.threshold, 4)}
    if arguments.gold:
        figures |= count(outcome, read_rows(arguments.gold), attributes_of(train))
    lines = [json.dumps(line) + "\n" for line in predictions(outcome, test)]
    arguments.out.write_text("".join(lines), encoding="utf-8")
    data = [arguments.train, arguments.dev, arguments.test, *filter(None, [arguments.gold])]
    result_file.write(arguments.results, arguments.name, figures, data)


def main() -> None:
    parser = arguments_of(__doc__, "closed_fashion")
    parser.add_argument("--taught", type=int, default=_TAUGHT, help="rows that the evidence model is taught by")
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    train, test = read_rows(arguments.train), read_rows(arguments.test)
    write(arguments, train, test, product(train, test, arguments.taught, arguments.workers))


if __name__ == "__main__":
    main()
