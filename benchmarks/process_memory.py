"""Peak memory of a process and all its children together, pages that they share counted once (Linux: PSS)."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

_EVERY_S = 0.25


class PeakMemory:
    """Watches a running process in a `with` statement. A peak shorter than a quarter of a second may be missed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._pid = process.pid
        self._ended = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self.mb = 0
        self.processes = 0

    def __enter__(self) -> PeakMemory:
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watcher.join()

    def _watch(self) -> None:
        while not self._ended.is_set():
            family = _family(self._pid)
            self.processes = max(self.processes, len(family))
            self.mb = max(self.mb, sum(map(_kib, family)) // 1024)
            self._ended.wait(_EVERY_S)


def _family(pid: int) -> list[int]:
    """The process and all below it."""
    out = [pid]
    for entry in out:
        for task in Path(f"/proc/{entry}/task").glob("*"):
            out += map(int, _text(task / "children").split())
    return out


def _kib(pid: int) -> int:
    for line in _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:  # it has just ended
        return ""
