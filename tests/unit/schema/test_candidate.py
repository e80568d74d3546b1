"""Category and brand matches: what they refuse, and that records from before a field was added are still read."""

from __future__ import annotations

import pytest

from itemcenter.errors import InvariantError
from itemcenter.schema import BrandId, BrandMatch, CategoryAlternative, CategoryId, CategoryMatch, TextSpan

ONE, TWO, THREE = CategoryId("one"), CategoryId("two"), CategoryId("three")


def test_a_match_without_alternatives_is_written_as_before() -> None:
    match = CategoryMatch(ONE, 0.5, "text")
    assert match.to_json() == {"category_id": "one", "confidence": 0.5, "method": "text"}
    assert CategoryMatch.from_json(match.to_json()) == match


def test_alternatives_are_written_and_read() -> None:
    match = CategoryMatch(ONE, 0.5, "text", (), (CategoryAlternative(TWO, 0.3), CategoryAlternative(THREE, 0.1)))
    assert match.to_json()["alternatives"] == [
        {"category_id": "two", "confidence": 0.3},
        {"category_id": "three", "confidence": 0.1},
    ]
    assert CategoryMatch.from_json(match.to_json()) == match


def test_alternatives_are_other_categories_best_first() -> None:
    with pytest.raises(InvariantError, match="repeat"):
        CategoryMatch(ONE, 0.5, "text", (), (CategoryAlternative(ONE, 0.3),))
    with pytest.raises(InvariantError, match="repeat"):
        CategoryMatch(ONE, 0.5, "text", (), (CategoryAlternative(TWO, 0.3), CategoryAlternative(TWO, 0.3)))
    with pytest.raises(InvariantError, match="best first"):
        CategoryMatch(ONE, 0.5, "text", (), (CategoryAlternative(TWO, 0.1), CategoryAlternative(THREE, 0.3)))
    with pytest.raises(InvariantError, match="outside"):
        CategoryAlternative(TWO, 1.1)


def test_a_brand_match_has_a_name_a_method_and_a_confidence() -> None:
    match = BrandMatch("HP", 0.9, "text", BrandId("hp"), (TextSpan("title", 0, 2, "HP"),))
    assert BrandMatch.from_json(match.to_json()) == match
    for wrong in (("", 0.9, "text"), ("HP", 1.1, "text"), ("HP", 0.9, "")):
        with pytest.raises(InvariantError):
            BrandMatch(*wrong)
