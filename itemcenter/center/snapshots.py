"""Verbs on states of the store: snapshots, and what stood at an earlier moment."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from itemcenter import registry
from itemcenter.center.parts import CenterParts
from itemcenter.center_folder import locked_folder
from itemcenter.errors import ConfigError, NotFoundError, StoreError
from itemcenter.jobs.snapshot import SNAPSHOT_FORMATS, SnapshotReport, snapshot
from itemcenter.schema import Cell, ItemId, KeyId
from itemcenter.tunnel.snapshots import Moment, SnapshotShelf, cells_as_of, moment_of_number, moment_of_time


class SnapshotVerbs(CenterParts):
    def snapshot(
        self,
        formats: tuple[str, ...] = ("parquet",),
        *,
        out: str | Path | None = None,
        since: int | None = None,
        keep: int | None = None,
    ) -> SnapshotReport:
        """The store's state of now as tables under `out`, default the center's snapshots/; writers go on meanwhile.

        since: also what changed since the snapshot of this number; keep: only so many snapshots
        Raises `CenterBusyError` where another process takes one there, `MissingExtraError` for a format's driver.
        """
        unknown = [name for name in formats if name not in SNAPSHOT_FORMATS]
        if unknown or not formats:
            raise ConfigError(
                f"no snapshot is written as {', '.join(unknown)}", remedy=f"allowed: {', '.join(SNAPSHOT_FORMATS)}"
            )
        if keep is not None and keep < 1:
            raise ConfigError(f"at least one snapshot is kept, not {keep}")
        shelf = self._shelf(out)
        lake = registry.open_lake("delta", shelf.path / "delta") if "delta" in formats else None
        try:
            shelf.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the folder of snapshots cannot be made: {error.strerror or error}",
                place=str(shelf.path),
                remedy="free disk space or mend the permissions",
            ) from error
        with locked_folder(shelf.path, "snapshots.lock"):
            now_us = time.time_ns() // 1000
            return snapshot(self.store, shelf, lake, formats, self.key_names, now_us, since=since, keep=keep)

    @contextlib.contextmanager
    def as_of(
        self,
        *,
        number: int | None = None,
        time_us: int | None = None,
        item_id: str | None = None,
        out: str | Path | None = None,
    ) -> Iterator[tuple[Moment, Iterator[Cell]]]:
        """What showed right after a change, or at a time: its place in the logs, and the cells by item and key.

        out: where snapshots lie, default the center's; without any the log is read from its beginning
        """
        if (number is None) == (time_us is None):
            raise ConfigError("name a change number or a time, one of them")
        with self.store.reading() as state:
            moment = moment_of_number(state, number) if number is not None else moment_of_time(state, time_us or 0)
            item = None if item_id is None else ItemId(item_id)
            yield moment, cells_as_of(state, self._shelf(out), moment, item)

    @property
    def key_names(self) -> dict[KeyId, str]:
        """Names of the keys under the release in use; none where there is no ontology yet."""
        with contextlib.suppress(NotFoundError):
            return {key.id: key.name for key in self.release.keys}
        return {}

    def _shelf(self, out: str | Path | None) -> SnapshotShelf:
        return SnapshotShelf(self.folder.snapshots if out is None else Path(out))
