"""The file of a SQLite stream: its tables, settings, transactions, and driver errors made into our own.

A message's row number is its channel (a partition of a topic) times 2^40, plus its offset: messages of a partition lie
side by side in the file, and need no index beside it. Times never fall within a partition, so that a time is found by
halving.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from itemcenter.errors import CenterBusyError, ConfigError, InvariantError, StreamError
from itemcenter.ports import Delivery, Post

#: "itst": tells our files from those of other programs.
APPLICATION_ID = 0x69747374
FORMAT = 1
#: Bits of an offset: a million million messages in a partition, and eight million partitions in a file.
OFFSET_BITS = 40

TABLES = (
    # One row a partition of a topic; "first" is the oldest offset that is kept, "next" the one that comes next.
    """CREATE TABLE channels(
        id INTEGER PRIMARY KEY,
        topic TEXT NOT NULL,
        partition INTEGER NOT NULL,
        first INTEGER NOT NULL DEFAULT 0,
        next INTEGER NOT NULL DEFAULT 0,
        last_us INTEGER NOT NULL DEFAULT 0,
        UNIQUE (topic, partition))""",
    # headers: JSON list of pairs, NULL for none
    """CREATE TABLE messages(
        place INTEGER PRIMARY KEY,
        time_us INTEGER NOT NULL,
        key TEXT NOT NULL,
        body BLOB NOT NULL,
        headers TEXT)""",
    """CREATE TABLE progress(
        channel INTEGER NOT NULL REFERENCES channels,
        grp TEXT NOT NULL,
        next INTEGER NOT NULL,
        PRIMARY KEY (channel, grp)) WITHOUT ROWID""",
    # Members of groups, and which of them reads which partition. until_us: dead from then on, by the machine's clock.
    """CREATE TABLE members(
        topic TEXT NOT NULL,
        grp TEXT NOT NULL,
        name TEXT NOT NULL,
        until_us INTEGER NOT NULL,
        PRIMARY KEY (topic, grp, name)) WITHOUT ROWID""",
    """CREATE TABLE holds(
        channel INTEGER NOT NULL REFERENCES channels,
        grp TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY (channel, grp)) WITHOUT ROWID""",
)


@dataclass(frozen=True, slots=True)
class Options:
    """path: the database file, made if absent (its folder must exist). Two further files lie beside it while open.

    session_s:       a member that has not polled for so long is taken for dead, and its partitions go to others
    retention_hours: older messages go when every group has read them; what no group reads stays
    unread_hours:    older messages go though a group, or every one, has not read them; None keeps them
    busy_timeout_s:  how long to wait for another process's write before `CenterBusyError`
    synchronous:     FULL survives a power cut without losing an acknowledged message; NORMAL may lose the latest then
    max_pages:       size limit of the file in pages of 4 KiB, to try what a full disk does; None for none
    """

    path: Path = Path("stream.db")
    session_s: float = 30.0
    retention_hours: float = 168.0
    unread_hours: float | None = None
    busy_timeout_s: float = 30.0
    synchronous: Literal["FULL", "NORMAL"] = "FULL"
    max_pages: int | None = None

    def __post_init__(self) -> None:
        if self.synchronous not in ("FULL", "NORMAL"):
            raise ConfigError(f"synchronous must be FULL or NORMAL, not {self.synchronous!r}")
        if not 0.1 <= self.session_s <= 3_600:
            raise ConfigError(f"session_s must be 0.1 to 3600 seconds, not {self.session_s}")
        if not 0 <= self.busy_timeout_s <= 86_400:
            raise ConfigError(f"busy_timeout_s must be 0 to 86400 seconds, not {self.busy_timeout_s}")
        for name, hours in (("retention_hours", self.retention_hours), ("unread_hours", self.unread_hours)):
            if hours is not None and not 0 < hours < 1e7:
                raise ConfigError(f"{name} must be more than 0, not {hours}")


@dataclass(frozen=True, slots=True)
class Channel:
    """A partition of a topic: where its messages lie."""

    id: int
    partition: int
    first: int
    next: int
    last_us: int

    def place(self, offset: int) -> int:
        return (self.id << OFFSET_BITS) + offset

    def nearest(self, offset: int) -> int:
        return min(max(offset, self.first), self.next)


@lru_cache(maxsize=256)
def _headers(text: str) -> tuple[tuple[str, str], ...]:
    """Most messages have the same ones."""
    return tuple([(name, value) for name, value in json.loads(text)])


def now_us() -> int:
    return time.time_ns() // 1000


class StreamFile:
    """One connection, used from one thread."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.connection: sqlite3.Connection | None = None
        with self.guard():
            self.connection = sqlite3.connect(
                options.path, timeout=options.busy_timeout_s, isolation_level=None, check_same_thread=False
            )
            try:
                _settle(self.connection, options)
            except BaseException:
                self.connection.close()
                raise

    def channels(self, topic: str) -> list[Channel]:
        """By partition. Raises `StreamError` for an unknown topic."""
        rows = self.rows(
            "SELECT id, partition, first, next, last_us FROM channels WHERE topic = ? ORDER BY partition", topic
        )
        if not rows:
            raise StreamError("there is no such topic", place=f"{self.options.path}, {topic}"[:300])
        return [Channel(*row) for row in rows]

    def messages(self, topic: str, channel: Channel, begin: int, limit: int) -> list[Delivery]:
        query = """SELECT place, time_us, key, body, headers FROM messages
            WHERE place >= ? AND place < ? ORDER BY place LIMIT ?"""
        out = []
        for place, time_us, key, body, headers in self.rows(
            query, channel.place(begin), channel.place(channel.next), limit
        ):
            pairs = _headers(headers) if headers else ()
            offset = place & ((1 << OFFSET_BITS) - 1)
            out.append(Delivery(topic, channel.partition, offset, time_us, Post(key, body, pairs)))
        return out

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self.guard():
            return self._open().execute(statement, values).fetchall()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, durable when it is left; all or nothing."""
        with self.guard():
            connection = self._open()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def guard(self) -> Iterator[None]:
        """Driver errors leave as ours."""
        try:
            yield
        except sqlite3.Error as error:
            raise _translated(error, self.options.path) from error
        except UnicodeEncodeError as error:
            raise InvariantError(
                f"half of a surrogate pair cannot be a key or a header: {error.object!r:.80}"
            ) from error

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _open(self) -> sqlite3.Connection:
        if self.connection is None:
            raise StreamError("the stream is closed", place=str(self.options.path))
        return self.connection


def _settle(connection: sqlite3.Connection, options: Options) -> None:
    deadline = time.monotonic() + options.busy_timeout_s
    while True:  # SQLite does not wait by itself when two processes make a file at once
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            break
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    connection.execute(f"PRAGMA synchronous = {options.synchronous}")
    if options.max_pages is not None:
        connection.execute(f"PRAGMA max_page_count = {options.max_pages:d}")
    connection.execute("BEGIN IMMEDIATE")
    try:
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        place = str(options.path)
        if tables and application != APPLICATION_ID:
            raise StreamError("the file is a database of another program", place=place, remedy="name another file")
        if version > FORMAT:
            raise StreamError(
                f"the stream has format {version}, this itemcenter knows formats up to {FORMAT}",
                place=place,
                remedy="install a newer itemcenter",
            )
        if not tables:
            for statement in TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _translated(error: sqlite3.Error, path: Path) -> StreamError | CenterBusyError:
    code, place = getattr(error, "sqlite_errorcode", 0) & 0xFF, str(path)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CenterBusyError("another process writes to this stream", place=place, remedy="wait for it or end it")
    if code == sqlite3.SQLITE_FULL:
        return StreamError("disk is full: none of these messages was taken", place=place, remedy="free some space")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StreamError(f"the file is damaged or no stream ({error})", place=place, remedy="restore it from a copy")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        remedy = "check that its folder exists and that you may write to folder and file"
        return StreamError(f"the file cannot be opened for writing ({error})", place=place, remedy=remedy)
    return StreamError(f"the stream refused: {error}", place=place)
