"""A block of writes as records of the SQLite store, in the order in which they arrive there: item by item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from itemcenter.backends.store_rows import Names, WordRow
from itemcenter.backends.store_sqlite_pack import TIER, WORD, Logged, Word, runs
from itemcenter.schema.write_block import WriteBlock


@dataclass(frozen=True, slots=True)
class Proofs:
    """What stands of writes in the log alone: the contents (as in `LOGGED`) and the authors."""

    content_a: np.ndarray
    content_b: np.ndarray
    author: np.ndarray

    def at(self, places: Any) -> Proofs:
        return Proofs(self.content_a[places], self.content_b[places], self.author[places])

    def content_bytes(self, place: int) -> bytes:
        return int(self.content_a[place]).to_bytes(8, "big") + int(self.content_b[place]).to_bytes(8, "big")


@dataclass(frozen=True, slots=True)
class BlockRows:
    """Rows by place. The arrival of a place is `first` and the place.

    items:     numbers of the items, ascending; forgotten_us: of each, -(2**63) for never; counted: False for retired
    forgotten: whether one of them was ever forgotten
    item:      of each place, its item's index in `items`
    words:     the writes as `WORD`, not shown yet; proofs: what else of them stands in the log
    cell:      a number for each place's cell, ascending with item and key
    positions: of each place in the block, None where they are the places
    """

    first: int
    items: np.ndarray
    forgotten: bool
    forgotten_us: np.ndarray
    counted: np.ndarray
    item: np.ndarray
    words: np.ndarray
    proofs: Proofs
    cell: np.ndarray
    positions: np.ndarray | None
    bodies: list[bytes]
    plains: list[bytes]

    def parts(self, most: int) -> Iterator[BlockRows]:
        """The rows of so many items each."""
        if len(self.items) <= most:
            yield self
            return
        positions = np.arange(len(self.words)) if self.positions is None else self.positions
        starts = np.arange(0, len(self.items), most)
        cuts = np.append(np.searchsorted(self.item, starts), len(self.item)).tolist()
        for start, (begin, end) in zip(starts.tolist(), pairwise(cuts), strict=True):
            its, own = slice(start, start + most), slice(begin, end)
            yield replace(
                self,
                first=self.first + begin,
                items=self.items[its],
                forgotten_us=self.forgotten_us[its],
                counted=self.counted[its],
                item=self.item[own] - start,
                words=self.words[own],
                proofs=self.proofs.at(own),
                cell=self.cell[own],
                positions=positions[own],
                bodies=self.bodies[own],
                plains=self.plains[own],
            )

    def rounds(self) -> Iterator[np.ndarray]:
        """Places, each round of other cells, ascending by cell; a cell's first row comes in the first round."""
        if (self.cell[1:] > self.cell[:-1]).all():
            yield np.arange(len(self.cell))
            return
        order = np.argsort(self.cell, kind="stable")  # keeps the order of arrival within a cell
        cells = self.cell[order]
        first = np.append(True, cells[1:] != cells[:-1])
        steps = np.arange(len(order))
        rounds = steps - np.maximum.accumulate(np.where(first, steps, 0))
        for number in range(int(rounds.max()) + 1):
            yield order[rounds == number]

    def changes(self, place: np.ndarray, item: np.ndarray, *others: np.ndarray) -> tuple[np.ndarray, ...]:
        """`Round.changes` with the positions in the block for places and the numbers of items for their indexes."""
        return place if self.positions is None else self.positions[place], self.items[item], *others

    def row(self, place: int) -> WordRow:
        word = Word._make(self.words[place].tolist())
        write = Logged._make((*word[:9], self.proofs.content_bytes(place), int(self.proofs.author[place]), 0, 0))
        return write.row(int(self.items[self.item[place]]), self.first + place, self.bodies[place])


def columns_of(
    block: WriteBlock, names: Names, items: tuple[dict[str, int], dict[int, int], list[int]], first: int
) -> BlockRows:
    """items: numbers by id, when forgotten, which are retired. Raises `OverflowError` for numbers beyond 64 bits."""
    nums, forgotten, retired = items
    size, give = len(block), names.give

    def named(kind: str, column: Sequence[str]) -> Any:
        given = {name: give(kind, name) for name in dict.fromkeys(column)}
        if len(given) == 1:
            return next(iter(given.values()))
        return np.fromiter(map(given.__getitem__, column), np.int64, size)

    num = np.fromiter(map(nums.__getitem__, block.item_ids), np.int64, size)
    words = np.empty(size, WORD)
    words["key"] = named("key", block.key_ids)
    words["source"] = named("source", block.sources)
    words["producer"] = named("producer", block.producers)
    for name, column in (
        ("priority", block.priorities),
        ("facts", block.counts),
        ("time_us", block.times_us),
        ("revision", block.revisions),
    ):
        words[name] = _numbers(column, words.dtype[name])
    words["confidence"] = np.array(block.confidences, np.float64)  # None: NaN
    words["told"] = np.fromiter(block.told, np.int64, size)
    contents = np.frombuffer(b"".join(block.contents), ">u8").reshape(size, 2)
    author = np.empty(size, np.uint32)
    author[:] = named("author", block.authors)
    proofs = Proofs(contents[:, 0], contents[:, 1], author)
    words["marks"] = _marks(block)
    words["size"] = np.fromiter(map(len, block.plain), np.int64, size)
    positions, bodies, plains = None, block.bodies, block.plain
    if (num[1:] < num[:-1]).any():
        positions = np.argsort(num, kind="stable")
        num, words, proofs, order = num[positions], words[positions], proofs.at(positions), positions.tolist()
        bodies, plains = [bodies[row] for row in order], [plains[row] for row in order]
    words["arrival"] = np.arange(first, first + size)
    starts, stops = runs(num[1:] != num[:-1])
    unique, item = num[starts], np.repeat(np.arange(len(starts)), stops - starts)
    cell = item * (int(words["key"].max()) + 1) + words["key"]
    when = np.full(len(unique), -(2**63), np.int64)
    counted = np.ones(len(unique), bool)
    if forgotten:
        places = np.searchsorted(unique, np.array(list(forgotten)))
        when[places] = list(forgotten.values())
    if retired:
        counted[np.searchsorted(unique, np.array(retired))] = False
    return BlockRows(
        first, unique, bool(forgotten), when, counted, item, words, proofs, cell, positions, bodies, plains
    )


def _marks(block: WriteBlock) -> Any:
    tiers = _numbers(block.tiers, np.dtype(np.int64))
    if np.min(tiers) < 0 or np.max(tiers) >= 1 << 8 - TIER:
        raise OverflowError("a tier is no number below 64")
    locked = _numbers(block.locked, np.dtype(np.int64))
    return tiers << TIER | locked


def _numbers(column: Sequence[int], kind: Any) -> Any:
    """The column, or its one number where it has no other."""
    head = column[0]
    if column[-1] == head and column.count(head) == len(column):
        return kind.type(head)
    return np.fromiter(column, kind, len(column))
