"""docs/quality.md says what the results files say."""

from __future__ import annotations

from pathlib import Path

from benchmarks import quality

PAGE = Path(__file__).parents[2] / "docs" / "quality.md"


def test_the_page_is_made_of_the_results() -> None:
    assert PAGE.read_text(encoding="utf-8") == quality.page(), "run `python -m benchmarks.quality > docs/quality.md`"
