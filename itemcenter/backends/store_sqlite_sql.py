"""The SQL of the SQLite store but for its bulk path: the tables, and every statement by name. Values only ever go in as
parameters.

Every write is a row of `log`, which only grows: a batch appends at its end, whatever items it is about. `words` says in
few bytes which write is each source's latest on a cell, and is clustered by item and key: what changes at random is
small and lies together. `arrival` numbers the log and names its rows.
"""

from __future__ import annotations

import json

from itemcenter.backends.store_query import Dialect

#: "ItCe": marks the file as ours, so that another program's database is refused, not altered.
APPLICATION_ID = 0x49744365

#: Counts up with every change of the tables below. Files of a greater number are refused.
FORMAT = 5

TABLES = (
    # Ids of every kind as small numbers. Rows are never altered or removed, so processes may remember them.
    """CREATE TABLE names(
        num INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,               -- key, source, producer, author, category, origin (of records, tombstones)
        name TEXT NOT NULL,
        UNIQUE(kind, name))""",
    # One row an item, also where only writes or a tombstone arrived (then fingerprint is NULL: no record).
    """CREATE TABLE items(
        num INTEGER PRIMARY KEY,
        item_id TEXT NOT NULL UNIQUE,
        forgotten_us INTEGER,             -- greatest tombstone time
        fingerprint TEXT,
        source INTEGER REFERENCES names,
        time_us INTEGER,
        revision INTEGER,
        row INTEGER,
        run TEXT,
        category INTEGER REFERENCES names,
        group_id TEXT,
        presence INTEGER NOT NULL DEFAULT 0,  -- 0 present, 1 missing, 2 retired
        absent_us INTEGER)                -- greatest time of a catalog that lacked it since it was last met""",
    # The item and its category match as JSON, zlib-compressed where that is shorter.
    "CREATE TABLE documents(item INTEGER PRIMARY KEY REFERENCES items, body BLOB NOT NULL)",
    """CREATE TABLE log(
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
        former INTEGER)                   -- arrival of the source's write on the cell before this one in time""",
    """CREATE TABLE words(
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
        PRIMARY KEY(item, key, source)) WITHOUT ROWID""",
    # The change log. Cells are named by arrival number (NULL: nothing shown); priority is as it was then.
    """CREATE TABLE changes(
        number INTEGER PRIMARY KEY,
        item INTEGER NOT NULL,
        key INTEGER NOT NULL,
        before INTEGER,
        before_priority INTEGER,
        after INTEGER,
        after_priority INTEGER)""",
    """CREATE TABLE tombstones(
        item INTEGER NOT NULL REFERENCES items,
        time_us INTEGER NOT NULL,
        source INTEGER NOT NULL REFERENCES names,
        author INTEGER NOT NULL REFERENCES names,
        PRIMARY KEY(item, time_us, source, author)) WITHOUT ROWID""",
    # The item log: what happened to documents. fields: JSON list of the fields that changed, NULL for none.
    """CREATE TABLE item_changes(
        number INTEGER PRIMARY KEY,
        item INTEGER NOT NULL,
        event TEXT NOT NULL,
        run TEXT NOT NULL,
        revision INTEGER NOT NULL,
        former INTEGER,
        fields TEXT)""",
    # Marks of runs as JSON.
    "CREATE TABLE runs(number INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    # One row, so that totals and the next numbers are known without counting.
    """CREATE TABLE totals(
        items INTEGER NOT NULL,
        cells INTEGER NOT NULL,
        stated INTEGER NOT NULL,
        facts INTEGER NOT NULL,
        writes INTEGER NOT NULL,
        changes INTEGER NOT NULL,
        arrivals INTEGER NOT NULL,
        retired INTEGER NOT NULL DEFAULT 0,
        item_changes INTEGER NOT NULL DEFAULT 0)""",
    "INSERT INTO totals VALUES (0, 0, 0, 0, 0, 0, 0, 0, 0)",
    # One row a transaction that went into a log, times ascending with the numbers, whatever the machine's clock does.
    """CREATE TABLE moments(
        time_us INTEGER PRIMARY KEY,
        changes INTEGER NOT NULL,         -- last numbers of the two logs; -1: older ones, nobody knows since when
        item_changes INTEGER NOT NULL)""",
    # Rows stay when a lease ends, so that tokens only rise.
    """CREATE TABLE leases(
        name TEXT PRIMARY KEY,
        holder TEXT,                      -- NULL: released
        token INTEGER NOT NULL,
        expires_us INTEGER NOT NULL) WITHOUT ROWID""",
    "CREATE TABLE cursors(name TEXT PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID",
)


def _made(*tables: str) -> list[str]:
    return [
        statement for statement in TABLES if statement.startswith(tuple([f"CREATE TABLE {name}(" for name in tables]))
    ]


_LOG = """arrival, item, key, source, priority, facts, confidence, locked, time_us, revision, tier, producer, content,
    author, body"""

#: From an older format to the next: what a file lacks. Items that it holds have no events in the log of format 2, and
#: changes no time in the moments of format 3.
UPGRADES = {
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
        *_made("log"),
        "ALTER TABLE words RENAME TO words_3",
        *_made("words"),
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
        *_made("words"),
        """INSERT INTO words SELECT w.item, w.key, w.source, w.arrival, w.priority, w.facts, w.confidence, w.locked,
            w.time_us, w.revision, w.tier, w.producer, w.told, w.shown, plain_of(l.body)
            FROM words_4 w CROSS JOIN log l ON l.arrival = w.arrival""",
        "DROP TABLE words_4",
    ),
}

#: Scratch tables of each connection, in memory.
SCRATCH = (
    "CREATE TEMP TABLE wanted(item INTEGER, key INTEGER, arrival INTEGER)",
    "CREATE TEMP TABLE contested(position INTEGER PRIMARY KEY, item INTEGER, key INTEGER)",
    "CREATE TEMP TABLE restamped(source INTEGER PRIMARY KEY)",
)

NAME_ADD = "INSERT INTO names(kind, name) VALUES (?, ?)"
NAME_NUM = "SELECT num FROM names WHERE kind = ? AND name = ?"
SOURCES = "SELECT name FROM names WHERE kind = 'source' ORDER BY name"
NAME_OF = "SELECT name FROM names WHERE num = ?"

TOTALS = "SELECT items, cells, stated, facts, writes, changes, arrivals, retired, item_changes FROM totals"
TOTALS_SET = """UPDATE totals SET items = ?, cells = ?, stated = ?, facts = ?, writes = ?, changes = ?, arrivals = ?,
    retired = ?, item_changes = ?"""

#: Beside a transaction that went into a log: when.
MOMENT_ADD = """INSERT INTO moments
    SELECT max(?, coalesce((SELECT max(time_us) FROM moments), -1) + 1), t.changes, t.item_changes FROM totals t
    WHERE (t.changes, t.item_changes) IS NOT
        (SELECT m.changes, m.item_changes FROM moments m ORDER BY m.time_us DESC LIMIT 1)
    AND (t.changes > 0 OR t.item_changes > 0)"""
MOMENT_AT = "SELECT changes, item_changes FROM moments WHERE time_us <= ? ORDER BY time_us DESC LIMIT 1"

LEASE = "SELECT holder, token, expires_us FROM leases WHERE name = ?"
LEASE_SET = "INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?)"
LEASES = "SELECT name, holder, token, expires_us FROM leases WHERE holder IS NOT NULL AND expires_us > ? ORDER BY name"
CURSOR = "SELECT number FROM cursors WHERE name = ?"
CURSOR_SET = "INSERT OR REPLACE INTO cursors VALUES (?, ?)"
CURSORS = "SELECT name, number FROM cursors ORDER BY name"
ITEM_NUM = "SELECT num FROM items WHERE item_id = ?"
ITEM_NEXT = "SELECT coalesce(max(num), 0) + 1 FROM items"
ITEM_STATES = """SELECT i.item_id, i.num, i.forgotten_us, i.time_us, i.revision, i.fingerprint, i.presence, i.absent_us
    FROM items i WHERE i.item_id IN (SELECT value FROM json_each(?))"""
ITEM_ADD = "INSERT INTO items(item_id, num) VALUES (?, ?)"
ITEM_FORGET = "UPDATE items SET forgotten_us = ? WHERE num = ?"
ITEM_STAMP = """UPDATE items SET fingerprint = ?, source = ?, time_us = ?, revision = ?, row = ?, run = ?, category = ?,
    group_id = ? WHERE num = ?"""
FORGOTTEN = "SELECT forgotten_us FROM items WHERE item_id = ?"
TOMBSTONE_ADD = "INSERT OR IGNORE INTO tombstones VALUES (?, ?, ?, ?)"
DOCUMENT = "SELECT body FROM documents WHERE item = ?"
DOCUMENT_SET = "INSERT OR REPLACE INTO documents VALUES (?, ?)"

#: A record is visible if it is there and newer than every tombstone.
_VISIBLE = "i.fingerprint IS NOT NULL AND (i.forgotten_us IS NULL OR i.time_us > i.forgotten_us)"
#: Counts everything: in a store that was written to by other hands.
TOTALS_COUNT = f"""UPDATE totals SET
    items = (SELECT count(*) FROM items i WHERE {_VISIBLE} AND i.presence < 2),
    retired = (SELECT count(*) FROM items i WHERE {_VISIBLE} AND i.presence = 2),
    (cells, stated, facts) = (SELECT count(*), coalesce(sum(w.facts > 0), 0), coalesce(sum(max(w.facts, 0)), 0)
        FROM words w JOIN items i ON i.num = w.item WHERE w.shown AND i.presence < 2),
    writes = (SELECT count(*) FROM log)"""
ITEM_SEEN = f"""UPDATE items AS i SET row = ?, run = ?, time_us = max(time_us, coalesce(?, time_us)),
    fingerprint = coalesce(?, fingerprint) WHERE i.item_id = ? AND {_VISIBLE}"""
STAMPS = f"""SELECT i.item_id, i.fingerprint, i.source, i.time_us, i.revision, i.row, i.run,
    i.presence FROM items i WHERE i.item_id IN (SELECT value FROM json_each(?)) AND {_VISIBLE}"""
ABSENT = f"{ITEM_STATES} AND i.absent_us IS NOT NULL AND {_VISIBLE}"
PRESENT_BEFORE = f"{ITEM_STATES} AND i.time_us <= ? AND {_VISIBLE}"
PRESENCE_SET = "UPDATE items SET presence = ?, absent_us = ? WHERE num = ?"
UNSEEN = f"""SELECT i.item_id, i.presence FROM items i
    WHERE i.source = ? AND i.run <> ? AND i.time_us <= ? AND {_VISIBLE} ORDER BY i.item_id"""
SHOWN_OF_ITEM = """SELECT count(*), coalesce(sum(facts > 0), 0), coalesce(sum(facts), 0) FROM words
    WHERE item = ? AND shown"""
ITEM_CHANGE_ADD = "INSERT INTO item_changes VALUES (?, ?, ?, ?, ?, ?, ?)"
ITEM_CHANGES_AFTER = """SELECT c.number, i.item_id, c.event, c.run, c.revision, c.former, c.fields
    FROM item_changes c JOIN items i ON i.num = c.item WHERE c.number > ? ORDER BY c.number LIMIT ?"""
ITEM_EVENTS = """SELECT c.number, i.item_id, c.event, c.run, c.revision, c.former, c.fields
    FROM item_changes c JOIN items i ON i.num = c.item WHERE c.number > ? AND c.number <= ?
    ORDER BY i.item_id, c.number"""
RUN_SET = "INSERT OR REPLACE INTO runs VALUES (?, ?)"
RUNS = "SELECT body FROM runs ORDER BY number"
ITEM_TALLIES = {
    name: f"SELECT {column}, count(*) FROM items i WHERE {_VISIBLE} AND i.presence < 2 GROUP BY 1"
    for name, column in {
        "category": "(SELECT name FROM names WHERE num = i.category)",
        "source": "(SELECT name FROM names WHERE num = i.source)",
        "presence": "i.presence",
        "run": "i.revision",
    }.items()
}
_RECORDS = f"""SELECT i.num, i.source, i.time_us, i.revision, i.fingerprint, i.row, i.run, i.presence, d.body
    FROM items i JOIN documents d ON d.item = i.num WHERE {_VISIBLE}"""
RECORD = f"{_RECORDS} AND i.item_id = ?"
RECORDS_AFTER = f"{_RECORDS} AND i.item_id > ? AND (i.presence < 2 OR ?) ORDER BY i.item_id LIMIT ?"

#: Columns in the order of `store_rows.WordRow`: of each source's latest, and of any in the log.
_WORD = """w.item, w.key, w.source, w.arrival, w.priority, w.facts, w.confidence, w.locked, w.time_us,
    w.revision, w.tier, w.producer, l.content, l.author, l.body"""
_LOGGED = _WORD.replace("w.", "l.")
_WORDS = "words w CROSS JOIN log l ON l.arrival = w.arrival"
#: Columns of `WordRow`, then former.
LOG_ADD = """INSERT INTO log(item, key, source, arrival, priority, facts, confidence, locked, time_us, revision, tier,
    producer, content, author, body, former) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
WORD_SET = f"INSERT OR REPLACE INTO words VALUES ({', '.join('?' * 15)})"
WORD_MARK = "UPDATE words SET shown = ?, priority = ? WHERE item = ? AND key = ? AND source = ?"
LOG_MARK = """UPDATE log SET priority = ?1 WHERE priority <> ?1 AND arrival =
    (SELECT arrival FROM words WHERE item = ?2 AND key = ?3 AND source = ?4)"""
LOG_RAISE = "UPDATE log SET priority = ? WHERE arrival = ? AND priority < ?"
#: A step along the writes of one source on one cell, from the latest back.
LOG_HEAD = "SELECT arrival FROM words WHERE item = ? AND key = ? AND source = ?"
LOG_STEP = "SELECT former, time_us, revision, tier, producer, content, locked, author FROM log WHERE arrival = ?"
LOG_LINK = "UPDATE log SET former = ? WHERE arrival = ?"

WANTED_CLEAR = "DELETE FROM temp.wanted"
WANTED_ADD = "INSERT INTO temp.wanted VALUES (?, ?, ?)"
WANTED_WORDS = f"""SELECT {_WORD}, w.shown FROM temp.wanted t CROSS JOIN {_WORDS}
    WHERE w.item = t.item AND w.key = t.key"""
WANTED_LOGGED = f"SELECT {_LOGGED} FROM temp.wanted t CROSS JOIN log l ON l.arrival = t.arrival"
ITEM_WORDS = f"SELECT {_WORD}, w.shown FROM {_WORDS} WHERE w.item = ?"
ITEM_CELLS = f"SELECT {_WORD} FROM {_WORDS} WHERE w.item = ? AND w.shown"
#: An item's record and its cells in one statement, so in one state: first the record with the last number of the
#: change log, where the item is held, then rows of words. Columns that a row lacks are NULL.
RAW_ITEM = f"""SELECT i.num, (SELECT changes FROM totals), i.source, i.time_us, i.fingerprint, i.presence, NULL, NULL,
        NULL, d.body, 0 AS part
    FROM items i JOIN documents d ON d.item = i.num WHERE {_VISIBLE} AND i.item_id = :item_id
    UNION ALL SELECT w.key, w.source, w.facts, w.locked, w.time_us, w.revision, w.tier, l.content, l.author, l.body, 1
    FROM items i CROSS JOIN words w ON w.item = i.num CROSS JOIN log l ON l.arrival = w.arrival
    WHERE {_VISIBLE} AND i.item_id = :item_id AND w.shown"""
#: Of an item with facts: the numbers of its keys, then for each key its values as JSON, in one order: rows one by one
#: cost as much again.
_SHOWN = "CAST(group_concat(w.key) || ' [[[' || group_concat(w.plain, ']],[[') || ']]]' AS BLOB)"
_STATED = "w.shown AND w.facts > 0"
SHOWN_OF_ONE = f"""SELECT {_SHOWN} FROM items i CROSS JOIN words w ON w.item = i.num
    WHERE i.item_id = ? AND {_VISIBLE} AND {_STATED}"""
SHOWN_OF_MANY = f"""SELECT i.item_id, (SELECT {_SHOWN} FROM words w WHERE w.item = i.num AND {_STATED})
    FROM json_each(?) e CROSS JOIN items i ON i.item_id = e.value WHERE {_VISIBLE}"""
_ITEM = "(SELECT num FROM items WHERE item_id = {0})"
CELL = f"SELECT {_WORD} FROM {_WORDS} WHERE w.item = {_ITEM.format('?')} AND w.key = ? AND w.shown"
LIVE_WORDS = f"""SELECT i.item_id, {_WORD} FROM items i CROSS JOIN {_WORDS}
    WHERE w.item = i.num AND i.item_id IN (SELECT value FROM json_each(?)) AND w.facts >= 0
    AND (i.forgotten_us IS NULL OR w.time_us > i.forgotten_us)"""
HISTORY = f"""WITH RECURSIVE chain(arrival) AS (
    SELECT w.arrival FROM words w WHERE w.item = {_ITEM.format(":item")} AND w.key = :key
    UNION ALL SELECT l.former FROM chain c CROSS JOIN log l ON l.arrival = c.arrival WHERE l.former IS NOT NULL)
    SELECT {_LOGGED} FROM chain c CROSS JOIN log l ON l.arrival = c.arrival ORDER BY l.arrival"""
DIGEST_ITEMS = "SELECT num, item_id FROM items WHERE presence < 2 ORDER BY item_id"
DIGEST_CELLS = f"""SELECT w.key, l.content, w.source, w.locked, CASE WHEN w.facts > 0 THEN l.body END FROM {_WORDS}
    WHERE w.item = ? AND w.shown"""

CHANGE_ADD = "INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?)"
CHANGES_AFTER = """SELECT c.number, c.item, c.key, c.before, c.before_priority, c.after, c.after_priority, i.item_id
    FROM changes c JOIN items i ON i.num = c.item WHERE c.number > ? ORDER BY c.number LIMIT ?"""

#: Without cells that show nothing, or the same write, at both ends: those are no changes.
NET_CHANGES = """SELECT l.number, c.item, c.key, f.before, f.before_priority, l.after, l.after_priority, i.item_id
    FROM (SELECT item, key, min(number) AS first, max(number) AS last FROM changes
          WHERE number > ? AND number <= ? AND (? IS NULL OR item = ?) GROUP BY item, key) c
    JOIN changes f ON f.number = c.first JOIN changes l ON l.number = c.last
    JOIN items i ON i.num = c.item JOIN names k ON k.num = c.key
    WHERE f.before IS NOT l.after ORDER BY i.item_id, k.name"""
RESTAMPED_CLEAR = "DELETE FROM temp.restamped"
RESTAMPED_ADD = "INSERT INTO temp.restamped VALUES (?)"
RESTAMP_WORDS = "UPDATE words SET priority = ? WHERE source = ? AND priority <> ?"
RESTAMP_LOG = "UPDATE log SET priority = ? WHERE source = ? AND priority <> ?"
CONTESTED_CLEAR = "DELETE FROM temp.contested"
#: Only where two words are heard can a priority decide which of them shows.
CONTESTED_ADD = """INSERT INTO temp.contested(item, key) SELECT c.item, c.key FROM
    (SELECT w.item, w.key FROM words w WHERE w.facts >= 0 GROUP BY w.item, w.key
     HAVING count(*) > 1 AND sum(w.source IN (SELECT source FROM temp.restamped)) > 0) c
    JOIN items i ON i.num = c.item JOIN names k ON k.num = c.key ORDER BY i.item_id, k.name"""
CONTESTED_PAGE = """SELECT t.position, i.item_id, i.num, i.forgotten_us, i.presence, k.name FROM temp.contested t
    JOIN items i ON i.num = t.item JOIN names k ON k.num = t.key
    WHERE t.position > ? ORDER BY t.position LIMIT ?"""

_CELLS = f"""SELECT i.item_id, {_WORD} FROM items i CROSS JOIN words w ON w.item = i.num
    CROSS JOIN log l ON l.arrival = w.arrival JOIN names k ON k.num = w.key WHERE w.shown"""
_CONDITIONS = {
    "item_id": "i.item_id = :item_id",
    "item_from": "i.item_id >= :item_from",
    "item_before": "i.item_id < :item_before",
    "key": "w.key = :key",
    "except_keys": "w.key NOT IN (SELECT value FROM json_each(:except_keys))",
    "category": f"i.category = :category AND {_VISIBLE}",
    "source": "w.source = :source",
    "producer": "w.producer = :producer",
    "not_stated": "(w.facts = 0) = :not_stated",
    "text": "instr(l.body, :text) > 0",
    "min_confidence": "w.confidence >= :min_confidence",
    "max_confidence": "w.confidence <= :max_confidence",
    "most_absent": "i.presence <= :most_absent",
    "after_item": "i.item_id >= :after_item AND (i.item_id > :after_item OR k.name > :item_after_key)",
    "after_key": "k.name >= :after_key AND (k.name > :after_key OR i.item_id > :key_after_item)",
}
_TALLIED = "FROM items i CROSS JOIN words w ON w.item = i.num WHERE w.shown"
#: What cells are grouped by, and how a group's number is shown.
_TALLY_KEYS = {
    "item": "i.item_id",
    "key": "w.key",
    "category": f"CASE WHEN {_VISIBLE} THEN i.category END",
    "source": "w.source",
    "producer": "CASE WHEN w.facts > 0 THEN w.producer END",
    "state": "w.facts > 0",
    "confidence": "min(19, CAST(w.confidence * 20 AS INTEGER))",
}
_NAMED = "(SELECT name FROM names WHERE num = {0})"
_TALLY_VALUES = {
    "item": "{0}",
    "key": _NAMED,
    "category": _NAMED,
    "source": _NAMED,
    "producer": _NAMED,
    "state": "CASE {0} WHEN 1 THEN 'facts' ELSE 'not_stated' END",
    "confidence": "{0}",
}

DIALECT = Dialect(
    cells=_CELLS,
    conditions=_CONDITIONS,
    limit=" LIMIT :limit",
    tallied=_TALLIED,
    tally_keys=_TALLY_KEYS,
    tally_values=_TALLY_VALUES,
    nulls_first="",
    listed=json.dumps,
)
