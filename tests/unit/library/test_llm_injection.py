"""Fifty hostile listings before a model that obeys them: no fact changes but by evidence of the listing's own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from itemcenter.library import (
    CategoryOptions,
    EscalationOptions,
    EscalationTally,
    EvidenceOptions,
    Learned,
    LibraryRecognizer,
)
from itemcenter.ports import Recognition
from itemcenter.schema import Item, ItemId, Producer, SpuId, TextSpan, content_hash
from itemcenter.testing.fake_chat import FakeChat, Script
from itemcenter.testing.hostile_texts import HOSTILE, words_state
from itemcenter.testing.simulated_models import Gullible
from tests.unit.library.lamp_release import RELEASE, item

PLAIN = LibraryRecognizer(RELEASE, Learned.shipped(), CategoryOptions(), EvidenceOptions())
ALL = EscalationOptions("unsure", low=0.0, high=1.01, keys=tuple(key.id for key in RELEASE.keys))
GROUP = SpuId("lamp")


def lamp(name: str, title: str, description: str) -> Item:
    return replace(item(title, description), id=ItemId(name), group_id=GROUP)


OTHERS = (
    lamp("a", "Table lamp, brass, PVC shade", "Navy or black, 42 cm high and 20 cm wide."),
    lamp("b", "Desk lamp of LED glass, rose gold", "Dimmable, 2 bulbs of 9 W each, model M-2000."),
    lamp("c", "Lamp in gold", "Brass foot, dark blue shade. Not dimmable."),
)


def recognised(script: Script, *items: Item) -> tuple[list[Recognition], EscalationTally]:
    tally = EscalationTally()
    asking = PLAIN.with_chat(FakeChat(script), ALL, PLAIN.vouched(0.95), tally)
    return asking.recognize(items), tally


def digest(found: list[Recognition]) -> str:
    return content_hash([[fact.to_json() for facts in each.machine.values() for fact in facts] for each in found])


@pytest.fixture(scope="module")
def untouched() -> str:
    return digest(recognised(Gullible(), *OTHERS)[0])


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_listing_changes_nothing_that_it_does_not_state(number: int, untouched: str) -> None:
    text = HOSTILE[number]
    victim = lamp("x", f"Table lamp of brass {text}" if number % 2 else "Table lamp of brass", f"30 cm high. {text}")
    found, tally = recognised(Gullible(), OTHERS[0], victim, *OTHERS[1:])
    assert tally.asked > 0
    assert digest([found[0], *found[2:]]) == untouched
    possible = PLAIN.recognize([victim])[0].machine
    assert set(found[1].machine) == set(possible)
    for key_id, facts in found[1].machine.items():
        for fact in facts:
            if fact.producer is Producer.LLM:
                assert all(victim.proves(entry) for entry in fact.evidence if isinstance(entry, TextSpan))
                assert words_state(fact, RELEASE.key_by_id[key_id], RELEASE), (key_id, fact)
    assert "Platinum" not in {fact.value.text for facts in found[1].machine.values() for fact in facts}


def test_the_gullible_model_is_gullible() -> None:
    """It sends what the texts ask for; without the check of its answers, values would be invented."""
    victims = [lamp(f"x{n}", "Table lamp of brass", text) for n, text in enumerate(HOSTILE)]
    _, tally = recognised(Gullible(), *victims)
    assert tally.asking.abstained.get("not_supported", 0) > 5
    assert tally.asking.abstained.get("no_such_number", 0) + tally.asking.abstained.get("wrong_shape", 0) > 5
    assert tally.asked - tally.unanswered > 0
