"""Which feature moved a margin, and by how much: exact Shapley values of oblivious trees.

The game is that of Lundberg et al. 2020 ("From local explanations to global understanding with explainable AI for
trees", path-dependent form): a tree's expected value when only some features are known, unknown questions answered by
the training rows that met them. In an oblivious tree the answer depends on a row only through its leaf, so each tree
has one table, leaf by question, and explaining a row is a look-up per tree. Unlike walking down the tree and crediting
each question with the change it makes (Saabas 2014), the credit does not depend on the order of the questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np
import numpy.typing as npt

from itemcenter.evidence.binning import Codes, Floats
from itemcenter.evidence.tree_arrays import TreeArrays


@dataclass(frozen=True, slots=True)
class Attribution:
    """Tables of a set of trees. expected: sum of the trees' mean values over the training rows, weighted by hessian.

    shares: per tree, distinct features int32 (k,) and what each moves in each leaf, float64 (k, leaves)
    """

    trees: TreeArrays
    expected: float
    shares: tuple[tuple[npt.NDArray[np.int32], Floats], ...]

    @classmethod
    def of(cls, trees: TreeArrays) -> Attribution:
        """Cost: 4**depth * depth steps per tree, vectorised."""
        expected, shares = 0.0, []
        for tree in range(len(trees)):
            depth = int(trees.depth[tree])
            features, player = np.unique(trees.feature[tree, :depth], return_inverse=True)
            worth = _worth(trees.value[tree, : 1 << depth], trees.cover[tree, : 1 << depth], player, len(features))
            expected += float(worth[0, 0])
            shares.append((features, _shapley(worth, len(features))))
        return cls(trees, expected, tuple(shares))

    def add(self, codes: Codes, contributions: Floats) -> None:
        """Add each feature's share to `contributions` (F, n) for `codes` (F, n)."""
        for tree, (features, share) in enumerate(self.shares):
            leaf = self.trees.leaf(tree, codes)
            for row, feature in enumerate(features):
                contributions[feature] += share[row].take(leaf)


def _worth(value: Floats, cover: Floats, player: npt.NDArray[np.intp], players: int) -> Floats:
    """Expected value (2**players, leaves) of a row in each leaf when the features of each subset are known.

    Bit i of the subset's number says whether feature i is known. player: (depth,), which feature each level asks.
    """
    depth, leaves = len(player), len(value)
    leaf = np.arange(leaves)
    known = (np.arange(1 << players)[:, None] >> np.arange(players)) & 1 == 1
    now = np.broadcast_to(value, (1 << players, leaves, leaves))  # subset, leaf of the row, node
    weight = cover
    for level in range(depth - 1, -1, -1):
        pairs = now.reshape(1 << players, leaves, -1, 2)
        halves = weight.reshape(-1, 2)
        weight = halves.sum(axis=1)
        # A node that no training row met: either answer is as likely.
        right = np.divide(halves[:, 1], weight, out=np.full(len(weight), 0.5), where=weight > 0)
        answer = (leaf >> (depth - 1 - level)) & 1 == 1
        told = np.where(answer[None, :, None], pairs[..., 1], pairs[..., 0])
        guessed = pairs[..., 0] + right * (pairs[..., 1] - pairs[..., 0])
        now = np.where(known[:, player[level]][:, None, None], told, guessed)
    return now[:, :, 0]


def _shapley(worth: Floats, players: int) -> Floats:
    """Shapley values (players, leaves) of the game `worth` (2**players, leaves)."""
    subsets = np.arange(1 << players)
    size = ((subsets[:, None] >> np.arange(players)) & 1).sum(axis=1)
    chance = np.array([factorial(s) * factorial(players - s - 1) / factorial(players) for s in range(players)])
    shares = np.zeros((players, worth.shape[1]))
    for one in range(players):
        without = subsets[(subsets >> one) & 1 == 0]
        steps = worth[without | (1 << one)] - worth[without]
        shares[one] = (chance[size[without]][:, None] * steps).sum(axis=0)
    return shares
