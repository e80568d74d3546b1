"""The general sentence encoder, all-MiniLM-L6-v2, behind the `embed` port. Needs the extra `models`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from itemcenter.training.teacher import Teacher, packaged_teacher


class MiniLM:
    """Texts alone: it was not trained with instructions."""

    dim = 384
    instructed = False

    def __init__(self) -> None:
        self._teacher = Teacher(packaged_teacher())
        self.fingerprint = f"all-MiniLM-L6-v2:{self._teacher.digest[:16]}"

    def embed(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        return self._teacher.encode(texts)


def minilm_encoder() -> MiniLM:
    return MiniLM()
