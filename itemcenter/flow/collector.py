"""Python's cycle collector at rest while something large is opened: it would search millions of new objects in vain."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def opening() -> Iterator[None]:
    """What is made meanwhile is there to stay: no later collection looks at it either."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if collecting:
            gc.enable()
