"""Many closed questions about a text, answered by one linear model over its words and pairs of words.

    chances of the answers to question q = softmax(W_q x + b_q)          x: the sparse row of the text (`text_pairs`)

All questions share one pass over the texts. Fitted by stochastic steps whose size falls with what a feature has moved
already (AdaGrad: Duchi, Hazan, Singer, JMLR 12, 2011; one number a feature) and with time. The order of the texts is
mixed by a fixed seed: equal texts in equal order give equal weights. Small batches are multiplied as dense blocks of
the features that they have, so that the work is done by matrix products.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.retrieval.text_pairs import Places, SparseRows, Weights

Answers = npt.NDArray[np.int32]

_BATCH, _RATE, _SEED = 64, 0.35, 1
#: Texts that are passed in all, over and over where there are fewer; how often at least and at most.
_PASSED, _FEWEST, _MOST = 30_000, 3, 20
_RATE_OF_BIAS = 0.002
_START = 1e-4


@dataclass(frozen=True, slots=True)
class Questions:
    """bounds: (q + 1,) question i has the columns bounds[i]:bounds[i + 1] of every table of chances."""

    bounds: Places

    @classmethod
    def of(cls, sizes: Sequence[int]) -> Questions:
        return cls(np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64))

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @property
    def columns(self) -> int:
        return int(self.bounds[-1])

    def slices(self) -> Iterator[slice]:
        for low, high in zip(self.bounds[:-1].tolist(), self.bounds[1:].tolist(), strict=True):
            yield slice(low, high)

    def softmax(self, table: Weights) -> Weights:
        """In place: scores (n, columns) become chances that sum to 1 a question."""
        for part in self.slices():
            block = table[:, part]
            block -= block.max(axis=1, keepdims=True)
            np.exp(block, out=block)
            block /= block.sum(axis=1, keepdims=True)
        return table

    def priors(self, answers: Answers) -> Weights:
        """(columns,) log share of each answer; answers: (n, q) numbers within the questions, -1 not known."""
        out = np.zeros(self.columns, dtype=np.float32)
        for question, part in enumerate(self.slices()):
            known = answers[answers[:, question] >= 0, question]
            counts = np.bincount(known, minlength=part.stop - part.start) + 0.5
            out[part] = np.log(counts / counts.sum())
        return out

    def less_truth(self, chances: Weights, answers: Answers) -> Weights:
        """In place: the slope of the loss at the scores; questions without an answer have none."""
        for question, part in enumerate(self.slices()):
            said = answers[:, question] >= 0
            chances[np.flatnonzero(said), part.start + answers[said, question]] -= 1.0
            chances[~said, part] = 0.0
        return chances


@dataclass(frozen=True, slots=True)
class LinearClasses:
    """weight: (features, columns), bias: (columns,)"""

    questions: Questions
    weight: Weights
    bias: Weights

    @classmethod
    def fit(
        cls, questions: Questions, rows: SparseRows, features: int, answers: Answers, some: Places | None = None
    ) -> LinearClasses:
        """answers: (n, q), see `Questions.priors`; some: the rows that are learned from, None for all."""
        used = np.arange(len(rows)) if some is None else some
        weight = np.zeros((features, questions.columns), dtype=np.float32)
        bias = questions.priors(answers[used])
        moved = np.full((features, 1), _START, dtype=np.float32)
        mixed = np.random.default_rng(_SEED)
        epochs = min(_MOST, max(_FEWEST, round(_PASSED / max(1, len(used)))))
        for epoch in range(epochs):
            rate = np.float32(_RATE * (1.0 - epoch / epochs))
            order = used[mixed.permutation(len(used))]
            for low in range(0, len(order), _BATCH):
                batch = order[low : low + _BATCH]
                column, block = _dense(rows, batch)
                own = weight[column]
                slope = questions.less_truth(questions.softmax(block @ own + bias), answers[batch])
                bias -= _RATE_OF_BIAS * rate * slope.sum(axis=0)
                step = block.T @ slope
                moved[column] += (step * step).sum(axis=1, keepdims=True) / len(questions)
                weight[column] = own - rate * step / np.sqrt(moved[column])
        return cls(questions, weight, bias)

    def rounded(self) -> LinearClasses:
        """With weights that half the bytes hold: what is used is what is stored."""
        return LinearClasses(self.questions, self.weight.astype(np.float16).astype(np.float32), self.bias)

    def chances(self, rows: SparseRows, some: Places | None = None) -> Weights:
        """(n, columns) chance of every answer; some: the rows that are asked for, None for all."""
        asked = np.arange(len(rows)) if some is None else some
        out = np.zeros((len(asked), self.questions.columns), dtype=np.float32)
        for low in range(0, len(asked), _BATCH):
            column, block = _dense(rows, asked[low : low + _BATCH])
            out[low : low + _BATCH] = block @ self.weight[column] + self.bias
        return self.questions.softmax(out)


def _dense(rows: SparseRows, batch: Places) -> tuple[npt.NDArray[np.int32], Weights]:
    """The features that the rows of a batch have, ascending, and (batch, features) their weights."""
    begin, sizes = rows.begin[batch], rows.begin[batch + 1] - rows.begin[batch]
    ends = np.cumsum(sizes)
    inside = np.arange(int(sizes.sum())) + np.repeat(begin - ends + sizes, sizes)
    column, place = np.unique(rows.column[inside], return_inverse=True)
    block = np.zeros((len(batch), len(column)), dtype=np.float32)
    block[np.repeat(np.arange(len(batch)), sizes), place] = rows.weight[inside]
    return column, block
