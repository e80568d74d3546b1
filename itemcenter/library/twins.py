"""Labelled items that are most like an item: nearest by title in its category, none of the item's own part."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from itemcenter.artifacts import npz_bytes
from itemcenter.errors import InvariantError
from itemcenter.evidence.associations import LEAST_SUPPORT
from itemcenter.evidence.binning import AnyArray
from itemcenter.evidence.folds import EVERYTHING, FOLDS
from itemcenter.evidence.memory import Labels
from itemcenter.evidence.twins import Twin, TwinVotes
from itemcenter.retrieval.encoder import TextVectors
from itemcenter.retrieval.item_index import ItemIndex
from itemcenter.schema import CategoryId, Item, ItemId, KeyId, TypedValue

#: Twins of an item.
MOST_TWINS = 10
#: Files of a bundle: the vectors, as `ItemIndex.save` writes them, and the labels.
VECTORS, LABELS = "items.npz", "labels.npz"


class KnownItem(NamedTuple):
    """A labelled item. `part`: its fold, by product group."""

    item_id: ItemId
    category_id: CategoryId
    part: int
    labels: Labels


class Twins:
    """Locked to one encoder: vectors of another one raise `EncoderMismatchError`."""

    def __init__(self, known: Iterable[KnownItem], index: ItemIndex) -> None:
        """index: holds the items by `_group`"""
        self._index = index
        self._known = {entry.item_id: entry for entry in known}
        self._groups = frozenset(index.category_ids())
        self._support: dict[tuple[KeyId, str], list[int]] = {}
        for entry in self._known.values():
            for key_id, values in entry.labels.items():
                for value in values:
                    counts = self._support.setdefault((key_id, value.identity), [0] * (FOLDS + 1))
                    counts[entry.part] += 1
                    counts[EVERYTHING] += 1

    @classmethod
    def of(cls, known: Sequence[KnownItem], vectors: TextVectors) -> Twins:
        """vectors: (n, dim) of the items' titles, in order"""
        index = ItemIndex(vectors.fingerprint, vectors.rows.shape[1])
        places: dict[str, dict[ItemId, int]] = {}
        for place, entry in enumerate(known):
            places.setdefault(_group(entry.category_id, entry.part), {})[entry.item_id] = place
        for name in sorted(places):
            index.add(name, list(places[name]), vectors.take(list(places[name].values())))
        return cls(known, index)

    def __len__(self) -> int:
        return len(self._known)

    @property
    def fingerprint(self) -> str:
        """Of the encoder."""
        return self._index.fingerprint

    def meets_itself(self, item_id: ItemId, part: int) -> bool:
        """Whether the item would be found among those of other parts, and must be left out by its id."""
        known = self._known.get(item_id)
        return known is not None and known.part != part

    def votes(
        self, items: Sequence[Item], categories: Sequence[CategoryId], parts: Sequence[int], vectors: TextVectors
    ) -> list[TwinVotes]:
        """For each item its nearest `MOST_TWINS`; what is found for an item does not depend on the others."""
        found: list[list[tuple[float, str]]] = [[] for _ in items]
        by_category: dict[CategoryId, list[int]] = {}
        for place, category_id in enumerate(categories):
            by_category.setdefault(category_id, []).append(place)
        for category_id, places in by_category.items():
            for fold in range(FOLDS):
                name = _group(category_id, fold)
                asking = [place for place in places if parts[place] != fold]
                if name not in self._groups or not asking:
                    continue
                own = [items[place].id for place in asking]
                hits = self._index.nearest(name, vectors.take(asking), MOST_TWINS, own)
                for query, item_id, score in zip(
                    hits.query.tolist(), hits.item_id.tolist(), hits.score.tolist(), strict=True
                ):
                    found[asking[query]].append((-score, item_id))
        return [
            TwinVotes(
                [Twin(-score, self._known[ItemId(item_id)].labels) for score, item_id in sorted(near)[:MOST_TWINS]],
                partial(self._supported, part),
            )
            for near, part in zip(found, parts, strict=True)
        ]

    def _supported(self, part: int, key_id: KeyId, value: TypedValue) -> bool:
        counts = self._support[key_id, value.identity]
        return counts[EVERYTHING] - (counts[part] if part != EVERYTHING else 0) >= LEAST_SUPPORT

    def to_files(self) -> dict[str, bytes]:
        """`VECTORS` and `LABELS` by name, for a bundle; equal content gives equal bytes."""
        known = [self._known[item_id] for item_id in sorted(self._known)]
        values: dict[TypedValue, int] = {}
        keys = {key_id: place for place, key_id in enumerate(sorted({key for entry in known for key in entry.labels}))}
        rows = [
            (place, keys[key_id], values.setdefault(value, len(values)))
            for place, entry in enumerate(known)
            for key_id in sorted(entry.labels)
            for value in entry.labels[key_id]
        ]
        names = {
            "items": [entry.item_id for entry in known],
            "categories": [entry.category_id for entry in known],
            "keys": list(keys),
            "values": [value.to_json() for value in values],
        }
        text = json.dumps(names, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        arrays: dict[str, AnyArray] = {
            "names": np.frombuffer(text, dtype=np.uint8),
            "parts": np.array([entry.part for entry in known], dtype=np.int32),
            "labels": np.array(rows, dtype=np.int32).reshape(len(rows), 3),
        }
        with tempfile.TemporaryDirectory() as folder:
            self._index.save(Path(folder))
            return {VECTORS: (Path(folder) / VECTORS).read_bytes(), LABELS: npz_bytes(arrays)}

    @classmethod
    def from_files(cls, folder: Path, labels: Mapping[str, AnyArray], fingerprint: str) -> Twins:
        """The reverse of `to_files`; `VECTORS` lies in `folder`.

        Raises `StoreError`, `EncoderMismatchError` for the index, `InvariantError` for labels that are none.
        """
        index = ItemIndex.open(folder, fingerprint)
        try:
            names = json.loads(bytes(np.asarray(labels["names"], dtype=np.uint8)).decode("utf-8", "surrogatepass"))
            values = [TypedValue.from_json(entry) for entry in names["values"]]
            keys = [KeyId(str(entry)) for entry in names["keys"]]
            stated: list[dict[KeyId, tuple[TypedValue, ...]]] = [{} for _ in names["items"]]
            for item, key, value in np.asarray(labels["labels"], dtype=np.int32).tolist():
                stated[item][keys[key]] = (*stated[item].get(keys[key], ()), values[value])
            parts = np.asarray(labels["parts"], dtype=np.int32).tolist()
            if not all(0 <= part < FOLDS for part in parts):
                raise ValueError("parts are numbers of folds")
            rows = zip(names["items"], names["categories"], parts, stated, strict=True)
            known = [KnownItem(ItemId(i), CategoryId(c), part, entries) for i, c, part, entries in rows]
            if {item_id for name in index.category_ids() for item_id in index.item_ids(name)} != set(names["items"]):
                raise ValueError("vectors and labels are of other items")
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise InvariantError(f"the twins are damaged: {error}", place=str(folder / LABELS)) from error
        return cls(known, index)


def _group(category_id: CategoryId, part: int) -> str:
    """Items of a category that one part holds: so a part can be left out of a search."""
    return f"{part} {category_id}"
