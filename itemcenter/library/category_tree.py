"""The category tree as arrays, in depth-first order: sums over subtrees, and how far down a prediction may go."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.schema import CategoryId, OntologyRelease

Places = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


class NodeMass(NamedTuple):
    """Probability of nodes, (m,) each: ordered by item, then node; a node's mass includes that of all below it."""

    item: Places
    node: Places
    mass: Scores


class CategoryTree:
    """Nodes are numbered depth first, children in the release's order, so that a subtree is a range of numbers.

    ids:    category of each node; number: node of each category
    parent: (C,) node above, -1 for roots; depth: (C,) 0 for roots; end: (C,) number behind the last node below
    above:  (C, D) nodes from the root down to the node itself, -1 behind
    """

    def __init__(self, release: OntologyRelease) -> None:
        order: list[CategoryId] = []
        parents: list[int] = []
        stack = [(entry, -1) for entry in reversed(release.children.get(None, ()))]
        while stack:
            entry, parent = stack.pop()
            stack.extend((child, len(order)) for child in reversed(release.children.get(entry, ())))
            order.append(entry)
            parents.append(parent)
        ends = list(range(1, len(order) + 1))
        for node in range(len(order) - 1, -1, -1):
            if parents[node] >= 0:
                ends[parents[node]] = max(ends[parents[node]], ends[node])
        self.ids = tuple(order)
        self.number = {entry: node for node, entry in enumerate(order)}
        self.parent: Places = np.array(parents, dtype=np.int64)
        self.end: Places = np.array(ends, dtype=np.int64)
        depths = np.zeros(len(order), dtype=np.int64)
        for node, parent in enumerate(parents):
            depths[node] = 0 if parent < 0 else depths[parent] + 1
        self.depth: Places = depths
        self.above: Places = np.full((len(order), int(depths.max(initial=0)) + 1), -1, dtype=np.int64)
        for node, parent in enumerate(parents):
            if parent >= 0:
                self.above[node] = self.above[parent]
            self.above[node, depths[node]] = node

    def __len__(self) -> int:
        return len(self.ids)

    def summed(self, item: Places, node: Places, mass: Scores) -> NodeMass:
        """The mass of every node that holds some, from the mass of single (item, node) pairs."""
        paths = self.above[node]
        inside = paths >= 0
        keys = (item[:, None] * len(self.ids) + paths)[inside]
        weights = np.broadcast_to(mass[:, None], paths.shape)[inside]
        distinct, place = np.unique(keys, return_inverse=True)
        sums = np.bincount(place, weights=weights, minlength=len(distinct)).astype(np.float64)
        return NodeMass(distinct // len(self.ids), distinct % len(self.ids), sums)

    def deepest(self, nodes: NodeMass, items: int, least: float) -> Places:
        """(items,) place in `nodes` of the deepest node of at least this mass, going down from the likeliest root and
        always to the likeliest child; -1 where no root has it. Of equal nodes the first in the tree's order.
        """
        chosen = np.full(items, -1, dtype=np.int64)
        kept = np.flatnonzero(nodes.mass >= least)
        order = kept[np.lexsort((nodes.node[kept], -nodes.mass[kept], self.parent[nodes.node[kept]], nodes.item[kept]))]
        item, parent = nodes.item[order], self.parent[nodes.node[order]]
        first = np.ones(len(order), dtype=np.bool_)
        first[1:] = (item[1:] != item[:-1]) | (parent[1:] != parent[:-1])
        best = order[first]  # the likeliest child of each (item, parent)
        for depth in range(self.above.shape[1]):
            here = best[self.depth[nodes.node[best]] == depth]
            owner = nodes.item[here]
            at = chosen[owner]
            reached = np.where(at >= 0, nodes.node[at], -1)
            down = here[reached == self.parent[nodes.node[here]]]
            chosen[nodes.item[down]] = down
        return chosen
