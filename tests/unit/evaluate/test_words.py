"""The words in which names and values are compared."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.evaluate.words import phrase, words


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("500 ml", "500ML"),
        ("5,red.2", "5 red 2"),
        ("17.0", "17"),
        ("17,50 cm", "17.5 cm"),
        ("1,200 W", "1200 W"),
        ("1,200.50", "1200.5"),
        ("Parts & Labour", "parts and labour"),
        ("Größe", "GRÖßE"),
        ("Screen&nbsp;size", "screen size"),
        ("<b>Screen</b><i>size</i>", "Screen size"),
    ],
)
def test_the_same_words(a: str, b: str) -> None:
    assert phrase(a) == phrase(b) != ()


@pytest.mark.parametrize(
    ("a", "b"), [("1.5", "15"), ("1,200", "1.2"), ("1.2.3", "1.2"), ("1, 2", "1.2"), ("10", "1"), ("0.50", "0.05")]
)
def test_other_words(a: str, b: str) -> None:
    assert phrase(a) != phrase(b)


def test_places() -> None:
    text = "<td>Weight</td> 1,200.50 g"
    assert [(word.text, text[word.start : word.end]) for word in words(text)] == [
        ("weight", "Weight"),
        ("1200.5", "1,200.50"),
        ("g", "g"),
    ]


@given(st.text(max_size=60))
def test_any_text_gives_ascending_places_of_folded_words(text: str) -> None:
    found = words(text)
    assert all(0 <= word.start < word.end <= len(text) and word.text.strip() for word in found)
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert phrase(text) == tuple(word.text for word in found)
