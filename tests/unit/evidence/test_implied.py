"""What an item's words imply, as features."""

from __future__ import annotations

import math

import numpy as np

from itemcenter.evidence.implied import Answers, Implied
from itemcenter.schema import KeyId, TextSpan, ValueId

SEASON, USE = KeyId("season"), KeyId("use")
ANSWERS = {
    SEASON: Answers(slice(0, 3), (ValueId("a"), ValueId("b"), ValueId("c"))),
    USE: Answers(slice(3, 5), (ValueId("d"), ValueId("e"))),
}
CHANCES = np.array([0.25, 0.75, 0.0, 0.5, 0.5], dtype=np.float32)


def implied(*own: KeyId) -> Implied:
    return Implied(ANSWERS, CHANCES, frozenset(own), lambda column: TextSpan("title", 0, 1, "x"))


def test_the_likeliest_values_with_their_proof() -> None:
    found = implied().likely(SEASON)
    assert [(value, chance) for value, chance, _ in found] == [("b", 0.75), ("a", 0.25)], "c has no chance"
    assert found[0][2].text == "x"
    assert implied().likely(KeyId("other")) == []


def test_chance_logarithm_and_lead() -> None:
    rows = implied().features(SEASON, [ValueId("a"), ValueId("b"), ValueId("never met"), None])
    assert rows[0] == (0.25, math.log(0.25), 0.25 - 0.75)
    assert rows[1] == (0.75, math.log(0.75), 0.75 - 0.25)
    assert rows[2] == rows[3] == (0.0, math.log(1e-4), -0.75)


def test_a_key_that_the_item_states_itself_implies_nothing() -> None:
    assert implied(SEASON).likely(SEASON) == []
    assert all(math.isnan(number) for number in implied(SEASON).features(SEASON, [ValueId("a")])[0])
    assert implied(SEASON).likely(USE)
