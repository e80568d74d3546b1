"""What the demo center shows is held against the ground truth, which recognition never reads."""

from __future__ import annotations

import pytest

from benchmarks.demo_truth import measure


@pytest.fixture(scope="module")
def figures() -> dict[str, dict[str, float]]:
    return measure(small=True)


def test_cells_are_mostly_right_and_mostly_found(figures: dict[str, dict[str, float]]) -> None:
    assert figures["cells"]["precision"] >= 0.92
    assert figures["cells"]["recall"] >= 0.86


def test_texts_alone_are_read_nearly_as_well(figures: dict[str, dict[str, float]]) -> None:
    assert figures["from_texts"]["precision"] >= 0.86
    assert figures["from_texts"]["recall"] >= 0.78


def test_categories(figures: dict[str, float]) -> None:
    assert figures["category_accuracy"] >= 0.91
