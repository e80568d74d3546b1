"""A recognised item as writes: what the merchant's cells state, what the machine read, what neither says any more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from itemcenter.errors import InvariantError
from itemcenter.ports import Recognition
from itemcenter.schema import AttributeWrite, CellState, Fact, ItemRecord, KeyId, SourceId, Tier, WriteBatch
from itemcenter.schema.cell_content import content_of, encode_facts
from itemcenter.schema.fact import said as said_facts
from itemcenter.tunnel.policy import SourcePolicy

_Voice = tuple[SourceId, KeyId]


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

    guarded: the caller lets no document in that is older than the item's record, so nothing comes late; then cells are
    left as they are, too, where all who have a word say the same as before and said it at one time: a later one for all
    would decide nothing
    """
    if recognition.item_id != record.item.id:
        raise InvariantError(f"the recognition of {recognition.item_id!r} does not belong to {record.item.id!r}")
    if machine_source == record.source:
        raise InvariantError(f"merchant and machine cannot both be the source {machine_source!r}")
    words = {(word.source, word.key_id): word for word in held}
    ranks = policy.of((record.source, machine_source))
    merchant = {key_id: facts for key_id, facts in recognition.merchant.items() if facts}
    spoken: dict[SourceId, Mapping[KeyId, object]] = {record.source: merchant, machine_source: recognition.machine}
    says = [(record.source, key_id, CellState.FACTS, facts) for key_id, facts in merchant.items()]
    for key_id, facts in recognition.machine.items():
        says.append((machine_source, key_id, CellState.FACTS if facts else CellState.NOT_STATED, facts))
    for (source, key_id), word in words.items():
        if source in spoken and key_id not in spoken[source] and word.version.time_us <= record.time_us:
            says.append((source, key_id, CellState.WITHDRAWN, ()))
    repeated = {
        (source, key_id)
        for source, key_id, state, facts in says
        if _repeats(words.get((source, key_id)), ranks[source], state, facts)
    }
    settled = _settled(words, [(source, key_id) for source, key_id, _, _ in says], repeated) if guarded else ()
    writes = [
        AttributeWrite.of(
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
        for source, key_id, state, facts in says
        if (source, key_id) not in repeated
        or (key_id not in settled and words[source, key_id].version.time_us < record.time_us)
    ]
    return WriteBatch(items=(record,), writes=tuple(writes))


def _repeats(held: AttributeWrite | None, priority: int, state: CellState, facts: tuple[Fact, ...]) -> bool:
    """Whether the held word says just this, as it would be said now. A fact keeps the release that first said it."""
    if held is None or held.version.locked or held.version.priority != priority:
        return False
    if held.version.content == content_of(state.value, encode_facts(facts)):
        return True
    return held.state is state and _told(held.facts) == _told(facts)


def _told(facts: tuple[Fact, ...]) -> list[tuple[object, ...]]:
    return [(fact.model_id, *said) for fact, said in zip(facts, said_facts(facts), strict=True)]


def _settled(words: Mapping[_Voice, AttributeWrite], says: list[_Voice], repeated: set[_Voice]) -> set[KeyId]:
    """Keys of which nothing is new, and whose words are of one time, revision and tier."""
    moments: dict[KeyId, set[tuple[int, int, int]]] = {}
    for (_, key_id), word in words.items():
        moments.setdefault(key_id, set()).add((word.version.time_us, word.version.revision, word.version.tier))
    new = {key_id for _, key_id in {*words, *says} - repeated}
    return {key_id for key_id, times in moments.items() if len(times) == 1 and key_id not in new}
