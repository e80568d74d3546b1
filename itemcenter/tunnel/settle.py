"""Documents into the store, whichever tier brings them: compare with what is held, decide, compare again and write.

The second comparison and the write are one turn at the partition (`turns`); whose record has moved since the first one
is compared anew. So a slow decision holds up nobody, and nothing that was decided beside a newer document is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from itemcenter.errors import CenterBusyError
from itemcenter.ports import ItemStamp, Recognition, Store
from itemcenter.schema import (
    AttributeWrite,
    CategoryMatch,
    ItemId,
    ItemRecord,
    Lease,
    Presence,
    SourceId,
    Tier,
    WriteBatch,
)
from itemcenter.tunnel.decide import Decider, Open
from itemcenter.tunnel.fingerprint import UNFINISHED, WAITING
from itemcenter.tunnel.ingest import ingest_recognition
from itemcenter.tunnel.policy import SourcePolicy
from itemcenter.tunnel.standing import Document, Standing, revision_of, standing
from itemcenter.tunnel.turns import Turns

#: Comparisons of one document before somebody else is said to write it all the time.
_TRIES = 20


@dataclass(slots=True)
class Settled:
    """stages: how many documents took which way: those of `decide`, the values of `Standing`, "waiting"

    changes: cells that now show something else; moved: documents that another process overtook while they were decided
    """

    stages: Counter[str] = field(default_factory=Counter)
    changes: int = 0
    moved: int = 0

    def add(self, other: Settled) -> None:
        self.stages.update(other.stages)
        self.changes += other.changes
        self.moved += other.moved


@dataclass(frozen=True, slots=True)
class Looked:
    """A document beside what is held. stamp: tells whether that has moved; fingerprint: as it would be decided now"""

    document: Document
    stamp: ItemStamp | None
    held: ItemRecord | None
    standing: Standing
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is to be written of a document. recognition: None writes the record alone"""

    looked: Looked
    record: ItemRecord
    stage: str
    recognition: Recognition | None = None


@dataclass(frozen=True, slots=True)
class Settler:
    """deciders: by source, all of one machine source; run, revision: name and number of this process's run"""

    turns: Turns
    policy: SourcePolicy
    deciders: Callable[[SourceId], Decider]
    run: str
    revision: int

    @property
    def store(self) -> Store:
        return self.turns.store

    def settle(self, documents: Iterable[Document], tier: Tier) -> Settled:
        """Decide what is new and store it; one document an item. On return it is durable.

        Raises what the store raises, and `CenterBusyError`; what was not stored can be settled again.
        """
        return self._each(documents, lambda looked: [*self._unchanged(looked), *self._decided(looked)], tier)

    def settle_decided(
        self, documents: Sequence[Document], known: dict[ItemId, Recognition], tier: Tier
    ) -> tuple[Settled, list[Document]]:
        """Store what was decided elsewhere; and the documents that are new but were not decided."""
        left: list[Document] = []

        def prepare(looked: list[Looked]) -> list[_Ready]:
            left.clear()
            ready = self._unchanged(looked)
            for entry in looked:
                if entry.standing is Standing.OPEN:
                    found = known.get(entry.document.item_id)
                    if found is None:
                        left.append(entry.document)
                    else:
                        ready.append(self._ready(entry, found, "decided"))
            return ready

        return self._each(documents, prepare, tier), left

    def keep(self, documents: Iterable[Document]) -> Settled:
        """Store new documents as they are; the day job decides them."""

        def prepare(looked: list[Looked]) -> list[_Ready]:
            ready = self._unchanged(looked)
            for entry in looked:
                if entry.standing is Standing.OPEN:
                    category = None if entry.held is None else entry.held.category
                    revision = revision_of(entry.document, entry.held, 0)
                    ready.append(_Ready(entry, self._record(entry.document, category, revision, WAITING), "waiting"))
            return ready

        return self._each(documents, prepare, Tier.DAY)

    def look(self, documents: Sequence[Document]) -> list[Looked]:
        """Each document beside what is held now."""
        stamps = self.store.stamps([document.item_id for document in documents])
        out = []
        for document in documents:
            stamp, held, forgotten_us = stamps.get(document.item_id), None, None
            if stamp is None:
                forgotten_us = self.store.forgotten(document.item_id)
            elif stamp.time_us > document.time_us:
                out.append(Looked(document, stamp, None, Standing.OUTDATED))
                continue
            fingerprint = self.deciders(document.source).fingerprint(document.item)
            if stamp is not None:
                if document.row and stamp.fingerprint == fingerprint and stamp.presence is not Presence.RETIRED:
                    out.append(
                        Looked(document, stamp, None, Standing.UNCHANGED, fingerprint)
                    )  # as of most of a catalog
                    continue
                held = self.store.item(document.item_id)
            stands = standing(document, fingerprint, held, forgotten_us)
            out.append(Looked(document, stamp, held, stands, fingerprint))
        return out

    def unmet(self, entry: Looked) -> bool:
        """Whether a catalog has an unchanged item, and the store is still to note that this run has met it."""
        stamp = entry.stamp
        if entry.standing is not Standing.UNCHANGED or not entry.document.row or stamp is None:
            return False
        return (stamp.run, stamp.time_us, stamp.presence) != (self.run, entry.document.time_us, Presence.PRESENT)

    # -- what is to be written --------------------------------------------------------------------------------------

    def _unchanged(self, looked: Sequence[Looked]) -> list[_Ready]:
        """Records of messages whose time rises, so that a document from in between is known to be outdated."""
        ready = []
        for entry in looked:
            held, document = entry.held, entry.document
            if entry.standing is not Standing.UNCHANGED or held is None or document.row:
                continue
            if held.time_us != document.time_us or held.presence is not Presence.PRESENT:
                record = self._record(document, held.category, held.revision, held.fingerprint)
                ready.append(_Ready(entry, record, Standing.UNCHANGED.value))
        return ready

    def _decided(self, looked: Sequence[Looked]) -> list[_Ready]:
        fresh = [entry for entry in looked if entry.standing is Standing.OPEN]
        words = self.store.words([entry.document.item_id for entry in fresh if entry.held is not None])
        by_source: dict[SourceId, list[Looked]] = {}
        for entry in fresh:
            by_source.setdefault(entry.document.source, []).append(entry)
        ready = []
        for source, entries in by_source.items():
            asked = [Open(entry.document, entry.held, words.get(entry.document.item_id, ())) for entry in entries]
            for entry, (found, stage) in zip(entries, self.deciders(source).decide(asked), strict=True):
                ready.append(self._ready(entry, found, stage))
        return ready

    def _ready(self, entry: Looked, found: Recognition, stage: str) -> _Ready:
        document = entry.document
        revision = revision_of(document, entry.held, self.revision)
        fingerprint = UNFINISHED if found.unfinished else entry.fingerprint
        return _Ready(entry, self._record(document, found.category, revision, fingerprint), stage, found)

    def _record(
        self, document: Document, category: CategoryMatch | None, revision: int, fingerprint: str
    ) -> ItemRecord:
        return ItemRecord(
            item=document.item,
            category=category,
            source=document.source,
            time_us=document.time_us,
            revision=revision,
            fingerprint=fingerprint,
            row=document.row,
            run=self.run,
        )

    # -- writing ----------------------------------------------------------------------------------------------------

    def _each(
        self, documents: Iterable[Document], prepare: Callable[[list[Looked]], list[_Ready]], tier: Tier
    ) -> Settled:
        by_partition: dict[int, list[Document]] = {}
        for document in documents:
            by_partition.setdefault(self.turns.partition(document.item_id), []).append(document)
        out = Settled()
        for partition, left in sorted(by_partition.items()):
            for _ in range(_TRIES):
                looked = self.look(left)
                moved = self._write(partition, looked, prepare(looked), tier, out)
                left = [document for document in left if document.item_id in moved]
                if not left:
                    break
                out.moved += len(left)
            else:
                raise CenterBusyError(f"others write {left[0].item_id!r} all the time", remedy="try again later")
        return out

    def _write(
        self, partition: int, looked: list[Looked], ready: list[_Ready], tier: Tier, out: Settled
    ) -> set[ItemId]:
        """Returns the items whose record has moved since it was looked at."""
        moved: set[ItemId] = set()
        seen = [entry for entry in looked if self.unmet(entry)]
        if ready or seen:
            with self.turns.turn(partition) as lease:
                compared = {entry.document.item_id: entry.stamp for entry in (*seen, *(e.looked for e in ready))}
                now = self.store.stamps(compared)
                moved = {item_id for item_id, stamp in compared.items() if now.get(item_id) != stamp}
                self._meet([entry for entry in seen if entry.document.item_id not in moved], lease)
                kept = [entry for entry in ready if entry.record.item.id not in moved]
                held = self.store.words([entry.record.item.id for entry in kept if entry.recognition is not None])
                batch = _joined([self._batch(entry, held.get(entry.record.item.id, ()), tier) for entry in kept])
                out.changes += len(self.store.apply(batch, lease=lease)) if kept else 0
        told = {entry.record.item.id: entry.stage for entry in ready}
        for entry in looked:
            if entry.document.item_id not in moved:
                out.stages[told.get(entry.document.item_id, entry.standing.value)] += 1
        return moved

    def _meet(self, entries: Sequence[Looked], lease: Lease) -> None:
        by_time: dict[int, dict[ItemId, int]] = {}
        for entry in entries:
            by_time.setdefault(entry.document.time_us, {})[entry.document.item_id] = entry.document.row
        for time_us, rows in by_time.items():
            self.store.mark_seen(rows, self.run, time_us, lease=lease)

    def _batch(self, entry: _Ready, held: Sequence[AttributeWrite], tier: Tier) -> WriteBatch:
        if entry.recognition is None:
            return WriteBatch(items=(entry.record,))
        return ingest_recognition(
            entry.record,
            entry.recognition,
            policy=self.policy,
            machine_source=self.deciders(entry.record.source).machine_source,
            held=held,
            tier=tier,
            guarded=True,
        )


def _joined(parts: Sequence[WriteBatch]) -> WriteBatch:
    return WriteBatch(
        items=tuple(record for part in parts for record in part.items),
        writes=tuple(write for part in parts for write in part.writes),
    )
