"""The PostgreSQL store passes the conformance suite, on a real server that runs for these tests alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from itemcenter import registry
from itemcenter.ports import Store
from itemcenter.testing.store_suite import StoreSuite

TABLES = "names, items, documents, words, superseded, changes, tombstones, item_changes, runs, totals"


class TestPostgresql(StoreSuite):
    sequences = 40  # each of four properties
    folders = Path("/dev/shm") if Path("/dev/shm").is_dir() else None

    @pytest.fixture(autouse=True)
    def _server(self, postgresql_url: str, worker: str) -> Iterator[None]:
        self.url, self.schema = postgresql_url, f"suite {worker}"
        with psycopg.connect(self.url, autocommit=True) as self.plain:
            self.plain.execute("SET client_min_messages = warning")
            yield
            self.plain.execute(f'DROP SCHEMA IF EXISTS "{self.schema}" CASCADE')

    def open_store(self, folder: Path) -> Store:
        """Folders share a schema, which is emptied for a new one: making its tables anew takes ten times as long."""
        backend = registry.backend("store", "postgresql")
        store: Store = backend.open(backend.Options(self.url, self.schema, synchronous="NORMAL"))
        if not any(folder.iterdir()):
            self.plain.execute(f'SET search_path = "{self.schema}"')
            self.plain.execute(f"TRUNCATE {TABLES}")
            self.plain.execute("INSERT INTO totals VALUES (0, 0, 0, 0, 0, 0, 0, 0, 0)")
            (folder / "opened").touch()
        return store


@pytest.fixture
def worker(worker_id: str = "main") -> str:
    return worker_id
