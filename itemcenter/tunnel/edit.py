"""What people do to a cell: set it, take their word back, forget an item. Each edit is a write that history keeps.

An edit must take effect whatever the clock says, so its time lies after everything that it is to follow.
"""

from __future__ import annotations

from collections.abc import Sequence

from itemcenter.errors import NotFoundError
from itemcenter.ports import Store
from itemcenter.schema import (
    AttributeWrite,
    CellState,
    Fact,
    ItemId,
    KeyId,
    Producer,
    ReleaseId,
    SourceId,
    Tier,
    Tombstone,
    TypedValue,
    WriteBatch,
    latest_words,
)
from itemcenter.tunnel.policy import SourcePolicy


def set_value(
    store: Store,
    item_id: ItemId,
    key_id: KeyId,
    values: Sequence[TypedValue],
    *,
    policy: SourcePolicy,
    source: SourceId,
    release_id: ReleaseId,
    now_us: int,
    author: str = "",
    locked: bool = False,
) -> WriteBatch:
    """A person's word on a cell, replacing that person's desk's former one. No values: "not stated".

    locked: the word outranks every unlocked one, also of sources that rank above the desk
    """
    _check_item(store, item_id)
    facts = tuple([Fact(item_id, key_id, value, 1.0, (), Producer.HUMAN, release_id) for value in values])
    write = AttributeWrite.of(
        item_id,
        key_id,
        source,
        CellState.FACTS if facts else CellState.NOT_STATED,
        facts,
        priority=policy.priority(source),
        time_us=_time_after(store, item_id, key_id, source, now_us),
        tier=Tier.SECOND,
        locked=locked,
        author=author,
    )
    return WriteBatch(writes=(write,))


def unlock(
    store: Store,
    item_id: ItemId,
    key_id: KeyId,
    *,
    policy: SourcePolicy,
    source: SourceId,
    now_us: int,
    author: str = "",
) -> WriteBatch:
    """Take the desk's word on a cell back, locked or not: the other sources count again.

    Raises `NotFoundError` where it has none.
    """
    words = latest_words(store.history(item_id, key_id), store.forgotten(item_id))
    word = words.get(source)
    if word is None or word.state is CellState.WITHDRAWN:
        raise NotFoundError(
            f"{source!r} has said nothing about {key_id!r} that could be taken back", place=f"item {item_id}"
        )
    write = AttributeWrite.of(
        item_id,
        key_id,
        source,
        CellState.WITHDRAWN,
        priority=policy.priority(source),
        time_us=_time_after(store, item_id, key_id, source, now_us),
        tier=Tier.SECOND,
        author=author,
    )
    return WriteBatch(writes=(write,))


def forget(store: Store, item_id: ItemId, *, source: SourceId, now_us: int, author: str = "") -> WriteBatch:
    """Hide an item and all that any source has said of it, locks and words with a time to come included.

    Later deliveries bring it back. Raises `NotFoundError` where there is nothing to hide.
    """
    record = store.item(item_id)
    words = store.words([item_id]).get(item_id, [])
    if record is None and not words:
        raise _unknown(item_id)
    times = [now_us, *(word.version.time_us for word in words), *([record.time_us] if record is not None else [])]
    return WriteBatch(tombstones=(Tombstone(item_id, max(times), source, author),))


def _check_item(store: Store, item_id: ItemId) -> None:
    if store.item(item_id) is None:
        raise _unknown(item_id)


def _unknown(item_id: ItemId) -> NotFoundError:
    return NotFoundError(f"there is no item {item_id!r} in this center", remedy="check the id; ids are case-sensitive")


def _time_after(store: Store, item_id: ItemId, key_id: KeyId, source: SourceId, now_us: int) -> int:
    """Now, or just after the source's latest write on the cell (withdrawals too) and the item's latest tombstone."""
    times = [word.version.time_us for word in store.history(item_id, key_id) if word.source == source]
    forgotten_us = store.forgotten(item_id)
    if forgotten_us is not None:
        times.append(forgotten_us)
    return max(now_us, max(times, default=now_us - 1) + 1)
