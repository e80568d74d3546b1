"""`ItemCenter`: the composition root. Opens a center, wires ports into stages, hands them to jobs. No logic of its own.

with ItemCenter.open("my-center") as center:
    center.build("catalog.csv")
"""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, NamedTuple, Self

from itemcenter import registry
from itemcenter.center_folder import CenterFolder
from itemcenter.config import Config, StoreChoice, load_config
from itemcenter.errors import ConfigError, InvariantError, NotFoundError
from itemcenter.evaluate import MaskPlan
from itemcenter.flow import QuarantineShelf, QuarantineWriter
from itemcenter.flow.quarantine import check_source
from itemcenter.items import ReadContext, ReadRow, open_catalog, reread_rows
from itemcenter.jobs import bootstrap as bootstrap_job
from itemcenter.jobs import build as build_job
from itemcenter.jobs import edit, inspect
from itemcenter.jobs import evaluate as evaluate_job
from itemcenter.jobs import learn as learn_job
from itemcenter.jobs.build_report import BuildReport
from itemcenter.jobs.evaluation_report import EvaluationReport
from itemcenter.jobs.export import export_facts
from itemcenter.jobs.masked_rows import MaskedRows, RowChoice, RowFilter, key_names, mask_of
from itemcenter.jobs.recovered import RecoveredCells
from itemcenter.library import Learned, LibraryRecognizer
from itemcenter.ontology import ReleaseShelf, load_ontology
from itemcenter.ontology.bootstrap import CategoryModel, OntologyDraft
from itemcenter.ports import CellQuery, Store
from itemcenter.retrieval.encoder import CachedEncoder
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

    @classmethod
    def trial(cls, path: str | Path, like: ItemCenter | None = None) -> Self:
        """A new center for a measurement: the options of another one, but a store and releases of its own."""
        folder = CenterFolder.create(Path(path))
        config = load_config(folder.config) if like is None else like.config
        if like is not None and config.learning.model:
            model = str((like.folder.path / config.learning.model).absolute())
            config = replace(config, learning=replace(config.learning, model=model))
        return cls(folder, replace(config, store=StoreChoice(), release=""))

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
        """Decides with the model that ships, or the configured one: nothing learned from a source yet."""
        given = self.config.learning.model
        learned = Learned.open(self.folder.path / given) if given else Learned.shipped()
        encoder = None
        if self.config.vectors.backend:
            options = self.config.vectors.options
            encoder = CachedEncoder(registry.open_embedder(self.config.vectors.backend, options, self.folder.path))
        return LibraryRecognizer(self.release, learned, self.config.categories, self.config.recognition, encoder)

    def recognizer_for(self, source: str) -> LibraryRecognizer:
        """Decides with what was learned from the source's own cells, where something was."""
        return self._recognizer_in(self.folder.learned(source))

    def learn(
        self, rows: Callable[[], Iterable[ReadRow]], source: str, folder: Path, limit: int | None = None
    ) -> LibraryRecognizer:
        """The recogniser for a source of items, after learning from its cells if that is due; kept in `folder`."""
        options = self.config.learning
        if learn_job.due(folder, options, self.release):
            learn_job.learn_catalog(rows(), self.recognizer, folder, check_source(source), options, limit)
        return self._recognizer_in(folder)

    def _recognizer_in(self, folder: Path) -> LibraryRecognizer:
        if self.config.learning.when == "never" or not folder.is_dir():
            return self.recognizer
        return self.recognizer.with_learned(Learned.open(folder))

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
        for part in ("release", "recognizer", "category_model"):
            self.__dict__.pop(part, None)

    def bootstrap(self, catalog: str | Path, *, rows: RowFilter = lambda rows: rows) -> OntologyDraft:
        """Draw a first ontology from a catalog, keep it as a release and decide with it from now on.

        rows: as in `build`
        """
        reader = open_catalog(Path(catalog), self.config.catalog, MERCHANT)
        draft = bootstrap_job.draft_ontology(reader, rows(reader))
        self.use_release(self.releases.save(draft.release))
        draft.model.save(self.folder.path / "models" / "categories")
        return draft

    @cached_property
    def category_model(self) -> CategoryModel | None:
        """The categories of the newest bootstrap; it speaks only of items of an ontology that still has them."""
        return CategoryModel.load(self.folder.path / "models" / "categories")

    def _categorised(self, rows: Iterable[ReadRow]) -> Iterable[ReadRow]:
        return bootstrap_job.CategorisedRows(rows, self.category_model, self.release)

    def _categorised_catalog(self, path: Path, source: SourceId, rows: RowFilter) -> Iterable[ReadRow]:
        return self._categorised(rows(open_catalog(path, self.config.catalog, source)))

    @contextlib.contextmanager
    def _learned_folder(self, source: str, dry_run: bool) -> Iterator[Path]:
        """Where the model of a source is kept; what a dry run learns is forgotten."""
        folder = self.folder.learned(source)
        if not dry_run or folder.is_dir():
            yield folder
        else:
            with tempfile.TemporaryDirectory() as temporary:
                yield Path(temporary) / folder.name

    def build(
        self,
        catalog: str | Path,
        *,
        source: str = MERCHANT,
        limit: int | None = None,
        dry_run: bool = False,
        as_of_us: int | None = None,
        rows: RowFilter = lambda rows: rows,
        progress: build_job.Progress = lambda report: None,
    ) -> BuildReport:
        """Read a catalog, decide what is new or changed, store it with evidence. Safe to kill and to repeat.

        Source priorities that were changed since the last build take effect first, on all that was said before.
        rows: stands between the catalog's reader and all who read it (a measurement hides cells so).
        """
        path = Path(catalog)
        reader = open_catalog(path, self.config.catalog, _check_merchant(source))
        time_us = as_of_us if as_of_us is not None else path.stat().st_mtime_ns // 1000
        with self._run(source, time_us, limit=limit, dry_run=dry_run) as run:
            begin = time.monotonic()
            with self._learned_folder(source, dry_run) as folder:
                sampled = partial(self._categorised_catalog, path, run.plan.source, rows)
                recognizer = self.learn(sampled, source, folder, limit)
            seconds = time.monotonic() - begin
            parts = (self._categorised(rows(reader)), recognizer, self.store, self.config.sources, run.writer, run.plan)
            report = build_job.build(*parts, progress)
            report.seconds["learn"] = seconds
            report.total_seconds += seconds
            report.notices, report.repaired = list(reader.notices), reader.rows_repaired
            report.columns = reader.mapping.by_role()
            # Only now: JSON rows may bring columns late.
            self._finish(report, run, {"reader": reader.context.to_json(), "time_us": time_us})
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
        reader = open_catalog(Path(catalog), self.config.catalog, MERCHANT)
        names = key_names(self.release) if self.releases.current() else frozenset[str]()
        mask = mask_of(reader, plan, names)

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
        context = self.quarantine.context(_check_merchant(source))
        try:
            reading, time_us = ReadContext.from_json(context["reader"]), int(context["time_us"])
        except (KeyError, TypeError, ValueError, InvariantError) as error:
            remedy = "build the catalog again"
            raise NotFoundError(f"the reading context of {source!r} is damaged: {error}", remedy=remedy) from error
        rows = reread_rows(self.quarantine.rows(check_source(source)), reading, self.config.catalog)
        with self._run(source, time_us, retry=True) as run:
            recognizer, policy = self.recognizer_for(source), self.config.sources
            parts = (self._categorised(rows), recognizer, self.store, policy, run.writer, run.plan)
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
