"""The paths of `benchmarks.recognition` that read: a set discriminator fitted on the rows, alone or under the trees."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.pave import PaveRows
from itemcenter import registry
from itemcenter.evidence.boosting import BoostingParams
from itemcenter.evidence.features import NAMES
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.evidence.model import EvidenceModel
from itemcenter.evidence.rows import Sample, TrainingRows
from itemcenter.library.decision import AskedItem, Judged
from itemcenter.library.learning import LabelledItem
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.reading_discriminator import Fused, MarginJudge, Margins, Stacked, read_margins, with_margins
from itemcenter.library.slot_rows import labelled_slots
from itemcenter.library.wide_recall import WideRecall

if TYPE_CHECKING:
    from itemcenter.evidence.slots import ItemSlots
    from itemcenter.ports import SlotReader
    from itemcenter.training.train_slots import SlotOptions

_PIECES = 128


def read_and_decide(
    rows: PaveRows,
    labelled: list[LabelledItem],
    recall: WideRecall,
    fitted: TrainingRows,
    taught: int,
    path: str,
    params: BoostingParams,
) -> tuple[Callable[[AskedItem], Judged], Sample]:
    """How an item's rows are decided, and the scores out of fold of the taught rows, the first `taught` of `fitted`."""
    reader, margins = fit_reader(rows, labelled, recall, len(fitted.right) > taught)
    judge, sample = judge_of(path, fitted, margins, taught, params)

    def decide(item: AskedItem) -> Judged:
        parts = np.full(len(item.rows.asked), EVERYTHING, dtype=np.int64)
        return judge.judged(item.rows.features, read_margins(reader, [item]), parts)

    return decide, sample


def judge_of(
    path: str, fitted: TrainingRows, margins: Margins, taught: int, params: BoostingParams
) -> tuple[MarginJudge, Sample]:
    """Fitted on all rows with their margins; and the scores out of fold of the first `taught` rows."""
    first = np.arange(len(fitted.right)) < taught
    if path == "fused":
        return Fused.fitted(fitted, margins), Fused.fitted(fitted.only(first), margins[first]).sample
    stacked = replace(fitted, features=with_margins(fitted.features, margins))
    model = EvidenceModel.fitted(stacked, params)
    return Stacked(model), model.sample if first.all() else EvidenceModel.fitted(stacked.only(first), params).sample


def fit_reader(
    rows: PaveRows,
    labelled: list[LabelledItem],
    recall: WideRecall,
    also_untaught: bool,
    options: SlotOptions | None = None,
) -> tuple[SlotReader, Margins]:
    """A reader fitted on all items, in ONNX form, and the margins of their slots by readers that had not seen them."""
    from itemcenter.nn import SentenceTrunk  # only these paths need torch
    from itemcenter.retrieval.instructed_text import InstructedText
    from itemcenter.training.slot_batches import SlotBatches
    from itemcenter.training.slots_bundle import save_slots
    from itemcenter.training.teacher import packaged_teacher
    from itemcenter.training.train_slots import SlotOptions, margins_by_others, train_slots

    slots = list(labelled_slots(labelled, recall))
    if also_untaught:
        bare = WideRecall(rows.release, Lexicon(rows.release), CatalogMemory(), recall.vectors)
        slots += labelled_slots(labelled, bare)
    folder, settled = packaged_teacher(), options or SlotOptions()
    trunk, tokenizer = SentenceTrunk.from_folder(folder), (folder / "tokenizer.json").read_bytes()
    batches = SlotBatches(slots, trunk, InstructedText(tokenizer, _PIECES, str(folder)))

    def report(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    margins = np.concatenate(margins_by_others(batches, settled, report))
    head = train_slots(batches, range(len(slots)), settled, report)
    with tempfile.TemporaryDirectory() as made:
        save_slots(Path(made) / "reader", trunk, head, tokenizer, NAMES, _PIECES, "rows of the WDC-PAVE form")
        reader = registry.open_slot_reader("onnx", {"bundle": str(Path(made) / "reader")}, Path())
    return reader, margins


def fit_joint(
    labelled: list[LabelledItem], recall: WideRecall, fitted: TrainingRows
) -> tuple[Callable[[ItemSlots], Margins], Fused, Sample]:
    """The joint reader, its judge, and scores of items that it was not fitted on: those of part 0, a fifth of all."""
    import torch

    from itemcenter.retrieval.instructed_text import InstructedText
    from itemcenter.training.teacher import packaged_teacher
    from itemcenter.training.train_joint import JointOptions, joint_margins, train_joint

    torch.set_num_threads(1)
    slots, folder, options = list(labelled_slots(labelled, recall)), packaged_teacher(), JointOptions()
    texts = InstructedText((folder / "tokenizer.json").read_bytes(), options.pieces, str(folder))

    def report(line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    reader = train_joint([item for item in slots if item.part != 0], folder, texts, options, report)
    apart = np.concatenate([joint_margins(reader, texts, item) for item in slots if item.part == 0])
    judge = Fused.fitted(fitted.only(fitted.part == 0), apart)
    return lambda item: joint_margins(reader, texts, item), judge, judge.sample
