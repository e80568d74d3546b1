"""How far a build is, while it runs."""

from __future__ import annotations

import sys
import time

from rich.console import Console

from itemcenter.jobs.build_report import BuildReport

_SECONDS_BETWEEN_LINES = 5.0


class BuildProgress:
    """A live line on a terminal, a plain line every few seconds elsewhere, on standard error."""

    def __init__(self, quiet: bool) -> None:
        self._console = Console(stderr=True)
        self._quiet = quiet
        self._begin = self._last = time.monotonic()
        self._status = self._console.status("reading") if self._console.is_terminal and not quiet else None

    def __enter__(self) -> BuildProgress:
        if self._status is not None:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def show(self, report: BuildReport) -> None:
        now = time.monotonic()
        rejected = sum(report.rejected.values())
        text = (
            f"{report.items:,} items ({report.items / max(now - self._begin, 1e-9):,.0f}/s), "
            f"{report.unchanged:,} unchanged, {report.merchant_facts + report.machine_facts:,} facts, "
            f"{rejected:,} rows in quarantine"
        )
        if self._status is not None:
            self._status.update(text)
        elif not self._quiet and now - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = now
            print(text, file=sys.stderr, flush=True)
