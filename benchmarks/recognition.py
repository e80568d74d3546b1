"""Recognition of closed values: WDC-PAVE and files of its form. Writes predictions for the scorer, and a result file.

    python -m benchmarks.recognition --train TRAIN --test STRIPPED --taxonomy TAXONOMY [--descriptions CSV] --out PRED
        [--path evidence|fused|stacked] [--unseen] [--distractors] [--name NAME] [--gold GOLD]

The model is fitted on the rows of train alone; the probability from which a value is given out is the one with the best
F1 on train, where every half is judged by the other. --unseen: for every category in turn, trained on the rows of the
others; its taxonomy and descriptions are given, none of its labelled rows; a category that test lacks is passed over.
--distractors: every list doubled by made-up
values. --path: the evidence model alone; a set discriminator that reads the item (extra `models`), fitted on the same
rows and served in ONNX form; or the evidence model with its margin, out of fold, as one more feature. --gold: also
count here, as the scorer does, so that the result file holds the figures.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks import result_file
from benchmarks.pave import PaveRows, Taxonomy, read_descriptions, read_rows, release_of, with_distractors, written
from benchmarks.read_and_decide import read_and_decide
from itemcenter import registry
from itemcenter.errors import InputError
from itemcenter.evidence.boosting import BoostingParams
from itemcenter.evidence.features import features_of
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.model import EvidenceModel
from itemcenter.evidence.rows import TrainingRows
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.decision import AskedItem, Judged
from itemcenter.library.learning import LabelledItem, asked_keys
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.teaching import Teacher
from itemcenter.library.vector_recall import VectorRecall
from itemcenter.library.wide_recall import WideRecall
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import CategoryId, TextSpan, ValueType

PARAMS = BoostingParams(rounds=150, depth=6, learning_rate=0.1, l2=2.0, row_share=0.8, feature_share=0.7)


class Fitted(NamedTuple):
    """decide: judges each row of an item"""

    decide: Callable[[AskedItem], Judged]
    recall: WideRecall
    threshold: float
    train_f1: float
    seconds: float


def fit(
    rows: PaveRows, labelled: list[LabelledItem], *, also_untaught: bool, with_vectors: bool, path: str = "evidence"
) -> Fitted:
    begin = time.perf_counter()
    lexicon = Lexicon(rows.release)
    vectors = None
    if with_vectors:
        vectors = VectorRecall(rows.release, CachedEncoder(registry.open_embedder("static", {}, Path())))
    teacher = Teacher(rows.release, book=rows.book, lexicon=lexicon, vectors=vectors)
    learned = teacher.learn(labelled)
    taught = learned.rows
    recall = WideRecall(rows.release, lexicon, learned.memory, vectors, learned.twins)
    fitted = TrainingRows.joined([taught, teacher.rows(labelled, taught=False)]) if also_untaught else taught
    if path == "evidence":
        model = EvidenceModel.fitted(fitted, PARAMS)
        # Thresholds are chosen on what a catalog with labels looks like, each half judged by the other.
        sample = EvidenceModel.fitted(taught, PARAMS).sample if also_untaught else model.sample
        decide = by_trees(model)
    else:
        decide, sample = read_and_decide(rows, labelled, recall, fitted, len(taught.right), path, PARAMS)
    stated = sum(bool(values) for item in labelled for values in item.labels.values())
    threshold, f1 = best_threshold(sample.probability, sample.right, stated)
    return Fitted(decide, recall, threshold, f1, time.perf_counter() - begin)


def by_trees(model: EvidenceModel) -> Callable[[AskedItem], Judged]:
    def decide(item: AskedItem) -> Judged:
        margin = model.margin(item.rows.features, np.full(len(item.rows.asked), EVERYTHING, dtype=np.int64))
        return Judged(margin, model.calibration.probability(margin))

    return decide


def best_threshold(probability: Any, right: Any, stated: int) -> tuple[float, float]:
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(right[order])
    f1 = 2.0 * hits / (np.arange(1, len(order) + 1) + stated)
    best = int(f1.argmax())
    return float(probability[order][best]), float(f1[best])


def predict(
    rows: PaveRows, fitted: Fitted, test: list[tuple[int, dict[str, Any]]], taxonomy: Taxonomy
) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for number, row in test:
        item = rows.item(row, number)
        words = fitted.recall.words(item)
        plan = rows.book.plan(item.category_id or CategoryId(""))
        sets = fitted.recall.recall([words], [plan], [EVERYTHING])[0]
        asked = asked_keys(sets, fitted.recall)
        found = features_of(words, asked, fitted.recall.memory, EVERYTHING)
        if len(found.asked):
            about = AskedItem(item, asked, found, EVERYTHING)
            out += lines_of(about, fitted.decide(about), fitted.threshold, taxonomy[row["category"]])
    return out


def lines_of(
    item: AskedItem, judged: Judged, threshold: float, allowed: Mapping[str, list[str]]
) -> Iterator[dict[str, Any]]:
    """Predictions of one item: the most probable candidate of each key, if it reaches the threshold."""
    for place, (key, candidates, _) in enumerate(item.keys):
        mine = np.flatnonzero(item.rows.asked == place)
        if not len(mine):
            continue
        best = mine[int(judged.margin[mine].argmax())]
        candidate = candidates[int(item.rows.candidate[best])]
        text = written(candidate.value, allowed[key.name])
        if judged.probability[best] >= threshold and text:
            spans = [[s.field, s.start, s.end] for s in candidate.evidence if isinstance(s, TextSpan)]
            line = {"row": int(item.item.id), "attribute": key.name, "values": [text]}
            yield line | {"confidence": round(float(judged.probability[best]), 4), "evidence": spans}


def run(arguments: argparse.Namespace) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    taxonomy: Taxonomy = json.loads(arguments.taxonomy.read_text(encoding="utf-8"))
    if arguments.distractors:
        taxonomy = with_distractors(taxonomy)
    release = release_of(taxonomy, read_descriptions(arguments.descriptions))
    rows = PaveRows(release, PlanBook(release))
    train, test = read_rows(arguments.train), list(enumerate(read_rows(arguments.test)))
    predictions: list[dict[str, Any]] = []
    figures: dict[str, Any] = {"train_rows": len(train), "test_rows": len(test), "train_f1": {}, "threshold": {}}
    seconds = 0.0
    for unseen in list(taxonomy) if arguments.unseen else [""]:
        asked = [(number, row) for number, row in test if not unseen or row["category"] == unseen]
        if not asked:
            continue
        labelled = [rows.labelled(row, n) for n, row in enumerate(train) if row["category"] != unseen]
        if not labelled:
            what = f"no row is of another category than {unseen!r}" if unseen else "there is no row"
            raise InputError(f"{what}: there is nothing to learn from", place=str(arguments.train))
        fitted = fit(
            rows,
            labelled,
            also_untaught=arguments.unseen,
            with_vectors=not arguments.no_vectors,
            path=arguments.path,
        )
        begin = time.perf_counter()
        predictions += predict(rows, fitted, asked, taxonomy)
        seconds += fitted.seconds
        figures["train_f1"][unseen or "all"] = round(100 * fitted.train_f1, 2)
        figures["threshold"][unseen or "all"] = round(fitted.threshold, 3)
        figures["test_items_per_second"] = round(len(asked) / (time.perf_counter() - begin), 1)
    figures["fit_seconds"] = round(seconds, 1)
    if arguments.gold:
        figures |= count(read_rows(arguments.gold), predictions, rows, taxonomy)
    return predictions, figures


def count(
    gold: list[dict[str, Any]], predictions: list[dict[str, Any]], rows: PaveRows, taxonomy: Taxonomy
) -> dict[str, Any]:
    """Micro F1 as the scorer counts it: all, without the four sides, and by kind of key."""
    said = {(line["row"], line["attribute"]): line["values"][0] for line in predictions}
    tallies: dict[str, list[int]] = {}
    for number, row in enumerate(gold):
        for attribute, entry in row["target_scores"].items():
            true = [value for value in entry if value != "n/a"]
            value = said.get((number, attribute))
            hit = value is not None and value in true
            counts = (int(hit), int(value is not None and not hit), int(bool(true) and not hit))
            kinds = ["all", _kind(rows, row["category"], attribute, taxonomy)]
            if attribute not in ("Width", "Height", "Depth", "Length"):
                kinds.append("without_sides")
            for kind in kinds:
                tally = tallies.setdefault(kind, [0, 0, 0])
                for place in range(3):
                    tally[place] += counts[place]
    out: dict[str, Any] = {}
    for kind, (hits, wrong, missed) in sorted(tallies.items()):
        out[kind] = {
            "precision": round(100 * hits / max(1, hits + wrong), 2),
            "recall": round(100 * hits / max(1, hits + missed), 2),
            "f1": round(200 * hits / max(1, 2 * hits + wrong + missed), 2),
        }
    return out


def _kind(rows: PaveRows, category: str, attribute: str, taxonomy: Taxonomy) -> str:
    key = next(k for k in rows.book.plan(CategoryId(_place(category))).keys if k.name == attribute)
    if key.type is ValueType.QUANTITY:
        return "measures"
    values = taxonomy[category][attribute]
    codes = sum(" " not in value and sum(c.isdigit() for c in value) >= 3 for value in values)
    return "identifiers" if codes > 0.7 * len(values) else "rest"


def _place(category: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in category.lower()).split())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--train", "--test", "--taxonomy", "--out"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--descriptions", type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--distractors", action="store_true")
    parser.add_argument("--path", choices=("evidence", "fused", "stacked"), default="evidence")
    parser.add_argument("--no-vectors", action="store_true", help="leave recall by nearness of meaning out")
    parser.add_argument("--name", default="recognition")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    predictions, figures = run(arguments)
    arguments.out.write_text("".join(json.dumps(line) + "\n" for line in predictions), encoding="utf-8")
    data = [arguments.train, arguments.test, arguments.taxonomy, *filter(None, [arguments.descriptions])]
    result_file.write(arguments.results, arguments.name, figures, data)


if __name__ == "__main__":
    main()
