"""Every number of a text, with what is written around it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itemcenter.values.figures import MOST_FIGURES, Figure, figures


def numbers(text: str) -> list[float]:
    return [figure.number for figure in figures(text)]


def only(text: str) -> Figure:
    (figure,) = figures(text)
    return figure


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/2 in", [0.5]),
        ("5/16", [0.3125]),
        ('1 1/2" pipe', [1.5]),
        ("1-1/2 in", [1.5]),
        ("2 - 3/4 in", [2.75]),
        ("1 1/2 x 3 1/4 in", [1.5, 3.25]),
        # no ruler fractions: lists, dates, ratios
        ("50/60 Hz", [50, 60]),
        ("3/7", [3, 7]),
        ("11/4", [11, 4]),
        ("1/2/3", [1, 2, 3]),
        ("3 1/0", [3]),
        ("3 0/4", [3]),
        ("3 5/4", [3]),
        ("2,000 mAh", [2000]),
        ("12,345,678", [12_345_678]),
        ("1,234.5 lb", [1234.5]),
        ("1.500 kg", [1.5]),
        ("1,23", [1.23]),
        (".5 oz", [0.5]),
        ("１２ cm", [12]),
        ("4.5.6", [4.5]),
        ("1234567890123", []),
        ("IP67 DDR4 A4 v2", []),
    ],
)
def test_numbers(text: str, expected: list[float]) -> None:
    assert numbers(text) == expected


def test_a_mixed_number_spans_whole_and_fraction_and_a_false_one_ends_before_it() -> None:
    text = "pipe 1 1/2 in"
    figure = only(text)
    assert text[figure.start : figure.end] == "1 1/2"
    text = "row 3 5/4"
    figure = only(text)
    assert text[figure.start : figure.end] == "3"


@pytest.mark.parametrize(
    ("text", "word", "unit", "written"),
    [
        ("8GB", "gb", "GB", "8GB"),
        ("8 GB", "gb", "GB", "8 GB"),
        ("8-GB", "gb", "GB", "8-GB"),
        ('3.5"', '"', "in", '3.5"'),
        ("3''", "''", "in", "3''"),
        ("5%", "%", "%", "5%"),
        ("12-pack", "pack", "", "12-pack"),
        ("100m/s", "m/s", "m/s", "100m/s"),
        ("5 µm", "µm", "µm", "5 µm"),
        ("3 /pack", "/pack", "", "3 /pack"),
        ("7.2K", "k", "K", "7.2K"),
        ("7 ", "", "", "7"),
        ("7, red", "", "", "7"),
    ],
)
def test_the_word_behind_and_the_unit_it_spells(text: str, word: str, unit: str, written: str) -> None:
    figure = only(text)
    assert (figure.word, figure.unit, text[figure.start : figure.word_end]) == (word, unit, written)


def test_number_words() -> None:
    text = "Four-pack with twelve bolts, fourth of ten"
    found = figures(text)
    assert [(text[f.start : f.end], f.number, f.word) for f in found] == [
        ("Four", 4, "pack"),
        ("twelve", 12, "bolts"),
        ("ten", 10, ""),
    ]
    assert all(figure.spelled for figure in found)
    assert not only("4-pack").spelled
    assert numbers("someone often sevens") == []


@pytest.mark.parametrize("joined", ["5 x 8 x 10 in", "5x8x10 in", "5 X 8*10 in", "5 by 8 by 10 in", "5×8×10 in"])
def test_a_chain_knows_its_places_and_shares_the_unit_behind_it(joined: str) -> None:
    found = figures(joined)
    assert [(f.number, f.part, f.parts, f.unit, f.shared) for f in found] == [
        (5, 0, 3, "in", True),
        (8, 1, 3, "in", True),
        (10, 2, 3, "in", False),
    ]


def test_a_unit_in_front_of_a_chain_is_shared_too_and_every_member_keeps_its_own() -> None:
    assert [(f.unit, f.shared) for f in figures("500 GB x 2")] == [("GB", False), ("GB", True)]
    assert [(f.unit, f.shared) for f in figures("2 ft x 3 in")] == [("ft", False), ("in", False)]
    assert [(f.unit, f.shared) for f in figures("5 x 8 frame")] == [("", False), ("", False)]


def test_numbers_that_merely_follow_each_other_are_no_chain() -> None:
    found = figures("16GB (2 x 8GB), 24 x, 7")
    assert [(f.number, f.part, f.parts) for f in found] == [
        (16, 0, 1),
        (2, 0, 2),
        (8, 1, 2),
        (24, 0, 1),
        (7, 0, 1),
    ]
    assert figures("7 in 8")[0].parts == 1


@pytest.mark.parametrize(
    ("text", "side", "written"),
    [
        ("20cm wide", "width", "20cm wide"),
        ('12"W', "width", '12"W'),
        ('12" H', "height", '12" H'),
        ("5 ft. long", "length", "5 ft. long"),
        ("30D", "depth", "30D"),
        ("3'' deep", "depth", "3'' deep"),
        ("4 in dia.", "diameter", "4 in dia"),
        ("12 tall", "height", "12 tall"),
        ("12 in Wall", "", "12 in"),
        ("12 in widely", "", "12 in"),
        ("12 in, wide", "", "12 in"),
    ],
)
def test_sides(text: str, side: str, written: str) -> None:
    figure = only(text)
    assert (figure.side, text[figure.start : figure.word_end]) == (side, written)


def test_a_letter_that_may_be_a_unit_is_both() -> None:
    figure = only("7 W")
    assert (figure.unit, figure.side) == ("W", "width")


def test_a_text_has_so_many_figures_and_no_more() -> None:
    assert len(figures("1 " * (2 * MOST_FIGURES))) == MOST_FIGURES


_PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["1", "12", "3/4", "1,234", ".5", "four", "GB", '"', "''", " x ", "x", "*", " by ", " ", "-", "/", ".", "W",
             " wide", "²", "½", "٣", "１", "μ", "Ω", "(", ",", "\n", "9" * 14, "K"]
        ),
        st.text(max_size=3),
    ),
    max_size=16,
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(_PIECES)
def test_any_text_gives_figures_in_its_order_with_exact_places(text: str) -> None:
    found = figures(text)
    assert found == figures(text)
    end = 0
    for figure in found:
        assert end <= figure.start < figure.end <= figure.word_end <= len(text)
        end = figure.end
        assert 0 <= figure.number < 1e13
        assert 0 <= figure.part < figure.parts <= len(found)
        assert figure.unit or not figure.shared
        alone = figures(" " * figure.start + text[figure.start : figure.end])
        assert [(entry.start, entry.end, entry.number) for entry in alone] == [
            (figure.start, figure.end, figure.number)
        ]
    for before, after in pairwise(found):
        assert (after.part == before.part + 1) == (after.part > 0), "the members of a chain stand beside each other"
        assert after.part == 0 or after.parts == before.parts


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(0, 99_999), st.sampled_from(["GB", "cm", "kg", "pack"]), st.text(max_size=20))
def test_a_plain_number_is_found_wherever_it_stands(before: str, number: int, word: str, after: str) -> None:
    text = f"{before} | {number} {word} | {after}"
    start = len(before) + 3
    assert [f.number for f in figures(text) if f.start == start and f.word == word.lower()] == [number]
