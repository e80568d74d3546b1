"""Iterators that are closed when whoever reads them stops early, so that nothing more is sent behind their back."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")


@contextlib.contextmanager
def closed_after(outcomes: Iterator[T]) -> Iterator[Iterator[T]]:
    try:
        yield outcomes
    finally:
        close = getattr(outcomes, "close", None)  # generators have it, iterators need not
        if close is not None:
            close()
