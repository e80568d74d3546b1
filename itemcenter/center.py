"""`ItemCenter`: the composition root. Opens a center, wires ports into stages, hands them to jobs. No logic of its own.

with ItemCenter.open("my-center") as center:
    center.build("catalog.csv")
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from itemcenter import registry
from itemcenter.center_folder import CenterFolder
from itemcenter.config import Config, backend_options, load_config
from itemcenter.errors import NotFoundError
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


class ItemCenter:
    """One center on disk with everything it needs opened on first use. Close it, or use it in a `with` statement."""

    def __init__(self, folder: CenterFolder, config: Config) -> None:
        self.folder = folder
        self.config = config

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
        choice = self.config.store
        module = registry.backend("store", choice.backend)
        given = dict(choice.options)
        given["path"] = self.folder.path / given.get("path", "store.db")
        store: Store = module.open(backend_options(module.Options, given, "[store]"))
        return store

    @cached_property
    def releases(self) -> ReleaseShelf:
        return ReleaseShelf(self.folder.releases)

    @cached_property
    def quarantine(self) -> QuarantineShelf:
        return QuarantineShelf(self.folder.quarantine)

    @cached_property
    def release(self) -> OntologyRelease:
        """The configured release, else the current one. Raises `NotFoundError` before the first import."""
        wanted = self.config.release or self.releases.current()
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
        """Make a release the one that builds decide with."""
        self.releases.set_current(ReleaseId(release_id))
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
        """Read a catalog, decide what is new or changed, store it with evidence. Safe to kill and to repeat."""
        path = Path(catalog)
        reader = open_catalog(path, self.config.catalog, check_source(source))
        time_us = as_of_us if as_of_us is not None else path.stat().st_mtime_ns // 1000
        context = {"reader": reader.context.to_json(), "time_us": time_us}
        with self._run(source, time_us, limit=limit, dry_run=dry_run) as (plan, writer):
            report = build_job.build(reader, self.recognizer, self.store, self.config.sources, writer, plan, progress)
            report.notices, report.repaired = list(reader.notices), reader.rows_repaired
            self._finish(report, plan, writer, context)
        return report

    def retry_quarantine(self, source: str = MERCHANT) -> BuildReport:
        """Read quarantined rows again (after a hand edit or a new configuration) and build those that are whole."""
        context = self.quarantine.context(check_source(source))
        reading = ReadContext.from_json(context["reader"])
        rows = reread_rows(self.quarantine.rows(check_source(source)), reading, self.config.catalog)
        with self._run(source, context["time_us"], retry=True) as (plan, writer):
            report = build_job.build(rows, self.recognizer, self.store, self.config.sources, writer, plan)
            self._finish(report, plan, writer, context)
        return report

    @contextlib.contextmanager
    def _run(
        self, source: str, time_us: int, *, limit: int | None = None, dry_run: bool = False, retry: bool = False
    ) -> Iterator[tuple[build_job.BuildPlan, QuarantineWriter | None]]:
        """Lock the center and open a numbered run; a quarantine that was not finished is given up."""
        with self.folder.locked():
            number, run_folder = self.folder.new_run()
            plan = build_job.BuildPlan(
                check_source(source), MACHINE, time_us, number, run_folder.name, limit, dry_run, retry
            )
            writer = None if dry_run else self.quarantine.writer(plan.source)
            try:
                yield plan, writer
            finally:
                if writer is not None:
                    writer.close()

    def _finish(
        self,
        report: BuildReport,
        plan: build_job.BuildPlan,
        writer: QuarantineWriter | None,
        context: dict[str, Any],
    ) -> None:
        if writer is not None:
            writer.keep(context)
            report.digest = self.store.digest()
        report.write(self.folder.runs / plan.run)

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


def _now_us() -> int:
    return time.time_ns() // 1000
