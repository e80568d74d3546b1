"""All SQL of the PostgreSQL store: the tables, and every statement by name. Values only ever go in as parameters.

The tables are those of the SQLite store. Ids are compared by code point (COLLATE "C"); texts that may hold anything, a
NUL or half of a surrogate pair, are kept as bytes. Each write is in exactly one of two tables with the same columns:
`words` holds each source's latest write on a cell, `superseded` all others; `arrival` numbers them across both.
"""

from __future__ import annotations

from itemcenter.backends.store_query import Dialect

#: Columns of a write, in the order of `store_rows.WordRow`, with their types.
COLUMNS = {
    "item": "bigint",
    "key": "integer",
    "source": "integer",
    "arrival": "bigint",
    "priority": "bigint",
    "facts": "integer",  # how many; 0 not stated, -1 withdrawn
    "confidence": "double precision",  # of the first fact
    "locked": "boolean",
    "time_us": "bigint",
    "revision": "bigint",
    "tier": "smallint",
    "producer": "integer",
    "content": "bytea",  # Version.content as 16 bytes
    "author": "integer",
    "body": "bytea",  # the facts in the form of schema.cell_content
}
PLACE = ("item", "key", "source")
#: What tells two writes of one source on one cell apart.
_IDENTITY = (*PLACE, "time_us", "revision", "tier", "producer", "content", "locked", "author")
WRITE = ", ".join([f"{name} {kind}{' NOT NULL' * (name != 'confidence')}" for name, kind in COLUMNS.items()])
_TEXT = 'text COLLATE "C"'

#: What each format adds to the one before; a store of an older one is brought up to date step by step.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        # Marks the schema as ours, so that another program's tables are refused, not altered.
        "CREATE TABLE itemcenter_store(format integer NOT NULL)",
        "INSERT INTO itemcenter_store VALUES (0)",
        # Ids of every kind as small numbers. Rows are never altered or removed, so processes may remember them.
        # kind: key, source, producer, author, category, origin (of records, tombstones)
        f"""CREATE TABLE names(
            num integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            kind {_TEXT} NOT NULL,
            name {_TEXT} NOT NULL,
            UNIQUE(kind, name))""",
        # One row an item, also where only writes or a tombstone arrived (then fingerprint is NULL: no record).
        # forgotten_us: greatest tombstone time; presence: 0 present, 1 missing, 2 retired;
        # absent_us: greatest time of a catalog that lacked it since it was last met
        f"""CREATE TABLE items(
            num bigint PRIMARY KEY,
            item_id {_TEXT} NOT NULL UNIQUE,
            forgotten_us bigint,
            fingerprint {_TEXT},
            source integer,
            time_us bigint,
            revision bigint,
            row_number bigint,
            run text,
            category integer,
            group_id text,
            presence smallint NOT NULL DEFAULT 0,
            absent_us bigint) WITH (fillfactor = 80)""",
        # The item and its category match as JSON, zlib-compressed where that is shorter: not again by the server.
        "CREATE TABLE documents(item bigint PRIMARY KEY, body bytea NOT NULL)",
        "ALTER TABLE documents ALTER body SET STORAGE EXTERNAL",
        # told: `cell_content.told`, what the facts say; shown: the cell shows this word
        f"""CREATE TABLE words({WRITE}, told bigint NOT NULL, shown boolean NOT NULL,
            PRIMARY KEY({", ".join(PLACE)})) WITH (fillfactor = 80)""",
        f"CREATE TABLE superseded({WRITE}, PRIMARY KEY({', '.join(_IDENTITY)}))",
        # The change log. Cells are named by arrival number (NULL: nothing shown); priority is as it was then.
        """CREATE TABLE changes(
            number bigint PRIMARY KEY,
            item bigint NOT NULL,
            key integer NOT NULL,
            before bigint,
            before_priority bigint,
            after bigint,
            after_priority bigint)""",
        """CREATE TABLE tombstones(
            item bigint NOT NULL,
            time_us bigint NOT NULL,
            source integer NOT NULL,
            author integer NOT NULL,
            PRIMARY KEY(item, time_us, source, author))""",
        # The item log: what happened to documents. fields: JSON list of the fields that changed, NULL for none.
        """CREATE TABLE item_changes(
            number bigint PRIMARY KEY,
            item bigint NOT NULL,
            event text NOT NULL,
            run text NOT NULL,
            revision bigint NOT NULL,
            former bigint,
            fields text)""",
        # Marks of runs as JSON.
        "CREATE TABLE runs(number bigint PRIMARY KEY, body text NOT NULL)",
        # One row, so that totals and the next numbers are known without counting. Whoever locks it may write.
        """CREATE TABLE totals(
            items bigint NOT NULL,
            cells bigint NOT NULL,
            stated bigint NOT NULL,
            facts bigint NOT NULL,
            writes bigint NOT NULL,
            changes bigint NOT NULL,
            arrivals bigint NOT NULL,
            retired bigint NOT NULL,
            item_changes bigint NOT NULL) WITH (fillfactor = 20)""",
        "INSERT INTO totals VALUES (0, 0, 0, 0, 0, 0, 0, 0, 0)",
    ),
    (
        # One row a transaction that went into a log, times ascending with the numbers, whatever the clock does.
        """CREATE TABLE moments(
            time_us bigint PRIMARY KEY,
            changes bigint NOT NULL,         -- last numbers of the two logs; -1: older ones, nobody knows since when
            item_changes bigint NOT NULL)""",
        "INSERT INTO moments SELECT 0, -1, -1 FROM totals WHERE changes > 0 OR item_changes > 0",
        """INSERT INTO moments SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, changes, item_changes
            FROM totals WHERE changes > 0 OR item_changes > 0""",
        # Rows stay when a lease ends, so that tokens only rise.
        """CREATE TABLE leases(
            name text COLLATE "C" PRIMARY KEY,
            holder text,                     -- NULL: released
            token bigint NOT NULL,
            expires_us bigint NOT NULL)""",
        """CREATE TABLE cursors(name text COLLATE "C" PRIMARY KEY, number bigint NOT NULL)""",
    ),
)
FORMAT = len(MIGRATIONS)
FORMAT_HELD = "SELECT format FROM itemcenter_store"
FORMAT_SET = "UPDATE itemcenter_store SET format = %s"

#: Where many words of a batch lie before they take the place of others.
STAGING = f"CREATE TEMP TABLE IF NOT EXISTS staged({WRITE}, told bigint, shown boolean) ON COMMIT DELETE ROWS"
STAGING_CLEAR = "TRUNCATE staged"

#: Tables that rows are copied to: columns and types in the order of the rows.
_TYPES = {"bigint": "int8", "integer": "int4", "smallint": "int2", "boolean": "bool", "double precision": "float8"}
WRITE_TYPES = tuple([_TYPES.get(kind, kind) for kind in COLUMNS.values()])
_ITEM_COLUMNS = "item_id, fingerprint, source, time_us, revision, row_number, run, category, group_id, num"


def _copy(table: str, columns: str) -> str:
    return f"COPY {table}({columns}) FROM STDIN (FORMAT BINARY)"


WRITE_COLUMNS = ", ".join(COLUMNS)
ITEMS_COPY = _copy("items", _ITEM_COLUMNS)
ITEMS_TYPES = ("text", "text", "int4", "int8", "int8", "int8", "text", "int4", "text", "int8")
DOCUMENTS_COPY = _copy("documents", "item, body")
DOCUMENTS_TYPES = ("int8", "bytea")
WORDS_COPY = _copy("words", f"{WRITE_COLUMNS}, told, shown")
STAGED_COPY = _copy("staged", f"{WRITE_COLUMNS}, told, shown")
WORDS_TYPES = (*WRITE_TYPES, "int8", "bool")
SUPERSEDED_COPY = _copy("superseded", WRITE_COLUMNS)
SUPERSEDED_TYPES = WRITE_TYPES
CHANGES_COPY = _copy("changes", "number, item, key, before, before_priority, after, after_priority")
CHANGES_TYPES = ("int8", "int8", "int4", "int8", "int8", "int8", "int8")
ITEM_CHANGES_COPY = _copy("item_changes", "number, item, event, run, revision, former, fields")
ITEM_CHANGES_TYPES = ("int8", "int8", "text", "text", "int8", "int8", "text")

NAME_NUM = "SELECT num FROM names WHERE kind = %s AND name = %s"
NAME_ADD = "INSERT INTO names(kind, name) VALUES (%s, %s) RETURNING num"
NAME_OF = "SELECT name FROM names WHERE num = %s"
SOURCES = "SELECT name FROM names WHERE kind = 'source' ORDER BY name"

TOTALS = "SELECT items, cells, stated, facts, writes, changes, arrivals, retired, item_changes FROM totals"
TOTALS_LOCK = f"{TOTALS} FOR UPDATE"
TOTALS_SET = """UPDATE totals SET items = %s, cells = %s, stated = %s, facts = %s, writes = %s, changes = %s,
    arrivals = %s, retired = %s, item_changes = %s"""

#: A record is visible if it is there and newer than every tombstone.
_VISIBLE = "i.fingerprint IS NOT NULL AND (i.forgotten_us IS NULL OR i.time_us > i.forgotten_us)"
_GIVEN = "i.item_id = ANY(%s::text[])"
ITEM_STATES = f"""SELECT i.item_id, i.num, i.forgotten_us, i.time_us, i.revision, i.fingerprint, i.presence, i.absent_us
    FROM items i WHERE {_GIVEN}"""
ABSENT = f"{ITEM_STATES} AND i.absent_us IS NOT NULL AND {_VISIBLE}"
PRESENT_BEFORE = f"{ITEM_STATES} AND i.time_us <= %s AND {_VISIBLE}"
ITEM_NEXT = "SELECT coalesce(max(num), 0) + 1 FROM items"
ITEM_STAMP = """UPDATE items AS i SET fingerprint = s.fingerprint, source = s.source, time_us = s.time_us,
    revision = s.revision, row_number = s.row_number, run = s.run, category = s.category, group_id = s.group_id
    FROM unnest(%s::text[], %s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::text[], %s::int[], %s::text[],
        %s::bigint[]) AS s(fingerprint, source, time_us, revision, row_number, run, category, group_id, num)
    WHERE i.num = s.num"""
ITEM_SEEN = f"""UPDATE items AS i SET row_number = s.row_number, run = s.run,
    time_us = greatest(i.time_us, coalesce(s.time_us, i.time_us)),
    fingerprint = coalesce(s.fingerprint, i.fingerprint)
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::text[])
        AS s(row_number, run, time_us, fingerprint, item_id)
    WHERE i.item_id = s.item_id AND {_VISIBLE}"""
ITEM_FORGET = """UPDATE items AS i SET forgotten_us = s.time_us
    FROM (SELECT num, max(time_us) AS time_us FROM unnest(%s::bigint[], %s::bigint[]) AS t(time_us, num) GROUP BY num) s
    WHERE i.num = s.num"""
PRESENCE_SET = """UPDATE items AS i SET presence = s.presence, absent_us = s.absent_us
    FROM unnest(%s::smallint[], %s::bigint[], %s::bigint[]) AS s(presence, absent_us, num) WHERE i.num = s.num"""
TOMBSTONES_ADD = """INSERT INTO tombstones SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::int[], %s::int[])
    ON CONFLICT DO NOTHING"""
FORGOTTEN = "SELECT forgotten_us FROM items WHERE item_id = %s"
DOCUMENTS = "SELECT item, body FROM documents WHERE item = ANY(%s::bigint[])"
DOCUMENTS_SET = """INSERT INTO documents SELECT * FROM unnest(%s::bigint[], %s::bytea[])
    ON CONFLICT (item) DO UPDATE SET body = excluded.body"""

STAMPS = f"""SELECT i.item_id, i.fingerprint, i.source, i.time_us, i.revision, i.row_number, i.run,
    i.presence FROM items i WHERE {_GIVEN} AND {_VISIBLE}"""
UNSEEN = f"""SELECT i.item_id, i.presence FROM items i
    WHERE i.source = %s AND i.run <> %s AND i.time_us <= %s AND {_VISIBLE} ORDER BY i.item_id"""
SHOWN_OF_ITEM = """SELECT count(*), count(*) FILTER (WHERE facts > 0), coalesce(sum(facts), 0) FROM words
    WHERE item = %s AND shown"""
_ITEM_CHANGES = """SELECT c.number, i.item_id, c.event, c.run, c.revision, c.former, c.fields
    FROM item_changes c JOIN items i ON i.num = c.item WHERE c.number > %s"""
ITEM_CHANGES_AFTER = f"{_ITEM_CHANGES} ORDER BY c.number LIMIT nullif(%s, -1)"
ITEM_EVENTS = f"{_ITEM_CHANGES} AND c.number <= %s ORDER BY i.item_id, c.number"
RUN_SET = "INSERT INTO runs VALUES (%s, %s) ON CONFLICT (number) DO UPDATE SET body = excluded.body"
RUNS = "SELECT body FROM runs ORDER BY number"
_NAMED = '(SELECT name FROM names WHERE num = {0}) COLLATE "C"'
ITEM_TALLIES = {
    name: f"SELECT {value}, count(*) FROM items i WHERE {_VISIBLE} AND i.presence < 2 GROUP BY 1"
    for name, value in {
        "category": _NAMED.format("i.category"),
        "source": _NAMED.format("i.source"),
        "presence": "i.presence",
        "run": "i.revision",
    }.items()
}
_RECORDS = f"""SELECT i.num, i.source, i.time_us, i.revision, i.fingerprint, i.row_number, i.run, i.presence, d.body
    FROM items i JOIN documents d ON d.item = i.num WHERE {_VISIBLE}"""
RECORD = f"{_RECORDS} AND i.item_id = %s"
RECORDS_AFTER = f"""{_RECORDS} AND i.item_id > %s AND (i.presence < 2 OR %s) ORDER BY i.item_id
    LIMIT nullif(%s, -1)"""

_WORD = ", ".join([f"w.{name}" for name in COLUMNS])
_ITEM = "(SELECT num FROM items WHERE item_id = %s)"
WORDS = f"""SELECT {_WORD}, w.shown FROM unnest(%s::bigint[], %s::int[]) AS t(item, key)
    JOIN words w ON w.item = t.item AND w.key = t.key"""
ARRIVALS = f"""WITH t AS (SELECT * FROM unnest(%s::bigint[], %s::int[], %s::bigint[]) AS t(item, key, arrival))
    SELECT {_WORD} FROM t JOIN words w ON w.item = t.item AND w.key = t.key AND w.arrival = t.arrival
    UNION ALL
    SELECT {_WORD} FROM t JOIN superseded w ON w.item = t.item AND w.key = t.key AND w.arrival = t.arrival"""
ITEM_WORDS = f"SELECT {_WORD}, w.shown FROM words w WHERE w.item = %s"
ITEM_CELLS = f"SELECT {_WORD} FROM words w WHERE w.item = %s AND w.shown"
CELL = f"SELECT {_WORD} FROM words w WHERE w.item = {_ITEM} AND w.key = %s AND w.shown"
LIVE_WORDS = f"""SELECT i.item_id, {_WORD} FROM items i JOIN words w ON w.item = i.num
    WHERE {_GIVEN} AND w.facts >= 0 AND (i.forgotten_us IS NULL OR w.time_us > i.forgotten_us)"""
_ITS = f"w.item = {_ITEM.replace('%s', '%(item)s')} AND w.key = %(key)s"
HISTORY = f"""SELECT {_WORD} FROM words w WHERE {_ITS}
    UNION ALL SELECT {_WORD} FROM superseded w WHERE {_ITS} ORDER BY 4"""
SHOWN = """SELECT i.item_id, w.key, w.content, w.source, w.locked, CASE WHEN w.facts > 0 THEN w.body END
    FROM items i JOIN words w ON w.item = i.num WHERE i.presence < 2 AND w.shown ORDER BY i.item_id"""

_NEW = ", ".join([f"{name} = s.{name}" for name in (*COLUMNS, "told", "shown") if name not in PLACE])
WORDS_REPLACE = f"""UPDATE words AS w SET {_NEW} FROM staged s
    WHERE w.item = s.item AND w.key = s.key AND w.source = s.source"""
WORDS_MARK = """UPDATE words AS w SET shown = s.shown = 1, priority = s.priority
    FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::int[], %s::int[]) AS s(shown, priority, item, key, source)
    WHERE w.item = s.item AND w.key = s.key AND w.source = s.source"""
LATE_ADD = f"""INSERT INTO superseded({WRITE_COLUMNS}) SELECT {WRITE_COLUMNS} FROM staged ORDER BY arrival
    ON CONFLICT DO NOTHING"""
SAME = " AND ".join([f"w.{name} = s.{name}" for name in _IDENTITY])
_BY_IDENTITY = ", ".join(_IDENTITY)
LATE_RAISE = f"""UPDATE superseded AS w SET priority = s.priority
    FROM (SELECT {_BY_IDENTITY}, max(priority) AS priority FROM staged GROUP BY {_BY_IDENTITY}) s
    WHERE {SAME} AND w.priority < s.priority"""

_CHANGES = """SELECT c.number, c.item, c.key, c.before, c.before_priority, c.after, c.after_priority, i.item_id
    FROM changes c JOIN items i ON i.num = c.item"""
CHANGES_AFTER = f"{_CHANGES} WHERE c.number > %s ORDER BY c.number LIMIT %s"
#: Without cells that show nothing, or the same write, at both ends: those are no changes.
NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
#: Beside a transaction that went into a log: when.
MOMENT_ADD = """INSERT INTO moments
    SELECT greatest(%s, coalesce((SELECT max(time_us) FROM moments), -1) + 1), t.changes, t.item_changes FROM totals t
    WHERE (t.changes > 0 OR t.item_changes > 0) AND NOT EXISTS (
        SELECT 1 FROM (SELECT * FROM moments ORDER BY time_us DESC LIMIT 1) m
        WHERE m.changes = t.changes AND m.item_changes = t.item_changes)"""
MOMENT_AT = "SELECT changes, item_changes FROM moments WHERE time_us <= %s ORDER BY time_us DESC LIMIT 1"
LEASE = "SELECT holder, token, expires_us FROM leases WHERE name = %s"
LEASE_SET = """INSERT INTO leases VALUES (%s, %s, %s, %s) ON CONFLICT (name)
    DO UPDATE SET holder = excluded.holder, token = excluded.token, expires_us = excluded.expires_us"""
LEASES = "SELECT name, holder, token, expires_us FROM leases WHERE holder IS NOT NULL AND expires_us > %s ORDER BY name"
CURSOR = "SELECT number FROM cursors WHERE name = %s"
CURSOR_SET = "INSERT INTO cursors VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET number = excluded.number"
CURSORS = "SELECT name, number FROM cursors ORDER BY name"
#: Counts everything: in a store that was written to by other hands.
TOTALS_COUNT = f"""UPDATE totals SET
    items = (SELECT count(*) FROM items i WHERE {_VISIBLE} AND i.presence < 2),
    retired = (SELECT count(*) FROM items i WHERE {_VISIBLE} AND i.presence = 2),
    (cells, stated, facts) = (SELECT count(*), count(*) FILTER (WHERE w.facts > 0),
            coalesce(sum(greatest(w.facts, 0)), 0)
        FROM words w JOIN items i ON i.num = w.item WHERE w.shown AND i.presence < 2),
    writes = (SELECT count(*) FROM words) + (SELECT count(*) FROM superseded)"""
ITEM_NUM = "SELECT num FROM items WHERE item_id = %s"
NET_CHANGES = """SELECT l.number, c.item, c.key, f.before, f.before_priority, l.after, l.after_priority, i.item_id
    FROM (SELECT item, key, min(number) AS first, max(number) AS last FROM changes
          WHERE number > %s AND number <= %s AND (%s::bigint IS NULL OR item = %s) GROUP BY item, key) c
    JOIN changes f ON f.number = c.first JOIN changes l ON l.number = c.last
    JOIN items i ON i.num = c.item JOIN names k ON k.num = c.key
    WHERE f.before IS DISTINCT FROM l.after ORDER BY i.item_id, k.name"""
#: Only where two words are heard can a priority decide which of them shows.
CONTESTED = """SELECT i.item_id, i.num, i.forgotten_us, i.presence, k.name FROM
    (SELECT w.item, w.key FROM words w WHERE w.facts >= 0 GROUP BY w.item, w.key
     HAVING count(*) > 1 AND bool_or(w.source = ANY(%s::int[]))) c
    JOIN items i ON i.num = c.item JOIN names k ON k.num = c.key ORDER BY i.item_id, k.name"""
RESTAMP_WORDS = "UPDATE words SET priority = %s WHERE source = %s AND priority <> %s"
RESTAMP_SUPERSEDED = "UPDATE superseded SET priority = %s WHERE source = %s AND priority <> %s"

DIALECT = Dialect(
    cells=f"""SELECT i.item_id, {_WORD} FROM items i JOIN words w ON w.item = i.num
    JOIN names k ON k.num = w.key WHERE w.shown""",
    conditions={
        "item_id": "i.item_id = %(item_id)s",
        "item_from": "i.item_id >= %(item_from)s",
        "item_before": "i.item_id < %(item_before)s",
        "key": "w.key = %(key)s",
        "except_keys": "w.key <> ALL(%(except_keys)s::int[])",
        "category": f"i.category = %(category)s AND {_VISIBLE}",
        "source": "w.source = %(source)s",
        "producer": "w.producer = %(producer)s",
        "not_stated": "(w.facts = 0) = %(not_stated)s",
        "text": "position(%(text)s::bytea IN w.body) > 0",
        "min_confidence": "w.confidence >= %(min_confidence)s",
        "max_confidence": "w.confidence <= %(max_confidence)s",
        "most_absent": "i.presence <= %(most_absent)s",
        "after_item": "i.item_id >= %(after_item)s AND (i.item_id > %(after_item)s OR k.name > %(item_after_key)s)",
        "after_key": "k.name >= %(after_key)s AND (k.name > %(after_key)s OR i.item_id > %(key_after_item)s)",
    },
    limit=" LIMIT %(limit)s",
    tallied="FROM items i JOIN words w ON w.item = i.num WHERE w.shown",
    tally_keys={
        "item": "i.item_id",
        "key": "w.key",
        "category": f"CASE WHEN {_VISIBLE} THEN i.category END",
        "source": "w.source",
        "producer": "CASE WHEN w.facts > 0 THEN w.producer END",
        "state": "w.facts > 0",
        "confidence": "CASE WHEN w.confidence IS NOT NULL THEN least(19, floor(w.confidence * 20)::int) END",
    },
    tally_values={
        "item": "{0}",
        "key": _NAMED,
        "category": _NAMED,
        "source": _NAMED,
        "producer": _NAMED,
        "state": "CASE WHEN {0} THEN 'facts' ELSE 'not_stated' END COLLATE \"C\"",
        "confidence": "{0}",
    },
    nulls_first=" NULLS FIRST",
    listed=list,
)
