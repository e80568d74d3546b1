"""Backup of a center as a folder, and a center from one; both are verified by digests before they take their place.

The store comes first: whatever it names (releases, runs) is then among the files that are copied after it. Snapshots
and locks are left out: those can be taken again, these say nothing elsewhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from itemcenter import registry
from itemcenter.errors import ConfigError, InvariantError, NotFoundError, StoreError
from itemcenter.flow.database_copy import copy_database, is_database
from itemcenter.flow.whole_file import sync_folder, write_durably
from itemcenter.schema.record import Record

MANIFEST = "backup.json"
FORMAT = 1
_LEFT_OUT = {"snapshots", "center.lock", MANIFEST}
_LEFT_OUT_ENDINGS = ("-wal", "-shm", "-journal", ".partial")
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class BackupFile(Record):
    """path: below the center, with slashes; digest: BLAKE2b-256"""

    path: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class BackupStore(Record):
    """path: of its file below the center; numbers and digest as the store gives them"""

    path: str
    changes: int
    item_changes: int
    writes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Backup(Record):
    """What a backup holds. store: None where the store is no file of the center"""

    format: int
    time_us: int
    files: tuple[BackupFile, ...]
    store: BackupStore | None = None


def back_up(center: Path, out: Path, store: Path | None) -> Backup:
    """Copy a center to the new folder `out`; writers go on meanwhile. store: its file, None where it is none"""
    with _taking_place(out) as aside, _told(out):
        files = [] if store is None else [_copied(center, aside, store.relative_to(center))]
        for path in _files(center):
            if path != store:
                with contextlib.suppress(FileNotFoundError):  # gone meanwhile: a file that was being made
                    files.append(_copied(center, aside, path.relative_to(center)))
        state = None if store is None else _state(aside, store.relative_to(center).as_posix())
        if state is not None:  # opening it may bring it to a newer format
            files[0] = _measured(aside, state.path)
        backup = Backup(FORMAT, time.time_ns() // 1000, tuple(files), state)
        write_durably(aside / MANIFEST, json.dumps(backup.to_json(), indent=1))
    return backup


def read_backup(folder: Path) -> Backup:
    """Raises `NotFoundError` for a folder that is no backup, `StoreError` for one that cannot be read."""
    path = folder / MANIFEST
    if not path.is_file():
        raise NotFoundError(f"{folder} is no backup: it has no {MANIFEST}", remedy="name a folder that `backup` made")
    try:
        backup = Backup.from_json(json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, InvariantError) as error:
        raise StoreError(f"the backup cannot be read: {error}", place=str(path), remedy="use another one") from error
    if backup.format > FORMAT:
        raise StoreError(
            f"the backup has format {backup.format}, this itemcenter knows formats up to {FORMAT}",
            place=str(path),
            remedy="install a newer itemcenter",
        )
    for file in backup.files:
        parts = PurePosixPath(file.path)
        if parts.is_absolute() or ".." in parts.parts or "\\" in file.path or ":" in file.path:
            raise StoreError(f"the backup names a file outside of itself: {file.path!r}", place=str(path))
    return backup


def verify(folder: Path) -> Backup:
    """Raises `StoreError` for the first file that is missing or not as it was copied."""
    backup = read_backup(folder)
    for file in backup.files:
        _check(folder, file, folder / file.path)
    return backup


def restore(folder: Path, out: Path) -> Backup:
    """A center from a backup at `out`, which must not be there or be empty. Raises `StoreError` before it is."""
    backup = read_backup(folder)
    with _taking_place(out) as aside, _told(out):
        for file in backup.files:
            source, target = folder / file.path, aside / file.path
            if not source.is_file():
                raise StoreError("the file is missing", place=str(source), remedy="use another backup")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            _check(aside, file, source)
        if backup.store is not None:
            found = _state(aside, backup.store.path)
            if found != backup.store:
                raise StoreError(
                    "the store in the backup does not show what it showed when it was copied",
                    place=str(folder / backup.store.path),
                    remedy="use another backup",
                )
    return backup


def _state(folder: Path, path: str) -> BackupStore:
    """What the store at this place shows: opened, so that it is known to be whole."""
    with closing(registry.open_store("sqlite", {"path": path}, folder)) as store:
        counts = store.counts()
        return BackupStore(path, counts.changes, counts.item_changes, counts.writes, store.digest())


def _files(center: Path) -> Iterator[Path]:
    for home, folders, names in os.walk(center):
        folders[:] = sorted(name for name in folders if not (Path(home) == center and name in _LEFT_OUT))
        for name in sorted(names):
            path = Path(home) / name
            left_out = (Path(home) == center and name in _LEFT_OUT) or name.endswith(_LEFT_OUT_ENDINGS)
            if not left_out and path.is_file() and not path.is_symlink():
                yield path


def _copied(center: Path, aside: Path, path: Path) -> BackupFile:
    source, target = center / path, aside / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_database(source):
        copy_database(source, target)
    else:
        shutil.copyfile(source, target)
    return _measured(aside, path.as_posix())


def _measured(folder: Path, path: str) -> BackupFile:
    digest, size = hashlib.blake2b(digest_size=32), 0
    with (folder / path).open("rb") as handle:
        os.fsync(handle.fileno())
        while data := handle.read(_PIECE):
            digest.update(data)
            size += len(data)
    return BackupFile(path, size, digest.hexdigest())


def _check(folder: Path, file: BackupFile, place: Path) -> None:
    if not (folder / file.path).is_file():
        raise StoreError("the file is missing", place=str(place), remedy="use another backup")
    if _measured(folder, file.path) != file:
        raise StoreError("the file is not as it was copied", place=str(place), remedy="use another backup")


@contextlib.contextmanager
def _taking_place(out: Path) -> Iterator[Path]:
    """A folder aside that becomes `out`. What a killed process left aside is removed."""
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise ConfigError(f"{out} is there already", remedy="name a new folder")
    aside = out.with_name(out.name + ".partial")
    with _told(out):
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
    try:
        yield aside
        with _told(out):
            for folder in (*[entry for entry in aside.rglob("*") if entry.is_dir()], aside):
                sync_folder(folder)
            if out.exists():
                out.rmdir()
            aside.rename(out)
            sync_folder(out.parent)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


@contextlib.contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the system refused to copy: {error.strerror or error}; nothing was put there",
            place=str(place),
            remedy="free disk space or mend the permissions, then run again",
        ) from error
