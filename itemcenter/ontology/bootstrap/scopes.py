"""Which keys apply to which categories: as high in the tree as most of what lies below shows the key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.ontology.bootstrap.category_tree import CategoryTree
from itemcenter.ontology.bootstrap.key_columns import KeyColumn
from itemcenter.ontology.bootstrap.options import BootstrapOptions

Counts = npt.NDArray[np.int64]

#: Share of the categories below one that must have a key for it to apply to all of them.
_LIFTED = 0.5
#: Share of a key's items that the categories hold together which it gets where none has enough of them.
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A key (place of its column) at a category (node): items that show it, of those with specs (columns: of all)."""

    key: int
    node: int
    items: int
    of: int
    core: bool

    @property
    def share(self) -> float:
        return self.items / max(1, self.of)


def key_places(columns: Sequence[KeyColumn], tree: CategoryTree, options: BootstrapOptions) -> list[KeyPlace]:
    """The places of all keys, by node, most shown first. A key without any item in a category has none."""
    if not len(tree) or not columns:
        return []
    of_columns = [column.name in options.columns for column in columns]
    specs = [column.items for column, plain in zip(columns, of_columns, strict=True) if not plain]
    everywhere = _sizes(tree, np.arange(len(tree.of_item), dtype=np.int32))
    with_specs = _sizes(tree, np.unique(np.concatenate(specs))) if specs else everywhere
    children, least = tree.children(), options.smallest_scope(len(tree.of_item))
    out: list[KeyPlace] = []
    for number, column in enumerate(columns):
        direct = np.bincount(_nodes(tree, column.items), minlength=len(tree))
        counts = _sums(tree, direct)
        sizes = everywhere if of_columns[number] else with_specs
        placing = _Placing(tree, children, sizes, counts, direct, options, least)
        nodes = [node for root in children[-1] for node in placing.below(root)] or placing.scattered()
        for node in nodes:
            core = counts[node] >= options.core_share * sizes[node]
            out.append(KeyPlace(number, node, int(counts[node]), int(sizes[node]), bool(core)))
    return sorted(out, key=lambda place: (place.node, -place.share, place.key))


def _nodes(tree: CategoryTree, items: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    nodes = tree.of_item[items]
    known: npt.NDArray[np.int32] = nodes[nodes >= 0]
    return known


def _sizes(tree: CategoryTree, items: npt.NDArray[np.int32]) -> Counts:
    """(nodes,) how many of the items are at a node or below it."""
    return _sums(tree, np.bincount(_nodes(tree, items), minlength=len(tree)))


def _sums(tree: CategoryTree, direct: Counts) -> Counts:
    """(nodes,) counts with those of all nodes below."""
    out = direct.copy()
    for node in range(len(tree) - 1, -1, -1):  # parents come first
        if tree.parents[node] >= 0:
            out[tree.parents[node]] += out[node]
    return out


@dataclass(slots=True)
class _Placing:
    """Where one key goes. sizes: items with specs; counts, direct: items with the key, below a node and at it."""

    tree: CategoryTree
    children: dict[int, list[int]]
    sizes: Counts
    counts: Counts
    direct: Counts
    options: BootstrapOptions
    least: int

    def below(self, node: int) -> list[int]:
        """The node itself where the key applies to most of what is below it, else the nodes below that have it."""
        if self.counts[node] < self.least:
            return []
        kids = [child for child in self.children.get(node, ()) if self.sizes[child] >= self.least]
        having = [child for child in kids if self._applies(child)]
        own = self.direct[node] >= max(self.least, _LIFTED * self.counts[node])
        if self._applies(node) and (not having or own or (len(having) > 1 and len(having) >= _LIFTED * len(kids))):
            return [node]
        return [found for child in kids for found in self.below(child)]

    def _applies(self, node: int) -> bool:
        least = max(self.least, self.options.scope_share * self.sizes[node])
        return bool(self.counts[node] >= least)

    def scattered(self) -> list[int]:
        """Where a key goes that no category has enough of: the categories of half of its items, largest counts first.

        [] where no item with the key has a category.
        """
        places = [
            node for node in np.flatnonzero(self.direct).tolist() if self.tree.parents[node] >= 0 or self._leaf(node)
        ]
        places = places or np.flatnonzero(self.direct).tolist()
        places.sort(key=lambda node: (-self.direct[node], node))
        total, reached, out = int(self.direct[places].sum()), 0, []
        for node in places:
            out.append(node)
            reached += int(self.direct[node])
            if reached >= _HALF * total:
                break
        return out

    def _leaf(self, node: int) -> bool:
        return node not in self.children
