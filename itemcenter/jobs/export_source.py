"""The merchant's own file back, with only its empty cells filled.

The file is read three times: to learn how the merchant writes, to see what is to be filled (a dry run ends here), and
to write. Memory holds a batch of records, what was learned, and 8 bytes an item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

from itemcenter.errors import ConfigError
from itemcenter.items import CatalogOptions
from itemcenter.items.filled import FILLED
from itemcenter.items.write.edits import RecordEdit
from itemcenter.items.write.source_record import SourceRecord
from itemcenter.items.write.sources import Source, open_source
from itemcenter.jobs.source_columns import SourceColumns
from itemcenter.jobs.source_filler import FillCounts, FillOptions, SourceFiller
from itemcenter.library.category_plan import PlanBook
from itemcenter.ports import Store
from itemcenter.schema import AttributeWrite, Cell, CellState, Item, ItemRecord, OntologyRelease, SourceId

_ITEMS_AT_ONCE = 256

#: Which current cells may go into the file.
CellFilter = Callable[[ItemRecord, Cell], Cell | None]


@dataclass(slots=True)
class SourceReport:
    """What was filled, or would be. catalog: the file that was read; out: "" in a dry run."""

    catalog: str
    out: str
    counts: FillCounts
    encoding: str = ""
    notices: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        counts = self.counts
        return {
            "catalog": self.catalog,
            "file": self.out,
            "rows": counts.rows,
            "items": counts.items,
            "cells": counts.total,
            "filled": dict(counts.filled.most_common()),
            "pairs": dict(counts.pairs.most_common()),
            "added": dict(counts.added.most_common()),
            "kept": counts.kept,
            "unwritable": counts.unwritable,
            "rows_left": counts.left_rows,
            "notices": self.notices,
        }


def export_source(
    store: Store,
    release: OntologyRelease,
    book: PlanBook,
    catalog: Path,
    reading: tuple[CatalogOptions, SourceId, SourceId],
    out: Path | None,
    allowed: CellFilter,
    options: FillOptions,
) -> SourceReport:
    """Write `catalog` with its empty cells filled to `out`; None only counts what would be filled.

    book: how merchants name the keys; reading: options of the catalog, its source, and the machine's
    Raises `ConfigError` where `out` is the catalog itself, `CatalogError` where the file cannot be given back as it is.
    """
    if out is not None and _is_one(out, catalog):
        raise ConfigError(f"{out} is the catalog itself", remedy="name another file: the input is never overwritten")
    catalog_options, source, machine = reading
    file = open_source(catalog, catalog_options, source)
    columns = SourceColumns(file, release, book)
    columns.learn(file.records(), store, machine)
    filler = SourceFiller(file, columns, release, options)
    for record, edit in _edits(file, store, filler, allowed):
        filler.counts.rows += 1
        filler.counts.items += record.item is not None
        if edit is not None:
            done = file.edited(record, edit, (), columns.samples)
            if done.text is None:
                filler.counts.left_rows += 1
            else:
                filler.count(edit)
    report = SourceReport(str(catalog), "" if out is None else str(out), filler.counts, file.encoding)
    if out is not None:
        _write(file, store, filler, allowed, columns, out)
        filler.counts = report.counts
    _tell(report)
    return report


def _write(
    file: Source, store: Store, filler: SourceFiller, allowed: CellFilter, columns: SourceColumns, out: Path
) -> None:
    counts, filler.counts = filler.counts, FillCounts()
    added = sorted(counts.added) if file.closed else []
    if file.closed and filler.marked:
        added.append(FILLED)
    edits = _edits(file, store, filler, allowed)
    counts.left_rows = max(counts.left_rows, file.rewrite(out, edits, added, columns.samples))


def _edits(
    file: Source, store: Store, filler: SourceFiller, allowed: CellFilter
) -> Iterator[tuple[SourceRecord, RecordEdit | None]]:
    """Every record with what it gets. Of rows with one id the first that makes an item is the item's."""
    seen: set[int] = set()
    records = file.records()
    while batch := list(islice(records, _ITEMS_AT_ONCE)):
        first: list[Item | None] = []
        for record in batch:
            number = _number(record.item) if record.item is not None else 0
            first.append(record.item if record.item is not None and number not in seen else None)
            seen.add(number)
        words = store.words([item.id for item in first if item is not None])
        for record, item in zip(batch, first, strict=True):
            held = store.item(item.id) if item is not None and item.id in words else None
            if held is None or item is None:
                yield record, None
                continue
            shown = (allowed(held, cell) for cell in _shown(words[item.id]))
            yield record, filler.edit(record, held, [cell for cell in shown if cell is not None])


def _shown(words: list[AttributeWrite]) -> list[Cell]:
    """The cells with facts that an item shows, by key: of the sources' latest words the one that ranks highest."""
    best: dict[str, AttributeWrite] = {}
    for word in words:
        held = best.get(word.key_id)
        if held is None or (word.version, word.source) > (held.version, held.source):
            best[word.key_id] = word
    return [Cell.of(word) for _, word in sorted(best.items()) if word.state is CellState.FACTS]


def _tell(report: SourceReport) -> None:
    counts = report.counts
    if counts.rows and not counts.items:
        report.notices.append("no record of this file is an item by itself, so nothing can be filled; try another --as")
    if counts.kept:
        report.notices.append(f'{counts.kept:,} cells say "no value" in the merchant\'s own words and were left')
    if counts.unwritable:
        report.notices.append(f"{counts.unwritable:,} values cannot be written as {report.encoding} and were left out")
    if counts.left_rows:
        report.notices.append(f"{counts.left_rows:,} rows cannot be edited without changing them and were left")


def _is_one(out: Path, catalog: Path) -> bool:
    return out.resolve() == catalog.resolve() or (out.exists() and out.samefile(catalog))


def _number(item: Item) -> int:
    return int.from_bytes(blake2b(item.id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")
