"""The PostgreSQL store passes the conformance suite, on a real server that runs for these tests alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itemcenter.ports import Store
from itemcenter.testing.coordination_suite import Clock
from itemcenter.testing.store_process import open_schema
from itemcenter.testing.store_suite import StoreSuite
from tests.ready.postgresql import emptied, without_schema


class TestPostgresql(StoreSuite):
    sequences = 40  # each of four properties
    lease_sequences = 15
    folders = Path("/dev/shm") if Path("/dev/shm").is_dir() else None

    @pytest.fixture(autouse=True)
    def _server(self, postgresql_url: str) -> Iterator[None]:
        with without_schema(postgresql_url, "suite") as self.schema:
            self.url = postgresql_url
            yield

    def open_store(self, folder: Path, clock: Clock | None = None) -> Store:
        """All folders share a schema, which is emptied for a new one."""
        if not any(folder.iterdir()):
            emptied(self.url, self.schema)
            (folder / "opened").touch()
        return open_schema(self.url, self.schema, clock, synchronous="NORMAL")

    def written(self, folder: Path) -> tuple[str, dict[str, Any]]:
        return "postgresql", {"url": self.url, "schema": self.schema, "synchronous": "NORMAL"}
