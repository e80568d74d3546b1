"""Quotas, cool-downs and patience, on a clock that stands still until someone waits."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itemcenter.llm.limiter import Clock, Limiter, OutOfPatience


class Hands:
    """A clock that moves when someone sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self._lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds

    @property
    def clock(self) -> Clock:
        return Clock(lambda: self.now, self.sleep)


def never() -> bool:
    return False


def sent(limiter: Limiter, tokens: int) -> float:
    at = limiter.enter(tokens, never)
    assert at is not None
    limiter.leave(answered=True)
    return at


@given(
    st.lists(st.integers(1, 120), min_size=1, max_size=60), st.integers(0, 9), st.integers(0, 300), st.integers(1, 4)
)
def test_no_minute_holds_more_than_the_quotas(sizes: list[int], requests: int, tokens: int, slots: int) -> None:
    limiter = Limiter(slots, requests, tokens, clock=Hands().clock)
    times = [(sent(limiter, size), size) for size in sizes]
    for start, _ in times:
        inside = [size for at, size in times if start <= at < start + 60]
        assert not requests or len(inside) <= requests
        assert not tokens or sum(inside) <= tokens or len(inside) == 1  # what is larger than the quota goes alone


def test_without_quotas_nobody_waits() -> None:
    hands = Hands()
    limiter = Limiter(1, clock=hands.clock)
    assert [sent(limiter, 10**9) for _ in range(50)] == [100.0] * 50


def test_a_refusal_makes_everyone_pause_as_long_as_asked_and_one_goes_first() -> None:
    hands = Hands()
    limiter = Limiter(4, clock=hands.clock)
    at = [limiter.enter(1, never) for _ in range(3)]
    assert at == [100.0] * 3
    for started in at:  # three refusals of one storm are one strike
        limiter.leave(answered=False)
        limiter.cool_down(started or 0.0, 7.0, 0.0)
    assert limiter.cool_downs == 1
    first = limiter.enter(1, never)
    assert first == pytest.approx(107.0)
    tries = iter([False, False, True])
    assert limiter.enter(1, lambda: next(tries)) is None, "the others wait for the first to be answered"
    limiter.leave(answered=True)
    assert [limiter.enter(1, never) is not None for _ in range(4)] == [True] * 4


def test_pauses_that_nobody_asked_for_grow() -> None:
    hands = Hands()
    limiter = Limiter(1, clock=hands.clock)
    pauses = []
    for _ in range(5):
        began = hands.now
        at = limiter.enter(1, never)
        assert at is not None
        pauses.append(at - began)
        limiter.leave(answered=False)
        limiter.cool_down(at, None, 1.0)
    assert pauses == pytest.approx([0, 1, 2, 4, 8])


def test_patience_ends_and_one_try_a_pause_is_left() -> None:
    hands = Hands()
    limiter = Limiter(1, patience_s=50.0, clock=hands.clock)
    at = limiter.enter(1, never)
    limiter.leave(answered=False)
    limiter.cool_down(at or 0.0, 3600.0, 0.0)
    with pytest.raises(OutOfPatience):
        limiter.enter(1, never)
    assert hands.now == 100.0, "giving up takes no time"
    hands.sleep(3601)
    assert limiter.enter(1, never) is not None
    limiter.leave(answered=True)
    assert limiter.enter(1, never) is not None, "an answer ends the storm"


def test_who_waits_can_be_stopped() -> None:
    limiter = Limiter(1, clock=Hands().clock)
    assert limiter.enter(1, never) is not None
    calls = iter([False, False, True])
    assert limiter.enter(1, lambda: next(calls)) is None


def test_no_more_are_under_way_than_allowed() -> None:
    limiter, lock = Limiter(3), threading.Lock()
    under_way, most = 0, 0

    def work() -> None:
        nonlocal under_way, most
        for _ in range(20):
            limiter.enter(1, never)
            with lock:
                under_way += 1
                most = max(most, under_way)
            with lock:
                under_way -= 1
            limiter.leave(answered=True)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= 3
