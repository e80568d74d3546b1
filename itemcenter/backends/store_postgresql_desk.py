"""The `Desk` of the PostgreSQL store: sets of rows go by binary COPY, or as arrays where a row is a few numbers.

Whoever has a desk is the only writer: what is new is known beforehand, and is copied to its table at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from itemcenter.backends import store_postgresql_sql as sql
from itemcenter.backends.store_cells import Totals
from itemcenter.backends.store_desk import Row
from itemcenter.backends.store_merge import Merge
from itemcenter.backends.store_postgresql_bulk import merge_block
from itemcenter.backends.store_postgresql_server import Connection, copy, pages, run
from itemcenter.backends.store_rows import Names, WordRow
from itemcenter.schema import ItemRecord, WriteBatch
from itemcenter.schema.cell_content import told
from itemcenter.schema.write_block import WriteBlock


class PostgresqlNames:
    """The table `names`. connection: the one that writes, if anything is written

    guard: the store's; a name is also asked for while a stream of rows is read, outside of any other guard
    """

    def __init__(self, connection: Callable[[], Connection], guard: AbstractContextManager[None]) -> None:
        self._connection, self._guard = connection, guard

    def num_of(self, kind: str, name: str) -> int | None:
        row = run(self._connection(), sql.NAME_NUM, (kind, name)).fetchone()
        return None if row is None else int(row[0])

    def add(self, kind: str, name: str) -> int:
        return int(_one(run(self._connection(), sql.NAME_ADD, (kind, name)).fetchone())[0])

    def name_of(self, num: int) -> str:
        with self._guard:
            return str(_one(run(self._connection(), sql.NAME_OF, (num,)).fetchone())[0])


class PostgresqlDesk:
    def __init__(self, connection: Connection, clock: Callable[[], int] | None) -> None:
        """Within a transaction. Waits for other writers to be done. clock: None for the server's"""
        self._connection, self._clock = connection, clock
        self._totals = _one(self._run(sql.TOTALS_LOCK).fetchone())
        self._held: set[tuple[int, int, int]] = set()
        self._documents: dict[int, bytes] = {}
        self._staging = ""

    def _run(self, statement: str, parameters: Any = None) -> Any:
        return run(self._connection, statement, parameters)

    def _columns(self, statement: str, rows: Sequence[Row]) -> None:
        """A statement that takes its rows as arrays, one a column."""
        if rows:
            self._run(statement, [list(column) for column in zip(*rows, strict=True)])

    def _copy(self, statement: str, types: Sequence[str], rows: Sequence[Row]) -> None:
        if rows:
            copy(self._connection, statement, types, rows)

    def _stage(self, rows: Sequence[Row]) -> None:
        self._run(sql.STAGING_CLEAR if self._staging else sql.STAGING)
        self._staging = sql.STAGING_CLEAR
        self._copy(sql.STAGED_COPY, sql.WORDS_TYPES, rows)

    def totals(self) -> Totals:
        return Totals(*self._totals)

    def item_states(self, item_ids: Collection[str]) -> Iterable[Row]:
        return list(self._run(sql.ITEM_STATES, (list(item_ids),)))

    def absent_states(self, item_ids: Collection[str]) -> Iterable[Row]:
        return list(self._run(sql.ABSENT, (list(item_ids),)))

    def states_until(self, item_ids: Collection[str], time_us: int) -> Iterable[Row]:
        return list(self._run(sql.PRESENT_BEFORE, (list(item_ids), time_us)))

    def next_item(self) -> int:
        return int(self._run(sql.ITEM_NEXT).fetchone()[0])

    def shown_of_item(self, num: int) -> tuple[int, int, int]:
        cells, stated, facts = self._run(sql.SHOWN_OF_ITEM, (num,)).fetchone()
        return cells, stated, facts

    def expect_documents(self, nums: Sequence[int]) -> None:
        if nums:
            self._documents.update(self._run(sql.DOCUMENTS, (list(nums),)).fetchall())

    def document(self, num: int) -> bytes:
        if num not in self._documents:
            self.expect_documents([num])
        return self._documents[num]

    def item_words(self, num: int) -> Iterable[Row]:
        return self._noted(self._run(sql.ITEM_WORDS, (num,)).fetchall())

    def words(self, places: Collection[tuple[int, int]]) -> Iterable[Row]:
        return self._noted(self._run(sql.WORDS, _arrays(places)).fetchall())

    def _noted(self, rows: list[Row]) -> list[Row]:
        self._held.update([row[:3] for row in rows])
        return rows

    def contested(self, sources: Collection[int], size: int) -> Iterator[list[Row]]:
        for page in pages(self._connection, sql.CONTESTED, (list(sources),), size):
            self._held.clear()
            yield page

    def merge_block(self, names: Names, block: WriteBlock, items: Sequence[ItemRecord]) -> None:
        if items:
            Merge(self, names).apply(WriteBatch(items=tuple(items)))
        if len(block):
            merge_block(self._connection, self, names, block)

    def now_us(self) -> int:
        return int(self._run(sql.NOW).fetchone()[0]) if self._clock is None else self._clock()

    def lease(self, name: str) -> tuple[str | None, int, int] | None:
        row: tuple[str | None, int, int] | None = self._run(sql.LEASE, (name,)).fetchone()
        return row

    def save_lease(self, name: str, holder: str | None, token: int, expires_us: int) -> None:
        self._run(sql.LEASE_SET, (name, holder, token, expires_us))

    def save_cursor(self, name: str, number: int) -> None:
        self._run(sql.CURSOR_SET, (name, number))

    def save_moment(self) -> None:
        self._run(sql.MOMENT_ADD, (self.now_us(),))

    def count_totals(self) -> None:
        self._run(sql.TOTALS_COUNT)
        self._totals = _one(self._run(sql.TOTALS).fetchone())

    def save_items(self, fresh: Sequence[Row], stamps: Sequence[Row], documents: Sequence[Row]) -> None:
        new = {num: item_id for item_id, num in fresh}
        stamped = {stamp[-1]: stamp for stamp in stamps}
        no_stamp = (None,) * 8
        rows = [(item_id, *stamped.get(num, no_stamp)[:8], num) for num, item_id in new.items()]
        self._copy(sql.ITEMS_COPY, sql.ITEMS_TYPES, rows)
        self._columns(sql.ITEM_STAMP, [stamp for num, stamp in stamped.items() if num not in new])
        self._copy(sql.DOCUMENTS_COPY, sql.DOCUMENTS_TYPES, [row for row in documents if row[0] in new])
        self._columns(sql.DOCUMENTS_SET, [row for row in documents if row[0] not in new])

    def save_forgotten(self, times: Sequence[Row], tombstones: Sequence[Row]) -> None:
        self._columns(sql.ITEM_FORGET, times)
        self._columns(sql.TOMBSTONES_ADD, tombstones)

    def save_words(
        self, rows: Sequence[Row], marks: Sequence[Row], stored: Sequence[WordRow], passed: Sequence[WordRow]
    ) -> None:
        rows = [(*row[:-1], told(row[5], row[14]), row[-1]) for row in rows]
        self._copy(sql.WORDS_COPY, sql.WORDS_TYPES, [row for row in rows if row[:3] not in self._held])
        replaced = [row for row in rows if row[:3] in self._held]
        if replaced:
            self._stage(replaced)
            self._run(sql.WORDS_REPLACE)
        self._columns(sql.WORDS_MARK, marks)
        self._copy(sql.SUPERSEDED_COPY, sql.SUPERSEDED_TYPES, sorted([*stored, *passed]))

    def save_late(self, rows: Sequence[WordRow]) -> int:
        if not rows:
            return 0
        self._stage([(*row, None, None) for row in rows])
        added = int(self._run(sql.LATE_ADD).rowcount)
        self._run(sql.LATE_RAISE)
        return added

    def save_changes(self, rows: Sequence[Row]) -> None:
        self._copy(sql.CHANGES_COPY, sql.CHANGES_TYPES, rows)

    def save_item_log(self, presences: Sequence[Row], events: Sequence[Row]) -> None:
        self._columns(sql.PRESENCE_SET, list({row[-1]: row for row in presences}.values()))
        self._copy(sql.ITEM_CHANGES_COPY, sql.ITEM_CHANGES_TYPES, events)

    def save_seen(self, marks: Sequence[Row]) -> None:
        self._columns(sql.ITEM_SEEN, marks)

    def save_run(self, number: int, body: str) -> None:
        self._run(sql.RUN_SET, (number, body))

    def save_totals(self, totals: Totals) -> None:
        self._totals = totals.row()
        self._run(sql.TOTALS_SET, self._totals)

    def restamp(self, priorities: Mapping[int, int]) -> None:
        for source, priority in priorities.items():
            for statement in (sql.RESTAMP_WORDS, sql.RESTAMP_SUPERSEDED):
                self._run(statement, (priority, source, priority))


def _arrays(rows: Collection[Row]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _one(row: Row | None) -> Row:
    assert row is not None
    return row
