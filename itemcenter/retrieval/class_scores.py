"""Scores of texts against all counted classes at once, each text without its own fold, without itself, or in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.retrieval.class_calibration import SampleScores
from itemcenter.retrieval.class_counts import FOLDS, CountTable
from itemcenter.retrieval.text_features import TextFeatures

Scores = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

#: Bounds of one step: entries of the (texts, classes) table, and (text, word, class) entries.
_CELLS, _ENTRIES = 500_000, 2_000_000


class LeftOut(NamedTuple):
    """(n,) what each text is scored without: a fold (FOLDS for none), or itself as one text of class `own` (or -1)."""

    fold: Places
    own: Places

    @classmethod
    def nothing(cls, texts: int) -> LeftOut:
        return cls(np.full(texts, FOLDS, dtype=np.int64), np.full(texts, -1, dtype=np.int64))


class ClassScorer:
    """The counts of a table laid out for look-up by word. `text_classes` gives the formula."""

    def __init__(self, table: CountTable) -> None:
        self._table = table
        fresh = np.ones(len(table.feature), dtype=np.bool_)
        fresh[1:] = table.feature[1:] != table.feature[:-1]
        places = np.flatnonzero(fresh)
        self._features = table.feature[places]
        self._first = np.append(places, len(table.feature))
        self._sums = table.counts.sum(axis=1, dtype=np.int64)
        self._by_feature = np.zeros((len(places), FOLDS), dtype=np.int64)
        by_class = np.zeros((FOLDS, len(table.labels)), dtype=np.float64)
        for fold in range(FOLDS):
            column = table.counts[:, fold].astype(np.int64)
            self._by_feature[:, fold] = np.add.reduceat(column, places) if len(places) else 0
            by_class[fold] = np.bincount(table.class_of, weights=column, minlength=len(table.labels))
        self._feature_sums = self._by_feature.sum(axis=1)
        whole = by_class.sum(axis=0)
        # Row `fold` leaves that fold out, the last row leaves nothing out.
        self._class_words = np.vstack([whole - by_class, whole])
        documents = table.documents.astype(np.float64)
        self._documents = documents.sum(axis=1)
        without = np.vstack([self._documents - documents.T, self._documents])
        self._prior = np.log((without + 0.5) / (without.sum(axis=1, keepdims=True) + 0.5 * max(1, len(table.labels))))

    def score(self, features: TextFeatures, left: LeftOut, background: float) -> Iterator[SampleScores]:
        """Scores of the texts in order, some at a time: (b, C) each, the bound of memory."""
        entry = np.searchsorted(self._features, features.feature)
        inside = entry < len(self._features)
        inside[inside] = self._features[entry[inside]] == features.feature[inside]
        text, entry = features.text[inside], entry[inside]
        texts = len(left.fold)
        own_words = np.bincount(text, minlength=texts)
        sums = self._feature_sums[entry] - (left.own[text] >= 0)
        folded = left.fold[text] < FOLDS
        sums[folded] -= self._by_feature[entry[folded], left.fold[text[folded]]]
        text, entry, sums = text[sums > 0], entry[sums > 0], sums[sums > 0]
        widths = (self._first[entry + 1] - self._first[entry]).astype(np.float64)
        load = np.bincount(text, weights=widths, minlength=texts).astype(np.float64)
        bounds = np.append(np.searchsorted(text, np.arange(texts)), len(text))
        for low, high in _steps(load, max(1, _CELLS // max(1, len(self._table.labels)))):
            span = slice(bounds[low], bounds[high])
            here = LeftOut(left.fold[low:high], left.own[low:high])
            yield self._step(text[span] - low, entry[span], sums[span], here, own_words[low:high], background)

    def _step(
        self, text: Places, entry: Places, sums: Places, left: LeftOut, own_words: Places, background: float
    ) -> SampleScores:
        """text, entry, sums: (m,) the texts' known words and how often they occur elsewhere."""
        texts, classes = len(left.fold), len(self._table.labels)
        alone = np.flatnonzero(left.own >= 0)
        own = left.own[alone]
        total = self._class_words.sum(axis=1)[left.fold]
        total[alone] -= own_words[alone]
        widths = self._first[entry + 1] - self._first[entry]
        inside = np.repeat(np.arange(len(entry)), widths)
        pair = self._first[entry][inside] + np.arange(len(inside)) - np.repeat(np.cumsum(widths) - widths, widths)
        owner, class_of = text[inside], self._table.class_of[pair]
        counts = self._sums[pair] - (left.own[owner] == class_of)
        folded = np.flatnonzero(left.fold[owner] < FOLDS)
        counts[folded] -= self._table.counts[pair[folded], left.fold[owner[folded]]]
        gain = np.log1p(counts * total[owner] / (background * sums[inside]))
        summed = np.bincount(owner * classes + class_of, weights=gain, minlength=texts * classes)
        gains = summed.astype(np.float32).reshape(texts, classes)
        known = np.bincount(text, minlength=texts)
        size, prior = np.log1p(self._class_words / background).astype(np.float32), self._prior.astype(np.float32)
        if len(alone) or (left.fold < FOLDS).any():
            size, prior = size[left.fold], prior[left.fold]
            size[alone, own] = np.log1p((self._class_words[left.fold[alone], own] - own_words[alone]) / background)
            prior[alone, own] += np.log((self._documents[own] - 0.5) / (self._documents[own] + 0.5))
        else:  # one row serves all texts
            size, prior = size[FOLDS:], prior[FOLDS:]
        gains -= known[:, None].astype(np.float32) * size
        return SampleScores(gains, np.broadcast_to(prior, gains.shape), known)


def _steps(load: Scores, most: int) -> Iterator[tuple[int, int]]:
    """(low, high) ranges of at most `most` texts whose loads stay within the bound (one text at least)."""
    low, size = 0, 0.0
    for place, entries in enumerate(load.tolist()):
        if place > low and (place - low >= most or size + entries > _ENTRIES):
            yield low, place
            low, size = place, 0.0
        size += entries
    if low < len(load):
        yield low, len(load)
