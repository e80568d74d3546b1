"""`Lesson`: what a catalog's own cells have taught a recogniser, where that makes it decide better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from itemcenter.evidence.model import EvidenceModel
from itemcenter.library.reading_discriminator import MarginJudge, Reading, Stacked
from itemcenter.library.teaching import Taught, Teacher
from itemcenter.schema import Item


class Lesson(NamedTuple):
    """judge: decides by a reader's margins, None where no reader takes part"""

    model: EvidenceModel
    taught: Taught
    judge: MarginJudge | None = None


def learned_lesson(
    teacher: Teacher,
    model: EvidenceModel,
    reading: Reading | None,
    items: Sequence[Item],
    implying: Sequence[Item],
    workers: int,
) -> Lesson | None:
    """Learn from the items' own cells, starting from a model and an empty memory. None where it is of no use.

    reading: a model that reads the items; implying: what words imply is learned from these, none where not wanted
    """
    labelled = teacher.labelled(items)
    implied = teacher.implied(teacher.labelled(implying), labelled, workers) if implying else None
    if reading is None:
        taught = teacher.learn(labelled, model.untaught, workers, implied)
    else:
        taught = teacher.learn(labelled, model.untaught, workers, implied, reading.margins)
        judge = reading.fitted(model, taught.rows)
        if judge is not None:
            return Lesson(judge.model if isinstance(judge, Stacked) else model, taught, judge)
        # The reader is of no use here: what is left is what would have been learned without it.
        rows = replace(taught.rows, features=taught.rows.features[:, :-1])
        taught = taught._replace(rows=rows)
    adapted = model.adapted(taught.rows)
    return None if adapted is None else Lesson(adapted, taught)
