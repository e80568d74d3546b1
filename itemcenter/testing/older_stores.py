"""Statements that make a SQLite store of today one of an older format, to try what opening it does."""

from __future__ import annotations

_WORD = """item INTEGER NOT NULL, key INTEGER NOT NULL, source INTEGER NOT NULL, arrival INTEGER NOT NULL,
    priority INTEGER NOT NULL, facts INTEGER NOT NULL, confidence REAL, locked INTEGER NOT NULL,
    time_us INTEGER NOT NULL, revision INTEGER NOT NULL, tier INTEGER NOT NULL, producer INTEGER NOT NULL,
    content BLOB NOT NULL, author INTEGER NOT NULL, body BLOB NOT NULL"""
_COLUMNS = """item, key, source, arrival, priority, facts, confidence, locked, time_us, revision, tier, producer,
    content, author, body"""

#: Words without their plain values.
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
