"""The bulk path of the PostgreSQL store: blocks of writes merged set by set inside the server.

Its effect is that of `Merge.apply` on the same writes, number by number; the conformance suite holds the two together.
A block is copied into a temporary table and worked on in rounds, each of different cells: one statement compares each
row with the word that its source holds and finds what the cell shows before and after, by the rule of
`schema.change.winner`; a few more keep the history and put the words. Changes are numbered at the end, by the rows'
positions in the block.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import count

from itemcenter.backends import store_postgresql_sql as sql
from itemcenter.backends.store_desk import Desk, Row
from itemcenter.backends.store_postgresql_server import Connection, copy, run
from itemcenter.backends.store_rows import Names
from itemcenter.errors import InvariantError
from itemcenter.schema.write_block import WriteBlock, state_of

#: What comes of a row: the same as the held word, the first of its source, later, earlier than the held one, the held
#: one under a greater priority.
_SAME, _NEW, _NEWER, _LATE, _RAISED = range(5)
_TAKEN = f"m.verdict IN ({_NEW}, {_NEWER}, {_RAISED})"

_TABLES = (
    f"""CREATE TEMP TABLE IF NOT EXISTS incoming(position integer PRIMARY KEY, round integer, {sql.WRITE},
        told bigint) ON COMMIT DELETE ROWS""",
    """CREATE TEMP TABLE IF NOT EXISTS met(position integer PRIMARY KEY, round integer, verdict integer, item bigint,
        key integer, source integer, arrival bigint, counts boolean, elsewhere boolean, changed boolean,
        before bigint, before_priority bigint, before_facts integer, after bigint, after_priority bigint,
        after_facts integer) ON COMMIT DELETE ROWS""",
)
_COPY = f"COPY incoming(position, round, {sql.WRITE_COLUMNS}, told) FROM STDIN (FORMAT BINARY)"
_TYPES = ("int4", "int4", *sql.WRITE_TYPES, "int8")


def _name(of: str) -> str:
    return f'(SELECT name FROM names WHERE num = {of}) COLLATE "C"'


def _order(of: str) -> str:
    """As `AttributeWrite.order`, without its time."""
    return f"({of}.revision, {of}.tier, {_name(f'{of}.producer')}, {of}.content, {of}.locked, {_name(f'{of}.author')})"


def _rank(of: str, direction: str = "") -> str:
    """As `schema.change.winner` compares: the version field by field, then the source."""
    fields = ("locked", "priority", "time_us", "revision", "tier")
    named = [_name(f"{of}.producer"), f"{of}.content", _name(f"{of}.source")]
    return ", ".join([f"{entry}{direction}" for entry in (*[f"{of}.{field}" for field in fields], *named)])


#: c: whether the row can be shown at all; s: what the cell shows before; o: the best word of another source; a: whether
#: the row shows after.
_FILL = f"""INSERT INTO met SELECT i.position, i.round, v.verdict, i.item, i.key, i.source,
    CASE v.verdict WHEN {_RAISED} THEN w.arrival ELSE i.arrival END,
    t.presence <> 2,
    s.source <> i.source OR (NOT a.own AND o.arrival IS NOT NULL),
    ROW(s.source, s.locked, s.facts, s.told) IS DISTINCT FROM CASE WHEN a.own
        THEN ROW(i.source, i.locked, i.facts, i.told) ELSE ROW(o.source, o.locked, o.facts, o.told) END,
    s.arrival, s.priority, s.facts,
    CASE WHEN NOT a.own THEN o.arrival WHEN v.verdict = {_RAISED} THEN w.arrival ELSE i.arrival END,
    CASE WHEN a.own THEN i.priority ELSE o.priority END,
    CASE WHEN a.own THEN i.facts ELSE o.facts END
    FROM incoming i JOIN items t ON t.num = i.item
    LEFT JOIN words w ON w.item = i.item AND w.key = i.key AND w.source = i.source
    CROSS JOIN LATERAL (SELECT CASE
        WHEN w.arrival IS NULL THEN {_NEW}
        WHEN i.time_us > w.time_us THEN {_NEWER}
        WHEN i.time_us < w.time_us THEN {_LATE}
        WHEN {_order("i")} > {_order("w")} THEN {_NEWER}
        WHEN {_order("i")} < {_order("w")} THEN {_LATE}
        WHEN i.priority > w.priority THEN {_RAISED}
        ELSE {_SAME} END AS verdict) v
    LEFT JOIN words s ON s.item = i.item AND s.key = i.key AND s.shown
    LEFT JOIN LATERAL (SELECT * FROM words b WHERE b.item = i.item AND b.key = i.key AND b.source <> i.source
        AND b.facts >= 0 AND (t.forgotten_us IS NULL OR b.time_us > t.forgotten_us)
        ORDER BY {_rank("b", " DESC")} LIMIT 1) o ON true
    CROSS JOIN LATERAL (SELECT i.facts >= 0 AND (t.forgotten_us IS NULL OR i.time_us > t.forgotten_us)
        AND (o.arrival IS NULL OR ({_rank("i")}) > ({_rank("o")})) AS own) a
    WHERE i.round = %s"""
_MET = "FROM met m JOIN incoming i ON i.position = m.position"
_HELD = "w.item = m.item AND w.key = m.key AND w.source = m.source"
_OLD = ", ".join([f"w.{name}" for name in sql.COLUMNS])
_INCOMING = ", ".join([f"i.{name}" for name in sql.COLUMNS])
_REPLACED = f"""INSERT INTO superseded({sql.WRITE_COLUMNS}) SELECT {_OLD} FROM met m JOIN words w ON {_HELD}
    WHERE m.round = %s AND m.verdict = {_NEWER}"""
_LATE_ADD = f"""INSERT INTO superseded({sql.WRITE_COLUMNS}) SELECT {_INCOMING} {_MET}
    WHERE m.round = %s AND m.verdict = {_LATE} ON CONFLICT DO NOTHING"""
_LATE_RAISE = f"""UPDATE superseded AS w SET priority = s.priority {
    _MET.replace("incoming i", "incoming s").replace("i.position", "s.position")
} WHERE m.round = %s AND m.verdict = {_LATE} AND {sql.SAME}
    AND w.priority < s.priority"""
_NEW_COLUMNS = ", ".join(
    [f"{name} = i.{name}" for name in (*sql.COLUMNS, "told") if name not in (*sql.PLACE, "arrival")]
)
_WORDS_REPLACE = f"""UPDATE words AS w SET {_NEW_COLUMNS}, arrival = m.arrival,
    shown = m.after IS NOT DISTINCT FROM m.arrival {_MET}
    WHERE m.round = %s AND m.verdict IN ({_NEWER}, {_RAISED}) AND {_HELD}"""
_WORDS_ADD = f"""INSERT INTO words({sql.WRITE_COLUMNS}, told, shown)
    SELECT {_INCOMING}, i.told, m.after IS NOT DISTINCT FROM m.arrival {_MET}
    WHERE m.round = %s AND m.verdict = {_NEW} ORDER BY i.item, i.key, i.source"""
_MARK = f"""UPDATE words AS w SET shown = NOT w.shown FROM met m
    WHERE m.round = %s AND {_TAKEN} AND m.elsewhere AND w.item = m.item AND w.key = m.key AND w.source <> m.source
    AND w.shown <> (w.arrival = coalesce(m.after, 0))"""
_CHANGES = f"""INSERT INTO changes SELECT %s + row_number() OVER (ORDER BY m.position), m.item, m.key, m.before,
    m.before_priority, m.after, m.after_priority FROM met m WHERE {_TAKEN} AND m.changed ORDER BY m.position"""
#: Writes that count, and by how much cells, stated ones and facts grow.
_SUMS = f"""SELECT count(*) FILTER (WHERE m.verdict <> {_RAISED}),
    coalesce(sum((m.after IS NOT NULL)::int - (m.before IS NOT NULL)::int) FILTER (WHERE m.counts), 0),
    coalesce(sum(coalesce((m.after_facts > 0)::int, 0) - coalesce((m.before_facts > 0)::int, 0))
        FILTER (WHERE m.counts), 0),
    coalesce(sum(coalesce(m.after_facts, 0) - coalesce(m.before_facts, 0)) FILTER (WHERE m.counts), 0)
    FROM met m WHERE {_TAKEN}"""


def merge_block(connection: Connection, desk: Desk, names: Names, block: WriteBlock) -> None:
    """Within a transaction that has the writers' turn. Raises `InvariantError` for a row whose content is not the hash
    of its facts."""
    _check_contents(block)
    totals = desk.totals()
    for statement in _TABLES:
        run(connection, statement)
    rows, rounds = _rows(block, desk, names, totals.arrivals + 1)
    copy(connection, _COPY, _TYPES, rows)
    for number in range(rounds):
        for statement in (_FILL, _REPLACED):
            run(connection, statement, (number,))
        totals.writes += run(connection, _LATE_ADD, (number,)).rowcount
        for statement in (_LATE_RAISE, _WORDS_REPLACE, _WORDS_ADD, _MARK):
            run(connection, statement, (number,))
    writes, cells, stated, facts = run(connection, _SUMS).fetchone() or (0,) * 4
    totals.writes += writes
    totals.cells += cells
    totals.stated += stated
    totals.facts += facts
    totals.changes += run(connection, _CHANGES, (totals.changes,)).rowcount
    totals.arrivals += len(block)
    desk.save_totals(totals)
    run(connection, "TRUNCATE incoming, met")


def _rows(block: WriteBlock, desk: Desk, names: Names, first: int) -> tuple[list[Row], int]:
    """Rows of `incoming`, and how many rounds they take: the round of a row is how often its cell has come before."""
    items = _item_nums(block, desk)
    keys, sources, producers, authors = [
        {name: names.give(kind, name) for name in dict.fromkeys(column)}
        for kind, column in (
            ("key", block.key_ids),
            ("source", block.sources),
            ("producer", block.producers),
            ("author", block.authors),
        )
    ]
    places = list(zip(map(items.__getitem__, block.item_ids), map(keys.__getitem__, block.key_ids), strict=True))
    seen: dict[tuple[int, int], int] = {}
    rounds = []
    for place in places:
        number = seen.get(place, 0)
        seen[place] = number + 1
        rounds.append(number)
    columns: list[Sequence[object]] = [
        [item for item, _ in places],
        [key for _, key in places],
        [sources[name] for name in block.sources],
        range(first, first + len(block)),
        block.priorities,
        block.counts,
        block.confidences,
        block.locked,
        block.times_us,
        block.revisions,
        block.tiers,
        [producers[name] for name in block.producers],
        block.contents,
        [authors[name] for name in block.authors],
        block.bodies,
        block.told,
    ]
    return list(zip(count(), rounds, *columns, strict=False)), max(rounds) + 1


def _item_nums(block: WriteBlock, desk: Desk) -> dict[str, int]:
    """Numbers of the block's items, new ones for those that are unknown."""
    ids = list(dict.fromkeys(block.item_ids))
    nums = {row[0]: row[1] for row in desk.item_states(ids)}
    if fresh := [entry for entry in ids if entry not in nums]:
        added = list(zip(fresh, count(desk.next_item()), strict=False))
        desk.save_items(added, (), ())
        nums.update(added)
    return nums


def _check_contents(block: WriteBlock) -> None:
    heads = {number: state_of(number).encode() for number in set(block.counts)}
    for row, (number, body, content) in enumerate(zip(block.counts, block.bodies, block.contents, strict=True)):
        if blake2b(heads[number] + body, digest_size=16).digest() != content:
            raise InvariantError(
                f"{block.item_ids[row]} / {block.key_ids[row]}: the content of row {row} is not the hash of its facts",
                remedy="make blocks with WriteBlock.of",
            )
