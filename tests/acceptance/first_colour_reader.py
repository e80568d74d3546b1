"""A `read_slots` backend for tests: of the colours in an item's text it takes the first or last of the alphabet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itemcenter.errors import NotFoundError
from itemcenter.evidence.features import NAMES
from itemcenter.ports import SlotReader
from itemcenter.testing.fake_slot_reader import FakeSlotReader

ABILITIES: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Options:
    """side: a file that says "first" or "last"; columns: how many evidence columns it was "trained" with"""

    side: Path
    columns: int = len(NAMES)


class _ColourReader(FakeSlotReader):
    def __init__(self, side: str, features: tuple[str, ...]) -> None:
        super().__init__(features, f"colour:{side}")
        self.side = side

    def margins(
        self,
        text: str,
        keys: Sequence[str],
        asked: npt.NDArray[np.int32],
        values: Sequence[str],
        features: npt.NDArray[np.float32],
    ) -> npt.NDArray[np.float32]:
        super().margins(text, keys, asked, values, features)
        there = sorted(value for value in values if value.isalpha() and value in text)
        own = there[0 if self.side == "first" else -1] if there else ""
        return np.array([6.0 if value == own else -6.0 for value in values], dtype=np.float32)


def open(options: Options) -> SlotReader:
    if not options.side.is_file():
        raise NotFoundError("no side is given here", place=str(options.side))
    return _ColourReader(options.side.read_text(encoding="utf-8"), NAMES[: options.columns])
