"""How often each word stands in texts of each class, counted in a stream: what `TextClasses` is made from.

Every text belongs to one of a few *folds*, by its group (or by its own words where it has none), and counts are kept by
fold. Whoever asks for the class of a text that was itself counted can leave its fold out, so that neither the text nor
its twins vote for themselves. A sample of the counted texts is kept for calibration.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.retrieval.text_features import Features, Places, TextFeatures
from itemcenter.retrieval.token_stream import mix

Counts = npt.NDArray[np.int32]

#: Folds of a count; at most 8, a fold takes three bits of a key.
FOLDS = 5
_FOLD_BITS, _CLASS_BITS = 3, 29
#: Raw entries gathered before they are summed up (8 bytes each).
_BUFFER = 2_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """Counted texts of one wording, kept for calibration.

    times: how many there are; fold: of their group, -1 where they have none
    """

    label: str
    fold: int
    features: Features
    times: int


@dataclass(frozen=True, slots=True)
class CountTable:
    """Sums over all texts, classes in order of their names.

    labels:   (C,) names; documents: (C, folds) texts of each class
    feature:  (P,) feature of each pair, ascending; class_of: (P,) its class; counts: (P, folds) texts with both
    """

    labels: tuple[str, ...]
    documents: Counts
    feature: Features
    class_of: npt.NDArray[np.int32]
    counts: Counts


@dataclass(slots=True)
class ClassCounts:
    """Counts texts by class. Memory is bounded by `max_pairs`: beyond it the rarest words are forgotten.

    pairs:     count pairs of neighbouring words beside single ones
    max_pairs: most (word, class, fold) entries kept, 12 bytes each
    samples:   wordings kept for calibration, those with the smallest hash
    The sums do not depend on the order of the texts, unless words had to be forgotten.
    """

    pairs: bool = True
    max_pairs: int = 4_000_000
    samples: int = 2_000
    _labels: dict[str, int] = field(default_factory=dict)
    _documents: dict[int, list[int]] = field(default_factory=dict)
    _buffer: list[Features] = field(default_factory=list)
    _buffered: int = 0
    _keys: Features = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    _counts: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _samples: dict[tuple[int, str], Sample] = field(default_factory=dict)
    _sampled_below: float = float(2**64)

    def add(self, texts: Sequence[str], labels: Sequence[str], groups: Sequence[str] | None = None) -> None:
        """Count texts with one label each. Texts of one group share a fold; "" is no group.

        Raises `InvariantError` where the lengths differ.
        """
        if len(texts) != len(labels) or (groups is not None and len(groups) != len(texts)):
            raise InvariantError(f"{len(texts)} texts need as many labels (and groups)")
        if not texts:
            return
        features = TextFeatures.of(texts, self.pairs)
        words = word_keys(features, len(texts))
        folds = folds_of(words, groups)
        classes = np.fromiter((self._labels.setdefault(label, len(self._labels)) for label in labels), np.int64)
        if len(self._labels) >= 1 << _CLASS_BITS:
            raise InvariantError(f"{len(self._labels)} classes are more than fit into a key")
        for number, fold in zip(classes.tolist(), folds.tolist(), strict=True):
            self._documents.setdefault(number, [0] * FOLDS)[fold] += 1
        low = (classes << _FOLD_BITS | folds).astype(np.uint64)
        self._buffer.append(features.feature << np.uint64(32) | low[features.text])
        self._buffered += len(features.feature)
        grouped = np.array([bool(group) for group in groups or [""] * len(texts)])
        self._keep_samples(features, words, labels, np.where(grouped, folds, -1))
        if self._buffered > _BUFFER:
            self._sum_up()

    def _keep_samples(self, features: TextFeatures, words: Features, labels: Sequence[str], folds: Places) -> None:
        first = np.searchsorted(features.text, np.arange(len(labels) + 1))
        near = (words > 0) & (words.astype(np.float64) <= self._sampled_below)
        for place in np.flatnonzero(near).tolist():
            key = int(words[place]), labels[place]
            held = self._samples.get(key)
            if held is None:
                own = features.feature[first[place] : first[place + 1]].copy()
                self._samples[key] = Sample(labels[place], int(folds[place]), own, 1)
            else:
                self._samples[key] = replace(held, times=held.times + 1)
        if len(self._samples) > 2 * self.samples:
            kept = sorted(self._samples)[: self.samples]
            self._samples = {key: self._samples[key] for key in kept}
            self._sampled_below = float(kept[-1][0])

    def _sum_up(self) -> None:
        keys = np.concatenate([self._keys, *self._buffer])
        counts = np.concatenate([self._counts, np.ones(self._buffered, dtype=np.int64)])
        self._buffer, self._buffered = [], 0
        order = np.argsort(keys, kind="stable")
        keys, counts = keys[order], counts[order]
        if len(keys):
            first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
            keys, counts = keys[first], np.add.reduceat(counts, first)
        rare = 0
        while len(keys) > self.max_pairs:
            rare += 1
            feature = keys >> np.uint64(32)
            first = np.flatnonzero(np.concatenate([[True], feature[1:] != feature[:-1]]))
            sums = np.add.reduceat(counts, first)
            kept = np.repeat(sums > rare, np.diff(np.append(first, len(keys))))
            keys, counts = keys[kept], counts[kept]
        self._keys, self._counts = keys, counts

    def table(self) -> tuple[CountTable, tuple[Sample, ...]]:
        """The sums so far, and the sample, in order of its keys."""
        self._sum_up()
        names = sorted(self._labels)
        rank = np.zeros(len(names), dtype=np.int64)
        for place, name in enumerate(names):
            rank[self._labels[name]] = place
        documents = np.zeros((len(names), FOLDS), dtype=np.int32)
        for number, by_fold in self._documents.items():
            documents[rank[number]] = by_fold
        low = (self._keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
        feature, fold = self._keys >> np.uint64(32), low & ((1 << _FOLD_BITS) - 1)
        class_of = rank[low >> _FOLD_BITS] if len(low) else low
        order = np.lexsort((class_of, feature))
        feature, class_of, fold, counts = feature[order], class_of[order], fold[order], self._counts[order]
        fresh = np.ones(len(feature), dtype=np.bool_)
        fresh[1:] = (feature[1:] != feature[:-1]) | (class_of[1:] != class_of[:-1])
        pair = np.cumsum(fresh) - 1
        spread = np.zeros((int(fresh.sum()), FOLDS), dtype=np.int32)
        spread[pair, fold] = counts
        kept = [self._samples[key] for key in sorted(self._samples)[: self.samples]]
        return CountTable(tuple(names), documents, feature[fresh], class_of[fresh].astype(np.int32), spread), tuple(
            kept
        )


def word_keys(features: TextFeatures, texts: int) -> Features:
    """(texts,) a number for the set of words of each text, 0 where it has none; equal sets have equal numbers."""
    sums = np.zeros(texts, dtype=np.uint64)
    if len(features.text):
        first = np.flatnonzero(np.concatenate([[True], features.text[1:] != features.text[:-1]]))
        sums[features.text[first]] = mix(np.add.reduceat(mix(features.feature + np.uint64(1)), first))
    return sums


def folds_of(words: Features, groups: Sequence[str] | None) -> Places:
    """(n,) fold of each text: by its group, where groups are given and the text has one, else by its words."""
    folds: Places = (words % np.uint64(FOLDS)).astype(np.int64)
    for place, group in enumerate(groups or ()):
        if group:
            digest = hashlib.blake2b(group.encode("utf-8", "surrogatepass"), digest_size=8).digest()
            folds[place] = int.from_bytes(digest, "big") % FOLDS
    return folds
