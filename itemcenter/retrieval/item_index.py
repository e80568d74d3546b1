"""`ItemIndex`: the items of a category that are nearest to an item, for reuse of what was recognised once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.retrieval.encoder import TextVectors
from itemcenter.retrieval.quantized import Quantized
from itemcenter.retrieval.vector_groups import VectorGroups

#: Items compared at once, which bounds the memory of a search.
_ITEMS_AT_ONCE = 8_192
_KIND = "items"


@dataclass(frozen=True, slots=True)
class ItemHits:
    """Arrays of one length, ordered by query, then score from high to low, then item id.

    query: place of the item that asked; item_id: object array of str; score: cosine, float32
    """

    query: npt.NDArray[np.int64]
    item_id: npt.NDArray[np.object_]
    score: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.query)


class ItemIndex:
    """Locked to one encoder. An item takes `dim` bytes and its id."""

    def __init__(self, fingerprint: str, dim: int) -> None:
        self._groups = VectorGroups(_KIND, fingerprint, dim)

    def __len__(self) -> int:
        """Items in all categories."""
        return len(self._groups)

    @property
    def fingerprint(self) -> str:
        return self._groups.fingerprint

    def category_ids(self) -> list[str]:
        return self._groups.names()

    def item_ids(self, category_id: str) -> list[str]:
        """Sorted. Raises `NotFoundError` for a category without an item ever."""
        return self._groups.block(category_id).ids()

    def add(self, category_id: str, item_ids: Sequence[str], vectors: TextVectors) -> None:
        """Add items, or give those that are there other vectors. Raises `EncoderMismatchError`."""
        self._groups.check(vectors.fingerprint)
        if len(item_ids) != len(vectors):
            raise InvariantError(f"{len(item_ids)} items and {len(vectors)} vectors")
        quantized = Quantized.of(vectors.rows)
        self._groups.made(category_id).put(item_ids, quantized, np.zeros(len(item_ids), dtype=np.uint64))

    def remove(self, category_id: str, item_ids: Collection[str]) -> int:
        """Remove items; returns how many there were."""
        return self._groups.block(category_id).remove(item_ids) if category_id in self._groups else 0

    def nearest(
        self, category_id: str, vectors: TextVectors, k: int = 1, own_ids: Sequence[str] | None = None
    ) -> ItemHits:
        """The k nearest items of the category for each row; a category without items has none.

        own_ids: (n,) the id of each item that asks; it is not among its own neighbours
        """
        self._groups.check(vectors.fingerprint)
        if own_ids is not None and len(own_ids) != len(vectors):
            raise InvariantError(f"{len(own_ids)} own ids and {len(vectors)} vectors")
        parts = [ItemHits(np.zeros(0, np.int64), np.zeros(0, np.object_), np.zeros(0, np.float32))]
        if category_id in self._groups:
            block = self._groups.block(category_id)
            queries = Quantized.of(vectors.rows)
            for low in range(0, len(vectors), _ITEMS_AT_ONCE):
                some = np.arange(low, min(low + _ITEMS_AT_ONCE, len(vectors)))
                top = block.nearest(queries.take(some), k if own_ids is None else k + 1)
                hits = ItemHits(some[top.query], block.names(top.row), top.score)
                parts.append(hits if own_ids is None else _without_own(hits, own_ids, k))
        return ItemHits(*(np.concatenate([getattr(part, name) for part in parts]) for name in ItemHits.__slots__))

    def save(self, folder: Path) -> None:
        """Write `items.npz` into the folder, at once or not at all; equal content gives equal bytes."""
        self._groups.save(folder)

    @classmethod
    def open(cls, folder: Path, fingerprint: str) -> ItemIndex:
        """Read a saved index. Raises `NotFoundError`, `StoreError` (damaged) or `EncoderMismatchError`."""
        groups = VectorGroups.open(folder, _KIND, fingerprint)
        index = cls(fingerprint, groups.dim)
        index._groups = groups
        return index


def _without_own(hits: ItemHits, own_ids: Sequence[str], k: int) -> ItemHits:
    """At most k a query, the asking item left out."""
    own = np.array([*own_ids, None], dtype=np.object_)[:-1]
    keep = np.flatnonzero(hits.item_id != own[hits.query])
    query = hits.query[keep]
    begin = np.flatnonzero(np.append(True, query[1:] != query[:-1])) if len(query) else query
    place = np.arange(len(query)) - np.repeat(begin, np.diff(np.append(begin, len(query))))
    keep = keep[place < k]
    return ItemHits(hits.query[keep], hits.item_id[keep], hits.score[keep])
