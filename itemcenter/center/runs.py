"""A numbered run over a center: the lock, the quarantine, source priorities that were changed, the report."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from itemcenter.center.keys import KeyVerbs
from itemcenter.center.sources import MACHINE
from itemcenter.flow import QuarantineWriter
from itemcenter.jobs.build import BuildPlan
from itemcenter.jobs.build_report import BuildReport
from itemcenter.schema import SourceId


class Run(NamedTuple):
    """A build under way. moved: cells that show something else because the source priorities were changed.

    writer: of the quarantine, None in a dry run
    """

    plan: BuildPlan
    writer: QuarantineWriter | None
    moved: int


class RunVerbs(KeyVerbs):
    @contextlib.contextmanager
    def _run(
        self, source: SourceId, time_us: int, *, limit: int | None = None, dry_run: bool = False, retry: bool = False
    ) -> Iterator[Run]:
        """Lock the center and open a numbered run; a quarantine that was not finished is given up.

        A dry run takes no number and leaves nothing behind, so it need not wait for others.
        """
        if dry_run:
            number = self.folder.state().last_run + 1
            plan = BuildPlan(source, MACHINE, time_us, number, "dry run", limit, True, retry, self.workers)
            yield Run(plan, None, 0)
            return
        with self.folder.locked():
            number, folder = self.folder.new_run()
            plan = BuildPlan(source, MACHINE, time_us, number, folder.name, limit, False, retry, self.workers)
            moved = self._apply_policy()
            with contextlib.closing(self.quarantine.writer(source)) as writer:
                yield Run(plan, writer, moved)

    def _apply_policy(self) -> int:
        """Put changed source priorities into effect on all history. Returns how many cells show something else.

        The ranks in effect stand in the center's state; where that is lost, everything is ranked once more.
        """
        policy = self.config.sources
        wanted = {"priorities": [list(pair) for pair in policy.priorities], "default": policy.default}
        state = self.folder.state()
        if state.policy == wanted:
            return 0
        sources = self.store.sources()
        moved = len(self.store.remerge(policy.of(sources))) if sources else 0
        self.folder.remember(replace(state, policy=wanted))
        return moved

    def _finish(self, report: BuildReport, run: Run, context: dict[str, Any]) -> None:
        """Complete the report and keep it, with what is needed to read the quarantined rows again."""
        report.changes += run.moved
        if run.moved:
            report.notices.append(f"source priorities have changed: {run.moved:,} cells show another source's word")
        if run.writer is not None:
            run.writer.keep(context)
            report.digest = self.store.digest()
            report.write(self.folder.runs / run.plan.run)
