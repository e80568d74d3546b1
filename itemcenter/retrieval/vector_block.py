"""`VectorBlock`: the vectors of one value list or one category, contiguous, with ids; rows come and go."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.retrieval.quantized import Quantized
from itemcenter.retrieval.top_rows import Numbers, TopRows, top_rows

Marks = npt.NDArray[np.uint64]

#: Removed rows are tombstones until more than this share of a block are; then the rest closes up.
_MOST_DEAD = 0.25


class VectorBlock:
    """Ids are distinct texts; each row has a mark, a number of the owner's choice. Where a row lies shows nowhere."""

    def __init__(self, dim: int) -> None:
        self._take(np.zeros((0, dim), dtype=np.int8), np.zeros(0, np.float32), np.zeros(0, np.uint64), [])

    @classmethod
    def of(cls, ids: Sequence[str], vectors: Quantized, marks: Marks) -> VectorBlock:
        """A block that holds these arrays themselves, not copies."""
        block = cls(vectors.rows.shape[1])
        block._take(vectors.rows, vectors.inverse, marks, list(ids))
        return block

    def _take(self, rows: npt.NDArray[np.int8], inverse: npt.NDArray[np.float32], marks: Marks, ids: list[str]) -> None:
        self._rows, self._inverse, self._marks, self._ids = rows, inverse, marks, ids
        self._alive = np.ones(len(ids), dtype=np.bool_)
        self._dead = 0
        self._moved()

    def _moved(self) -> None:
        self._row_of: dict[str, int] | None = None
        self._ranks: Numbers | None = None
        self._names: npt.NDArray[np.object_] | None = None

    def __len__(self) -> int:
        return len(self._ids) - self._dead

    @property
    def rows_held(self) -> int:
        """Rows in memory, tombstones included."""
        return len(self._ids)

    def ids(self) -> list[str]:
        """Sorted."""
        return [self._ids[row] for row in self._sorted()]

    def mark(self, entry: str) -> int | None:
        """The mark of an id, None where it is absent."""
        row = self._places().get(entry)
        return None if row is None else int(self._marks[row])

    def put(self, ids: Sequence[str], vectors: Quantized, marks: Marks) -> None:
        """Add rows; an id that is held gets the new vector and mark. Raises `InvariantError` for an id given twice."""
        if len(set(ids)) != len(ids):
            raise InvariantError("the same id is put into an index twice at once")
        places = self._places()
        at = np.fromiter((places.get(entry, -1) for entry in ids), np.int64, len(ids))
        held, fresh = np.flatnonzero(at >= 0), np.flatnonzero(at < 0)
        self._rows[at[held]] = vectors.rows[held]
        self._inverse[at[held]] = vectors.inverse[held]
        self._marks[at[held]] = marks[held]
        if len(fresh):
            used, new = len(self._ids), len(self._ids) + len(fresh)
            self._reserve(new)
            self._rows[used:new] = vectors.rows[fresh]
            self._inverse[used:new] = vectors.inverse[fresh]
            self._marks[used:new] = marks[fresh]
            self._alive[used:new] = True
            new_ids = [ids[place] for place in fresh.tolist()]
            self._ids.extend(new_ids)
            places.update(zip(new_ids, range(used, new), strict=True))
            self._ranks = self._names = None

    def _reserve(self, rows: int) -> None:
        held = len(self._rows)
        if rows > held:
            room = max(rows, held + held // 2)
            self._rows = _grown(self._rows, room)
            self._inverse, self._marks = _grown(self._inverse, room), _grown(self._marks, room)
            self._alive = _grown(self._alive, room)

    def remove(self, ids: Collection[str]) -> int:
        """Remove what is held of these; returns how many that were."""
        places = self._places()
        gone = [row for entry in dict.fromkeys(ids) if (row := places.pop(entry, None)) is not None]
        self._alive[gone] = False
        self._inverse[gone] = 0  # never found again
        self._dead += len(gone)
        if self._dead > _MOST_DEAD * len(self._ids):
            keep = np.flatnonzero(self._alive[: len(self._ids)])
            ids_kept = [self._ids[row] for row in keep]
            self._take(self._rows[keep], self._inverse[keep], self._marks[keep], ids_kept)
        return len(gone)

    def nearest(self, queries: Quantized, k: int, only: Collection[str] | None = None) -> TopRows:
        """`top_rows` over the block, or over those of its ids that are in `only`; equal scores by id."""
        count = len(self._ids)
        if only is None:
            return top_rows(queries, Quantized(self._rows[:count], self._inverse[:count]), k, self._rank)
        places = self._places()
        rows = np.array(sorted(places[entry] for entry in set(only) if entry in places), dtype=np.int64)
        some = Quantized(self._rows[rows], self._inverse[rows])
        top = top_rows(queries, some, k, lambda: self._rank()[rows])
        return TopRows(top.query, rows[top.row], top.score)

    def names(self, rows: Numbers) -> npt.NDArray[np.object_]:
        """The ids of rows that `nearest` gave."""
        if self._names is None:
            self._names = np.array([*self._ids, None], dtype=np.object_)[:-1]
        return self._names[rows]

    def vector(self, entry: str) -> npt.NDArray[np.float32]:
        """(dim,) the unit vector of an id that is held, as exact as it was stored. Raises `KeyError`."""
        row = self._places()[entry]
        out: npt.NDArray[np.float32] = self._rows[row].astype(np.float32) * self._inverse[row]
        return out

    def sorted_columns(self) -> tuple[Quantized, Marks]:
        """Vectors and marks in order of `ids`."""
        rows = self._sorted()
        return Quantized(self._rows[rows], self._inverse[rows]), self._marks[rows]

    def settle(self) -> None:
        """Give back the memory of what can be made again. The block itself stays as it is."""
        self._moved()

    def _sorted(self) -> Numbers:
        """Rows of what is held, in order of id."""
        rows = np.flatnonzero(self._alive[: len(self._ids)])
        return rows[np.argsort(self._rank()[rows])]

    def _rank(self) -> Numbers:
        if self._ranks is None:
            self._ranks = np.empty(len(self._ids), dtype=np.int64)
            self._ranks[sorted(range(len(self._ids)), key=self._ids.__getitem__)] = np.arange(len(self._ids))
        return self._ranks

    def _places(self) -> dict[str, int]:
        """Id -> row of what is held; made when it is first needed, since a block that is only searched needs none."""
        if self._row_of is None:
            alive = self._alive
            self._row_of = {entry: row for row, entry in enumerate(self._ids) if alive[row]}
        return self._row_of


def _grown(array: npt.NDArray[Any], rows: int) -> npt.NDArray[Any]:
    out = np.zeros((rows, *array.shape[1:]), dtype=array.dtype)
    out[: len(array)] = array
    return out
