"""A reader as judge: alone, under the trees, with the wrong evidence, and how often it reads."""

from __future__ import annotations

import numpy as np
import pytest

from itemcenter.errors import ConfigError
from itemcenter.evidence import BoostingParams
from itemcenter.evidence.features import NAMES
from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.model import EvidenceModel
from itemcenter.evidence.rows import TrainingRows
from itemcenter.library import EvidenceOptions
from itemcenter.library.reading_discriminator import (
    Fused,
    MarginJudge,
    Reading,
    ReadingDiscriminator,
    Stacked,
    with_margins,
)
from itemcenter.ports import Question
from itemcenter.schema import Candidate, CandidateSet, Item, ModelId, TextSpan, TypedValue, ValueId, ValueType
from itemcenter.testing.fake_slot_reader import FakeSlotReader
from tests.unit.library.lamp_release import key, values
from tests.unit.library.recall_cases import THINGS, Recall, item, release_of

MATERIAL, COLOUR = key("material", ValueType.CATEGORICAL), key("colour", ValueType.COLOUR, multiple=True)
RECALL = Recall(
    release_of([MATERIAL, COLOUR], values("material", "Brass", "Gold", "Oak"), values("colour", "Red", "Navy", "Tan"))
)


def rows(count: int = 400) -> tuple[TrainingRows, np.ndarray]:
    """Rows whose features say nothing and whose margins say nearly everything."""
    dice = np.random.default_rng(0)
    right = (np.arange(count) % 2).astype(float)
    margins = (3.0 * (2.0 * right - 1.0) + dice.normal(0, 1, count)).astype(np.float32)
    key_of, part = np.zeros(count, np.int32), np.arange(count) // 2 % 5
    features = np.zeros((count, len(NAMES)), np.float32)
    made = TrainingRows(features, right, np.ones(count), np.arange(count) // 2, key_of, part, ("material",))
    return made, margins


def judges() -> list[MarginJudge]:
    made, margins = rows()
    stacked = TrainingRows(
        with_margins(made.features, margins), made.right, made.weight, made.pair, made.key, made.part, made.keys
    )
    params = BoostingParams(rounds=20, depth=2, learning_rate=0.3, min_child_hessian=0.01)
    return [Fused.fitted(made, margins), Stacked(EvidenceModel.fitted(stacked, params))]


def asked(about: Item, of: str, *names: str) -> Question:
    """Candidates that the first word of the title is to prove."""
    asked_key = MATERIAL if of == "material" else COLOUR
    proof = (TextSpan("title", 0, 4, about.title[:4]),)
    found = tuple(
        Candidate(TypedValue(asked_key.type, name, ValueId(f"{of}/{name.lower()}")), 0.5, proof, "alias")
        for name in names
    )
    RECALL.wide.recall([RECALL.wide.words(about)], [RECALL.plan], [EVERYTHING])
    return Question(about, THINGS, asked_key, CandidateSet(about.id, asked_key.id, RECALL.release.id, found))


@pytest.mark.parametrize("judge", judges(), ids=["fused", "stacked"])
def test_what_the_reader_finds_is_given_out(judge: MarginJudge) -> None:
    reader = FakeSlotReader()
    decider = ReadingDiscriminator(Reading(reader, "fused"), judge, RECALL.wide, "f", EvidenceOptions(0.9))
    about = item("Lamp of Oak, navy and tan")
    answers = decider.decide(
        [asked(about, "material", "Brass", "Oak"), asked(about, "colour", "Red", "Tan", "Navy"), asked(about, "colour")]
    )
    assert [sorted(candidate.value.text for candidate in answer) for answer in answers] == [
        ["Oak"],
        ["Navy", "Tan"],
        [],
    ]
    assert all(0.9 < candidate.score <= 1.0 for answer in answers for candidate in answer)
    assert reader.read == ["Lamp of Oak, navy and tan"]


def test_without_candidates_nothing_is_read() -> None:
    reader = FakeSlotReader()
    decider = ReadingDiscriminator(Reading(reader, "fused"), judges()[0], RECALL.wide, "f", EvidenceOptions(0.9))
    assert decider.decide([asked(item("Lamp"), "colour")]) == [()]
    assert decider.decide([]) == []
    assert reader.read == []


def test_a_reader_of_other_evidence_is_refused() -> None:
    with pytest.raises(ConfigError, match="other evidence"):
        Reading(FakeSlotReader(("a",)), "fused")


def test_the_id_names_reader_judge_and_settings() -> None:
    def made(judge: MarginJudge, fingerprint: str = "r", precision: float = 0.9) -> ModelId:
        reader = Reading(FakeSlotReader(fingerprint=fingerprint), "fused")
        return ReadingDiscriminator(reader, judge, RECALL.wide, "f", EvidenceOptions(precision)).model_id

    fused, stacked = judges()
    assert len({made(fused), made(stacked), made(fused, "other"), made(fused, precision=0.8)}) == 4
    assert made(fused) == made(fused) and made(fused).startswith("fused-") and made(stacked).startswith("stacked-")


def test_a_judge_of_margins_is_stored_as_it_is() -> None:
    fused = Fused.fitted(*rows())
    again = Fused.from_arrays(fused.to_arrays())
    margins = np.linspace(-6, 6, 40, dtype=np.float32)
    one, other = (
        judge.judged(np.zeros((40, len(NAMES)), np.float32), margins, np.zeros(40, np.int64))
        for judge in (fused, again)
    )
    np.testing.assert_array_equal(one.probability, other.probability)
    for inferred in (False, True):
        assert again.thresholds(0.9, inferred).general == pytest.approx(fused.thresholds(0.9, inferred).general)


def test_too_few_pairs_make_no_judge() -> None:
    made, margins = rows(400)
    told = TrainingRows(
        with_margins(made.features, margins), made.right, made.weight, made.pair, made.key, made.part, made.keys
    )
    fused = Reading(FakeSlotReader(), "fused")
    start = EvidenceModel.fitted(made, BoostingParams(rounds=2, depth=2))
    assert fused.fitted(start, told) is None  # 200 pairs
    more = TrainingRows.joined([told, told])
    judge = fused.fitted(start, more)
    assert isinstance(judge, Fused)
    assert judge.judged(made.features, margins, made.part).probability[margins > 2].min() > 0.9
