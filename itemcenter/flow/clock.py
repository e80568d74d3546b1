"""Seconds per stage of a job, for its closing summary."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class StageClock:
    """Adds up wall seconds by stage name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._begin = time.perf_counter()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begin

    def pulling(self, name: str, source: Iterable[T]) -> Iterator[T]:
        """Hand on a stream and count the time spent in producing it."""
        iterator = iter(source)
        while True:
            with self.stage(name):
                entry = next(iterator, _END)
            if entry is _END:
                return
            yield entry  # type: ignore[misc]

    @property
    def total(self) -> float:
        return time.perf_counter() - self._begin


_END = object()
