"""Label files as CSV: one row a cell, to be filled in a spreadsheet. Texts survive it (`ontology.sheet_cells`).

A person fills `answer` and `value`: a value (several joined by |), or the words "not stated"; "accept" takes
the suggestion, "other" keeps `value` as a proposal where the list lacks it, "skip" or an empty row says nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from itemcenter.errors import InputError, StoreError
from itemcenter.evaluate.gold import GoldLabel
from itemcenter.flow.whole_file import text_file
from itemcenter.jobs.gold.answers import Answer
from itemcenter.jobs.gold.spelled import spelled
from itemcenter.jobs.gold.tasks import LabelTask
from itemcenter.ontology.sheet_cells import read_list, read_text, write_list, write_text
from itemcenter.schema import OntologyRelease

COLUMNS = (
    "item", "key", "answer", "value", "note", "labeller", "name", "category", "suggestion", "confidence", "by", "proof",
    "offered", "text", "content",
)  # fmt: skip
_NEEDED = ("item", "key", "answer", "value")
STATED, ACCEPT, NO, OTHER, SKIP = "stated", "accept", "not stated", "other", "skip"
#: What else people write for them; "yes" and "no" may be values, and are none of these.
_WORDS = {"": STATED, "ok": ACCEPT, "not_stated": NO, "?": SKIP}


def write_csv(tasks: Iterable[LabelTask], release: OntologyRelease, path: Path, *, blind: bool = False) -> int:
    """Returns the number of rows. blind: without what the machine suggests. Opens in Excel as UTF-8."""
    count = 0
    with text_file(path) as file:
        file.write("\ufeff")
        file.write(_line(COLUMNS))
        for task in tasks:
            for label in task.labels or (None,):
                file.write(_line(_cells(task, label, release, blind)))
                count += 1
    return count


def read_csv(path: Path) -> Iterator[Answer]:
    """The answers of a filled file. Raises `InputError` where it has not the columns."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            sample = handle.readline()
            handle.seek(0)
            delimiter = max(",;\t", key=sample.count)
            rows = csv.reader(handle, delimiter=delimiter)
            header = [name.strip().lower() for name in next(rows, [])]
            missing = [name for name in _NEEDED if name not in header]
            if missing:
                remedy = "the file has the columns of `gold export`; these two, answer and value, are for people"
                raise InputError(f"the columns {', '.join(missing)} are missing", place=path.name, remedy=remedy)
            begin, number = rows.line_num + 1, 0
            for cells in rows:
                if any(cell.strip() for cell in cells):
                    number += 1
                    yield _answer(number, begin, cells, header)
                begin = rows.line_num + 1
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror or error}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path.name} is no UTF-8 CSV file: {error}", remedy="save it as CSV, UTF-8") from error


def _cells(task: LabelTask, label: GoldLabel | None, release: OntologyRelease, blind: bool) -> list[str]:
    suggested = None if blind or task.suggestion is None else task.suggestion
    values = suggested.values if suggested is not None else ()
    first = values[0] if values else None
    offered = list(task.suggestion.offered) if task.suggestion is not None else []
    return [
        write_text(task.item.id),
        write_text(task.key.id),
        *_answered(task, label, release),
        write_text(task.key.name),
        write_text(task.category),
        write_list([value.text for value in values]),
        f"{first.confidence:.2f}" if first is not None else "",
        write_text(first.producer) if first is not None else "",
        write_text(f"{first.field}: {first.proof}") if first is not None else "",
        write_list(sorted(offered) if blind else offered),
        write_text(task.shown.text),
        task.content,
    ]


def _answered(task: LabelTask, label: GoldLabel | None, release: OntologyRelease) -> list[str]:
    """answer, value, note, labeller"""
    if label is None:
        return ["", "", write_text(task.notes), write_text(task.labeller)]
    values = [spelled(value, task.key, release) for value in label.values]
    answer = (OTHER if label.beyond else STATED) if label.stated else NO
    written = write_list([*values, label.beyond] if label.beyond else values)
    return [answer, written, write_text(label.note), write_text(label.labeller)]


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _answer(row: int, line: int, cells: list[str], header: list[str]) -> Answer:
    raw = _line(cells).rstrip("\r\n")
    named = dict(zip(header, cells, strict=False))
    if len(cells) > len(header) or any(name not in named for name in _NEEDED):
        told = f"the row has {len(cells)} cells, the header {len(header)}"
        return Answer(row, line, raw, fault=told, remedy="look for a quotation mark or a separator too many")
    item, key, note, who, content = (
        read_text(named.get(name, "")) for name in ("item", "key", "note", "labeller", "content")
    )
    answer = read_text(named["answer"]).casefold()
    answer = _WORDS.get(answer, answer)
    values = read_list(named["value"])
    known = Answer(row, line, raw, item, key, who, content=content, note=note)
    if answer == SKIP or (answer == STATED and not values and not named["answer"].strip()):
        return known._replace(skipped=True)
    if not named["answer"].strip() and len(values) == 1 and values[0].casefold() == NO:
        return known._replace(not_stated=True)  # written into the column of values
    if answer == STATED:
        return known._replace(values=values)
    if answer == NO:
        return known._replace(not_stated=True, values=values)
    if answer == ACCEPT:
        suggested = read_list(named.get("suggestion", ""))
        if values and values != suggested:
            return known._replace(fault="the answer is “accept”, but a value other than the suggestion is given",
                                  remedy="leave one of them empty")  # fmt: skip
        return known._replace(values=suggested, not_stated=not suggested)
    if answer == OTHER:
        return known._replace(values=values[:-1], other=values[-1] if values else "")
    allowed = f"allowed: {ACCEPT}, {NO}, {OTHER}, {SKIP}, or nothing beside a value"
    return known._replace(fault=f"{answer!r} is no answer", remedy=allowed)
