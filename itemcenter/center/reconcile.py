"""The verb that holds the center's store against itself, its snapshots and another store."""

from __future__ import annotations

import contextlib
from pathlib import Path

from itemcenter import registry
from itemcenter.center.parts import CenterParts
from itemcenter.center_folder import CenterFolder
from itemcenter.config import load_config
from itemcenter.errors import ConfigError
from itemcenter.jobs.reconcile import ReconcileReport, reconcile
from itemcenter.ports import Store
from itemcenter.tunnel import SourcePolicy
from itemcenter.tunnel.snapshots import SnapshotShelf


class ReconcileVerbs(CenterParts):
    def reconcile(self, other: str | None = None, *, repair: bool = False) -> ReconcileReport:
        """Look for drift, and with `repair` put right what can be.

        other: a center's folder, or a store's URL (postgresql://...); it is written to as well
        Raises `NotFoundError`, `ConfigError`, `CenterBusyError` where another process works on either center.
        """
        with contextlib.ExitStack() as held:
            if repair:
                held.enter_context(self.locked())
            theirs, policy = None, None
            if other is not None:
                theirs, policy = self._other(other, repair, held)
            shelf, policies = SnapshotShelf(self.folder.snapshots), (self.config.sources, policy)
            return reconcile(self.store, shelf, theirs, repair=repair, policies=policies)

    def _other(self, other: str, repair: bool, held: contextlib.ExitStack) -> tuple[Store, SourcePolicy | None]:
        if "://" in other:
            scheme = other.partition("://")[0]
            backend = {"postgres": "postgresql"}.get(scheme, scheme)
            store = registry.open_store(backend, {"url": other}, self.folder.path)
            return held.enter_context(contextlib.closing(store)), None
        folder = CenterFolder.find(Path(other))
        if folder.path.resolve() == self.folder.path.resolve():
            raise ConfigError("a center is not compared with itself", remedy="without --with, it is checked in itself")
        config = load_config(folder.config)
        if repair:
            held.enter_context(folder.locked())
        store = registry.open_store(config.store.backend, config.store.options, folder.path)
        return held.enter_context(contextlib.closing(store)), config.sources
