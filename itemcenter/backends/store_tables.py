"""The `store` port over the tables that relational stores have in common; what differs are statements and connections.

A technology brings its `Statements`, a `Desk` for merges, and the few methods that raise `NotImplementedError` here.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import fields
from itertools import islice
from typing import Any, Protocol, TypeVar

from itemcenter.backends import store_leases as leases
from itemcenter.backends.store_cells import Totals
from itemcenter.backends.store_desk import Desk, Row
from itemcenter.backends.store_items import PRESENCES, ItemLog, logged
from itemcenter.backends.store_merge import Merge
from itemcenter.backends.store_query import matches
from itemcenter.backends.store_rows import Names, WordRow, decode_document, row_cell, row_write
from itemcenter.errors import NotFoundError
from itemcenter.ports import (
    CellDimension,
    CellQuery,
    CellTally,
    DimensionValue,
    ItemDimension,
    ItemStamp,
    Store,
    StoreCounts,
)
from itemcenter.ports.store import shows
from itemcenter.schema import (
    AttributeWrite,
    Cell,
    CellState,
    Change,
    ItemChange,
    ItemId,
    ItemRecord,
    ItemView,
    KeyId,
    Lease,
    Presence,
    RunMark,
    SourceId,
    WriteBatch,
    digest_lines,
    partition_of,
)
from itemcenter.schema.cell_content import told_content
from itemcenter.schema.write_block import WriteBlock

R = TypeVar("R")

#: Rows read at once by a stream.
PAGE = 500


class Statements(Protocol):
    """A module of SQL. Parameters come in the order in which the port's methods name them."""

    CURSOR: str
    CURSORS: str
    FORGOTTEN: str
    ITEM_CHANGES_AFTER: str
    ITEM_EVENTS: str
    ITEM_NUM: str
    ITEM_TALLIES: dict[str, str]
    LEASES: str
    MOMENT_AT: str
    RECORD: str
    RECORDS_AFTER: str
    RUNS: str
    SOURCES: str
    STAMPS: str
    TOTALS: str
    UNSEEN: str


class TableStore:
    def __init__(self, sql: Statements, guard: AbstractContextManager[None], names: Names) -> None:
        """guard: entered around all that calls the driver: its errors leave as ours"""
        self._sql, self._guard, self._names = sql, guard, names

    def _rows(self, statement: str, parameters: Any = ()) -> list[Row]:
        """All rows of a statement that sees one state."""
        raise NotImplementedError

    def _stream(self, statement: str, parameters: Any) -> Iterator[Row]:
        """Rows as they are asked for, all of the state at the first, whatever is written meanwhile."""
        raise NotImplementedError

    def _reading(self) -> AbstractContextManager[None]:
        """All `_rows` within see one state."""
        raise NotImplementedError

    def _write(self, work: Callable[[Desk], R]) -> R:
        """Do this in one transaction, alone. It may be done again from the start where the database broke it off."""
        raise NotImplementedError

    def _now_us(self) -> int:
        """The store's clock."""
        raise NotImplementedError

    def reading(self) -> AbstractContextManager[Store]:
        raise NotImplementedError

    def _written(self, lease: Lease | None, work: Callable[[Desk], R]) -> R:
        """As `_write`, under the lease, and kept when it was."""

        def under(desk: Desk) -> R:
            leases.check(desk, lease)
            result = work(desk)
            desk.save_moment()
            return result

        return self._write(under)

    def _arrivals(self, wanted: list[tuple[int, int, int]]) -> list[Row]:
        """Words and superseded writes (columns of `WordRow`) as (item, key, arrival)."""
        raise NotImplementedError

    def _listed(self, entries: Collection[Any]) -> object:
        """How a list is handed over to a statement."""
        raise NotImplementedError

    def _shown_cell(self, item_id: ItemId, key: int | None) -> list[Row]:
        """Columns of `WordRow` of what a cell shows: one row or none."""
        raise NotImplementedError

    def _shown_cells(self, num: int) -> list[Row]:
        """Columns of `WordRow` of what an item's cells show."""
        raise NotImplementedError

    def _live_words(self, item_ids: Collection[ItemId]) -> list[Row]:
        """Item id and columns of `WordRow` of the words that count: neither withdrawn nor forgotten."""
        raise NotImplementedError

    def _history(self, item_id: ItemId, key: int | None) -> list[Row]:
        """Columns of `WordRow` of all writes on a cell, by arrival."""
        raise NotImplementedError

    def _changes_after(self, after: int, limit: int) -> list[Row]:
        """number, item, key, arrival and priority before, arrival and priority after, item id"""
        raise NotImplementedError

    def _net_changes(self, after: int, until: int, num: int | None) -> Iterator[Row]:
        """Likewise, one a cell, by item id and key id, streamed; num: of this item alone. Cells with one and the same
        write at both ends are left out."""
        raise NotImplementedError

    def _cells(self, query: CellQuery) -> Iterator[Row]:
        """Item id and columns of `WordRow`, streamed in the query's order; texts are compared by the caller."""
        raise NotImplementedError

    def tally(self, query: CellQuery, by: Sequence[CellDimension]) -> Iterator[CellTally]:
        raise NotImplementedError

    def _shown(self) -> Iterator[tuple[str, list[Row]]]:
        """Items that are not retired, by id, with (key, content, source, locked, body) of what their cells show; body:
        None without facts. All of one state."""
        raise NotImplementedError

    def apply(self, batch: WriteBatch, lease: Lease | None = None) -> list[Change]:
        return self._merge(lambda merge: merge.apply(batch), lease)

    def merge(self, block: WriteBlock, items: Sequence[ItemRecord] = (), lease: Lease | None = None) -> tuple[int, int]:
        def merged(desk: Desk) -> tuple[int, int]:
            before = desk.totals().changes
            desk.merge_block(self._names, block, items)
            return before, desk.totals().changes

        with resting_collector():
            return self._written(lease, merged)

    def remerge(self, priorities: Mapping[SourceId, int], lease: Lease | None = None) -> list[Change]:
        return self._merge(lambda merge: merge.remerge(priorities), lease)

    def mend(self, cells: Collection[tuple[ItemId, KeyId]], lease: Lease | None = None) -> list[Change]:
        def mended(desk: Desk) -> list[Change]:
            merge = Merge(desk, self._names)
            merge.mend(cells)
            desk.count_totals()
            return merge.changes

        return self._written(lease, mended)

    def _merge(self, work: Callable[[Merge], None], lease: Lease | None) -> list[Change]:
        def merged(desk: Desk) -> list[Change]:
            merge = Merge(desk, self._names)
            work(merge)
            return merge.changes

        with resting_collector():
            return self._written(lease, merged)

    def mark_seen(
        self,
        rows: Mapping[ItemId, int],
        run: str,
        time_us: int | None = None,
        fingerprints: Mapping[ItemId, str] | None = None,
        lease: Lease | None = None,
    ) -> None:
        new = fingerprints or {}

        def seen(desk: Desk) -> None:
            desk.save_seen([(row, run, time_us, new.get(item_id), item_id) for item_id, row in rows.items()])
            with _item_log(desk) as log:
                log.see(rows, run, time_us)

        self._written(lease, seen)

    def mark_missing(
        self, item_ids: Collection[ItemId], run: str, time_us: int, retire: bool, lease: Lease | None = None
    ) -> int:
        def missed(desk: Desk) -> int:
            with _item_log(desk) as log:
                return log.miss(item_ids, run, time_us, retire)

        return self._written(lease, missed)

    def unseen(self, source: SourceId, run: str, time_us: int) -> Iterator[tuple[ItemId, Presence]]:
        with self._guard:
            num = self._names.num("origin", source)
        for item_id, presence in self._stream(self._sql.UNSEEN, (num, run, time_us)):
            yield ItemId(item_id), PRESENCES[presence]

    def stamps(self, item_ids: Collection[ItemId]) -> dict[ItemId, ItemStamp]:
        with self._guard:
            return {row[0]: self._stamp(row) for row in self._rows(self._sql.STAMPS, (self._listed(item_ids),))}

    def _stamp(self, row: Row) -> ItemStamp:
        _, fingerprint, source, time_us, revision, number, run, presence = row
        name = SourceId(self._names.name(source))
        return ItemStamp(fingerprint, name, time_us, revision, number, run, PRESENCES[presence])

    def item(self, item_id: ItemId) -> ItemRecord | None:
        with self._guard:
            rows = self._rows(self._sql.RECORD, (item_id,))
            return self._record(rows[0]) if rows else None

    def items(
        self, after: ItemId | None = None, limit: int | None = None, include_retired: bool = False
    ) -> Iterator[ItemRecord]:
        place = (after or "", include_retired, -1 if limit is None else limit)
        for row in self._stream(self._sql.RECORDS_AFTER, place):
            yield self._record(row)

    def cell(self, item_id: ItemId, key_id: KeyId) -> Cell | None:
        with self._guard:
            rows = self._shown_cell(item_id, self._names.num("key", key_id))
            return row_cell(WordRow._make(rows[0]), item_id, self._names) if rows else None

    def view(self, item_id: ItemId) -> ItemView | None:
        with self._guard:
            with self._reading():
                record = self._rows(self._sql.RECORD, (item_id,))
                rows = self._shown_cells(record[0][0]) if record else []
            if not record:
                return None
            cells = [row_cell(WordRow._make(row), item_id, self._names) for row in rows]
            return ItemView(self._record(record[0]), tuple(sorted(cells, key=lambda cell: cell.key_id)))

    def cells(self, query: CellQuery) -> Iterator[Cell]:
        found = (row_cell(WordRow._make(columns), item_id, self._names) for item_id, *columns in self._cells(query))
        return islice((cell for cell in found if matches(query, cell)), query.limit)

    def words(self, item_ids: Collection[ItemId]) -> dict[ItemId, list[AttributeWrite]]:
        with self._guard:
            words: dict[ItemId, list[AttributeWrite]] = {}
            for item_id, *row in self._live_words(item_ids):
                words.setdefault(item_id, []).append(row_write(WordRow._make(row), item_id, self._names))
        for entries in words.values():
            entries.sort(key=lambda word: (word.key_id, word.source))
        return words

    def history(self, item_id: ItemId, key_id: KeyId) -> list[AttributeWrite]:
        with self._guard:
            rows = self._history(item_id, self._names.num("key", key_id))
            return [row_write(WordRow._make(row), item_id, self._names) for row in rows]

    def forgotten(self, item_id: ItemId) -> int | None:
        with self._guard:
            rows = self._rows(self._sql.FORGOTTEN, (item_id,))
            return rows[0][0] if rows else None

    def changes(self, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        last = None if limit is None else after + limit
        while last is None or after < last:
            with self._guard, self._reading():
                log = self._changes_after(after, PAGE if last is None else min(PAGE, last - after))
                page = self._named_changes(log)
            if not page:
                return
            yield from page
            after = page[-1].number

    def numbers_at(self, time_us: int) -> tuple[int, int]:
        with self._guard:
            rows = self._rows(self._sql.MOMENT_AT, (time_us,))
        if rows and rows[0][0] < 0:
            raise NotFoundError(
                "this store has not kept from the beginning when its changes were made",
                remedy="name a later time, or the number of a change",
            )
        return (int(rows[0][0]), int(rows[0][1])) if rows else (0, 0)

    def net_changes(self, after: int, until: int, item_id: ItemId | None = None) -> Iterator[Change]:
        num = None
        if item_id is not None:
            with self._guard:
                found = self._rows(self._sql.ITEM_NUM, (item_id,))
            if not found:
                return
            num = found[0][0]
        rows = self._net_changes(after, until, num)
        while page := list(islice(rows, PAGE)):
            with self._guard:
                changes = self._named_changes(page)
            yield from (change for change in changes if shows(change.before) != shows(change.after))

    def item_events(self, after: int, until: int) -> Iterator[ItemChange]:
        yield from logged(self._stream(self._sql.ITEM_EVENTS, (after, until)))

    def item_changes(self, after: int = 0, limit: int | None = None) -> Iterator[ItemChange]:
        yield from logged(self._stream(self._sql.ITEM_CHANGES_AFTER, (after, -1 if limit is None else limit)))

    def mark_run(self, mark: RunMark) -> None:
        self._write(lambda desk: desk.save_run(mark.number, json.dumps(mark.to_json())))

    def runs(self) -> list[RunMark]:
        with self._guard:
            return [RunMark.from_json(json.loads(body)) for (body,) in self._rows(self._sql.RUNS)]

    def tally_items(self, by: ItemDimension) -> dict[DimensionValue, int]:
        with self._guard:
            found: dict[Any, int] = dict(self._rows(self._sql.ITEM_TALLIES[by]))
        return {PRESENCES[number].value: count for number, count in found.items()} if by == "presence" else found

    def sources(self) -> list[SourceId]:
        with self._guard:
            return [SourceId(name) for (name,) in self._rows(self._sql.SOURCES)]

    def digest(self) -> str:
        return self.digests(1)[0]

    def digests(self, count: int) -> list[str]:
        digests, state = [hashlib.blake2b(digest_size=32) for _ in range(count)], CellState.FACTS.value
        names = self._names.name
        with self._guard:
            for item_id, rows in self._shown():
                cells = [
                    (names(key), told_content(state, body) if body else content.hex(), names(source), locked)
                    for key, content, source, locked, body in rows
                ]
                partition = partition_of(ItemId(item_id), count) if count > 1 else 0
                digests[partition].update(digest_lines(item_id, sorted(cells)))
        return [entry.hexdigest() for entry in digests]

    def counts(self) -> StoreCounts:
        with self._guard:
            totals = Totals(*self._rows(self._sql.TOTALS)[0])
        return StoreCounts(**{entry.name: getattr(totals, entry.name) for entry in fields(StoreCounts)})

    def take_lease(self, name: str, holder: str, seconds: float) -> Lease | None:
        return self._write(lambda desk: leases.take(desk, name, holder, seconds))

    def renew_lease(self, lease: Lease, seconds: float) -> Lease:
        return self._write(lambda desk: leases.renew(desk, lease, seconds))

    def release_lease(self, lease: Lease) -> None:
        self._write(lambda desk: leases.release(desk, lease))

    def leases(self) -> list[Lease]:
        with self._guard:
            return [Lease(*row) for row in self._rows(self._sql.LEASES, (self._now_us(),))]

    def cursor(self, name: str) -> int:
        with self._guard:
            rows = self._rows(self._sql.CURSOR, (name,))
        return int(rows[0][0]) if rows else 0

    def move_cursor(self, name: str, number: int, lease: Lease | None = None) -> None:
        self._write(lambda desk: leases.move_cursor(desk, name, number, lease))

    def cursors(self) -> dict[str, int]:
        with self._guard:
            return dict(self._rows(self._sql.CURSORS))

    def _record(self, row: Row) -> ItemRecord:
        _, source, time_us, revision, fingerprint, number, run, presence, body = row
        item, category = decode_document(body)
        source_id = SourceId(self._names.name(source))
        return ItemRecord(item, category, source_id, time_us, revision, fingerprint, number, run, PRESENCES[presence])

    def _named_changes(self, log: list[Row]) -> list[Change]:
        """Rows of the change log with the cells that they name by arrival."""
        wanted = {(row[1], row[2], arrival) for row in log for arrival in (row[3], row[5]) if arrival is not None}
        rows = {row.arrival: row for row in map(WordRow._make, self._arrivals(sorted(wanted)))}
        changes = []
        for number, _, key, before, before_priority, now, now_priority, item_id in log:
            old = None if before is None else rows[before]._replace(priority=before_priority)
            new = None if now is None else rows[now]._replace(priority=now_priority)
            cells = [row and row_cell(row, item_id, self._names) for row in (old, new)]
            changes.append(Change(number, item_id, KeyId(self._names.name(key)), *cells))
        return changes


@contextlib.contextmanager
def _item_log(desk: Desk) -> Iterator[ItemLog]:
    """What is noted in the log is saved with the totals."""
    totals = desk.totals()
    log = ItemLog(desk, totals)
    yield log
    log.save()
    desk.save_totals(totals)


@contextlib.contextmanager
def resting_collector() -> Iterator[None]:
    """The cycle collector rests: bulk makes many objects and no cycles, and searching them for some costs a third of
    the time (a merge: 60,000 against 45,000 cells/s; reading a hundred items: 40,000 against 29,000 items/s)."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
