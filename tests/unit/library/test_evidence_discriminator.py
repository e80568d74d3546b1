"""Which candidates are given out, with what probability: by a tiny model whose thresholds are known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from itemcenter.evidence.features import AskedKey, features_of
from itemcenter.evidence.folds import EVERYTHING, fold_of
from itemcenter.evidence.model import EvidenceModel
from itemcenter.evidence.rows import Sample
from itemcenter.library import EvidenceDiscriminator, EvidenceOptions
from itemcenter.library.decision import part_of
from itemcenter.ports import Question
from itemcenter.schema import (
    AttributeKey,
    Candidate,
    CandidateSet,
    Item,
    Spec,
    SpuId,
    TextSpan,
    TypedValue,
    ValueId,
    ValueType,
)
from tests.unit.library.lamp_release import key, values
from tests.unit.library.recall_cases import THINGS, Recall, item, release_of
from tests.unit.library.tiny_model import model, sample, with_corrections

ONE = key("material", ValueType.CATEGORICAL)
MANY = key("colour", ValueType.COLOUR, multiple=True)
RECALL = Recall(
    release_of([ONE, MANY], values("material", "Brass", "Gold", "Oak"), values("colour", "Red", "Navy", "Tan"))
)
TITLE = "Lamp Brass Gold Oak Red Navy Tan"


def decider(what: EvidenceModel, precision: float = 0.9, fingerprint: str = "f") -> EvidenceDiscriminator:
    return EvidenceDiscriminator(what, RECALL.wide, fingerprint, EvidenceOptions(precision))


def asked(of: AttributeKey, *scored: tuple[str, float], about: Item | None = None, proven: bool = True) -> Question:
    """Candidates with recall scores, each proven by its own word in the title."""
    about = about or item(TITLE)
    candidates = []
    for name, score in scored:
        start = about.title.index(name)
        proof = (TextSpan("title", start, start + len(name), name),) if proven else ()
        value_id = ValueId(f"{of.value_list_id}/{name.lower()}")
        candidates.append(Candidate(TypedValue(of.type, name, value_id), score, proof, "alias"))
    RECALL.wide.recall([RECALL.wide.words(about)], [RECALL.plan], [EVERYTHING])
    return Question(about, THINGS, of, CandidateSet(about.id, of.id, RECALL.release.id, tuple(candidates)))


def names(answer: tuple[Candidate, ...]) -> list[str]:
    return [candidate.value.text for candidate in answer]


def test_a_key_with_one_value_gets_its_most_probable_candidate() -> None:
    (answer,) = decider(model()).decide([asked(ONE, ("Gold", 0.9), ("Brass", 0.8), ("Oak", 0.1))])
    assert names(answer) == ["Gold"]


def test_a_key_with_several_values_gets_all_that_reach_the_threshold() -> None:
    (answer,) = decider(model()).decide([asked(MANY, ("Tan", 0.95), ("Red", 0.8), ("Navy", 0.2))])
    assert names(answer) == ["Tan", "Red"]
    scores = [candidate.score for candidate in answer]
    assert scores == sorted(scores, reverse=True)


def test_of_equals_the_first_in_the_text_comes_first() -> None:
    (many, one) = decider(model()).decide(
        [asked(MANY, ("Tan", 0.9), ("Navy", 0.9), ("Red", 0.9)), asked(ONE, ("Oak", 0.9), ("Brass", 0.9))]
    )
    assert names(many) == ["Red", "Navy", "Tan"] and names(one) == ["Brass"]


def test_nothing_is_given_out_below_the_threshold_or_without_candidates() -> None:
    answers = decider(model(("", 0.9))).decide([asked(ONE, ("Gold", 0.7)), asked(MANY), asked(MANY, ("Red", 0.99))])
    assert [names(answer) for answer in answers] == [[], [], ["Red"]]
    assert decider(model()).decide([]) == []


def test_a_key_that_cannot_reach_the_precision_stays_empty() -> None:
    both = model(("colour", 0.5), ("material", math.inf))
    answers = decider(both).decide([asked(ONE, ("Gold", 1.0)), asked(MANY, ("Red", 1.0))])
    assert [names(answer) for answer in answers] == [[], ["Red"]]


def test_what_nothing_proves_is_not_given_out() -> None:
    (answer,) = decider(model()).decide([asked(MANY, ("Red", 1.0), proven=False)])
    assert answer == ()


def test_the_score_is_the_probability_of_four_digits() -> None:
    tiny = model()
    for score in (0.625, 0.75, 0.9):
        (answer,) = decider(tiny).decide([asked(MANY, ("Red", score))])
        assert answer[0].score == pytest.approx(score, abs=0.05)
        assert answer[0].score == round(answer[0].score, 4)


def test_candidates_of_exactly_the_threshold_are_given_out() -> None:
    """Calibrated probabilities come in steps, so many candidates have the very probability of the threshold.

    The sample is stored as float32: its steps lie a little above or below the same steps of the model.
    """
    tiny = model()
    met = set()
    for tenth in range(52, 100):
        question = asked(MANY, ("Red", tenth / 100))
        chance = _probability(tiny, question)
        stored = float(np.float32(chance))
        met |= {stored > chance, round(chance, 4) < stored}
        (answer,) = decider(replace(tiny, named=sample(("", stored)))).decide([question])
        assert names(answer) == ["Red"], tenth
        (answer,) = decider(replace(tiny, named=sample(("", chance + 1e-4)))).decide([question])
        assert names(answer) == [], tenth
    assert met == {True, False}, "both kinds of rounding were met"


def _probability(tiny: EvidenceModel, question: Question) -> float:
    words = RECALL.wide.words(question.item)
    keys = [AskedKey(question.key, question.candidates.candidates, RECALL.wide.list_size(question.key))]
    return float(tiny.untaught(features_of(words, keys, RECALL.wide.memory, EVERYTHING).features)[0])


def test_items_are_judged_apart_and_the_keys_of_an_item_together() -> None:
    """`claim_lead` compares the keys that claim one word; a neighbour in the batch has no say."""
    tiny = model(feature="claim_lead")
    lamps = [item("Lamp Gold", name="a"), item("Lamp Gold", name="b")]
    rival = [asked(ONE, ("Gold", 0.9), about=lamps[0]), asked(MANY, about=lamps[0])]
    red = TypedValue(ValueType.COLOUR, "Red", ValueId("colour/red"))
    other = Candidate(red, 0.6, rival[0].candidates.candidates[0].evidence, "alias")
    rival[1] = replace(rival[1], candidates=replace(rival[1].candidates, candidates=(other,)))
    alone = [asked(ONE, ("Gold", 0.9), about=lamps[1])]
    decide = decider(tiny).decide
    together = decide([*rival, *alone])
    assert together == [*decide(rival), *decide(alone)]
    assert names(together[0]) == [] and names(together[2]) == ["Gold"], "0.3 ahead is not enough, 0.9 is"


def test_who_may_judge_an_item() -> None:
    assert part_of(item("Lamp")) == EVERYTHING
    assert part_of(item("Lamp", specs=(Spec("a", "b"),))) == fold_of("i")
    assert part_of(item("Lamp", extras=(("a", "b"),), group_id=SpuId("g"))) == fold_of("g")


def test_an_item_with_cells_is_judged_by_the_half_that_did_not_see_them() -> None:
    """The first half of the correction believes everything, the second nothing."""
    halves = with_corrections(model(), 9.0, -9.0)
    for number in range(12):
        lamp = item("Lamp Red", name=str(number), specs=(Spec("a", "b"),))
        (answer,) = decider(halves).decide([asked(MANY, ("Red", 0.5), about=lamp)])
        assert names(answer) == (["Red"] if fold_of(str(number)) % 2 == 0 else [])
    (answer,) = decider(halves).decide([asked(MANY, ("Red", 0.75), about=item("Lamp Red"))])
    assert answer[0].score == pytest.approx(0.75, abs=0.05), "without cells both halves count"


def test_the_name_of_the_decider_tells_weights_and_precision() -> None:
    ids = {
        decider(model(), precision, fingerprint).model_id
        for precision in (0.8, 0.9)
        for fingerprint in ("weights", "others")
    }
    assert len(ids) == 4
    assert decider(model()).model_id == decider(model()).model_id


def test_more_precision_gives_out_no_more() -> None:
    entries = [("", 0.9)]
    tiny = model(*entries)
    doubtful = replace(tiny, named=_mixed())
    wide, narrow = (
        decider(doubtful, precision).decide([asked(MANY, ("Tan", 0.9), ("Red", 0.65))])[0] for precision in (0.6, 0.95)
    )
    assert names(wide) == ["Tan", "Red"] and names(narrow) == ["Tan"]


def _mixed() -> Sample:
    made = sample(("", 0.85))
    return replace(
        made,
        key=np.zeros(1_000, dtype=np.int32),
        probability=np.repeat([0.85, 0.6], 500),
        right=np.concatenate([np.ones(500), np.arange(500) % 2]),
        weight=np.ones(1_000),
    )


def test_values_that_no_word_names_are_given_out_on_demand_only() -> None:
    tiny = model()
    question = asked(MANY, ("Red", 0.9), ("Navy", 0.8))
    named, unnamed = question.candidates.candidates
    found = replace(question.candidates, candidates=(replace(named, recall="learned"), unnamed))
    question = replace(question, candidates=found)
    assert names(decider(tiny).decide([question])[0]) == ["Navy"]
    wide = EvidenceDiscriminator(tiny, RECALL.wide, "print", EvidenceOptions(inferred=True))
    assert names(wide.decide([question])[0]) == ["Red", "Navy"]
    assert wide.model_id != EvidenceDiscriminator(tiny, RECALL.wide, "print", EvidenceOptions()).model_id


def test_each_way_has_thresholds_of_its_own() -> None:
    tiny = replace(model(), sample=sample(("", 0.6)), named=sample(("", 0.85)))
    assert tiny.thresholds(0.9, inferred=True).threshold_for("x") == pytest.approx(0.6)
    assert tiny.thresholds(0.9).threshold_for("x") == pytest.approx(0.85)
