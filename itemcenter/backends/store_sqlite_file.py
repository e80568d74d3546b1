"""Opening the file of a SQLite store: settings, format checks, transactions, and driver errors made into our own."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_sqlite_upgrades import upgrade
from itemcenter.errors import CenterBusyError, ConfigError, InvariantError, ItemCenterError, StoreError

#: Page cache of a connection in KiB: holds the words of some two million cells.
_CACHE_KIB = 262_144


@dataclass(frozen=True, slots=True)
class Options:
    """path: the database file, created if absent (its folder must exist). Two further files lie beside it while open.

    busy_timeout_s: how long to wait for another process's write before `CenterBusyError`
    synchronous:    FULL survives a power cut without losing a reported batch; NORMAL may lose the latest batches then,
                    but never half of one
    max_pages:      size limit of the file in pages of 4 KiB, to try what a full disk does; None for none
    """

    path: Path = Path("store.db")
    busy_timeout_s: float = 30.0
    synchronous: Literal["FULL", "NORMAL"] = "FULL"
    max_pages: int | None = None

    def __post_init__(self) -> None:
        if self.synchronous not in ("FULL", "NORMAL"):
            raise ConfigError(f"synchronous must be FULL or NORMAL, not {self.synchronous!r}")
        if not 0 <= self.busy_timeout_s <= 86_400:
            raise ConfigError(f"busy_timeout_s must be 0 to 86400 seconds, not {self.busy_timeout_s}")
        if self.max_pages is not None and self.max_pages < 1:
            raise ConfigError(f"max_pages must be 1 or more, not {self.max_pages}")


class Guard:
    """Context manager under which every call to the driver is made: driver errors leave it as ours."""

    __slots__ = ("_path",)

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, sqlite3.Error):
            raise _translated(error, self._path) from error
        if isinstance(error, UnicodeEncodeError):
            raise InvariantError(f"half of a surrogate pair cannot be stored or looked up: {error.object!r}") from error
        if isinstance(error, OverflowError):
            raise InvariantError(f"a number is too large to be stored: {error}") from error


def _translated(error: sqlite3.Error, path: Path) -> ItemCenterError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    place = str(path)
    if code == sqlite3.SQLITE_FULL:
        return StoreError(
            "disk is full: nothing of this batch was written; what was there is kept",
            place=place,
            remedy="free some space and run again",
        )
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return CenterBusyError(
            "another process writes to this store", place=place, remedy="wait for it or end it, then run again"
        )
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreError(
            f"the file is damaged or no store ({error})", place=place, remedy="restore it from a copy, or build anew"
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return StoreError(
            f"the file cannot be opened for writing ({error})",
            place=place,
            remedy="check that its folder exists and that you may write to folder and file",
        )
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(
            f"the disk refused to read or write ({error}): nothing of this batch was written",
            place=place,
            remedy="check the disk and its free space, then run again",
        )
    return StoreError(f"the store refused: {error}", place=place)


def connect(options: Options) -> sqlite3.Connection:
    """A connection for reading and writing to a file that has our tables; they are made where the file is new."""
    with Guard(options.path):
        connection = sqlite3.connect(options.path, timeout=options.busy_timeout_s, isolation_level=None)
        try:
            _settle(connection, options)
            return connection
        except BaseException:
            connection.close()
            raise


def held_format(options: Options) -> tuple[int, int] | None:
    """The file's format and ours; the file stays as it is. None where there is none. Raises as `connect` does."""
    if not options.path.exists():
        return None
    with Guard(options.path), contextlib.closing(sqlite3.connect(options.path, timeout=options.busy_timeout_s)) as file:
        return _check_format(file, options.path) or sql.FORMAT, sql.FORMAT


def connect_reader(options: Options) -> sqlite3.Connection:
    """A second connection of this process, for a stream: it keeps to the state at its first read."""
    connection = sqlite3.connect(options.path, timeout=options.busy_timeout_s, isolation_level=None)
    connection.execute("PRAGMA query_only = ON")
    return connection


def _settle(connection: sqlite3.Connection, options: Options) -> None:
    _check_format(connection, options.path)
    connection.execute("PRAGMA page_size = 4096")
    _write_ahead(connection, options.busy_timeout_s)
    connection.execute(f"PRAGMA synchronous = {options.synchronous}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA temp.secure_delete = OFF")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    if options.max_pages is not None:
        connection.execute(f"PRAGMA max_page_count = {options.max_pages:d}")
    with transaction(connection):
        held = _check_format(connection, options.path)
        if not held:
            for statement in sql.TABLES:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {sql.APPLICATION_ID}")
        for older in range(held or sql.FORMAT, sql.FORMAT):
            upgrade(connection, older)
        if held != sql.FORMAT:
            connection.execute(f"PRAGMA user_version = {sql.FORMAT}")
    for statement in sql.SCRATCH:
        connection.execute(statement)


def _check_format(connection: sqlite3.Connection, path: Path) -> int:
    """The format of our tables in the file; 0 where it is empty. Raises `StoreError` for anything else."""
    with transaction(connection, "BEGIN"):  # of one state: another process may be making the tables
        (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        (application,) = connection.execute("PRAGMA application_id").fetchone()
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    if application == sql.APPLICATION_ID and version:
        if version > sql.FORMAT:
            raise StoreError(
                f"the store has format {version}, this itemcenter knows formats up to {sql.FORMAT}",
                place=str(path),
                remedy="install a newer itemcenter",
            )
        return int(version)
    if tables:
        raise StoreError("the file is a database of another program", place=str(path), remedy="name another file")
    return 0


def _write_ahead(connection: sqlite3.Connection, timeout_s: float) -> None:
    """Switch to write-ahead logging. SQLite does not wait here by itself when two processes make a store at once."""
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection, begin: str = "BEGIN IMMEDIATE") -> Iterator[None]:
    """All or nothing. `BEGIN` instead only reads: several statements then see one state.

    That of the transaction in which it is asked for, where there is one.
    """
    if begin == "BEGIN" and connection.in_transaction:
        yield
        return
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # SQLite has already gone back by itself after some errors
            connection.execute("ROLLBACK")
        raise
