"""Two thousand answers of a model that does everything wrong, over the demo catalog: no value, every reason counted."""

from __future__ import annotations

from typing import get_args

from itemcenter.demo import backbone_path, catalog_path
from itemcenter.items import CatalogOptions, open_catalog
from itemcenter.library import (
    CategoryOptions,
    EscalationOptions,
    EscalationTally,
    EvidenceOptions,
    Learned,
    LibraryRecognizer,
)
from itemcenter.llm.json_answer import ADVICE
from itemcenter.ontology.sources import load_ontology
from itemcenter.ports import FailureReason
from itemcenter.schema import Fact, SourceId
from itemcenter.testing.fake_chat import FakeChat, Misbehaving

ANSWERS = 2_000


def said(fact: Fact) -> tuple[object, ...]:
    return fact.value, fact.confidence, fact.evidence, fact.producer


def test_no_value_is_invented_among_two_thousand_answers() -> None:
    release = load_ontology(str(backbone_path(small=True))).release
    plain = LibraryRecognizer(release, Learned.shipped(), CategoryOptions(), EvidenceOptions())
    chat, tally = FakeChat(Misbehaving()), EscalationTally()
    options = EscalationOptions("unsure", low=0.0, high=1.01)
    asking = plain.with_chat(chat, options, plain.vouched(0.99), tally)
    items = [
        row.item
        for row in open_catalog(catalog_path(small=True), CatalogOptions(), SourceId("merchant"))
        if row.item is not None
    ]
    first = 0
    while len(chat.requests) < ANSWERS:
        batch = items[first : first + 32]
        assert batch, f"only {len(chat.requests)} answers"
        first += 32
        for with_model, without in zip(asking.recognize(batch), plain.recognize(batch), strict=True):
            assert {key: tuple(map(said, facts)) for key, facts in with_model.machine.items()} == {
                key: tuple(map(said, facts)) for key, facts in without.machine.items()
            }
    reasons = tally.asking.abstained
    assert sum(reasons.values()) == tally.asked == tally.unanswered
    assert len(chat.requests) >= ANSWERS and tally.asking.requests == len(chat.requests)
    assert set(get_args(FailureReason)) < set(reasons) <= {*get_args(FailureReason), *ADVICE}
    assert {"empty", "cut", "no_json", "several_answers", "wrong_shape", "no_such_number", "not_in_text"} <= set(
        reasons
    )
