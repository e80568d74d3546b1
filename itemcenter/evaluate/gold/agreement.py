"""How far labellers agree: percent agreement and Krippendorff's alpha for nominal data.

Alpha (Krippendorff 2004, "Content Analysis", chapter 11) takes any number of labellers, of whom not all label every
cell; with two who label all it is close to Cohen's kappa. 1 is perfect agreement, 0 what chance gives, below that
labellers contradict each other. Chance is taken within a key: answers for different keys are no alternatives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """cells: with two answers or more; pairs of answers and how many agree; alpha: None where answers never differ."""

    cells: int
    pairs: int
    agreed: int
    alpha: float | None

    @property
    def percent(self) -> float | None:
        return self.agreed / self.pairs if self.pairs else None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Observed and expected disagreement of one key, both as sums over its `answers`."""

    cells: int
    pairs: int
    agreed: int
    answers: int
    observed: float
    expected: float


def counted(units: Sequence[Sequence[str]]) -> Disagreement:
    """units: for each cell of one key the answers it was given, equal codes for equal answers."""
    observed, answers = 0.0, Counter[str]()
    cells = pairs = agreed = 0
    for unit in units:
        size = len(unit)
        if size < 2:
            continue
        alike = sum(count * (count - 1) // 2 for count in Counter(unit).values())
        cells, pairs, agreed = cells + 1, pairs + size * (size - 1) // 2, agreed + alike
        observed += (size * (size - 1) - 2 * alike) / (size - 1)
        answers.update(unit)
    total = answers.total()
    chance = sum(count * (total - count) for count in answers.values())
    return Disagreement(cells, pairs, agreed, total, observed, chance / (total - 1) if total > 1 else 0.0)


def agreement(keys: Sequence[Sequence[Sequence[str]]]) -> Agreement:
    """Of one key or of several together: disagreement that was observed against what is expected, added over keys."""
    found = [counted(units) for units in keys]
    expected = sum(entry.expected for entry in found)
    alpha = 1.0 - sum(entry.observed for entry in found) / expected if expected else None
    cells, pairs = sum(entry.cells for entry in found), sum(entry.pairs for entry in found)
    return Agreement(cells, pairs, sum(entry.agreed for entry in found), alpha)
