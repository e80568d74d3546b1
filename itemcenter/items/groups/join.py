"""From blocks to groups: rows that share a code or a skeleton are joined, unless a guard keeps them apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from itemcenter.items.groups.brands import brands_agree
from itemcenter.items.groups.gather import Gathered, Numbers
from itemcenter.items.groups.listing import Listing

At = Callable[[int], Listing]


class Joined:
    """Rows joined so far. A row joins no set with another code of a dividing family, nor one with another brand."""

    def __init__(self, found: Gathered, dividing: Sequence[str], at: At) -> None:
        self._parent = np.arange(len(found.ids), dtype=np.int32)
        self._codes: list[Numbers] = [found.codes[family].copy() for family in dividing]
        self._at = at

    def root(self, row: int) -> int:
        parent = self._parent
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = int(parent[row])
        return row

    def join(self, rows: Iterable[int]) -> None:
        """Join rows, each with the first that it agrees with."""
        roots: list[int] = []
        for row in rows:
            mine = self.root(row)
            for other in roots:
                other = self.root(other)
                if other == mine or self._agree(mine, other):
                    self._unite(mine, other)
                    break
            else:
                roots.append(mine)

    def _agree(self, one: int, other: int) -> bool:
        for codes in self._codes:
            if codes[one] and codes[other] and codes[one] != codes[other]:
                return False
        return brands_agree(self._at(one), self._at(other))

    def _unite(self, one: int, other: int) -> None:
        if one == other:
            return
        low, high = min(one, other), max(one, other)
        self._parent[high] = low
        for codes in self._codes:
            codes[low] = codes[low] or codes[high]

    def groups(self) -> list[list[int]]:
        """Sets of two or more rows, each ascending, in order of their first row."""
        roots = np.fromiter((self.root(row) for row in range(len(self._parent))), np.int64, len(self._parent))
        order = np.argsort(roots, kind="stable")
        cuts = np.flatnonzero(np.diff(roots[order])) + 1
        return [part.tolist() for part in np.split(order, cuts) if len(part) > 1]
