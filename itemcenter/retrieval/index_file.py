"""An index on disk: one .npz file, written at once or not at all, read with its checksums verified."""

from __future__ import annotations

import json
import os
import secrets
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from itemcenter.errors import NotFoundError, StoreError

#: Raised when the file's form changes so that older readers would misread it.
FORMAT_VERSION = 1
_HEADER = "header"

Array = npt.NDArray[Any]


def write_index(
    path: Path, kind: str, header: Mapping[str, Any], columns: Mapping[str, tuple[int, Iterable[Array]]]
) -> None:
    """Write columns given as (number of rows, blocks of rows), one block in memory at a time.

    kind: what the index is, checked when it is read. Equal content, equal bytes. Raises `StoreError`.
    """
    draft = path.with_name(f".saving-{path.name}-{secrets.token_hex(4)}")
    content = {"format": FORMAT_VERSION, "kind": kind, **header}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                _write(archive, _HEADER, len(text), [np.frombuffer(text, dtype=np.uint8)])
                for name, (rows, blocks) in columns.items():
                    _write(archive, name, rows, blocks)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"cannot store the index: {error.strerror or error}", place=str(path)) from error
    finally:
        draft.unlink(missing_ok=True)


def _write(archive: zipfile.ZipFile, name: str, rows: int, blocks: Iterable[Array]) -> None:
    entry = zipfile.ZipInfo(f"{name}.npy")  # its date is a constant
    with archive.open(entry, "w", force_zip64=True) as out:
        first = True
        for block in blocks:
            if first:
                form = {"descr": block.dtype.str, "fortran_order": False, "shape": (rows, *block.shape[1:])}
                np.lib.format.write_array_header_1_0(out, form)
                first = False
            out.write(np.ascontiguousarray(block).tobytes())


def read_index(path: Path, kind: str) -> tuple[dict[str, Any], dict[str, Array]]:
    """Header and columns. Raises `NotFoundError` where there is none, `StoreError` where it is damaged or foreign."""
    if not path.is_file():
        raise NotFoundError("there is no index here", place=str(path), remedy="build it")
    remedy = "delete the file and build the index again"
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            columns = {name: archive[name] for name in archive.files}
        header = json.loads(columns.pop(_HEADER).tobytes().decode("utf-8", "surrogatepass"))
        version, found = header["format"], header["kind"]
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        EOFError,
        RuntimeError,
        zipfile.BadZipFile,
    ) as error:
        raise StoreError(f"the index is damaged: {error}", place=str(path), remedy=remedy) from error
    if not isinstance(version, int) or version > FORMAT_VERSION:
        raise StoreError(
            f"has format {version}; this itemcenter reads up to {FORMAT_VERSION}",
            place=str(path),
            remedy="update itemcenter",
        )
    if found != kind:
        raise StoreError(f"is an index of {found}, not of {kind}", place=str(path), remedy=remedy)
    return header, columns
