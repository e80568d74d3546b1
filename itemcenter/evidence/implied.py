"""What the words of an item as a whole imply of its keys: chances of values, learned from the cells of a catalog.

The features are a family of their own behind those that the shipped weights know (`features.NAMES`): only the trees
that a catalog corrects those weights by look at them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.schema import KeyId, TextSpan, ValueId

#: Chance of the candidate, its logarithm, and how far it is ahead of the likeliest other value.
IMPLIED = ("implied", "implied_log", "implied_lead")
_NAN = (math.nan,) * len(IMPLIED)
#: Values of a key that may be candidates, and how likely they must be.
_MOST, _LEAST = 3, 0.02
_LEAST_LOG = 1e-4


class Answers(NamedTuple):
    """The values of a key that were learned, and the columns of their chances."""

    columns: slice
    values: tuple[ValueId, ...]


class Implied:
    """Of one item. Keys that were not learned, or that the item's own cells state, imply nothing.

    chances: (columns,) of all keys; proof: the words of the item that speak most for a column
    """

    __slots__ = ("_answers", "_chances", "_known", "_own", "_proof")

    def __init__(
        self,
        answers: Mapping[KeyId, Answers],
        chances: npt.NDArray[np.float32],
        own: frozenset[KeyId],
        proof: Callable[[int], TextSpan | None],
    ) -> None:
        self._answers, self._chances, self._own, self._proof = answers, chances, own, proof
        self._known: dict[KeyId, tuple[dict[ValueId, float], float, float]] = {}

    def likely(self, key_id: KeyId) -> list[tuple[ValueId, float, TextSpan]]:
        """The likeliest values with their proof, best first."""
        found = self._of(key_id)
        if found is None:
            return []
        answers, out = self._answers[key_id], []
        order = np.argsort(-self._chances[answers.columns], kind="stable")[:_MOST].tolist()
        for place in order:
            value_id = answers.values[place]
            chance = found[0][value_id]
            span = self._proof(answers.columns.start + place) if chance >= _LEAST else None
            if span is not None:
                out.append((value_id, chance, span))
        return out

    def features(self, key_id: KeyId, values: Sequence[ValueId | None]) -> list[tuple[float, ...]]:
        """`IMPLIED` of each value; a value that was not learned has no chance."""
        found = self._of(key_id)
        if found is None:
            return [_NAN] * len(values)
        chances, best, second = found
        out: list[tuple[float, ...]] = []
        for value_id in values:
            chance = chances.get(value_id, 0.0) if value_id is not None else 0.0
            lead = chance - (best if chance < best else second)
            out.append((chance, math.log(max(chance, _LEAST_LOG)), lead))
        return out

    def _of(self, key_id: KeyId) -> tuple[dict[ValueId, float], float, float] | None:
        """Chances by value, and the two greatest."""
        if key_id not in self._answers or key_id in self._own:
            return None
        if key_id not in self._known:
            answers = self._answers[key_id]
            chances = self._chances[answers.columns].tolist()
            second, best = sorted(chances)[-2:]
            self._known[key_id] = dict(zip(answers.values, chances, strict=True)), best, second
        return self._known[key_id]
