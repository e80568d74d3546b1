"""How sure an answer is, by the chances of its number among the numbers of the question."""

from __future__ import annotations

import math

import pytest

from itemcenter.llm.choice_margin import MOST, choice_margin
from itemcenter.ports import ChatAnswer, TokenChances, Usage


def answer(*tokens: TokenChances) -> ChatAnswer:
    return ChatAnswer("", "m", Usage(1, 1), tokens=tokens)


def spelled(number: str, *alternatives: tuple[str, float], chance: float = math.log(0.5)) -> ChatAnswer:
    begin = [TokenChances(token, 0.0) for token in ('{"', "choice", '":', " ")]
    return answer(*begin, TokenChances(number, chance, alternatives), TokenChances(",", 0.0))


def test_chances_are_shared_among_the_numbers_of_the_question() -> None:
    found = spelled("2", ("2", math.log(0.5)), ("1", math.log(0.2)), ("0", math.log(0.05)), ("the", math.log(0.25)))
    assert choice_margin(found, 2, 3) == pytest.approx(math.log(0.5 / 0.25))
    assert choice_margin(found, 2, 1) == pytest.approx(math.log(0.5 / 0.25))


def test_without_chances_there_is_no_margin() -> None:
    assert choice_margin(spelled("2"), 2, 3) is None
    assert choice_margin(answer(), 1, 3) is None
    assert choice_margin(spelled("2", ("1", -1.0)), 3, 3) is None
    before = answer(TokenChances("2", -0.1, (("1", -2.0),)), TokenChances('"choice": ', 0.0))
    assert choice_margin(before, 2, 3) is None


def test_margins_are_bounded() -> None:
    assert choice_margin(spelled("2", ("x", -1.0), chance=0.0), 2, 3) == MOST
    assert choice_margin(spelled("2", ("1", 0.0), chance=-99.0), 2, 3) == -MOST
    assert choice_margin(spelled("2", ("1", 0.0), chance=-math.inf), 2, 3) is None
