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


def test_waiting_leaves_out_what_other_stages_count_meanwhile() -> None:
    clock = StageClock()

    def source() -> Iterator[int]:
        for number in clock.pulling("read", iter([1, 2])):
            with clock.stage("compare"):
                time.sleep(0.05)
            time.sleep(0.02)
            yield number

    for _ in clock.waiting("recognise", source()):
        with clock.stage("store"):
            time.sleep(0.03)
    assert clock.seconds["compare"] >= 0.1 and clock.seconds["store"] >= 0.06
    assert clock.seconds["recognise"] >= 0.04
    assert sum(clock.seconds.values()) <= clock.total


def test_a_stream_without_entries_was_not_waited_for() -> None:
    clock = StageClock()
    assert list(clock.waiting("recognise", iter([]))) == []
    assert "recognise" not in clock.seconds
