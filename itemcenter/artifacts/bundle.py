"""`ModelBundle`: a model as a folder.

static-minilm-v1/
  manifest.json     format, name, version, fingerprint, licence, settings, size and SHA-256 of every file
  MODEL_CARD.md     what the model is, what it was made from, what it can and cannot do
  weights.npz       ... and whatever else the model computes with
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy.typing as npt

from itemcenter.artifacts.arrays import npz_arrays
from itemcenter.errors import InvariantError, NotFoundError, StoreError

#: Raised when the folder's form changes so that older readers would misread it.
FORMAT_VERSION = 1
MANIFEST, CARD = "manifest.json", "MODEL_CARD.md"


@dataclass(frozen=True, slots=True)
class ModelBundle:
    """A bundle in memory, every byte verified.

    fingerprint: SHA-256 (64 hexadecimal digits) over `settings` and the digests of all `files`; name, version, licence
                 and card do not count, so mending a card leaves every index valid
    settings:    small facts that the model's reader needs, JSON
    files:       content by file name, card and manifest left out
    """

    folder: Path
    name: str
    version: str
    licence: str
    card: str
    fingerprint: str
    settings: Mapping[str, Any]
    files: Mapping[str, bytes]

    def content(self, file: str) -> bytes:
        """Raises `StoreError` where the bundle has no such file."""
        try:
            return self.files[file]
        except KeyError:
            raise StoreError(f"the model has no {file}", place=str(self.folder)) from None

    def arrays(self, file: str) -> dict[str, npt.NDArray[Any]]:
        return npz_arrays(self.content(file), str(self.folder / file))


def save_bundle(
    folder: Path,
    *,
    name: str,
    version: str,
    licence: str,
    card: str,
    files: Mapping[str, bytes],
    settings: Mapping[str, Any] | None = None,
) -> ModelBundle:
    """Write a bundle; all of it or nothing is at `folder` afterwards. An existing bundle there is replaced.

    Raises `InvariantError` for a file name that is a path or is taken, `StoreError` where the disk refuses.
    """
    for file in files:
        if not file or Path(file).name != file or file in (MANIFEST, CARD) or file.startswith("."):
            raise InvariantError(f"{file!r} cannot be the name of a bundle's file")
    settings = dict(settings or {})
    everything = {**files, CARD: card.encode()}
    stamps = {
        file: {"bytes": len(everything[file]), "sha256": _sha256(everything[file])} for file in sorted(everything)
    }
    manifest = {
        "format": FORMAT_VERSION,
        "name": name,
        "version": version,
        "fingerprint": _fingerprint(settings, files),
        "licence": licence,
        "settings": settings,
        "files": stamps,
    }
    everything[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()
    try:
        _put(folder, everything)
    except OSError as error:
        raise StoreError(f"cannot store the model: {error.strerror or error}", place=str(folder)) from error
    return load_bundle(folder)


def load_bundle(folder: Path) -> ModelBundle:
    """Read a bundle. Raises `NotFoundError` where there is none, `StoreError` naming the file that is damaged."""
    if not folder.is_dir():
        raise NotFoundError("there is no model bundle here", place=str(folder))
    manifest = _read(folder / MANIFEST)
    try:
        raw = json.loads(manifest)
        if raw["format"] > FORMAT_VERSION:
            raise StoreError(
                f"has format {raw['format']}; this itemcenter reads up to {FORMAT_VERSION}",
                place=str(folder / MANIFEST),
                remedy="update itemcenter",
            )
        stamps = {str(file): str(stamp["sha256"]) for file, stamp in raw["files"].items()}
        name, version, licence = str(raw["name"]), str(raw["version"]), str(raw["licence"])
        fingerprint, settings = str(raw["fingerprint"]), dict(raw["settings"])
        plain = all(Path(file).name == file for file in stamps) and CARD in stamps
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError("the manifest is damaged", place=str(folder / MANIFEST)) from error
    if not plain:
        raise StoreError("the manifest names files that no bundle has", place=str(folder / MANIFEST))
    files = {file: _verified(folder / file, digest) for file, digest in stamps.items()}
    card = files.pop(CARD).decode("utf-8", "replace")
    if _fingerprint(settings, files) != fingerprint:
        raise StoreError("the manifest does not belong to the files beside it", place=str(folder / MANIFEST))
    return ModelBundle(folder, name, version, licence, card, fingerprint, settings, files)


def _fingerprint(settings: Mapping[str, Any], files: Mapping[str, bytes]) -> str:
    content = [dict(settings), {file: _sha256(files[file]) for file in files}]
    return _sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise StoreError(f"cannot be read: {error.strerror}", place=str(path)) from error


def _verified(path: Path, digest: str) -> bytes:
    content = _read(path)
    if _sha256(content) != digest:
        raise StoreError(
            "the file is damaged: its content does not have the digest that the manifest states",
            place=str(path),
            remedy="install or copy the model again",
        )
    return content


def _put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write beside, then rename. A folder in the way is moved aside first, and comes back if the rename fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.parent / f".saving-{folder.name}-{secrets.token_hex(4)}"
    aside = draft.with_name(f".replaced-{draft.name[8:]}")
    draft.mkdir()
    try:
        for file, content in files.items():
            with (draft / file).open("wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        if folder.exists():
            folder.rename(aside)
        try:
            draft.rename(folder)
        except OSError:
            if aside.exists():
                aside.rename(folder)
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(aside, ignore_errors=True)
