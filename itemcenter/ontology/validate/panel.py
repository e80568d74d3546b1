"""The panel: checks in order, every judge votes, a strict majority decides, unanimity makes it automatic.

| votes in a check | outcome |
|---|---|
| Pass is not more than half | blocked; `exception` where all reject, else `manual_review` |
| Pass is more than half in every check, all Pass | accepted, route `auto` |
| Pass is more than half in every check, some are not | accepted, route `expert` |

(Paper, section 3.2.3; Unclear counts as not Pass.) A check in which no judge has means to look is passed over. Fewer
than `least_for_auto` judges of plausibility never make a proposal automatic: one judge is no panel.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from itemcenter.ontology.validate.brand_judges import local_brand_judges
from itemcenter.ontology.validate.context import JudgeContext
from itemcenter.ontology.validate.judges import local_value_judges
from itemcenter.ontology.validate.key_judges import local_key_judges
from itemcenter.ontology.validate.measures import KinJudge, RangeJudge, UnitJudge
from itemcenter.ontology.validate.validator import CHECKS, PLAUSIBILITY, Opinion, Validator
from itemcenter.schema import Decision, Proposal, Route, Verdict, Vote

#: Proposals whose figures are computed together.
_TOGETHER = 512


def majority(verdicts: Sequence[Verdict]) -> bool:
    """Strictly more than half say Pass."""
    return 2 * sum(verdict is Verdict.PASS for verdict in verdicts) > len(verdicts)


def route(checks: Sequence[Sequence[Verdict]]) -> tuple[bool, Route]:
    """(accepted, where it goes) from the verdicts of the checks that were held, in order."""
    for verdicts in checks:
        if not majority(verdicts):
            hopeless = all(verdict is Verdict.REJECT for verdict in verdicts)
            return False, Route.EXCEPTION if hopeless else Route.MANUAL
    unanimous = all(verdict is Verdict.PASS for verdicts in checks for verdict in verdicts)
    return True, Route.AUTO if unanimous else Route.EXPERT


def local_judges() -> tuple[Validator, ...]:
    """Every judge that needs no model server."""
    return (*local_value_judges(), UnitJudge(), RangeJudge(), KinJudge(), *local_key_judges(), *local_brand_judges())


class Panel:
    def __init__(self, judges: Sequence[Validator] | None = None, least_for_auto: int = 3) -> None:
        self.judges = tuple(local_judges() if judges is None else judges)
        self._least = least_for_auto

    def decide(self, proposal: Proposal, context: JudgeContext) -> Decision:
        """One proposal. The first check that blocks it ends the hearing."""
        votes: list[Vote] = []
        held: list[list[Verdict]] = []
        for check in CHECKS:
            cast = [vote for judge in self.judges if judge.check == check
                    if (vote := _vote(judge, proposal, context)) is not None]  # fmt: skip
            if not cast:
                continue
            votes += cast
            held.append([vote.verdict for vote in cast])
            if not majority(held[-1]):
                break
        if not votes:
            votes = [Vote("panel", PLAUSIBILITY, Verdict.UNCLEAR, "no judge has means to look at this kind")]
            held = [[Verdict.UNCLEAR]]
        accepted, where = route(held)
        if where is Route.AUTO and sum(vote.check == PLAUSIBILITY for vote in votes) < self._least:
            where = Route.EXPERT
        return Decision(proposal, tuple(votes), accepted, where)

    def decide_all(self, proposals: Iterable[Proposal], context: JudgeContext) -> Iterator[Decision]:
        """Decisions in the order of the proposals, worked on some hundred at a time."""
        iterator = iter(proposals)
        while batch := list(islice(iterator, _TOGETHER)):
            context.prepare(batch)
            for proposal in batch:
                yield self.decide(proposal, context)


def _vote(judge: Validator, proposal: Proposal, context: JudgeContext) -> Vote | None:
    try:
        opinion = judge.judge(proposal, context)
    except Exception as error:  # any judge may fail, and a run goes on: that is what Unclear is for
        opinion = Opinion(Verdict.UNCLEAR, f"failed: {type(error).__name__}: {error}"[:300])
    if opinion is None:
        return None
    return Vote(judge.name, judge.check, opinion.verdict, opinion.rationale, opinion.score)
