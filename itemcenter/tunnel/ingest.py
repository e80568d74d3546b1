"""A recognised item as writes: what the merchant's cells state, what the machine read, what neither says any more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from itemcenter.errors import InvariantError
from itemcenter.ports import Recognition
from itemcenter.schema import AttributeWrite, CellState, Fact, ItemRecord, KeyId, SourceId, Tier, WriteBatch
from itemcenter.schema.cell_content import content_of, encode_facts
from itemcenter.tunnel.policy import SourcePolicy


def ingest_recognition(
    record: ItemRecord,
    recognition: Recognition,
    *,
    policy: SourcePolicy,
    machine_source: SourceId,
    held: Iterable[AttributeWrite],
    tier: Tier = Tier.DAY,
    guarded: bool = False,
) -> WriteBatch:
    """The batch that makes a store say of an item what `recognition` says, as of the record's time and revision.

    held: the item's words in the store (`Store.words`), of any source

    Merchant facts become words of `record.source`, machine facts those of `machine_source`; a key that the machine was
    asked in vain becomes "not stated". Words that the two sources hold on other keys are withdrawn: the merchant
    emptied the cell, or the key no longer applies. What a source says already, with the same or a later time, is left
    out; with an earlier time it is said again, or a late delivery from in between would win.

    guarded: the caller lets no document in that is older than the item's record, so nothing comes late; then a word is
    left out, too, that has its cell for itself: its time decides nothing
    """
    if recognition.item_id != record.item.id:
        raise InvariantError(f"the recognition of {recognition.item_id!r} does not belong to {record.item.id!r}")
    if machine_source == record.source:
        raise InvariantError(f"merchant and machine cannot both be the source {machine_source!r}")
    words = {(word.source, word.key_id): word for word in held}
    writes: list[AttributeWrite] = []
    ranks = policy.of((record.source, machine_source))

    merchant = {key_id: facts for key_id, facts in recognition.merchant.items() if facts}
    spoken: dict[SourceId, Mapping[KeyId, object]] = {record.source: merchant, machine_source: recognition.machine}
    voices = Counter(key_id for _, key_id in {*words, *((source, key) for source in spoken for key in spoken[source])})

    def say(source: SourceId, key_id: KeyId, state: CellState, facts: tuple[Fact, ...] = ()) -> None:
        word = words.get((source, key_id))
        if word is not None and (word.version.priority, word.version.locked) == (ranks[source], False):
            settled = word.version.time_us >= record.time_us or (guarded and voices[key_id] == 1)
            if settled and word.version.content == content_of(state.value, encode_facts(facts)):
                return
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
        writes.append(write)

    for key_id, facts in merchant.items():
        say(record.source, key_id, CellState.FACTS, facts)
    for key_id, facts in recognition.machine.items():
        say(machine_source, key_id, CellState.FACTS if facts else CellState.NOT_STATED, facts)
    for (source, key_id), word in words.items():
        if source in spoken and key_id not in spoken[source] and word.version.time_us <= record.time_us:
            say(source, key_id, CellState.WITHDRAWN)
    return WriteBatch(items=(record,), writes=tuple(writes))
