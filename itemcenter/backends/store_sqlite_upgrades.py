"""Files of older formats brought up to date, step by step, in the transaction that opens them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_rows import WordRow
from itemcenter.backends.store_sqlite_changes import save_changes
from itemcenter.backends.store_sqlite_heads import shown_of, states
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import packed_words, word_of
from itemcenter.schema.cell_content import plain_of, told

#: The tables of formats 4 and 5: a row a write, a word, a change.
LOG_5 = """CREATE TABLE log(
        arrival INTEGER PRIMARY KEY,
        item INTEGER NOT NULL,
        key INTEGER NOT NULL,
        source INTEGER NOT NULL,
        priority INTEGER NOT NULL,
        facts INTEGER NOT NULL,           -- how many; 0 not stated, -1 withdrawn
        confidence REAL,                  -- of the first fact
        locked INTEGER NOT NULL,
        time_us INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        tier INTEGER NOT NULL,
        producer INTEGER NOT NULL,
        content BLOB NOT NULL,            -- Version.content as 16 bytes
        author INTEGER NOT NULL,
        body BLOB NOT NULL,               -- the facts in the form of schema.cell_content
        former INTEGER)                   -- arrival of the source's write on the cell before this one in time"""
WORDS_5 = """CREATE TABLE words(
        item INTEGER NOT NULL,
        key INTEGER NOT NULL,
        source INTEGER NOT NULL,
        arrival INTEGER NOT NULL,         -- the row of the log; what follows stands there, too, but for the last three
        priority INTEGER NOT NULL,
        facts INTEGER NOT NULL,
        confidence REAL,
        locked INTEGER NOT NULL,
        time_us INTEGER NOT NULL,
        revision INTEGER NOT NULL,
        tier INTEGER NOT NULL,
        producer INTEGER NOT NULL,
        told INTEGER NOT NULL,            -- hash of what the facts say, whatever decided them (`schema.cell_content`)
        shown INTEGER NOT NULL,           -- 1: the cell shows this word
        plain BLOB NOT NULL,              -- the values alone (`schema.cell_content`)
        PRIMARY KEY(item, key, source)) WITHOUT ROWID"""
CHANGES_5 = """CREATE TABLE changes(
        number INTEGER PRIMARY KEY,
        item INTEGER NOT NULL,
        key INTEGER NOT NULL,
        before INTEGER,
        before_priority INTEGER,
        after INTEGER,
        after_priority INTEGER)"""


def _made(*tables: str) -> list[str]:
    return [
        statement
        for statement in sql.TABLES
        if statement.startswith(tuple([f"CREATE TABLE {name}(" for name in tables]))
    ]


_LOG = """arrival, item, key, source, priority, facts, confidence, locked, time_us, revision, tier, producer, content,
    author, body"""

#: From an older format to the next: what a file lacks. Items that it holds have no events in the log of format 2, and
#: changes no time in the moments of format 3.
_UPGRADES: dict[int, tuple[str, ...]] = {
    1: (
        "ALTER TABLE items ADD COLUMN presence INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE items ADD COLUMN absent_us INTEGER",
        "ALTER TABLE totals ADD COLUMN retired INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE totals ADD COLUMN item_changes INTEGER NOT NULL DEFAULT 0",
        *_made("item_changes", "runs"),
    ),
    2: (
        *_made("moments", "leases", "cursors"),
        "INSERT INTO moments SELECT 0, -1, -1 FROM totals WHERE changes > 0 OR item_changes > 0",
        """INSERT INTO moments SELECT 1000000 * CAST(strftime('%s', 'now') AS INTEGER), changes, item_changes
            FROM totals WHERE changes > 0 OR item_changes > 0""",
    ),
    3: (
        LOG_5,
        "ALTER TABLE words RENAME TO words_3",
        WORDS_5,
        f"""INSERT INTO log SELECT {_LOG}, lag(arrival) OVER (PARTITION BY item, key, source
                ORDER BY head, time_us, arrival) FROM (
                SELECT {_LOG}, 1 AS head FROM words_3 UNION ALL SELECT {_LOG}, 0 FROM superseded)
            ORDER BY arrival""",
        """INSERT INTO words SELECT item, key, source, arrival, priority, facts, confidence, locked, time_us, revision,
            tier, producer, told(facts, body), shown, x'' FROM words_3""",
        "DROP TABLE words_3",
        "DROP TABLE superseded",
    ),
    4: (
        "ALTER TABLE words RENAME TO words_4",
        WORDS_5,
        """INSERT INTO words SELECT w.item, w.key, w.source, w.arrival, w.priority, w.facts, w.confidence, w.locked,
            w.time_us, w.revision, w.tier, w.producer, w.told, w.shown, plain_of(l.body)
            FROM words_4 w CROSS JOIN log l ON l.arrival = w.arrival""",
        "DROP TABLE words_4",
    ),
}


def upgrade(connection: sqlite3.Connection, held: int) -> None:
    """From this format to the next."""
    if held == 5:
        _pack(connection)
        return
    connection.create_function("told", 2, told, deterministic=True)
    connection.create_function("plain_of", 1, plain_of, deterministic=True)
    for statement in _UPGRADES[held]:
        connection.execute(statement)


#: Runs, changes and items that are packed at once.
_PAGE = 10_000


def _pack(connection: sqlite3.Connection) -> None:
    """Rows of words, writes and changes become rows of all that belong together."""
    for name in ("words", "log", "changes"):
        connection.execute(f"ALTER TABLE {name} RENAME TO {name}_5")
    for statement in _made("heads", "log", "changes"):
        connection.execute(statement)
    connection.executemany(sql.HEAD_SET, _heads(connection))
    log = Log(connection)
    for rows in _pages(connection.execute(f"SELECT {_ROW}, former FROM log_5 ORDER BY arrival")):
        log.add([(WordRow._make(row[:-1]), row[-1] or 0) for row in rows])
    for rows in _pages(connection.execute("SELECT * FROM changes_5 ORDER BY number")):
        save_changes(connection, rows)
    for name in ("words", "log", "changes"):
        connection.execute(f"DROP TABLE {name}_5")


_ROW = """item, key, source, arrival, priority, facts, confidence, locked, time_us, revision, tier, producer, content,
    author, body"""


def _pages(cursor: sqlite3.Cursor) -> Iterator[list[Any]]:
    while page := cursor.fetchmany(_PAGE):
        yield page


def _heads(connection: sqlite3.Connection) -> Iterator[tuple[int, bytes, bytes]]:
    rows = connection.execute("""SELECT item, key, source, arrival, priority, facts, confidence, locked, time_us,
        revision, tier, producer, told, shown, plain FROM words_5 ORDER BY item, key, source""")
    for item, group in groupby(rows, key=itemgetter(0)):
        words, keys, plains = [], [], []
        for *fields, said, shown, plain in group:
            word = word_of(WordRow._make([*fields, b"", 0, b""]), said, shown, 0)
            if states(word):
                word = word._replace(size=len(plain))
                keys.append(b"%d" % word.key)
                plains.append(plain)
            words.append(word)
        yield item, packed_words(words), shown_of(b",".join(keys), plains)
