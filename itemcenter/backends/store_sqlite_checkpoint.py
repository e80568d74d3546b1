"""Moving the write-ahead log into the file beside the writer, while blocks follow one another.

SQLite itself does it at the end of a commit, and the writer waits. A block is long enough in the making for another
thread to do it meanwhile. Nothing rests on it: what it leaves undone the next commit does, when the log has grown far
enough.
"""

from __future__ import annotations

import contextlib
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

#: Pages in the log before a commit moves them itself: 32 MiB as a rule, 256 MiB where blocks follow one another.
_SMALL, _LARGE = 8_192, 65_536


class Checkpoints:
    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection, self._path = connection, path
        self._beside: ThreadPoolExecutor | None = None
        self._running: Future[None] | None = None
        self._limit = 0
        self._set(_SMALL)

    def expect(self, large: bool) -> None:
        """Before a commit. large: `begin` will follow it"""
        self._set(_LARGE if large else _SMALL)

    def begin(self) -> None:
        if self._running is not None and not self._running.done():
            return
        if self._beside is None:
            self._beside = ThreadPoolExecutor(1, "checkpoint")
        self._running = self._beside.submit(_checkpoint, self._path)

    def close(self) -> None:
        if self._beside is not None:
            self._beside.shutdown()

    def _set(self, pages: int) -> None:
        if pages != self._limit:
            self._connection.execute(f"PRAGMA wal_autocheckpoint = {pages:d}")
            self._limit = pages


def _checkpoint(path: Path) -> None:
    # whatever keeps it from its work (a full disk, a lock) meets the writer, too, and is told there
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(
            sqlite3.connect(path.resolve().as_uri() + "?mode=rw", uri=True, isolation_level=None)
        ) as file,
    ):
        file.execute("PRAGMA synchronous = FULL")
        file.execute("PRAGMA wal_checkpoint(PASSIVE)")
