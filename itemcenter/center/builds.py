"""Verbs that read catalogs: build, evaluate, and what is in quarantine once more."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from itemcenter.center.escalation import EscalationVerbs
from itemcenter.center.runs import Run
from itemcenter.center.scopes import EarlierReleases
from itemcenter.center.sources import MACHINE, MERCHANT, check_merchant
from itemcenter.errors import InvariantError, NotFoundError
from itemcenter.evaluate import MaskPlan
from itemcenter.flow.quarantine import check_source
from itemcenter.items import ReadContext, ReadRow, reread_rows
from itemcenter.items.rows import TwiceRead
from itemcenter.items.stamp import CatalogStamp
from itemcenter.jobs import build as build_job
from itemcenter.jobs import evaluate as evaluate_job
from itemcenter.jobs import learn as learn_job
from itemcenter.jobs.build_report import BuildReport
from itemcenter.jobs.evaluation_report import EvaluationReport
from itemcenter.jobs.masked_rows import MaskedRows, RowChoice, RowFilter, key_names, mask_of
from itemcenter.jobs.recovered import RecoveredCells
from itemcenter.library import EscalationTally, LibraryRecognizer
from itemcenter.schema import SourceId


def _as_read(rows: Iterable[ReadRow]) -> Iterable[ReadRow]:
    return rows


def workers_of(recognizer: LibraryRecognizer, configured: int) -> int:
    """An endpoint is asked from one process: its limits, cache and budget are one."""
    return configured if recognizer.trust is None else 1


class BuildVerbs(EscalationVerbs):
    def build(
        self,
        catalog: str | Path,
        *,
        source: str = MERCHANT,
        limit: int | None = None,
        dry_run: bool = False,
        as_of_us: int | None = None,
        allow_retire: bool = False,
        rows: RowFilter = _as_read,
        progress: build_job.Progress = lambda report: None,
    ) -> BuildReport:
        """Read a catalog, decide what is new or changed, store it with evidence. Safe to kill and to repeat.

        dry_run: decide, but leave nothing behind; so does every build of a rehearsal
        allow_retire: let the catalog's missing items go, however many ([catalog] missing)
        Source priorities that were changed since the last build take effect first, on all that was said before.
        rows: stands between the catalog's reader and all who read it (a measurement hides cells so).
        """
        path = Path(catalog)
        reader = self.open_catalog(catalog, source)
        stamp = CatalogStamp.of(path).to_json() if path.is_file() else None
        time_us = as_of_us if as_of_us is not None else reader.time_us
        with self._run(check_merchant(source), time_us, limit=limit, dry_run=dry_run or self.rehearsing) as run:
            if not run.plan.dry_run:
                self._keep_mapping(run.plan.source)
            twice = TwiceRead(reader)
            groups = self._found_groups(reader, twice, None if rows is _as_read else rows, run)
            begin = time.monotonic()

            def read(rows_read: Iterable[ReadRow]) -> Iterable[ReadRow]:
                return groups.assignment.rows(rows(rows_read))

            all_rows, tally = partial(self._rows_of, catalog, run.plan.source, read), EscalationTally()
            recognizer = self._learned(all_rows, run)
            recognizer = self._escalated(recognizer, source, all_rows, tally, keep=not run.plan.dry_run)
            seconds = time.monotonic() - begin
            self._mark(run, recognizer.model_id)
            parts = (read(twice), recognizer, self.store, self.config.sources, run.writer)
            scopes = EarlierReleases.of(self.store, self.releases, recognizer, run.plan.source, self.folder.value_index)
            plan = replace(run.plan, place=reader.place_of, workers=workers_of(recognizer, run.plan.workers))
            report = build_job.build(*parts, plan, progress, scopes)
            report.escalation = self._tell_escalation(tally, recognizer)
            report.seconds["learn"] = seconds
            report.total_seconds += seconds
            groups.tell(report)
            report.notices, report.repaired = list(reader.notices), reader.rows_repaired
            report.held_out = int(recognizer.learned.about.get("held_out", 0))
            report.columns, report.files = reader.mapping.by_role(), reader.files
            if not run.plan.dry_run:
                recognizer.keep_values(report.met, self.folder.value_index)
            # Only now: JSON rows may bring columns late.
            context = {"reader": reader.context.to_json(), "time_us": time_us, "catalog": stamp}
            self._finish(report, run, context, whole=True, allow_retire=allow_retire)
        return report

    def evaluate(
        self,
        catalog: str | Path,
        out: str | Path,
        plan: MaskPlan,
        *,
        choice: RowChoice | None = None,
        prepare: Callable[[RowFilter], object] = lambda rows: None,
        notices: Iterable[str] = (),
        progress: build_job.Progress = lambda report: None,
    ) -> EvaluationReport:
        """Mask and recover (`jobs.evaluate`) in this center, which should be a `trial`. Writes its files into `out`.

        prepare: what comes between hiding and building, on the masked rows: drawing an ontology from the catalog
        """
        reader = self.open_catalog(catalog)
        names = key_names(self.release) if self.releases.current() else frozenset[str]()
        mask = mask_of(reader, plan, names, self._product_units(reader))

        def masked(rows: Iterable[ReadRow]) -> MaskedRows:
            return MaskedRows(rows, mask, choice or RowChoice())

        hidden = evaluate_job.hide(masked(reader), mask, Path(out))
        prepare(masked)
        built = self.build(catalog, rows=masked, progress=progress)
        visible = evaluate_job.learn_visible(masked(reader), mask, hidden, plan.seed)
        report = EvaluationReport(plan, hidden, visible.priors.threshold, built.release_id, built.model_id)
        report.notices.extend(notices)
        cells = RecoveredCells(self.store, self.release, MACHINE, visible.forms)
        evaluate_job.recover(Path(out), report, visible, cells)
        return report

    def retry_quarantine(self, source: str = MERCHANT) -> BuildReport:
        """Read quarantined rows again (after a hand edit or a new configuration) and build those that are whole."""
        context = self.quarantine.context(check_merchant(source))
        try:
            reading, time_us = ReadContext.from_json(context["reader"]), int(context["time_us"])
        except (KeyError, TypeError, ValueError, InvariantError) as error:
            remedy = "build the catalog again"
            raise NotFoundError(f"the reading context of {source!r} is damaged: {error}", remedy=remedy) from error
        reread = reread_rows(self.quarantine.rows(check_source(source)), reading, self.catalog_options(source))
        rows = self._known_groups(check_source(source)).rows(reread)
        with self._run(check_merchant(source), time_us, retry=True) as run:
            tally, policy = EscalationTally(), self.config.sources
            recognizer = self._escalated(self.recognizer_for(source), source, None, tally)
            self._mark(run, recognizer.model_id)
            plan = replace(run.plan, workers=workers_of(recognizer, run.plan.workers))
            report = build_job.build(rows, recognizer, self.store, policy, run.writer, plan)
            report.escalation = self._tell_escalation(tally, recognizer)
            self._finish(report, run, context)
        return report

    def _rows_of(self, catalog: str | Path, source: SourceId, rows: RowFilter) -> Iterable[ReadRow]:
        return rows(self.open_catalog(catalog, source))

    def _learned(self, rows: Callable[[], Iterable[ReadRow]], run: Run) -> LibraryRecognizer:
        """The recogniser for a run's source, after learning from its rows if that is due; a dry run forgets it."""
        options, plan = self.config.learning, run.plan
        folder = self.folder.learned(plan.source)
        untaught = self.untaught(plan.source)
        held = self._opened(folder) if options.when == "auto" else None
        gold = self.held_out
        encoder, reader = untaught.encoder, untaught.reader
        if not learn_job.due(folder, held, options, self.release, encoder, reader, gold.digest):
            return untaught if held is None else untaught.with_learned(held)
        with tempfile.TemporaryDirectory() as temporary:
            kept = Path(temporary) / folder.name if plan.dry_run else folder
            learned = learn_job.learn_catalog(rows(), untaught, kept, plan.source, options, self.workers, gold)
            return untaught if learned is None else untaught.with_learned(learned)
