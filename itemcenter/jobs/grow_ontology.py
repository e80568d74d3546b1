"""The loop as one job: documents to proposals, concepts, votes, a new release, a queue for experts, and a report.

    queries ▶ keys ▶ judge_keys ▶ discover ▶ concepts ▶ validate ▶ insert ▶ publish ▶ coverage ▶ (build)

Keys go first, with their lists: the values of texts and cells are then looked for under them, too.

Every stage leaves its outcome in a folder (`flow.stage_files`). A job that was killed goes on at the stage where it
was, judging within it at the last decisions kept; a job over what has been done already does nothing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from itemcenter.errors import InputError, InvariantError
from itemcenter.flow.stage_files import Figures, Stage, StageFiles
from itemcenter.flow.whole_file import text_file
from itemcenter.jobs.discover import Categorise, catalog_keys, harvest, write_proposals
from itemcenter.jobs.discover_asked import Asking
from itemcenter.jobs.ontology_stats import traffic_figures
from itemcenter.jobs.proposals import Queue, chosen, insert, inserted_events, read_proposals, validate
from itemcenter.jobs.query_demand import held_out, with_demand
from itemcenter.ontology.discover import CatalogKeys, HarvestOptions
from itemcenter.ontology.fuse import PairModel
from itemcenter.ontology.fuse.proposals import fuse_proposals, fuse_shapes
from itemcenter.ontology.grow import grow
from itemcenter.ontology.review import ReviewEvent, ReviewLog, Standing
from itemcenter.ontology.validate import JudgeContext, Panel
from itemcenter.ports import Embedder
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import (
    Document,
    Item,
    KeyId,
    OntologyRelease,
    Proposal,
    ProposalKind,
    RejectedRow,
    ReleaseId,
    Route,
)
from itemcenter.schema.record import Record
from itemcenter.values.folding import name_key

_RUN = "run.json"
_MISSING_TOLD = 20


@dataclass(frozen=True, slots=True)
class GrowOptions:
    """hold_out: share of the different queries that make no demand and that coverage is measured with; 0: all do both

    low_value: insert what nobody asks for, too; name: of the new release
    """

    harvest: HarvestOptions = field(default_factory=HarvestOptions)
    hold_out: float = 0.0
    low_value: bool = False
    name: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.hold_out < 1:
            raise InvariantError("the share of queries held out lies between 0 and 1", place="growth options")


@dataclass(frozen=True, slots=True)
class Material:
    """What is read; each may be read more than once. catalog, corpus, logs: fingerprints of the contents"""

    items: Callable[[], Iterable[Item]]
    documents: Callable[[], Iterable[Document]]
    queries: Callable[[], Iterable[Document]]
    catalog: str
    corpus: str
    logs: str


@dataclass(frozen=True, slots=True)
class Means:
    """What it is done with. judges: fingerprint of panel and context; now_us: the time of decisions

    categorise: the categories of items under the base; embedder: for what merchants mean by their keys
    publish: put a release in use; build: the catalog anew, returns its figures; None where that is not wanted
    locked: holds the center while its review log is written
    asking: opens what has a language model read documents, for one stage; asked: its id, "" where none does
    """

    encoder: CachedEncoder
    model: PairModel
    categorise: Categorise
    embedder: Embedder
    panel: Panel
    context: Callable[[OntologyRelease, dict[KeyId, list[float]]], JudgeContext]
    judges: str
    log: ReviewLog
    locked: Callable[[], AbstractContextManager[None]]
    now_us: Callable[[], int]
    open_release: Callable[[str], OntologyRelease]
    save: Callable[[OntologyRelease], ReleaseId]
    publish: Callable[[ReleaseId], None]
    build: Callable[[], Figures] | None = None
    asking: Callable[[], AbstractContextManager[Asking | None]] = nullcontext
    asked: str = ""


def grow_ontology(
    material: Material, means: Means, current: ReleaseId, stages: StageFiles, options: GrowOptions | None = None
) -> dict[str, Any]:
    """The report of the job, `report.json` in the folder of the stages."""
    options = options or GrowOptions()
    settings = json.dumps([asdict(options), means.build is not None], sort_keys=True)
    inputs = [material.catalog, material.corpus, material.logs, means.judges, means.encoder.fingerprint, settings]
    inputs += [means.asked] if means.asked else []
    base = means.open_release(_base(stages, inputs, current))
    job = _Job(material, means, stages, options, base)
    report = job.run()
    with text_file(stages.folder / "report.json") as stream:
        stream.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    return report


def _base(stages: StageFiles, inputs: list[str], current: ReleaseId) -> ReleaseId:
    """The release that the job grows: where the same job is on its way or done, the one it began with."""
    path = stages.folder / _RUN
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = None
    inserted = stages.kept("insert")
    made = None if inserted is None else inserted["figures"].get("release")
    if isinstance(kept, dict) and kept.get("inputs") == inputs and current in (kept.get("base"), made):
        return ReleaseId(kept["base"])
    for name in ("insert", "publish"):
        stages.forget(name)
    with text_file(path) as stream:
        stream.write(json.dumps({"inputs": inputs, "base": current}, indent=1) + "\n")
    return current


class _Job:
    def __init__(
        self, material: Material, means: Means, stages: StageFiles, options: GrowOptions, base: OntologyRelease
    ) -> None:
        self.material, self.means, self.stages, self.options, self.base = material, means, stages, options, base
        self.folder = stages.folder

    def run(self) -> dict[str, Any]:
        do = self.stages.stage
        logs = do("queries", [self.material.logs, str(self.options.hold_out)], self.queries, ["queries.jsonl"])
        before = self._build("build_before", [self.base.id])
        asked = [self.base.id, self.material.catalog, self.material.corpus, str(self.options.harvest)]
        encoders = [self.means.embedder.fingerprint, self.means.encoder.fingerprint]
        keys = do("keys", [*asked, logs.mark, *encoders], lambda: self.keys(logs), ["keys.jsonl", "brands.json"])
        keyed = do("judge_keys", [keys.mark, self.means.judges, str(self.options.low_value)], self.judge_keys,
                   ["keyed.jsonl"])  # fmt: skip
        read_by = [self.means.asked] if self.means.asked else []
        found = do("discover", [keyed.mark, logs.mark, *read_by], self.discover, ["surfaces.jsonl", "measured.json"])
        fused = do("concepts", [logs.mark, found.mark, self.means.encoder.fingerprint],
                   lambda: self.concepts(logs), ["concepts.jsonl"])  # fmt: skip
        judged = do("validate", [fused.mark, self.means.judges], self.validate)
        put = do("insert", [judged.mark, str(self.options.low_value), self.options.name],
                 self.insert, ["inserted.jsonl"])  # fmt: skip
        do("publish", [put.mark], lambda: self.publish(ReleaseId(put.figures["release"])))
        release = self.means.open_release(put.figures["release"])
        traffic = do("coverage", [put.mark, logs.mark], lambda: self.coverage(release))
        after = self._build("build_after", [put.mark])
        texts = None if before is None or after is None else {"before": before.figures, "after": after.figures}
        return {
            "base": self.base.id,
            **put.figures,
            "documents": {"items": found.figures["items"], "texts": found.figures["documents"], **logs.figures},
            "proposals": {name: found.figures[name] for name in ("units", "surfaces")},
            "llm": found.figures.get("llm", {}),
            "concepts": fused.figures,
            "votes": judged.figures,
            "ontology": {"before": self.base.counts, "after": release.counts},
            "coverage": traffic.figures,
            "facts": texts,
            "seconds": dict(self.stages.seconds),
            "resumed": list(self.stages.resumed),
        }

    # -- stages -------------------------------------------------------------------------------------------------------

    def queries(self) -> Figures:
        counts: Counter[str] = Counter()
        newest = 0
        with text_file(self.folder / "queries.jsonl") as stream:
            for document in self.material.queries():
                stream.write(json.dumps(document.to_json(), ensure_ascii=False) + "\n")
                newest = max(newest, document.time_us)
                counts["query_lines"] += 1
                counts["query_lines_held_out"] += held_out(document.text, self.options.hold_out)
        return {name: counts[name] for name in ("query_lines", "query_lines_held_out")} | {"newest_query_us": newest}

    def keys(self, logs: Stage) -> Figures:
        """The keys of the catalog's cells that the ontology lacks, and further names of those that it has."""
        found, told = catalog_keys(
            lambda: iter(self.material.items()), self.base, self.means.categorise, self.means.embedder,
            self.options.harvest.least,
        )  # fmt: skip
        listed = fuse_shapes(found, self.means.encoder, self.means.model)
        made = list(self._with_demand(list(listed), logs))
        write_proposals(made, self.folder / "keys.jsonl")
        with text_file(self.folder / "brands.json") as stream:
            stream.write(json.dumps(told.brand_counts(), sort_keys=True) + "\n")
        return {"keys": len(made), "kinds": _kinds(made), "searched_for": _asked(made)}

    def judge_keys(self) -> Figures:
        """Keys go first: their values are looked for under what becomes of them."""
        context = self.means.context(self.base, {})
        with self.means.locked():
            proposals = _proposals(self.folder / "keys.jsonl")
            validate(self.means.log, proposals, context, self.means.panel, self.means.now_us, self.means.judges)
        own = self._own("keys.jsonl")
        passed, _ = chosen(Queue.of(self.means.log), self.options.low_value)
        made = [proposal for identity, proposal in passed if identity in own]
        write_proposals(made, self.folder / "keyed.jsonl")
        return {"passed": len(made)}

    @cached_property
    def keyed(self) -> OntologyRelease:
        """The base with the keys that passed; what is published is made at the end, with their values."""
        return grow(self.base, list(_proposals(self.folder / "keyed.jsonl"))).release

    def discover(self) -> Figures:
        documents = chain(self.material.documents(), self._queries(held=False))
        told = {name_key(name) for entry in _proposals(self.folder / "keys.jsonl")
                for name in (entry.text, *entry.synonyms)}  # fmt: skip
        with self.means.asking() as asking:
            surfaces, report = harvest(
                self.material.items, self.keyed, self.options.harvest, documents, self.means.categorise, told, asking
            )
        # What cells say of a new key is in its list, as far as it can be.
        surfaces = [entry for entry in surfaces if entry.key_id is None or entry.key_id in self.base.key_by_id]
        write_proposals(surfaces, self.folder / "surfaces.jsonl")
        with text_file(self.folder / "measured.json") as stream:
            stream.write(json.dumps(report.measured, sort_keys=True) + "\n")
        figures = {"items": report.items, "documents": report.documents, "units": report.units,
                   "surfaces": len(surfaces)}  # fmt: skip
        return figures | ({"llm": report.asked} if report.asked else {})

    def concepts(self, logs: Stage) -> Figures:
        """Those of the keys among them."""
        surfaces = _proposals(self.folder / "surfaces.jsonl")
        fused = fuse_proposals(surfaces, self.keyed, self.means.encoder, self.means.model)
        brands = CatalogKeys.of_brands(json.loads((self.folder / "brands.json").read_text(encoding="utf-8")))
        signed = (
            replace(entry, signs=(*brands.brand_signs((entry.text, *entry.synonyms)), *entry.signs))
            if entry.kind is ProposalKind.BRAND
            else entry
            for entry in fused
        )
        made = list(self._with_demand(list(signed), logs))
        write_proposals(made, self.folder / "concepts.jsonl")
        every = [*_proposals(self.folder / "keys.jsonl"), *made]
        return {"concepts": len(every), "searched_for": _asked(every), "kinds": _kinds(every)}

    def _with_demand(self, proposals: list[Proposal], logs: Stage) -> Iterator[Proposal]:
        newest, span = logs.figures["newest_query_us"], self.options.harvest.span_days
        return with_demand(proposals, self._queries(held=False), newest, span)

    def validate(self) -> Figures:
        measured = json.loads((self.folder / "measured.json").read_text(encoding="utf-8"))
        context = self.means.context(self.keyed, {KeyId(key): numbers for key, numbers in measured.items()})
        concepts = _proposals(self.folder / "concepts.jsonl")
        with self.means.locked():
            validate(self.means.log, concepts, context, self.means.panel, self.means.now_us, self.means.judges)
        return {"routes": self._routes(None)}

    def insert(self) -> Figures:
        queue = Queue.of(self.means.log)
        report = insert(queue, self.base, name=self.options.name, low_value=self.options.low_value)
        grown = report.grown
        if grown.inserted:
            self.means.save(grown.release)
        _write(self.folder / "inserted.jsonl", inserted_events(queue, report, self.means.now_us()))
        kinds = Counter(entry.proposal.kind.value for entry in grown.inserted)
        refused = Counter(entry.reason for entry in grown.insertions if not entry.entry_id)
        return {
            "release": grown.release.id,
            "inserted": {"entries": len(grown.inserted), "kinds": dict(sorted(kinds.items()))},
            "refused": {"entries": sum(refused.values()), "reasons": dict(refused.most_common(10))},
            "low_value": report.low_value,
            "queued": self._routes(Standing.OPEN),
        }

    def publish(self, release: ReleaseId) -> Figures:
        """May be done again where it was killed: the same release, the same events."""
        self.means.publish(release)
        with self.means.locked(), (self.folder / "inserted.jsonl").open(encoding="utf-8") as stream:
            self.means.log.append([ReviewEvent.from_json(json.loads(line)) for line in stream])
        return {}

    def coverage(self, release: OntologyRelease) -> Figures:
        """Of the queries held out; of all where none are. if_accepted: with all that waits for experts' yes or no."""
        held = None if self.options.hold_out == 0 else True
        if next(self._queries(held), None) is None:
            return {}
        waiting = [entry.proposal for entry in Queue.of(self.means.log).waiting() if entry.queue is Route.EXPERT]
        releases = {"before": self.base, "after": release, "if_accepted": grow(release, waiting).release}
        told = {name: traffic_figures(entry, self._queries(held), _MISSING_TOLD) for name, entry in releases.items()}
        return {"held_out": bool(held), **told}

    def _build(self, name: str, inputs: list[str]) -> Stage | None:
        if self.means.build is None:
            return None
        return self.stages.stage(name, [self.material.catalog, *inputs], self.means.build)

    # -- what stages left ---------------------------------------------------------------------------------------------

    def _queries(self, held: bool | None) -> Iterator[Document]:
        """None: all"""
        with (self.folder / "queries.jsonl").open(encoding="utf-8") as stream:
            for line in stream:
                document = Document.from_json(json.loads(line))
                if held is None or held_out(document.text, self.options.hold_out) == held:
                    yield document

    def _routes(self, standing: Standing | None) -> dict[str, int]:
        """This job's concepts by the pool that judges sent them to."""
        own = self._own("keys.jsonl") | self._own("concepts.jsonl")
        waiting = Queue.of(self.means.log).waiting(standing)
        return dict(sorted(Counter(entry.queue.value for entry in waiting if entry.id in own).items()))

    def _own(self, name: str) -> set[str]:
        return {proposal.id for proposal in _proposals(self.folder / name)}


def _kinds(proposals: Iterable[Proposal]) -> dict[str, int]:
    return dict(sorted(Counter(entry.kind.value for entry in proposals).items()))


def _asked(proposals: Iterable[Proposal]) -> int:
    return sum(entry.demand.queries > 0 for entry in proposals)


def _write(path: Path, entries: Iterable[Record]) -> None:
    with text_file(path) as stream:
        for entry in entries:
            stream.write(json.dumps(entry.to_json(), ensure_ascii=False) + "\n")


def _proposals(path: Path) -> Iterator[Proposal]:
    """Of a file that this job wrote."""

    def broken(row: RejectedRow) -> None:
        raise InputError(row.message, place=f"{path}, line {row.line}", remedy="remove the file, and run again")

    return read_proposals(path, broken)
