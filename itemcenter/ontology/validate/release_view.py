"""`ReleaseView`: a release as judges look at it - names by list, lists by name, keys and categories by meaning."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cached_property

import numpy as np
import numpy.typing as npt

from itemcenter.ports import Embedder
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import AttributeKey, CategoryId, KeyId, OntologyRelease, ValueListId, ValueType
from itemcenter.values.folding import name_key

Vectors = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]

#: Names that say that a list goes on: they stand in most lists and tell nothing of any.
_EMPTY_NAMES = frozenset({"other", "others", "none", "n a", "mixed", "unknown", "various", "not applicable"})
_CHUNK = 256


class ReleaseView:
    """Read-only; what it computes it keeps. Lists are numbered in the order of `lists`."""

    def __init__(self, release: OntologyRelease, embedder: Embedder) -> None:
        self.release = release
        self.encoder = embedder if isinstance(embedder, CachedEncoder) else CachedEncoder(embedder)
        self.lists: tuple[ValueListId, ...] = tuple(entry.id for entry in release.value_lists)
        self.list_number = {list_id: number for number, list_id in enumerate(self.lists)}
        self.names: list[list[str]] = []
        self.name_keys: list[dict[str, str]] = []
        self.lists_of: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(release.value_lists):
            named = {name_key(name): name for value in entry.values for name in value.names}
            named = {key: name for key, name in named.items() if key and key not in _EMPTY_NAMES}
            self.name_keys.append(named)
            self.names.append(list(named.values()))
            for key in named:
                self.lists_of[key].append(number)

    def list_of(self, key: AttributeKey) -> int | None:
        """The number of a key's value list."""
        return None if key.value_list_id is None else self.list_number.get(key.value_list_id)

    @cached_property
    def keys_of_list(self) -> dict[int, list[AttributeKey]]:
        out: dict[int, list[AttributeKey]] = defaultdict(list)
        for key in self.release.keys:
            number = self.list_of(key)
            if number is not None:
                out[number].append(key)
        return out

    @cached_property
    def plain_names(self) -> dict[str, str]:
        """What the folded names of categories and keys name, in words."""
        release = self.release
        out = {name_key(name): f"the category {c.name}" for c in release.categories for name in (c.name, *c.synonyms)}
        return out | {name_key(name): f"the key {k.name}" for k in release.keys for name in (k.name, *k.synonyms)}

    def may_be(self, name: str, kind: ValueType) -> bool:
        """Whether a key of a type may be a key of this name: a question with yes and no is no list."""
        own = self._types.get(name, set())
        return not own or ValueType.BOOLEAN not in {kind, *own} or own == {kind}

    @cached_property
    def _types(self) -> dict[str, set[ValueType]]:
        out: dict[str, set[ValueType]] = defaultdict(set)
        for key in self.release.keys:
            for name in (key.name, *key.synonyms):
                out[name].add(key.type)
        return out

    # -- words ----------------------------------------------------------------------------------------------------

    @cached_property
    def words(self) -> list[Counter[str]]:
        """How many names of a list have a word."""
        return [Counter(word for key in named for word in set(key.split())) for named in self.name_keys]

    @cached_property
    def word_lists(self) -> Counter[str]:
        """How many lists have a word."""
        return Counter(word for counted in self.words for word in counted)

    def rarity(self, word: str) -> float:
        """1 for a word of no list, falling to 0 for one that stands in every list."""
        return 1.0 - float(np.log1p(self.word_lists[word]) / np.log1p(max(len(self.lists), 1)))

    # -- meaning --------------------------------------------------------------------------------------------------

    @cached_property
    def _flat(self) -> tuple[Vectors, npt.NDArray[np.int64]]:
        """Vectors of all names, list by list, and the first row of each list that has one."""
        flat = [name for names in self.names for name in names]
        starts = np.cumsum([0, *map(len, self.names)])[:-1]
        return self.encoder.encode(flat).rows, starts.astype(np.int64)

    @cached_property
    def centroids(self) -> Vectors:
        rows, starts = self._flat
        out = np.zeros((len(self.lists), self.encoder.dim), dtype=np.float32)
        for number, start in enumerate(starts):
            if self.names[number]:
                out[number] = rows[start : start + len(self.names[number])].mean(axis=0)
        lengths = np.linalg.norm(out, axis=1, keepdims=True)
        out /= np.where(lengths > 0, lengths, 1)
        return out

    def closeness(self, texts: list[str]) -> Numbers:
        """(n, lists) how near each text is to each list: half its nearest name, half the middle of all."""
        rows, starts = self._flat
        filled = np.flatnonzero([bool(names) for names in self.names])
        out = np.zeros((len(texts), len(self.lists)))
        vectors = self.encoder.encode(texts).rows
        for begin in range(0, len(texts), _CHUNK):
            part = vectors[begin : begin + _CHUNK]
            if len(filled):
                nearest = np.maximum.reduceat(part @ rows.T, starts[filled], axis=1)
                out[begin : begin + _CHUNK, filled] = 0.5 * nearest
            out[begin : begin + _CHUNK] += 0.5 * (part @ self.centroids.T)
        return out

    @cached_property
    def key_place(self) -> dict[KeyId, int]:
        return {key.id: place for place, key in enumerate(self.release.keys)}

    @cached_property
    def key_vectors(self) -> Vectors:
        return self.encoder.encode([f"{key.name} {key.description}" for key in self.release.keys]).rows

    @cached_property
    def list_key_vectors(self) -> Vectors:
        """The mean vector of the keys that use a list, by list."""
        out = np.zeros((len(self.lists), self.encoder.dim), dtype=np.float32)
        for number, keys in self.keys_of_list.items():
            out[number] = self.key_vectors[[self.key_place[key.id] for key in keys]].mean(axis=0)
        lengths = np.linalg.norm(out, axis=1, keepdims=True)
        out /= np.where(lengths > 0, lengths, 1)
        return out

    # -- categories -----------------------------------------------------------------------------------------------

    @cached_property
    def category_place(self) -> dict[CategoryId, int]:
        return {category.id: place for place, category in enumerate(self.release.categories)}

    @cached_property
    def category_vectors(self) -> Vectors:
        release = self.release
        texts = []
        for category in release.categories:
            path = release.path(category.id)
            texts.append(" ".join(entry.name for entry in path[-2:]))
        return self.encoder.encode(texts).rows

    @cached_property
    def homes(self) -> dict[KeyId, frozenset[CategoryId]]:
        """The categories that a key applies to, inherited ones among them."""
        out: dict[KeyId, set[CategoryId]] = defaultdict(set)
        for category in self.release.categories:
            for scope in self.release.scopes_for(category.id):
                out[scope.key_id].add(category.id)
        return {key: frozenset(found) for key, found in out.items()}
