"""Stage clocks: every second is counted once, also where a stage fails or a stream ends."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from itemcenter.flow import StageClock


def test_stages_add_up_also_when_they_fail() -> None:
    clock = StageClock()
    for _ in range(2):
        with clock.stage("a"):
            time.sleep(0.01)
    with pytest.raises(ZeroDivisionError), clock.stage("b"):
        raise ZeroDivisionError
    assert 0.02 <= clock.seconds["a"] < clock.total and clock.seconds.keys() == {"a", "b"}


def test_pulling_counts_the_making_and_not_the_using() -> None:
    def made() -> Iterator[int]:
        for number in range(3):
            time.sleep(0.01)
            yield number

    clock, got = StageClock(), []
    for number in clock.pulling("read", made()):
        time.sleep(0.02)
        got.append(number)
    assert got == [0, 1, 2] and 0.03 <= clock.seconds["read"] <= clock.total - 0.06
