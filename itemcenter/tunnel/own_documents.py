"""What each source said last of an item that several describe, so that a late document still counts for its own source.

The record tells it of its own source. Of any other it is a mark: a withdrawn word of that source on a key of no
ontology. It shows nowhere, history keeps it, and only items that several sources describe have any.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from itemcenter.errors import InvariantError
from itemcenter.ports import ItemStamp, Store
from itemcenter.schema import (
    AttributeWrite,
    CellState,
    Fact,
    Item,
    ItemId,
    ItemRecord,
    KeyId,
    Presence,
    SourceId,
    Tier,
    WriteBatch,
    content_hash,
)
from itemcenter.tunnel.fingerprint import REMOVED
from itemcenter.tunnel.policy import SourcePolicy
from itemcenter.tunnel.standing import Document

#: The key that marks stand on.
MARK = KeyId("(last document)")
#: Ranks at one time: of a message its hash; above all of them, a document of an unknown one, and a catalog's row.
_ANY, _ROW = "message", "row "


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """When a source last described an item, and the rank of that document among its others of that time.

    revision: of its words
    """

    time_us: int
    rank: str
    revision: int = 0

    @classmethod
    def of(cls, document: Document) -> Self:
        return cls(document.time_us, _rank(document.item, document.row))

    def write(self, item_id: ItemId, source: SourceId) -> AttributeWrite:
        """The mark as a word. Its rank among sources is no matter: it is never compared with another's."""
        return AttributeWrite.of(
            item_id,
            MARK,
            source,
            CellState.WITHDRAWN,
            priority=0,
            time_us=self.time_us,
            revision=self.revision,
            author=self.rank,
        )


def mark_of(stamp: ItemStamp | ItemRecord) -> Mark:
    """Of the document that a record holds."""
    if isinstance(stamp, ItemRecord):
        return Mark(stamp.time_us, _rank(stamp.item, stamp.row), stamp.revision)
    rank = _ROW.strip() if stamp.row else _ANY
    return Mark(stamp.time_us, rank, stamp.revision)


def _rank(item: Item, row: int) -> str:
    return (_ROW if row else "") + content_hash(item.to_json())


def displaced(
    store: Store, item_id: ItemId, former: ItemStamp | ItemRecord | None, source: SourceId
) -> tuple[AttributeWrite, ...]:
    """What is to be written beside a record of `source` that takes the place of another source's."""
    if former is None or former.source == source or former.fingerprint == REMOVED:
        return ()
    if former.presence is Presence.RETIRED and any(
        word.source == former.source for word in store.history(item_id, MARK)
    ):
        return ()  # the removal, whose time the record has, marked it
    return (mark_of(former).write(item_id, former.source),)


@dataclass(frozen=True, slots=True)
class OwnDocuments:
    """marks: source to its last document; record, stamp: of the item, None where none is held"""

    marks: Mapping[SourceId, Mark]
    stamp: ItemStamp | None

    @classmethod
    def read(cls, store: Store, item_id: ItemId, stamp: ItemStamp | None) -> Self:
        marks: dict[SourceId, Mark] = {}
        for word in store.history(item_id, MARK):
            found = Mark(word.version.time_us, word.author, word.version.revision)
            marks[word.source] = max(found, marks.get(word.source, found))
        return cls(marks, stamp)

    def last(self, source: SourceId) -> Mark | None:
        """The last document of a source: of a retired record it is marked, since its time is the removal's."""
        held, mark = self.stamp, self.marks.get(source)
        if held is None or held.source != source or held.presence is Presence.RETIRED:
            return mark
        return mark_of(held) if mark is None else max(mark, mark_of(held))

    def holds(self, record: ItemRecord, forgotten_us: int | None) -> bool:
        """Whether the words of a retired record's document are its source's last ones, and not forgotten since."""
        mark = self.marks.get(record.source)
        if mark is None:
            return forgotten_us is None or record.time_us > forgotten_us
        still = mark.rank == _rank(record.item, record.row)
        return still and (forgotten_us is None or mark.time_us > forgotten_us)

    def counts(self, document: Document) -> bool:
        """Whether a document takes the place of its source's last one: of two rows at one time, the later one does."""
        last, own = self.last(document.source), Mark.of(document)
        if last is None or own.time_us != last.time_us:
            return last is None or own.time_us > last.time_us
        return own.rank > last.rank or (own.rank.startswith(_ROW) and own.rank != last.rank)


def said_beside(
    document: Document,
    facts: Mapping[KeyId, tuple[Fact, ...]],
    own: OwnDocuments,
    *,
    policy: SourcePolicy,
    machine_source: SourceId,
    held: Iterable[AttributeWrite],
    tier: Tier,
) -> WriteBatch:
    """The words of a document's source, where the item's record is another's, and its mark.

    facts: merchant facts; held: the item's words (`Store.words`)

    Words that others have on the same keys are said again where a later document repeats them.
    """
    words = list(held)
    if document.source == machine_source:
        raise InvariantError(f"merchant and machine cannot both be the source {machine_source!r}")
    last = own.last(document.source)
    revision = last.revision + 1 if last is not None and last.time_us == document.time_us else 0
    stated = {key_id: said for key_id, said in facts.items() if said}
    says = [(key_id, CellState.FACTS, said) for key_id, said in stated.items()]
    for word in words:
        if word.source == document.source and word.key_id not in stated and word.version.time_us <= document.time_us:
            says.append((word.key_id, CellState.WITHDRAWN, ()))
    writes = [
        AttributeWrite.of(
            document.item_id,
            key_id,
            document.source,
            state,
            said,
            priority=policy.of((document.source,))[document.source],
            time_us=document.time_us,
            revision=revision,
            tier=tier,
        )
        for key_id, state, said in says
    ]
    mark = Mark(document.time_us, Mark.of(document).rank, revision)
    others = [word for word in words if word.key_id in stated and word.source != document.source]
    again = said_again(others, document.time_us, own, machine_source)
    return WriteBatch(writes=(*writes, *again, mark.write(document.item_id, document.source)))


def said_again(
    words: Sequence[AttributeWrite], until_us: int, own: OwnDocuments, machine_source: SourceId
) -> list[AttributeWrite]:
    """Those words of this time or before that a later document of their source repeats, at that document's time.

    Where nobody else had spoken they were left as they were; now something comes in between.
    """
    out = []
    for word in words:
        whose = own.stamp.source if word.source == machine_source and own.stamp is not None else word.source
        last = own.last(whose)
        if (
            last is None
            or word.version.locked
            or not word.version.time_us <= until_us
            or (last.time_us <= word.version.time_us)
        ):
            continue
        out.append(
            AttributeWrite.of(
                word.item_id,
                word.key_id,
                word.source,
                word.state,
                word.facts,
                priority=word.version.priority,
                time_us=last.time_us,
                revision=last.revision,
                tier=word.version.tier,
                author=word.author,
            )
        )
    return out
