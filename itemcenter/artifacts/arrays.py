"""Arrays to bytes and back, in numpy's .npz form: equal arrays, equal bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from itemcenter.errors import StoreError


def npz_bytes(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """The arrays as an uncompressed .npz, in order of name. numpy stamps no time on its entries."""
    stream = io.BytesIO()
    np.savez(stream, **{name: np.asarray(arrays[name], order="C") for name in sorted(arrays)})  # type: ignore[arg-type]
    return stream.getvalue()


def npz_arrays(content: bytes, place: str) -> dict[str, npt.NDArray[Any]]:
    """The arrays of an .npz. Raises `StoreError` naming `place` where it is none; pickled objects are refused."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except (ValueError, TypeError, OSError, EOFError, KeyError, AttributeError, zipfile.BadZipFile) as error:
        raise StoreError(f"is no archive of arrays: {error}", place=place) from error
