"""Pseudo-labels: does a joint reader, trained on a clean subset, teach the set discriminator from unlabelled items?

    python -m benchmarks.distil --clean TRAIN --more TRAIN_LARGE --taxonomy TAXONOMY [--descriptions CSV]
        [--clean-items N] [--more-items N] [--passes N] [--pieces N] [--name NAME]

Clean: the labelled rows of --clean; what they teach is all that features know. --more: rows of other clusters, labels
hidden: parts 0 to 2 are unlabelled material, parts 3 and 4 are judged (their labels are read for that alone). Students
are set discriminators of the same options: on the clean rows; on these and the beliefs of the joint reader; on these
and the beliefs of the first student (self-training, the control). The joint reader itself is judged, too. F1 at the
best threshold of the judged rows, which is the same favour for all, and average precision. No test file is read.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from benchmarks import result_file
from benchmarks.pave import PaveRows, read_descriptions, read_rows, release_of
from benchmarks.recognition import best_threshold
from itemcenter import registry
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.slots import ItemSlots
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.learning import LabelledItem
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.slot_rows import labelled_slots
from itemcenter.library.teaching import Teacher
from itemcenter.library.vector_recall import VectorRecall
from itemcenter.library.wide_recall import WideRecall
from itemcenter.nn import SentenceTrunk
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.retrieval.instructed_text import InstructedText
from itemcenter.training.slot_batches import SlotBatches
from itemcenter.training.teacher import packaged_teacher
from itemcenter.training.train_joint import JointOptions, joint_margins, train_joint
from itemcenter.training.train_slots import SlotOptions, margins, train_slots

Margins = npt.NDArray[np.float32]


def believed(items: Sequence[ItemSlots], found: Sequence[Margins]) -> list[ItemSlots]:
    """The items with the chances that margins stand for, in place of labels."""
    return [
        replace(item, right=(1.0 / (1.0 + np.exp(-margin))).astype(np.float32))
        for item, margin in zip(items, found, strict=True)
    ]


def judged(items: Sequence[ItemSlots], found: Sequence[Margins], stated: int) -> dict[str, float]:
    """Percent, over the best candidate of each pair."""
    best, right = [], []
    for item, margin in zip(items, found, strict=True):
        for key in np.unique(item.asked):
            mine = np.flatnonzero(item.asked == key)
            top = mine[int(margin[mine].argmax())]
            best.append(float(margin[top]))
            right.append(float(item.right[top]) if item.right is not None else 0.0)
    f1 = best_threshold(np.array(best), np.array(right), stated)[1]
    ordered = np.array(right)[np.argsort(-np.array(best), kind="stable")]
    precision = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    average = float((precision * ordered).sum() / max(1.0, ordered.sum()))
    return {"f1": round(100 * f1, 2), "average_precision": round(100 * average, 2)}


def run(arguments: argparse.Namespace) -> dict[str, Any]:
    release = release_of(
        json.loads(arguments.taxonomy.read_text(encoding="utf-8")), read_descriptions(arguments.descriptions)
    )
    rows = PaveRows(release, PlanBook(release))
    clean_rows = read_rows(arguments.clean)[: arguments.clean_items]
    known = {row["cluster_id"] for row in read_rows(arguments.clean)}
    more_rows = [row for row in read_rows(arguments.more) if row["cluster_id"] not in known][: arguments.more_items]
    clean = [rows.labelled(row, number) for number, row in enumerate(clean_rows)]
    more = [rows.labelled(row, len(clean) + number) for number, row in enumerate(more_rows)]
    lexicon = Lexicon(release)
    vectors = VectorRecall(release, CachedEncoder(registry.open_embedder("static", {}, Path())))
    learned = Teacher(release, book=rows.book, lexicon=lexicon, vectors=vectors).learn(clean)
    recall = WideRecall(release, lexicon, learned.memory, vectors, learned.twins)

    def slots(items: Sequence[LabelledItem]) -> list[ItemSlots]:
        return list(labelled_slots(items, recall))

    def other(items: Sequence[LabelledItem]) -> list[ItemSlots]:
        return slots([entry._replace(part=EVERYTHING) for entry in items])  # nothing of theirs was counted

    taught = slots(clean)
    material = other([entry for entry in more if entry.part < 3])
    asked = [entry for entry in more if entry.part >= 3]
    asking = other(asked)
    stated = sum(bool(values) for entry in asked for values in entry.labels.values())
    figures: dict[str, Any] = {"clean": len(taught), "unlabelled": len(material), "judged": len(asking)}
    torch.set_num_threads(1)
    folder = packaged_teacher()
    texts = InstructedText((folder / "tokenizer.json").read_bytes(), arguments.pieces, str(folder))

    def report(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    begin = time.process_time()
    options = JointOptions(passes=arguments.passes, pieces=arguments.pieces)
    joint = train_joint(taught, folder, texts, options, report)
    figures["joint_fit_cpu_seconds"] = round(time.process_time() - begin, 1)

    def by_joint(items: Sequence[ItemSlots]) -> list[Margins]:
        return [joint_margins(joint, texts, item) for item in items]

    figures["joint"] = judged(asking, by_joint(asking), stated)
    report(f"joint: {figures['joint']}")
    trunk = SentenceTrunk.from_folder(folder)
    batches = SlotBatches([*taught, *material, *asking], trunk, texts)

    def student(name: str, beliefs: Sequence[Margins]) -> list[Margins]:
        """Margins of the material by a student that was taught `beliefs` of it, () for none."""
        batches.items = [*taught, *(believed(material, beliefs) if beliefs else material), *asking]
        fitted = range(len(taught) + (len(material) if beliefs else 0))
        head = train_slots(batches, fitted, SlotOptions(), report)
        found = margins(head, batches, range(len(taught), len(batches.items)))
        figures[name] = judged(asking, found[len(material) :], stated)
        report(f"{name}: {figures[name]}")
        return found[: len(material)]

    own = student("clean", ())
    student("with_joint", by_joint(material))
    student("with_own", own)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("--clean", "--more", "--taxonomy"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--descriptions", type=Path)
    parser.add_argument("--clean-items", type=int)
    parser.add_argument("--more-items", type=int)
    parser.add_argument("--passes", type=int, default=JointOptions().passes)
    parser.add_argument("--pieces", type=int, default=JointOptions().pieces)
    parser.add_argument("--name", default="distil")
    parser.add_argument("--results", type=Path, default=Path("benchmarks/results"))
    arguments = parser.parse_args()
    figures = run(arguments)
    data = [arguments.clean, arguments.more, arguments.taxonomy, *filter(None, [arguments.descriptions])]
    result_file.write(arguments.results, arguments.name, figures, data)


if __name__ == "__main__":
    main()
