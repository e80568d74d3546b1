"""`ItemSlots`: the candidates of an item as texts beside their evidence, for a model that reads the item as well."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.evidence.features import Matrix


@dataclass(frozen=True)
class ItemSlots:
    """One row a candidate, the candidates of a key together.

    text: of the item; keys: a text for each asked key; asked: (n,) int32 number of the row's key; values: (n,) texts
    features: (n, F) float32, NaN for missing; right: (n,) bool, or float32 beliefs in [0, 1],
    None where nobody knows; part: see `folds`
    """

    text: str
    keys: tuple[str, ...]
    asked: npt.NDArray[np.int32]
    values: tuple[str, ...]
    features: Matrix
    right: npt.NDArray[np.bool_] | npt.NDArray[np.float32] | None = None
    part: int = -1

    def __post_init__(self) -> None:
        rows = len(self.asked)
        fits = len(self.values) == len(self.features) == rows and (self.right is None or len(self.right) == rows)
        if not fits or (rows and (np.diff(self.asked) < 0).any()) or self.asked.max(initial=-1) >= len(self.keys):
            raise InvariantError(f"{rows} slots of {len(self.keys)} keys do not fit their values, features or labels")

    def places(self) -> npt.NDArray[np.int64]:
        """(n,) the place of each row among the candidates of its key."""
        if not len(self.asked):
            return np.zeros(0, dtype=np.int64)
        rows = np.arange(len(self.asked))
        begins = np.append(True, np.diff(self.asked) != 0)
        first: npt.NDArray[np.int64] = rows - np.maximum.accumulate(np.where(begins, rows, 0))
        return first
