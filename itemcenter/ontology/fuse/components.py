"""Groups of a graph, and clusters inside each: where merges stop at `cut`, a cluster lies inside one group of the graph
whose edges are the pairs at `cut` or nearer. So a key of a million values falls into small tables of distances.

That holds for average and complete linkage: a merge at a mean distance up to `cut` has one pair as near (methods of the
seed paper's section 3; the tests compare with the whole table).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


def groups(count: int, pairs: Ints) -> Ints:
    """(count,) the least member of each row's group of the graph with edges `pairs` (m, 2)."""
    least = np.arange(count, dtype=np.int64)
    left, right = pairs[:, 0], pairs[:, 1]
    while len(left):
        low = np.minimum(least[left], least[right])
        np.minimum.at(least, least[left], low)
        np.minimum.at(least, least[right], low)
        while True:
            further = least[least]
            if np.array_equal(further, least):
                break
            least = further
        open_ = least[left] != least[right]
        left, right = left[open_], right[open_]
    return least


def members(label: Ints) -> Iterator[Ints]:
    """The places of each label, in ascending order, labels ascending."""
    order = np.argsort(label, kind="stable")
    starts = np.flatnonzero(np.append(True, np.diff(label[order]) != 0)) if len(label) else np.zeros(0, np.int64)
    yield from np.split(order, starts[1:]) if len(label) else iter(())
