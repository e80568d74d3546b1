"""Named arrays in one file that `numpy.load` reads: equal arrays give equal bytes, and nothing in it is ever executed.

The file is a `.npz` without compression: a zip of `.npy` members, sorted by name, all dated 1980-01-01, so that
neither clock nor file system shows in it. Arrays of Python objects (pickle) are neither written nor read.
"""

from __future__ import annotations

import hashlib
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from itemcenter.errors import InputError, InvariantError
from itemcenter.evidence.binning import AnyArray

_DATE = (1980, 1, 1, 0, 0, 0)
_PLACE = "evidence weights"
#: What the readers of zip and npy raise on damaged or hostile bytes (a length that no memory holds among them).
_DAMAGE = (
    ValueError, KeyError, EOFError, OSError, RuntimeError, MemoryError, OverflowError, struct.error, zlib.error,
    zipfile.BadZipFile,
)  # fmt: skip


def fingerprint(arrays: Mapping[str, AnyArray]) -> str:
    """SHA-256, hexadecimal, of names, types, shapes and contents; the order of the mapping does not matter.

    It is of the arrays, not of the file: it stays the same should the file's form ever change.
    """
    state = hashlib.sha256()
    for name in sorted(arrays):
        plain = _plain(name, arrays[name])
        state.update(f"{name}\n{plain.dtype.str}\n{plain.shape}\n".encode())
        state.update(plain.tobytes())
    return state.hexdigest()


def dumps(arrays: Mapping[str, AnyArray]) -> bytes:
    """The file's bytes. InvariantError for an array of objects."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(arrays):
            member = zipfile.ZipInfo(f"{name}.npy", date_time=_DATE)
            member.create_system = 3  # the same on every system
            member.external_attr = 0o644 << 16
            bundle.writestr(member, _npy(name, arrays[name]))
    return buffer.getvalue()


def loads(data: bytes, *, place: str = _PLACE) -> dict[str, AnyArray]:
    """The reverse of `dumps`. InputError if the bytes are damaged or hold anything but plain arrays."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            names = bundle.namelist()
            if any(not name.endswith(".npy") for name in names):
                raise ValueError("a member is no array")
            return {
                name.removesuffix(".npy"): np.lib.format.read_array(io.BytesIO(bundle.read(name)), allow_pickle=False)
                for name in names
            }
    except _DAMAGE as error:
        raise InputError(
            f"this is no readable weights file: {error}", place=place, remedy="fetch or fit the weights again"
        ) from error


def save(path: Path, arrays: Mapping[str, AnyArray]) -> None:
    """Write the file; a reader sees the former content or the whole new one."""
    draft = path.with_name(path.name + ".part")
    with draft.open("wb") as handle:
        handle.write(dumps(arrays))
        handle.flush()
        os.fsync(handle.fileno())
    draft.replace(path)


def load(path: Path) -> dict[str, AnyArray]:
    """The arrays of the file. InputError if it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"the weights cannot be read: {error.strerror}", place=str(path)) from error
    return loads(data, place=str(path))


def nested(parts: Mapping[str, Mapping[str, AnyArray]]) -> dict[str, AnyArray]:
    """One flat mapping `part/name` from several."""
    return {f"{part}/{name}": array for part, named in sorted(parts.items()) for name, array in sorted(named.items())}


def part_of(arrays: Mapping[str, AnyArray], part: str) -> dict[str, AnyArray]:
    """The arrays of one part of `nested`."""
    return {name[len(part) + 1 :]: array for name, array in arrays.items() if name.startswith(f"{part}/")}


def _npy(name: str, array: AnyArray) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, _plain(name, array), version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def _plain(name: str, array: AnyArray) -> AnyArray:
    """The array row by row, lowest byte first."""
    if array.dtype.hasobject or not name or name != name.strip("/") or "\n" in name:
        raise InvariantError(f"{name!r} is no plain named array", place=_PLACE)
    return np.asarray(array, dtype=array.dtype.newbyteorder("<"), order="C")
