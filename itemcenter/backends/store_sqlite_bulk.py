"""The bulk path of the SQLite store: blocks of writes merged with what the store holds, as columns of numbers.

Its effect is that of `Merge.apply` on the same writes, number by number; the conformance suite holds the two together.
The words of some items are read at once and stay in memory until all that the block says of them is merged, in rounds,
each of other cells; changes are numbered at the end, by the rows' positions in the block. What is kept are rows of an
item each (`store_sqlite_pack`), so that writing them costs little beside what is in them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from hashlib import blake2b

import numpy as np

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_cells import RETIRED
from itemcenter.backends.store_desk import Desk
from itemcenter.backends.store_rows import Names
from itemcenter.backends.store_sqlite_block import BlockRows, columns_of
from itemcenter.backends.store_sqlite_changes import add_changes
from itemcenter.backends.store_sqlite_heads import Heads
from itemcenter.backends.store_sqlite_log import Log, run_rows
from itemcenter.backends.store_sqlite_pack import LOGGED, LOGGED_HEAD, WORD_HEAD, runs
from itemcenter.backends.store_sqlite_round import Round
from itemcenter.backends.store_sqlite_shown import head_rows
from itemcenter.backends.store_sqlite_state import State
from itemcenter.errors import InvariantError
from itemcenter.schema.write_block import WriteBlock, state_of

#: Rows from which on a block is worth a checkpoint beside the next one.
LARGE = 5_000
#: Rows of a part of a block, and items of a part of that: what is worked on at once stays in the processor's cache.
_PART, _ITEMS = 20_000, 2_000


def parts_of(block: WriteBlock) -> Iterator[WriteBlock]:
    """A block in parts, merged one after the other. One whose rows go to and fro between items stays whole: each
    item's words are then read and written once."""
    if len(block) <= _PART or 4 * len(set(block.item_ids)) > len(block):
        yield block
        return
    for start in range(0, len(block), _PART):
        yield block.part(start, start + _PART)


class BulkMerge:
    """Lives for one transaction."""

    def __init__(self, connection: sqlite3.Connection, desk: Desk, names: Names, block: WriteBlock) -> None:
        self._connection, self._desk, self._names, self._block = connection, desk, names, block
        self._heads, self._log = Heads(connection), Log(connection)
        self._totals = desk.totals()

    def merge(self) -> None:
        """Raises `InvariantError` for a row whose content is not the hash of its facts, and for too large a block."""
        _check_size(self._block, self._connection.getlimit(sqlite3.SQLITE_LIMIT_LENGTH))
        _check_contents(self._block)
        totals, changes = self._totals, []
        rows = columns_of(self._block, self._names, self._items(), totals.arrivals + 1)
        for part in rows.parts(_ITEMS):
            changes += self._merge(part)
        totals.changes += add_changes(self._connection, totals.changes, changes)
        totals.arrivals += len(rows.words)
        self._desk.save_totals(totals)

    def _merge(self, rows: BlockRows) -> list[tuple[np.ndarray, ...]]:
        """What changed, as `add_changes` takes it."""
        held = self._heads.read(rows.items.tolist())
        state = State(rows, held, self._names, self._log)
        rounds = [Round(state, places) for places in rows.rounds()]
        for entry in rounds:
            entry.run()
        self._save(rows, state, rounds)
        return [rows.changes(*entry.changes) for entry in rounds]

    def _items(self) -> tuple[dict[str, int], dict[int, int], list[int]]:
        """Of the block's items: their numbers, new ones for those that are unknown; when those that are forgotten were;
        those that are retired."""
        ids = list(dict.fromkeys(self._block.item_ids))
        nums: dict[str, int] = {}
        forgotten: dict[int, int] = {}
        retired = []
        for item_id, num, forgotten_us, *_, presence, _ in self._desk.item_states(ids):
            nums[item_id] = num
            if forgotten_us is not None:
                forgotten[num] = forgotten_us
            if presence == RETIRED:
                retired.append(num)
        fresh = [entry for entry in ids if entry not in nums]
        added = [(item_id, num) for num, item_id in enumerate(fresh, self._desk.next_item())]
        nums.update(added)
        self._connection.executemany(sql.ITEM_ADD, added)
        return nums, forgotten, retired

    def _save(self, rows: BlockRows, state: State, rounds: list[Round]) -> None:
        totals = self._totals
        self._heads.save(head_rows(rows, state, self._log))
        self._add_log(rows, rounds)
        for arrival, priority in state.raised:
            self._log.alter(arrival, priority=priority)
        totals.writes += self._link_late(rows, state, rounds)
        for entry in rounds:
            totals.writes += entry.writes
            totals.cells += entry.cells
            totals.stated += entry.stated
            totals.facts += entry.facts

    def _add_log(self, rows: BlockRows, rounds: list[Round]) -> None:
        """The writes that were taken, in order of arrival."""
        former = np.zeros(len(rows.words), np.int64)
        taken = np.zeros(len(rows.words), bool)
        for entry in rounds:
            taken[entry.taken], former[entry.taken] = True, entry.former
        places = np.flatnonzero(taken)
        if not len(places):
            return
        whole = len(places) == len(rows.words)
        words = rows.words if whole else rows.words[places]
        writes = np.empty(len(places), LOGGED)
        writes.view(LOGGED_HEAD)["common"] = words.view(WORD_HEAD)["common"]
        proofs = rows.proofs if whole else rows.proofs.at(places)
        writes["content_a"], writes["content_b"], writes["author"] = proofs.content_a, proofs.content_b, proofs.author
        writes["former"] = former if whole else former[places]
        bodies = rows.bodies if whole else [rows.bodies[place] for place in places.tolist()]
        writes["end"] = np.cumsum(np.fromiter(map(len, bodies), np.int64, len(bodies)))
        item = rows.item[places]
        starts, stops = runs((item[1:] != item[:-1]) | (places[1:] != places[:-1] + 1))
        first, items = places[starts] + rows.first, rows.items[item[starts]]
        self._connection.executemany(sql.LOG_ADD, run_rows(writes, first, items, starts, stops, b"".join(bodies)))

    def _link_late(self, rows: BlockRows, state: State, rounds: list[Round]) -> int:
        """How many of the writes that came after a later one are new."""
        places = np.sort(np.concatenate([entry.late for entry in rounds]))
        if not len(places):
            return 0
        heads = state.latest(places).tolist()
        return sum([self._log.link(head, rows.row(place)) for head, place in zip(heads, places.tolist(), strict=True)])


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
