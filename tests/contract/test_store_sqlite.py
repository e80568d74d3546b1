"""The SQLite store and the reference store pass the conformance suite."""

from __future__ import annotations

from pathlib import Path

from itemcenter import registry
from itemcenter.ports import Store
from itemcenter.testing.reference_store import ReferenceStore
from itemcenter.testing.store_suite import StoreSuite

sqlite = registry.backend("store", "sqlite")


class TestReference(StoreSuite):
    sequences = 100
    persistent = False
    many = 20

    def open_store(self, folder: Path) -> Store:
        return ReferenceStore()


class TestSqlite(StoreSuite):
    sequences = 400  # each of four properties
    folders = Path("/dev/shm") if Path("/dev/shm").is_dir() else None

    def open_store(self, folder: Path) -> Store:
        store: Store = sqlite.open(sqlite.Options(folder / "store.db", synchronous="NORMAL"))
        return store


class TestSqliteDurable(StoreSuite):
    """As users run it: on a disk, each batch flushed to it."""

    sequences = 50

    def open_store(self, folder: Path) -> Store:
        store: Store = sqlite.open(sqlite.Options(folder / "store.db"))
        return store
