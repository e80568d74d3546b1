"""Which values become hard negatives, how rare values are drawn, and rewrites that keep the meaning."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.training.hard_negatives import (
    NegativeOptions,
    ValueNames,
    hard_negatives,
    may_be_synonyms,
    tail_weights,
)
from itemcenter.training.rewrites import rewrites


@pytest.mark.parametrize(
    ("left", "right", "may"),
    [
        ("64 GB", "128 GB", False),
        ("1/2 in", "1/4 in", False),
        ("scented", "unscented", False),
        ("sugar", "sugar-free", False),
        ("without lid", "lid", False),
        ("red", "scarlet", True),
        ("128 GB", "128GB", True),
    ],
)
def test_numbers_and_denials_part_values(left: str, right: str, may: bool) -> None:
    assert may_be_synonyms(left, right) is may is may_be_synonyms(right, left)


def _directions(*degrees: float) -> np.ndarray:
    turned = np.radians(np.array(degrees))
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_the_nearest_wrong_values_come_first_and_what_may_be_right_never() -> None:
    names = ValueNames(["red", "scarlet", "Blue", "green", "navy", "red 2"])
    values = _directions(0, 5, 30, 60, 90, 2)
    chooser = np.random.default_rng(0)
    options = NegativeOptions(mined=2, random=1)
    found = hard_negatives(_directions(0)[0], "A lamp, blue and red", values, names, [0], options, chooser)
    # "scarlet" is nearer than a synonym may be, "Blue" stands in the text; "red 2" differs from "red" in a number.
    assert found == [5, 3, 4]


def test_a_list_of_right_values_alone_has_no_negatives() -> None:
    chooser = np.random.default_rng(0)
    assert (
        hard_negatives(
            _directions(0)[0], "", _directions(0, 90), ValueNames(["a", "b"]), [0, 1], NegativeOptions(), chooser
        )
        == []
    )


@given(st.lists(st.sampled_from(["red", "navy", "4 in", "oak", "12"]), min_size=1, max_size=9), st.data())
def test_negatives_are_distinct_wrong_values(names: list[str], data: st.DataObject) -> None:
    right = data.draw(st.sets(st.integers(0, len(names) - 1), min_size=1))
    values = _directions(*(17.0 * place for place in range(len(names))))
    options = NegativeOptions(mined=2, random=2, synonym=2.0)
    found = hard_negatives(values[0], "", values, ValueNames(names), sorted(right), options, np.random.default_rng(1))
    meant = {names[place] for place in right}
    assert len(found) == len(set(found)) == min(4, sum(name not in meant for name in names))
    assert all(names[place] not in meant for place in found)


def test_rare_values_are_drawn_more_often_up_to_a_bound() -> None:
    weights = tail_weights([0, 1, 4, 4, 400])
    assert weights.tolist() == pytest.approx([0.0, 2.0, 1.0, 1.0, 0.1])
    assert tail_weights([1, 1000, 1000, 1000], most=5.0)[0] == 5.0
    assert tail_weights([0, 0]).tolist() == [0.0, 0.0]


@given(st.text(max_size=30))
def test_rewrites_are_other_names_with_the_same_digits(name: str) -> None:
    found = rewrites(name)
    assert len(found) == len(set(found)) <= 8 and name not in found
    if name.isascii():
        digits = [character for character in name if character.isdigit()]
        assert all([character for character in form if character.isdigit()] == digits for form in found)


def test_rewrites_by_example() -> None:
    assert {"128 GB", "128gb"} <= set(rewrites("128GB"))
    assert {"Steel, Stainless", "Stainless-Steel"} <= set(rewrites("Stainless Steel"))
    assert "Black and White" in rewrites("Black & White")
