"""The bulk path of the SQLite store: blocks of writes merged set by set inside SQLite, with `Merge` for the odd rows.

Its effect is that of `Merge.apply` on the same writes, number by number; the conformance suite holds the two together.
A block is loaded into a scratch table and worked on in rounds, each of other cells, in the order of the tables: rows
that come anyhow cost four times as much. Per round one statement compares each row with the word that its source has,
and a few more append and replace. Changes are numbered at the end, by the rows' positions in the block. Cells on which
other sources have words are decided in Python from the columns that rank them. *Odd* rows go through `Merge`, one at a
time: those of forgotten or retired items, and those that tie with the held word in all that SQL compares by number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from itertools import accumulate, groupby
from typing import Any, NamedTuple

import numpy as np

from itemcenter.backends import store_sqlite_bulk_sql as bulk
from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_cells import RETIRED
from itemcenter.backends.store_desk import Desk
from itemcenter.backends.store_merge import Merge
from itemcenter.backends.store_rows import Names, WordRow
from itemcenter.errors import InvariantError, StoreError
from itemcenter.schema import WriteBatch
from itemcenter.schema.write_block import WriteBlock, state_of

#: Rows from which on it pays to check contents in a thread of its own, and to look for columns of one number.
_LARGE = 5_000


class BulkMerge:
    """Lives for one transaction."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk, names: Names, block: WriteBlock) -> None:
        self._connection, self._desk, self._names, self._block = connection, desk, names, block
        self._totals = desk.totals()
        self._first = self._totals.arrivals + 1
        #: Rows of the block by place; None where they come in order.
        self._order: list[int] | None = None

    def merge(self) -> None:
        """Raises `InvariantError` for a row whose content is not the hash of its facts, and for too large a block."""
        _check_size(self._block, self._connection.getlimit(sqlite3.SQLITE_LIMIT_LENGTH))
        execute = self._connection.execute
        for statement in bulk.CLEAR:
            execute(statement)
        columns, ends = self._columns()
        plain, outcome = True, None
        for start, stop in zip([0, *ends], ends, strict=False):
            texts = self._load(columns, start, stop)
            outcome = outcome or _checking(self._block)  # not before: loading, too, keeps the interpreter busy
            execute(bulk.MET_FILL, texts)
            odd = execute(bulk.MET_ODD).fetchall()
            plain = plain and not odd and self._order is None
            self._merge_round([place for (place,) in odd], texts)
            if not plain:
                execute(bulk.OUTCOME_ADD)
        self._totals.changes += execute(bulk.CHANGES_MET if plain else bulk.CHANGES_ADD).rowcount
        if outcome is not None:
            outcome()
        (last,) = execute(bulk.CHANGES_LAST).fetchone()
        if last != self._totals.changes:
            raise StoreError(
                f"the change log ends at {last}, but {self._totals.changes} changes have been made",
                remedy="restore the file from a copy, or build anew",
            )
        self._totals.arrivals = self._first - 1 + len(self._block)
        self._desk.save_totals(self._totals)

    def _columns(self) -> tuple[_Columns, list[int]]:
        """The block in order of round, item and key, and where each round ends, counted from 0."""
        block, give = self._block, self._names.give
        nums = self._item_nums()
        named = [
            {name: give(kind, name) for name in dict.fromkeys(column)}
            for kind, column in (
                ("key", block.key_ids),
                ("source", block.sources),
                ("producer", block.producers),
                ("author", block.authors),
            )
        ]
        items = [nums[item_id] for item_id in block.item_ids]
        keys, sources, producers, authors = named
        key_nums = [keys[key_id] for key_id in block.key_ids]
        ends, self._order = _sorted_rounds(items, key_nums)
        numbers: list[list[Any]] = [
            items,
            key_nums,
            [sources[name] for name in block.sources],
            block.priorities,
            block.counts,
            block.confidences,
            block.locked,
            block.times_us,
            block.revisions,
            block.tiers,
            [producers[name] for name in block.producers],
            [authors[name] for name in block.authors],
            block.told,
        ]
        texts = [block.contents, block.bodies, block.plain]
        if (order := self._order) is not None:
            numbers = [[held[row] for row in order] for held in numbers]
            texts = [[held[row] for row in order] for held in texts]
        return _Columns(numbers, texts), ends

    def _load(self, columns: _Columns, start: int, stop: int) -> dict[str, Any]:
        """Fill the scratch table with a round; the parameters of the statements over it."""
        for statement in bulk.CLEAR_ROUND:
            self._connection.execute(statement)
        whole = stop - start == len(self._block)
        numbers, texts = [
            held if whole else [column[start:stop] for column in held] for held in (columns.numbers, columns.texts)
        ]
        contents, bodies, plains = texts
        cuts: list[list[int]] = []
        for pieces in (bodies, plains):
            sizes = list(map(len, pieces))
            cuts += [*accumulate(sizes[:-1], initial=0)], sizes
        positions = [None] * (stop - start) if self._order is None else self._order[start:stop]
        rows = [range(self._first + start, self._first + stop), *numbers, *cuts, positions]
        same = _same(rows[1:], 1) if stop - start >= _LARGE else {}
        varied = [column for place, column in enumerate(rows) if place not in same]
        self._connection.executemany(bulk.incoming_add(same), zip(*varied, strict=True))
        joined = {"contents": contents, "bodies": bodies, "plains": plains}
        # never empty: SQLite cuts NULL out of an empty string
        return {"first": self._first + start} | {name: b"".join([*pieces, b"."]) for name, pieces in joined.items()}

    def _item_nums(self) -> dict[str, int]:
        """Numbers of the block's items, new ones for those that are unknown. Those that need care are noted."""
        ids = list(dict.fromkeys(self._block.item_ids))
        nums: dict[str, int] = {}
        odd = []
        for item_id, num, forgotten_us, *_, presence, _ in self._desk.item_states(ids):
            nums[item_id] = num
            if forgotten_us is not None or presence == RETIRED:
                odd.append((num,))
        fresh = [entry for entry in ids if entry not in nums]
        added = [(item_id, num) for num, item_id in enumerate(fresh, self._desk.next_item())]
        nums.update(added)
        self._connection.executemany(sql.ITEM_ADD, added)
        self._connection.executemany(bulk.ODD_ADD, odd)
        return nums

    def _merge_round(self, odd: list[int], texts: dict[str, Any]) -> None:
        """The rows in `met`: each of another cell."""
        execute = self._connection.execute
        if execute(bulk.MET_CONTESTED).fetchone():
            self._contest(texts)
        late = [WordRow._make(row) for row in execute(bulk.LATE, texts)]
        for place in odd:
            self._merge_odd(place)
        self._totals.writes += self._desk.save_late(late)
        execute(bulk.LOG_ADD, texts)
        execute(bulk.WORDS_SET, texts)
        writes, cells, stated, facts = execute(bulk.SUMS).fetchone()
        self._totals.writes += writes
        self._totals.cells += cells
        self._totals.stated += stated
        self._totals.facts += facts

    def _contest(self, texts: dict[str, Any]) -> None:
        """Decide the cells on which other sources have words: what showed before, what shows now."""
        outcomes, marks = [], []
        rows = map(Contestant._make, self._connection.execute(bulk.CONTESTANTS, texts).fetchall())
        for place, group in groupby(rows, key=lambda word: word.place):
            words = list(group)
            shown = next((word for word in words if word.shown), None)
            heard = [word for word in words if word.facts >= 0 and word.role != _REPLACED]
            winner = max(heard, key=self._rank, default=None)
            for word in words:
                if word.role == _HELD and word.shown != (word is winner):
                    marks.append((int(word is winner), word.priority, word.item, word.key, word.source))
            outcomes.append((*_outcome(shown, winner), place))
        self._connection.executemany(sql.WORD_MARK, marks)
        self._connection.executemany(bulk.MET_SET, outcomes)

    def _rank(self, word: Contestant) -> tuple[Any, ...]:
        """As `schema.change.winner` compares: the version field by field, then the source."""
        producer, source = self._names.name(word.producer), self._names.name(word.source)
        return word.locked, word.priority, word.time_us, word.revision, word.tier, producer, word.content, source

    def _merge_odd(self, place: int) -> None:
        row = place - self._first
        position = row if self._order is None else self._order[row]
        self._totals.arrivals = place - 1
        self._desk.save_totals(self._totals)
        merge = Merge(self._desk, self._names)
        merge.apply(WriteBatch(writes=(self._block.write(position),)), logged=False)
        key = place if self._order is None else position
        self._connection.executemany(bulk.OUTCOME_ODD, [(key, *change[1:]) for change in merge.log])
        changes = self._totals.changes
        self._totals = self._desk.totals()
        self._totals.changes = changes


class _Columns(NamedTuple):
    """numbers: in the order of `incoming`, from item to told; texts: contents, bodies, plain values"""

    numbers: list[list[Any]]
    texts: list[list[bytes]]


#: `Contestant.role`: a word of another source, the source's own that goes, the one that comes.
_HELD, _REPLACED, _INCOMING = 0, 1, 2


class Contestant(NamedTuple):
    """A word on a contested cell, in the order of `CONTESTANTS`."""

    place: int
    role: int
    shown: int
    arrival: int
    item: int
    key: int
    source: int
    priority: int
    facts: int
    locked: int
    time_us: int
    revision: int
    tier: int
    producer: int
    told: int
    content: bytes


def _outcome(shown: Contestant | None, winner: Contestant | None) -> tuple[Any, ...]:
    """The columns that `MET_SET` fills: shown, changed, then arrival, priority and count of facts before and after."""
    own = winner is not None and winner.role == _INCOMING
    before = (None, None, None) if shown is None else (shown.arrival, shown.priority, shown.facts)
    after = (None, None, None) if winner is None else (winner.arrival, winner.priority, winner.facts)
    return own, winner is not shown and _look(winner) != _look(shown), *before, *after


def _look(word: Contestant | None) -> tuple[int, ...] | None:
    """What a reader sees of a word (`Cell.content`)."""
    return None if word is None else (word.source, word.locked, word.facts, word.told)


def _sorted_rounds(items: list[int], keys: list[int]) -> tuple[list[int], list[int] | None]:
    """Where each round ends, and the rows in order of round, item and key; None where they are in order as they come.

    The round of a row is how often its cell has come before in the block.
    """
    item_column, key_column = np.array(items), np.array(keys)
    step, inner = np.diff(item_column), np.diff(key_column)
    if ((step > 0) | ((step == 0) & (inner > 0))).all():
        return [len(items)], None
    order = np.lexsort((key_column, item_column))  # keeps the order of arrival within a cell
    first = np.ones(len(items), bool)
    first[1:] = (np.diff(item_column[order]) != 0) | (np.diff(key_column[order]) != 0)
    places = np.arange(len(items))
    rounds = places - np.maximum.accumulate(np.where(first, places, 0))
    by_round = np.argsort(rounds, kind="stable")
    return np.bincount(rounds).cumsum().tolist(), order[by_round].tolist()


def _checking(block: WriteBlock) -> Callable[[], None]:
    """Begin to hold contents against their hashes: beside what follows where the block is large, since statements over
    many rows leave the interpreter free. What is given back waits for the end. Both raise `InvariantError`."""
    if len(block) < _LARGE:
        _check_contents(block)
        return lambda: None
    beside = ThreadPoolExecutor(1)
    check = beside.submit(_check_contents, block)
    beside.shutdown(wait=False)
    return check.result


def _same(columns: Sequence[Sequence[Any]], start: int) -> dict[int, int | None]:
    """By place, counted from `start`, the number of columns that hold one alone, or nothing."""
    found: dict[int, int | None] = {}
    for place, column in enumerate(columns, start):
        first = column[0]
        if first is not None and not (isinstance(first, int) and abs(first) < 2**63):
            continue
        if column[-1] == first and column.count(first) == len(column):
            found[place] = first
    return found


def _check_size(block: WriteBlock, most: int) -> None:
    size = sum(map(len, block.bodies))
    if size > most:
        raise InvariantError(
            f"the facts of a block take {size} bytes, more than the {most} that SQLite takes at once",
            remedy="merge it in parts (WriteBlock.part)",
        )


def _check_contents(block: WriteBlock) -> None:
    heads = {count: state_of(count).encode() for count in set(block.counts)}
    hashes = [
        blake2b(heads[count] + body, digest_size=16).digest()
        for count, body in zip(block.counts, block.bodies, strict=True)
    ]
    if hashes != block.contents:
        row = next(row for row, content in enumerate(hashes) if content != block.contents[row])
        raise InvariantError(
            f"{block.item_ids[row]} / {block.key_ids[row]}: the content of row {row} is not the hash of its facts",
            remedy="make blocks with WriteBlock.of",
        )
