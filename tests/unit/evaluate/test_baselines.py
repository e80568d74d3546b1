"""Priors never read a text; literal match reads nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from itemcenter.evaluate import LiteralMatch, Priors, choose_priors
from itemcenter.schema import Item, ItemId

Cells = list[tuple[str, str]]


def item(number: int, brand: str = "", *path: str) -> Item:
    return Item(ItemId(f"i{number}"), f"thing {number}", brand=brand, category_path=path)


def priors(threshold: float, *rows: tuple[Item, str]) -> Priors:
    out = Priors(threshold)
    for entry, value in rows:
        out.add(entry, [("Colour", value)])
    return out


def test_the_narrowest_context_that_is_clear_enough() -> None:
    rows = [(item(n, "Ada", "Mugs", "Big"), "red") for n in range(5)]
    rows += [(item(n, "Bob", "Mugs", "Big"), "Blue") for n in range(10, 16)]
    rows += [(item(n, "Bob", "Mugs", "Small"), "blue") for n in range(20, 26)]
    learned = priors(0.7, *rows)
    assert learned.predict(item(90, "Ada", "Mugs", "Big"), "colour") == "red", "brand and category"
    assert learned.predict(item(91, "Bob", "Vases"), "COLOUR") == "Blue", "brand; the first writing by letters"
    assert learned.predict(item(92, "", "Mugs", "Small"), "Colour") == "Blue", "category"
    assert learned.predict(item(93), "Colour") == "Blue", "12 of 17 in all"
    assert learned.predict(item(94), "Size") is None
    learned.threshold = 0.75
    assert learned.predict(item(93), "Colour") is None


def test_four_cells_say_nothing() -> None:
    learned = priors(0.5, *[(item(n, "Ada"), "red") for n in range(4)])
    assert learned.predict(item(9, "Ada"), "Colour") is None
    learned.add(item(5, "Ada"), [("Colour", "RED")])
    assert learned.predict(item(9, "Ada"), "Colour") == "RED", "written without case is one value"


def visible(clear: float, count: int = 600) -> Iterator[tuple[Item, Cells]]:
    """Items of brands that are red to a share of `clear`, then to a half."""
    dice = random.Random(7)
    for number in range(count):
        sure = number % 2 == 0
        value = "red" if dice.random() < (clear if sure else 0.5) else "blue"
        yield item(number, "Clear" if sure else "Mixed"), [("Colour", value)]


def test_the_threshold_is_chosen_for_precision_on_held_out_items() -> None:
    chosen = choose_priors(visible(0.97), seed=0)
    assert 0.6 <= chosen.threshold <= 0.95
    assert chosen.predict(item(999, "Clear"), "Colour") == "red"
    assert chosen.predict(item(999, "Mixed"), "Colour") is None
    reds = sum(cells == [("Colour", "red")] for _, cells in visible(0.97))
    assert list(chosen.shares(item(999), "Colour")) == [(reds / 600, "red")], "in the end all visible items count"


def test_without_a_precise_threshold_the_most_precise_one_is_taken() -> None:
    chosen = choose_priors(visible(0.8), seed=0)
    assert chosen.predict(item(999, "Mixed"), "Colour") is None
    assert choose_priors(iter(()), seed=0).predict(item(1), "Colour") is None


def test_priors_do_not_depend_on_the_order() -> None:
    rows = list(visible(0.97, 200))
    asked = item(999, "Clear")
    there, back = choose_priors(iter(rows), 3), choose_priors(iter(rows[::-1]), 3)
    assert there.threshold == back.threshold and list(there.shares(asked, "Colour")) == list(
        back.shares(asked, "Colour")
    )


@pytest.fixture
def literal() -> LiteralMatch:
    out = LiteralMatch()
    for value in ("Navy", "Navy Blue", "red", "12", "1.5", "USB-C", "a" * 201):
        out.add("Colour", value)
    out.add("Size", "XL")
    return out


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a navy mug", "Navy"),
        ("red, or NAVY-blue", "Navy Blue"),
        ("navy or reddish", "Navy"),
        ("red navy", "Navy"),
        ("usb c", "USB-C"),
        ("pack of 12", "12"),
        ("1.50 m", "1.5"),
        ("12 x 1.5", "1.5"),
        ("112 or 12.5 or 1.5.1", None),
        ("1,12", None),
        ("XL", None),
        ("a" * 201, None),
        ("", None),
    ],
)
def test_literal(literal: LiteralMatch, text: str, value: str | None) -> None:
    assert literal.predict(text, "colour") == value


def test_literal_takes_the_first_of_equals(literal: LiteralMatch) -> None:
    literal.add("Colour", "Aqua")
    assert literal.predict("aqua navy", "Colour") == "Aqua"
    assert literal.predict("navy aqua", "Colour") == "Navy"
    assert literal.predict("navy", "Nothing") is None
