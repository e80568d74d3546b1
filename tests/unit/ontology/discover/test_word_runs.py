"""Runs of words in titles, and what texts say that things are for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.discover.word_runs import FUNCTION_WORDS, key_of, purposes, purposes_within, word_runs
from itemcenter.values.folding import name_key


def runs(text: str, breaking: frozenset[str] = frozenset()) -> list[tuple[str, ...]]:
    return [run.words for run in word_runs(text, breaking)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Merrow hiking boot, olive", [("merrow", "hiking", "boot"), ("olive",)]),
        ("roller shade Fjord 80 x 160 cm", [("roller", "shade", "fjord")]),
        ("Women's tray-table with lid", [("tray", "table"), ("lid",)]),
        ("serum 50 ml dropper bottle", [("serum",), ("dropper", "bottle")]),
        ("", []),
    ],
)
def test_runs_break_at_signs_numbers_and_joining_words(text: str, found: list[tuple[str, ...]]) -> None:
    assert runs(text) == found


def test_a_run_knows_what_stands_beside_it() -> None:
    first, second, third, fourth = word_runs("Mat for Nissan Micra; laptop Pro 14 printed women's")
    assert [run.before for run in (first, second, third, fourth)] == ["", "for", "", ""]
    assert [run.goes_on for run in (first, second, third, fourth)] == [False, False, True, True]
    assert runs("oak tray", frozenset(("oak",))) == [("tray",)]


@given(st.text(max_size=60))
def test_runs_hold_words_of_the_text_in_order(text: str) -> None:
    words = [word for run in runs(text) for word in run]
    left = iter(name_key(text).split())
    assert all(word in left for word in words)
    assert not set(words) & FUNCTION_WORDS
    assert all(1 <= len(purpose) <= 2 for purpose in purposes(text))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A stove for camping and more", [("camping",)]),
        ("Made for our long breakfasts.", [("long", "breakfasts")]),
        ("I use it on slow mornings.", [("slow", "mornings")]),
        ("It stood on the shelf", []),
        ("A birthday gift", [("birthday",)]),
        ("good for the money, for 40 years", []),
        ("a case for Nissan Micra", []),
        ("Lampe für den Garten", [("garten",)]),
    ],
)
def test_purposes(text: str, found: list[tuple[str, ...]]) -> None:
    assert list(purposes(text)) == found


def test_what_stands_before_a_purpose_tells_sentences_apart() -> None:
    (one,), (two,) = (list(purposes_within(f"{start} stove for camping")) for start in ("small gas", "big oil"))
    assert one[0] == two[0] == ("camping",) and one[1] != two[1]
    assert key_of(("hiking", "boots")) == key_of(("hiking", "boot"))
