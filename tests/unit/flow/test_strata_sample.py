"""A sample spread over strata: what it keeps follows from the names alone."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.flow import StratifiedSample
from itemcenter.flow.strata_sample import _hash

Entries = list[tuple[str, str]]


def plainly(entries: Entries, most: int) -> Entries:
    """All strata side by side, the first of each, then the second; a stratum of a greater hash goes first."""
    ranked = []
    for stratum in {stratum for stratum, _ in entries}:
        names = sorted((name for other, name in entries if other == stratum), key=lambda name: (_hash(name), name))
        ranked += [((place, -_hash(stratum)), stratum, name) for place, name in enumerate(names)]
    return sorted((stratum, name) for _, stratum, name in sorted(ranked)[:most])


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.text(max_size=2)), max_size=25, unique=True),
    st.integers(0, 12),
    st.randoms(use_true_random=False),
)
def test_the_lowest_hashes_of_every_stratum_are_kept_in_any_order(
    entries: Entries, most: int, dice: random.Random
) -> None:
    given_twice = entries * 2
    dice.shuffle(given_twice)
    sample: StratifiedSample[str] = StratifiedSample(most)
    for stratum, name in given_twice:
        sample.offer(stratum, name, name)
    kept = sample.entries()
    assert sorted(kept) == plainly(entries, most)
    assert [stratum for stratum, _ in kept] == sorted(stratum for stratum, _ in kept)


def test_small_strata_are_whole_and_great_ones_share_the_rest() -> None:
    sample: StratifiedSample[int] = StratifiedSample(20)
    for number in range(1_000):
        sample.offer("great" if number % 2 else "greater", str(number), number)
    for number in range(3):
        sample.offer("small", str(number), number)
    counts = Counter(stratum for stratum, _ in sample.entries())
    assert counts["small"] == 3 and sorted(counts.values()) == [3, 8, 9]
