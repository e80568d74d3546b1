"""The day tier of a center: a catalog in shards beside running tunnels, helpers of such a job, what waits in store."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from itemcenter.center.builds import workers_of
from itemcenter.center.runs import Run
from itemcenter.center.sources import MACHINE, MERCHANT, check_merchant
from itemcenter.center.tunnel_runs import DAY_JOB, TUNNEL, TunnelVerbs
from itemcenter.errors import CenterBusyError, NotFoundError
from itemcenter.items import ReadRow
from itemcenter.items.rows import TwiceRead
from itemcenter.items.stamp import CatalogStamp
from itemcenter.jobs import groups as groups_job
from itemcenter.jobs.build_report import BuildReport
from itemcenter.jobs.day import DayFigures, DayJob, Progress, process_holder, redecide
from itemcenter.jobs.day_shards import SHARD_ITEMS, DayPlan, ShardFolder
from itemcenter.library import EscalationTally, LibraryRecognizer
from itemcenter.schema import SourceId, content_hash
from itemcenter.tunnel.decide import Decider

#: A day job that is alive renews its lease with every shard.
_DAY_S = 600.0


class DayRun(NamedTuple):
    """figures: None where there were no shards"""

    report: BuildReport
    figures: DayFigures | None


class DayVerbs(TunnelVerbs):
    def day(
        self,
        catalog: str | Path,
        *,
        source: str = MERCHANT,
        as_of_us: int | None = None,
        allow_retire: bool = False,
        shard_items: int = SHARD_ITEMS,
        workers: int = 0,
        progress: Progress = lambda report: None,
    ) -> DayRun:
        """What `build` does, in shards and beside running tunnels. Killed, it goes on with the shards that are left."""
        name, reader = check_merchant(source), self.open_catalog(catalog, source)
        path, folder = Path(catalog), self._shards(source)
        time_us = as_of_us if as_of_us is not None else reader.time_us
        stamp = CatalogStamp.of(path).to_json() if path.is_file() else None
        kept, read_as = folder.plan(), [repr(self.catalog_options(source)), stamp, str(catalog), time_us, shard_items]
        same = kept is not None and stamp is not None and kept.mark.startswith(content_hash(read_as))
        resumed = kept.number if same and kept is not None else 0
        with self._run(name, time_us, beside_tunnel=True, resumed=resumed) as run, self._day_lease():
            begin = time.monotonic()
            self._keep_mapping(name)
            twice = TwiceRead(reader)
            groups = self._found_groups(reader, twice, None, run)

            def read(rows: Iterable[ReadRow]) -> Iterable[ReadRow]:
                return groups.assignment.rows(rows)

            all_rows, tally = partial(self._rows_of, catalog, name, read), EscalationTally()
            recognizer = self._escalated(self._learned(all_rows, run), source, all_rows, tally)
            learned_s = time.monotonic() - begin
            self._mark(run, recognizer.model_id)
            mark = content_hash(read_as) + groups_job.assignment_mark(groups.assignment)
            plan = kept if same and kept is not None and kept.mark == mark and kept.decider else None
            if plan is None:
                plan = DayPlan(mark, run.plan.run, run.plan.revision, name, time_us)
                plan = folder.shard(read(twice), plan, shard_items)
                about = {"notices": list(reader.notices), "repaired": reader.rows_repaired, "files": reader.files}
                context = {"reader": reader.context.to_json(), "time_us": time_us, "catalog": stamp}
                plan.about.update(about | {"columns": reader.mapping.by_role(), "context": context})
            plan = plan.decided_by(_decider_name(recognizer))
            folder.keep(plan)
            report = self._day_report(plan, recognizer)
            job = self._day_job(folder, plan, recognizer, report, workers, progress)
            job.run()
            report.seconds["learn"] = learned_s
            report.total_seconds += learned_s
            groups.tell(report)
            report.escalation = self._tell_escalation(tally, recognizer)
            self._close_day(report, run, folder, plan, recognizer, allow_retire)
        return DayRun(report, job.figures)

    def day_help(self, *, source: str = MERCHANT, workers: int = 0, progress: Progress = lambda report: None) -> DayRun:
        """Work on the shards of a day job that another process has begun. Raises `NotFoundError` for none."""
        folder = self._shards(source)
        plan, recognizer = folder.plan(), self.recognizer_for(check_merchant(source))
        if plan is None or not plan.decider:
            raise NotFoundError(
                f"no day job of {source!r} is ready to be helped", remedy="begin it: `tunnel day CATALOG`"
            )
        recognizer = self._escalated(recognizer, source, None, EscalationTally())
        if plan.decider != _decider_name(recognizer):
            raise CenterBusyError(
                "the day job decides with another release or model than this process would",
                remedy="start this one again, with the same configuration",
            )
        report = self._day_report(plan, recognizer)
        job = self._day_job(folder, plan, recognizer, report, workers, progress)
        job.run()
        return DayRun(report, job.figures)

    def day_stored(self, *, workers: int = 0, progress: Progress = lambda report: None) -> BuildReport:
        """Decide what the store holds and what waits for the day, was left unfinished, or is of another release."""
        with self._run(TUNNEL, time.time_ns() // 1000, beside_tunnel=True) as run, self._day_lease():
            recognizer = self.recognizer_for(MERCHANT)
            report = BuildReport(run=run.plan.run, source=TUNNEL, release_id=recognizer.release_id)
            report.model_id = recognizer.model_id
            self._mark(run, recognizer.model_id)
            settler = self._settler(process_holder(), run.plan.run, run.plan.revision)
            redecide(self.store, settler, report, workers or run.plan.workers, progress)
            report.changes += run.moved
            self._mark(run, recognizer.model_id, self._logged())
            report.digest = self.store.digest()
            report.write(self.folder.runs / run.plan.run)
        return report

    # -- parts ------------------------------------------------------------------------------------------------------

    def _shards(self, source: str) -> ShardFolder:
        return ShardFolder(self.folder.tunnel / f"day-{check_merchant(source).replace(':', '-')}")

    @contextlib.contextmanager
    def _day_lease(self) -> Iterator[None]:
        """Lets a tunnel start meanwhile, which it may not beside a build."""
        lease = self.store.take_lease(DAY_JOB, process_holder(), _DAY_S)
        try:
            yield
        finally:
            if lease is not None:
                self.store.release_lease(lease)

    def _day_report(self, plan: DayPlan, recognizer: LibraryRecognizer) -> BuildReport:
        report = BuildReport(run=plan.run, source=plan.source, release_id=recognizer.release_id)
        report.model_id, report.rows, report.rejected = recognizer.model_id, plan.rows, dict(plan.rejected)
        report.held_out = int(recognizer.learned.about.get("held_out", 0))
        for name in ("notices", "repaired", "files", "columns"):
            setattr(report, name, plan.about.get(name, getattr(report, name)))
        return report

    def _day_job(
        self,
        folder: ShardFolder,
        plan: DayPlan,
        recognizer: LibraryRecognizer,
        report: BuildReport,
        workers: int,
        progress: Progress,
    ) -> DayJob:
        source = SourceId(plan.source)
        decider = Decider(source, MACHINE, recognizer)
        others = self._settler(process_holder(), plan.run, plan.number)
        settler = replace(others, deciders=lambda whose: decider if whose == source else others.deciders(whose))

        def told(current: BuildReport) -> None:
            self.store.take_lease(DAY_JOB, process_holder(), _DAY_S)
            progress(current)

        count = workers_of(recognizer, workers or self.workers)
        return DayJob(folder, plan, recognizer, settler, process_holder(), count, report, told)

    def _close_day(
        self,
        report: BuildReport,
        run: Run,
        folder: ShardFolder,
        plan: DayPlan,
        recognizer: LibraryRecognizer,
        allow_retire: bool,
    ) -> None:
        if run.writer is not None:
            for row in folder.rejects():
                run.writer.add(row)
        recognizer.keep_values(report.met, self.folder.value_index)
        self._finish(report, run, plan.about["context"], whole=True, allow_retire=allow_retire)
        folder.clear()


def _decider_name(recognizer: LibraryRecognizer) -> str:
    return content_hash([recognizer.release_id, recognizer.model_id])
