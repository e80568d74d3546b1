"""The SQL of the bulk path (`store_sqlite_bulk`): scratch tables in memory, and statements over them.

`place` is a row's arrival, in order of round, item and key; `position` a number that rises with its row in the block,
NULL where `place` does. Contents, bodies and plain values of a round's rows are given as one string of bytes each and
cut where they are stored: to bind and hold each by itself costs as much as all numbers of a row. Parameters by name:
`first`, the place of the round's first row, and those strings.
"""

from __future__ import annotations

from collections.abc import Mapping

#: What comes of a row, in `met.verdict`.
_SAME, _NEW, _NEWER, _LATE, _ODD = range(5)

SCRATCH = (
    """CREATE TEMP TABLE incoming(place INTEGER PRIMARY KEY, item, key, source, priority, facts, confidence,
        locked, time_us, revision, tier, producer, author, told, body_at, body_size, plain_at, plain_size, position)""",
    # held: the word that the source has; shown: whether the cell will show the row; changed: whether a reader sees it;
    # the rest as in `changes`
    """CREATE TEMP TABLE met(place INTEGER PRIMARY KEY, verdict, held, contested, shown, changed,
        before, before_priority, before_facts, after, after_priority, after_facts)""",
    "CREATE TEMP TABLE odd_items(item INTEGER PRIMARY KEY)",
    """CREATE TEMP TABLE outcome(position INTEGER PRIMARY KEY, item, key, before, before_priority, after,
        after_priority)""",
)

CLEAR = ("DELETE FROM temp.odd_items", "DELETE FROM temp.outcome")
CLEAR_ROUND = ("DELETE FROM temp.incoming", "DELETE FROM temp.met")
ODD_ADD = "INSERT INTO temp.odd_items VALUES (?)"


def incoming_add(same: Mapping[int, int | None]) -> str:
    """same: what stands in all rows, by column; it is no parameter, which saves most of what it costs"""
    texts = ["?"] * 19
    for column, number in same.items():
        texts[column] = "NULL" if number is None else f"{number:d}"
    return f"INSERT INTO temp.incoming VALUES ({', '.join(texts)})"


_CONTENT = "substr(:contents, 16 * (i.place - :first) + 1, 16)"
_BODY = "substr(:bodies, i.body_at + 1, i.body_size)"
_PLAIN = "substr(:plains, i.plain_at + 1, i.plain_size)"

#: Rows beside the word that the source holds. What is put for the cell holds where no other source has a word on it.
MET_FILL = f"""INSERT INTO temp.met SELECT i.place,
    CASE WHEN i.item IN temp.odd_items THEN {_ODD}
         WHEN w.arrival IS NULL THEN {_NEW}
         WHEN i.time_us > w.time_us THEN {_NEWER}
         WHEN i.time_us < w.time_us THEN {_LATE}
         WHEN (i.revision, i.tier) > (w.revision, w.tier) THEN {_NEWER}
         WHEN (i.revision, i.tier) < (w.revision, w.tier) THEN {_LATE}
         WHEN i.priority <= w.priority AND i.producer = w.producer AND i.locked = w.locked
              AND (SELECT l.content = {_CONTENT} AND l.author = i.author FROM log l WHERE l.arrival = w.arrival)
         THEN {_SAME}
         ELSE {_ODD} END,
    w.arrival,
    EXISTS (SELECT 1 FROM words o WHERE o.item = i.item AND o.key = i.key AND o.source <> i.source),
    i.facts >= 0,
    CASE WHEN i.facts < 0 OR w.shown IS NOT 1 THEN i.facts >= 0 OR w.shown IS 1
         ELSE i.locked <> w.locked OR i.facts <> w.facts OR i.told <> w.told END,
    CASE WHEN w.shown THEN w.arrival END, CASE WHEN w.shown THEN w.priority END, CASE WHEN w.shown THEN w.facts END,
    CASE WHEN i.facts >= 0 THEN i.place END, CASE WHEN i.facts >= 0 THEN i.priority END,
    CASE WHEN i.facts >= 0 THEN i.facts END
    FROM temp.incoming i LEFT JOIN words w ON w.item = i.item AND w.key = i.key AND w.source = i.source"""
_MET = "FROM temp.met m CROSS JOIN temp.incoming i ON i.place = m.place"
_TAKEN = f"WHERE m.verdict IN ({_NEW}, {_NEWER})"
MET_ODD = f"SELECT place FROM temp.met WHERE verdict = {_ODD}"
LATE = f"""SELECT i.item, i.key, i.source, i.place, i.priority, i.facts, i.confidence, i.locked, i.time_us,
    i.revision, i.tier, i.producer, {_CONTENT}, i.author, {_BODY} {_MET} WHERE m.verdict = {_LATE}"""
LOG_ADD = f"""INSERT INTO log SELECT i.place, i.item, i.key, i.source, i.priority, i.facts, i.confidence, i.locked,
    i.time_us, i.revision, i.tier, i.producer, {_CONTENT}, i.author, {_BODY}, m.held {_MET} {_TAKEN}"""
MET_CONTESTED = f"SELECT 1 FROM temp.met m {_TAKEN} AND m.contested LIMIT 1"
#: role 0: a word of another source, 1: the source's own that is replaced, 2: the row itself. Columns of `Contestant`.
CONTESTANTS = f"""SELECT m.place, w.source = i.source, w.shown, w.arrival, w.item, w.key, w.source, w.priority, w.facts,
        w.locked, w.time_us, w.revision, w.tier, w.producer, w.told, (SELECT content FROM log WHERE arrival = w.arrival)
    {_MET} CROSS JOIN words w ON w.item = i.item AND w.key = i.key {_TAKEN} AND m.contested
    UNION ALL SELECT m.place, 2, 0, i.place, i.item, i.key, i.source, i.priority, i.facts,
        i.locked, i.time_us, i.revision, i.tier, i.producer, i.told, {_CONTENT}
    {_MET} {_TAKEN} AND m.contested ORDER BY 1"""
MET_SET = """UPDATE temp.met SET shown = ?, changed = ?, before = ?, before_priority = ?, before_facts = ?, after = ?,
    after_priority = ?, after_facts = ? WHERE place = ?"""

WORDS_SET = f"""INSERT OR REPLACE INTO words SELECT i.item, i.key, i.source, i.place, i.priority, i.facts,
    i.confidence, i.locked, i.time_us, i.revision, i.tier, i.producer, i.told, m.shown, {_PLAIN} {_MET} {_TAKEN}"""
OUTCOME_ADD = f"""INSERT INTO temp.outcome
    SELECT coalesce(i.position, i.place),
    i.item, i.key, m.before, m.before_priority, m.after, m.after_priority {_MET} {_TAKEN} AND m.changed"""
OUTCOME_ODD = "INSERT INTO temp.outcome VALUES (?, ?, ?, ?, ?, ?, ?)"
#: The change log is never cut at its end, so the next number is the table's own.
CHANGES_ADD = """INSERT INTO changes SELECT NULL, item, key, before, before_priority, after, after_priority
    FROM temp.outcome ORDER BY position"""
#: The same for a block that is one round, in order, of rows that are not odd: `outcome` is not needed.
CHANGES_MET = f"""INSERT INTO changes SELECT NULL, i.item, i.key, m.before, m.before_priority, m.after, m.after_priority
    {_MET} {_TAKEN} AND m.changed"""
CHANGES_LAST = "SELECT coalesce(max(number), 0) FROM changes"
#: Writes that count, and by how much cells, stated ones and facts grow.
SUMS = f"""SELECT count(*),
    coalesce(sum((m.after IS NOT NULL) - (m.before IS NOT NULL)), 0),
    coalesce(sum(coalesce(m.after_facts > 0, 0) - coalesce(m.before_facts > 0, 0)), 0),
    coalesce(sum(coalesce(m.after_facts, 0) - coalesce(m.before_facts, 0)), 0)
    FROM temp.met m {_TAKEN}"""
