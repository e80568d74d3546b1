"""Quotes: found as words, whatever their case and blanks; never out of the middle of a number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.llm.quote_search import places_of


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("dark blue", "A Dark-Blue lamp", ["Dark-Blue"]),
        ("“15.6in”", "15.6in screen", ["15.6in"]),
        ("15.6in", "a 15.6inch screen", ["15.6in"]),
        ("navy", "navy, NAVY", ["navy", "NAVY"]),
        ("Größe M", "grosse m", []),
        ("red", "a red-brown bored dog", ["red"]),
        ("红色", "颜色:红色外套", ["红色"]),
        ("5 kg", "15 kg", []),
        ("5 kg", "1.5 kg", []),
        ("5 kg", "1,5 kg", []),
        ("2 inch", "1/2 inch", []),
        ("12", "12.5 cm", []),
        ("12", "12. Next", ["12"]),
        ("5 °C", "down to -5 °C", []),
        ("-5 °C", "down to -5 °C", []),
        ("5 °C", "at 5 °C", ["5 °C"]),
        ("5", "USB-5", ["5"]),
        ("", "text", []),
        ("…!", "text …!", []),
        ("x", "", []),
    ],
)
def test_places(quote: str, text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in places_of(quote, text)] == found


@given(st.text(alphabet="ab 1.-é字", max_size=12), st.text(alphabet="ab 1.-é字", max_size=30))
def test_every_place_lies_in_the_text_and_has_a_letter_or_digit(quote: str, text: str) -> None:
    for start, end in places_of(quote, text):
        assert 0 <= start < end <= len(text) and any(c.isalnum() for c in text[start:end])
