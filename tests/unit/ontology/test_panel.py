"""The panel: truth tables, the order of checks, judges that fail, and independence of their order."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pytest

from itemcenter.ontology.validate import CHECKS, JudgeContext, Opinion, Panel, majority, route
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    Proposal,
    ProposalKind,
    Route,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
    Verdict,
)
from itemcenter.testing.fake_embedder import FakeEmbedder

_LETTERS = {"P": Verdict.PASS, "U": Verdict.UNCLEAR, "R": Verdict.REJECT}


def _verdicts(letters: str) -> list[Verdict]:
    return [_LETTERS[letter] for letter in letters]


@pytest.mark.parametrize("size", range(1, 6))
def test_strict_majority_of_every_table(size: int) -> None:
    for letters in itertools.product("PUR", repeat=size):
        assert majority(_verdicts("".join(letters))) == (letters.count("P") > size / 2)


@pytest.mark.parametrize(
    ("letters", "accepted", "where"),
    [
        ("PPP", True, Route.AUTO),
        ("PPU", True, Route.EXPERT),
        ("PPR", True, Route.EXPERT),
        ("PUU", False, Route.MANUAL),
        ("PUR", False, Route.MANUAL),
        ("PRR", False, Route.MANUAL),
        ("UUU", False, Route.MANUAL),
        ("URR", False, Route.MANUAL),
        ("RRR", False, Route.EXCEPTION),
        ("PPPP", True, Route.AUTO),
        ("PPPR", True, Route.EXPERT),
        ("PPUU", False, Route.MANUAL),
        ("PPRR", False, Route.MANUAL),
        ("RRRR", False, Route.EXCEPTION),
    ],
)
def test_routes_of_three_and_four(letters: str, accepted: bool, where: Route) -> None:
    assert route([_verdicts(letters)]) == (accepted, where)


def test_a_later_check_can_take_the_automatic_away_and_block() -> None:
    assert route([_verdicts("PPP"), _verdicts("PPU")]) == (True, Route.EXPERT)
    assert route([_verdicts("PPP"), _verdicts("RRR")]) == (False, Route.EXCEPTION)


@dataclass
class _Judge:
    name: str
    check: str
    verdict: Verdict | None = Verdict.PASS
    fails: bool = False
    asked: list[str] = field(default_factory=list)

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        self.asked.append(candidate.text)
        if self.fails:
            raise RuntimeError("no wits left")
        return None if self.verdict is None else Opinion(self.verdict, f"{self.name} says so")


@pytest.fixture(scope="module")
def context() -> JudgeContext:
    values = tuple(AttributeValue(ValueId(f"m/{name}"), name) for name in ("oak", "pine", "steel"))
    release = OntologyRelease(
        (Category(CategoryId("chairs"), "Chairs"),),
        (AttributeKey(KeyId("material"), "material", ValueType.CATEGORICAL, value_list_id=ValueListId("m")),),
        (ValueList(ValueListId("m"), values),),
        (KeyScope(CategoryId("chairs"), KeyId("material")),),
    )
    return JudgeContext(release, FakeEmbedder())


_WALNUT = Proposal(ProposalKind.VALUE, "walnut", CategoryId("chairs"), KeyId("material"))


def test_the_first_check_that_blocks_ends_the_hearing(context: JudgeContext) -> None:
    late = _Judge("late", CHECKS[1])
    decision = Panel([late, _Judge("no", CHECKS[0], Verdict.REJECT)]).decide(_WALNUT, context)
    assert not decision.accepted and decision.route is Route.EXCEPTION
    assert late.asked == [] and [vote.judge for vote in decision.votes] == ["no"]


def test_a_judge_that_raises_counts_as_unclear_with_the_reason(context: JudgeContext) -> None:
    judges = [_Judge("a", CHECKS[0]), _Judge("b", CHECKS[0]), _Judge("c", CHECKS[0], fails=True)]
    decision = Panel(judges).decide(_WALNUT, context)
    assert decision.accepted and decision.route is Route.EXPERT
    failed = next(vote for vote in decision.votes if vote.judge == "c")
    assert failed.verdict is Verdict.UNCLEAR and "no wits left" in failed.rationale


def test_a_judge_without_means_is_not_counted_and_one_judge_is_no_panel(context: JudgeContext) -> None:
    alone = Panel([_Judge("a", CHECKS[0]), _Judge("b", CHECKS[0], None)]).decide(_WALNUT, context)
    assert [vote.judge for vote in alone.votes] == ["a"]
    assert alone.accepted and alone.route is Route.EXPERT
    nobody = Panel([_Judge("b", CHECKS[0], None)]).decide(_WALNUT, context)
    assert not nobody.accepted and nobody.route is Route.MANUAL


def test_the_order_of_judges_changes_nothing(context: JudgeContext) -> None:
    judges = [_Judge(str(n), CHECKS[n % 2], verdict) for n, verdict in enumerate(_verdicts("PPUPRP"))]
    found = {
        (decision.accepted, decision.route, frozenset(decision.votes))
        for order in itertools.permutations(judges, 6)
        for decision in [Panel(order).decide(_WALNUT, context)]
    }
    assert len(found) == 1


def test_local_judges_reject_the_impossible_and_the_repeated(context: JudgeContext) -> None:
    def told(text: str, check: str, judge: str, **place: str) -> Verdict:
        where = {"category_id": CategoryId(place.get("category", "chairs")), "key_id": KeyId("material")}
        decision = Panel().decide(Proposal(ProposalKind.VALUE, text, **where), context)
        return next(v.verdict for v in decision.votes if (v.check, v.judge) == (check, judge))

    assert told("see https://x.example", "plausibility", "rules") is Verdict.REJECT
    assert told("walnut", "plausibility", "rules", category="lamps") is Verdict.REJECT
    assert told("walnut", "plausibility", "rules") is Verdict.PASS
    from itemcenter.ontology.validate.judges import SpellingJudge

    repeated = Proposal(ProposalKind.VALUE, "Oaks", CategoryId("chairs"), KeyId("material"))
    opinion = SpellingJudge().judge(repeated, context)
    assert opinion is not None and opinion.verdict is Verdict.REJECT and "'oak'" in opinion.rationale


def test_measured_values_need_a_fitting_unit_and_amount() -> None:
    key = AttributeKey(KeyId("weight"), "weight", ValueType.QUANTITY, unit="g")
    release = OntologyRelease((), (key,), ())
    context = JudgeContext(release, FakeEmbedder(), measured={key.id: [100.0, 200.0, 300.0, 500.0, 900.0]})

    def decided(text: str) -> dict[str, Verdict]:
        found = Panel().decide(Proposal(ProposalKind.VALUE, text, None, key.id), context)
        return {vote.judge: vote.verdict for vote in found.votes}

    assert decided("0.25 kg") == {"unit": Verdict.PASS, "range": Verdict.PASS}
    assert decided("250 mm") == {"unit": Verdict.REJECT, "range": Verdict.REJECT}
    assert decided("250 kg") == {"unit": Verdict.PASS, "range": Verdict.REJECT}
