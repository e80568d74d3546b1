"""How far a language model is believed: as often as it was right where the merchant tells the truth.

    answers:     probability = calibration(margin), and a threshold for each key from which on the wanted precision is
                 reached; a key at which the model errs too often has none, and nothing of it is given out
    objections:  of values that the local model gives out and the language model does not find, the share that is right
                 nevertheless; where it is below a half, an objection withdraws the value. The local model keeps the
                 wanted precision by itself; a stricter rule would let a poor model take back what is right.

The prompt holds no cell of the merchant, so his cells are an honest measure. What they cannot show is how often a model
sees a value where there is none, for they are filled.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np

from itemcenter.evidence.calibration import Calibration, fit_calibration
from itemcenter.evidence.thresholds import KeyThresholds, ThresholdParams
from itemcenter.library.decision import Weighed
from itemcenter.library.llm_opinion import Opinion
from itemcenter.schema import Candidate, KeyId, content_hash

#: Answers from which a model can be measured at all, and labels that all keys together are worth for one of them.
LEAST_ANSWERS = 20
_STRENGTH = 20.0
_FLOOR = 0.5
_DIGITS = 4
_ROUNDED = 1e-9
#: Asks for what holds of keys that no trial has seen.
_NO_KEY = KeyId("")


class TrialAnswer(NamedTuple):
    """One value that was said, or objected to, of a cell whose truth is known."""

    key_id: KeyId
    margin: float
    right: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """answers: what the model said; objections: what the local model gave out and the language model did not find.

    copies: values that it copied out of the texts
    """

    answers: tuple[TrialAnswer, ...] = ()
    objections: tuple[TrialAnswer, ...] = ()
    cells: int = 0
    copies: tuple[TrialAnswer, ...] = ()

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {"cells": self.cells}
        for name, rows in (("answers", self.answers), ("objections", self.objections), ("copies", self.copies)):
            out[name] = [[row.key_id, round(row.margin, 6), row.right] for row in rows]
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Trial:
        """The reverse of `to_json`. Raises `KeyError`, `TypeError`, `ValueError` for anything else."""

        def rows(name: str) -> tuple[TrialAnswer, ...]:
            return tuple(TrialAnswer(KeyId(str(key)), float(margin), bool(right)) for key, margin, right in data[name])

        return cls(rows("answers"), rows("objections"), int(data["cells"]), rows("copies"))


@dataclass(frozen=True)
class Trust:
    """calibration, thresholds: None where the model could not be measured; then it is not believed.

    stated: a probability that the user vouches for, 0.0 where it is measured
    kept: by key, the share of right ones among values that were objected to; `precision`: what is wanted
    """

    precision: float
    calibration: Calibration | None = None
    thresholds: KeyThresholds | None = None
    kept: Mapping[KeyId, float] = field(default_factory=dict)
    kept_otherwise: float = 1.0
    stated: float = 0.0
    trial: Trial = field(default_factory=Trial)

    @classmethod
    def vouched(cls, probability: float, precision: float) -> Trust:
        """The user's own word for how often answers are right."""
        return cls(precision, stated=probability)

    @classmethod
    def measured(cls, trial: Trial, precision: float) -> Trust:
        """precision: wanted share of right values, in (0, 1]"""
        prior = (sum(row.right for row in trial.objections) + _STRENGTH * precision) / (
            len(trial.objections) + _STRENGTH
        )
        seen = Counter(row.key_id for row in trial.objections)
        right = Counter(row.key_id for row in trial.objections if row.right)
        kept = {key: (right[key] + _STRENGTH * prior) / (count + _STRENGTH) for key, count in sorted(seen.items())}
        trust = cls(precision, kept=kept, kept_otherwise=prior, trial=trial)
        if len(trial.answers) < LEAST_ANSWERS:
            return trust
        margins = np.array([row.margin for row in trial.answers])
        labels = np.array([float(row.right) for row in trial.answers])
        calibration = fit_calibration(margins, labels)
        params = ThresholdParams(precision=precision, strength=_STRENGTH, floor=_FLOOR)
        keys = [row.key_id for row in trial.answers]
        thresholds = KeyThresholds.fit(keys, calibration.probability(margins), labels, params=params)
        return replace(trust, calibration=calibration, thresholds=thresholds)

    @property
    def fingerprint(self) -> str:
        return content_hash([self.precision, self.stated, self.trial.to_json()])[:12]

    def copied(self, key_id: KeyId) -> float | None:
        """Probability that a copied value of a key is right; None where it is not given out."""
        if self.stated:
            return self.stated if self.counts(key_id) else None
        rows = self.trial.copies
        if len(rows) < LEAST_ANSWERS:
            return None
        overall = sum(row.right for row in rows) / len(rows)
        of_key = [row.right for row in rows if row.key_id == key_id]
        share = (sum(of_key) + _STRENGTH * overall) / (len(of_key) + _STRENGTH)
        return share if share >= self.precision - _ROUNDED else None

    @property
    def believes(self) -> bool:
        """Whether an answer on any key can change anything."""
        if self.stated or self.thresholds is None:
            return self.stated >= self.precision - _ROUNDED
        listed = self.thresholds.threshold.tolist()
        return self.counts(_NO_KEY) or any(map(math.isfinite, listed)) or any(map(self._objects, self.kept))

    def counts(self, key_id: KeyId) -> bool:
        """Whether an answer on this key can change anything: else it is not worth asking."""
        if self.stated or self.thresholds is None:
            return self.stated >= self.precision - _ROUNDED
        return math.isfinite(self.thresholds.threshold_for(key_id)) or self._objects(key_id)

    def _objects(self, key_id: KeyId) -> bool:
        """Whether a value that is objected to is sooner wrong than right."""
        return self.kept.get(key_id, self.kept_otherwise) < _FLOOR

    def probability(self, key_id: KeyId, margin: float) -> float | None:
        """That an answer is right; None where it is not given out."""
        if self.stated:
            return self.stated if self.counts(key_id) else None
        if self.calibration is None or self.thresholds is None:
            return None
        chance = float(self.calibration.probability(np.array([margin]))[0])
        return chance if chance >= self.thresholds.threshold_for(key_id) - _ROUNDED else None

    def withdraws(self, key_id: KeyId, local: float) -> bool:
        """Whether an objection takes back what the local model gives out with this probability."""
        return local < self.stated if self.stated else self._objects(key_id)

    def settled(self, cell: Weighed, opinion: Opinion) -> tuple[Candidate, ...]:
        """The answer of a cell, best first. Without an opinion it is the local model's."""
        local = cell.chosen()
        if opinion is None:
            return local
        key = cell.question.key
        found = {said.candidate.value.identity for said in opinion}
        sure = {entry.value.identity: entry.score for entry in local}
        given: list[Candidate] = []
        for said in opinion:
            chance = self.probability(key.id, said.margin)
            if chance is not None:
                score = round(max(chance, sure.get(said.candidate.value.identity, 0.0)), _DIGITS)
                given.append(replace(said.candidate, score=score))
        named = {entry.value.identity for entry in given}
        kept = [
            entry
            for entry in local
            if entry.value.identity not in named
            and (entry.value.identity in found or not self.withdraws(key.id, entry.score))
        ]
        if not key.multiple:
            return tuple((given or kept)[:1])
        return tuple(sorted([*given, *kept], key=lambda entry: (-entry.score, entry.value.identity)))


def judged(cells: Sequence[tuple[Weighed, Opinion, Sequence[bool]]]) -> Trial:
    """What a trial shows. Of each cell: the local model's view, the opinion, and whether each candidate is right."""
    answers: list[TrialAnswer] = []
    objections: list[TrialAnswer] = []
    for cell, opinion, right in cells:
        if opinion is None:
            continue
        question = cell.question
        truth = {entry.value.identity: ok for entry, ok in zip(question.candidates.candidates, right, strict=True)}
        found = {said.candidate.value.identity for said in opinion}
        for said in opinion:
            answers.append(TrialAnswer(question.key.id, said.margin, truth[said.candidate.value.identity]))
        for entry in cell.chosen():
            if entry.value.identity not in found:
                objections.append(TrialAnswer(question.key.id, 0.0, truth[entry.value.identity]))
    return Trial(tuple(answers), tuple(objections), len(cells))
