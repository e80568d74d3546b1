"""`VectorGroups`: blocks of vectors by name (a value list, a category), locked to one encoder, saved as one file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from itemcenter.errors import NotFoundError, StoreError
from itemcenter.retrieval.encoder import check_encoder
from itemcenter.retrieval.index_file import Array, read_index, write_index
from itemcenter.retrieval.quantized import Quantized, inverse_lengths
from itemcenter.retrieval.vector_block import VectorBlock


class VectorGroups:
    """kind: what the groups are ("values"), also the name of the file"""

    def __init__(self, kind: str, fingerprint: str, dim: int) -> None:
        self.kind, self.fingerprint, self.dim = kind, fingerprint, dim
        self._blocks: dict[str, VectorBlock] = {}

    def __len__(self) -> int:
        return sum(map(len, self._blocks.values()))

    def __contains__(self, name: str) -> bool:
        return name in self._blocks

    def names(self) -> list[str]:
        return sorted(self._blocks)

    def block(self, name: str) -> VectorBlock:
        """Raises `NotFoundError`."""
        try:
            return self._blocks[name]
        except KeyError:
            raise NotFoundError(f"the index of {self.kind} knows no {name!r}", remedy="add it first") from None

    def made(self, name: str) -> VectorBlock:
        """The block of this name, an empty one if there is none."""
        if name not in self._blocks:
            self._blocks[name] = VectorBlock(self.dim)
        return self._blocks[name]

    def drop(self, name: str) -> None:
        self._blocks.pop(name, None)

    def check(self, fingerprint: str) -> None:
        """Raises `EncoderMismatchError` for vectors of another encoder."""
        check_encoder(f"index of {self.kind}", self.fingerprint, fingerprint)

    def save(self, folder: Path) -> None:
        """Write `<kind>.npz`. Equal content gives equal bytes, in whatever order it was put in."""
        names = self.names()
        ids = [self._blocks[name].ids() for name in names]
        header = {"fingerprint": self.fingerprint, "dim": self.dim, "groups": names, "ids": ids}
        count = len(self)

        def rows() -> Iterator[Array]:
            yield np.zeros((0, self.dim), dtype=np.int8)
            for name in names:
                yield self._blocks[name].sorted_columns()[0].rows

        def marks() -> Iterator[Array]:
            yield np.zeros(0, dtype=np.uint64)
            for name in names:
                yield self._blocks[name].sorted_columns()[1]

        write_index(
            folder / f"{self.kind}.npz", self.kind, header, {"rows": (count, rows()), "marks": (count, marks())}
        )

    @classmethod
    def open(cls, folder: Path, kind: str, fingerprint: str) -> VectorGroups:
        """Read what `save` wrote. Raises `EncoderMismatchError` where it was built with another encoder."""
        path = folder / f"{kind}.npz"
        header, columns = read_index(path, kind)
        try:
            check_encoder(str(path), str(header["fingerprint"]), fingerprint)
            groups = cls(kind, fingerprint, int(header["dim"]))
            rows, marks, low = columns["rows"], columns["marks"], 0
            if rows.shape != (len(marks), groups.dim) or rows.dtype != np.int8 or marks.dtype != np.uint64:
                raise ValueError(f"rows of shape {rows.shape} for {len(marks)} marks of {groups.dim} dimensions")
            inverse = inverse_lengths(rows)
            for name, ids in zip(header["groups"], header["ids"], strict=True):
                some = slice(low, low + len(ids))
                low += len(ids)
                block = VectorBlock.of(ids, Quantized(rows[some], inverse[some]), marks[some])
                groups._blocks[name] = block
            if low != len(rows):
                raise ValueError(f"{low} ids for {len(rows)} rows")
        except (KeyError, TypeError, ValueError) as error:
            raise StoreError(f"the index is damaged: {error}", place=str(path), remedy="build it again") from error
        return groups
