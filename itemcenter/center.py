"""`ItemCenter`: the composition root. Opens a center, wires ports into stages, hands them to jobs. No logic of its own.

with ItemCenter.open("my-center") as center:
    center.build("catalog.csv")
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Self

from itemcenter import registry
from itemcenter.center_folder import CenterFolder
from itemcenter.config import Config, load_config
from itemcenter.errors import ConfigError, InvariantError, NotFoundError
from itemcenter.flow import QuarantineShelf, QuarantineWriter
from itemcenter.flow.quarantine import check_source
from itemcenter.items import ReadContext, open_catalog, reread_rows
from itemcenter.jobs import build as build_job
from itemcenter.jobs import edit, inspect
from itemcenter.jobs.build_report import BuildReport
from itemcenter.jobs.export import export_facts
from itemcenter.library import LibraryRecognizer, RuleDiscriminator
from itemcenter.ontology import ReleaseShelf, load_ontology
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Cell, Change, ItemId, OntologyRelease, ReleaseId, SourceId

MERCHANT, MACHINE, HUMAN = SourceId("merchant"), SourceId("machine"), SourceId("human")


class _Run(NamedTuple):
    """A build under way. moved: cells that show something else because the source priorities were changed."""

    plan: build_job.BuildPlan
    writer: QuarantineWriter | None
    moved: int


class ItemCenter:
    """One center on disk with everything it needs opened on first use. Close it, or use it in a `with` statement."""

    def __init__(self, folder: CenterFolder, config: Config) -> None:
        self.folder = folder
        self.config = config
        self._chosen_release = ""

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """An existing center. Raises `NotFoundError`, `ConfigError`."""
        folder = CenterFolder.find(Path(path))
        return cls(folder, load_config(folder.config))

    @classmethod
    def create(cls, path: str | Path) -> Self:
        """The center at `path`; a new one where there is none."""
        folder = CenterFolder.create(Path(path))
        return cls(folder, load_config(folder.config))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if "store" in self.__dict__:
            self.store.close()
            del self.__dict__["store"]

    # -- parts ----------------------------------------------------------------------------------------------------

    @cached_property
    def store(self) -> Store:
        return registry.open_store(self.config.store.backend, self.config.store.options, self.folder.path)

    @cached_property
    def releases(self) -> ReleaseShelf:
        return ReleaseShelf(self.folder.releases)

    @cached_property
    def quarantine(self) -> QuarantineShelf:
        return QuarantineShelf(self.folder.quarantine)

    @cached_property
    def release(self) -> OntologyRelease:
        """The one chosen since opening, else the configured, else the current one. Raises `NotFoundError`."""
        wanted = self._chosen_release or self.config.release or self.releases.current()
        if not wanted:
            raise NotFoundError(
                "this center has no ontology yet",
                remedy="import one: `itemcenter ontology import SOURCE`, or build with --ontology or --backbone",
            )
        return self.releases.open(wanted)

    @cached_property
    def recognizer(self) -> LibraryRecognizer:
        return LibraryRecognizer(self.release, RuleDiscriminator(self.config.recognition), self.config.categories)

    # -- verbs: each hands its parts to one job -------------------------------------------------------------------

    def import_ontology(self, source: str, *, make_current: bool = True) -> tuple[ReleaseId, list[str]]:
        """Read a workbook folder or `shopify:DIR#branch`, keep it as a release. Returns its id and notices."""
        loaded = load_ontology(source)
        release_id = self.releases.save(loaded.release)
        if make_current:
            self.use_release(release_id)
        return release_id, list(loaded.notices)

    def use_release(self, release_id: str) -> None:
        """Make a release the one that builds decide with: this center's from now on, later ones' unless configured.

        Raises `CenterBusyError` while a build is at work: it must end with the release it began with.
        """
        with self.folder.locked():
            self._chosen_release = self.releases.set_current(ReleaseId(release_id))
        for part in ("release", "recognizer"):
            self.__dict__.pop(part, None)

    def build(
        self,
        catalog: str | Path,
        *,
        source: str = MERCHANT,
        limit: int | None = None,
        dry_run: bool = False,
        as_of_us: int | None = None,
        progress: build_job.Progress = lambda report: None,
    ) -> BuildReport:
        """Read a catalog, decide what is new or changed, store it with evidence. Safe to kill and to repeat.

        Source priorities that were changed since the last build take effect first, on all that was said before.
        """
        path = Path(catalog)
        reader = open_catalog(path, self.config.catalog, _check_merchant(source))
        time_us = as_of_us if as_of_us is not None else path.stat().st_mtime_ns // 1000
        with self._run(source, time_us, limit=limit, dry_run=dry_run) as run:
            parts = (reader, self.recognizer, self.store, self.config.sources, run.writer, run.plan)
            report = build_job.build(*parts, progress)
            report.notices, report.repaired = list(reader.notices), reader.rows_repaired
            report.columns = reader.mapping.by_role()
            # Only now: JSON rows may bring columns late.
            self._finish(report, run, {"reader": reader.context.to_json(), "time_us": time_us})
        return report

    def retry_quarantine(self, source: str = MERCHANT) -> BuildReport:
        """Read quarantined rows again (after a hand edit or a new configuration) and build those that are whole."""
        context = self.quarantine.context(_check_merchant(source))
        try:
            reading, time_us = ReadContext.from_json(context["reader"]), int(context["time_us"])
        except (KeyError, TypeError, ValueError, InvariantError) as error:
            remedy = "build the catalog again"
            raise NotFoundError(f"the reading context of {source!r} is damaged: {error}", remedy=remedy) from error
        rows = reread_rows(self.quarantine.rows(check_source(source)), reading, self.config.catalog)
        with self._run(source, time_us, retry=True) as run:
            parts = (rows, self.recognizer, self.store, self.config.sources, run.writer, run.plan)
            report = build_job.build(*parts)
            self._finish(report, run, context)
        return report

    @contextlib.contextmanager
    def _run(
        self, source: str, time_us: int, *, limit: int | None = None, dry_run: bool = False, retry: bool = False
    ) -> Iterator[_Run]:
        """Lock the center and open a numbered run; a quarantine that was not finished is given up."""
        with self.folder.locked():
            number, run_folder = self.folder.new_run()
            plan = build_job.BuildPlan(
                check_source(source), MACHINE, time_us, number, run_folder.name, limit, dry_run, retry
            )
            if dry_run:
                yield _Run(plan, None, 0)
                return
            moved = self._apply_policy()
            with contextlib.closing(self.quarantine.writer(plan.source)) as writer:
                yield _Run(plan, writer, moved)

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

    def _finish(self, report: BuildReport, run: _Run, context: dict[str, Any]) -> None:
        report.changes += run.moved
        if run.moved:
            report.notices.append(f"source priorities have changed: {run.moved:,} cells show another source's word")
        if run.writer is not None:
            run.writer.keep(context)
            report.digest = self.store.digest()
        report.write(self.folder.runs / run.plan.run)

    def show(self, item_id: str) -> inspect.ItemSheet:
        return inspect.item_sheet(self.store, self.release, ItemId(item_id))

    def why(self, item_id: str, key: str) -> inspect.CellAccount:
        return inspect.cell_account(self.store, self.release, ItemId(item_id), key)

    def facts(self, **conditions: Any) -> Iterator[Cell]:
        """Current cells; conditions are the fields of `CellQuery`."""
        return self.store.cells(CellQuery(**conditions))

    def export(self, path: str | Path, kind: str = "jsonl", **conditions: Any) -> int:
        return export_facts(self.store, CellQuery(**conditions), Path(path), kind)

    def set(self, item_id: str, key: str, value: str, *, lock: bool = False, author: str = "") -> list[Change]:
        """Write a person's value; `lock` puts it above everything. "" means "not stated"."""
        place = (self.store, self.release, self.config.sources, HUMAN, ItemId(item_id), key)
        return edit.set_value(*place, value, locked=lock, author=author, now_us=_now_us())

    def unlock(self, item_id: str, key: str, *, author: str = "") -> list[Change]:
        """Take the person's word back: the other sources count again."""
        place = (self.store, self.release, self.config.sources, HUMAN, ItemId(item_id), key)
        return edit.unlock(*place, author=author, now_us=_now_us())

    def forget(self, item_id: str, *, author: str = "") -> list[Change]:
        """Hide an item and everything said about it so far."""
        return edit.forget(self.store, HUMAN, ItemId(item_id), author=author, now_us=_now_us())


def _check_merchant(source: str) -> SourceId:
    """The name of a catalog's source: not one under which the machine or people speak. Raises `ConfigError`."""
    if source in (MACHINE, HUMAN):
        raise ConfigError(
            f"{source!r} cannot be the source of a catalog: it would take over the words of the {source}",
            remedy=f"name it otherwise, for example {MERCHANT}:{source}",
        )
    return check_source(source)


def _now_us() -> int:
    return time.time_ns() // 1000
