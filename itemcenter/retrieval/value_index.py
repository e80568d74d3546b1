"""`ValueIndex`: which values of a list are nearest to an item? The vector side of semantic search.

Every value list is a contiguous block of vectors. A value added is found by the next search, a value removed by none;
nothing is trained. An entry is encoded once: when a new release comes, only entries whose text is new or changed are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.retrieval.encoder import CachedEncoder, TextVectors
from itemcenter.retrieval.quantized import Quantized
from itemcenter.retrieval.vector_groups import VectorGroups

#: Candidates for each (item, list), as in the seed paper.
DEFAULT_K = 10
#: Entries encoded together: their float32 vectors of 256 dimensions take 16 MiB.
_TOGETHER = 16_384
#: Items compared with a list at once, which bounds the memory of a search.
_ITEMS_AT_ONCE = 8_192

_KIND = "values"

Numbers = npt.NDArray[np.int64]

_NOTHING = (
    np.zeros(0, dtype=np.int64),
    np.zeros(0, dtype=np.int64),
    np.zeros(0, dtype=np.object_),
    np.zeros(0, dtype=np.float32),
)


@dataclass(frozen=True, slots=True)
class ListEntries:
    """The values of a list as they are to be indexed. texts: what the encoder is given (`instructions`), one a value"""

    list_id: str
    value_ids: Sequence[str]
    texts: Sequence[str]

    def __post_init__(self) -> None:
        if len(self.value_ids) != len(self.texts) or len(set(self.value_ids)) != len(self.value_ids):
            raise InvariantError(f"value list {self.list_id!r} needs distinct ids and one text for each")


@dataclass(frozen=True, slots=True)
class ValueHits:
    """Arrays of one length, ordered by item, then list id, then score from high to low, then value id.

    item: place of the item; list: place in `list_ids`; value_id: object array of str; score: cosine, float32
    """

    list_ids: tuple[str, ...]
    item: npt.NDArray[np.int64]
    list: npt.NDArray[np.int64]
    value_id: npt.NDArray[np.object_]
    score: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True, slots=True)
class SyncCounts:
    """What `sync` did: entries kept as they were, encoded because new or changed, removed."""

    kept: int
    encoded: int
    removed: int


class ValueIndex:
    def __init__(self, encoder: CachedEncoder, groups: VectorGroups | None = None) -> None:
        self._encoder = encoder
        self._groups = VectorGroups(_KIND, encoder.fingerprint, encoder.dim) if groups is None else groups

    def __len__(self) -> int:
        """Values in all lists."""
        return len(self._groups)

    @property
    def fingerprint(self) -> str:
        return self._groups.fingerprint

    def list_ids(self) -> list[str]:
        return self._groups.names()

    def value_ids(self, list_id: str) -> list[str]:
        """Sorted. Raises `NotFoundError` for a list that is not indexed."""
        return self._groups.block(list_id).ids()

    def add(self, entries: ListEntries) -> int:
        """Add values to a list or give them another text; returns how many had to be encoded."""
        pending = _Pending(self._encoder, self._groups)
        pending.put(entries)
        pending.flush()
        return pending.encoded

    def remove(self, list_id: str, value_ids: Collection[str]) -> int:
        """Remove values; returns how many there were."""
        return self._groups.block(list_id).remove(value_ids)

    def hold(self, entries: ListEntries) -> SyncCounts:
        """Hold exactly these values of a list afterwards; other lists stay as they are."""
        pending = _Pending(self._encoder, self._groups)
        removed = self._without_others(entries)
        pending.put(entries)
        pending.flush()
        return SyncCounts(pending.kept, pending.encoded, removed)

    def keep_lists(self, list_ids: Collection[str]) -> int:
        """Drop all other lists; returns how many values went with them."""
        removed = 0
        for list_id in self._groups.names():
            if list_id not in list_ids:
                removed += len(self._groups.block(list_id))
                self._groups.drop(list_id)
        return removed

    def sync(self, lists: Iterable[ListEntries]) -> SyncCounts:
        """Hold exactly these lists and values afterwards. Raises `InvariantError` for a list given twice."""
        pending, seen, removed = _Pending(self._encoder, self._groups), set[str](), 0
        for entries in lists:
            if entries.list_id in seen:
                raise InvariantError(f"value list {entries.list_id!r} is given twice")
            seen.add(entries.list_id)
            removed += self._without_others(entries)
            pending.put(entries)
        pending.flush()
        removed += self.keep_lists(seen)
        self._settle()
        return SyncCounts(pending.kept, pending.encoded, removed)

    def search(
        self,
        items: TextVectors,
        wanted: Sequence[Sequence[str]],
        k: int = DEFAULT_K,
        only: Mapping[str, Collection[str]] | None = None,
    ) -> ValueHits:
        """The k best values of each wanted list for each item; fewer where the list has fewer.

        wanted: (n,) the list ids for each item; only: for a list, the values that may be found (all, if it is absent)
        A value or item of which the encoder knew nothing is not found and finds nothing. Cost: one matrix product for
        each list over all items that want it. What is found for an item does not depend on the other items. Raises
        `EncoderMismatchError` for vectors of another encoder, `NotFoundError` for a list that is not indexed.
        """
        self._groups.check(items.fingerprint)
        if len(items) != len(wanted):
            raise InvariantError(f"{len(items)} items and {len(wanted)} sets of lists")
        queries = Quantized.of(items.rows)
        askers: dict[str, list[int]] = {}
        for item, list_ids in enumerate(wanted):
            for list_id in dict.fromkeys(list_ids):
                askers.setdefault(list_id, []).append(item)
        names = tuple(sorted(askers))
        parts: list[tuple[Numbers, Numbers, npt.NDArray[np.object_], npt.NDArray[np.float32]]] = [_NOTHING]
        for code, list_id in enumerate(names):
            block, allowed = self._groups.block(list_id), (only or {}).get(list_id)
            rows = np.array(askers[list_id], dtype=np.int64)
            for low in range(0, len(rows), _ITEMS_AT_ONCE):
                some = rows[low : low + _ITEMS_AT_ONCE]
                top = block.nearest(queries.take(some), k, allowed)
                parts.append((some[top.query], np.full(len(top), code), block.names(top.row), top.score))
        asker, found, value_id, score = (np.concatenate([part[column] for part in parts]) for column in range(4))
        order = np.lexsort((found, asker))  # stable: within an item and list the best stay first
        return ValueHits(names, asker[order], found[order], value_id[order], score[order])

    def vector(self, list_id: str, value_id: str) -> npt.NDArray[np.float32]:
        """(dim,) the unit vector of an entry, as exact as the index has it. Raises `NotFoundError` for a list,
        `KeyError` for a value that is not indexed.
        """
        return self._groups.block(list_id).vector(value_id)

    def save(self, folder: Path) -> None:
        """Write `values.npz` into the folder, at once or not at all; equal content gives equal bytes."""
        self._groups.save(folder)

    @classmethod
    def open(cls, folder: Path, encoder: CachedEncoder) -> ValueIndex:
        """Read a saved index. Raises `NotFoundError`, `StoreError` (damaged) or `EncoderMismatchError`."""
        return cls(encoder, VectorGroups.open(folder, _KIND, encoder.fingerprint))

    def _without_others(self, entries: ListEntries) -> int:
        """Remove what the list holds besides these values; returns how many that were."""
        block = self._groups.made(entries.list_id)
        wanted = set(entries.value_ids)
        return block.remove([entry for entry in block.ids() if entry not in wanted])

    def _settle(self) -> None:
        for list_id in self._groups.names():
            self._groups.block(list_id).settle()


class _Fresh(NamedTuple):
    list_id: str
    value_id: str
    mark: int
    text: str


class _Pending:
    """Entries that wait to be encoded, those of many short lists together."""

    def __init__(self, encoder: CachedEncoder, groups: VectorGroups) -> None:
        self._encoder, self._groups = encoder, groups
        self._fresh: list[_Fresh] = []
        self.kept = self.encoded = 0

    def put(self, entries: ListEntries) -> None:
        block = self._groups.made(entries.list_id)
        for value_id, text in zip(entries.value_ids, entries.texts, strict=True):
            mark = _text_mark(text)
            if block.mark(value_id) == mark:
                self.kept += 1
                continue
            self._fresh.append(_Fresh(entries.list_id, value_id, mark, text))
            if len(self._fresh) >= _TOGETHER:
                self.flush()

    def flush(self) -> None:
        """Encode and store what waits."""
        fresh, self._fresh = self._fresh, []
        vectors = Quantized.of(self._encoder.encode([entry.text for entry in fresh]).rows)
        marks = np.array([entry.mark for entry in fresh], dtype=np.uint64)
        low = 0
        for list_id, entries in groupby(fresh, key=lambda entry: entry.list_id):
            ids = [entry.value_id for entry in entries]
            some = slice(low, low + len(ids))
            self._groups.block(list_id).put(ids, Quantized(vectors.rows[some], vectors.inverse[some]), marks[some])
            low += len(ids)
        self.encoded += len(fresh)


def _text_mark(text: str) -> int:
    """64 bits of a text: an entry whose text has the same is not encoded again."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
