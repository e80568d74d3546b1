"""An answer as it stands in a file, and answers taken into the set: what is no label goes to the quarantine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from itemcenter.errors import ItemCenterError
from itemcenter.evaluate.gold import GoldLabel, GoldSet
from itemcenter.evaluate.gold.gold_set import GoldEntry
from itemcenter.flow import QuarantineWriter
from itemcenter.jobs.gold.spelled import label_of
from itemcenter.schema import AttributeKey, ItemId, KeyId, OntologyRelease, RejectedRow, SourceId
from itemcenter.schema.item import MAX_RAW

#: Under this name rows of label files lie in quarantine.
GOLD_SOURCE = SourceId("gold:labels")


class Answer(NamedTuple):
    """One labeller's answer on one cell, as texts. row: number of the task or record, line: where it begins.

    skipped: looked at and given back without an answer; fault: why it cannot be read at all
    """

    row: int
    line: int
    raw: str
    item: str = ""
    key: str = ""
    labeller: str = ""
    values: tuple[str, ...] = ()
    other: str = ""
    not_stated: bool = False
    content: str = ""
    note: str = ""
    skipped: bool = False
    fault: str = ""
    remedy: str = ""


@dataclass(slots=True)
class ImportReport:
    """answers: read; labels: of them new or changed; same: known already; skipped: without an answer.

    proposals: values that people stated and the ontology lacks: (key, text) -> labels
    """

    version: int = 0
    answers: int = 0
    labels: int = 0
    same: int = 0
    skipped: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    labellers: Counter[str] = field(default_factory=Counter)
    proposals: Counter[tuple[str, str]] = field(default_factory=Counter)

    def to_json(self) -> dict[str, Any]:
        out: dict[str, Any] = {
            name: getattr(self, name) for name in ("version", "answers", "labels", "same", "skipped")
        }
        out |= {"rejected": dict(self.rejected), "labellers": dict(sorted(self.labellers.items()))}
        counted = sorted(self.proposals.items(), key=lambda entry: (-entry[1], entry[0]))
        return out | {"proposals": [{"key": key, "text": text, "labels": n} for (key, text), n in counted]}


def take_answers(
    answers: Iterable[Answer],
    gold: GoldSet,
    release: OntologyRelease,
    rejects: QuarantineWriter,
    file: str,
    *,
    labeller: str = "",
    final: bool = False,
) -> tuple[list[GoldEntry], ImportReport]:
    """The labels that a next version adds. labeller: who answered, where the file does not say; final: settles
    disagreements.
    """
    report = ImportReport()
    found: dict[tuple[ItemId, KeyId, str], GoldLabel] = {}
    for answer in answers:
        report.answers += 1
        if answer.skipped:
            report.skipped += 1
            continue
        label = _label(answer, gold, release, labeller, final)
        if isinstance(label, RejectedRow):
            report.rejected[label.reason] = report.rejected.get(label.reason, 0) + 1
            rejects.add(_in_file(label, file))
            continue
        found[(*label.place, label.labeller)] = label
    new: list[GoldEntry] = []
    for label in _ordered(found.values()):
        report.labellers[label.labeller] += 1
        if label.beyond:
            report.proposals[label.key_id, label.beyond] += 1
        if gold.labels.get(label.place, {}).get(label.labeller) == label:
            report.same += 1
        else:
            new.append(label)
    report.labels = len(new)
    return new, report


def _ordered(labels: Iterable[GoldLabel]) -> Iterator[GoldLabel]:
    yield from sorted(labels, key=lambda label: (label.item_id, label.key_id, label.labeller))


def _label(
    answer: Answer, gold: GoldSet, release: OntologyRelease, labeller: str, final: bool
) -> GoldLabel | RejectedRow:
    if answer.fault:
        return _refused(answer, "unreadable", answer.fault, answer.remedy)
    place = ItemId(answer.item), KeyId(answer.key)
    who = (answer.labeller or labeller).strip()
    key: AttributeKey | None = release.key_by_id.get(place[1])
    if place not in gold.cells or key is None:
        what = f"{answer.item} / {answer.key} is no cell of the gold set"
        return _refused(answer, "not_in_set", what, "ids must stay as exported; `gold sample` draws more cells")
    if not who:
        remedy = "fill the column labeller, or import with --labeller NAME"
        return _refused(answer, "no_labeller", "nobody is named as the labeller", remedy)
    try:
        return label_of(
            place, key, release, who, answer.values, answer.other.strip(),
            not_stated=answer.not_stated, content=answer.content or gold.cells[place].content, final=final,
            note=answer.note,
        )  # fmt: skip
    except ItemCenterError as error:
        return _refused(answer, "no_value", f"{answer.item} / {answer.key}: {error.message}", error.remedy)


def _refused(answer: Answer, reason: str, message: str, remedy: str) -> RejectedRow:
    raw = answer.raw[:MAX_RAW]
    return RejectedRow(GOLD_SOURCE, answer.row, answer.line, reason, message, remedy, raw, len(answer.raw))


def _in_file(row: RejectedRow, file: str) -> RejectedRow:
    return replace(row, file=file)
