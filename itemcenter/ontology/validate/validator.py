"""What a judge is: it looks at one proposal, in one check, and says pass, reject or unclear, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from itemcenter.ontology.validate.context import JudgeContext
from itemcenter.schema import Proposal, Verdict

PLAUSIBILITY, DUPLICATION = CHECKS = ("plausibility", "duplication")


@dataclass(frozen=True, slots=True)
class Opinion:
    """score: higher speaks for the proposal; its scale is the judge's own"""

    verdict: Verdict
    rationale: str
    score: float = 0.0


class Validator(Protocol):
    """Safe to ask in any order. What it raises counts as Unclear, with the error as the reason."""

    @property
    def name(self) -> str: ...

    @property
    def check(self) -> str:
        """ "plausibility" or "duplication"."""
        ...

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        """None where this judge has no means to look at a proposal of this kind: it is not counted then."""
        ...


def graded(score: float, reject_below: float, pass_from: float) -> Verdict:
    """The verdict of a score between two thresholds."""
    if score >= pass_from:
        return Verdict.PASS
    return Verdict.REJECT if score < reject_below else Verdict.UNCLEAR
