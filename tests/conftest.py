"""Property tests draw the same examples on every run, so that CI judges the change and not the dice.

`HYPOTHESIS_PROFILE=explore` draws new ones: run it after changing a parser, an order or a merge.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import HealthCheck, settings

from tests.ready.postgresql import postgresql_server

# How fast examples are drawn says something of the machine, nothing of the code.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", settings(), print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def pytest_collection_finish() -> None:
    """Modules and tests stay to the end: no need to look through them for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The URL of a server that all processes of a test run share. It is no durable one."""
    with postgresql_server(f"itemcenter-pg-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}") as server:
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:  # what survives a power cut is no matter here
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield url
