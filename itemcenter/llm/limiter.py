"""One limiter for all who ask one endpoint: requests and tokens a minute, concurrency, and a shared cool-down.

After a cool-down one request goes ahead alone; the others follow when it has been answered. So a storm of refusals
costs one request a round, not one for each worker. A storm that outlasts the patience fails requests without sending
them, save one whenever a pause is over: a run through a dead endpoint ends soon, and recovers when the endpoint does.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

#: Quotas are given a minute; a sliding window of that length keeps to them wherever the host's own minute begins.
_WINDOW_S = 60.0
#: Longest nap before looking again whether the asker has gone away.
_NAP_S = 0.25
#: First and longest pause where the endpoint does not say how long to wait.
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0


@dataclass(frozen=True, slots=True)
class Clock:
    """Seconds of a clock that never goes back, and how to let them pass; tests bring their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


class OutOfPatience(Exception):
    """The endpoint has been refusing for longer than anyone wants to wait."""


class Limiter:
    """0 for no limit a minute. patience_s: how long refusals are waited out. Thread-safe."""

    def __init__(
        self,
        concurrency: int,
        requests_per_minute: int = 0,
        tokens_per_minute: int = 0,
        patience_s: float = 300.0,
        clock: Clock | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self._patience_s = patience_s
        self._concurrency = concurrency
        self._requests, self._tokens = requests_per_minute, tokens_per_minute
        self._lock = threading.Lock()
        self._turn = threading.Lock()  # whoever waits at the head; the others queue behind, none is starved
        self._sent: deque[tuple[float, int]] = deque()
        self._sent_tokens = 0
        self._in_flight = 0
        self._cool_until = self._storm_since = -math.inf
        self._strikes = 0
        self._proving = False
        #: How often the endpoint asked for a pause, and how long all paused together.
        self.cool_downs, self.cooled_s = 0, 0.0

    def enter(self, tokens: int, stopped: Callable[[], bool]) -> float | None:
        """Wait for leave to send `tokens`; the time it was given, or None once `stopped()`. `leave` must follow.

        Raises `OutOfPatience`.
        """
        with self._turn:
            while not stopped():
                with self._lock:
                    wait_s = self._wait_s(tokens)
                    if wait_s <= 0:
                        now = self.clock.now()
                        self._in_flight += 1
                        self._sent.append((now, tokens))
                        self._sent_tokens += tokens
                        return now
                self.clock.sleep(min(wait_s, _NAP_S))
        return None

    def _wait_s(self, tokens: int) -> float:
        now = self.clock.now()
        while self._sent and self._sent[0][0] <= now - _WINDOW_S:
            self._sent_tokens -= self._sent.popleft()[1]
        if now < self._cool_until:
            if self._cool_until - self._storm_since > self._patience_s:
                raise OutOfPatience
            return self._cool_until - now
        if self._in_flight >= (1 if self._proving else self._concurrency):
            return 0.005
        full = 0 < self._requests <= len(self._sent)
        # what is larger than the whole quota goes when nothing else was sent: the endpoint decides
        full = full or (bool(self._tokens and self._sent) and self._sent_tokens + tokens > self._tokens)
        return max(self._sent[0][0] + _WINDOW_S - now, 0.001) if full else 0.0

    def leave(self, *, answered: bool) -> None:
        """A request is over. answered: the endpoint took it, so that refusals are over, too"""
        with self._lock:
            self._in_flight -= 1
            if answered:
                self._strikes, self._proving = 0, False

    def cool_down(self, sent_at: float, asked_s: float | None, jitter: float) -> None:
        """The endpoint refused what was sent at `sent_at`: everyone pauses.

        asked_s: what it asked for, None if it did not say; jitter: 0 to 1, spreads those who share a quota.
        Refusals of what had been sent before the pause began do not make it longer, unless they ask for more.
        """
        with self._lock:
            now = self.clock.now()
            if not self._strikes:
                self._storm_since = now
            if sent_at >= self._cool_until:
                self._strikes += 1
                self.cool_downs += 1
                own = min(_FIRST_PAUSE_S * 2.0 ** (self._strikes - 1), _LONGEST_PAUSE_S)
                pause_s = own * (0.5 + jitter / 2) if asked_s is None else asked_s + min(own, 1.0) * jitter * 0.1
            else:
                pause_s = asked_s or 0.0
            self._proving = True
            until = max(self._cool_until, now + pause_s)
            self.cooled_s += until - max(self._cool_until, now)
            self._cool_until = until
