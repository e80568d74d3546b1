"""What merchants mean by their keys: reader, category mapper and proposals strung together, and edits taken in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from itemcenter.flow import HashSample
from itemcenter.items import ReadRow
from itemcenter.library.category import CategoryMapper
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.mapped_keys import MappedKeys
from itemcenter.ontology.key_map import KeyProposer, MerchantKeys, merged
from itemcenter.ports import Embedder
from itemcenter.schema import Item, KeyMapping, OntologyRelease, SourceId
from itemcenter.values.folding import name_key

#: Items that are looked at; of larger catalogs those whose ids hash lowest.
LOOKED_AT = 20_000
_BATCH = 1024


@dataclass(slots=True)
class KeyMapReport:
    """The table after a catalog was looked at, the figures of that catalog, and what people should know.

    items, looked_at: of the catalog; cells: of the items looked at; mapped_cells: those that a build reads under a key
    of their category, `named_cells` of them without any mapping: the names are the same
    """

    mappings: list[KeyMapping]
    items: int = 0
    looked_at: int = 0
    cells: int = 0
    mapped_cells: int = 0
    named_cells: int = 0
    keys: int = 0
    decisions: dict[str, int] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        figures = ("items", "looked_at", "keys", "cells", "mapped_cells", "named_cells", "decisions", "notices")
        return {name: getattr(self, name) for name in figures} | {
            "mappings": [line_json(entry) for entry in self.mappings]
        }


def line_json(entry: KeyMapping) -> dict[str, Any]:
    """A line of the table as plain data, with what builds make of it: `means` is the key, null for none."""
    return entry.to_json() | {"decision": entry.decision.value, "means": entry.means, "by_person": entry.by_person}


def map_keys(
    rows: Iterable[ReadRow],
    release: OntologyRelease,
    mapper: CategoryMapper,
    embedder: Embedder | None,
    held: Sequence[KeyMapping],
    source: SourceId | None = None,
) -> KeyMapReport:
    """Look at a catalog and propose what its keys mean; a person's lines among `held` win.

    source: whose lines the proposals are, None for those of all sources
    """
    sample: HashSample[Item] = HashSample(LOOKED_AT)
    report = KeyMapReport([])
    for row in rows:
        if row.item is not None:
            report.items += 1
            sample.offer(row.item.id, row.item)
    items = sample.entries()
    keys = MerchantKeys()
    for start in range(0, len(items), _BATCH):
        batch = items[start : start + _BATCH]
        for item, match in zip(batch, mapper.map(batch), strict=True):
            keys.add(item, None if match is None else match.category_id)
    fresh = [replace(entry, source=source) for entry in KeyProposer(release, embedder).propose(keys)]
    report.mappings = merged(held, fresh)
    report.looked_at, report.keys = len(items), len(keys)
    report.decisions = dict(sorted(Counter(_told(entry) for entry in report.mappings).items()))
    if report.looked_at < report.items:
        report.notices.append(f"a sample of {report.looked_at:,} of {report.items:,} items was looked at")
    report.notices.extend(unknown_entries(report.mappings, release))
    _count_cells(report, keys, release, source)
    return report


def unknown_entries(mappings: Iterable[KeyMapping], release: OntologyRelease) -> list[str]:
    """Notices of a person's lines that name what the release lacks: builds pass them over."""
    out = []
    for entry in mappings:
        if not entry.by_person:
            continue
        for noun, identity, known in (
            ("key", entry.key_id, release.key_by_id),
            ("category", entry.category_id, release.category_by_id),
        ):
            if identity is not None and identity not in known:
                out.append(f"{entry.merchant_key!r} names the {noun} {identity!r}, which this ontology lacks")
    return out


def _told(entry: KeyMapping) -> str:
    return "none" if entry.key_id is None and not entry.by_person else entry.decision.value


def _count_cells(report: KeyMapReport, keys: MerchantKeys, release: OntologyRelease, source: SourceId | None) -> None:
    """How many cells a build reads under a key, with the mappings and without them."""
    # a plan is what builds use themselves, so nothing is counted that they would not read
    from_names, with_map = PlanBook(release), PlanBook(release, MappedKeys(release, report.mappings, source))
    for key in keys:
        folded = name_key(key.name)
        for category_id, found in key.by_category.items():
            report.cells += found.cells
            if category_id is not None:
                report.mapped_cells += found.cells if folded in with_map.plan(category_id).by_name else 0
                report.named_cells += found.cells if folded in from_names.plan(category_id).by_name else 0
