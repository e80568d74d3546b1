"""Trust in a language model: earned on cells whose truth is known, key by key, and what follows from it."""

from __future__ import annotations

import pytest

from itemcenter.library.decision import Weighed
from itemcenter.library.llm_opinion import Said
from itemcenter.library.llm_trust import LEAST_ANSWERS, Trial, TrialAnswer, Trust, judged
from itemcenter.ports import Question
from itemcenter.schema import (
    AttributeKey,
    Candidate,
    CandidateSet,
    CategoryId,
    ItemId,
    KeyId,
    ModelId,
    ReleaseId,
    TextSpan,
    TypedValue,
    ValueId,
    ValueType,
)
from tests.unit.library.lamp_release import item, key

MATERIAL, COLOUR = key("material", ValueType.CATEGORICAL), key("colour", ValueType.COLOUR, multiple=True)


def candidate(name: str, asked: AttributeKey = MATERIAL) -> Candidate:
    value = TypedValue(asked.type, name, ValueId(name.lower()))
    return Candidate(value, 0.5, (TextSpan("title", 0, 4, "Lamp"),), "alias")


def cell(asked: AttributeKey = MATERIAL, threshold: float = 0.6, **chances: float) -> Weighed:
    """A cell with candidates by name and probability."""
    names = [candidate(name, asked) for name in chances]
    sets = CandidateSet(ItemId("i"), asked.id, ReleaseId("r"), tuple(names))
    question = Question(item("Lamp"), CategoryId("lamps"), asked, sets)
    return Weighed(question, threshold, [(p, p, name) for p, name in zip(chances.values(), names, strict=True)])


def said(name: str, asked: AttributeKey = MATERIAL, margin: float = 1.0) -> Said:
    return Said(Candidate(*_parts(candidate(name, asked)), decider=ModelId("m#1")), margin)


def _parts(entry: Candidate) -> tuple[TypedValue, float, tuple[TextSpan, ...], str]:
    return entry.value, entry.score, tuple(e for e in entry.evidence if isinstance(e, TextSpan)), entry.recall


def answers(key_id: str, right: int, wrong: int, margin: float = 1.0) -> list[TrialAnswer]:
    rows = [TrialAnswer(KeyId(key_id), margin, True)] * right + [TrialAnswer(KeyId(key_id), margin, False)] * wrong
    return list(rows)


def texts(found: tuple[Candidate, ...]) -> list[tuple[str, float, str]]:
    return [(entry.value.text, entry.score, entry.decider) for entry in found]


def test_a_model_that_was_not_measured_is_not_believed() -> None:
    trust = Trust.measured(Trial(tuple(answers("material", LEAST_ANSWERS - 1, 0))), 0.9)
    assert not trust.believes and trust.probability(MATERIAL.id, 5.0) is None
    assert not trust.withdraws(MATERIAL.id, 0.61)
    assert texts(trust.settled(cell(Brass=0.7), (said("Gold"),))) == [("Brass", 0.7, "")]
    assert texts(trust.settled(cell(Brass=0.7), ())) == [("Brass", 0.7, "")]


def test_each_key_is_believed_by_itself() -> None:
    trial = Trial((*answers("material", 60, 1), *answers("colour", 20, 40)))
    trust = Trust.measured(trial, 0.9)
    assert trust.believes
    other = Trust.measured(Trial(tuple(answers("material", 60, 1))), 0.9)
    assert other.probability(MATERIAL.id, 1.0) == pytest.approx(60 / 61, abs=0.03)
    assert trust.probability(COLOUR.id, 1.0) is None


def test_margins_tell_the_right_answers_from_the_wrong() -> None:
    rows = [*answers("material", 80, 2, margin=3.0), *answers("material", 20, 40, margin=-1.0)]
    trust = Trust.measured(Trial(tuple(rows)), 0.9)
    sure = trust.probability(MATERIAL.id, 3.0)
    assert sure is not None and sure > 0.9
    assert trust.probability(MATERIAL.id, -1.0) is None
    assert trust.probability(KeyId("never seen"), 3.0) == sure


def test_a_believed_answer_replaces_the_local_one_and_none_stays_without_objection() -> None:
    trust = Trust.measured(Trial(tuple(answers("material", 60, 1))), 0.9)
    (given,) = trust.settled(cell(Brass=0.7, Gold=0.4), (said("Gold"),))
    assert given.value.text == "Gold" and given.decider == "m#1" and given.score > 0.9
    (confirmed,) = trust.settled(cell(Brass=0.99), (said("Brass"),))
    assert (confirmed.decider, confirmed.score) == ("m#1", 0.99)
    assert texts(trust.settled(cell(Brass=0.7), ())) == [("Brass", 0.7, "")]
    assert texts(trust.settled(cell(Brass=0.7), None)) == [("Brass", 0.7, "")]
    assert trust.settled(cell(Brass=0.4), None) == ()


def test_objections_withdraw_values_where_they_have_mostly_been_right() -> None:
    objections = tuple(answers("material", 10, 50))
    trust = Trust.measured(Trial(tuple(answers("material", 60, 1)), objections), 0.9)
    assert trust.withdraws(MATERIAL.id, 0.7)
    assert trust.settled(cell(Brass=0.7), ()) == ()
    right = Trust.measured(Trial(tuple(answers("material", 60, 1)), tuple(answers("material", 60, 0))), 0.9)
    assert not right.withdraws(MATERIAL.id, 0.7)


def test_several_values_are_judged_one_by_one() -> None:
    trust = Trust.vouched(0.8, 0.75)
    asked = cell(COLOUR, Navy=0.95, Gold=0.7, Tan=0.3)
    found = trust.settled(asked, (said("Tan", COLOUR), said("Gold", COLOUR)))
    assert texts(found) == [("Navy", 0.95, ""), ("Gold", 0.8, "m#1"), ("Tan", 0.8, "m#1")]


def test_a_key_at_which_nothing_can_come_of_an_answer_is_not_asked() -> None:
    trust = Trust.measured(Trial((*answers("material", 90, 1), *answers("colour", 5, 55))), 0.9)
    assert trust.believes and trust.counts(MATERIAL.id) and not trust.counts(COLOUR.id)
    wrong = Trust.measured(Trial(tuple(answers("material", 5, 55))), 0.9)
    assert not wrong.believes and not wrong.counts(KeyId("never seen"))
    objecting = Trust.measured(Trial(tuple(answers("material", 5, 55)), tuple(answers("material", 0, 60))), 0.9)
    assert objecting.believes and objecting.counts(MATERIAL.id)
    assert not Trust.vouched(0.8, 0.9).believes and Trust.vouched(0.8, 0.9).probability(MATERIAL.id, 1.0) is None


def test_what_a_trial_shows() -> None:
    one, two, three = cell(Brass=0.7, Gold=0.4), cell(Brass=0.7, Gold=0.4), cell(Brass=0.7)
    trial = judged([(one, (said("Gold"),), (False, True)), (two, (), (True, False)), (three, None, (True,))])
    assert trial.answers == (TrialAnswer(MATERIAL.id, 1.0, True),)
    assert trial.objections == (TrialAnswer(MATERIAL.id, 0.0, False), TrialAnswer(MATERIAL.id, 0.0, True))
    assert trial.cells == 3
    assert Trial.from_json(trial.to_json()) == trial
    assert Trust.measured(trial, 0.9).fingerprint != Trust.measured(trial, 0.8).fingerprint
