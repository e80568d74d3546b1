"""Pairs that a text spells out, and where."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from itemcenter.extract import open_pairs, written_pairs
from itemcenter.extract.spec_lines import pairs_of
from itemcenter.schema import AttributeKey, KeyId, ValueType
from tests.unit.extract.shirts import CARDIGANS, FUNCTION, MATERIAL, SEASON, extractor, item


def read(text: str) -> list[tuple[str, str]]:
    return [(pair.name.text, pair.value.text) for pair in pairs_of(text, "description")]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Material: 100% cotton", [("Material", "100% cotton")]),
        ("A soft shirt. Material: cotton; Fit: slim.", [("Material", "cotton"), ("Fit", "slim")]),
        ("Brand: Acme, Size (cm): 40 x 60", [("Brand", "Acme"), ("Size (cm)", "40 x 60")]),
        ("• Neck: round • Cuff - ribbed", [("Neck", "round"), ("Cuff", "ribbed")]),
        ("- Weight - 180 g\n2) Length = 70 cm", [("Weight", "180 g"), ("Length", "70 cm")]),
        ("品牌：Acme，颜色：红", [("品牌", "Acme"), ("颜色", "红")]),
        ("Collection\tSummer\nFit\tslim", [("Collection", "Summer"), ("Fit", "slim")]),
        ("| Property | Value |\n|---|---|\n| Buttons | 6 |", [("Buttons", "6")]),
        ("Width | Height | Kind\n4 cm | 6 cm | A", [("Width", "4 cm"), ("Height", "6 cm"), ("Kind", "A")]),
        ("<tr><th>Hue</th><td>navy</td></tr><tr><td>Fit</td><td>slim</td></tr>", [("Hue", "navy"), ("Fit", "slim")]),
        ("<li><b><strong>Length:</strong></b> 1 cm</li><li>Width = 3 cm</li>", [("Length", "1 cm"), ("Width", "3 cm")]),
    ],
)  # fmt: skip
def test_what_is_spelled_out(text: str, pairs: list[tuple[str, str]]) -> None:
    assert read(text) == pairs


@pytest.mark.parametrize(
    "text",
    [
        "Delivered at 12:30 by van.",
        "See http://shop.example/x for more",
        "Note: allow a day",
        "S | M | L\n38 | 40 | 42\n70 | 72 | 74",
        "We thought long about how to make it: in the end it took many days and the work of all of us in the shop.",
        "Well-made - and fair",
        "Features:",
        "",
    ],
)
def test_what_is_no_pair(text: str) -> None:
    assert read(text) == []


PIECES = st.sampled_from(
    [
        "Fit",
        "slim",
        ":",
        "：",
        ";",
        "|",
        "•",
        "-",
        "<td>",
        "</td>",
        "<li>",
        "<b>",
        "<",
        ">",
        ".",
        "12",
        "颜色",
        "=",
        "---",
        "🙂",
        "ß",
        "e.g.",
        "http://a.b",
        "\t",
        "\n",
        " ",
        "  ",
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
@example("Fit:\tslim|Fit: <td>x</td>.")
@example("<li>Fit<b>:slim")
def test_names_and_values_stand_in_the_text_and_apart(text: str) -> None:
    places = []
    for pair in pairs_of(text, "description"):
        for span in pair:
            assert text[span.start : span.end] == span.text and span.text == span.text.strip()
            places.append((span.start, span.end))
    places.sort()
    assert all(before[1] <= behind[0] for before, behind in pairwise(places))


@pytest.mark.parametrize("text", [" " * 50_000 + "x", "a:" * 20_000, "<" * 50_000, "; " * 30_000, "a " * 30_000 + ":"])
def test_no_text_takes_long(text: str) -> None:
    """Each took minutes where a rule may read the same blanks again and again; now all take a blink."""
    pairs_of(text, "description")


def test_the_papers_example_of_open_extraction() -> None:
    """Section 3.2.2, with a key that the category does not have in a line of its own."""
    about = item("summer ice-silk sun-protective cardigan", "Cuff: ribbed\nMaterial: ice-silk, washable")
    found = open_pairs(about, CARDIGANS, [SEASON, MATERIAL, FUNCTION], extractor())
    said = [(pair.name, pair.key_id, pair.value.field, pair.value.text) for pair in found]
    assert said == [
        ("Cuff", None, "description", "ribbed"),
        ("Material", MATERIAL.id, "description", "ice-silk, washable"),
        (SEASON.name, SEASON.id, "title", "summer"),
        (FUNCTION.name, FUNCTION.id, "title", "sun-protective"),
    ]
    assert all(about.proves(pair.value) for pair in found)
    assert [pair.named is not None for pair in found] == [True, True, False, False]


def test_two_keys_do_not_share_words() -> None:
    other = AttributeKey(KeyId("fabric"), "material", ValueType.TEXT, open=True)  # of the same name: wants the same
    found = open_pairs(item("summer ice-silk sun-protective cardigan"), CARDIGANS, [MATERIAL, other], extractor())
    assert [pair.value.text for pair in found] == ["ice-silk"]


def test_without_a_model_what_is_written_is_found() -> None:
    about = item("Shirt", "Fit: slim")
    assert (
        [pair.name for pair in open_pairs(about, CARDIGANS, [])]
        == ["Fit"]
        == [p.name.text for p in written_pairs(about)]
    )
