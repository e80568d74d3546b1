"""The `store` port on SQLite: one file, write-ahead logging, no server.

The parts: `_sql` all statements, `_file` opening and errors, `_rows` rows to nouns, `_merge` applying batches.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import astuple, fields
from itertools import islice
from typing import Any

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_sqlite_cells import Totals
from itemcenter.backends.store_sqlite_file import Guard, Options, connect, connect_reader, held_format, transaction
from itemcenter.backends.store_sqlite_items import PRESENCES, ItemLog, logged
from itemcenter.backends.store_sqlite_leases import Leases
from itemcenter.backends.store_sqlite_merge import Merge
from itemcenter.backends.store_sqlite_query import cells_sql, matches
from itemcenter.backends.store_sqlite_rows import Names, WordRow, decode_document, row_cell, row_write
from itemcenter.backends.store_sqlite_tally import tally_sql
from itemcenter.errors import InvariantError, NotFoundError
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
from itemcenter.ports.store import check_tally, shows
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

__all__ = ["ABILITIES", "Options", "SqliteStore", "held_format", "open"]

#: several_processes: may share one store (several_machines: also from other machines: jobs hold it by a lease);
#: persistent: what was applied outlives the process.
ABILITIES = frozenset({"persistent", "several_processes"})

#: Rows read at once by a stream.
_PAGE = 500


def _now_us() -> int:
    return time.time_ns() // 1000


def open(options: Options, clock: Callable[[], int] = _now_us) -> Store:
    """Open the store, making it if absent. Raises `StoreError` for a file that is damaged, foreign or too new.

    clock: microseconds since 1970, for leases and for when changes were made
    """
    return SqliteStore(options, clock)


class SqliteStore:
    def __init__(self, options: Options, clock: Callable[[], int] = _now_us) -> None:
        self._options, self._clock = options, clock
        self._guard = Guard(options.path)
        self._connection = connect(options)
        self._names = Names(self._connection)
        self._leases = Leases(self._connection, clock)
        self._streams: set[sqlite3.Connection] = set()

    def apply(self, batch: WriteBatch, lease: Lease | None = None) -> list[Change]:
        with self._guard, _Merging(self._names), self._writing(lease):
            merge = Merge(self._connection, self._names)
            merge.apply(batch)
        return merge.changes

    def remerge(self, priorities: Mapping[SourceId, int], lease: Lease | None = None) -> list[Change]:
        with self._guard, _Merging(self._names), self._writing(lease):
            merge = Merge(self._connection, self._names)
            merge.remerge(priorities)
        return merge.changes

    def mend(self, cells: Collection[tuple[ItemId, KeyId]], lease: Lease | None = None) -> list[Change]:
        with self._guard, _Merging(self._names), self._writing(lease):
            merge = Merge(self._connection, self._names)
            merge.mend(cells)
            self._connection.execute(sql.TOTALS_COUNT)
        return merge.changes

    def mark_seen(
        self,
        rows: Mapping[ItemId, int],
        run: str,
        time_us: int | None = None,
        fingerprints: Mapping[ItemId, str] | None = None,
        lease: Lease | None = None,
    ) -> None:
        with self._guard, self._writing(lease):
            new = fingerprints or {}
            marks = [(row, run, time_us, new.get(item_id), item_id) for item_id, row in rows.items()]
            self._connection.executemany(sql.ITEM_SEEN, marks)
            with self._item_log() as log:
                log.see(rows, run, time_us)

    def mark_missing(
        self, item_ids: Collection[ItemId], run: str, time_us: int, retire: bool, lease: Lease | None = None
    ) -> int:
        with self._guard, self._writing(lease), self._item_log() as log:
            return log.miss(item_ids, run, time_us, retire)

    def unseen(self, source: SourceId, run: str, time_us: int) -> Iterator[tuple[ItemId, Presence]]:
        with self._guard:
            num = self._names.num("origin", source)
        for item_id, presence in self._stream(sql.UNSEEN, (num, run, time_us)):
            yield ItemId(item_id), PRESENCES[presence]

    @contextlib.contextmanager
    def _writing(self, lease: Lease | None) -> Iterator[None]:
        """A transaction under a lease, and when it was."""
        with transaction(self._connection):
            self._leases.check(lease)
            yield
            self._connection.execute(sql.MOMENT_ADD, (self._clock(),))

    @contextlib.contextmanager
    def _item_log(self) -> Iterator[ItemLog]:
        """Within a transaction: what is noted in the log is saved with the totals."""
        totals = Totals(*self._connection.execute(sql.TOTALS).fetchone())
        log = ItemLog(self._connection, totals)
        yield log
        log.save()
        self._connection.execute(sql.TOTALS_SET, astuple(totals))

    def stamps(self, item_ids: Collection[ItemId]) -> dict[ItemId, ItemStamp]:
        with self._guard:
            rows = self._connection.execute(sql.STAMPS, (json.dumps(list(item_ids)),)).fetchall()
            return {row[0]: self._stamp(row) for row in rows}

    def _stamp(self, row: tuple[Any, ...]) -> ItemStamp:
        _, fingerprint, source, time_us, revision, number, run, presence = row
        name = SourceId(self._names.name(source))
        return ItemStamp(fingerprint, name, time_us, revision, number, run, PRESENCES[presence])

    def item(self, item_id: ItemId) -> ItemRecord | None:
        with self._guard:
            row = self._connection.execute(sql.RECORD, (item_id,)).fetchone()
            return None if row is None else self._record(row)

    def items(
        self, after: ItemId | None = None, limit: int | None = None, include_retired: bool = False
    ) -> Iterator[ItemRecord]:
        place = (after or "", include_retired, -1 if limit is None else limit)
        for row in self._stream(sql.RECORDS_AFTER, place):
            yield self._record(row)

    def cell(self, item_id: ItemId, key_id: KeyId) -> Cell | None:
        with self._guard:
            row = self._connection.execute(sql.CELL, (self._num(item_id), self._names.num("key", key_id))).fetchone()
            return None if row is None else row_cell(WordRow._make(row), item_id, self._names)

    def view(self, item_id: ItemId) -> ItemView | None:
        with self._guard:
            with transaction(self._connection, "BEGIN"):
                record = self._connection.execute(sql.RECORD, (item_id,)).fetchone()
                rows = self._connection.execute(sql.ITEM_CELLS, record[:1]).fetchall() if record else []
            if record is None:
                return None
            cells = [row_cell(WordRow._make(row), item_id, self._names) for row in rows]
            return ItemView(self._record(record), tuple(sorted(cells, key=lambda cell: cell.key_id)))

    def cells(self, query: CellQuery) -> Iterator[Cell]:
        with self._guard:
            statement = cells_sql(query, self._names)
        if statement is None:
            return iter(())
        found = (
            row_cell(WordRow._make(columns), item_id, self._names) for item_id, *columns in self._stream(*statement)
        )
        return islice((cell for cell in found if matches(query, cell)), query.limit)

    def words(self, item_ids: Collection[ItemId]) -> dict[ItemId, list[AttributeWrite]]:
        with self._guard:
            words: dict[ItemId, list[AttributeWrite]] = {}
            for item_id, *row in self._connection.execute(sql.LIVE_WORDS, (json.dumps(list(item_ids)),)).fetchall():
                words.setdefault(item_id, []).append(row_write(WordRow._make(row), item_id, self._names))
        for entries in words.values():
            entries.sort(key=lambda word: (word.key_id, word.source))
        return words

    def history(self, item_id: ItemId, key_id: KeyId) -> list[AttributeWrite]:
        with self._guard:
            place = (self._num(item_id), self._names.num("key", key_id))
            rows = self._connection.execute(sql.HISTORY, (*place, *place)).fetchall()
            return [row_write(WordRow._make(row), item_id, self._names) for row in rows]

    def forgotten(self, item_id: ItemId) -> int | None:
        with self._guard:
            row = self._connection.execute(sql.FORGOTTEN, (item_id,)).fetchone()
            return None if row is None else row[0]

    def changes(self, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        last = None if limit is None else after + limit
        while last is None or after < last:
            with self._guard:
                page = self._logged(after, _PAGE if last is None else min(_PAGE, last - after))
            if not page:
                return
            yield from page
            after = page[-1].number

    def numbers_at(self, time_us: int) -> tuple[int, int]:
        with self._guard:
            row = self._connection.execute(sql.MOMENT_AT, (time_us,)).fetchone()
        if row is not None and row[0] < 0:
            raise NotFoundError(
                "this store has not kept from the beginning when its changes were made",
                place=str(self._options.path),
                remedy="name a later time, or the number of a change",
            )
        return (0, 0) if row is None else (int(row[0]), int(row[1]))

    @contextlib.contextmanager
    def reading(self) -> Iterator[Store]:
        with closing(_StillStore(self._options, self._clock)) as still:
            yield still

    def net_changes(self, after: int, until: int, item_id: ItemId | None = None) -> Iterator[Change]:
        with self._guard:
            item = None if item_id is None else self._num(item_id)
        if item_id is not None and item is None:
            return
        rows = self._stream(sql.NET_CHANGES, {"after": after, "until": until, "item": item})
        while page := list(islice(rows, _PAGE)):
            with self._guard:
                changes = self._named_changes(page)
            yield from (change for change in changes if shows(change.before) != shows(change.after))

    def item_events(self, after: int, until: int) -> Iterator[ItemChange]:
        yield from logged(self._stream(sql.ITEM_EVENTS, (after, until)))

    def item_changes(self, after: int = 0, limit: int | None = None) -> Iterator[ItemChange]:
        yield from logged(self._stream(sql.ITEM_CHANGES_AFTER, (after, -1 if limit is None else limit)))

    def mark_run(self, mark: RunMark) -> None:
        with self._guard, transaction(self._connection):
            self._connection.execute(sql.RUN_SET, (mark.number, json.dumps(mark.to_json())))

    def runs(self) -> list[RunMark]:
        with self._guard:
            return [RunMark.from_json(json.loads(body)) for (body,) in self._connection.execute(sql.RUNS)]

    def tally(self, query: CellQuery, by: Sequence[CellDimension]) -> Iterator[CellTally]:
        check_tally(query, by)
        with self._guard:
            statement = tally_sql(query, by, self._names)
        if statement is None:
            return iter(())
        return (CellTally(tuple(values), cells, facts) for *values, cells, facts in self._stream(*statement))

    def tally_items(self, by: ItemDimension) -> dict[DimensionValue, int]:
        with self._guard:
            found = dict(self._connection.execute(sql.ITEM_TALLIES[by]).fetchall())
        return {PRESENCES[number].value: count for number, count in found.items()} if by == "presence" else found

    def sources(self) -> list[SourceId]:
        with self._guard:
            return [SourceId(name) for (name,) in self._connection.execute(sql.SOURCES)]

    def digest(self) -> str:
        return self.digests(1)[0]

    def digests(self, count: int) -> list[str]:
        digests, state = [hashlib.blake2b(digest_size=32) for _ in range(count)], CellState.FACTS.value
        with self._guard, transaction(self._connection, "BEGIN"):
            execute, names = self._connection.execute, self._names.name
            for num, item_id in execute(sql.DIGEST_ITEMS):
                rows = execute(sql.DIGEST_CELLS, (num,)).fetchall()
                cells = [
                    (names(key), told_content(state, body) if body else content.hex(), names(source), locked)
                    for key, content, source, locked, body in rows
                ]
                partition = partition_of(item_id, count) if count > 1 else 0
                digests[partition].update(digest_lines(item_id, sorted(cells)))
        return [entry.hexdigest() for entry in digests]

    def counts(self) -> StoreCounts:
        with self._guard:
            totals = Totals(*self._connection.execute(sql.TOTALS).fetchone())
        return StoreCounts(**{entry.name: getattr(totals, entry.name) for entry in fields(StoreCounts)})

    def take_lease(self, name: str, holder: str, seconds: float) -> Lease | None:
        with self._guard, transaction(self._connection):
            return self._leases.take(name, holder, seconds)

    def renew_lease(self, lease: Lease, seconds: float) -> Lease:
        with self._guard, transaction(self._connection):
            return self._leases.renew(lease, seconds)

    def release_lease(self, lease: Lease) -> None:
        with self._guard, transaction(self._connection):
            self._leases.release(lease)

    def leases(self) -> list[Lease]:
        with self._guard:
            return self._leases.all()

    def cursor(self, name: str) -> int:
        with self._guard:
            return self._leases.cursor(name)

    def move_cursor(self, name: str, number: int, lease: Lease | None = None) -> None:
        with self._guard, transaction(self._connection):
            self._leases.check(lease)
            self._leases.move_cursor(name, number)

    def cursors(self) -> dict[str, int]:
        with self._guard:
            return self._leases.cursors()

    def close(self) -> None:
        """Streams that are still open end with an error. Closing twice does no harm."""
        with self._guard:
            for stream in list(self._streams):
                stream.close()
            self._connection.close()

    def _num(self, item_id: ItemId) -> int | None:
        row = self._connection.execute(sql.ITEM_NUM, (item_id,)).fetchone()
        return None if row is None else int(row[0])

    def _record(self, row: tuple[Any, ...]) -> ItemRecord:
        _, source, time_us, revision, fingerprint, number, run, presence, body = row
        item, category = decode_document(body)
        source_id = SourceId(self._names.name(source))
        return ItemRecord(item, category, source_id, time_us, revision, fingerprint, number, run, PRESENCES[presence])

    def _stream(self, statement: str, parameters: Any) -> Iterator[Any]:
        """Rows on a connection of their own: a stream keeps to one state, and a write meanwhile is not held up."""
        with self._guard, closing(connect_reader(self._options)) as reader:
            self._streams.add(reader)
            try:
                cursor = reader.execute(statement, parameters)
                while rows := cursor.fetchmany(_PAGE):
                    yield from rows
            finally:
                self._streams.discard(reader)

    def _logged(self, after: int, limit: int) -> list[Change]:
        with transaction(self._connection, "BEGIN"):
            log = self._connection.execute(sql.CHANGES_AFTER, (after, limit)).fetchall()
            return self._named_changes(log)

    def _named_changes(self, log: list[tuple[Any, ...]]) -> list[Change]:
        """Rows of the change log with the cells that they name by arrival."""
        execute = self._connection.execute
        wanted = {(row[1], row[2], arrival) for row in log for arrival in (row[3], row[5]) if arrival is not None}
        execute(sql.WANTED_CLEAR)
        self._connection.executemany(sql.WANTED_ADD, sorted(wanted))
        rows = {row.arrival: row for row in map(WordRow._make, execute(sql.WANTED_LOGGED))}
        changes = []
        for number, _, key, before, before_priority, now, now_priority, item_id in log:
            old = None if before is None else rows[before]._replace(priority=before_priority)
            new = None if now is None else rows[now]._replace(priority=now_priority)
            cells = [row and row_cell(row, item_id, self._names) for row in (old, new)]
            changes.append(Change(number, item_id, KeyId(self._names.name(key)), *cells))
        return changes


class _StillStore(SqliteStore):
    """Another connection in one reading transaction, streams included: all that it shows is of one state."""

    def __init__(self, options: Options, clock: Callable[[], int]) -> None:
        super().__init__(options, clock)
        with self._guard:
            self._connection.execute("BEGIN")
            self._connection.execute(sql.TOTALS).fetchone()  # a transaction begins when it first reads

    @contextlib.contextmanager
    def _writing(self, lease: Lease | None) -> Iterator[None]:
        raise InvariantError("a state that is being read takes no writes")
        yield

    def _stream(self, statement: str, parameters: Any) -> Iterator[Any]:
        with self._guard:
            cursor = self._connection.execute(statement, parameters)
            while rows := cursor.fetchmany(_PAGE):
                yield from rows


class _Merging:
    """Around a writing transaction.

    Numbers that it gave to names count only if it succeeds. The cycle collector rests meanwhile: a merge makes many
    objects and no cycles, and searching them for some costs a third of the time (60,000 against 45,000 cells/s).
    """

    def __init__(self, names: Names) -> None:
        self._names, self._collecting = names, False

    def __enter__(self) -> None:
        self._collecting = gc.isenabled()
        gc.disable()

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if self._collecting:
            gc.enable()
        self._names.settle(saved=kind is None)
