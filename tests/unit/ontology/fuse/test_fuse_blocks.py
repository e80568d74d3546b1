"""Which writings meet: one letter more, less, other or swapped; words turned; initials; equal amounts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.fuse.blocks import Blocks, unique_pairs
from itemcenter.ontology.fuse.deletions import deletion_codes
from itemcenter.ontology.fuse.edits import edits


@given(st.text("abcd", min_size=4, max_size=9), st.text("abcd", min_size=4, max_size=9))
def test_words_meet_that_are_one_letter_apart(left: str, right: str) -> None:
    place, code = deletion_codes([left, right])
    meet = bool(set(code[place == 0].tolist()) & set(code[place == 1].tolist()))
    if edits(left, right) <= 1:
        assert meet
    if meet:
        assert edits(left, right) <= 2


def test_digits_are_not_dropped() -> None:
    place, code = deletion_codes(["model12", "model13"])
    assert not set(code[place == 0].tolist()) & set(code[place == 1].tolist())


@pytest.mark.parametrize(
    ("left", "right", "unit"),
    [
        ("Brushed steel", "steel, brushed", ""),
        ("HP", "Hewlett Packard", ""),
        ("G7", "Generation 7", ""),
        ("Blck", "Black", ""),
        ("grau", "Gray", ""),
        ("50 per Box", "50", ""),
        ('12"', "30.5", "cm"),
        ("boxes", "Box", ""),
    ],
)
def test_pairs(left: str, right: str, unit: str) -> None:
    assert Blocks.of([left, "something else", right], unit).pairs().tolist() == [[0, 2]]


@given(st.lists(st.text("ab1 ", min_size=1, max_size=5), min_size=2, max_size=12, unique=True), st.data())
def test_blocks_in_two_steps_are_blocks_at_once(texts: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(texts) - 1))
    whole, half = Blocks.of(texts, ""), Blocks.of(texts[:first], "")
    both = half.joined_with(Blocks.of(texts[first:], ""), first)
    assert both.code.tolist() == whole.code.tolist() and both.place.tolist() == whole.place.tolist()
    every = [pair for pair in whole.pairs().tolist() if max(pair) >= first]
    assert both.pairs(first).tolist() == every


def test_unique_pairs() -> None:
    assert unique_pairs(np.array([[3, 1], [1, 3], [2, 2], [0, 5]])).tolist() == [[0, 5], [1, 3]]
