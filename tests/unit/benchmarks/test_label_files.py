"""The form of the labels made by hand; whether a value stands in its text needs the catalog and is not asked here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "benchmarks" / "labels"
DEVELOPMENT, TEST = "flipkart_descriptions.jsonl", "flipkart_descriptions_test.jsonl"


def facts(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", [DEVELOPMENT, TEST])
def test_every_line_is_one_fact_of_a_row(name: str) -> None:
    read = facts(name)
    for fact in read:
        assert list(fact) == ["row", "key", "start", "end", "value"]
        assert re.fullmatch(r"[0-9a-f]{32}", fact["row"])
        assert 0 <= fact["start"] < fact["end"] == fact["start"] + len(fact["value"])
        assert fact["value"] == fact["value"].strip() and fact["key"] == fact["key"].strip() != ""
    assert len({(fact["row"], fact["key"]) for fact in read}) == len(read)
    assert len({fact["row"] for fact in read}) == 150


def test_no_row_is_in_both_sets_and_the_readme_counts_them() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = {}
    for name in (DEVELOPMENT, TEST):
        read = facts(name)
        rows[name] = {fact["row"] for fact in read}
        keys = len({fact["key"] for fact in read})
        assert f"| `{name}` | {len(rows[name])} | {len(read):,} | {keys} |" in readme
    assert not rows[DEVELOPMENT] & rows[TEST]
