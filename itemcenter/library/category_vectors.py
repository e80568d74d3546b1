"""Meaning of titles against category paths, through the `embed` port. Each category is encoded once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from itemcenter.library.category_tree import CategoryTree
from itemcenter.ports import Embedder
from itemcenter.schema import OntologyRelease

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]

#: Levels whose categories compete by meaning alone; below them a title must share words.
_UPPER = 2
#: Digits of a cosine that count.
_DIGITS = 6
_PAIRS_AT_ONCE = 16_384


class CategoryVectors:
    """(C, dim) unit vectors of the categories: the sum of those of the name, the last two steps, and the whole path."""

    def __init__(self, release: OntologyRelease, tree: CategoryTree, embedder: Embedder) -> None:
        names = [release.category_by_id[entry].name for entry in tree.ids]
        paths = [[names[place] for place in path if place >= 0] for path in tree.above.tolist()]
        total = embedder.embed(names)
        total = total + embedder.embed([" ".join(path[-2:]) for path in paths])
        total = total + embedder.embed([" ".join(path) for path in paths])
        lengths = np.linalg.norm(total, axis=1, keepdims=True)
        self._vectors: Vectors = (total / np.where(lengths > 0, lengths, 1)).astype(np.float32)
        self._upper = np.flatnonzero(tree.depth <= _UPPER)
        self._upper_vectors = np.ascontiguousarray(self._vectors[self._upper].T, dtype=np.float64)
        self._embedder = embedder

    def near(self, texts: Sequence[str]) -> Nearness:
        return Nearness(self._embedder.embed(texts), self._vectors, self._upper, self._upper_vectors)


class Nearness:
    """Cosines of a batch of texts and the categories; all 0 where there is no encoder."""

    def __init__(self, texts: Vectors, nodes: Vectors, upper: Places, upper_vectors: Scores) -> None:
        """upper: nodes that compete by meaning alone; upper_vectors: (dim, U) theirs"""
        self._texts, self._nodes, self._upper = texts, nodes, upper
        # In double precision and rounded: the same whatever other texts stand in the batch.
        self._upper_scores = np.round(texts.astype(np.float64) @ upper_vectors, _DIGITS)
        self._column = np.full(len(nodes), -1, dtype=np.int64)
        self._column[upper] = np.arange(len(upper))

    @classmethod
    def unknown(cls, texts: int, nodes: int) -> Nearness:
        none = np.zeros((0, 0))
        return cls(np.zeros((texts, 0), dtype=np.float32), np.zeros((nodes, 0), dtype=np.float32), _NONE, none)

    def nearest(self, most: int) -> tuple[Places, Places]:
        """(text, node) of the upper-level categories nearest to each text, at most `most` a text, in no order."""
        most = min(most, len(self._upper))
        if not most:
            return _NONE, _NONE
        places = np.argpartition(-self._upper_scores, most - 1, axis=1)[:, :most]
        return np.repeat(np.arange(len(self._texts)), most), self._upper[places].ravel()

    def of(self, text: Places, node: Places) -> Scores:
        """(m,) cosine of each pair."""
        out = np.zeros(len(text), dtype=np.float64)
        if not self._texts.shape[1]:
            return out
        column = self._column[node]
        upper = column >= 0
        out[upper] = self._upper_scores[text[upper], column[upper]]
        other = np.flatnonzero(~upper)
        for low in range(0, len(other), _PAIRS_AT_ONCE):
            place = other[low : low + _PAIRS_AT_ONCE]
            out[place] = np.einsum("ij,ij->i", self._texts[text[place]], self._nodes[node[place]])
        return out


_NONE: Places = np.zeros(0, dtype=np.int64)
