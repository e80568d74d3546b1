from __future__ import annotations

import pytest

from itemcenter.errors import ConfigError
from itemcenter.schema import SourceId
from itemcenter.tunnel import SourcePolicy


@pytest.mark.parametrize(
    ("source", "priority"),
    [
        ("human", 300),
        ("merchant", 200),
        ("merchant:acme", 200),
        ("machine", 100),
        ("machine:llm", 100),
        ("Merchant", 150),
        ("merchants", 150),
        ("feed", 150),
    ],
)
def test_the_default_policy(source: str, priority: int) -> None:
    assert SourcePolicy().priority(SourceId(source)) == priority


def test_the_first_pattern_that_fits_counts() -> None:
    policy = SourcePolicy((("merchant:acme", 250), ("merchant:*", 200)), default=-5)
    assert policy.of(map(SourceId, ["merchant:acme", "merchant:x", "y"])) == {
        "merchant:acme": 250,
        "merchant:x": 200,
        "y": -5,
    }


@pytest.mark.parametrize("entry", [("", 1), (" a", 1), ("a", 1.5), ("a", True), ("a", 10**9)])
def test_impossible_entries_are_refused(entry: tuple[str, int]) -> None:
    with pytest.raises(ConfigError, match="source"):
        SourcePolicy((entry,))
