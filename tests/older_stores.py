"""Making a SQLite store of today one of an older format, to try what opening it does, and to damage what it holds.

Format 5 has a row for each word, write and change, which SQL can get at; opening the file packs them again.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from itemcenter.backends.store_sqlite_heads import shown_plains
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import changes_in, logged_in, words_of
from itemcenter.backends.store_sqlite_upgrades import CHANGES_5, LOG_5, WORDS_5


def bring_down(path: Path, *statements: str) -> list[int]:
    """Bring a closed store to format 5, then execute these; rows that each of them changed (-1: no change of rows)."""
    with contextlib.closing(sqlite3.connect(path)) as file, file:
        rows = list(_words(file)), list(_log(file)), list(_changes(file))
        for name in ("heads", "log", "changes"):
            file.execute(f"DROP TABLE {name}")
        for statement in (WORDS_5, LOG_5, CHANGES_5):
            file.execute(statement)
        for name, some in zip(("words", "log", "changes"), rows, strict=True):
            if some:
                file.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(some[0]))})", some)
        file.execute("PRAGMA user_version = 5")
        return [file.execute(statement).rowcount for statement in statements]


def _words(file: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    log = Log(file)
    for data, shown in file.execute("SELECT words, shown FROM heads").fetchall():
        words = words_of(data)
        rows, plains = log.rows([word.arrival for word in words]), shown_plains(words, shown)
        for word in words:
            *row, _, _, _ = rows[word.arrival]
            yield *row, word.told, word.shown, plains.get((word.key, word.source), b"")


def _log(file: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    for first, item, data, bodies in file.execute("SELECT first, item, words, bodies FROM log").fetchall():
        begin = 0
        for arrival, write in enumerate(logged_in(data), first):
            _, key, source, _, *row = write.row(item, arrival, bodies[begin : write.end])
            yield arrival, item, key, source, *row, write.former or None
            begin = write.end


def _changes(file: sqlite3.Connection) -> Iterator[tuple[Any, ...]]:
    for first, item, cells in file.execute("SELECT first, item, cells FROM changes").fetchall():
        for number, cell in enumerate(changes_in(cells), first):
            before = (cell.before, cell.before_priority) if cell.before else (None, None)
            after = (cell.after, cell.after_priority) if cell.after else (None, None)
            yield number, item, cell.key, *before, *after


_WORD = """item INTEGER NOT NULL, key INTEGER NOT NULL, source INTEGER NOT NULL, arrival INTEGER NOT NULL,
    priority INTEGER NOT NULL, facts INTEGER NOT NULL, confidence REAL, locked INTEGER NOT NULL,
    time_us INTEGER NOT NULL, revision INTEGER NOT NULL, tier INTEGER NOT NULL, producer INTEGER NOT NULL,
    content BLOB NOT NULL, author INTEGER NOT NULL, body BLOB NOT NULL"""
_COLUMNS = """item, key, source, arrival, priority, facts, confidence, locked, time_us, revision, tier, producer,
    content, author, body"""

#: What follows goes on from format 5. Words without their plain values.
DOWN_TO_4 = (
    "ALTER TABLE words DROP COLUMN plain",
    "PRAGMA user_version = 4",
)
#: Whole words in a clustered table, replaced ones in another.
DOWN_TO_3 = (
    f"CREATE TABLE old_words({_WORD}, shown INTEGER NOT NULL, PRIMARY KEY(item, key, source)) WITHOUT ROWID",
    """INSERT INTO old_words SELECT w.item, w.key, w.source, w.arrival, w.priority, w.facts, w.confidence, w.locked,
        w.time_us, w.revision, w.tier, w.producer, l.content, l.author, l.body, w.shown
        FROM words w JOIN log l ON l.arrival = w.arrival""",
    f"""CREATE TABLE superseded({_WORD},
        PRIMARY KEY(item, key, source, time_us, revision, tier, producer, content, locked, author)) WITHOUT ROWID""",
    f"INSERT INTO superseded SELECT {_COLUMNS} FROM log WHERE arrival NOT IN (SELECT arrival FROM words)",
    "DROP TABLE words",
    "DROP TABLE log",
    "ALTER TABLE old_words RENAME TO words",
    "PRAGMA user_version = 3",
)
#: No leases, no cursors, no times of changes.
DOWN_TO_2 = (
    *DOWN_TO_3,
    "DROP TABLE moments",
    "DROP TABLE leases",
    "DROP TABLE cursors",
    "PRAGMA user_version = 2",
)
#: No item log, no runs, no absences.
DOWN_TO_1 = (
    *DOWN_TO_2,
    "ALTER TABLE items DROP COLUMN presence",
    "ALTER TABLE items DROP COLUMN absent_us",
    "ALTER TABLE totals DROP COLUMN retired",
    "ALTER TABLE totals DROP COLUMN item_changes",
    "DROP TABLE item_changes",
    "DROP TABLE runs",
    "PRAGMA user_version = 1",
)
