"""From judged candidates to answers: what every discriminator has in common, whatever it judges by.

A key with one value gets its most probable candidate, a key with several every candidate, if it reaches the threshold
of the key. None reaching it is "not stated".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from itemcenter.evidence.binning import Floats
from itemcenter.evidence.features import AskedKey, Rows, features_of
from itemcenter.evidence.folds import EVERYTHING, fold_of
from itemcenter.evidence.thresholds import KeyThresholds
from itemcenter.library.gathered import UNNAMED
from itemcenter.library.wide_recall import WideRecall
from itemcenter.ports import Question
from itemcenter.schema import Candidate, Item

_DIGITS = 4
#: Thresholds are probabilities of a sample that is stored as float32, and many candidates have exactly the threshold's
#: probability (`IsotonicCalibration` is flat in blocks): they must not fall under it by rounding.
_STORED = 1e-6


class AskedItem(NamedTuple):
    """An item with its asked keys, the rows of their candidates, and the part that must not judge it."""

    item: Item
    keys: list[AskedKey]
    rows: Rows
    part: int


class Judged(NamedTuple):
    """(n,) of rows: log-odds, by which candidates are ordered, and probabilities, of which many are equal."""

    margin: Floats
    probability: Floats


#: Judges every row of the items, one after another.
Judge = Callable[[Sequence[AskedItem]], Judged]


def part_of(item: Item) -> int:
    """The fold that must not judge the item: that of its group if it has cells of its own, else none."""
    return fold_of(item.group_id or item.id) if item.specs or item.extras else EVERYTHING


class Weighed(NamedTuple):
    """A question with (log-odds, probability, candidate) of every candidate that may be given out, and the key's
    threshold; the candidates in the order of recall.
    """

    question: Question
    threshold: float
    entries: list[tuple[float, float, Candidate]]

    def best(self) -> tuple[float, float, Candidate] | None:
        """The surest candidate, given out or not."""
        return min(self.entries, key=_place) if self.entries else None

    def chosen(self) -> tuple[Candidate, ...]:
        """What the threshold lets through: by margin, as calibration gives one step's candidates one probability."""
        accepted = [entry for entry in self.entries if entry[1] >= self.threshold]
        accepted.sort(key=_place)
        kept = accepted if self.question.key.multiple else accepted[:1]
        return tuple([replace(candidate, score=round(probability, _DIGITS)) for _, probability, candidate in kept])


def weighed(
    questions: Sequence[Question], recall: WideRecall, thresholds: KeyThresholds, inferred: bool, judge: Judge
) -> list[Weighed]:
    """One a question. Questions of one item stand together; competition is judged among them.

    inferred: also give out values that no word of the item names
    """
    asked: list[AskedItem] = []
    for _, group in groupby(questions, key=lambda question: question.item.id):
        together = list(group)
        item = together[0].item
        keys = [AskedKey(q.key, q.candidates.candidates, recall.list_size(q.key)) for q in together]
        part = part_of(item)
        asked.append(AskedItem(item, keys, features_of(recall.words(item), keys, recall.memory, part), part))
    if not asked:
        return []
    judged = judge(asked)
    margin, probability = judged.margin.tolist(), judged.probability.tolist()
    out = [Weighed(question, thresholds.threshold_for(question.key.id) - _STORED, []) for question in questions]
    place = first = 0
    for entry in asked:
        for number, rank in zip(entry.rows.asked.tolist(), entry.rows.candidate.tolist(), strict=True):
            candidate = entry.keys[number].candidates[rank]
            if candidate.evidence and (inferred or candidate.recall not in UNNAMED):
                out[first + number].entries.append((margin[place], probability[place], candidate))
            place += 1
        first += len(entry.keys)
    return out


def _place(entry: tuple[float, float, Candidate]) -> tuple[float, int, str]:
    return -entry[0], _first_place(entry[2]), entry[2].value.identity


def _first_place(candidate: Candidate) -> int:
    return min((evidence.start for evidence in candidate.evidence), default=0)
