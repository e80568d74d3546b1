"""Verbs of the ontology's growth: judge proposals, review them, insert what was accepted, tell what is explained."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from itemcenter import registry
from itemcenter.center.exports import ExportVerbs
from itemcenter.center.measured import kept_measured
from itemcenter.corpus import LogReading, query_documents
from itemcenter.errors import ConfigError, InputError, NotFoundError
from itemcenter.flow import QuarantineWriter
from itemcenter.jobs import ontology_stats
from itemcenter.jobs.proposals import (
    PROPOSALS,
    InsertReport,
    Queue,
    ValidationReport,
    insert,
    inserted_events,
    read_proposals,
    validate,
)
from itemcenter.ontology.review import Reviewed, ReviewEvent, ReviewLog
from itemcenter.ontology.review import events as kinds
from itemcenter.ontology.review.exchange import (
    csv_events,
    csv_text,
    label_studio_events,
    label_studio_tasks,
    training_lines,
)
from itemcenter.ontology.review.state import EDITABLE
from itemcenter.ontology.validate import JudgeContext, JudgeModel, Panel
from itemcenter.ports import Embedder
from itemcenter.schema import CategoryId, Document, KeyId, SourceId, content_hash

#: Quarantine source of query logs.
QUERIES = SourceId("queries")


class ReviewVerbs(ExportVerbs):
    @property
    def review_log(self) -> ReviewLog:
        return ReviewLog(self.folder.path / "review" / "events.jsonl")

    def validate_proposals(self, path: str | Path, panel: Panel | None = None) -> ValidationReport:
        """Judge the proposals of a file. Safe to kill and to repeat: what was judged is not judged again.

        Amounts are compared with those that the catalog of the latest `discover` or `grow_ontology` has.
        """
        panel = panel or Panel()
        embedder, model, fingerprint = self._judges(panel)
        measured = kept_measured(self.folder)
        context = JudgeContext(self.release, embedder, model, measured)
        if measured:
            fingerprint = content_hash([fingerprint, measured])[:12]
        with self.locked(), closing(self.quarantine.writer(PROPOSALS)) as writer:
            found = read_proposals(Path(path), writer.add)
            report = validate(self.review_log, found, context, panel, _now_us, fingerprint)
            report.rejected_lines = sum(writer.reasons.values())
            writer.keep({"file": str(path)})
        return report

    def _judges(self, panel: Panel) -> tuple[Embedder, JudgeModel, str]:
        """The encoder and the weights that judges use, and the fingerprint of all of them."""
        backend, options = self.config.vectors.backend or "static", self.config.vectors.options
        embedder = registry.open_embedder(backend, options if self.config.vectors.backend else {}, self.folder.path)
        model = JudgeModel.shipped()
        names = [f"{judge.check}/{judge.name}" for judge in panel.judges]
        return embedder, model, content_hash([names, model.fingerprint, embedder.fingerprint])[:12]

    def review_queue(self) -> Queue:
        """All proposals as they stand."""
        return Queue.of(self.review_log)

    def decide(
        self,
        action: str,
        proposals: Sequence[str],
        *,
        by: str,
        text: str = "",
        fields: Sequence[tuple[str, str]] = (),
    ) -> list[ReviewEvent]:
        """One person's word on some proposals, all of it or nothing. Ids may be shortened to a unique beginning.

        Raises `NotFoundError` for an unknown proposal, `InputError` for a claim on what somebody else has claimed.
        """
        if action not in kinds.HUMAN_ACTIONS:
            raise ConfigError(f"no review action {action!r}", remedy=f"allowed: {', '.join(kinds.HUMAN_ACTIONS)}")
        self._check_fields(fields)
        with self.locked():
            queue, now = self.review_queue(), _now_us()
            found = [find(queue, name) for name in proposals]
            if action == kinds.CLAIM:
                taken = [entry for entry in found if entry.claimed_by not in ("", by)]
                if taken:
                    raise InputError(
                        f"{taken[0].claimed_by} has claimed {taken[0].id} ({taken[0].proposal.text!r})",
                        remedy="choose others, or ask",
                    )
            made = [ReviewEvent(action, entry.id, now, by, text, tuple(fields)) for entry in found]
            self.review_log.append(made)
        return made

    def undo_review(self, event_id: str = "", *, by: str) -> ReviewEvent:
        """Take an event back, by default the person's latest one. What it changed is as if it had not been."""
        with self.locked():
            queue = self.review_queue()
            undone = {name for entry in queue.state.values() for name in entry.undone}
            human = [event for entry in queue.state.values() for event in entry.history
                     if event.action in kinds.HUMAN_ACTIONS and event.id not in undone]  # fmt: skip
            mine = [event for event in human if (event.id.startswith(event_id) if event_id else event.author == by)]
            if not mine or (event_id and len(mine) > 1):
                told = f"no event {event_id!r} to undo" if event_id else f"{by} has done nothing that could be undone"
                raise NotFoundError(told, remedy="`itemcenter ontology review show ID` lists the events")
            last = max(mine, key=lambda event: (event.time_us, event.id))
            made = ReviewEvent(kinds.UNDO, last.proposal_id, _now_us(), by, last.id)
            self.review_log.append([made])
        return made

    def _check_fields(self, fields: Sequence[tuple[str, str]]) -> None:
        for name, value in fields:
            if name not in EDITABLE:
                raise ConfigError(f"{name!r} cannot be edited", remedy=f"allowed: {', '.join(EDITABLE)}")
            if name == "category_id" and value and CategoryId(value) not in self.release.category_by_id:
                raise NotFoundError(f"there is no category {value!r}", remedy="`itemcenter ontology show` lists them")
            if name == "key_id" and KeyId(value) not in self.release.key_by_id:
                raise NotFoundError(f"there is no key {value!r}", remedy="`itemcenter ontology show` lists them")

    def review_text(self, entries: Sequence[Reviewed], queue: Queue, kind: str) -> str | list[dict[str, Any]]:
        """The queue for another program: "csv" (text), "label-studio" (tasks) or "training" (what was decided)."""
        if kind == "csv":
            quadrants = {entry.id: queue.quadrant(entry.id).value for entry in entries}
            return csv_text(entries, self.release, quadrants)
        return label_studio_tasks(entries, self.release) if kind == "label-studio" else list(training_lines(entries))

    def import_review(self, path: str | Path, *, by: str) -> int:
        """Decisions that come back in a CSV table or a Label Studio export. All of them count, or none."""
        file = Path(path)
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"cannot be read: {error}", place=str(file), remedy="name a UTF-8 file") from error
        read = label_studio_events if file.suffix.lower() == ".json" else csv_events
        with self.locked():
            known = self.review_queue().state
            return self.review_log.append(list(read(text, by, _now_us(), known, file.name)))

    def insert_proposals(self, *, name: str = "", low_value: bool = False, dry_run: bool = False) -> InsertReport:
        """Put what was accepted into a new release and decide with it from now on."""
        queue = self.review_queue()
        report = insert(queue, self.release, name=name, low_value=low_value)
        if not dry_run and report.grown.inserted:
            self.releases.save(report.grown.release)
            self.use_release(report.grown.release.id)
            with self.locked():
                self.review_log.append(inserted_events(queue, report, _now_us()))
        return report

    def ontology_stats(self, queries: Sequence[str | Path] = (), most_missing: int = 20) -> dict[str, Any]:
        """Size, review, and with query logs the share of the traffic that is explained."""
        queue = self.review_queue()
        release = self.release
        out: dict[str, Any] = {"release": release.id, "name": release.name, "counts": release.counts}
        out["review"] = ontology_stats.review_figures(queue)
        if not self.folder.untouched:
            out["first_facts"] = ontology_stats.first_fact_figures(queue, self.store, release)
        if queries:
            with closing(self.quarantine.writer(QUERIES)) as writer:
                readings: dict[str, LogReading] = {}
                read = read_logs([Path(entry) for entry in queries], writer, readings)
                out["traffic"] = ontology_stats.traffic_figures(release, read, most_missing)
                writer.keep({"files": [str(entry) for entry in queries]})
            out["traffic"]["rejected_lines"] = sum(entry.rejected for entry in readings.values())
            out["traffic"]["uncounted"] = sum(entry.uncounted for entry in readings.values())
        return out


def find(queue: Queue, name: str) -> Reviewed:
    """A proposal by id or its unique beginning. Raises `NotFoundError`."""
    if name in queue.state:
        return queue.state[name]
    found = [entry for key, entry in queue.state.items() if len(name) >= 4 and key.startswith(name)]
    if len(found) == 1:
        return found[0]
    told = f"{name[:40]!r} means several proposals" if found else f"there is no proposal {name[:40]!r}"
    raise NotFoundError(told, remedy="`itemcenter ontology review list` shows their ids")


def read_logs(paths: Sequence[Path], writer: QuarantineWriter, readings: dict[str, LogReading]) -> Iterator[Document]:
    """The queries of several logs, one behind the other; what is none goes to `writer`."""
    for number, path in enumerate(paths):
        readings[str(path)] = LogReading()
        source = QUERIES if number == 0 else f"{QUERIES}-{number + 1}"
        yield from query_documents(path, writer.add, source=source, reading=readings[str(path)])


def _now_us() -> int:
    return time.time_ns() // 1000
