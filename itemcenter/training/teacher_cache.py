"""Teacher's vectors on disk, so that a student can be trained again without asking the teacher again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from itemcenter.training.teacher import Teacher

#: Texts between two reports.
_CHUNK = 20_000


def teacher_vectors(
    teacher: Teacher, texts: Sequence[str], cache: Path | None, report: Callable[[str], None]
) -> npt.NDArray[np.float16]:
    """(n, 384) float16 unit rows. cache: a folder with one file for each chunk of texts ever asked for"""
    out = []
    for low in range(0, len(texts), _CHUNK):
        chunk = texts[low : low + _CHUNK]
        state = hashlib.sha256(teacher.digest.encode())
        for text in chunk:
            state.update(text.encode("utf-8", "surrogatepass") + b"\0")
        path = cache / f"{state.hexdigest()[:32]}.npy" if cache else None
        if path is not None and path.is_file():
            out.append(np.load(path))
            continue
        out.append(teacher.encode(chunk).astype(np.float16))
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            np.save(path, out[-1])
        report(f"teacher: {low + len(chunk)} of {len(texts)} texts")
    return np.concatenate(out)
