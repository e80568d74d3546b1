"""A sample that does not depend on the order of what is offered."""

from __future__ import annotations

import hashlib
import random

from hypothesis import given
from hypothesis import strategies as st

from itemcenter.flow import HashSample


@given(st.lists(st.text(max_size=3), max_size=30, unique=True), st.integers(0, 9), st.randoms(use_true_random=False))
def test_those_with_the_lowest_hashes_are_kept(names: list[str], most: int, dice: random.Random) -> None:
    def drawn() -> list[str]:
        sample: HashSample[str] = HashSample(most)
        for name in names:
            wanted = sample.wants(name)
            before = sample.entries()
            sample.offer(name, name)
            assert wanted is (sample.entries() != before)
        return sample.entries()

    one = drawn()
    dice.shuffle(names)
    assert drawn() == one == sorted(names, key=lambda name: (_digest(name), name))[:most]


def test_of_one_name_the_first_counts() -> None:
    sample: HashSample[int] = HashSample(2)
    for number, name in enumerate("abcabc"):
        sample.offer(name, number)
    assert all(number < 3 for number in sample.entries())


def _digest(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
