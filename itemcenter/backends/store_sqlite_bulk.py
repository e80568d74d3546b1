"""The bulk path of the SQLite store: blocks of writes merged set by set inside SQLite, with `Merge` for the odd rows.

Its effect is that of `Merge.apply` on the same writes, number by number; the conformance suite holds the two together.
A block is loaded into a scratch table and worked on in rounds, each of different cells, in the order of the tables: rows
that come anyhow cost four times as much. Per round one statement compares each row with the word that its source holds,
and a few more move and write. Changes are numbered at the end, by the rows' places in the block. Cells on which other sources
have words are decided in Python from the columns that rank them. *Odd* rows go through `Merge`, one at a time: those of
forgotten or retired items, and those that tie with the held word in all that SQL compares by number.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from itertools import groupby, repeat
from typing import Any

import numpy as np

from itemcenter.backends import store_sqlite_bulk_sql as bulk
from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_sqlite_cells import RETIRED, Totals
from itemcenter.backends.store_sqlite_merge import Merge, raised
from itemcenter.backends.store_sqlite_rows import Names, WordRow
from itemcenter.errors import InvariantError
from itemcenter.schema import ItemRecord, Producer, WriteBatch
from itemcenter.schema.write_block import WriteBlock, state_of

#: A producer with the release and the model behind it, in the compact form of facts (see `schema.cell_content`).
_DECIDED = re.compile(
    rb'(,"(?:%s)",)"(?:[^"\\]|\\.)*","(?:[^"\\]|\\.)*",'
    % b"|".join(sorted(entry.value.encode() for entry in Producer)),
    re.DOTALL,
)


def merge_block(connection: sqlite3.Connection, names: Names, block: WriteBlock, items: Sequence[ItemRecord]) -> None:
    """Within a writing transaction: first the records, then the block, in order. Raises `InvariantError` for a row
    whose content is not the hash of its facts.
    """
    if items:
        Merge(connection, names).apply(WriteBatch(items=tuple(items)))
    if len(block):
        _check_contents(block)
        _Bulk(connection, names, block).merge()


class _Bulk:
    def __init__(self, connection: sqlite3.Connection, names: Names, block: WriteBlock) -> None:
        self._connection, self._names, self._block = connection, names, block
        self._totals = Totals(*connection.execute(sql.TOTALS).fetchone())
        self._arrivals = self._totals.arrivals
        connection.create_function("reads_same", 2, reads_same, deterministic=True)

    def merge(self) -> None:
        execute = self._connection.execute
        execute(bulk.INCOMING_CLEAR)
        execute(bulk.OUTCOME_CLEAR)
        for start, stop in self._load():
            execute(bulk.MET_CLEAR)
            execute(bulk.MET_FILL, (start, stop))
            for (position,) in execute(bulk.MET_ODD).fetchall():
                self._merge_odd(position)
            self._merge_round()
        execute(bulk.CHANGES_ADD, (self._totals.changes,))
        (changes,) = execute(bulk.CHANGES_ADDED).fetchone()
        self._totals.changes += changes
        self._totals.arrivals = self._arrivals + len(self._block)
        self._save_totals()

    def _load(self) -> Iterator[tuple[int, int]]:
        """Fill the scratch table in order of round, item and key; (start, stop) of the places of each round."""
        block, give = self._block, self._names.give
        nums, odd = self._item_nums()
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
        rounds = _rounds(items, key_nums)
        rows: Any = zip(
            range(len(block)),
            items,
            key_nums,
            map(sources.__getitem__, block.sources),
            range(self._arrivals + 1, self._arrivals + len(block) + 1),
            block.priorities,
            block.counts,
            block.confidences,
            block.locked,
            block.times_us,
            block.revisions,
            block.tiers,
            map(producers.__getitem__, block.producers),
            block.contents,
            map(authors.__getitem__, block.authors),
            block.bodies,
            [item in odd for item in items] if odd else repeat(False, len(block)),
            strict=True,
        )
        order = np.lexsort((key_nums, items, rounds))
        if (order[1:] < order[:-1]).any():
            held = list(rows)
            rows = [held[row] for row in order.tolist()]
        self._connection.executemany(bulk.INCOMING_ADD, rows)
        ends = np.bincount(rounds).cumsum().tolist()
        return zip([1, *[end + 1 for end in ends]], [end + 1 for end in ends], strict=False)

    def _item_nums(self) -> tuple[dict[str, int], set[int]]:
        """Numbers of the block's items, new ones for those that are unknown; and those that need care."""
        execute, ids = self._connection.execute, list(dict.fromkeys(self._block.item_ids))
        nums: dict[str, int] = {}
        odd: set[int] = set()
        for item_id, num, forgotten_us, *_, presence, _ in execute(sql.ITEM_STATES, (json.dumps(ids),)):
            nums[item_id] = num
            if forgotten_us is not None or presence == RETIRED:
                odd.add(num)
        (first,) = execute(sql.ITEM_NEXT).fetchone()
        added = [(item_id, num) for num, item_id in enumerate([entry for entry in ids if entry not in nums], first)]
        nums.update(added)
        self._connection.executemany(sql.ITEM_ADD, added)
        return nums, odd

    def _merge_round(self) -> None:
        """The rows in `met` that are not odd: each of another cell."""
        execute = self._connection.execute
        if execute(bulk.MET_CONTESTED).fetchone():
            self._contest()
        execute(bulk.MOVE_HELD)
        late = [WordRow._make(row) for row in execute(bulk.LATE)]
        if late:
            others = self._connection.total_changes
            self._connection.executemany(sql.SUPERSEDED_ADD, late)
            self._totals.writes += self._connection.total_changes - others
            self._connection.executemany(sql.SUPERSEDED_RAISE, [raised(row) for row in late])
        execute(bulk.WORDS_SET)
        execute(bulk.OUTCOME_ADD)
        writes, cells, stated, facts = execute(bulk.SUMS).fetchone()
        self._totals.writes += writes
        self._totals.cells += cells
        self._totals.stated += stated
        self._totals.facts += facts

    def _contest(self) -> None:
        """Decide the cells on which other sources have words: what showed before, what shows now."""
        outcomes, marks = [], []
        rows = self._connection.execute(bulk.CONTESTANTS).fetchall()
        for position, group in groupby(rows, key=lambda row: row[0]):
            words = list(group)
            shown = next((word for word in words if word[4]), None)
            heard = [word for word in words if word[6] >= 0 and word[3] != _REPLACED]
            winner = max(heard, key=self._rank, default=None)
            for word in words:
                if word[3] == _HELD and word[4] != (word is winner):
                    marks.append((int(word is winner), word[7], word[1], word[2], word[5]))
            outcomes.append((*_outcome(shown, winner), position))
        self._connection.executemany(sql.WORD_MARK, marks)
        self._connection.executemany(bulk.MET_SET, outcomes)

    def _rank(self, word: tuple[Any, ...]) -> tuple[Any, ...]:
        """As `schema.change.winner` compares: the version field by field, then the source."""
        _, _, _, _, _, source, _, priority, locked, time_us, revision, tier, producer, content, *_ = word
        return locked, priority, time_us, revision, tier, self._names.name(producer), content, self._names.name(source)

    def _merge_odd(self, position: int) -> None:
        self._totals.arrivals = self._arrivals + position
        self._save_totals()
        merge = Merge(self._connection, self._names)
        merge.apply(WriteBatch(writes=(self._block.write(position),)), logged=False)
        self._connection.executemany(bulk.OUTCOME_ODD, [(position, *row[1:]) for row in merge.log])
        changes = self._totals.changes
        self._totals = Totals(*self._connection.execute(sql.TOTALS).fetchone())
        self._totals.changes = changes

    def _save_totals(self) -> None:
        self._connection.execute(sql.TOTALS_SET, astuple(self._totals))


#: Column `role` of `CONTESTANTS`: a word of another source, the source's own that goes, the one that comes.
_HELD, _REPLACED, _INCOMING = 0, 1, 2


def _outcome(shown: tuple[Any, ...] | None, winner: tuple[Any, ...] | None) -> tuple[Any, ...]:
    """The columns that `MET_SET` fills: shown, changed, then arrival, priority and count of facts before and after."""
    own = winner is not None and winner[3] == _INCOMING
    before = (None, None, None) if shown is None else (shown[14], shown[7], shown[6])
    after = (None, None, None) if winner is None else (winner[14], winner[7], winner[6])
    return own, winner is not shown and not _reads_alike(shown, winner), *before, *after


def _reads_alike(before: tuple[Any, ...] | None, after: tuple[Any, ...] | None) -> bool:
    if before is None or after is None:
        return before is after
    if before[5] != after[5] or before[8] != after[8]:  # another source, another lock
        return False
    return bool(before[13] == after[13] or (before[6] == after[6] > 0 and reads_same(before[15], after[15])))


def reads_same(one: bytes, other: bytes) -> bool:
    """Whether two bodies of facts say the same (`schema.fact.said`), whatever release and model they were decided with.

    The first value's text ends at the first `","`: where these differ already, nothing else needs a look.
    """
    end = one.find(b'","')
    return one[:end] == other[:end] and _DECIDED.sub(rb"\1", one) == _DECIDED.sub(rb"\1", other)


def _rounds(items: list[int], keys: list[int]) -> list[int]:
    """How often the cell of each row has come before in the block."""
    seen: dict[tuple[int, int], int] = {}
    rounds = []
    for cell in zip(items, keys, strict=True):
        round_ = seen.get(cell, -1) + 1
        seen[cell] = round_
        rounds.append(round_)
    return rounds


def _check_contents(block: WriteBlock) -> None:
    blake, heads = hashlib.blake2b, {count: state_of(count).encode() for count in set(block.counts)}
    hashes = [
        blake(heads[count] + body, digest_size=16).digest()
        for count, body in zip(block.counts, block.bodies, strict=True)
    ]
    if hashes != block.contents:
        row = next(row for row, content in enumerate(hashes) if content != block.contents[row])
        raise InvariantError(
            f"{block.item_ids[row]} / {block.key_ids[row]}: the content of row {row} is not the hash of its facts",
            remedy="make blocks with WriteBlock.of",
        )
