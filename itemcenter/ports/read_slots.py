"""Port `read_slots`: how far does each candidate stand above "not stated", judged by reading the item's text?

numpy is named in the signature only: importing this module loads nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


class SlotReader(Protocol):
    """Safe to use from one thread. The order of keys and of candidates changes no margin."""

    @property
    def fingerprint(self) -> str:
        """Equal fingerprints, equal margins."""
        ...

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the evidence columns that it was trained with; it can read no others."""
        ...

    def margins(
        self,
        text: str,
        keys: Sequence[str],
        asked: npt.NDArray[np.int32],
        values: Sequence[str],
        features: npt.NDArray[np.float32],
    ) -> npt.NDArray[np.float32]:
        """(n,) log-odds-like scores of n candidates of one item; above 0 it is rather stated than not.

        keys: a text for each asked key; asked: (n,) the number of the candidate's key, not falling; values: (n,) texts;
        features: (n, F), NaN for missing. The text is read once, whatever n is; without candidates it is not read.
        """
        ...
