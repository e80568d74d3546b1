"""The SQL of the bulk path (`store_sqlite_bulk`): scratch tables in memory, and statements over them.

`position` is a row's place in the block, `place` the one in order of round, item and key.
"""

from __future__ import annotations

_COLUMNS = """item, key, source, arrival, priority, facts, confidence, locked, time_us, revision, tier, producer,
    content, author, body"""

_ALL = [name.strip() for name in _COLUMNS.split(",")]
_ROW = ", ".join(["i." + name for name in _ALL])
_HELD = ", ".join(["w." + name for name in _ALL])

#: What comes of a row, in `met.verdict`.
_SAME, _NEW, _NEWER, _LATE, _ODD = range(5)

SCRATCH = (
    f"CREATE TEMP TABLE incoming(place INTEGER PRIMARY KEY, position, {_COLUMNS}, odd)",
    # shown: whether the cell will show the row; changed: whether a reader sees it; the rest as in `changes`
    """CREATE TEMP TABLE met(place INTEGER PRIMARY KEY, verdict, contested, shown, changed,
        before, before_priority, before_facts, after, after_priority, after_facts)""",
    "CREATE TEMP TABLE outcome(position INTEGER PRIMARY KEY, item, key, before, before_priority, after, after_priority)",
)

INCOMING_CLEAR = "DELETE FROM temp.incoming"
INCOMING_ADD = f"INSERT INTO temp.incoming VALUES (NULL, {', '.join('?' * 17)})"
MET_CLEAR = "DELETE FROM temp.met"
OUTCOME_CLEAR = "DELETE FROM temp.outcome"

#: Rows beside the word that the source holds. What is put for the cell holds where no other source has a word on it.
MET_FILL = f"""INSERT INTO temp.met SELECT i.place,
    CASE WHEN i.odd THEN {_ODD}
         WHEN w.arrival IS NULL THEN {_NEW}
         WHEN i.time_us > w.time_us THEN {_NEWER}
         WHEN i.time_us < w.time_us THEN {_LATE}
         WHEN (i.revision, i.tier) > (w.revision, w.tier) THEN {_NEWER}
         WHEN (i.revision, i.tier) < (w.revision, w.tier) THEN {_LATE}
         WHEN i.content = w.content AND i.producer = w.producer AND i.locked = w.locked AND i.author = w.author
              AND i.priority <= w.priority THEN {_SAME}
         ELSE {_ODD} END,
    EXISTS (SELECT 1 FROM words o WHERE o.item = i.item AND o.key = i.key AND o.source <> i.source),
    i.facts >= 0,
    CASE WHEN i.facts < 0 OR w.shown IS NOT 1 THEN i.facts >= 0 OR w.shown IS 1
         ELSE i.locked <> w.locked OR (i.content <> w.content
              AND NOT (i.facts = w.facts AND i.facts > 0 AND reads_same(i.body, w.body))) END,
    CASE WHEN w.shown THEN w.arrival END, CASE WHEN w.shown THEN w.priority END, CASE WHEN w.shown THEN w.facts END,
    CASE WHEN i.facts >= 0 THEN i.arrival END, CASE WHEN i.facts >= 0 THEN i.priority END,
    CASE WHEN i.facts >= 0 THEN i.facts END
    FROM temp.incoming i LEFT JOIN words w ON w.item = i.item AND w.key = i.key AND w.source = i.source
    WHERE i.place >= ? AND i.place < ?"""
_MET = "FROM temp.met m CROSS JOIN temp.incoming i ON i.place = m.place"
MET_ODD = f"SELECT i.position {_MET} WHERE m.verdict = {_ODD} ORDER BY i.position"
_TAKEN = f"WHERE m.verdict IN ({_NEW}, {_NEWER})"
MET_CONTESTED = f"SELECT 1 FROM temp.met m {_TAKEN} AND m.contested LIMIT 1"
#: role 0: a word of another source, 1: the source's own that is replaced, 2: the row itself.
CONTESTANTS = f"""SELECT m.place, w.item, w.key, w.source = i.source, w.shown, w.source, w.facts, w.priority,
        w.locked, w.time_us, w.revision, w.tier, w.producer, w.content, w.arrival, w.body
    {_MET} CROSS JOIN words w ON w.item = i.item AND w.key = i.key {_TAKEN} AND m.contested
    UNION ALL SELECT m.place, i.item, i.key, 2, 0, i.source, i.facts, i.priority,
        i.locked, i.time_us, i.revision, i.tier, i.producer, i.content, i.arrival, i.body
    {_MET} {_TAKEN} AND m.contested ORDER BY 1"""
MET_SET = """UPDATE temp.met SET shown = ?, changed = ?, before = ?, before_priority = ?, before_facts = ?, after = ?,
    after_priority = ?, after_facts = ? WHERE place = ?"""

MOVE_HELD = f"""INSERT OR IGNORE INTO superseded SELECT {_HELD} {_MET}
    CROSS JOIN words w ON w.item = i.item AND w.key = i.key AND w.source = i.source WHERE m.verdict = {_NEWER}"""
LATE = f"SELECT {_ROW} {_MET} WHERE m.verdict = {_LATE}"
WORDS_SET = f"INSERT OR REPLACE INTO words SELECT {_ROW}, m.shown {_MET} {_TAKEN}"
OUTCOME_ADD = f"""INSERT INTO temp.outcome SELECT i.position, i.item, i.key, m.before, m.before_priority, m.after,
    m.after_priority {_MET} {_TAKEN} AND m.changed"""
OUTCOME_ODD = "INSERT INTO temp.outcome VALUES (?, ?, ?, ?, ?, ?, ?)"
CHANGES_ADD = """INSERT INTO changes SELECT ? + row_number() OVER (ORDER BY position), item, key, before, before_priority,
    after, after_priority FROM temp.outcome ORDER BY position"""
CHANGES_ADDED = "SELECT count(*) FROM temp.outcome"
#: Writes that count, and by how much cells, stated ones and facts grow.
SUMS = f"""SELECT count(*),
    coalesce(sum((m.after IS NOT NULL) - (m.before IS NOT NULL)), 0),
    coalesce(sum(coalesce(m.after_facts > 0, 0) - coalesce(m.before_facts > 0, 0)), 0),
    coalesce(sum(coalesce(m.after_facts, 0) - coalesce(m.before_facts, 0)), 0)
    FROM temp.met m {_TAKEN}"""
