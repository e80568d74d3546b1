"""The entries of a list that a proposed name may repeat: near by spelling or by meaning, with what they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from itemcenter.ontology.validate.likeness import FIGURES, guarded, likeness, trigrams
from itemcenter.ontology.validate.release_view import Numbers
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.values.folding import name_key

_NEAR = 3


@dataclass(frozen=True, slots=True)
class Pair:
    """name: an entry of the list; guarded: numbers, units or a denial say that it is another value"""

    name: str
    figures: tuple[float, ...]
    guarded: bool

    def __getitem__(self, figure: str) -> float:
        return self.figures[FIGURES.index(figure)]


class DuplicateSearch:
    """Looks a name up in a pool of names, which is indexed once under the name that the caller gives it."""

    def __init__(self, encoder: CachedEncoder) -> None:
        self._encoder = encoder
        self._pools: dict[str, _Pool] = {}

    def pairs(self, text: str, pool: str, names: Sequence[str]) -> list[Pair]:
        """The nearest names, at most seven; empty where the pool is."""
        if pool not in self._pools:
            self._pools[pool] = _Pool(names, self._encoder)
        known = self._pools[pool]
        if not known.names:
            return []
        cosines = known.vectors @ self._encoder.encode([text]).rows[0]
        near = set(np.argsort(-cosines, kind="stable")[:_NEAR].tolist()) | set(known.by_letters(text))
        same = known.places.get(name_key(text))
        if same is not None:
            near.add(same)
        return [
            Pair(name, likeness(text, name, float(cosines[place])), guarded(text, name))
            for place, name in ((place, known.names[place]) for place in sorted(near))
        ]


class _Pool:
    def __init__(self, names: Sequence[str], encoder: CachedEncoder) -> None:
        self.names = list(names)
        self.vectors = encoder.encode(self.names).rows
        self.places = {name_key(name): place for place, name in enumerate(self.names)}
        self._grams: dict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(self.names):
            for gram in trigrams(name):
                self._grams[gram].append(place)

    def by_letters(self, text: str) -> list[int]:
        shared: dict[int, int] = defaultdict(int)
        for gram in trigrams(text):
            for place in self._grams.get(gram, ()):
                shared[place] += 1
        return sorted(shared, key=lambda place: (-shared[place], place))[:_NEAR]


def pair_rows(pairs: list[Pair]) -> Numbers:
    """(n, figures), guard last."""
    return np.array([(*pair.figures, float(pair.guarded)) for pair in pairs], dtype=np.float64).reshape(
        -1, len(FIGURES) + 1
    )
