from __future__ import annotations

from itemcenter.training.names import CategoryNames, KeyNames, Names
from itemcenter.training.product_texts import product_texts, trade_words

COLOUR = KeyNames("Colour", "Main colour", ("Navy blue", "Ochre"))
NAMES = Names(
    (CategoryNames(("Lamps", "Floor lamps"), (COLOUR,)), CategoryNames(("Shoes",), ())), ("A kettle for two.",)
)
WORDS = ["the", "of", "table", "zebra"]


def test_equal_seeds_give_equal_texts_and_longer_runs_begin_alike() -> None:
    one = product_texts(NAMES, WORDS, 300, 7)
    assert product_texts(NAMES, WORDS, 400, 7)[:300] == one
    assert product_texts(NAMES, WORDS, 300, 8) != one
    assert len(one) == 300
    assert all(text.strip() for text in one)


def test_the_texts_are_of_the_names() -> None:
    text = " ".join(product_texts(NAMES, WORDS, 2_000, 0)).lower()
    for part in (
        "navy blue",
        "ochre",
        "floor lamps",
        "colour: ",
        "a kettle for two.",
        "zebra",
        "gb",
        "a floor lamps with",
    ):
        assert part in text


def test_there_may_be_nothing_but_words() -> None:
    texts = product_texts(Names(), WORDS, 200, 0)
    assert {word for text in texts for word in text.split()} == set(WORDS)
    assert {len(text.split()) for text in texts} == set(range(2, 10))
    assert len(product_texts(Names((CategoryNames(("Shoes",), ()),)), WORDS, 50, 0)) == 50
    assert len(product_texts(Names((), ("one line",)), WORDS, 50, 0)) == 50


def test_trade_words_are_the_words_of_the_names() -> None:
    names = Names((), ("USB-C hub, usb 3", "hub for 4k TV", "café x128 a_lamp"))
    assert trade_words(names) == ["hub", "usb", "café", "for", "lamp"]
