"""Review in other programs: a CSV table to work through in a spreadsheet, Label Studio tasks and their answers.

Out goes what waits for a person, most important first; back come events. A cell that a spreadsheet would run as a
formula is written with an apostrophe in front, which is taken off again.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from itemcenter.errors import InputError
from itemcenter.ontology.review import events as kinds
from itemcenter.ontology.review.events import ReviewEvent
from itemcenter.ontology.review.state import Reviewed
from itemcenter.ontology.sheet_cells import read_text, write_text
from itemcenter.schema import OntologyRelease

COLUMNS = ("id", "kind", "text", "category", "key", "target", "quadrant", "votes", "decision", "into", "comment")
_DECISIONS = ("accept", "reject", "merge", "rename", "")


def csv_text(entries: Sequence[Reviewed], release: OntologyRelease, quadrants: dict[str, str]) -> str:
    """One row a proposal. `decision` is for the person: accept, reject, merge, rename (`into`: the entry, the name)."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        proposal = entry.proposal
        writer.writerow([
            write_text(cell) for cell in (
                entry.id, proposal.kind.value, proposal.text, _place(entry, release), proposal.key_id or "",
                proposal.target, quadrants.get(entry.id, ""), told_votes(entry), "", "", "",
            )
        ])  # fmt: skip
    return stream.getvalue()


def told_votes(entry: Reviewed) -> str:
    return "; ".join(f"{vote.judge} {vote.verdict.value}: {vote.rationale}" for vote in entry.decision.votes)


def _place(entry: Reviewed, release: OntologyRelease) -> str:
    category = entry.proposal.category_id
    if category is None or category not in release.category_by_id:
        return category or ""
    return release.path_name(category)


def csv_events(text: str, author: str, time_us: int, known: Iterable[str], place: str) -> Iterator[ReviewEvent]:
    """The events of a table that came back; rows without a decision and comment give none.

    Raises `InputError` naming the row for an unknown decision or proposal, before any event counts.
    """
    ids = set(known)
    rows = csv.DictReader(io.StringIO(text))
    if rows.fieldnames is None or not {"id", "decision"} <= set(rows.fieldnames):
        raise InputError("has no columns id and decision", place=place, remedy="export the queue again")
    for number, row in enumerate(rows, start=2):
        cells = {
            name: read_text(cell or "").strip()
            for name, cell in row.items()
            if name is not None and not isinstance(cell, list)
        }
        proposal_id, decision = cells["id"], cells["decision"].lower()
        where = f"{place} line {number}"
        if decision not in _DECISIONS:
            raise InputError(
                f"has the decision {decision[:40]!r}", place=where, remedy="accept, reject, merge or rename"
            )
        if proposal_id not in ids:
            raise InputError(f"there is no proposal {proposal_id[:40]!r}", place=where, remedy="keep the column id")
        if decision in ("merge", "rename") and not cells.get("into"):
            raise InputError(f"{decision} without a name in the column into", place=where, remedy="fill it")
        if decision:
            text_of = cells.get("into", "") if decision in ("merge", "rename") else ""
            yield ReviewEvent(decision, proposal_id, time_us, author, text_of)
            if decision == "rename":
                yield ReviewEvent(kinds.ACCEPT, proposal_id, time_us + 1, author)
        if cells.get("comment"):
            yield ReviewEvent(kinds.COMMENT, proposal_id, time_us, author, cells["comment"])


#: The labelling page for Label Studio: paste it as the project's interface.
LABEL_STUDIO_CONFIG = """<View>
  <Header value="$kind: $text"/>
  <Text name="place" value="$place"/>
  <Text name="votes" value="$votes"/>
  <Choices name="decision" toName="place" choice="single" showInline="true">
    <Choice value="accept" hotkey="a"/><Choice value="reject" hotkey="r"/>
  </Choices>
  <TextArea name="comment" toName="place" maxSubmissions="1" rows="2"/>
</View>
"""


def label_studio_tasks(entries: Sequence[Reviewed], release: OntologyRelease) -> list[dict[str, Any]]:
    """Tasks with what judges said as predictions."""
    tasks = []
    for entry in entries:
        proposal = entry.proposal
        place = " / ".join(part for part in (_place(entry, release), proposal.key_id or "", proposal.target) if part)
        data = {
            "id": entry.id,
            "kind": proposal.kind.value,
            "text": proposal.text,
            "place": place or "-",
            "votes": told_votes(entry),
        }
        choice = "accept" if entry.decision.accepted else "reject"
        result = {"from_name": "decision", "to_name": "place", "type": "choices", "value": {"choices": [choice]}}
        tasks.append({"data": data, "predictions": [{"model_version": entry.panel or "panel", "result": [result]}]})
    return tasks


def label_studio_events(
    text: str, author: str, time_us: int, known: Iterable[str], place: str
) -> Iterator[ReviewEvent]:
    """The events of a Label Studio export (JSON). Whoever annotated is the author where the export names them."""
    ids = set(known)
    try:
        tasks = json.loads(text)
        assert isinstance(tasks, list)
    except (ValueError, AssertionError, RecursionError):
        raise InputError("is no JSON list of tasks", place=place, remedy="export the project as JSON") from None
    for number, task in enumerate(tasks, start=1):
        where = f"{place} task {number}"
        try:
            proposal_id = str(task["data"]["id"])
            answers = [(_annotator(entry, author), entry.get("result", ())) for entry in task.get("annotations", ())
                       if not entry.get("was_cancelled")]  # fmt: skip
        except (KeyError, TypeError, AttributeError):
            raise InputError("is no task of a review", place=where, remedy="export the project as JSON") from None
        if proposal_id not in ids:
            raise InputError(f"there is no proposal {proposal_id[:40]!r}", place=where, remedy="import the tasks again")
        for who, results in answers:
            for result in results:
                value = result.get("value", {})
                if result.get("from_name") == "decision" and value.get("choices", [""])[0] in ("accept", "reject"):
                    yield ReviewEvent(value["choices"][0], proposal_id, time_us, who)
                elif result.get("from_name") == "comment" and "".join(value.get("text", ())).strip():
                    yield ReviewEvent(kinds.COMMENT, proposal_id, time_us, who, "\n".join(value["text"]))


def _annotator(annotation: dict[str, Any], author: str) -> str:
    who = annotation.get("completed_by")
    if isinstance(who, dict):
        who = who.get("email") or who.get("id")
    return f"label-studio:{who}" if who not in (None, "") else author


def training_lines(state: Iterable[Reviewed]) -> Iterator[dict[str, Any]]:
    """What people decided, as labelled triples; merges as pairs of names that are one, accepted synonyms too."""
    for entry in state:
        if not entry.words and not entry.into:
            continue
        first = entry.decision.proposal
        triple = {"category": first.category_id, "key": first.key_id, "value": first.text}
        if entry.into:
            yield {"pair": [first.text, entry.into], "same": True, "key": first.key_id, "by": entry.by}
        elif entry.proposal.target:
            yield {
                "pair": [first.text, entry.proposal.target],
                "same": entry.words[entry.by],
                "key": first.key_id,
                "by": entry.by,
            }
        else:
            yield {"triple": triple, "kind": first.kind.value, "valid": entry.words[entry.by], "by": entry.by}
