"""Which words go with which value, each item judged without its own part."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.evidence.associations import Association, KeyAssociations
from itemcenter.evidence.field_words import Gram
from itemcenter.evidence.folds import EVERYTHING, FOLDS

Row = tuple[tuple[str, ...], tuple[str, ...], int]
_GRAMS = {word: Gram(word, "title", place, place + 1) for place, word in enumerate(("hp", "ibm", "red", "tape", "new"))}
_VALUES = ("#hp", "#ibm", "#red")
_ROWS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(_VALUES), max_size=2, unique=True).map(tuple),
        st.lists(st.sampled_from(sorted(_GRAMS)), max_size=4, unique=True).map(tuple),
        st.integers(0, FOLDS - 1),
    ),
    max_size=30,
)


def counted(rows: Iterable[Row], *, pruned: bool = True) -> KeyAssociations:
    known = KeyAssociations()
    for values, grams, part in rows:
        known.add(values, grams, part)
    if pruned:
        known.prune()
    return known


def answers(known: KeyAssociations, part: int) -> dict[str, object]:
    """Everything that can be asked, about values that were met and one that was not."""
    values = (*_VALUES, "#never")
    best = known.best(_GRAMS, part)
    return {
        "items": known.items(part),
        "support": [known.support(value, part) for value in values],
        "prior": [known.prior(value, part) for value in values],
        "best": best,
        "recalled": known.recalled(best, part),
        "log_odds": known.log_odds(sorted(_GRAMS), values, part),
    }


@settings(deadline=None)
@given(_ROWS, st.integers(0, FOLDS - 1))
def test_no_answer_about_a_part_holds_anything_that_the_part_said(rows: list[Row], part: int) -> None:
    rest = [row for row in rows if row[2] != part]
    assert answers(counted(rows), part) == answers(counted(rest), EVERYTHING) == answers(counted(rest), part)


@settings(deadline=None)
@given(_ROWS, st.sampled_from([EVERYTHING, 0, 1]))
def test_pruning_changes_no_answer(rows: list[Row], part: int) -> None:
    assert answers(counted(rows, pruned=True), part) == answers(counted(rows, pruned=False), part)


@settings(deadline=None)
@given(_ROWS, st.permutations(range(30)))
def test_the_order_of_items_does_not_matter(rows: list[Row], order: list[int]) -> None:
    other = [rows[place] for place in order if place < len(rows)]
    assert counted(rows).to_json() == counted(other).to_json()
    assert list(counted(rows).to_json()["grams"]) == list(counted(other).to_json()["grams"]), "byte by byte"


@settings(deadline=None)
@given(_ROWS)
def test_stored_counts_answer_alike(rows: list[Row]) -> None:
    known = counted(rows)
    again = KeyAssociations.from_json(known.to_json())
    assert again.to_json() == known.to_json()
    for part in (EVERYTHING, 0, 3):
        assert answers(again, part) == answers(known, part)


@settings(deadline=None)
@given(_ROWS)
def test_a_value_met_once_is_like_one_never_met(rows: list[Row]) -> None:
    """Whatever is asked of "#rare", with its one item in some part, is what is asked of "#never"."""
    known = counted([*rows, (("#rare",), tuple(_GRAMS), 1)])
    for part in (EVERYTHING, 0, 1):
        assert known.support("#rare", part) == 0 == known.support("#never", part)
        assert known.prior("#rare", part) == 0.0
        assert known.log_odds(_GRAMS, ["#rare"], part) == {"#rare": 0.0}
        assert "#rare" not in known.best(_GRAMS, part)


def test_a_value_met_twice_is_known_except_to_either_of_the_two() -> None:
    known = counted([(("#hp",), ("hp",), 0), (("#hp",), ("hp",), 1), (("#ibm",), ("red",), 2)])
    assert known.support("#hp", EVERYTHING) == 2 and known.prior("#hp", EVERYTHING) == 2 / 4
    assert known.log_odds(["hp"], ["#hp"], EVERYTHING)["#hp"] != 0.0
    assert "#hp" in known.best(_GRAMS, EVERYTHING)
    for part in (0, 1):
        assert known.support("#hp", part) == 0
        assert known.log_odds(["hp"], ["#hp"], part) == {"#hp": 0.0}
        assert known.best(_GRAMS, part) == {}
    assert known.support("#hp", 2) == 2


def test_the_share_of_items_with_a_word_and_what_it_gains() -> None:
    rows: list[Row] = [(("#hp",), ("hp", "new"), n % FOLDS) for n in range(8)]
    rows += [(("#ibm",), ("ibm", "new"), n % FOLDS) for n in range(8)] + [(("#ibm",), ("hp",), 0)]
    known = counted(rows)
    best = known.best(_GRAMS, EVERYTHING)
    prior = 8 / 18
    assert best["#hp"].gram == _GRAMS["hp"] and best["#hp"].support == 8
    assert best["#hp"].share == pytest.approx((8 + prior) / (9 + 1))
    # lower end of the Wilson interval (z = 1.64) of 8 of 9
    low = (8 / 9 + 1.64**2 / 18 - 1.64 * ((8 / 9) * (1 / 9) / 9 + 1.64**2 / (4 * 81)) ** 0.5) / (1 + 1.64**2 / 9)
    assert best["#hp"].gain == pytest.approx((low - prior) / (1 - prior))
    assert best["#ibm"].gram == _GRAMS["ibm"], "what stands with both says nothing"


def test_words_that_stand_with_every_value_recall_none() -> None:
    known = counted([((f"#{value}",), ("new",), n % FOLDS) for value in ("hp", "ibm") for n in range(20)])
    assert set(known.best(_GRAMS, EVERYTHING)) == {"#hp", "#ibm"}
    assert known.recalled(known.best(_GRAMS, EVERYTHING), EVERYTHING) == []


def test_the_most_telling_values_are_recalled_best_first_and_four_at_most() -> None:
    rows: list[Row] = []
    for number in range(6):
        rows += [((f"#{number}",), (f"w{number}",), n % FOLDS) for n in range(4 + number)]
    known = counted(rows)
    grams = {f"w{n}": Gram(f"w{n}", "title", n, n + 1) for n in range(6)}
    recalled = known.recalled(known.best(grams, EVERYTHING), EVERYTHING)
    assert [entry.value for entry in recalled] == ["#5", "#4", "#3", "#2"]
    assert [entry.gain for entry in recalled] == sorted((entry.gain for entry in recalled), reverse=True)
    alike = {f"#{name}": Association(f"#{name}", 0.5, 0.5, 3, grams["w1"]) for name in "cab"}
    assert [entry.value for entry in known.recalled(alike, EVERYTHING)] == ["#a", "#b", "#c"]


def test_log_odds_speak_for_the_value_that_the_words_go_with() -> None:
    rows: list[Row] = [(("#hp",), ("hp",), n % FOLDS) for n in range(9)]
    rows += [(("#ibm",), ("ibm",), n % FOLDS) for n in range(9)]
    odds = counted(rows).log_odds(["hp", "unheard of"], ["#hp", "#ibm", "#never"], EVERYTHING)
    assert odds["#hp"] > 0.0 > odds["#ibm"]
    assert odds["#never"] == 0.0
    assert counted(rows).log_odds([], ["#hp"], EVERYTHING) == {"#hp": 0.0}


@pytest.mark.parametrize(
    "change",
    [
        {"items": [1]},
        {"values": {"#a": [1, 2]}},
        {"values": {}},
        {"grams": {}},
        {"pairs": {}},
        {"items": ["x"] * 6},
    ],
)
def test_damaged_counts_are_refused(change: dict[str, object]) -> None:
    known = counted([(("#a",), ("hp",), 0), (("#a",), ("hp",), 1)])
    with pytest.raises(ValueError):
        KeyAssociations.from_json(known.to_json() | change)
