"""What keeps two names apart, and what makes them one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.ontology.validate.likeness import edit_likeness, guarded, likeness, stems


@pytest.mark.parametrize(
    ("one", "other"),
    [("64 GB", "128 GB"), ("slip", "non-slip"), ("1 kg", "1 g"), ("Sugar free", "Sugar"), ("Size 4", "Size 5")],
)
def test_numbers_units_and_denials_keep_names_apart(one: str, other: str) -> None:
    assert guarded(one, other) and guarded(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("10 in", "10 inches"), ("1 kg", "1000 g"), ("Stainless steel", "stainless-steel"), ("4 x", "4")]
)
def test_other_writings_of_one_amount_pass(one: str, other: str) -> None:
    assert not guarded(one, other)


def test_same_words_without_order_plural_and_links() -> None:
    pair = likeness("Boxes of oak", "Oak box", 1.0)
    assert pair[0] == 1.0
    assert stems("Glasses") == ("glass",) and stems("Gas") == ("gas",)


@given(st.text(alphabet="abcdef", max_size=9), st.text(alphabet="abcdef", max_size=9))
def test_edit_likeness_is_symmetric_within_bounds_and_one_for_itself(one: str, other: str) -> None:
    assert edit_likeness(one, other) == edit_likeness(other, one)
    assert 0.0 <= edit_likeness(one, other) <= 1.0
    assert (edit_likeness(one, other) == 1.0) == (one == other)


def test_a_swap_counts_once() -> None:
    assert edit_likeness("cotton", "octton") == pytest.approx(1 - 1 / 6)
