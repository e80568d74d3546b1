"""Peak memory of a process and its workers together: proportional set size, so that shared pages count once."""

from __future__ import annotations

import threading
import time
from pathlib import Path

_EVERY_S = 0.5


class MemoryWatch:
    """Looks at a process and its children twice a second until it is gone. Linux."""

    def __init__(self, pid: int) -> None:
        self.peak_mb = 0
        self._pid = pid
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            try:
                self.peak_mb = max(self.peak_mb, sum(map(_pss_kb, [self._pid, *_children(self._pid)])) // 1024)
            except OSError:
                if not Path(f"/proc/{self._pid}/smaps_rollup").exists():
                    return
            time.sleep(_EVERY_S)


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def _pss_kb(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
