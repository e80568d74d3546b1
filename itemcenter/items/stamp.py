"""`CatalogStamp`: which file a build has read, so that what is given back is known to be that file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.schema.record import Record

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class CatalogStamp(Record):
    """path: absolute; size: bytes; time_ns: when it was last changed; digest: BLAKE2b-128 of the bytes as they lie."""

    path: str
    size: int
    time_ns: int
    digest: str

    @classmethod
    def of(cls, path: Path) -> CatalogStamp:
        """Reads the file once. Raises `CatalogError` where it cannot be read."""
        state = hashlib.blake2b(digest_size=16)
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    state.update(chunk)
            found = path.stat()
        except OSError as error:
            raise CatalogError(
                f"cannot be read: {error.strerror or error}", place=str(path), remedy="check the path"
            ) from error
        return cls(str(path.absolute()), found.st_size, found.st_mtime_ns, state.hexdigest())

    def check(self, path: Path) -> None:
        """Raises `CatalogError` where the file at `path` is not the one of the stamp. Its name and time may differ."""
        found = CatalogStamp.of(path)
        if (found.size, found.digest) != (self.size, self.digest):
            raise CatalogError(
                f"this is not the file that was built: {found.size:,} bytes, then {self.size:,} ({self.path})"
                if found.size != self.size
                else f"this is not the file that was built ({self.path}): its content has changed",
                place=str(path),
                remedy="build it first, or fill by item id all the same with --allow-changed",
            )
