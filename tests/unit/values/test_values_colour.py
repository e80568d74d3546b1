"""Colour words of three languages."""

import pytest

from itemcenter.values import colour_of, colour_spellings, normal_colour, same_family
from itemcenter.values.colour_table import COLOUR_ROWS
from itemcenter.values.folding import name_key


@pytest.mark.parametrize(
    ("text", "name", "family"),
    [
        ("Navy", "navy", "blue"), ("NAVY BLUE", "navy", "blue"), ("Marineblau", "navy", "blue"),
        ("藏青色", "navy", "blue"),
        ("GRAY", "grey", "grey"), ("grau", "grey", "grey"), ("灰色", "grey", "grey"),
        ("Dunkelblau", "dark blue", "blue"),
        ("dark-blue", "dark blue", "blue"), ("深蓝", "dark blue", "blue"), ("weiß", "white", "white"),
        ("off white", "off-white", "white"), ("matt black", "black", "black"), ("Black metallic", "black", "black"),
        ("哑光黑", "black", "black"), ("dark teal", "dark teal", "blue"), ("dunkeltürkis", "dark turquoise", "blue"),
        ("浅红", "light red", "red"), ("Roségold", "rose gold", "gold"), ("玫瑰金", "rose gold", "gold"),
        ("bunt", "multicolour", "multicolour"),
    ],
)  # fmt: skip
def test_names(text: str, name: str, family: str) -> None:
    assert colour_of(text) == (name, family)


@pytest.mark.parametrize("text", ["", "galaxy mist", "black and white", "hellenic", "42", "深"])
def test_what_is_no_colour(text: str) -> None:
    assert colour_of(text) is None


def test_an_unknown_colour_keeps_its_words() -> None:
    assert normal_colour("  Galaxy   Mist ") == "Galaxy Mist"


def test_family_is_not_equality() -> None:
    assert same_family("navy", "himmelblau")
    assert normal_colour("navy") != normal_colour("himmelblau")
    assert not same_family("navy", "red")
    assert not same_family("galaxy mist", "galaxy mist")


def test_no_spelling_has_two_colours() -> None:
    seen: dict[str, str] = {}
    for spelled, name in colour_spellings():
        assert seen.setdefault(name_key(spelled), name) == name
        assert normal_colour(spelled) == name
    assert len(COLOUR_ROWS.strip().splitlines()) >= 130
