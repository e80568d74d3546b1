"""Which class a text belongs to, learned by counting words: a naive Bayes classifier whose probabilities are checked.

    classes = TextClasses.fit(texts, labels)                   # or ClassCounts.add in batches, then TextClasses.of
    classes.predict(["Acme espresso machine 1.8 l"], top=3)    # [(ClassGuess("coffee machines", 0.93), ...)]

A text's score for class c over its known features F (words, pairs of words):

    log p(c) + sharpness / |F|^damping * sum over f in F of log((n_fc + a p_f) / ((N_c + a) p_f))

n_fc: texts of class c with f; N_c: sum of n_fc over f; p_f: share of f in all counts; a: mass of the background
(Dirichlet smoothing: C. Zhai, J. Lafferty, ACM TOIS 22(2), 2004). Words are not independent, so plain naive Bayes is
far too sure of itself; a, sharpness and damping are those under which a sample of the counted texts, each scored
without itself (or its group), is predicted best (`class_calibration`). Nothing else is trained: a class that has been
counted once is known. Probabilities of a text need not sum to 1: the rest is that of a class not counted yet.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itemcenter.errors import StoreError
from itemcenter.retrieval.class_calibration import ClassSettings, SampleScores, calibrate, probabilities
from itemcenter.retrieval.class_counts import FOLDS, ClassCounts, CountTable, Sample, folds_of, word_keys
from itemcenter.retrieval.class_scores import ClassScorer, LeftOut
from itemcenter.retrieval.text_features import TextFeatures

Places = npt.NDArray[np.int64]

_FORMAT = 1
_TEXTS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class ClassGuess:
    label: str
    probability: float


class TextClasses:
    """Immutable counts with the settings to read them. Fit or load one; `labels` are in order of their names."""

    def __init__(self, table: CountTable, settings: ClassSettings, pairs: bool = True) -> None:
        self._table, self._pairs = table, pairs
        self._scorer = ClassScorer(table)
        self.settings = settings

    @property
    def labels(self) -> tuple[str, ...]:
        return self._table.labels

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits over everything that decides an answer."""
        state = hashlib.blake2b(digest_size=16)
        state.update(json.dumps([self.labels, asdict(self.settings), self._pairs]).encode("ascii"))
        for name in _COLUMNS:
            state.update(np.ascontiguousarray(getattr(self._table, name)).tobytes())
        return state.hexdigest()

    @classmethod
    def fit(cls, texts: Iterable[str], labels: Iterable[str], groups: Iterable[str] | None = None) -> TextClasses:
        """Count texts with their labels, read once and in step; `groups` as in `ClassCounts.add`."""
        counts = ClassCounts()
        rows = zip(texts, labels, strict=True) if groups is None else zip(texts, labels, groups, strict=True)
        while batch := list(islice(rows, _TEXTS_AT_ONCE)):
            columns = [list(column) for column in zip(*batch, strict=True)]
            counts.add(columns[0], columns[1], columns[2] if groups is not None else None)
        return cls.of(counts)

    @classmethod
    def of(cls, counts: ClassCounts) -> TextClasses:
        """From counts, calibrated on their sample. `counts` may go on counting."""
        table, samples = counts.table()
        plain = cls(table, ClassSettings(), counts.pairs)
        if len(table.labels) < 2 or not samples:
            return plain
        number = {label: place for place, label in enumerate(table.labels)}
        truth = np.array([number[sample.label] for sample in samples], dtype=np.int64)
        folds = np.array([sample.fold for sample in samples], dtype=np.int64)
        times = np.array([sample.times for sample in samples], dtype=np.float64)
        left_out = np.where(folds < 0, 1, table.documents[truth, folds])
        counted = (table.documents.sum(axis=1)[truth] > left_out).astype(np.float64)
        settings = calibrate(lambda mass: plain._sample_scores(samples, truth, mass), truth, counted, times)
        return cls(table, settings, counts.pairs)

    def predict(
        self, texts: Sequence[str], top: int = 3, counted: bool = False, groups: Sequence[str] | None = None
    ) -> list[tuple[ClassGuess, ...]]:
        """The likeliest classes of each text, best first (ties by label), at most `top`; () where no class is known.

        counted: these texts were among those counted (with these `groups`): leave each one's fold out of its answer.
        A text without any known word gets the most frequent classes.
        """
        out: list[tuple[ClassGuess, ...]] = []
        top = min(top, len(self.labels))
        if not top:
            return [() for _ in texts]
        for block in self._blocks(texts, counted, groups):
            least = np.partition(block, block.shape[1] - top, axis=1)[:, block.shape[1] - top]
            row, place = np.nonzero(block >= least[:, None])
            chance = block[row, place]
            order = np.lexsort((place, -chance, row))
            first = np.searchsorted(row, np.arange(len(block)))
            kept = order[(np.arange(len(order)) - first[row[order]]) < top]  # equal chances may be more than `top`
            guesses = [
                ClassGuess(self.labels[number], probability)
                for number, probability in zip(place[kept].tolist(), chance[kept].tolist(), strict=True)
            ]
            out += [tuple(guesses[low : low + top]) for low in range(0, len(guesses), top)]
        return out

    def probabilities(
        self, texts: Sequence[str], counted: bool = False, groups: Sequence[str] | None = None
    ) -> npt.NDArray[np.float32]:
        """(n, C) probability of each class, as in `predict`. All of it is held in memory."""
        if not self.labels:
            return np.zeros((len(texts), 0), dtype=np.float32)
        empty = np.zeros((0, len(self.labels)), dtype=np.float32)
        return np.concatenate([empty, *self._blocks(texts, counted, groups)])

    def _blocks(
        self, texts: Sequence[str], counted: bool, groups: Sequence[str] | None
    ) -> Iterator[npt.NDArray[np.float32]]:
        for low in range(0, len(texts), _TEXTS_AT_ONCE):
            batch = texts[low : low + _TEXTS_AT_ONCE]
            features = TextFeatures.of(batch, self._pairs)
            left = LeftOut.nothing(len(batch))
            if counted:
                own = None if groups is None else groups[low : low + _TEXTS_AT_ONCE]
                left = left._replace(fold=folds_of(word_keys(features, len(batch)), own))
            for part in self._scorer.score(features, left, self.settings.background):
                yield probabilities(part, self.settings)

    def _sample_scores(self, samples: Sequence[Sample], truth: Places, background: float) -> SampleScores:
        """Scores of the sample, each text without its own fold, or without itself where it has no group."""
        text = np.repeat(np.arange(len(samples)), [len(sample.features) for sample in samples])
        features = TextFeatures(text, np.concatenate([sample.features for sample in samples]))
        folds = np.array([sample.fold for sample in samples], dtype=np.int64)
        left = LeftOut(np.where(folds < 0, FOLDS, folds), np.where(folds < 0, truth, -1))
        parts = list(self._scorer.score(features, left, background))
        return SampleScores(*(np.concatenate([getattr(part, name) for part in parts]) for name in SampleScores._fields))

    # -- on disk --------------------------------------------------------------------------------------------------

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Everything that decides an answer, as plain arrays by name."""
        table = self._table
        header = {"format": _FORMAT, "pairs": self._pairs, "labels": table.labels, "settings": asdict(self.settings)}
        named = {name: getattr(table, name) for name in _COLUMNS}
        return {"header": np.frombuffer(json.dumps(header).encode("ascii"), dtype=np.uint8), **named}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]], place: str = "word counts") -> TextClasses:
        """The reverse of `to_arrays`. Raises `StoreError` where the arrays are damaged or of another format."""
        try:
            header = json.loads(bytes(arrays["header"]).decode("ascii"))
            if header["format"] != _FORMAT:
                raise ValueError(f"format {header['format']}, not {_FORMAT}")
            table = CountTable(tuple(header["labels"]), *(arrays[name] for name in _COLUMNS))
            return cls(table, ClassSettings(**header["settings"]), bool(header["pairs"]))
        except Exception as error:  # damaged arrays fail in many ways
            raise _unreadable(place, error) from error

    def save(self, path: Path) -> None:
        """Write one .npz file of plain arrays (no pickled objects)."""
        with path.open("wb") as handle:
            np.savez(handle, **self.to_arrays())  # type: ignore[arg-type]

    @classmethod
    def load(cls, path: Path) -> TextClasses:
        """Read what `save` wrote. Raises `StoreError` where the file is missing, damaged or of another format."""
        try:
            with np.load(path, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
        except Exception as error:  # a damaged archive fails in many ways
            raise _unreadable(str(path), error) from error
        return cls.from_arrays(arrays, str(path))


def _unreadable(place: str, error: Exception) -> StoreError:
    return StoreError(f"no word counts can be read: {error}", place=place, remedy="learn them again")


_COLUMNS = ("documents", "feature", "class_of", "counts")
