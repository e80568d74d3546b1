"""Answers to writes that carry an Idempotency-Key, so that a request that is sent twice is done once.

They lie in one small SQLite file that all workers share, for a day, and at most so many.
"""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from itemcenter.errors import StoreError
from itemcenter.serve.access.private_files import service_folder

#: How long an answer is kept, and how many are.
KEPT_S = 86_400
_MOST = 100_000
#: About every so many new requests the oldest answers beyond the most are dropped: to count them costs time.
_TRIMMED_EACH = 64
#: A request that began so long ago and has no answer died with its worker.
_LOST_S = 300
_TABLE = """CREATE TABLE IF NOT EXISTS answers(
    caller TEXT NOT NULL, name TEXT NOT NULL, request TEXT NOT NULL, time REAL NOT NULL,
    status INTEGER, headers TEXT, body BLOB, PRIMARY KEY(caller, name)) WITHOUT ROWID"""

_TRIM = """DELETE FROM answers WHERE (caller, name) IN
    (SELECT caller, name FROM answers ORDER BY time DESC LIMIT -1 OFFSET ?)"""


class KeptAnswer(NamedTuple):
    """request: digest of what was asked; status: None while it is worked on"""

    request: str
    status: int | None
    headers: str
    body: bytes


class KeptAnswers:
    """Each call opens the file for itself: any thread may ask."""

    def __init__(self, center: Path) -> None:
        self._path = service_folder(center) / "answers.db"
        with self._opened() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_TABLE)
            connection.execute("CREATE INDEX IF NOT EXISTS by_time ON answers(time)")
        self._path.chmod(0o600)

    def begin(self, caller: str, name: str, request: str) -> KeptAnswer | None:
        """None where the request is new and may be done: then `end` or `give_up` must follow. Else what is kept."""
        now = time.time()
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM answers WHERE time < ?", (now - KEPT_S,))
            connection.execute("DELETE FROM answers WHERE status IS NULL AND time < ?", (now - _LOST_S,))
            place = (caller, name)
            row = connection.execute(
                "SELECT request, status, headers, body FROM answers WHERE caller = ? AND name = ?", place
            ).fetchone()
            if row is None:
                connection.execute("INSERT INTO answers(caller, name, request, time) VALUES (?, ?, ?, ?)",
                                   (*place, request, now))  # fmt: skip
                if int(now * 1000) % _TRIMMED_EACH == 0:
                    connection.execute(_TRIM, (_MOST,))
            connection.execute("COMMIT")
        return None if row is None else KeptAnswer(row[0], row[1], row[2] or "", row[3] or b"")

    def end(self, caller: str, name: str, status: int, headers: str, body: bytes) -> None:
        with self._opened() as connection:
            connection.execute(
                "UPDATE answers SET status = ?, headers = ?, body = ? WHERE caller = ? AND name = ?",
                (status, headers, body, caller, name),
            )

    def give_up(self, caller: str, name: str) -> None:
        """The request was not done: it may be sent again."""
        with self._opened() as connection:
            connection.execute("DELETE FROM answers WHERE caller = ? AND name = ?", (caller, name))

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            with contextlib.closing(sqlite3.connect(self._path, timeout=10.0, isolation_level=None)) as connection:
                yield connection
        except sqlite3.Error as error:
            raise StoreError(
                f"answers cannot be kept: {error}", place=str(self._path), remedy="free disk space, or remove the file"
            ) from error
