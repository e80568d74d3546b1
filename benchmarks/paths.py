"""Items a second of each way to decide, in one run, against a cross-encoder that reads one (item, key) pair a pass.

    python -m benchmarks.paths --train TRAIN --test TEST --taxonomy TAXONOMY [--descriptions CSV] [--items 100]
        [--name NAME]

Items are judged together, as in a build. evidence: trees over features. fused: the set discriminator, an item read once
for all its keys. stacked: trees over features and margins. pairs: the same network with the same weights, but the item
read again for every key; its answers are those of fused. reference: the joint reader in torch, 32 bits, which reads key
and candidates behind the item's text, read once; fitted on four fifths of train, its threshold chosen on the rest
(minutes). joint: what a cross-encoder reads, key, candidates and item in one text, one pass a pair through the 8-bit
network of fused; only its time is measured, since a pass that was never trained has no answers worth counting.
Recall and features are the same for all and are timed apart. F1 over the items asked; the test file is looked at for
that alone.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks import result_file
from benchmarks.pave import PaveRows, read_descriptions, read_rows, release_of
from benchmarks.read_and_decide import fit_joint, fit_reader, judge_of
from benchmarks.recognition import PARAMS, best_threshold, count, lines_of
from itemcenter import registry
from itemcenter.evidence.features import Matrix, features_of
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.model import EvidenceModel
from itemcenter.evidence.rows import Sample
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.decision import AskedItem, Judged
from itemcenter.library.learning import LabelledItem, asked_keys
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.reading_discriminator import MarginJudge, Margins, read_margins
from itemcenter.library.slot_rows import slots_of
from itemcenter.library.teaching import Teacher
from itemcenter.library.vector_recall import VectorRecall
from itemcenter.library.wide_recall import WideRecall
from itemcenter.ports import SlotReader
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import CategoryId

#: Judges items together, as a build does.
Decide = Callable[[Sequence[AskedItem]], list[Judged]]


def paths(
    rows: PaveRows, labelled: list[LabelledItem]
) -> tuple[WideRecall, SlotReader, dict[str, tuple[Decide, Sample, int]]]:
    """Every way to decide, fitted on the same rows, and what its threshold is chosen on: scores, values stated."""
    stated, apart = _stated(labelled), _stated([entry for entry in labelled if entry.part == 0])
    lexicon = Lexicon(rows.release)
    vectors = VectorRecall(rows.release, CachedEncoder(registry.open_embedder("static", {}, Path())))
    learned = Teacher(rows.release, book=rows.book, lexicon=lexicon, vectors=vectors).learn(labelled)
    recall = WideRecall(rows.release, lexicon, learned.memory, vectors, learned.twins)
    reader, margins = fit_reader(rows, labelled, recall, also_untaught=False)
    trees = EvidenceModel.fitted(learned.rows, PARAMS)
    fused, fused_sample = judge_of("fused", learned.rows, margins, len(margins), PARAMS)
    stacked, stacked_sample = judge_of("stacked", learned.rows, margins, len(margins), PARAMS)

    read_joint, joint_judge, joint_sample = fit_joint(labelled, recall, learned.rows)

    def evidence(items: Sequence[AskedItem]) -> list[Judged]:
        margin = trees.margin(_features(items), _parts(items))
        return _split(Judged(margin, trees.calibration.probability(margin)), items)

    def by(judge: MarginJudge, read: Callable[[SlotReader, AskedItem], Margins]) -> Decide:
        def decide(items: Sequence[AskedItem]) -> list[Judged]:
            margins = np.concatenate([read(reader, item) for item in items])
            return _split(judge.judged(_features(items), margins, _parts(items)), items)

        return decide

    return (
        recall,
        reader,
        {
            "evidence": (evidence, trees.sample, stated),
            "fused": (by(fused, lambda reader, item: read_margins(reader, [item])), fused_sample, stated),
            "stacked": (by(stacked, lambda reader, item: read_margins(reader, [item])), stacked_sample, stated),
            "pairs": (by(fused, _pairs), fused_sample, stated),
            "reference": (
                by(joint_judge, lambda _, item: read_joint(slots_of(item.item, item.keys, item.rows))),
                joint_sample,
                apart,
            ),
        },
    )


def _stated(labelled: Sequence[LabelledItem]) -> int:
    return sum(bool(values) for item in labelled for values in item.labels.values())


def _features(items: Sequence[AskedItem]) -> Matrix:
    return np.concatenate([item.rows.features for item in items])


def _parts(items: Sequence[AskedItem]) -> npt.NDArray[np.int64]:
    return np.full(sum(len(item.rows.asked) for item in items), EVERYTHING, dtype=np.int64)


def _split(judged: Judged, items: Sequence[AskedItem]) -> list[Judged]:
    ends = np.cumsum([len(item.rows.asked) for item in items])[:-1]
    parts = zip(np.split(judged.margin, ends), np.split(judged.probability, ends), strict=True)
    return [Judged(margin, probability) for margin, probability in parts]


def _pairs(reader: SlotReader, item: AskedItem) -> Margins:
    """The same margins, the item read once for each key."""
    slots = slots_of(item.item, item.keys, item.rows)
    found = []
    for number, key in enumerate(slots.keys):
        mine = np.flatnonzero(slots.asked == number)
        values = [slots.values[place] for place in mine]
        asked = np.zeros(len(mine), np.int32)
        found.append(reader.margins(slots.text, [key], asked, values, slots.features[mine]))
    return np.concatenate(found)


def _joint(reader: SlotReader, items: Sequence[AskedItem]) -> int:
    """Reads what a cross-encoder reads; returns the passes."""
    passes = 0
    for item in items:
        slots = slots_of(item.item, item.keys, item.rows)
        for number, key in enumerate(slots.keys):
            mine = np.flatnonzero(slots.asked == number)[:1]
            values = " | ".join(v for v, own in zip(slots.values, slots.asked == number, strict=True) if own)
            text = f"{key} [ {values} ] {slots.text}"
            reader.margins(text, [key], np.zeros(len(mine), np.int32), [slots.values[mine[0]]], slots.features[mine])
            passes += 1
    return passes


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    taxonomy = json.loads(arguments.taxonomy.read_text(encoding="utf-8"))
    release = release_of(taxonomy, read_descriptions(arguments.descriptions))
    rows = PaveRows(release, PlanBook(release))
    labelled = [rows.labelled(row, number) for number, row in enumerate(read_rows(arguments.train))]
    gold = read_rows(arguments.test)[: arguments.items]
    begin = time.perf_counter()
    recall, reader, ways = paths(rows, labelled)
    figures: dict[str, Any] = {"items": len(gold), "fit_seconds": round(time.perf_counter() - begin, 1)}
    begin = time.perf_counter()
    asked = []
    for number, row in enumerate(gold):
        item = rows.item(row, number)
        words, plan = recall.words(item), rows.book.plan(item.category_id or CategoryId(""))
        keys = asked_keys(recall.recall([words], [plan], [EVERYTHING])[0], recall)
        its_rows = features_of(words, keys, recall.memory, EVERYTHING)
        if len(its_rows.asked):
            asked.append(AskedItem(item, keys, its_rows, EVERYTHING))
    figures["recall_and_features_items_per_second"] = round(len(gold) / (time.perf_counter() - begin), 1)
    figures["pairs_with_candidates"] = sum(len(entry.keys) for entry in asked)
    read_margins(reader, asked)  # vectors of values and keys are a property of the ontology, made before items come
    for name, (decide, sample, stated) in ways.items():
        begin = time.perf_counter()
        judged = decide(asked)
        seconds = time.perf_counter() - begin
        threshold, train_f1 = best_threshold(sample.probability, sample.right, stated)
        lines: list[dict[str, Any]] = []
        for entry, found in zip(asked, judged, strict=True):
            lines += lines_of(entry, found, threshold, taxonomy[gold[int(entry.item.id)]["category"]])
        counted = count(gold, lines, rows, taxonomy)["all"]
        speed = {"items_per_second": round(len(gold) / seconds, 1), "train_f1": round(100 * train_f1, 2)}
        figures[name] = speed | counted
    begin = time.perf_counter()
    passes = _joint(reader, asked)
    figures["joint"] = {"items_per_second": round(len(gold) / (time.perf_counter() - begin), 1), "passes": passes}
    for name in ways:
        figures[name]["times_joint"] = round(
            figures[name]["items_per_second"] / figures["joint"]["items_per_second"], 1
        )
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--train", "--test", "--taxonomy"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--descriptions", type=Path)
    parser.add_argument("--items", type=int, default=100)
    parser.add_argument("--name", default="paths")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    figures = run(arguments)
    data = [arguments.train, arguments.test, arguments.taxonomy, *filter(None, [arguments.descriptions])]
    result_file.write(arguments.results, arguments.name, figures, data)


if __name__ == "__main__":
    main()
