"""The SQLite store and the reference store pass the conformance suite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from itemcenter import registry
from itemcenter.ports import Store
from itemcenter.testing.coordination_suite import Clock
from itemcenter.testing.reference_store import ReferenceStore
from itemcenter.testing.store_suite import StoreSuite

sqlite = registry.backend("store", "sqlite")


class TestReference(StoreSuite):
    sequences = 100
    persistent = False
    many = 20

    def open_store(self, folder: Path, clock: Clock | None = None) -> Store:
        return ReferenceStore() if clock is None else ReferenceStore(clock)


def open_sqlite(options: Any, clock: Clock | None) -> Store:
    store: Store = sqlite.open(options) if clock is None else sqlite.open(options, clock)
    return store


class TestSqlite(StoreSuite):
    sequences = 400  # each of four properties
    folders = Path("/dev/shm") if Path("/dev/shm").is_dir() else None

    def open_store(self, folder: Path, clock: Clock | None = None) -> Store:
        return open_sqlite(sqlite.Options(folder / "store.db", synchronous="NORMAL"), clock)

    def written(self, folder: Path) -> tuple[str, dict[str, Any]]:
        return "sqlite", {"path": str(folder / "store.db")}


class TestSqliteDurable(StoreSuite):
    """As users run it: on a disk, each batch flushed to it."""

    sequences = 50
    lease_sequences = 15

    def open_store(self, folder: Path, clock: Clock | None = None) -> Store:
        return open_sqlite(sqlite.Options(folder / "store.db"), clock)
