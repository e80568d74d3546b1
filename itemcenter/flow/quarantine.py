"""The quarantine of a center: one file a source with the rows of its last reading that could not be used.

`quarantine/<source>.jsonl` holds one `RejectedRow` a line and may be edited by hand (mend `raw`, then
`itemcenter quarantine retry`). `<source>.context.json` keeps what the reader needs to read a raw row again. A file is
written beside its final name and takes it over when the reading has ended, so a killed run leaves the old one.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from itemcenter.errors import ConfigError, InputError, InvariantError, NotFoundError, StoreError
from itemcenter.schema import RejectedRow, SourceId

_SOURCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}")


def check_source(source: str) -> SourceId:
    """A source name that can also serve in file names. Raises `ConfigError`."""
    if not _SOURCE.fullmatch(source):
        raise ConfigError(
            f"{source!r} cannot name a source",
            remedy="use up to 100 letters, digits, '.', '_', ':' or '-', beginning with a letter or digit",
        )
    return SourceId(source)


class QuarantineWriter:
    """Collects the rejected rows of one reading. `keep` makes them the source's quarantine."""

    def __init__(self, path: Path, context: Path) -> None:
        self._path = path
        self._context = context
        self._partial, self._partial_context = (entry.with_name(entry.name + ".partial") for entry in (path, context))
        self.reasons: dict[str, int] = {}
        try:
            path.parent.mkdir(exist_ok=True)
            self._handle = self._partial.open("w", encoding="utf-8", errors="surrogatepass")
        except OSError as error:
            raise _unwritable(self._partial, error) from error

    def add(self, row: RejectedRow) -> None:
        self.reasons[row.reason] = self.reasons.get(row.reason, 0) + 1
        try:
            self._handle.write(json.dumps(row.to_json(), ensure_ascii=True) + "\n")
        except OSError as error:
            raise _unwritable(self._partial, error) from error

    def keep(self, context: Mapping[str, Any]) -> None:
        """End the reading: the rows replace those of the source's former reading."""
        try:
            self._handle.flush()
            os.fsync(self._handle.fileno())
            self._handle.close()
            self._partial_context.write_text(json.dumps(context, ensure_ascii=True, indent=1), encoding="utf-8")
            self._partial_context.replace(self._context)
            self._partial.replace(self._path)
        except OSError as error:
            raise _unwritable(self._partial, error) from error

    def close(self) -> None:
        """Give the reading up if it was not kept (it failed or was interrupted): the former quarantine stays."""
        with contextlib.suppress(OSError):  # what a full disk did not take is given up anyway
            self._handle.close()
        for partial in (self._partial, self._partial_context):
            partial.unlink(missing_ok=True)


class QuarantineShelf:
    """All quarantine files of a center."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def writer(self, source: SourceId) -> QuarantineWriter:
        return QuarantineWriter(self._path(source), self._context(source))

    def sources(self) -> list[SourceId]:
        if not self._folder.is_dir():
            return []
        return sorted(SourceId(path.stem.replace("~", ":")) for path in self._folder.glob("*.jsonl"))

    def rows(self, source: SourceId) -> Iterator[RejectedRow]:
        """The rejected rows of a source, streamed. A line that a hand edit broke raises `InputError` naming it."""
        path = self._path(source)
        if not path.is_file():
            raise NotFoundError(f"nothing of the source {source!r} is in quarantine")
        with path.open("rb") as handle:
            for number, line in enumerate(handle, start=1):
                if not line.strip():
                    continue  # an editor's last line
                try:
                    yield RejectedRow.from_json(json.loads(line.decode("utf-8")))
                except (ValueError, InvariantError) as error:
                    place = f"{path.name} line {number}"
                    raise InputError(f"no quarantine record: {error}", place=place, remedy="mend the line") from error

    def context(self, source: SourceId) -> dict[str, Any]:
        """What `QuarantineWriter.keep` was given for this source."""
        try:
            out: dict[str, Any] = json.loads(self._context(source).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise NotFoundError(
                f"the reading context of {source!r} is missing", remedy="build the catalog again"
            ) from (error)
        return out

    def _path(self, source: SourceId) -> Path:
        return self._folder / f"{check_source(source).replace(':', '~')}.jsonl"

    def _context(self, source: SourceId) -> Path:
        return self._folder / f"{check_source(source).replace(':', '~')}.context.json"


def _unwritable(path: Path, error: OSError) -> StoreError:
    return StoreError(f"cannot write {path}: {error.strerror}", remedy="free disk space or mend the permissions")
