"""The table `heads` of the SQLite store: an item's words, and what look-ups answer of it, in one row.

`shown` is ready to be handed out: for each key that shows facts its values as JSON (see `schema.cell_content.plain`),
then the numbers of these keys, as "[[[...]],[[...]]] 12,15"; empty where none does.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_sqlite_pack import WORD, Word, packed_words, records, runs, words_of

#: What stands around and between the values of keys.
_OPEN, BETWEEN, _CLOSE = b"[[[", b"]],[[", b"]]] "

#: Items read at once by what goes through all of them.
PAGE = 2_000


class Heads:
    """Bound to a connection; holds nothing."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection, self._execute = connection, connection.execute

    def read(self, items: Collection[int]) -> dict[int, tuple[bytes, bytes]]:
        """Words and what is shown, by item; items without words are left out."""
        if len(items) == 1:
            rows = self._execute(sql.HEAD, tuple(items)).fetchall()
        else:
            rows = self._execute(sql.HEADS, (json.dumps(list(items)),)).fetchall()
        return {item: (words, shown) for item, words, shown in rows}

    def words(self, item: int) -> list[Word]:
        rows = self._execute(sql.HEAD, (item,)).fetchall()
        return words_of(rows[0][1]) if rows else []

    def save(self, rows: Iterable[tuple[int, bytes | memoryview, bytes]]) -> None:
        self._connection.executemany(sql.HEAD_SET, rows)

    def pages(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """All words, items by number: the records of many items, and of each record the item."""
        item = 0
        while page := self._execute(sql.HEADS_PAGE, (item, PAGE)).fetchall():
            yield (
                records(WORD, [words for _, words in page]),
                items_of([row[0] for row in page], [row[1] for row in page]),
            )
            item = page[-1][0]

    def restamp(self, priorities: Mapping[int, int]) -> None:
        """Give all words of these sources these priorities."""
        for words, items in self.pages():
            chosen = np.zeros(len(words), bool)
            new = words.copy()
            for source, priority in priorities.items():
                its = (words["source"] == source) & (words["priority"] != priority)
                new["priority"][its] = priority
                chosen |= its
            touched = np.unique(items[chosen])
            starts, stops = np.searchsorted(items, touched), np.searchsorted(items, touched, "right")
            self._connection.executemany(
                sql.HEAD_WORDS,
                [
                    (new[start:stop].tobytes(), item)
                    for item, start, stop in zip(touched.tolist(), starts.tolist(), stops.tolist(), strict=True)
                ],
            )


def items_of(items: Sequence[int] | np.ndarray, parts: Sequence[bytes]) -> np.ndarray:
    """Of each word in the rows its item."""
    counts = np.fromiter(map(len, parts), np.int64, len(parts)) // WORD.itemsize
    return np.repeat(np.asarray(items, np.int64), counts)


def contested_in(words: np.ndarray, items: np.ndarray, sources: Collection[int]) -> list[tuple[int, int]]:
    """Cells (item, key) with two heard words, one of them of these sources: only there can a priority decide."""
    heard = words["facts"] >= 0
    key, item = words["key"][heard].astype(np.int64), items[heard]
    if not len(key):
        return []
    starts, stops = runs((key[1:] != key[:-1]) | (item[1:] != item[:-1]))
    counts = stops - starts
    own = np.add.reduceat(np.isin(words["source"][heard], list(sources)).astype(np.int64), starts)
    found = starts[(counts > 1) & (own > 0)]
    return list(zip(item[found].tolist(), key[found].tolist(), strict=True))


def plains_of(words: np.ndarray, parts: Sequence[bytes], shown: Sequence[bytes]) -> tuple[bytes, np.ndarray]:
    """What items show, one behind the other, and where in it each word's values begin, -1 for nowhere.

    words: of all the items; parts, shown: of each
    """
    stated = words["size"] > 0
    counts = np.fromiter(map(len, parts), np.int64, len(parts)) // WORD.itemsize
    sizes = np.fromiter(map(len, shown), np.int64, len(shown))
    begins = np.cumsum(sizes) - sizes + len(_OPEN)
    steps = np.where(stated, words["size"].astype(np.int64) + len(BETWEEN), 0)
    before = np.cumsum(steps) - steps
    firsts = (np.cumsum(counts) - counts)[counts > 0]
    base = np.repeat(begins[counts > 0] - before[firsts], counts[counts > 0])
    return b"".join(shown), np.where(stated, base + before, -1)


def shown_plains(words: Sequence[Word], shown: bytes) -> dict[tuple[int, int], bytes]:
    """By key and source the values of the words that stand in it."""
    found, at = {}, len(_OPEN)
    for word in words:
        if word.size:
            found[word.key, word.source] = shown[at : at + word.size]
            at += word.size + len(BETWEEN)
    return found


def states(word: Word) -> bool:
    """Whether a reader sees facts in it."""
    return word.shown > 0 and word.facts > 0


def shown_of(keys: bytes, plains: Sequence[bytes]) -> bytes:
    """keys: numbers with commas between; plains: the values of each"""
    return b"".join([_OPEN, BETWEEN.join(plains), _CLOSE, keys]) if plains else b""


class OpenHead:
    """An item's words while a merge that works on single words changes some of them."""

    def __init__(self, item: int, row: tuple[bytes, bytes] | None) -> None:
        self._item = item
        held = words_of(row[0]) if row else []
        self.words = {(word.key, word.source): word for word in held}
        self._plains = shown_plains(held, row[1]) if row else {}

    def put(self, word: Word, plain: bytes) -> None:
        """plain: asked for where the word shows facts"""
        self.words[word.key, word.source] = word
        self._plains[word.key, word.source] = plain

    def mark(self, key: int, source: int, shown: int, priority: int) -> int:
        """Returns the arrival of the word."""
        word = self.words[key, source]
        self.words[key, source] = word.showing(shown, priority)
        return word.arrival

    def row(self, plain_at: Callable[[int], bytes]) -> tuple[int, bytes, bytes]:
        """The row of the table. plain_at: values of a word that came to be shown, by arrival"""
        words, stated, plains = [], [], []
        for place, word in sorted(self.words.items()):
            size = 0
            if states(word):
                plain = self._plains.get(place)
                if plain is None:
                    plain = plain_at(word.arrival)
                size = len(plain)
                stated.append(word.key)
                plains.append(plain)
            words.append(word if word.size == size else word._replace(size=size))
        return self._item, packed_words(words), shown_of(b",".join([b"%d" % key for key in stated]), plains)
