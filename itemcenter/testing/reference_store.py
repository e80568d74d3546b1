"""A store that is obviously right: it keeps every write and asks `schema.change.winner` over all of them, each time.

In memory, slow, for tests: the conformance suite holds other stores against it, and stages can be tested with it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from itemcenter.errors import InvariantError
from itemcenter.ports import CellQuery, ItemStamp, StoreCounts
from itemcenter.schema import (
    AttributeWrite,
    Cell,
    CellState,
    Change,
    ItemId,
    ItemRecord,
    ItemView,
    KeyId,
    SourceId,
    Tombstone,
    WriteBatch,
    digest_of,
    latest_words,
    winner,
)
from itemcenter.schema.cell_content import content_of, encode_facts


class ReferenceStore:
    def __init__(self) -> None:
        self._records: dict[ItemId, ItemRecord] = {}
        self._writes: list[AttributeWrite] = []
        self._tombstones: list[Tombstone] = []
        self._log: list[Change] = []

    def apply(self, batch: WriteBatch) -> list[Change]:
        for write in batch.writes:
            if write.version.content != content_of(write.state.value, encode_facts(write.facts)):
                raise InvariantError(f"the version of {write} does not carry the hash of its content")
        first = len(self._log)
        for record in batch.items:
            held = self._records.get(record.item.id)
            if held is None or _stamp(record) >= _stamp(held):
                self._records[record.item.id] = record
        for tombstone in batch.tombstones:
            keys = sorted({write.key_id for write in self._writes if write.item_id == tombstone.item_id})
            before = {key_id: self.cell(tombstone.item_id, key_id) for key_id in keys}
            self._tombstones.append(tombstone)
            for key_id in keys:
                self._note(tombstone.item_id, key_id, before[key_id])
        for write in batch.writes:
            shown = self.cell(write.item_id, write.key_id)
            self._keep(write)
            self._note(write.item_id, write.key_id, shown)
        return self._log[first:]

    def remerge(self, priorities: Mapping[SourceId, int]) -> list[Change]:
        first = len(self._log)
        before = {place: self.cell(*place) for place in self._places()}
        for number, write in enumerate(self._writes):
            if write.source in priorities:
                version = replace(write.version, priority=priorities[write.source])
                self._writes[number] = replace(write, version=version)
        for place in self._places():
            self._note(*place, before[place])
        return self._log[first:]

    def _keep(self, write: AttributeWrite) -> None:
        """Add a write, unless it is there; of two that differ in priority only, the greater priority stays."""
        for number, held in enumerate(self._writes):
            if replace(write, version=replace(write.version, priority=held.version.priority)) == held:
                self._writes[number] = max(held, write, key=lambda entry: entry.version.priority)
                return
        self._writes.append(write)

    def _note(self, item_id: ItemId, key_id: KeyId, before: Cell | None) -> None:
        after = self.cell(item_id, key_id)
        if (before and before.content) != (after and after.content):
            self._log.append(Change(len(self._log) + 1, item_id, key_id, before, after))

    def _places(self) -> list[tuple[ItemId, KeyId]]:
        return sorted({(write.item_id, write.key_id) for write in self._writes})

    def mark_seen(self, rows: Mapping[ItemId, int], run: str, time_us: int | None = None) -> None:
        for item_id, row in rows.items():
            record = self.item(item_id)
            if record is not None:
                latest_us = record.time_us if time_us is None else max(record.time_us, time_us)
                self._records[item_id] = replace(record, row=row, run=run, time_us=latest_us)

    def stamps(self, item_ids: Collection[ItemId]) -> dict[ItemId, ItemStamp]:
        held = {item_id: record for item_id in item_ids if (record := self.item(item_id)) is not None}
        return {
            item_id: ItemStamp(entry.fingerprint, entry.source, entry.time_us, entry.revision, entry.row, entry.run)
            for item_id, entry in held.items()
        }

    def item(self, item_id: ItemId) -> ItemRecord | None:
        record, forgotten_us = self._records.get(item_id), self.forgotten(item_id)
        if record is None or (forgotten_us is not None and record.time_us <= forgotten_us):
            return None
        return record

    def items(self, after: ItemId | None = None, limit: int | None = None) -> Iterator[ItemRecord]:
        records = [self.item(item_id) for item_id in sorted(self._records) if after is None or item_id > after]
        return iter([record for record in records if record is not None][:limit])

    def cell(self, item_id: ItemId, key_id: KeyId) -> Cell | None:
        write = winner(self.history(item_id, key_id), self.forgotten(item_id))
        return None if write is None else Cell.of(write)

    def view(self, item_id: ItemId) -> ItemView | None:
        record = self.item(item_id)
        if record is None:
            return None
        return ItemView(record, tuple([cell for cell in self._cells() if cell.item_id == item_id]))

    def cells(self, query: CellQuery) -> Iterator[Cell]:
        cells = [cell for cell in self._cells() if self._matches(query, cell)]
        orders: dict[str, Any] = {
            "item": lambda cell: (cell.item_id, cell.key_id),
            "key": lambda cell: (cell.key_id, cell.item_id),
            "confidence": lambda cell: (cell.facts[0].confidence if cell.facts else 0, cell.item_id, cell.key_id),
        }
        cells.sort(key=orders[query.order], reverse=query.descending)
        if query.order == "confidence":
            cells.sort(key=lambda cell: not cell.facts)
        return iter(cells[: query.limit])

    def _matches(self, query: CellQuery, cell: Cell) -> bool:
        record, first = self.item(cell.item_id), cell.facts[0] if cell.facts else None
        category = record and record.category and record.category.category_id
        return (
            query.item_id in (None, cell.item_id)
            and cell.item_id.startswith(query.item_prefix or "")
            and query.key_id in (None, cell.key_id)
            and query.category_id in (None, category)
            and query.source in (None, cell.source)
            and query.state in (None, cell.state)
            and query.producer in (None, first and first.producer)
            and (query.text is None or query.text in [fact.value.text for fact in cell.facts])
            and (query.min_confidence is None or (first is not None and first.confidence >= query.min_confidence))
            and (query.max_confidence is None or (first is not None and first.confidence <= query.max_confidence))
        )

    def _cells(self) -> list[Cell]:
        cells = [self.cell(*place) for place in self._places()]
        return [cell for cell in cells if cell is not None]

    def words(self, item_ids: Collection[ItemId]) -> dict[ItemId, list[AttributeWrite]]:
        words: dict[ItemId, list[AttributeWrite]] = {}
        for item_id, key_id in self._places():
            latest = latest_words(self.history(item_id, key_id), self.forgotten(item_id))
            live = [latest[source] for source in sorted(latest) if latest[source].state is not CellState.WITHDRAWN]
            if live and item_id in item_ids:
                words.setdefault(item_id, []).extend(live)
        return words

    def history(self, item_id: ItemId, key_id: KeyId) -> list[AttributeWrite]:
        return [write for write in self._writes if (write.item_id, write.key_id) == (item_id, key_id)]

    def forgotten(self, item_id: ItemId) -> int | None:
        times = [tombstone.time_us for tombstone in self._tombstones if tombstone.item_id == item_id]
        return max(times, default=None)

    def changes(self, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        return iter(self._log[after:][:limit])

    def sources(self) -> list[SourceId]:
        return sorted({write.source for write in self._writes})

    def digest(self) -> str:
        return digest_of(self._cells())

    def counts(self) -> StoreCounts:
        cells = self._cells()
        return StoreCounts(
            items=len(list(self.items())),
            cells=len(cells),
            stated=sum(cell.state is CellState.FACTS for cell in cells),
            facts=sum(len(cell.facts) for cell in cells),
            writes=len(self._writes),
            changes=len(self._log),
        )

    def close(self) -> None:
        pass


def _stamp(record: ItemRecord) -> tuple[int, int, str]:
    return record.time_us, record.revision, record.fingerprint
