"""A recognised item as writes: what the merchant's cells state, what the machine read, what neither says any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from itemcenter.errors import InvariantError
from itemcenter.ports import Recognition
from itemcenter.schema import AttributeWrite, CellState, Fact, ItemRecord, KeyId, SourceId, Tier, WriteBatch
from itemcenter.tunnel.policy import SourcePolicy


def ingest_recognition(
    record: ItemRecord,
    recognition: Recognition,
    *,
    policy: SourcePolicy,
    machine_source: SourceId,
    held: Iterable[AttributeWrite],
    tier: Tier = Tier.DAY,
) -> WriteBatch:
    """The batch that makes a store say of an item what `recognition` says, as of the record's time and revision.

    held: the item's words in the store (`Store.words`), of any source

    Merchant facts become words of `record.source`, machine facts those of `machine_source`; a key that the machine was
    asked in vain becomes "not stated". Words that the two sources hold on other keys are withdrawn: the merchant
    emptied the cell, or the key no longer applies. What a source says already, with the same or a later time, is left
    out; with an earlier time it is said again, or a late delivery from in between would win.
    """
    if recognition.item_id != record.item.id:
        raise InvariantError(f"the recognition of {recognition.item_id!r} does not belong to {record.item.id!r}")
    if machine_source == record.source:
        raise InvariantError(f"merchant and machine cannot both be the source {machine_source!r}")
    words = {(word.source, word.key_id): word for word in held}
    writes: list[AttributeWrite] = []
    ranks = policy.of((record.source, machine_source))

    def say(source: SourceId, key_id: KeyId, state: CellState, facts: tuple[Fact, ...] = ()) -> None:
        write = AttributeWrite.of(
            record.item.id,
            key_id,
            source,
            state,
            facts,
            priority=ranks[source],
            time_us=record.time_us,
            revision=record.revision,
            tier=tier,
        )
        if not _says_already(words.get((source, key_id)), write):
            writes.append(write)

    merchant = {key_id: facts for key_id, facts in recognition.merchant.items() if facts}
    for key_id, facts in merchant.items():
        say(record.source, key_id, CellState.FACTS, facts)
    for key_id, facts in recognition.machine.items():
        say(machine_source, key_id, CellState.FACTS if facts else CellState.NOT_STATED, facts)
    spoken: dict[SourceId, Mapping[KeyId, object]] = {record.source: merchant, machine_source: recognition.machine}
    for (source, key_id), word in words.items():
        if source in spoken and key_id not in spoken[source] and word.version.time_us <= record.time_us:
            say(source, key_id, CellState.WITHDRAWN)
    return WriteBatch(items=(record,), writes=tuple(writes))


def _says_already(held: AttributeWrite | None, write: AttributeWrite) -> bool:
    if held is None:
        return False
    mine, theirs = write.version, held.version
    same = (mine.content, mine.locked, mine.priority) == (theirs.content, theirs.locked, theirs.priority)
    return same and theirs.time_us >= mine.time_us
