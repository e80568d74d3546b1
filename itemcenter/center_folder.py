"""A center on disk: where its parts lie, how it is created, and the lock that keeps two builds apart.

itemcenter.toml   configuration      releases/    releases, version log    runs/        one folder a run: reports
store.db          facts, history     quarantine/  rows not understood    models/ snapshots/  made when used
gold/             the gold set: one file a version
key_map.csv       what merchants mean by their keys             mappings/    categories of other systems
columns/          what the columns of each source's catalog mean, where people have said so
groups/           product groups that were inferred             groups.csv   a person's word on them
growth/           what the stages of `ontology grow` left, and its report
tunnel/           status files of running tunnels, shards of the day job           stream.db  messages in and out
state.json        what builds remember of each other: the number of the newest run, the source priorities in effect
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from itemcenter.errors import CenterBusyError, ConfigError, NotFoundError, StoreError

CONFIG_FILE = "itemcenter.toml"
_FIRST_CONFIG = """\
# Configuration of this center. Every option is described in docs/configuration.md; `itemcenter config check` reads it.

[catalog]
# columns = { id = "sku", title = "product name" }

[recognition]
# precision = 0.9
"""


@dataclass(frozen=True, slots=True)
class CenterState:
    """What one build must know of those before it. It stands outside of `runs/`, which may be cleared at any time.

    last_run: number of the newest run; run numbers never come back, they tell which decision is the later one
    policy:   the source priorities that the stored words carry, as plain data; None if unknown
    drawn:    source -> the release that was drawn from its catalog last
    """

    last_run: int = 0
    policy: Any = None
    drawn: Mapping[str, str] = field(default_factory=dict)


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

    def learned(self, source: str) -> Path:
        """The evidence model that was learned from a source of items."""
        return self.path / "models" / f"evidence-{source.replace(':', '-')}"

    def trial(self, source: str) -> Path:
        """What the language model was measured by, for cells of this source."""
        return self.learned(source).with_suffix(".trial.json")

    def mapping(self, source: str) -> Path:
        """What people have said of the columns of a source's catalog."""
        return self.path / "columns" / f"{source.replace(':', '-')}.toml"

    @property
    def categories(self) -> Path:
        """The categories of the newest bootstrap."""
        return self.path / "models" / "categories"

    @property
    def value_index(self) -> Path:
        """The vectors of the value lists that items were compared with: every entry is encoded once."""
        return self.path / "models" / "values"

    @property
    def key_map(self) -> Path:
        """Which ontology keys merchants mean by theirs: a table that people edit."""
        return self.path / "key_map.csv"

    @property
    def mappings(self) -> Path:
        """Tables of categories of other systems beside those of the ontology."""
        return self.path / "mappings"

    @property
    def groups(self) -> Path:
        """Product groups that were inferred, by source."""
        return self.path / "groups"

    @property
    def growth(self) -> Path:
        """What the stages of `ontology grow` left, and its report."""
        return self.path / "growth"

    @property
    def group_overrides(self) -> Path:
        """A person's word on product groups."""
        return self.path / "groups.csv"

    @property
    def gold(self) -> Path:
        """The versions of the gold set."""
        return self.path / "gold"

    @property
    def untouched(self) -> bool:
        """Whether nothing was ever built or edited here."""
        return not self._state.exists() and not self.runs.exists()

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
        with _writing("cannot make a center", path):
            folder.check_free()
            path.mkdir(parents=True, exist_ok=True)
            folder.config.write_text(_FIRST_CONFIG, encoding="utf-8")
        return folder

    def check_free(self) -> None:
        """Raises `ConfigError` where other files are in the way of a new center, `StoreError` for a refusal."""
        with _writing("cannot make a center", self.path):
            if self.path.is_dir() and any(self.path.iterdir()):
                remedy = "name a new or empty folder"
                raise ConfigError(f"{self.path} holds other files and is no center", remedy=remedy)

    def discard(self, *, folder_too: bool) -> None:
        """Remove a center in which nothing was ever built or edited; any other stays.

        folder_too: not only what is in the folder
        """
        if self.untouched:
            with _writing("cannot remove the unused center", self.path):
                for entry in self.path.iterdir():
                    shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
                if folder_too:
                    self.path.rmdir()

    @property
    def snapshots(self) -> Path:
        """Snapshots of the store, for other programs to read."""
        return self.path / "snapshots"

    def locked(self) -> contextlib.AbstractContextManager[None]:
        """Hold the center for a job that writes much. Freed by the operating system even if the process is killed."""
        return locked_folder(self.path, "center.lock")

    @contextlib.contextmanager
    def growing(self) -> Iterator[None]:
        """Hold what the stages of `ontology grow` leave, for a whole job; builds and reviews go on beside it."""
        with _writing("cannot begin to grow", self.growth):
            self.growth.mkdir(parents=True, exist_ok=True)
        with locked_folder(self.growth, "growth.lock", "growing the ontology of"):
            yield

    def new_run(self) -> tuple[int, Path]:
        """Number and folder of a new run, counted up from 1 over the center's life. Builds call it while `locked`."""
        with _writing("cannot begin a run", self.runs), self._counting():
            self.runs.mkdir(exist_ok=True)
            numbers = [int(entry.name) for entry in self.runs.iterdir() if re.fullmatch(r"\d{6,}", entry.name)]
            state = self.state()
            number = max([state.last_run, *numbers]) + 1
            self.remember(replace(state, last_run=number))
            folder = self.runs / f"{number:06d}"
            folder.mkdir()
            return number, folder

    def run(self, number: int) -> tuple[int, Path]:
        """Number and folder of a run that was begun."""
        with _writing("cannot go on with a run", self.runs):
            folder = self.runs / f"{number:06d}"
            folder.mkdir(parents=True, exist_ok=True)
            return number, folder

    @contextlib.contextmanager
    def _counting(self) -> Iterator[None]:
        """No other process takes a number meanwhile: a build and a tunnel may begin at once."""
        with (self.path / "count.lock").open("a+", encoding="ascii") as handle:
            for _ in range(1_000):
                if _try_lock(handle.fileno()):
                    break
                time.sleep(0.01)
            yield

    @property
    def tunnel(self) -> Path:
        """What running tunnels tell of themselves, and the shards of the day job."""
        return self.path / "tunnel"

    def state(self) -> CenterState:
        """What was remembered last; where that is lost, nothing, which costs a little time and no fact."""
        try:
            found = json.loads(self._state.read_text(encoding="utf-8"))
            return CenterState(int(found["last_run"]), found["policy"], dict(found.get("drawn", {})))
        except (OSError, ValueError, TypeError, KeyError):
            return CenterState()

    def remember(self, state: CenterState) -> None:
        """Keep the state for the builds to come. Call it while `locked`."""
        with _writing("cannot keep the center's state", self._state):
            aside = self._state.with_name(self._state.name + ".partial")
            aside.write_text(json.dumps(asdict(state)), encoding="utf-8")
            aside.replace(self._state)

    @property
    def _state(self) -> Path:
        return self.path / "state.json"


@contextlib.contextmanager
def locked_folder(path: Path, name: str, doing: str = "working on") -> Iterator[None]:
    """Hold a folder by a file in it; raises `CenterBusyError`, saying what is done, where another process does."""
    lock = path / name
    with contextlib.ExitStack() as held:
        with _writing("cannot lock the center", lock):
            handle = held.enter_context(lock.open("a+", encoding="ascii", errors="replace"))
            if not _try_lock(handle.fileno()):
                handle.seek(0)
                holder = handle.read(20).strip()
                raise CenterBusyError(
                    f"process {holder or 'unknown'} is {doing} {path}",
                    remedy="wait until it is done, or end it: nothing it has written is lost",
                )
            # Only for people to read, so a full disk is no reason to stop here.
            with contextlib.suppress(OSError):
                lock.write_text(str(os.getpid()), encoding="ascii")
        yield


@contextlib.contextmanager
def _writing(failure: str, path: Path) -> Iterator[None]:
    """Refusals of the operating system as `StoreError`."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{failure}: {error.strerror or error}", place=str(path), remedy="free disk space or mend the permissions"
        ) from error


if sys.platform == "win32":  # pragma: no cover - written from the documentation, not yet run on Windows
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
