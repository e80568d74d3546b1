"""`CategoryTree`: the categories of a first ontology, and which of them each item that was looked at belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from itemcenter.ontology.bootstrap.observe import Numbers
from itemcenter.ontology.bootstrap.value_lists import slug
from itemcenter.schema import CategoryId
from itemcenter.schema.ids import MAX_ID_LENGTH


@dataclass(slots=True)
class CategoryTree:
    """Nodes in an order in which parents come first.

    names, parents: one a node; a parent is a number of a node, -1 at the top
    terms:   further words for what the items of a node are ("laptop")
    sources: in words, where a node comes from
    by_path: folded steps of a merchant's path -> node; steps that are no category of their own are left out
    of_item: (n,) node of each item that was looked at, -1 where it has none
    """

    names: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    terms: list[tuple[str, ...]] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    by_path: dict[tuple[str, ...], int] = field(default_factory=dict)
    of_item: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    def __len__(self) -> int:
        return len(self.names)

    def add(self, name: str, parent: int, terms: Sequence[str] = (), source: str = "") -> int:
        self.names.append(name)
        self.parents.append(parent)
        self.terms.append(tuple(terms))
        self.sources.append(source)
        return len(self.names) - 1

    def depth(self, node: int) -> int:
        return 0 if node < 0 else 1 + self.depth(self.parents[node])

    def children(self) -> dict[int, list[int]]:
        """Children by parent, in order; the roots stand under -1."""
        out: dict[int, list[int]] = {}
        for node, parent in enumerate(self.parents):
            out.setdefault(parent, []).append(node)
        return out

    def ids(self) -> list[CategoryId]:
        """One id a node: the folded names of its path, joined by slashes; a number tells equal ones apart."""
        out: list[CategoryId] = []
        taken: set[str] = set()
        for name, parent in zip(self.names, self.parents, strict=True):
            identity = f"{out[parent]}/{slug(name)}" if parent >= 0 else slug(name)
            if len(identity) > MAX_ID_LENGTH - 8:
                identity = f"{slug(name)}-{len(out)}"
            unique, number = identity, 1
            while unique in taken:
                number += 1
                unique = f"{identity}-{number}"
            taken.add(unique)
            out.append(CategoryId(unique))
        return out
