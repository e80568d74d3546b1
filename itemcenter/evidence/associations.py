"""Which words go with which value: learned from cells, for values that are not written as the ontology names them.

For a key, an item's value and every n-gram of its texts are counted together. An n-gram that nearly always comes with
one value ("HP" with Hewlett-Packard, "hard drive" with Storage) is evidence for it, and can recall it. Values met
fewer than `LEAST_SUPPORT` times are treated exactly like values never met, so that nothing here tells whether a value
occurs in the labelled items.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from itemcenter.evidence.field_words import Gram
from itemcenter.evidence.folds import EVERYTHING, FOLDS

#: Items with a value, the judged part left out, below which the value counts as never met.
LEAST_SUPPORT = 2
#: Weight of the value's share among all items, in items.
_PRIOR_WEIGHT = 1.0
_LEAST_GAIN = 0.3
_Z = 1.64
_MOST_RECALLED = 4
_Counts = dict[str, list[int]]


class Association(NamedTuple):
    """`share`: smoothed share of the items with this n-gram that have the value; `gram` where it stands.

    gain: how much of what was open without the n-gram it settles: (least share - prior) / (1 - prior), the least share
          being the lower end of the Wilson interval, so that what few items show by chance gains nothing
    """

    value: str
    share: float
    gain: float
    support: int
    gram: Gram


class KeyAssociations:
    """Counts of one key. Values are identities (`TypedValue.identity`)."""

    def __init__(self) -> None:
        self._items = [0] * (FOLDS + 1)
        self._values: _Counts = {}
        self._grams: dict[str, list[int]] = {}
        self._pairs: dict[str, _Counts] = {}

    def add(self, values: Iterable[str], grams: Iterable[str], part: int) -> None:
        """One labelled item: its values of the key, the distinct n-grams of its texts."""
        names = list(values)
        _count(self._items, part)
        for value in names:
            _count(self._values.setdefault(value, [0] * (FOLDS + 1)), part)
        for gram in grams:
            _count(self._grams.setdefault(gram, [0] * (FOLDS + 1)), part)
            pairs = self._pairs.setdefault(gram, {})
            for value in names:
                _count(pairs.setdefault(value, [0] * (FOLDS + 1)), part)

    def to_json(self) -> dict[str, Any]:
        return {
            "items": self._items,
            "values": dict(sorted(self._values.items())),
            "grams": dict(sorted(self._grams.items())),
            "pairs": {gram: dict(sorted(pairs.items())) for gram, pairs in sorted(self._pairs.items())},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> KeyAssociations:
        """The reverse of `to_json`. Raises `KeyError`, `ValueError` or `TypeError` for anything else."""
        out = cls()
        out._items = _whole(data["items"])
        out._values = {value: _whole(counts) for value, counts in data["values"].items()}
        out._grams = {gram: _whole(counts) for gram, counts in data["grams"].items()}
        out._pairs = {
            gram: {value: _whole(counts) for value, counts in pairs.items()} for gram, pairs in data["pairs"].items()
        }
        named = {value for pairs in out._pairs.values() for value in pairs}
        if out._pairs.keys() != out._grams.keys() or not named <= out._values.keys():
            raise ValueError("n-grams and their values do not fit each other")
        return out

    def prune(self) -> None:
        """Forget n-grams, and pairs of an n-gram and a value, that fewer than `LEAST_SUPPORT` items had.

        No answer changes, for none is given on fewer.
        """
        for gram in list(self._grams):
            pairs = {value: counts for value, counts in self._pairs[gram].items() if counts[0] >= LEAST_SUPPORT}
            if self._grams[gram][0] < LEAST_SUPPORT or not pairs:
                del self._grams[gram], self._pairs[gram]
            else:
                self._pairs[gram] = pairs

    def items(self, part: int) -> int:
        """Labelled items, those of the part left out."""
        return _without(self._items, part)

    def _tells(self, gram: str, part: int) -> bool:
        """Whether the n-gram would be kept by `prune` if the part had never been counted: then it is no trace of it."""
        counts = self._grams.get(gram)
        if counts is None or _without(counts, part) < LEAST_SUPPORT:
            return False
        return any(_without(pair, part) >= LEAST_SUPPORT for pair in self._pairs[gram].values())

    def support(self, value: str, part: int) -> int:
        """Items with the value, 0 for fewer than `LEAST_SUPPORT`."""
        counts = self._values.get(value)
        number = 0 if counts is None else _without(counts, part)
        return number if number >= LEAST_SUPPORT else 0

    def prior(self, value: str, part: int) -> float:
        """The value's share among the labelled items, smoothed by one item of anything else."""
        return self.support(value, part) / (_without(self._items, part) + 1.0)

    def best(self, grams: Mapping[str, Gram], part: int) -> dict[str, Association]:
        """For every value that some n-gram speaks for clearly, the n-gram that does so best."""
        top: dict[str, tuple[float, int, str]] = {}
        shares: dict[str, float] = {}
        priors: dict[str, float] = {}
        total = _without(self._items, part) + 1.0
        left_out = part + 1 if part != EVERYTHING else 0  # column 0 is the total: nothing is left out of it
        for words in self._pairs.keys() & grams.keys():
            counts = self._grams[words]
            trials = counts[0] - counts[left_out] if left_out else counts[0]
            if trials < LEAST_SUPPORT:
                continue
            for value, pair in self._pairs[words].items():
                hits = pair[0] - pair[left_out] if left_out else pair[0]
                if hits < LEAST_SUPPORT:
                    continue
                prior = priors.get(value)
                if prior is None:
                    prior = priors[value] = _without(self._values[value], part) / total
                gain = (_surely(hits, trials) - prior) / max(1.0 - prior, 1e-6)
                held = top.get(value)
                if held is None or gain > held[0] or (gain == held[0] and (hits, words) > held[1:]):
                    top[value] = (gain, hits, words)
                    shares[value] = (hits + _PRIOR_WEIGHT * prior) / (trials + _PRIOR_WEIGHT)
        return {
            value: Association(value, shares[value], gain, hits, grams[words])
            for value, (gain, hits, words) in top.items()
        }

    def recalled(self, best: dict[str, Association], part: int) -> list[Association]:
        """Values worth considering though their names may not be written: n-grams that tell, not merely go along."""
        found = [entry for entry in best.values() if entry.gain >= _LEAST_GAIN]
        found.sort(key=lambda entry: (-entry.gain, -entry.support, entry.value))
        return found[:_MOST_RECALLED]

    def log_odds(self, words: Iterable[str], candidates: Iterable[str], part: int) -> dict[str, float]:
        """Naive Bayes log probability of the words under each value, less that under all items together; a word's mean.

        A value counted as never met has exactly 0.
        """
        sizes = {value: self.support(value, part) for value in candidates}
        items = _without(self._items, part) + 1.0
        scores = dict.fromkeys(sizes, 0.0)
        known = 0
        for word in words:
            if not self._tells(word, part):
                continue
            known += 1
            pairs = self._pairs[word]
            base = 2.0 * (_without(self._grams[word], part) + 0.5) / items
            for value in pairs if len(pairs) < len(scores) else scores:
                if value in scores and value in pairs and sizes[value]:
                    met = _without(pairs[value], part)
                    scores[value] += math.log(1.0 + met / base) if met >= LEAST_SUPPORT else 0.0
        return {
            value: (scores[value] + known * math.log(2.0 / (size + 2.0))) / (known + 5.0) if size else 0.0
            for value, size in sizes.items()
        }


@lru_cache(maxsize=65536)
def _surely(hits: float, trials: float) -> float:
    """Lower end of the Wilson interval of a share."""
    share, square = hits / trials, _Z * _Z
    middle = share + square / (2.0 * trials)
    spread = _Z * math.sqrt(share * (1.0 - share) / trials + square / (4.0 * trials * trials))
    return (middle - spread) / (1.0 + square / trials)


def _count(counts: list[int], part: int) -> None:
    counts[0] += 1
    counts[part + 1] += 1


def _whole(counts: Sequence[float]) -> list[int]:
    """Counts as stored, where a row may be wider than they are."""
    if len(counts) <= FOLDS:
        raise ValueError(f"{len(counts)} counts are no counts by part")
    return list(map(int, counts[: FOLDS + 1]))


def _without(counts: list[int], part: int) -> int:
    return counts[0] if part == EVERYTHING else counts[0] - counts[part + 1]
