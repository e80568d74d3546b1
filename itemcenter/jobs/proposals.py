"""Proposals on their way: read from a file, judged once, queued by importance, inserted into a new release."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from itemcenter.errors import CatalogError, InvariantError
from itemcenter.ontology.grow import Grown, grow
from itemcenter.ontology.importance import Importance, Quadrant, rate
from itemcenter.ontology.review import Reviewed, ReviewEvent, ReviewLog, Standing, replay
from itemcenter.ontology.review.events import INSERTED, JUDGED
from itemcenter.ontology.validate import JudgeContext, Panel
from itemcenter.schema import OntologyRelease, Proposal, ProposalKind, RejectedRow, SourceId
from itemcenter.schema.item import MAX_RAW

#: Decisions that are written to the log at once: what a killed run has to do again.
_AT_ONCE = 256
#: Quarantine source of lines that are no proposals.
PROPOSALS = SourceId("proposals")


def read_proposals(path: Path, reject: Callable[[RejectedRow], None]) -> Iterator[Proposal]:
    """The proposals of a file of JSON lines (`Proposal.to_json`); a line that is none goes to `reject`."""
    try:
        with path.open("rb") as handle:
            for number, line in enumerate(handle, start=1):
                if not line.strip():
                    continue
                try:
                    yield Proposal.from_json(json.loads(line))
                except (ValueError, InvariantError, RecursionError) as error:
                    raw = line.decode("utf-8", "replace").rstrip("\n")
                    reject(
                        RejectedRow(PROPOSALS, number, number, "no_proposal", f"the line is no proposal: {error}"[:500],
                                    "mend the line", raw[:MAX_RAW], len(raw), file=path.name)
                    )  # fmt: skip
    except OSError as error:
        raise CatalogError(f"cannot be read: {error.strerror or error}", place=str(path)) from error


@dataclass(slots=True)
class ValidationReport:
    """judged: this time; known: had been judged by the same panel against the same release"""

    judged: int = 0
    known: int = 0
    rejected_lines: int = 0
    routes: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)


def validate(
    log: ReviewLog,
    proposals: Iterable[Proposal],
    context: JudgeContext,
    panel: Panel,
    now_us: Callable[[], int],
    fingerprint: str,
) -> ValidationReport:
    """Judge what was not judged yet and keep each decision in the log. Safe to kill and to repeat.

    fingerprint: of the judges; with another one, or another release, everything is judged anew.
    """
    report, seen = ValidationReport(), _judged(log, context.release, fingerprint)

    def fresh() -> Iterator[Proposal]:
        for proposal in proposals:
            mark = proposal.content_hash()
            if mark in seen:
                report.known += 1
            else:
                seen.add(mark)
                yield proposal

    decisions = panel.decide_all(fresh(), context)
    while batch := list(islice(decisions, _AT_ONCE)):
        log.append(
            ReviewEvent(
                JUDGED, decision.proposal.id, now_us(), text=context.release.id, decision=decision, panel=fingerprint
            )
            for decision in batch
        )
        for decision in batch:
            report.judged += 1
            report.routes[decision.route.value] += 1
            report.kinds[decision.proposal.kind.value] += 1
    return report


def _judged(log: ReviewLog, release: OntologyRelease, fingerprint: str) -> set[str]:
    return {
        event.decision.proposal.content_hash()
        for event in log.read()
        if event.decision is not None and event.panel == fingerprint and event.text == release.id
    }


@dataclass(frozen=True)
class Queue:
    """All proposals of a center as they stand, with their importance among each other."""

    state: dict[str, Reviewed]
    importance: dict[str, Importance]

    @classmethod
    def of(cls, log: ReviewLog) -> Queue:
        state = replay(log.read())
        rated = rate([entry.proposal for entry in state.values()])
        return cls(state, dict(zip(state, rated, strict=True)))

    def waiting(self, standing: Standing | None = Standing.OPEN) -> list[Reviewed]:
        """Most important first; None for all."""
        found = [entry for entry in self.state.values() if standing in (None, entry.standing)]
        return sorted(found, key=lambda entry: (-self.importance[entry.id].priority, entry.id))

    def quadrant(self, proposal_id: str) -> Quadrant:
        return self.importance[proposal_id].quadrant


@dataclass(frozen=True, slots=True)
class InsertReport:
    """low_value: what judges passed and nobody asks for, left out"""

    grown: Grown
    low_value: int


def insert(queue: Queue, release: OntologyRelease, *, name: str = "", low_value: bool = False) -> InsertReport:
    """A release with what people accepted or merged, and what judges passed unanimously; not yet stored.

    low_value: with what judges passed in the quarter of low scale and low trend, too
    """
    passed, left = chosen(queue, low_value)
    return InsertReport(grow(release, [proposal for _, proposal in passed], name), left)


def chosen(queue: Queue, low_value: bool) -> tuple[list[tuple[str, Proposal]], int]:
    """(id in the queue, what is to be inserted of it), and how many of low value are left out."""
    out, left = [], 0
    for entry in queue.waiting(None):
        if entry.standing is Standing.AUTO and not low_value and queue.quadrant(entry.id) is Quadrant.LOW:
            left += 1
        elif entry.standing in (Standing.AUTO, Standing.ACCEPTED):
            out.append((entry.id, entry.proposal))
        elif entry.standing is Standing.MERGED:
            out += [(entry.id, proposal) for proposal in _synonym(entry)]
    return out, left


def _synonym(entry: Reviewed) -> list[Proposal]:
    """A merged value as a synonym of what it was merged into."""
    proposal = entry.proposal
    if proposal.kind not in (ProposalKind.VALUE, ProposalKind.SYNONYM):
        return []
    return [Proposal(ProposalKind.SYNONYM, proposal.text, proposal.category_id, proposal.key_id, entry.into)]


def inserted_events(queue: Queue, report: InsertReport, now_us: int) -> list[ReviewEvent]:
    """What to keep in the log when the release is stored."""
    form = {(entry.proposal.kind, entry.proposal.text, entry.proposal.key_id, entry.proposal.category_id): entry.id
            for entry in queue.state.values()}  # fmt: skip
    merged = {(entry.proposal.text, entry.proposal.key_id, entry.proposal.category_id): entry.id
              for entry in queue.state.values() if entry.standing is Standing.MERGED}  # fmt: skip
    out = []
    for insertion in report.grown.inserted:
        made = insertion.proposal
        known = form.get((made.kind, made.text, made.key_id, made.category_id))
        known = known or merged.get((made.text, made.key_id, made.category_id))
        if known is not None:
            fields = (("entry", insertion.entry_id),)
            out.append(ReviewEvent(INSERTED, known, now_us, text=report.grown.release.id, fields=fields))
    return out
