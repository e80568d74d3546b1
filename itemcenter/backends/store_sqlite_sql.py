"""The SQL of the SQLite store: the tables, and every statement by name. Values only ever go in as parameters.

Words, writes and changes are packed (`store_sqlite_pack`): a row holds what belongs together. Every write stands in
`log`, which only grows: a batch appends at its end, whatever items it is about. `heads` says which write is each
source's latest on a cell, an item a row. Writes are named by `arrival`, which numbers them.
"""

from __future__ import annotations

#: "ItCe": marks the file as ours, so that another program's database is refused, not altered.
APPLICATION_ID = 0x49744365

#: Counts up with every change of the tables below. Files of a greater number are refused.
FORMAT = 6

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
    # An item's words, one for each source on a cell, as `store_sqlite_pack.WORD`, ascending by key and source; shown:
    # what look-ups answer (`store_sqlite_heads`).
    "CREATE TABLE heads(item INTEGER PRIMARY KEY, words BLOB NOT NULL, shown BLOB NOT NULL)",
    # Every write, as `LOGGED`: in runs of writes on one item with arrivals one after the other. bodies: their facts in
    # the form of `schema.cell_content`, likewise.
    """CREATE TABLE log(
        first INTEGER PRIMARY KEY,        -- arrival of the first
        item INTEGER NOT NULL,
        words BLOB NOT NULL,
        bodies BLOB NOT NULL)""",
    # The change log, as `CHANGE`: in runs of changes of one item. Cells are named by the arrivals of what they showed.
    """CREATE TABLE changes(
        first INTEGER PRIMARY KEY,        -- number of the first
        item INTEGER NOT NULL,
        cells BLOB NOT NULL)""",
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


#: Scratch tables of each connection, in memory.
SCRATCH = (
    "CREATE TEMP TABLE wanted(item INTEGER, key INTEGER)",
    "CREATE TEMP TABLE contested(position INTEGER PRIMARY KEY, item INTEGER, key INTEGER)",
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
    retired = (SELECT count(*) FROM items i WHERE {_VISIBLE} AND i.presence = 2)"""
RETIRED_NUMS = "SELECT num FROM items WHERE presence = 2"
ITEM_SEEN = f"""UPDATE items AS i SET row = ?, run = ?, time_us = max(time_us, coalesce(?, time_us)),
    fingerprint = coalesce(?, fingerprint) WHERE i.item_id = ? AND {_VISIBLE}"""
STAMPS = f"""SELECT i.item_id, i.fingerprint, i.source, i.time_us, i.revision, i.row, i.run,
    i.presence FROM items i WHERE i.item_id IN (SELECT value FROM json_each(?)) AND {_VISIBLE}"""
ABSENT = f"{ITEM_STATES} AND i.absent_us IS NOT NULL AND {_VISIBLE}"
PRESENT_BEFORE = f"{ITEM_STATES} AND i.time_us <= ? AND {_VISIBLE}"
PRESENCE_SET = "UPDATE items SET presence = ?, absent_us = ? WHERE num = ?"
UNSEEN = f"""SELECT i.item_id, i.presence FROM items i
    WHERE i.source = ? AND i.run <> ? AND i.time_us <= ? AND {_VISIBLE} ORDER BY i.item_id"""
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

HEAD = "SELECT item, words, shown FROM heads WHERE item = ?"
HEADS = "SELECT item, words, shown FROM heads WHERE item IN (SELECT value FROM json_each(?))"
HEAD_OF = "SELECT h.item, h.words FROM heads h WHERE h.item = (SELECT num FROM items WHERE item_id = ?)"
HEADS_PAGE = "SELECT item, words FROM heads WHERE item > ? ORDER BY item LIMIT ?"
HEAD_SET = """INSERT INTO heads VALUES (?, ?, ?)
    ON CONFLICT(item) DO UPDATE SET words = excluded.words, shown = excluded.shown"""
HEAD_WORDS = "UPDATE heads SET words = ? WHERE item = ?"
#: The run that an arrival is in.
LOG_RUN = "SELECT first, item, words, bodies FROM log WHERE first <= ? ORDER BY first DESC LIMIT 1"
LOG_WORDS = "SELECT first, item, words FROM log WHERE first <= ? ORDER BY first DESC LIMIT 1"
LOG_PAGE = "SELECT first, words FROM log WHERE first > ? ORDER BY first LIMIT ?"
LOG_ADD = "INSERT INTO log VALUES (?, ?, ?, ?)"
LOG_SET = "UPDATE log SET words = ? WHERE first = ?"
#: ?: bytes of a write.
LOG_COUNT = "SELECT coalesce(sum(length(words)), 0) / ? FROM log"

#: An item's record, the last number of the change log and the item's words, so of one state.
RAW_ITEM = f"""SELECT i.num, (SELECT changes FROM totals), i.source, i.time_us, i.fingerprint, i.presence, d.body,
        h.words
    FROM items i JOIN documents d ON d.item = i.num LEFT JOIN heads h ON h.item = i.num
    WHERE {_VISIBLE} AND i.item_id = ?"""
SHOWN_OF_ONE = f"""SELECT h.shown FROM items i CROSS JOIN heads h ON h.item = i.num
    WHERE i.item_id = ? AND {_VISIBLE}"""
SHOWN_OF_MANY = f"""SELECT i.item_id, h.shown FROM json_each(?) e CROSS JOIN items i ON i.item_id = e.value
    CROSS JOIN heads h ON h.item = i.num WHERE {_VISIBLE}"""
LIVE_WORDS = """SELECT i.item_id, i.forgotten_us, h.words FROM items i CROSS JOIN heads h ON h.item = i.num
    WHERE i.item_id IN (SELECT value FROM json_each(?))"""
DIGEST_ITEMS = """SELECT i.item_id, h.words FROM items i LEFT JOIN heads h ON h.item = i.num
    WHERE i.presence < 2 ORDER BY i.item_id"""

CHANGES_ADD = "INSERT INTO changes VALUES (?, ?, ?)"
#: ?: bytes of a change.
CHANGES_LAST = "SELECT coalesce((SELECT first + length(cells) / ? - 1 FROM changes ORDER BY first DESC LIMIT 1), 0)"
_CHANGES = "SELECT c.first, c.item, c.cells, i.item_id FROM changes c CROSS JOIN items i ON i.num = c.item"
#: From the run of a number on.
_RUN_OF = "coalesce((SELECT max(first) FROM changes WHERE first <= ?), 0)"
CHANGES_FROM = f"{_CHANGES} WHERE c.first >= {_RUN_OF} ORDER BY c.first"
CHANGES_WITHIN = f"""{_CHANGES} WHERE c.first >= {_RUN_OF} AND c.first <= ? AND (? IS NULL OR c.item = ?)
    ORDER BY i.item_id, c.first"""

WANTED_CLEAR = "DELETE FROM temp.wanted"
WANTED_ADD = "INSERT INTO temp.wanted VALUES (?, ?)"
CONTESTED_CLEAR = "DELETE FROM temp.contested"
CONTESTED_ADD = """INSERT INTO temp.contested SELECT NULL, t.item, t.key FROM temp.wanted t
    JOIN items i ON i.num = t.item JOIN names k ON k.num = t.key ORDER BY i.item_id, k.name"""
CONTESTED_PAGE = """SELECT t.position, i.item_id, i.num, i.forgotten_us, i.presence, k.name FROM temp.contested t
    JOIN items i ON i.num = t.item JOIN names k ON k.num = t.key
    WHERE t.position > ? ORDER BY t.position LIMIT ?"""

#: Items with their words, and what is asked of them, by the parameter.
ITEMS_WITH_WORDS = f"""SELECT i.item_id, i.num, CASE WHEN {_VISIBLE} THEN i.category END, h.words
    FROM items i CROSS JOIN heads h ON h.item = i.num"""
ITEM_CONDITIONS = {
    "item_id": "i.item_id = :item_id",
    "item_from": "i.item_id >= :item_from",
    "item_before": "i.item_id < :item_before",
    "category": f"i.category = :category AND {_VISIBLE}",
    "most_absent": "i.presence <= :most_absent",
    "after_item": "i.item_id >= :after_item",
}
