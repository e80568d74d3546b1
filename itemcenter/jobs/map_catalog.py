"""Mapping a catalog: what its columns are taken for and why, and how its first rows come out as items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from itemcenter.items import CatalogReader, ColumnProposal, MappedColumn
from itemcenter.items.mapping import shown
from itemcenter.schema import Item, RejectedRow
from itemcenter.values.identifier import valid_gtin

#: Items and rejected rows that the report shows.
_SHOWN = 3
_TEXT_SHOWN = 160


@dataclass(frozen=True, slots=True)
class ColumnView:
    """One column: the role in effect, and the proposal with score, reasons and examples."""

    column: MappedColumn
    proposal: ColumnProposal

    @property
    def role(self) -> str:
        """The role as `[catalog.roles]` writes it: the kind of an extra, a spec with its name where that is its own."""
        column = self.column
        if column.role == "extra":
            return column.name or "extra"
        own = column.name and column.name not in (column.source, f"{column.source} (column)")
        return f"{column.role}: {column.name}" if column.role in ("spec", "text") and own else column.role

    def to_json(self) -> dict[str, Any]:
        found = self.proposal
        return {
            "column": self.column.source,
            "role": self.role,
            "how": self.column.how,
            "score": found.score,
            "reasons": list(found.reasons),
            "second": found.second,
            "second_score": found.second_score,
            "close": found.close,
            "examples": list(found.examples),
        }


@dataclass(slots=True)
class MapReport:
    """What `map` found out.

    prefixed: prefix -> columns that are specs by it, told together; filled: field -> items that have it
    problems: what would be wrong with items read so, in words with a remedy
    """

    path: str
    columns: list[ColumnView]
    prefixed: dict[str, int]
    options: dict[str, Any]
    rows: int = 0
    items: int = 0
    rejected: dict[str, int] = field(default_factory=dict)
    filled: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    examples: list[Item] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain data."""
        out = {name: getattr(self, name) for name in self.__slots__ if name not in ("columns", "examples")}
        out["columns"] = [view.to_json() for view in self.columns]
        out["examples"] = [item.to_json() for item in self.examples]
        return out


def map_catalog(reader: CatalogReader, rows: int) -> MapReport:
    """Read the first `rows` rows by the mapping of the reader and say what comes out."""
    report = MapReport(str(reader.path), [], {}, {})
    tally = _Tally()
    for row in islice(reader, rows):
        report.rows += 1
        if row.item is not None:
            tally.add(row.item)
            if len(report.examples) < _SHOWN:
                report.examples.append(row.item)
        elif row.rejected is not None:
            tally.reject(row.rejected)
    report.columns = _views(reader, report.prefixed)
    report.options = _options(reader)
    report.items, report.rejected = tally.items, dict(sorted(tally.reasons.items()))
    report.filled = {name: tally.filled[name] for name in _FIELDS}
    report.notices = list(reader.notices)
    report.problems = [*_column_problems(reader), *tally.problems(bool(reader.mapping.source_of("id")))]
    return report


_FIELDS = ("description", "brand", "category", "group", "images", "texts", "specs")


class _Tally:
    """Counts over the first rows. Memory is bounded by their number."""

    def __init__(self) -> None:
        self.items = 0
        self.filled: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self._ids: Counter[str] = Counter()
        self._titles: Counter[str] = Counter()
        self._first: dict[str, RejectedRow] = {}
        self._alone = 0

    def add(self, item: Item) -> None:
        self.items += 1
        self._ids[item.id] += 1
        self._titles[item.title] += item.group_id is None
        self._alone += item.group_id is None
        has = (item.description, item.brand, item.category_path, item.group_id, item.images, item.texts, item.specs)
        for name, value in zip(_FIELDS, has, strict=True):
            self.filled[name] += bool(value)

    def reject(self, row: RejectedRow) -> None:
        self.reasons[row.reason] += 1
        self._first.setdefault(row.reason, row)

    def problems(self, ids_given: bool) -> Iterator[str]:
        for reason, count in sorted(self.reasons.items()):
            row = self._first[reason]
            yield f"{count:,} rows are no items ({reason}), first in line {row.line}: {row.message}; {row.remedy}"
        again = {item_id: count for item_id, count in self._ids.items() if count > 1}
        if again:
            remedy = "another column is the id" if ids_given else "a column must be the id"
            rows = sum(again.values()) - len(again)
            yield f"{rows:,} rows repeat an id, e.g. {next(iter(again))!r}: only the first is used; {remedy}"
        same = {title: count for title, count in self._titles.items() if count > 1}
        repeated = sum(same.values())
        if repeated > 0.5 * self._alone and self._alone > 5:
            yield (
                f"{repeated:,} of {self._alone:,} items share their title with others, e.g. {next(iter(same))[:80]!r}: "
                "another column may be the title, or a column may be the group"
            )


def _column_problems(reader: CatalogReader) -> Iterator[str]:
    mapping = reader.mapping
    if not mapping.source_of("title"):
        yield 'no column is the title, without it no row is an item: give the right one the role "title"'
    for column in mapping.columns:
        if column.role == "extra" and column.name == "gtin" and column.source in mapping.proposals:
            bad = [text for text in mapping.proposals[column.source].examples if not valid_gtin(text.strip("[]\"' "))]
            if bad:
                yield f"{column.source!r} holds trade numbers with a wrong check digit, e.g. {shown(bad, 3)}"


def _views(reader: CatalogReader, prefixed: dict[str, int]) -> list[ColumnView]:
    """The columns in file order; those by a prefix are counted instead."""
    mapping, views = reader.mapping, []
    for column in mapping.columns:
        if column.how == "prefix":
            prefix = next(entry for entry in reader.options.spec_prefixes if column.source.startswith(entry))
            prefixed[prefix] = prefixed.get(prefix, 0) + 1
            continue
        late = ColumnProposal(column.source, column.role, column.role, 0.5, ("came after the first rows",))
        views.append(ColumnView(column, mapping.proposals.get(column.source, late)))
    return views


def _options(reader: CatalogReader) -> dict[str, Any]:
    """What else a mapping must say so that the file is read in the same way."""
    out: dict[str, Any] = {}
    given = reader.options
    for name in ("format", "encoding", "delimiter"):
        if getattr(given, name):
            out[name] = getattr(given, name)
    if reader.headless:
        out["header"] = False
    elif given.header is not None:
        out["header"] = given.header
    if reader.context.category_separator:
        out["category_separator"] = reader.context.category_separator
    if given.spec_prefixes != type(given)().spec_prefixes:
        out["spec_prefixes"] = list(given.spec_prefixes)
    return out
