"""`Scope`: the surface values of one key, fused into concepts; more can be added, and only what they touch is redone.

pairs      near by vector, or sharing a block of writing; what a guard keeps apart is banned
graph      edges: pairs of a distance up to the cut; its groups are the scope's components
clusters   inside each component, over the table of all its distances (a pair that nothing brings together: 1)
concepts   a cluster with its standard name; the others are its synonyms
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.ontology.fuse.blocks import Blocks, unique_pairs
from itemcenter.ontology.fuse.components import groups, members
from itemcenter.ontology.fuse.forms import FusedKey
from itemcenter.ontology.fuse.guards import apart
from itemcenter.ontology.fuse.linkage import METHODS, clusters_at
from itemcenter.ontology.fuse.near import cosines, near_pairs, number_codes
from itemcenter.ontology.fuse.pair_features import KeyForms
from itemcenter.ontology.fuse.pair_model import PairModel
from itemcenter.ontology.fuse.standard import standard_of
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.retrieval.instructions import DESCRIPTION_WORDS, concept_instruction, encoder_text

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

#: Pairs whose features are held at once.
_PAIRS_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Surface:
    """count: how often it was met; standard: it is the name of an entry that the ontology has"""

    text: str
    count: int = 1
    standard: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """synonyms: the other writings, the commonest first; count: of all writings together"""

    name: str
    synonyms: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class FuseOptions:
    """method: linkage; cut: distance up to which writings are one, the model's where None

    most_together: writings whose table of distances is made at once; a greater component is cut at smaller distances
    """

    method: str = "average"
    cut: float | None = None
    most_together: int = 600

    def __post_init__(self) -> None:
        if self.method not in METHODS or self.most_together < 2 or not 0 <= (self.cut or 0.0) <= 1:
            raise InvariantError(
                f"method {self.method!r}, cut {self.cut}, most_together {self.most_together}",
                place="fusion",
                remedy=f"give one of {', '.join(METHODS)}, a distance from 0 to 1 and at least 2",
            )


class Scope:
    """Not for several threads. Equal surfaces in any order give equal concepts."""

    def __init__(
        self, key: FusedKey, encoder: CachedEncoder, model: PairModel, options: FuseOptions | None = None
    ) -> None:
        model.check(encoder.fingerprint)
        self._encoder, self._model, self._options = encoder, model, options or FuseOptions()
        self._cut = model.cut if self._options.cut is None else self._options.cut
        self._forms = KeyForms(key)
        self._place: dict[str, int] = {}
        self._standard: list[bool] = []
        self._vectors = np.zeros((0, encoder.dim), dtype=np.float16)
        self._numbers: Ints = np.zeros(0, np.int64)
        self._blocks = Blocks.of([], key.unit)
        self._component: Ints = np.zeros(0, np.int64)
        #: Of pairs inside components, as they were compared: what came later hardly changes them.
        self._distance: dict[tuple[int, ...], float] = {}
        #: (n,) the least place of each writing's cluster.
        self.cluster: Ints = np.zeros(0, np.int64)
        self.compared = 0

    def __len__(self) -> int:
        return len(self._forms.texts)

    @property
    def texts(self) -> Sequence[str]:
        return self._forms.texts

    def load(self, surfaces: Sequence[Surface], cluster: Ints, vectors: npt.NDArray[np.float16]) -> None:
        """Take writings that are fused already, with their clusters (n,) and vectors (n, d), into an empty scope."""
        if len(self) or not len(surfaces) == len(cluster) == len(vectors):
            raise InvariantError("a scope that holds writings takes no others as fused", place="fusion")
        self._append(surfaces, vectors)
        self.cluster = groups(len(cluster), np.stack([np.asarray(cluster), np.arange(len(cluster))], axis=1))
        self._component = self.cluster.copy()

    def add(self, surfaces: Sequence[Surface]) -> int:
        """Fuse more writings; returns how many were not known. A known one only adds its count."""
        fresh: dict[str, Surface] = {}
        for surface in sorted(surfaces, key=lambda entry: entry.text):
            place = self._place.get(surface.text)
            if place is not None:
                self._forms.counts[place] += surface.count
                self._standard[place] |= surface.standard
            elif surface.text in fresh:
                known = fresh[surface.text]
                fresh[surface.text] = Surface(
                    known.text, known.count + surface.count, known.standard or surface.standard
                )
            else:
                fresh[surface.text] = surface
        if fresh:
            self._fuse(list(fresh.values()))
        return len(fresh)

    def _append(self, surfaces: Sequence[Surface], vectors: npt.NDArray[np.float16]) -> None:
        texts = [surface.text for surface in surfaces]
        first = len(self)
        self._place.update(zip(texts, range(first, first + len(texts)), strict=True))
        self._blocks = self._blocks.joined_with(Blocks.of(texts, self._forms.key.unit), first)
        self._forms.add(texts, [surface.count for surface in surfaces])
        self._standard.extend(surface.standard for surface in surfaces)
        self._numbers = np.concatenate([self._numbers, number_codes(texts)])
        self._vectors = np.concatenate([self._vectors, vectors])

    def _fuse(self, surfaces: Sequence[Surface]) -> None:
        first, key = len(self), self._forms.key
        told = concept_instruction("", key.name, " ".join(key.description.split()[:DESCRIPTION_WORDS]))
        asked = [encoder_text(told, surface.text, self._encoder.instructed) for surface in surfaces]
        self._append(surfaces, self._encoder.encode(asked).rows.astype(np.float16))
        count = len(self)
        pairs = np.concatenate(
            [self._blocks.pairs(first), near_pairs(self._vectors, self._numbers, first, self._model.floor)]
        )
        pairs, distance = self._compared(unique_pairs(pairs))
        close = distance <= self._cut
        fresh = np.arange(first, count)
        own = np.stack([np.concatenate([self._component, fresh]), np.arange(count)], axis=1)
        self._component = groups(count, np.concatenate([own, pairs[close]]))
        self.cluster = np.concatenate([self.cluster, fresh])
        touched = np.zeros(count, dtype=np.bool_)
        touched[self._component[first:]] = True
        self._recluster(np.flatnonzero(touched[self._component]), first, pairs, distance)

    def _compared(self, pairs: Ints) -> tuple[Ints, Floats]:
        """The pairs that no guard keeps apart, with their distances."""
        form = self._forms.form
        free = np.fromiter((not apart(form(a), form(b)) for a, b in pairs.tolist()), np.bool_, len(pairs))
        pairs = pairs[free]
        distance = np.ones(len(pairs))
        for low in range(0, len(pairs), _PAIRS_AT_ONCE):
            some = pairs[low : low + _PAIRS_AT_ONCE]
            rows = self._forms.rows(some, cosines(self._vectors, some))
            distance[low : low + len(some)] = self._model.distance(rows)
        self.compared += len(pairs)
        return pairs, distance

    def _recluster(self, places: Ints, first: int, pairs: Ints, distance: Floats) -> None:
        """Cluster whole components anew; `pairs` holds all that touch a writing from `first` on."""
        old = places[places < first]
        if len(old) > 1:
            more = self._old_pairs(old)
            known = np.array([self._distance.get(pair, np.nan) for pair in map(tuple, more.tolist())], dtype=np.float64)
            unknown = np.isnan(known)
            fresh, far = self._compared(more[unknown])
            pairs = np.concatenate([pairs, more[~unknown], fresh])
            distance = np.concatenate([distance, known[~unknown], far])
        home = self._component[pairs[:, 0]]
        inside = home == self._component[pairs[:, 1]]
        pairs, distance, home = pairs[inside], distance[inside], home[inside]
        self._distance.update(zip(map(tuple, pairs.tolist()), distance.tolist(), strict=True))
        order = np.argsort(home, kind="stable")
        pairs, distance, home = pairs[order], distance[order], home[order]
        for own in members(self._component[places]):
            some = places[own]
            if len(some) > 1:
                low, high = np.searchsorted(home, [some.min(), some.min() + 1])
                self._cluster(some, pairs[low:high], distance[low:high], self._cut)

    def _old_pairs(self, old: Ints) -> Ints:
        """Pairs inside the components of writings that were fused before."""
        held = np.zeros(len(self), dtype=np.bool_)
        held[old] = True
        within = held[self._blocks.place]
        found = [Blocks(self._blocks.code[within], self._blocks.place[within]).pairs()]
        for own in members(self._component[old]):
            if len(own) > 1:
                some = old[own]
                found.append(some[near_pairs(self._vectors[some], self._numbers[some], 0, self._model.floor)])
        pairs = unique_pairs(np.concatenate(found))
        inside: Ints = pairs[self._component[pairs[:, 0]] == self._component[pairs[:, 1]]]
        return inside

    def _cluster(self, places: Ints, pairs: Ints, distance: Floats, cut: float) -> None:
        """Clusters of one component, its writings in order of their texts."""
        if len(places) > self._options.most_together:
            self._split(places, pairs, distance, cut)
            return
        texts = self._forms.texts
        places = np.array(sorted(places.tolist(), key=lambda place: texts[place]), dtype=np.int64)
        at = {place: row for row, place in enumerate(places.tolist())}
        table = np.ones((len(places), len(places)))
        forms = [self._forms.form(place) for place in places.tolist()]
        for row, form in enumerate(forms):
            for column in range(row):
                if apart(form, forms[column]):
                    table[row, column] = table[column, row] = np.inf
        for (left, right), far in zip(pairs.tolist(), distance.tolist(), strict=True):
            row, column = at[left], at[right]
            table[row, column] = table[column, row] = far
        if self._options.method == "ward":
            table = np.sqrt(2 * table)
            cut = float(np.sqrt(2 * cut))
        label = clusters_at(table, cut, self._options.method)
        for own in members(label):
            self.cluster[places[own]] = places[own].min()

    def _split(self, places: Ints, pairs: Ints, distance: Floats, cut: float) -> None:
        """A component too great for one table: the farthest edges go, until its parts fit."""
        tighter = 0.7 * cut if cut > 1e-3 else -1.0
        keep = distance <= tighter
        at = np.searchsorted(places, pairs)
        label = groups(len(places), at[keep])
        self.cluster[places] = places
        for own in members(label):
            some = places[own]
            if len(some) > 1:
                inside = (label[at[:, 0]] == own[0]) & (label[at[:, 1]] == own[0])
                self._cluster(some, pairs[inside], distance[inside], tighter if tighter > 0 else cut)

    def concepts(self) -> list[Concept]:
        """Sorted by name."""
        texts, counts = self._forms.texts, self._forms.counts
        out = []
        for own in members(self.cluster):
            some = own.tolist()
            mean = self._vectors[own].astype(np.float32)
            likeness = ((mean @ mean.T).sum(axis=1) - 1) / max(1, len(some) - 1) if len(some) > 1 else np.ones(1)
            best = standard_of(
                [texts[place] for place in some],
                [counts[place] for place in some],
                np.clip(likeness, 0, 1).tolist(),
                [self._standard[place] for place in some],
            )
            rest = sorted((place for place in some if place != some[best]), key=lambda p: (-counts[p], texts[p]))
            out.append(
                Concept(texts[some[best]], tuple(texts[place] for place in rest), sum(counts[place] for place in some))
            )
        return sorted(out, key=lambda concept: concept.name)
