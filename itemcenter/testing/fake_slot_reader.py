"""A reader for tests: a candidate stands above "none" if its words stand in the item's text; it tells what it read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError
from itemcenter.evidence.features import NAMES


class FakeSlotReader:
    """`read` lists the texts that were read."""

    def __init__(self, features: tuple[str, ...] = NAMES, fingerprint: str = "fake-reader:1") -> None:
        self.features, self.fingerprint = features, fingerprint
        self.read: list[str] = []

    def margins(
        self,
        text: str,
        keys: Sequence[str],
        asked: npt.NDArray[np.int32],
        values: Sequence[str],
        features: npt.NDArray[np.float32],
    ) -> npt.NDArray[np.float32]:
        if features.shape != (len(values), len(self.features)):
            raise InvariantError(f"features {features.shape} for {len(values)} values")
        if not len(values):
            return np.zeros(0, dtype=np.float32)
        self.read.append(text)
        return np.array([3.0 if value.lower() in text.lower() else -3.0 for value in values], dtype=np.float32)
