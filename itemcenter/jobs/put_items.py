"""Items that come one by one, by a door: recognised at once and stored in one transaction, like a build of just these.

What is put in is newer than everything that its source has said of the item before, whatever the clock says. Like a
tunnel, it compares and writes within one turn at the items' partitions, and decides before that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from itemcenter.errors import CenterBusyError, InputError
from itemcenter.ports import ItemStamp, Recognition, Recognizer, Store
from itemcenter.schema import Item, ItemId, ItemRecord, SourceId, Tier, WriteBatch
from itemcenter.tunnel import SourcePolicy, ingest_recognition
from itemcenter.tunnel.fingerprint import UNFINISHED, fingerprint_of
from itemcenter.tunnel.own_documents import displaced
from itemcenter.tunnel.turns import Turns

#: The run that items are noted under which no build has read.
PUT_RUN = "put"
#: Looks at what is held before somebody else is said to write it all the time.
_TRIES = 20


@dataclass(frozen=True, slots=True)
class PutOutcome:
    """What came of one item; changes: numbers of the changes that took effect"""

    item_id: ItemId
    outcome: Literal["new", "changed", "unchanged"]
    changes: tuple[int, ...] = ()


def put_items(
    items: Sequence[Item],
    recognizer: Recognizer,
    turns: Turns,
    policy: SourcePolicy,
    *,
    source: SourceId,
    machine_source: SourceId,
    now_us: int,
    revision: int,
) -> list[PutOutcome]:
    """One outcome an item, in order. All of them are stored, or none.

    revision: number of the last build, so that the next one over the same input decides later than this
    Raises `InputError` for an item that is given twice, `CenterBusyError` where others write at these all the time.
    """
    ids, store = [item.id for item in items], turns.store
    if len(set(ids)) < len(ids):
        twice = next(item_id for item_id in ids if ids.count(item_id) > 1)
        raise InputError(f"the item {twice!r} is given twice", remedy="send each item once")
    prints = {item.id: fingerprint_of(item, recognizer.release_id, recognizer.model_id, source) for item in items}
    decided: dict[ItemId, Recognition] = {}

    def settled(stamps: Mapping[ItemId, ItemStamp]) -> dict[ItemId, int]:
        return {
            item_id: stamp.row
            for item_id, stamp in stamps.items()
            if stamp.fingerprint == prints[item_id] and stamp.source == source
        }

    for _ in range(_TRIES):
        known = settled(store.stamps(ids))
        fresh = [item for item in items if item.id not in known and item.id not in decided]
        decided |= {found.item_id: found for found in recognizer.recognize(fresh)} if fresh else {}
        with turns.turn_at_all(ids) as lease:
            stamps = store.stamps(ids)
            known = settled(stamps)
            fresh = [item for item in items if item.id not in known]
            if not all(item.id in decided for item in fresh):
                continue  # somebody has written an item anew since
            held, batch = store.words([item.id for item in fresh]), WriteBatch()
            for item in fresh:
                recognition = decided[item.id]
                record = ItemRecord(
                    item=item,
                    category=recognition.category,
                    source=source,
                    time_us=_time(item.id, store, stamps.get(item.id), now_us),
                    revision=revision,
                    fingerprint=UNFINISHED if recognition.unfinished else prints[item.id],
                    run=PUT_RUN,
                )
                words = held.get(item.id, [])
                part = ingest_recognition(
                    record, recognition, policy=policy, machine_source=machine_source, held=words, tier=Tier.SECOND
                )
                marked = displaced(store, item.id, stamps.get(item.id), source)
                batch = WriteBatch(batch.items + part.items, batch.tombstones, batch.writes + part.writes + marked)
            changes: dict[ItemId, list[int]] = {}
            for change in store.apply(batch, lease=lease) if fresh else ():
                changes.setdefault(change.item_id, []).append(change.number)
            if known:
                newest = max(stamps[item_id].time_us for item_id in known)
                store.mark_seen(known, PUT_RUN, max(now_us, newest), lease=lease)
            return [
                PutOutcome(item_id, "unchanged")
                if item_id in known
                else PutOutcome(item_id, "changed" if item_id in stamps else "new", tuple(changes.get(item_id, ())))
                for item_id in ids
            ]
    raise CenterBusyError("others write these items all the time", remedy="try again later")


def _time(item_id: ItemId, store: Store, stamp: ItemStamp | None, now_us: int) -> int:
    """Now, or just after the record that is held and the latest tombstone."""
    held = None if stamp is None else stamp.time_us
    earlier = [time for time in (store.forgotten(item_id), held) if time is not None]
    return max([now_us, *(time + 1 for time in earlier)])
