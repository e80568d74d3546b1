"""Query logs as documents: one a line (or one a query and day), with its count and date where the log has them.

Which column holds what is told by its name; the names of usual exports are known (`_NAMES`). A query without a count
was made once; one whose count is 0 was suggested, not made, and counts as made once, too: `LogReading.uncounted` tells
how many.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itemcenter.corpus.lines import LogRecord, Reject, Rejecter, read_records
from itemcenter.errors import CatalogError
from itemcenter.schema import Document, DocumentKind, SourceId

_NAMES = {
    "query": ("query", "querytext", "searchterm", "searchquery", "search", "term", "keyword", "keywords", "q",
              "suchbegriff"),
    "count": ("count", "popularity", "volume", "frequency", "searches", "impressions", "hits", "n", "anzahl"),
    "date": ("date", "day", "week", "month", "time", "timestamp", "searchedat", "datum"),
    "category": ("category", "queryclass", "class", "department", "kategorie"),
}  # fmt: skip
#: Longer texts are no queries.
_LONGEST = 500
_MOST = 10**12


@dataclass(slots=True)
class LogReading:
    """Figures of one reading. columns: what each role was read from"""

    documents: int = 0
    rejected: int = 0
    uncounted: int = 0
    columns: dict[str, str] = field(default_factory=dict)


def query_documents(
    path: Path, reject: Reject, *, source: str = "queries", reading: LogReading | None = None
) -> Iterator[Document]:
    """The queries of a log, in its order; what is none goes to `reject`. `CatalogError` without a query column."""
    reading = LogReading() if reading is None else reading
    rejecter = Rejecter(SourceId(source), path, reject)
    for record in read_records(path, rejecter):
        if "query" not in reading.columns:
            reading.columns = _columns(record.cells, path)
        document = _document(record, reading, rejecter, source)
        reading.rejected = rejecter.count
        if document is not None:
            reading.documents += 1
            yield document
    reading.rejected = rejecter.count


def _columns(cells: Mapping[str, Any], path: Path) -> dict[str, str]:
    plain = {"".join(filter(str.isalnum, name.lower())): name for name in cells}
    found = {role: next((plain[name] for name in names if name in plain), "") for role, names in _NAMES.items()}
    if not found["query"]:
        raise CatalogError(
            f"has no column of queries among {', '.join(map(repr, list(cells)[:12]))}",
            place=str(path),
            remedy="name it query",
        )
    return {role: name for role, name in found.items() if name}


def _document(record: LogRecord, reading: LogReading, rejecter: Rejecter, source: str) -> Document | None:
    cells, columns = record.cells, reading.columns

    def refuse(reason: str, message: str, remedy: str) -> None:
        rejecter(record.number, record.line, reason, message, remedy, record.raw)

    text = cells.get(columns["query"])
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST:
        refuse("no_query", f"the column {columns['query']!r} holds no query", f"a text of 1 to {_LONGEST} characters")
        return None
    count = _count(cells.get(columns.get("count", "")))
    if count is None:
        refuse("bad_count", f"{str(cells[columns['count']])[:40]!r} is no count", "a whole number from 0")
        return None
    time_us = time_of(cells.get(columns.get("date", "")))
    if time_us is None:
        refuse("bad_date", f"{str(cells[columns['date']])[:40]!r} is no date", "write it as 2025-01-31")
        return None
    reading.uncounted += count == 0 or "count" not in columns
    category = cells.get(columns.get("category", ""))
    return Document(
        f"{source}/{record.number}",
        DocumentKind.QUERY,
        " ".join(text.split()),
        weight=max(count, 1),
        time_us=time_us,
        source=source,
        category=category if isinstance(category, str) else "",
    )


def _count(given: Any) -> int | None:
    """None where it is no count; 1 where there is none."""
    if given is None or given == "":
        return 1
    try:
        number = float(given) if not isinstance(given, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        return None
    return int(number) if number.is_integer() and 0 <= number <= _MOST else None


def time_of(given: Any) -> int | None:
    """Microseconds since 1970 (UTC) of an ISO date or time, 0 where there is none; None where it is no date."""
    if given is None or given == "":
        return 0
    if not isinstance(given, str):
        return None
    try:
        moment = datetime.datetime.fromisoformat(given.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.UTC)
    try:
        return max(int(moment.timestamp() * 1_000_000), 0)
    except (OverflowError, OSError):
        return None
