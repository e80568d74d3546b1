"""`WordTags`: one tag for each word of a passage, all words together (a linear chain), learned from sets of tags.

    p(tags | words) ~ exp(sum of weights[sign, tag] over a word's signs + steps[tag before, tag])

A word that was told its tag has a set of one; what nobody knows has a larger set, and the model decides within it: it
is fitted so that the sets are likely as a whole. Tag 0 is "says nothing".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError

Reals = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TagParams:
    """rounds: over all passages; rate: of AdaGrad; decay: pull of weights to zero at each step; batch: passages"""

    rounds: int = 8
    rate: float = 0.2
    decay: float = 1e-4
    batch: int = 32
    seed: int = 0

    def __post_init__(self) -> None:
        if min(self.rounds, self.batch) < 1 or self.rate <= 0 or self.decay < 0:
            raise InvariantError("rounds and batch are at least 1, the rate is above 0", place="word tags")


@dataclass(frozen=True)
class Passage:
    """signs: numbers of the signs of all words, one word's behind the other's; counts: (words,), how many each has"""

    signs: Ints
    counts: Ints


@dataclass(frozen=True)
class WordTags:
    """weights: (signs, tags); steps: (tags, tags)"""

    weights: Reals
    steps: Reals

    @classmethod
    def fit(
        cls, passages: Sequence[Passage], allowed: Sequence[Bools], signs: int, params: TagParams | None = None
    ) -> WordTags:
        """allowed: (words, tags) of every passage, at least one tag a word; the same weights for the same input"""
        params = params or TagParams()
        tags = allowed[0].shape[1] if allowed else 1
        weights, steps = np.zeros((signs, tags), np.float32), np.zeros((tags, tags), np.float32)
        squares, step_squares = np.full(signs, 1e-2, np.float32), np.full((tags, tags), 1e-2, np.float32)
        order = np.argsort([len(entry.counts) for entry in passages], kind="stable")
        starts = range(0, len(order), params.batch)
        batches = [_Batch.of(passages, allowed, order[at : at + params.batch]) for at in starts]
        drawn = np.random.default_rng(params.seed)
        mean, mean_steps = np.zeros_like(weights), np.zeros_like(steps)
        first = params.rounds // 3
        for round_number in range(params.rounds):
            for number in drawn.permutation(len(batches)):
                batch = batches[number]
                score, lengths = _scores(weights, batch.passages)
                free, free_pairs = _marginals(score, steps, lengths, None)
                told, told_pairs = _marginals(score, steps, lengths, batch.allowed)
                wrong = (told - free)[batch.inside]
                gradient = np.add.reduceat(wrong[batch.words], batch.starts, axis=0)
                gradient -= params.decay * weights[batch.signs]
                squares[batch.signs] += np.square(gradient).mean(axis=1)
                pace = params.rate / np.sqrt(squares[batch.signs] * tags)
                weights[batch.signs] += pace[:, None] * gradient
                gradient = told_pairs - free_pairs - params.decay * steps
                step_squares += np.square(gradient)
                steps += params.rate * gradient / np.sqrt(step_squares)
            if round_number >= first:  # the mean of several rounds depends less on the last words that were seen
                mean += weights / (params.rounds - first)
                mean_steps += steps / (params.rounds - first)
        return cls(mean, mean_steps)

    def chances(self, passages: Sequence[Passage], allowed: Sequence[Bools] | None = None) -> list[Reals]:
        """(words, tags) of every passage: how likely each tag is, given the whole passage, within `allowed`."""
        out: list[Reals] = []
        for at in range(0, len(passages), 64):
            some = passages[at : at + 64]
            score, lengths = _scores(self.weights, some)
            sets = _padded(allowed[at : at + 64], lengths, True).astype(np.bool_) if allowed is not None else None
            marginal, _ = _marginals(score, self.steps, lengths, sets)
            out += [marginal[place, :length] for place, length in enumerate(lengths)]
        return out

    def to_arrays(self) -> dict[str, Reals]:
        return {"weights": self.weights, "steps": self.steps}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[np.generic]]) -> WordTags:
        return cls(np.asarray(arrays["weights"], np.float32), np.asarray(arrays["steps"], np.float32))


@dataclass(frozen=True)
class _Batch:
    """Passages of one step. allowed: (passages, words, tags); inside: (passages, words), which words there are

    signs: those of the batch, each once; words: where they occur, sorted by sign; starts: of each sign among them
    """

    passages: list[Passage]
    allowed: Bools
    inside: Bools
    signs: Ints
    words: Ints
    starts: Ints

    @classmethod
    def of(cls, passages: Sequence[Passage], allowed: Sequence[Bools], places: Ints) -> _Batch:
        chosen = [passages[place] for place in places]
        lengths = np.array([len(entry.counts) for entry in chosen])
        counts = np.concatenate([entry.counts for entry in chosen])
        flat = np.concatenate([entry.signs for entry in chosen])
        by_sign = np.argsort(flat, kind="stable")
        signs, starts = np.unique(flat[by_sign], return_index=True)
        inside = np.arange(int(lengths.max())) < lengths[:, None]
        sets = _padded([allowed[place] for place in places], lengths, True).astype(np.bool_)
        return cls(chosen, sets, inside, signs, np.repeat(np.arange(len(counts)), counts)[by_sign], starts)


def _scores(weights: Reals, passages: Sequence[Passage]) -> tuple[Reals, Ints]:
    """Scores (passages, words, tags), 0 behind the end, and the words of every passage."""
    lengths = np.array([len(entry.counts) for entry in passages])
    counts = np.concatenate([entry.counts for entry in passages])
    ends = np.cumsum(counts)
    sums = np.add.reduceat(weights[np.concatenate([entry.signs for entry in passages])], ends - counts, axis=0)
    return _padded(np.split(sums, np.cumsum(lengths)[:-1]), lengths, 0.0).astype(np.float32), lengths


def _padded(rows: Sequence[npt.NDArray[Any]], lengths: Ints, fill: float | bool) -> npt.NDArray[Any]:
    out = np.full((len(rows), int(lengths.max()), rows[0].shape[1]), fill, rows[0].dtype)
    for place, row in enumerate(rows):
        out[place, : len(row)] = row
    return out


def _marginals(score: Reals, steps: Reals, lengths: Ints, allowed: Bools | None) -> tuple[Reals, Reals]:
    """Chances (passages, words, tags), and the expected number (tags, tags) of each step; forward and backward sums."""
    many, most, tags = score.shape
    local = np.exp(score - score.max(axis=2, keepdims=True))
    if allowed is not None:
        masked = np.where(allowed, score, -np.inf)
        local = np.exp(masked - masked.max(axis=2, keepdims=True))
    local = np.maximum(local, 0.0).astype(np.float64)
    moves = np.exp(steps.astype(np.float64) - float(steps.max()))
    forward, backward = np.empty((many, most, tags)), np.ones((many, most, tags))
    now = local[:, 0]
    forward[:, 0] = now / now.sum(axis=1, keepdims=True)
    for at in range(1, most):
        now = (forward[:, at - 1] @ moves) * local[:, at]
        forward[:, at] = now / np.maximum(now.sum(axis=1, keepdims=True), 1e-300)
    for at in range(most - 2, -1, -1):
        now = (backward[:, at + 1] * local[:, at + 1]) @ moves.T
        inside = (at + 1 < lengths)[:, None]
        backward[:, at] = np.where(inside, now / np.maximum(now.sum(axis=1, keepdims=True), 1e-300), 1.0)
    chance = forward * backward
    chance /= np.maximum(chance.sum(axis=2, keepdims=True), 1e-300)
    pairs = np.zeros((tags, tags))
    for at in range(1, most):
        inside = at < lengths
        if not inside.any():
            break
        before, behind = forward[inside, at - 1], (local[inside, at] * backward[inside, at])
        total = ((before @ moves) * behind).sum(axis=1)
        pairs += moves * ((before / np.maximum(total, 1e-300)[:, None]).T @ behind)
    return chance.astype(np.float32), pairs.astype(np.float32)
