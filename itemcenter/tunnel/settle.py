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
from itemcenter.tunnel.own_documents import OwnDocuments, displaced, said_beside
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
    """A document beside what is held. stamp: tells whether that has moved; fingerprint: as it would be decided now

    anew: what was decided of the held one does not count any more
    """

    document: Document
    stamp: ItemStamp | None
    held: ItemRecord | None
    standing: Standing
    fingerprint: str = ""
    anew: bool = False


@dataclass(frozen=True, slots=True)
class _Ready:
    """What is to be written of a document. recognition: None writes the record alone

    record: None where the words of its source are all that is written
    waited: a document of another source that was still to be decided when this one took its place, and what it states
    """

    looked: Looked
    record: ItemRecord | None
    stage: str
    recognition: Recognition | None = None
    waited: tuple[Document, Recognition] | None = None

    @property
    def item_id(self) -> ItemId:
        return self.looked.document.item_id


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

        def prepare(looked: list[Looked]) -> list[_Ready]:
            return [*self._unchanged(looked), *self._decided(looked), *self._beside(looked)]

        return self._each(documents, prepare, tier)

    def settle_decided(
        self, documents: Sequence[Document], known: dict[ItemId, Recognition], tier: Tier
    ) -> tuple[Settled, list[Document]]:
        """Store what was decided elsewhere; and the documents that are new but were not decided."""
        left: list[Document] = []

        def prepare(looked: list[Looked]) -> list[_Ready]:
            left.clear()
            ready, waited = self._unchanged(looked), self._waited(looked)
            for entry in looked:
                if entry.standing in (Standing.OPEN, Standing.BESIDE):
                    found = known.get(entry.document.item_id)
                    if found is None:
                        left.append(entry.document)
                    elif entry.standing is Standing.BESIDE:
                        ready.append(_Ready(entry, None, Standing.BESIDE.value, found))
                    else:
                        ready.append(self._ready(entry, found, "decided", waited.get(entry.document.item_id)))
            return ready

        return self._each(documents, prepare, tier), left

    def keep(self, documents: Iterable[Document]) -> Settled:
        """Store new documents as they are; the day job decides them.

        Of what no record holds, the words are decided at once: nobody else would find it.
        """

        def prepare(looked: list[Looked]) -> list[_Ready]:
            ready, waited = [*self._unchanged(looked), *self._beside(looked)], self._waited(looked)
            for entry in looked:
                if entry.standing is Standing.OPEN:
                    category = None if entry.held is None else entry.held.category
                    revision = revision_of(entry.document, entry.held, 0)
                    record = self._record(entry.document, category, revision, WAITING)
                    ready.append(_Ready(entry, record, "waiting", waited=waited.get(entry.document.item_id)))
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
                out.append(Looked(document, stamp, None, self._late(document, stamp)))
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
            anew = held is not None and held.presence is Presence.RETIRED and self._gone(held, stamp)
            if stands is Standing.OUTDATED and stamp is not None:
                stands = self._late(document, stamp)
            elif stands is Standing.UNCHANGED and anew:
                stands = Standing.OPEN
            out.append(Looked(document, stamp, held, stands, fingerprint, anew))
        return out

    def _late(self, document: Document, stamp: ItemStamp) -> Standing:
        """Of a document that another one outranks."""
        if stamp.source == document.source and stamp.presence is not Presence.RETIRED:
            return Standing.OUTDATED
        if not OwnDocuments.read(self.store, document.item_id, stamp).counts(document):
            return Standing.OUTDATED
        forgotten_us = self.store.forgotten(document.item_id)
        forgotten = forgotten_us is not None and forgotten_us >= document.time_us
        return Standing.FORGOTTEN if forgotten else Standing.BESIDE

    def _gone(self, held: ItemRecord, stamp: ItemStamp | None) -> bool:
        """Whether the words of a retired record went another way than the record, whose time is the removal's."""
        own = OwnDocuments.read(self.store, held.item.id, stamp)
        return not own.holds(held, self.store.forgotten(held.item.id))

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
        ready, waited = [], self._waited(looked)
        for source, entries in by_source.items():
            asked = [
                Open(entry.document, None if entry.anew else entry.held, words.get(entry.document.item_id, ()))
                for entry in entries
            ]
            for entry, (found, stage) in zip(entries, self.deciders(source).decide(asked), strict=True):
                ready.append(self._ready(entry, found, stage, waited.get(entry.document.item_id)))
        return ready

    def _beside(self, looked: Sequence[Looked]) -> list[_Ready]:
        late = [entry for entry in looked if entry.standing is Standing.BESIDE]
        return [_Ready(entry, None, Standing.BESIDE.value, self._told(entry.document)) for entry in late]

    def _waited(self, looked: Sequence[Looked]) -> dict[ItemId, tuple[Document, Recognition]]:
        """What is held of other sources, was left to the day, and gives way to something newer before its day."""
        out = {}
        for entry in looked:
            held = entry.held
            if entry.standing is not Standing.OPEN or held is None or held.fingerprint != WAITING:
                continue
            if held.source != entry.document.source:
                last = OwnDocuments.read(self.store, held.item.id, entry.stamp).last(held.source)
                time_us = held.time_us if last is None else last.time_us
                document = Document(held.item, held.source, time_us, held.row)
                out[held.item.id] = document, self._told(document)
        return out

    def _told(self, document: Document) -> Recognition:
        ((found, _),) = self.deciders(document.source).decide([Open(document, None)])
        return found

    def _ready(
        self, entry: Looked, found: Recognition, stage: str, waited: tuple[Document, Recognition] | None = None
    ) -> _Ready:
        document = entry.document
        revision = revision_of(document, entry.held, self.revision)
        fingerprint = UNFINISHED if found.unfinished else entry.fingerprint
        return _Ready(entry, self._record(document, found.category, revision, fingerprint), stage, found, waited)

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
                kept = [entry for entry in ready if entry.item_id not in moved]
                held = self.store.words([entry.item_id for entry in kept if entry.recognition or entry.waited])
                batch = _joined([self._batch(entry, held.get(entry.item_id, ()), tier) for entry in kept])
                out.changes += len(self.store.apply(batch, lease=lease)) if kept else 0
        told = {entry.item_id: entry.stage for entry in ready}
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
        """In a turn at the item's partition, where its record is as it was looked at; the marks may have moved."""
        document, stamp, record = entry.looked.document, entry.looked.stamp, entry.record
        if record is None:
            own = OwnDocuments.read(self.store, entry.item_id, stamp)
            if entry.recognition is None or not own.counts(document):
                return WriteBatch()
            return self._own_words(document, entry.recognition, own, held, tier)
        before = WriteBatch(writes=displaced(self.store, entry.item_id, entry.looked.held, record.source))
        if entry.waited is not None:
            own = OwnDocuments.read(self.store, entry.item_id, stamp)
            before = _joined([before, self._own_words(*entry.waited, own, held, tier)])
        if entry.recognition is None:
            return _joined([before, WriteBatch(items=(record,))])
        decided = ingest_recognition(
            record,
            entry.recognition,
            policy=self.policy,
            machine_source=self.deciders(record.source).machine_source,
            held=held,
            tier=tier,
            guarded=True,
        )
        return _joined([decided, before])

    def _own_words(
        self,
        document: Document,
        found: Recognition,
        own: OwnDocuments,
        held: Sequence[AttributeWrite],
        tier: Tier,
    ) -> WriteBatch:
        return said_beside(
            document,
            found.merchant,
            own,
            policy=self.policy,
            machine_source=self.deciders(document.source).machine_source,
            held=held,
            tier=tier,
        )


def _joined(parts: Sequence[WriteBatch]) -> WriteBatch:
    return WriteBatch(
        items=tuple(record for part in parts for record in part.items),
        writes=tuple(write for part in parts for write in part.writes),
    )
