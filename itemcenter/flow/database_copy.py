"""Copies of SQLite files of one state, taken while other processes write to them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from itemcenter.errors import StoreError

_HEADER = b"SQLite format 3\x00"


def is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_HEADER)) == _HEADER


def copy_database(path: Path, target: Path) -> None:
    """The database as of one moment into a new file. Writers are not held up: the copy is one reading transaction.

    Raises `StoreError` for what SQLite refuses, and for a copy that it finds damaged.
    """
    try:
        where = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(where, uri=True, timeout=30)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)  # all pages in one step: in several, every write in between starts it anew
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself
            (verdict,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise StoreError(
            f"the database cannot be copied: {error}", place=str(path), remedy="see docs/runbook.md: damaged file"
        ) from error
    if verdict != "ok":
        raise StoreError(
            f"the database is damaged: {verdict}", place=str(path), remedy="see docs/runbook.md: damaged file"
        )
