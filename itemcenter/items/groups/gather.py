"""One pass over a catalog: a few numbers an item in arrays, its listing on disk. About 150 bytes of memory an item.

Rows are put into the order of their ids, so that nothing depends on the order of the file.
"""

from __future__ import annotations

import sys
import zlib
from array import array
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from itemcenter.items.groups import variant_words as known
from itemcenter.items.groups.codes import FAMILIES
from itemcenter.items.groups.listing import Listing, ListingFile, digest
from itemcenter.items.groups.title import TitleParts, TitleReader
from itemcenter.schema import ItemId

#: Words are counted by hash in this many counters: a word that shares one seems more frequent, which is the safe side.
_COUNTERS = 1 << 22
Numbers = NDArray[np.uint64]


class WordCounts:
    """In how many titles a word stands."""

    def __init__(self) -> None:
        self._counts = np.zeros(_COUNTERS, dtype=np.uint32)
        self._waiting = array("I")

    def add(self, words: Iterable[str]) -> None:
        self._waiting.extend({zlib.crc32(word.encode()) % _COUNTERS for word in words})
        if len(self._waiting) > 1_000_000:
            self._settle()

    def __getitem__(self, word: str) -> int:
        self._settle()
        return int(self._counts[zlib.crc32(word.encode()) % _COUNTERS])

    def _settle(self) -> None:
        if self._waiting:
            np.add.at(self._counts, np.frombuffer(self._waiting, dtype=np.uint32), 1)
            self._waiting = array("I")


class Gathered(NamedTuple):
    """(n,) arrays in order of item id; 0 stands for none.

    ids: (n) texts; place: of the listing in its file; skeleton: hash of the skeleton with the brand; head: of the
    skeleton without its tail; tail: of the tail, behind: whether a break stands before it; coloured: whether the title
    names a colour, colour: hash of the colours; codes: family -> hash of the code
    """

    ids: list[ItemId]
    place: NDArray[np.int64]
    skeleton: Numbers
    head: Numbers
    tail: Numbers
    behind: NDArray[np.bool_]
    colour: Numbers
    codes: dict[str, Numbers]


class Gatherer:
    """Takes listings in any order; of several with one id the first counts."""

    def __init__(self, reader: TitleReader, file: ListingFile) -> None:
        self.counts = WordCounts()
        self._reader, self._file = reader, file
        self._ids: list[ItemId] = []
        self._seen: set[ItemId] = set()
        self._place = array("q")
        self._behind = array("b")
        self._columns = {name: array("Q") for name in ("skeleton", "head", "tail", "colour", *FAMILIES)}

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._seen

    def add(self, listing: Listing) -> None:
        if listing.id in self._seen:
            return
        self._seen.add(listing.id)
        self._ids.append(listing.id)
        self._place.append(self._file.add(listing))
        parts = self._reader.read(listing.title, listing.brand)
        self.counts.add(parts.words)
        columns = self._columns
        columns["skeleton"].append(hashed(parts.skeleton()))
        columns["head"].append(hashed(parts.skeleton(without_tail=True)) if parts.tail else 0)
        columns["tail"].append(hashed(tail_words(parts)) if parts.tail else 0)
        columns["colour"].append(hashed([value for name, value in parts.variants if name == known.COLOUR]))
        self._behind.append(parts.behind)
        for family in FAMILIES:
            code = listing.codes.get(family)
            columns[family].append(hashed([code]) if code else 0)

    def gathered(self) -> Gathered:
        """All that was added, in order of id. Ends the gathering."""
        self._seen = set()
        order = np.array(sorted(range(len(self._ids)), key=self._ids.__getitem__), dtype=np.int64)
        columns = {name: np.frombuffer(column, dtype=np.uint64)[order] for name, column in self._columns.items()}
        return Gathered(
            [self._ids[row] for row in order],
            np.frombuffer(self._place, dtype=np.int64)[order],
            columns["skeleton"],
            columns["head"],
            columns["tail"],
            np.frombuffer(self._behind, dtype=np.bool_)[order],
            columns["colour"],
            {family: columns[family] for family in FAMILIES},
        )


def tail_words(parts: TitleParts) -> tuple[str, ...]:
    return parts.words[len(parts.words) - parts.tail :] if parts.tail else ()


def hashed(words: Iterable[str]) -> int:
    """64 bits over the words, 0 for none."""
    text = "\x1f".join(words)
    return int.from_bytes(digest(text), sys.byteorder) or 1 if text else 0


def blocks(keys: Numbers, most: int) -> list[NDArray[np.int64]]:
    """Rows that share a key other than 0, for each key of 2 to `most` rows; rows ascending, blocks by first row."""
    rows = np.flatnonzero(keys)
    order = rows[np.argsort(keys[rows], kind="stable")]
    cuts = np.flatnonzero(np.diff(keys[order])) + 1 if len(order) else np.zeros(0, dtype=np.int64)
    starts = np.concatenate([[0], cuts]).astype(np.int64)
    ends = np.concatenate([cuts, [len(order)]]).astype(np.int64)
    sizes = ends - starts
    wanted = np.flatnonzero((sizes >= 2) & (sizes <= most))
    found = [order[starts[number] : ends[number]] for number in wanted]
    return sorted(found, key=lambda block: int(block[0]))
