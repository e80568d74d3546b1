"""A center on disk: where its parts lie, how it is created, and the lock that keeps two builds apart.

itemcenter.toml   configuration      releases/    ontology releases      runs/        one folder a run: reports
store.db          facts, history     quarantine/  rows not understood    models/ gold/ snapshots/  made when used
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from itemcenter.errors import CenterBusyError, ConfigError, NotFoundError, StoreError

CONFIG_FILE = "itemcenter.toml"
_FIRST_CONFIG = """\
# Configuration of this center. Every option is described in docs/configuration.md; `itemcenter config check` reads it.

[catalog]
# columns = { id = "sku", title = "product name" }

[recognition]
# threshold = 0.5
"""


@dataclass(frozen=True, slots=True)
class CenterFolder:
    """Paths of one center. Nothing is read or made until asked."""

    path: Path

    @property
    def config(self) -> Path:
        return self.path / CONFIG_FILE

    @property
    def releases(self) -> Path:
        return self.path / "releases"

    @property
    def runs(self) -> Path:
        return self.path / "runs"

    @property
    def quarantine(self) -> Path:
        return self.path / "quarantine"

    @classmethod
    def find(cls, path: Path) -> CenterFolder:
        """An existing center. Raises `NotFoundError` where `path` holds none."""
        folder = cls(path)
        if not folder.config.is_file():
            raise NotFoundError(
                f"{path} is no center: it has no {CONFIG_FILE}",
                remedy="name one with --center DIR, or make one with `itemcenter build CATALOG --out DIR`",
            )
        return folder

    @classmethod
    def create(cls, path: Path) -> CenterFolder:
        """The center at `path`, made if there is none. A folder with other content is refused."""
        folder = cls(path)
        if folder.config.is_file():
            return folder
        if path.is_dir() and any(path.iterdir()):
            raise ConfigError(f"{path} holds other files and is no center", remedy="name a new or empty folder")
        try:
            path.mkdir(parents=True, exist_ok=True)
            folder.config.write_text(_FIRST_CONFIG, encoding="utf-8")
        except OSError as error:
            raise StoreError(f"cannot make a center at {path}: {error.strerror}") from error
        return folder

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the center for a job that writes much. Freed by the operating system even if the process is killed."""
        lock = self.path / "center.lock"
        with lock.open("a+", encoding="ascii") as handle:
            if not _try_lock(handle.fileno()):
                handle.seek(0)
                holder = handle.read(20).strip()
                raise CenterBusyError(
                    f"process {holder or 'unknown'} is working on {self.path}",
                    remedy="wait until it is done, or end it: nothing it has written is lost",
                )
            handle.seek(0)
            handle.truncate()
            handle.write(str(os.getpid()))
            handle.flush()
            yield

    def new_run(self) -> tuple[int, Path]:
        """Number and folder of a new run, counted up from 1."""
        self.runs.mkdir(exist_ok=True)
        numbers = [int(entry.name) for entry in self.runs.iterdir() if re.fullmatch(r"\d{6}", entry.name)]
        number = max(numbers, default=0) + 1
        folder = self.runs / f"{number:06d}"
        folder.mkdir()
        return number, folder


if sys.platform == "win32":  # pragma: no cover - checked by hand
    import msvcrt

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
