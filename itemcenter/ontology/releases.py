"""`ReleaseShelf`: the releases of a center on disk, immutable and content-addressed.

releases/
  current                     the id of the release in use, one line
  log.jsonl, changes/         the versions: which release was put in use when (`version_log`)
  3f9c…e1/manifest.json       format, id, name, source, parent, counts, digest of every part
  3f9c…e1/categories.jsonl    one canonical JSON line an entry; likewise keys, scopes, …, values
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from itemcenter.errors import InvariantError, NotFoundError, StoreError
from itemcenter.ontology.part_files import garbage_collection_paused, read_part, write_lines
from itemcenter.schema import OntologyRelease, ReleaseId
from itemcenter.schema.release import PART_NAMES, release_id

#: Raised when the folder's form changes so that older readers would misread it.
FORMAT_VERSION = 1

#: Values from which a release is kept out of garbage collection; it is still freed when nobody holds it.
_LARGE = 100_000

_ID = re.compile(r"[0-9a-f]{16}")
_PREFIX = re.compile(r"[0-9a-f]{4,16}")


@dataclass(frozen=True, slots=True)
class ShelfEntry:
    """The manifest of a stored release. `saved_us`: when it was saved, microseconds since 1970, UTC."""

    id: ReleaseId
    name: str
    source: str
    parent_id: ReleaseId | None
    counts: dict[str, int]
    digests: dict[str, str]
    saved_us: int


class ReleaseShelf:
    """The `releases/` folder. Any number of processes may read and save at the same time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def save(self, release: OntologyRelease) -> ReleaseId:
        """Store a release and return its id. All or nothing; a release that is stored already stays untouched."""
        home = self.folder / release.id
        if home.is_dir():
            return release.id
        with _storing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = self.folder / f".saving-{release.id}-{secrets.token_hex(4)}"
            draft.mkdir()
            try:
                self._fill(draft, release)
                _rename_folder(draft, home)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
        return release.id

    def _fill(self, draft: Path, release: OntologyRelease) -> None:
        digests = {part: write_lines(draft / f"{part}.jsonl", release.lines(part)) for part in PART_NAMES}
        manifest = {
            "format": FORMAT_VERSION,
            "id": release.id,
            "name": release.name,
            "source": release.source,
            "parent_id": release.parent_id,
            "counts": release.counts,
            "digests": digests,
            "saved_us": time.time_ns() // 1000,
        }
        write_lines(draft / "manifest.json", [json.dumps(manifest, ensure_ascii=False, indent=2)])
        _flush_folder(draft)

    def open(self, wanted: str) -> OntologyRelease:
        """Read a release by id, by the unique beginning of an id (4 digits or more) or by its exact name.

        Every byte is verified: `StoreError` names a damaged file. `NotFoundError` where nothing or too much matches.
        """
        entry = self.find(wanted)
        home = self.folder / entry.id
        parts: dict[str, Any] = {}
        with garbage_collection_paused():
            for part in PART_NAMES:
                field = "value_lists" if part == "values" else part
                parts[field] = read_part(home / f"{part}.jsonl", part, entry.digests[part])
            try:
                release = OntologyRelease.with_known_id(
                    entry.id, **parts, name=entry.name, source=entry.source, parent_id=entry.parent_id
                )
            except InvariantError as error:
                raise StoreError(f"the release breaks a rule: {error}", place=str(home)) from error
        if release.counts["values"] >= _LARGE:
            gc.freeze()  # no cycles among them, and one look at a million values takes 0.3 s
        return release

    def list(self) -> tuple[ShelfEntry, ...]:
        """All stored releases, oldest first."""
        entries = (self._manifest(ReleaseId(home.name)) for home in self._homes())
        return tuple(sorted(entries, key=lambda entry: (entry.saved_us, entry.id)))

    def find(self, wanted: str) -> ShelfEntry:
        """The manifest of one release, looked up like `open` does."""
        if _ID.fullmatch(wanted) and (self.folder / wanted).is_dir():
            return self._manifest(ReleaseId(wanted))
        by_prefix = bool(_PREFIX.fullmatch(wanted))
        entries = self.list()
        found = [entry for entry in entries if entry.name == wanted or (by_prefix and entry.id.startswith(wanted))]
        if len(found) == 1:
            return found[0]
        if found:
            ids = ", ".join(entry.id for entry in found)
            raise NotFoundError(f"{wanted!r} means several releases: {ids}", remedy="give more digits of one id")
        known = ", ".join(f"{entry.id} ({entry.name})" if entry.name else entry.id for entry in entries[-5:])
        raise NotFoundError(
            f"no release {wanted[:80]!r} in {self.folder}",
            remedy=f"stored, newest last: {known}" if known else "none is stored yet",
        )

    def current(self) -> ReleaseId | None:
        """The id of the release in use, None before the first `set_current`."""
        path = self.folder / "current"
        try:
            text = path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"cannot be read: {error}", place=str(path)) from error
        if not _ID.fullmatch(text) or not (self.folder / text).is_dir():
            raise StoreError(f"names {text[:40]!r}, which is no stored release", place=str(path), remedy="set it again")
        return ReleaseId(text)

    def set_current(self, wanted: str) -> ReleaseId:
        """Put a stored release in use. Readers see the old or the new id, never a mixture."""
        entry = self.find(wanted)
        with _storing(self.folder):
            draft = self.folder / f".current-{secrets.token_hex(4)}"
            try:
                write_lines(draft, [entry.id])
                draft.replace(self.folder / "current")
                _flush_folder(self.folder)
            finally:
                draft.unlink(missing_ok=True)
        return entry.id

    def _homes(self) -> tuple[Path, ...]:
        if not self.folder.is_dir():
            return ()
        return tuple(sorted(path for path in self.folder.iterdir() if _ID.fullmatch(path.name) and path.is_dir()))

    def _manifest(self, known: ReleaseId) -> ShelfEntry:
        path = self.folder / known / "manifest.json"
        try:
            raw = json.loads(path.read_bytes())
            if raw["format"] > FORMAT_VERSION:
                raise StoreError(
                    f"has format {raw['format']}; this itemcenter reads up to {FORMAT_VERSION}",
                    place=str(path),
                    remedy="update itemcenter",
                )
            entry = ShelfEntry(
                known,
                str(raw["name"]),
                str(raw["source"]),
                None if raw["parent_id"] is None else ReleaseId(str(raw["parent_id"])),
                {str(noun): int(count) for noun, count in raw["counts"].items()},
                {part: str(raw["digests"][part]) for part in PART_NAMES},
                int(raw["saved_us"]),
            )
            matches = raw["id"] == known == release_id(entry.digests)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreError("the manifest is damaged or missing", place=str(path)) from error
        if not matches:
            raise StoreError("the manifest does not belong to the id of its folder", place=str(path))
        return entry


def _rename_folder(draft: Path, home: Path) -> None:
    try:
        draft.rename(home)
    except OSError:
        if not home.is_dir():
            raise
        return  # another process stored the same content first
    _flush_folder(home.parent)


def _flush_folder(folder: Path) -> None:
    """Make the names in a folder durable; platforms that cannot open a folder (Windows) do it on their own."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _storing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"cannot store the release: {error.strerror or error}", place=str(folder)) from error
