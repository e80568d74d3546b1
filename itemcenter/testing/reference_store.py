"""A store that is obviously right: it keeps every write and asks `schema.change.winner` over all of them, each time.

In memory, slow, for tests: the conformance suite holds other stores against it, and stages can be tested with it.
"""

from __future__ import annotations

import contextlib
import copy
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from itemcenter.errors import InvariantError
from itemcenter.ports import (
    CellDimension,
    CellQuery,
    CellTally,
    DimensionValue,
    ItemDimension,
    ItemStamp,
    Store,
    StoreCounts,
)
from itemcenter.ports.coordination import check_cursor, check_span, lease_lost
from itemcenter.ports.store import check_tally, shows
from itemcenter.schema import (
    AttributeWrite,
    Cell,
    CellState,
    Change,
    ItemChange,
    ItemEvent,
    ItemId,
    ItemRecord,
    ItemView,
    KeyId,
    Lease,
    Presence,
    RunMark,
    SourceId,
    Tombstone,
    WriteBatch,
    changed_fields,
    digest_of,
    latest_words,
    partition_of,
    winner,
)
from itemcenter.schema.cell_content import content_of, encode_facts
from itemcenter.schema.write_block import WriteBlock


class ReferenceStore:
    def __init__(self, clock: Callable[[], int] = lambda: time.time_ns() // 1000) -> None:
        self._clock = clock
        self._leases: dict[str, Lease] = {}
        self._tokens: dict[str, int] = {}
        self._cursors: dict[str, int] = {}
        self._moments: list[tuple[int, int, int]] = []
        self._records: dict[ItemId, ItemRecord] = {}
        self._writes: list[AttributeWrite] = []
        self._tombstones: list[Tombstone] = []
        self._log: list[Change] = []
        self._item_log: list[ItemChange] = []
        self._absent: dict[ItemId, tuple[Presence, int]] = {}
        self._runs: dict[int, RunMark] = {}

    def apply(self, batch: WriteBatch, lease: Lease | None = None) -> list[Change]:
        self._check(lease)
        for write in batch.writes:
            if write.version.content != content_of(write.state.value, encode_facts(write.facts)):
                raise InvariantError(f"the version of {write} does not carry the hash of its content")
        first = len(self._log)
        for record in batch.items:
            held = self._records.get(record.item.id)
            if held is None or _stamp(record) >= _stamp(held):
                self._take(replace(record, presence=Presence.PRESENT))
        for tombstone in batch.tombstones:
            seen = self.item(tombstone.item_id)
            keys = sorted({write.key_id for write in self._writes if write.item_id == tombstone.item_id})
            before = {key_id: self.cell(tombstone.item_id, key_id) for key_id in keys}
            self._tombstones.append(tombstone)
            if seen is not None and self.item(tombstone.item_id) is None:
                self._tell(seen, ItemEvent.FORGOTTEN, "", seen.revision)
                self._absent.pop(tombstone.item_id, None)
            for key_id in keys:
                self._note(tombstone.item_id, key_id, before[key_id])
        for write in batch.writes:
            shown = self.cell(write.item_id, write.key_id)
            self._keep(write)
            self._note(write.item_id, write.key_id, shown)
        self._mark_moment()
        return self._log[first:]

    def merge(self, block: WriteBlock, items: Sequence[ItemRecord] = (), lease: Lease | None = None) -> tuple[int, int]:
        before = len(self._log)
        self.apply(WriteBatch(items=tuple(items), writes=tuple(block.writes())), lease)
        return before, len(self._log)

    def _take(self, record: ItemRecord) -> None:
        item_id = record.item.id
        held, seen = self._records.get(item_id), self.item(item_id)
        self._records[item_id] = record
        returned = self._is_back(item_id, record.time_us)
        if self.item(item_id) is None:
            return
        changed = changed_fields(held.item, record.item) if held is not None else ()
        if held is None:
            self._tell(record, ItemEvent.NEW, record.run, None)
        elif seen is None or returned:
            self._tell(record, ItemEvent.RETURNED, record.run, held.revision, changed)
        elif held.fingerprint != record.fingerprint:
            event = ItemEvent.CHANGED if changed else ItemEvent.DECIDED
            self._tell(record, event, record.run, held.revision, changed)

    def _is_back(self, item_id: ItemId, time_us: int | None) -> bool:
        """Lift an absence that a delivery of this time (None: of now) ends; whether there was one."""
        absent = self._absent.get(item_id)
        if absent is None or (time_us is not None and time_us < absent[1]):
            return False
        del self._absent[item_id]
        return True

    def _tell(
        self, record: ItemRecord, event: ItemEvent, run: str, former: int | None, changed: tuple[str, ...] = ()
    ) -> None:
        number = len(self._item_log) + 1
        self._item_log.append(ItemChange(number, record.item.id, event, run, record.revision, former, changed))

    def mark_missing(
        self, item_ids: Collection[ItemId], run: str, time_us: int, retire: bool, lease: Lease | None = None
    ) -> int:
        self._check(lease)
        wanted, changed = Presence.RETIRED if retire else Presence.MISSING, 0
        for item_id in item_ids:
            record = self.item(item_id)
            if record is None or record.time_us > time_us:
                continue
            latest_us = max(time_us, self._absent.get(item_id, (wanted, time_us))[1])
            if record.presence in (wanted, Presence.RETIRED):
                self._absent[item_id] = record.presence, latest_us
                continue
            self._absent[item_id] = wanted, latest_us
            self._tell(record, ItemEvent(wanted.value), run, record.revision)
            changed += 1
        self._mark_moment()
        return changed

    def unseen(self, source: SourceId, run: str, time_us: int) -> Iterator[tuple[ItemId, Presence]]:
        for record in self.items(include_retired=True):
            if record.source == source and record.run != run and record.time_us <= time_us:
                yield record.item.id, record.presence

    def remerge(self, priorities: Mapping[SourceId, int], lease: Lease | None = None) -> list[Change]:
        self._check(lease)
        first = len(self._log)
        before = {place: self.cell(*place) for place in self._places()}
        for number, write in enumerate(self._writes):
            if write.source in priorities:
                version = replace(write.version, priority=priorities[write.source])
                self._writes[number] = replace(write, version=version)
        for place in self._places():
            self._note(*place, before[place])
        self._mark_moment()
        return self._log[first:]

    def mend(self, cells: Collection[tuple[ItemId, KeyId]], lease: Lease | None = None) -> list[Change]:
        self._check(lease)
        return []

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

    def mark_seen(
        self,
        rows: Mapping[ItemId, int],
        run: str,
        time_us: int | None = None,
        fingerprints: Mapping[ItemId, str] | None = None,
        lease: Lease | None = None,
    ) -> None:
        self._check(lease)
        for item_id, row in rows.items():
            record = self.item(item_id)
            if record is not None:
                latest_us = record.time_us if time_us is None else max(record.time_us, time_us)
                fingerprint = (fingerprints or {}).get(item_id, record.fingerprint)
                seen = replace(record, row=row, run=run, time_us=latest_us, presence=Presence.PRESENT)
                seen = replace(seen, fingerprint=fingerprint)
                self._records[item_id] = seen
                if self._is_back(item_id, time_us):
                    self._tell(record, ItemEvent.RETURNED, run, record.revision)
        self._mark_moment()

    def stamps(self, item_ids: Collection[ItemId]) -> dict[ItemId, ItemStamp]:
        found = {item_id: record for item_id in item_ids if (record := self.item(item_id)) is not None}
        names = [entry.name for entry in fields(ItemStamp)]
        return {
            item_id: ItemStamp(**{name: getattr(record, name) for name in names}) for item_id, record in found.items()
        }

    def item(self, item_id: ItemId) -> ItemRecord | None:
        record, forgotten_us = self._records.get(item_id), self.forgotten(item_id)
        if record is None or (forgotten_us is not None and record.time_us <= forgotten_us):
            return None
        return replace(record, presence=self._absent[item_id][0]) if item_id in self._absent else record

    def items(
        self, after: ItemId | None = None, limit: int | None = None, include_retired: bool = False
    ) -> Iterator[ItemRecord]:
        records = [self.item(item_id) for item_id in sorted(self._records) if after is None or item_id > after]
        shown = [record for record in records if record is not None]
        return iter([entry for entry in shown if include_retired or not self._retired(entry.item.id)][:limit])

    def _retired(self, item_id: ItemId) -> bool:
        return self._absent.get(item_id, (None, 0))[0] is Presence.RETIRED

    def cell(self, item_id: ItemId, key_id: KeyId) -> Cell | None:
        write = winner(self.history(item_id, key_id), self.forgotten(item_id))
        return None if write is None else Cell.of(write)

    def view(self, item_id: ItemId) -> ItemView | None:
        record = self.item(item_id)
        if record is None:
            return None
        return ItemView(record, tuple([cell for cell in self._cells(True) if cell.item_id == item_id]))

    def cells(self, query: CellQuery) -> Iterator[Cell]:
        cells = [cell for cell in self._cells(query.include_retired) if self._matches(query, cell)]
        orders: dict[str, Any] = {
            "item": lambda cell: (cell.item_id, cell.key_id),
            "key": lambda cell: (cell.key_id, cell.item_id),
            "confidence": lambda cell: (cell.facts[0].confidence if cell.facts else 0, cell.item_id, cell.key_id),
        }
        cells.sort(key=orders[query.order], reverse=query.descending)
        if query.after is not None:
            item_id, key_id = query.after
            behind = (item_id, key_id) if query.order == "item" else (key_id, item_id)
            cells = [cell for cell in cells if orders[query.order](cell) > behind]
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
            and cell.key_id not in query.except_keys
            and query.category_id in (None, category)
            and query.source in (None, cell.source)
            and query.state in (None, cell.state)
            and query.producer in (None, first and first.producer)
            and (query.text is None or query.text in [fact.value.text for fact in cell.facts])
            and (query.min_confidence is None or (first is not None and first.confidence >= query.min_confidence))
            and (query.max_confidence is None or (first is not None and first.confidence <= query.max_confidence))
        )

    def _cells(self, include_retired: bool = False) -> list[Cell]:
        places = [place for place in self._places() if include_retired or not self._retired(place[0])]
        return [cell for place in places if (cell := self.cell(*place)) is not None]

    def tally(self, query: CellQuery, by: Sequence[CellDimension]) -> Iterator[CellTally]:
        check_tally(query, by)
        found: dict[tuple[DimensionValue, ...], list[Cell]] = {}
        for cell in self.cells(replace(query, order="item", descending=False, limit=None)):
            found.setdefault(tuple([self._value(cell, name) for name in by]), []).append(cell)
        for values in sorted(found, key=lambda entry: [(value is not None, value) for value in entry]):
            yield CellTally(values, len(found[values]), sum(len(cell.facts) for cell in found[values]))

    def _value(self, cell: Cell, name: CellDimension) -> DimensionValue:
        record, first = self.item(cell.item_id), cell.facts[0] if cell.facts else None
        category = record.category.category_id if record is not None and record.category is not None else None
        values: dict[CellDimension, DimensionValue] = {
            "item": cell.item_id,
            "key": cell.key_id,
            "category": category,
            "source": cell.source,
            "producer": None if first is None else first.producer.value,
            "state": cell.state.value,
            "confidence": None if first is None else min(19, int(first.confidence * 20)),
        }
        return values[name]

    def tally_items(self, by: ItemDimension) -> dict[DimensionValue, int]:
        values: dict[ItemDimension, Callable[[ItemRecord], DimensionValue]] = {
            "category": lambda record: None if record.category is None else record.category.category_id,
            "source": lambda record: record.source,
            "presence": lambda record: record.presence.value,
            "run": lambda record: record.revision,
        }
        return dict(Counter(map(values[by], self.items())))

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

    def item_changes(self, after: int = 0, limit: int | None = None) -> Iterator[ItemChange]:
        return iter(self._item_log[after:][:limit])

    def _mark_moment(self) -> None:
        last_us, *ends = self._moments[-1] if self._moments else (-1, 0, 0)
        if ends != [len(self._log), len(self._item_log)]:
            self._moments.append((max(self._clock(), last_us + 1), len(self._log), len(self._item_log)))

    def numbers_at(self, time_us: int) -> tuple[int, int]:
        passed = [entry for entry in self._moments if entry[0] <= time_us]
        return passed[-1][1:] if passed else (0, 0)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Store]:
        still = copy.copy(self)
        for name, value in vars(self).items():
            if isinstance(value, list | dict):  # of nouns, which never change
                setattr(still, name, value.copy())
        yield still

    def net_changes(self, after: int, until: int, item_id: ItemId | None = None) -> Iterator[Change]:
        found: dict[tuple[ItemId, KeyId], list[Change]] = {}
        for change in [entry for entry in self._log[after:until] if item_id in (None, entry.item_id)]:
            found.setdefault((change.item_id, change.key_id), []).append(change)
        ends = [(found[place][0].before, found[place][-1]) for place in sorted(found)]
        return iter([replace(last, before=before) for before, last in ends if shows(before) != shows(last.after)])

    def item_events(self, after: int, until: int) -> Iterator[ItemChange]:
        return iter(sorted(self._item_log[after:until], key=lambda entry: (entry.item_id, entry.number)))

    def mark_run(self, mark: RunMark) -> None:
        self._runs[mark.number] = mark

    def runs(self) -> list[RunMark]:
        return [self._runs[number] for number in sorted(self._runs)]

    def sources(self) -> list[SourceId]:
        return sorted({write.source for write in self._writes})

    def digest(self) -> str:
        return digest_of(self._cells())

    def digests(self, count: int) -> list[str]:
        cells = self._cells()
        return [digest_of([cell for cell in cells if partition_of(cell.item_id, count) == n]) for n in range(count)]

    def counts(self) -> StoreCounts:
        cells = self._cells()
        return StoreCounts(
            items=len(list(self.items())),
            cells=len(cells),
            stated=sum(cell.state is CellState.FACTS for cell in cells),
            facts=sum(len(cell.facts) for cell in cells),
            writes=len(self._writes),
            changes=len(self._log),
            retired=sum(self.item(item_id) is not None for item_id in self._absent if self._retired(item_id)),
            item_changes=len(self._item_log),
        )

    def take_lease(self, name: str, holder: str, seconds: float) -> Lease | None:
        now_us, span_us = self._clock(), check_span(seconds)
        held = self._leases.get(name)
        running = held is not None and held.expires_us > now_us
        if held is not None and running and held.holder != holder:
            return None
        token = held.token if held is not None and running else self._tokens.get(name, 0) + 1
        taken = Lease(name, holder, token, now_us + span_us)
        self._leases[name], self._tokens[name] = taken, token
        return taken

    def renew_lease(self, lease: Lease, seconds: float) -> Lease:
        span_us = check_span(seconds)
        if not self._is_latest(lease):
            raise lease_lost(lease)
        self._leases[lease.name] = replace(lease, expires_us=self._clock() + span_us)
        return self._leases[lease.name]

    def release_lease(self, lease: Lease) -> None:
        if self._is_latest(lease):
            del self._leases[lease.name]

    def leases(self) -> list[Lease]:
        return [lease for _, lease in sorted(self._leases.items()) if lease.expires_us > self._clock()]

    def cursor(self, name: str) -> int:
        return self._cursors.get(name, 0)

    def move_cursor(self, name: str, number: int, lease: Lease | None = None) -> None:
        self._check(lease)
        check_cursor(name, number)
        self._cursors[name] = number

    def cursors(self) -> dict[str, int]:
        return dict(sorted(self._cursors.items()))

    def _is_latest(self, lease: Lease) -> bool:
        held = self._leases.get(lease.name)
        return held is not None and (held.holder, held.token) == (lease.holder, lease.token)

    def _check(self, lease: Lease | None) -> None:
        if lease is not None and (not self._is_latest(lease) or self._leases[lease.name].expires_us <= self._clock()):
            raise lease_lost(lease)

    def close(self) -> None:
        pass


def _stamp(record: ItemRecord) -> tuple[int, int, str]:
    return record.time_us, record.revision, record.fingerprint
