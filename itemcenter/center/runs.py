"""A numbered run over a center: the lock, the quarantine, source priorities that were changed, the report."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from itemcenter.center.keys import KeyVerbs
from itemcenter.center.sources import MACHINE
from itemcenter.errors import CenterBusyError
from itemcenter.flow import QuarantineWriter
from itemcenter.items.reasons import FILE, TRUNCATED
from itemcenter.jobs.build import BuildPlan
from itemcenter.jobs.build_report import BuildReport
from itemcenter.jobs.missing import settle_missing
from itemcenter.schema import ModelId, RunMark, SourceId
from itemcenter.tunnel.runner import RUNNERS


class Run(NamedTuple):
    """A build under way. moved: cells that show something else because the source priorities were changed.

    writer: of the quarantine, None in a dry run
    begin:  last numbers of the change log and the item log before it
    """

    plan: BuildPlan
    writer: QuarantineWriter | None
    moved: int
    begin: tuple[int, ...] = (0, 0)


class RunVerbs(KeyVerbs):
    @contextlib.contextmanager
    def _run(
        self,
        source: SourceId,
        time_us: int,
        *,
        limit: int | None = None,
        dry_run: bool = False,
        retry: bool = False,
        beside_tunnel: bool = False,
        resumed: int = 0,
    ) -> Iterator[Run]:
        """Lock the center and open a numbered run; a quarantine that was not finished is given up.

        A dry run takes no number and leaves nothing behind, so it need not wait for others.
        beside_tunnel: the job takes turns at partitions; any other raises `CenterBusyError` while a tunnel runs
        resumed: number of a run that was killed and goes on
        """
        if dry_run:
            number = self.folder.state().last_run + 1
            plan = BuildPlan(source, MACHINE, time_us, number, "dry run", limit, True, retry, self.workers)
            yield Run(plan, None, 0)
            return
        with self.locked():
            if not beside_tunnel:
                self._check_no_tunnel()
            number, folder = self.folder.run(resumed) if resumed else self.folder.new_run()
            plan = BuildPlan(source, MACHINE, time_us, number, folder.name, limit, False, retry, self.workers)
            begin = next((mark.begin for mark in self.store.runs() if mark.number == number), self._logged())
            moved = self._apply_policy()
            with contextlib.closing(self.quarantine.writer(source)) as writer:
                yield Run(plan, writer, moved, begin)

    def _check_no_tunnel(self) -> None:
        running = [lease.name.removeprefix(RUNNERS) for lease in self.store.leases() if lease.name.startswith(RUNNERS)]
        if running:
            raise CenterBusyError(
                f"a tunnel is running ({', '.join(running)})",
                remedy="`itemcenter tunnel day CATALOG` builds beside it; or end the tunnel first",
            )

    def _logged(self) -> tuple[int, ...]:
        """Last numbers of the change log and the item log."""
        counts = self.store.counts()
        return counts.changes, counts.item_changes

    def _mark(self, run: Run, model_id: ModelId, end: tuple[int, ...] | None = None) -> None:
        """Keep where the run lies in the logs, and what it decides with; `itemcenter diff` reads it."""
        plan, moved = run.plan, run.begin[0] + run.moved
        if run.writer is not None:
            place = (plan.revision, plan.run, plan.source, plan.time_us, self.release.id, run.begin, moved)
            self.store.mark_run(RunMark(*place, model_id=model_id, end=end))

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

    def _finish(
        self, report: BuildReport, run: Run, context: dict[str, Any], *, whole: bool = False, allow_retire: bool = False
    ) -> None:
        """Complete the report and keep it, with what is needed to read the quarantined rows again.

        whole: whether the catalog was read to its end, so that what it lacks is missing; not so where it was cut, or a
               file of it could not be read
        """
        report.changes += run.moved
        if run.moved:
            report.notices.append(f"source priorities have changed: {run.moved:,} cells show another source's word")
        if run.writer is not None:
            run.writer.keep(context)
            if whole and run.plan.limit is None and not {TRUNCATED, FILE} & report.rejected.keys():  # all was read
                rows = self.quarantine.rows(run.plan.source)
                settle_missing(self.store, self.config.missing, run.plan, report, rows, allow=allow_retire)
            self._mark(run, report.model_id, self._logged())
            report.digest = self.store.digest()
            report.write(self.folder.runs / run.plan.run)
