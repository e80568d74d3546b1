"""What messages say besides documents: items that are gone or to be forgotten, facts that were decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache

from itemcenter.errors import ConfigError, MessageError
from itemcenter.flow.quarantine import check_source as check_name
from itemcenter.schema import (
    AttributeWrite,
    CellsWritten,
    Content,
    Item,
    ItemForgotten,
    ItemPut,
    ItemRecord,
    ItemRemoved,
    Presence,
    SourceId,
    WriteBatch,
)
from itemcenter.schema.write_block import WriteBlock
from itemcenter.tunnel.fingerprint import REMOVED
from itemcenter.tunnel.own_documents import OwnDocuments, mark_of, said_again
from itemcenter.tunnel.policy import SourcePolicy
from itemcenter.tunnel.standing import Document, revision_of
from itemcenter.tunnel.turns import Turns

#: Sources whose words may be locked.
_MAY_LOCK = ("human", "human:*")
#: Sources that describe items: what they say of cells follows from their documents, or tiers would not agree.
_DESCRIBE = ("merchant", "merchant:*")


def check_source(content: Content, machine_source: SourceId) -> None:
    """Raises `MessageError` where a source may not say such a thing."""
    if isinstance(content, CellsWritten):
        for write in content.writes:
            if write.source == machine_source or _fits(write.source, _DESCRIBE):
                raise MessageError(
                    f"facts of {write.source!r} follow from documents: they are not written from outside",
                    reason="source",
                    remedy="send the document, or name another source",
                )
            if write.version.locked and not _fits(write.source, _MAY_LOCK):
                raise MessageError(
                    f"{write.source!r} may not lock cells", reason="source", remedy="only people lock (human, human:*)"
                )
    elif isinstance(content, ItemPut | ItemRemoved):
        try:
            check_name(content.source)
        except ConfigError as error:
            raise MessageError(error.message, reason="source", remedy=error.remedy) from error
        if content.source == machine_source or _fits(content.source, _MAY_LOCK):
            raise MessageError(
                f"{content.source!r} cannot describe items: it would take over the words of the machine or of people",
                reason="source",
                remedy="name the source otherwise, for example merchant:eu",
            )


@lru_cache(maxsize=1024)
def _fits(source: SourceId, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(source, pattern) for pattern in patterns)


def write_cells(turns: Turns, policy: SourcePolicy, contents: Sequence[CellsWritten]) -> int:
    """Returns how many cells now show something else. Ranks are the policy's, whatever a message claims."""
    by_partition: dict[int, list[AttributeWrite]] = {}
    for content in contents:
        by_partition.setdefault(turns.partition(content.item_id), []).extend(content.writes)
    changes = 0
    for partition, writes in sorted(by_partition.items()):
        claimed = WriteBlock.of(writes)
        ranks = policy.of(set(claimed.sources))
        block = replace(claimed, priorities=[ranks[source] for source in claimed.sources])
        with turns.turn(partition) as lease:
            before, after = turns.store.merge(block, lease=lease)
            changes += after - before
    return changes


def forget(turns: Turns, content: ItemForgotten, machine_source: SourceId) -> int:
    """What a later document repeats is said again before, or it would be forgotten with the earlier one."""
    store, item_id, until_us = turns.store, content.item_id, content.tombstone.time_us
    with turns.turn(turns.partition(item_id)) as lease:
        stamp = store.stamps([item_id]).get(item_id)
        if stamp is not None and stamp.time_us > until_us:
            own, words = OwnDocuments.read(store, item_id, stamp), store.words([item_id]).get(item_id, [])
            again = said_again(words, until_us, own, machine_source)
            if again:
                store.apply(WriteBatch(writes=tuple(again)), lease=lease)
        return len(store.apply(WriteBatch(tombstones=(content.tombstone,)), lease=lease))


def remove(turns: Turns, content: ItemRemoved, run: str, revision: int) -> bool:
    """Retire an item, unless something newer is held of it; whether that was so.

    An item that nobody knows gets an empty document, retired: an older one that comes later must not bring it back.
    """
    store, item_id, time_us = turns.store, content.item_id, content.time_us
    with turns.turn(turns.partition(item_id)) as lease:
        held = store.item(item_id)
        if held is None:
            forgotten_us = store.forgotten(item_id)
            if forgotten_us is not None and forgotten_us >= time_us:
                return False
        elif held.time_us > time_us or (held.time_us == time_us and held.presence is Presence.RETIRED):
            return False
        document = Document(Item(item_id, "") if held is None else held.item, content.source, time_us)
        number = revision_of(document, held, revision)
        if held is None:
            record = ItemRecord(document.item, None, content.source, time_us, number, REMOVED, run=run)
        else:
            record = replace(held, time_us=time_us, revision=number, run=run, presence=Presence.PRESENT)
        kept = () if held is None or held.presence is Presence.RETIRED else (mark_of(held).write(item_id, held.source),)
        store.apply(WriteBatch(items=(record,), writes=kept), lease=lease)
        store.mark_missing([item_id], run, time_us, retire=True, lease=lease)
        return True
