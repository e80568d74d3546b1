"""Arrays to bytes and back, in numpy's .npz form: equal arrays give equal bytes, and nothing in them is ever executed.

The form is a zip without compression of `.npy` members, sorted by name, all dated 1980-01-01, so that neither clock nor
system nor version of numpy shows in it. Arrays of Python objects (pickle) are neither written nor read.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from itemcenter.errors import InvariantError, StoreError

_DATE = (1980, 1, 1, 0, 0, 0)
#: What the readers of zip and npy raise on damaged or hostile bytes (a length that no memory holds among them).
_DAMAGE = (
    ValueError, TypeError, KeyError, AttributeError, EOFError, OSError, RuntimeError, MemoryError, OverflowError,
    struct.error, zlib.error, zipfile.BadZipFile,
)  # fmt: skip


def npz_bytes(arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """The arrays as an uncompressed .npz. Raises `InvariantError` for an array of objects."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(arrays):
            member = zipfile.ZipInfo(f"{name}.npy", date_time=_DATE)
            member.create_system = 3  # the same on every system
            member.external_attr = 0o644 << 16
            archive.writestr(member, _npy(name, arrays[name]))
    return stream.getvalue()


def npz_arrays(content: bytes, place: str) -> dict[str, npt.NDArray[Any]]:
    """The arrays of an .npz. Raises `StoreError` naming `place` where it is none; pickled objects are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if any(not name.endswith(".npy") for name in names):
                raise ValueError("a member is no array")
            return {
                name.removesuffix(".npy"): np.lib.format.read_array(io.BytesIO(archive.read(name)), allow_pickle=False)
                for name in names
            }
    except _DAMAGE as error:
        raise StoreError(f"is no archive of arrays: {error}", place=place) from error


def _npy(name: str, array: npt.NDArray[Any]) -> bytes:
    """Row by row, lowest byte first."""
    given = np.asarray(array)
    if given.dtype.hasobject or not name or name != name.strip("/") or "\n" in name:
        raise InvariantError(f"{name!r} is no plain named array")
    plain = np.asarray(given, dtype=given.dtype.newbyteorder("<"), order="C")
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, plain, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()
