"""How often a mention in a given context was the merchant's value: counted per key, with back-off to its kin.

    p(key) = (hits + m * p(name)) / (trials + m)      p(name) likewise with p(type), p(type) with a quarter

(a key with enough trials of its own stands alone).

`name` joins keys of one name in other categories, `type` all keys of one value type. m = `_PRIOR_WEIGHT`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from itemcenter.evidence.contexts import VIEWS, Context
from itemcenter.evidence.folds import Tally
from itemcenter.schema import AttributeKey, KeyId
from itemcenter.values.folding import name_key

_PRIOR_WEIGHT = 3.0
_START = 0.25
#: From so many trials on a key needs no kin.
_ENOUGH = 30.0
#: Estimates kept at most.
_MOST_KEPT = 200_000
#: Trials, the judged part left out, below which a context counts as never met.
LEAST_TRIALS = 2.0


class PrecisionTable:
    """Tallies by level (a key, a key's name, a value type), view and context."""

    def __init__(self) -> None:
        self._levels: dict[str, list[dict[str, Tally]]] = {}
        self._chains: dict[KeyId, list[list[dict[str, Tally]]]] = {}
        #: Estimates that were asked for, by key and part left out: contexts come again and again.
        self._estimates: dict[tuple[KeyId, int], list[dict[str, float]]] = {}
        self._kept = 0
        self._right: dict[tuple[KeyId, int, int], frozenset[str]] = {}
        #: Whether nothing is known.
        self.empty = True

    def add(self, key: AttributeKey, context: Context, right: float, part: int, weight: float = 1.0) -> None:
        self.empty = False
        if self._kept or self._right:
            self._forget()
        for views in self._chain(key):
            for tallies, words in zip(views, context, strict=True):
                tally = tallies.get(words)
                if tally is None:
                    tally = tallies[words] = Tally()
                tally.add(part, right, weight)

    def add_all(self, other: PrecisionTable) -> None:
        """Everything that another table has counted."""
        self.empty = self.empty and other.empty
        self._forget()
        for level, views in other._levels.items():
            for mine, its in zip(self._levels.setdefault(level, [{} for _ in VIEWS]), views, strict=True):
                for words, tally in its.items():
                    held = mine.get(words)
                    if held is None:
                        held = mine[words] = Tally()
                    held.add_all(tally)

    def look_up(self, key: AttributeKey, context: Context, part: int) -> list[float]:
        """One precision a view, in the order of `VIEWS`. A level that met the context once only has no say."""
        kept = self._estimates.get((key.id, part))
        if kept is None:
            kept = self._estimates[key.id, part] = [{} for _ in VIEWS]
        out = []
        for place, words in enumerate(context):
            estimate = kept[place].get(words)
            if estimate is None:
                estimate = self._estimate(key, place, words, part)
                self._kept += 1
                kept[place][words] = estimate
            out.append(estimate)
        if self._kept > _MOST_KEPT:
            self._forget()
        return out

    def _estimate(self, key: AttributeKey, place: int, words: str, part: int) -> float:
        own, *kin = self._chain(key)
        hits = trials = 0.0
        counts = own[place].get(words)
        if counts is not None:
            hits, trials = counts.without(part)
        if trials >= _ENOUGH:
            return hits / trials
        if trials < LEAST_TRIALS:
            hits = trials = 0.0
        estimate = _START
        for views in reversed(kin):
            counts = views[place].get(words)
            if counts is not None:
                others, tried = counts.without(part)
                if tried >= LEAST_TRIALS:
                    estimate = (others + _PRIOR_WEIGHT * estimate) / (tried + _PRIOR_WEIGHT)
        return (hits + _PRIOR_WEIGHT * estimate) / (trials + _PRIOR_WEIGHT) if trials else estimate

    def _forget(self) -> None:
        self._estimates.clear()
        self._right.clear()
        self._kept = 0

    def ever_right(self, key: AttributeKey, view: int, part: int) -> frozenset[str]:
        """The words of one view with which a mention of the key itself was ever right."""
        found = self._right.get((key.id, view, part))
        if found is None:
            met = ((words, tally.without(part)) for words, tally in self._chain(key)[0][view].items())
            found = frozenset(words for words, (hits, trials) in met if hits > 0.0 and trials >= LEAST_TRIALS)
            self._right[key.id, view, part] = found
        return found

    def _chain(self, key: AttributeKey) -> list[list[dict[str, Tally]]]:
        """The tables of the key's levels, the most special first."""
        chain = self._chains.get(key.id)
        if chain is None:
            chain = [self._levels.setdefault(level, [{} for _ in VIEWS]) for level in levels(key)]
            self._chains[key.id] = chain
        return chain

    def prune(self) -> None:
        """Forget contexts met less than `LEAST_TRIALS` times: they have no say, and memory stays bounded."""
        for views in self._levels.values():
            for place, tallies in enumerate(views):
                views[place] = {words: tally for words, tally in tallies.items() if tally.counts[1] >= LEAST_TRIALS}
        self._levels = {level: views for level, views in self._levels.items() if any(views)}
        self._chains.clear()
        self._forget()
        self.empty = not self._levels

    def to_json(self) -> dict[str, Any]:
        return {
            level: [{words: tally.counts for words, tally in sorted(tallies.items())} for tallies in views]
            for level, views in sorted(self._levels.items())
            if any(views)
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PrecisionTable:
        out = cls()
        out.empty = not data
        for level, views in data.items():
            if len(views) != len(VIEWS):
                raise ValueError(f"{level!r} has {len(views)} views")
            out._levels[level] = [{words: Tally.of(counts) for words, counts in rows.items()} for rows in views]
        return out


@lru_cache(maxsize=65536)
def levels(key: AttributeKey) -> tuple[str, str, str]:
    """From the special to the general."""
    return f"k {key.id}", f"n {name_key(key.name)}", f"t {key.type.value}"
