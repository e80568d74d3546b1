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

    def waiting(self, name: str, source: Iterable[T]) -> Iterator[T]:
        """Hand on a stream and count the time of producing it that no other stage counts meanwhile."""
        iterator = iter(source)
        while True:
            begin, others = time.perf_counter(), self._counted(name)
            entry = next(iterator, _END)
            spent = time.perf_counter() - begin - (self._counted(name) - others)
            if entry is not _END or name in self.seconds:  # nothing made, nothing waited for
                self.seconds[name] = self.seconds.get(name, 0.0) + spent
            if entry is _END:
                return
            yield entry  # type: ignore[misc]

    def _counted(self, but: str) -> float:
        return sum(seconds for name, seconds in self.seconds.items() if name != but)

    @property
    def total(self) -> float:
        return time.perf_counter() - self._begin


_END = object()
