"""The versions of a center's ontology: which release was put in use when, by whom and why; each names the one before.

releases/log.jsonl             one JSON line a version, oldest first, only ever appended
releases/changes/000003.jsonl  what version 3 changed, one JSON line an entry (`release_diff.EntryChange`)

A release is content and has the id of its content; a version is the event that put it in use. To go back is a new
version with an older release. The log is what the tunnel reads to tell others of releases.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from itemcenter.errors import NotFoundError, StoreError
from itemcenter.ontology.release_diff import EntryChange, change_counts
from itemcenter.schema import ReleaseId, content_hash

#: Why a release came into use: published by `ontology release`, imported, drawn from a catalog, chosen, gone back to.
EVENTS = ("release", "import", "draft", "use", "rollback")


@dataclass(frozen=True, slots=True)
class Version:
    """number: counted from 1; id: a hash over all the rest, the parent's id included, so no line can be altered unseen

    release_id: what is in use from here on; before: the release that was, None at the first
    parent_id:  id of the version before
    author, note: who published it and why; source: what it was read from; time_us: when, microseconds since 1970, UTC
    changes: numbers of changes from `before`, by noun and kind
    """

    number: int
    event: str
    release_id: ReleaseId
    before: ReleaseId | None
    parent_id: str | None
    name: str = ""
    source: str = ""
    author: str = ""
    note: str = ""
    time_us: int = 0
    changes: dict[str, dict[str, int]] = field(default_factory=dict)
    id: str = ""

    def sealed(self) -> Version:
        """The same with its id."""
        content = {name: value for name, value in asdict(self).items() if name != "id"}
        return Version(**content, id=content_hash(content)[:16])


class VersionLog:
    """Beside the releases of a shelf. Written by whoever holds the center's lock, read by anybody."""

    def __init__(self, releases: Path) -> None:
        self.path, self._changes = releases / "log.jsonl", releases / "changes"

    def read(self) -> tuple[Version, ...]:
        """All versions, oldest first. A last line that was cut (a full disk) is passed over; the next one replaces it.

        Raises `StoreError` for a line that was altered or does not follow the one before.
        """
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StoreError(f"cannot be read: {error.strerror or error}", place=str(self.path)) from error
        found: list[Version] = []
        for number, line in enumerate(lines[:-1], start=1):
            try:
                version = Version(**json.loads(line))
            except (ValueError, TypeError) as error:
                raise StoreError(f"line {number} is no version: {error}", place=str(self.path)) from error
            parent = found[-1].id if found else None
            if version.sealed().id != version.id or version.parent_id != parent or version.number != number:
                raise StoreError(
                    f"line {number} was altered, or lines before it are missing",
                    place=str(self.path),
                    remedy="restore the file from a copy; the releases themselves are not touched by this",
                )
            found.append(version)
        return tuple(found)

    def append(
        self,
        event: str,
        release_id: ReleaseId,
        before: ReleaseId | None,
        changes: Iterable[EntryChange],
        *,
        name: str = "",
        source: str = "",
        author: str = "",
        note: str = "",
        time_us: int = 0,
    ) -> Version:
        """Add a version, its changes first: who sees the line finds them. Raises `StoreError`."""
        held, found = self.read(), list(changes)
        number, parent = len(held) + 1, held[-1].id if held else None
        about = {"name": name, "source": source, "author": author, "note": note, "time_us": time_us}
        version = Version(
            number,
            event,
            release_id,
            before,
            parent,
            changes=change_counts(found),
            **about,  # type: ignore[arg-type]
        ).sealed()
        try:
            self._changes.mkdir(parents=True, exist_ok=True)
            text = "".join(_line(change.to_json()) for change in found)
            self._file(number).write_text(text, encoding="utf-8", errors="backslashreplace")
            whole = "".join(_line(asdict(entry)) for entry in held)
            with self.path.open("r+b" if self.path.exists() else "w+b") as file:
                file.truncate(len(whole.encode("utf-8", "backslashreplace")))  # of a line that was cut
                file.seek(0, os.SEEK_END)
                file.write(_line(asdict(version)).encode("utf-8", "backslashreplace"))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            message = f"the version cannot be noted: {error.strerror or error}"
            raise StoreError(message, place=str(self.path), remedy="free disk space or mend the permissions") from error
        return version

    def changes(self, number: int) -> Iterator[dict[str, Any]]:
        """What a version changed, as `EntryChange.to_json` has it; nothing where the file is gone."""
        try:
            with self._file(number).open(encoding="utf-8") as file:
                for line in file:
                    yield json.loads(line)
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            raise StoreError(f"cannot be read: {error}", place=str(self._file(number))) from error

    def find(self, wanted: str) -> Version | None:
        """The version of a number ("3") or an id; None where there is none."""
        return next((entry for entry in self.read() if wanted in (str(entry.number), entry.id)), None)

    def before(self, release_id: ReleaseId) -> ReleaseId:
        """The release that the newest version took the place of. Raises `NotFoundError` where there was none."""
        held = self.read()
        if not held or held[-1].before is None or held[-1].release_id != release_id:
            raise NotFoundError(
                "there is no earlier version to go back to", remedy="name a release or the number of a version"
            )
        return held[-1].before

    def _file(self, number: int) -> Path:
        return self._changes / f"{number:06d}.jsonl"


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
