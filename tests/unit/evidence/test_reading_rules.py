"""Units of bare numbers and codes cut out of codes, learned from labelled items, the judged part left out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.evidence.reading_rules import Cut, ReadingRules
from itemcenter.schema import AttributeKey, ValueType
from itemcenter.values.figures import figures
from tests.unit.evidence.lamp_keys import HEIGHT, MAKER, POWER, cm, key

#: A key of the same name elsewhere; one of the same dimension only.
OTHER_HEIGHT = key("height_2", ValueType.QUANTITY, unit="cm", name="Height")
WIDTH = key("width", ValueType.QUANTITY, unit="cm")
WEIGHT = key("weight", ValueType.QUANTITY, unit="g")
_KEYS: tuple[AttributeKey, ...] = (HEIGHT, OTHER_HEIGHT, WIDTH, WEIGHT, POWER)
_TEXTS = ("Frame 5 x 8", "Frame 8 in", "Frame 20W x 10H", "Frame 5 cm", "Frame")
_STATED = ((cm(20.32),), (cm(12.7),), (cm(5),), ())

UnitRow = tuple[int, int, int, int]
_UNIT_ROWS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 4), st.integers(0, 3), st.integers(0, FOLDS - 1)), max_size=30
)
CutRow = tuple[str, str, int]
_CODES = st.sampled_from(["012345678905", "0123456", "2345", "234", "678905", "9"])
_CUT_ROWS = st.lists(st.tuples(_CODES, _CODES, st.integers(0, FOLDS - 1)), max_size=30)


def learned(units: list[UnitRow], cuts: list[CutRow]) -> ReadingRules:
    rules = ReadingRules()
    for which, text, stated, part in units:
        rules.add_units(_KEYS[which], figures(_TEXTS[text]), _STATED[stated], part)
    for found, stated_code, part in cuts:
        rules.add_cuts(MAKER, [found], [stated_code], part)
    return rules


def answers(rules: ReadingRules, part: int) -> tuple[object, ...]:
    return [rules.assumed_units(entry, part) for entry in _KEYS], rules.cuts(MAKER, part), rules.cuts(HEIGHT, part)


@settings(deadline=None)
@given(_UNIT_ROWS, _CUT_ROWS, st.integers(0, FOLDS - 1))
def test_no_answer_about_a_part_holds_anything_that_the_part_said(
    units: list[UnitRow], cuts: list[CutRow], part: int
) -> None:
    rest = learned([row for row in units if row[3] != part], [row for row in cuts if row[2] != part])
    assert answers(learned(units, cuts), part) == answers(rest, EVERYTHING) == answers(rest, part)


@settings(deadline=None)
@given(_UNIT_ROWS, _CUT_ROWS)
def test_stored_rules_answer_alike(units: list[UnitRow], cuts: list[CutRow]) -> None:
    rules = learned(units, cuts)
    again = ReadingRules.from_json(rules.to_json())
    assert again.to_json() == rules.to_json()
    for part in (EVERYTHING, 2):
        assert answers(again, part) == answers(rules, part)


@settings(deadline=None)
@given(_UNIT_ROWS, st.permutations(range(30)))
def test_the_order_of_items_does_not_matter(units: list[UnitRow], order: list[int]) -> None:
    other = learned([units[place] for place in order if place < len(units)], [])
    assert learned(units, []).to_json() == other.to_json()
    assert answers(learned(units, []), EVERYTHING) == answers(other, EVERYTHING)


def test_nothing_learned_means_the_key_s_own_unit() -> None:
    assert [ReadingRules().assumed_units(entry, EVERYTHING) for entry in _KEYS] == [
        ("cm",), ("cm",), ("cm",), ("g",), ("W",),
    ]  # fmt: skip


def test_three_items_make_bare_numbers_inches_for_the_key_its_name_and_its_dimension() -> None:
    """ "8" stood for 20.32 cm."""
    rules = learned([(0, 0, 0, 0)] * 2, [])
    assert rules.assumed_units(HEIGHT, EVERYTHING) == ("cm",)
    rules.add_units(HEIGHT, figures("Frame 5 x 8"), (cm(20.32),), 1)
    assert rules.assumed_units(HEIGHT, EVERYTHING) == ("in",), "asked before, and still up to date"
    assert rules.assumed_units(OTHER_HEIGHT, EVERYTHING) == ("in",)
    assert rules.assumed_units(WIDTH, EVERYTHING) == ("in",)
    assert rules.assumed_units(WEIGHT, EVERYTHING) == ("g",), "nothing is said of masses"
    assert rules.assumed_units(HEIGHT, 1) == ("cm",), "without the third item"


def test_a_key_s_own_items_outweigh_its_dimension() -> None:
    rules = learned([(0, 0, 0, 0)] * 5 + [(2, 0, 2, 0)] * 3, [])
    assert rules.assumed_units(HEIGHT, EVERYTHING) == ("in",)
    assert rules.assumed_units(WIDTH, EVERYTHING) == ("cm",)


def test_numbers_with_a_unit_of_their_own_say_nothing_unless_a_side_stands_there() -> None:
    assert learned([(0, 3, 2, 0)] * 5, []).to_json()["units"] == {}, "5 cm is no bare number"
    assert learned([(0, 0, 3, 0)] * 5, []).to_json()["units"] == {}, "nothing is stated"
    assert learned([(0, 4, 0, 0)] * 5, []).to_json()["units"] == {}, "no number at all"
    rules = ReadingRules()
    for _ in range(3):
        rules.add_units(WIDTH, figures("Frame 20W"), (cm(50.8),), 0)
    assert rules.assumed_units(WIDTH, EVERYTHING) == ("in",), "20W is a width, whatever else W may be"


def test_codes_cut_out_of_codes() -> None:
    """A trade number holds its maker's code: six characters from the second of twelve."""
    rules = ReadingRules()
    for part, number in enumerate(("012345678905", "036000291452")):
        rules.add_cuts(MAKER, [number], [number[1:7]], part)
    assert rules.cuts(MAKER, EVERYTHING) == ()
    rules.add_cuts(MAKER, ["5012345678900"[:12]], ["012345"], 2)
    assert rules.cuts(MAKER, EVERYTHING) == (Cut(12, 1, 6),)
    assert rules.cuts(MAKER, 2) == ()
    assert rules.cuts(MAKER, 3) == (Cut(12, 1, 6),)
    elsewhere = key("maker_2", ValueType.CATEGORICAL, name="Maker")
    assert rules.cuts(elsewhere, EVERYTHING) == (Cut(12, 1, 6),), "keys of one name share their cuts"
    assert rules.cuts(key("other", ValueType.CATEGORICAL), EVERYTHING) == ()


@pytest.mark.parametrize(
    ("found", "stated"),
    [("012345", "012345"), ("012345", "12"), ("0123456", "999"), ("1" * 25, "111"), ("", "123")],
)
def test_what_is_no_cut(found: str, stated: str) -> None:
    """The whole code, two characters, a code that does not stand there, a code that is too long."""
    rules = ReadingRules()
    for _ in range(5):
        rules.add_cuts(MAKER, [found], [stated], 0)
    assert rules.cuts(MAKER, EVERYTHING) == ()


def test_an_item_counts_once_for_a_cut_however_often_it_shows() -> None:
    rules = ReadingRules()
    rules.add_cuts(MAKER, ["0123456"] * 5, ["123", "123"], 0)
    assert rules.cuts(MAKER, EVERYTHING) == ()
    for _ in range(2):
        rules.add_cuts(MAKER, ["0123456", "9456789"], ["123", "456"], 0)
    assert rules.cuts(MAKER, EVERYTHING) == (Cut(7, 1, 3),)
