"""Two stores: digests of partitions tell where they differ, then items, then cells; equal ones cost a digest each.

Shipping is last-write-wins: each gets the words that the other has on an item, and both come to the same state whatever
they held. A word keeps its version; where the receiver's source policy is known, it is stamped with that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from itemcenter.ports import CellQuery, Store
from itemcenter.schema import (
    AttributeWrite,
    Cell,
    ItemId,
    KeyId,
    Presence,
    SourceId,
    Tombstone,
    WriteBatch,
    latest_words,
    partition_of,
)
from itemcenter.tunnel.policy import SourcePolicy
from itemcenter.tunnel.reconcile.drift import Drift, shown

#: How finely two stores are compared before items are: some thousands of items each in a large store.
PARTITIONS = 256
#: Who forgot an item that another store says is forgotten.
RECONCILE = SourceId("reconcile")
_PAGE = 200


def compare_stores(mine: Store, theirs: Store) -> list[int]:
    """The partitions (`schema.partition_of`, of `PARTITIONS`) in which two stores show different things."""
    pairs = zip(mine.digests(PARTITIONS), theirs.digests(PARTITIONS), strict=True)
    return [number for number, (one, other) in enumerate(pairs) if one != other]


def compare_items(mine: Store, theirs: Store, partitions: Iterable[int]) -> Iterator[tuple[ItemId, list[Drift]]]:
    """Items of these partitions that show different things, in order, with each cell that differs."""
    wanted = frozenset(partitions)
    ours, others = _items(mine, wanted), _items(theirs, wanted)
    one, other = next(ours, None), next(others, None)
    while one is not None or other is not None:
        item_id = min(entry[0] for entry in (one, other) if entry is not None)
        left = one[1] if one is not None and one[0] == item_id else {}
        right = other[1] if other is not None and other[0] == item_id else {}
        if found := list(_cells(mine, theirs, item_id, left, right)):
            yield item_id, found
        one = next(ours, None) if one is not None and one[0] == item_id else one
        other = next(others, None) if other is not None and other[0] == item_id else other


def _items(store: Store, wanted: frozenset[int]) -> Iterator[tuple[ItemId, dict[KeyId, Cell]]]:
    for item_id, cells in groupby(store.cells(CellQuery()), attrgetter("item_id")):
        if partition_of(item_id, PARTITIONS) in wanted:
            yield item_id, {cell.key_id: cell for cell in cells}


def _cells(
    mine: Store, theirs: Store, item_id: ItemId, left: dict[KeyId, Cell], right: dict[KeyId, Cell]
) -> Iterator[Drift]:
    differing = [
        key_id for key_id in sorted(left.keys() | right.keys())
        if _content(left.get(key_id)) != _content(right.get(key_id))
    ]  # fmt: skip
    if not differing:
        return
    if _retired(mine, item_id) != _retired(theirs, item_id):
        where = "here" if _retired(mine, item_id) else "there"
        told = f"retired {where}, not in the other: build the source's newest catalog where it was not built"
        yield Drift("presence", told, False, item_id)
        return
    for key_id in differing:
        told = (
            f"here {shown(left.get(key_id))}, there {shown(right.get(key_id))}: {_why(mine, theirs, item_id, key_id)}"
        )
        yield Drift("store", told, True, item_id, key_id)


def _content(cell: Cell | None) -> tuple[object, ...] | None:
    return None if cell is None else cell.content


def _retired(store: Store, item_id: ItemId) -> bool:
    record = store.item(item_id)
    return record is not None and record.presence is Presence.RETIRED


def _why(mine: Store, theirs: Store, item_id: ItemId, key_id: KeyId) -> str:
    one, other = (latest_words(store.history(item_id, key_id)) for store in (mine, theirs))
    reasons = []
    for source in sorted(one.keys() | other.keys()):
        left, right = one.get(source), other.get(source)
        if left is None or right is None or left.order != right.order:
            newer_here = right is None or (left is not None and left.order > right.order)
            reasons.append(f"the latest word of {source} is missing {'there' if newer_here else 'here'}")
        elif left.version.priority != right.version.priority:
            reasons.append(f"{source} ranks {left.version.priority} here and {right.version.priority} there")
    forgotten = mine.forgotten(item_id), theirs.forgotten(item_id)
    if forgotten[0] != forgotten[1]:
        reasons.append(f"the item was forgotten {'here' if (forgotten[0] or 0) > (forgotten[1] or 0) else 'there'}")
    return "; ".join(reasons) or "the same words, shown differently"


def ship(source: Store, target: Store, item_ids: list[ItemId], policy: SourcePolicy | None = None) -> int:
    """Give `target` all that `source` holds of these items; returns how many writes. Repeated, it changes nothing.

    policy: of the target
    """
    shipped = 0
    for first in range(0, len(item_ids), _PAGE):
        records, stones, writes = [], [], []
        for item_id in item_ids[first : first + _PAGE]:
            record, forgotten_us = source.item(item_id), source.forgotten(item_id)
            if record is not None:
                records.append(record)
            if forgotten_us is not None and forgotten_us > (target.forgotten(item_id) or forgotten_us - 1):
                stones.append(Tombstone(item_id, forgotten_us, RECONCILE))
            for key_id in sorted(_keys(source, item_id) | _keys(target, item_id)):
                writes += [_stamped(write, policy) for write in source.history(item_id, key_id)]
        target.apply(WriteBatch(tuple(records), tuple(stones), tuple(writes)))
        shipped += len(writes)
    return shipped


def _keys(store: Store, item_id: ItemId) -> set[KeyId]:
    """Of cells that show something or have a word that counts: what one has withdrawn, the other may show."""
    keys = {cell.key_id for cell in store.cells(CellQuery(item_id=item_id, include_retired=True))}
    return keys | {word.key_id for word in store.words([item_id]).get(item_id, [])}


def _stamped(write: AttributeWrite, policy: SourcePolicy | None) -> AttributeWrite:
    if policy is None or policy.priority(write.source) == write.version.priority:
        return write
    return replace(write, version=replace(write.version, priority=policy.priority(write.source)))
