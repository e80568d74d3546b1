"""Writes to a cell, the order that decides between them, and what became visible.

A *cell* is (item, key). Each *source* (a merchant's feed, the machine, the human desk) has one word on a cell: its
latest write. The cell shows the word of the source that ranks highest. docs/why/0002-version-order.md tells why.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from itemcenter.errors import InvariantError
from itemcenter.schema.candidate import CategoryMatch
from itemcenter.schema.cell_content import content_of, encode_facts, told_content
from itemcenter.schema.fact import Fact, said
from itemcenter.schema.ids import ItemId, KeyId, SourceId, check_id
from itemcenter.schema.item import Item
from itemcenter.schema.item_change import Presence
from itemcenter.schema.record import Record


class CellState(enum.Enum):
    FACTS = "facts"
    #: The source looked and found nothing. An answer, not an error.
    NOT_STATED = "not_stated"
    #: The source takes its word back: it counts as if it had never spoken, and the next source is heard.
    WITHDRAWN = "withdrawn"


class Tier(enum.IntEnum):
    """Freshness tier that delivered a write. At one event time the fuller view wins: day over minute over second."""

    SECOND = 0
    MINUTE = 1
    DAY = 2


@dataclass(frozen=True, slots=True, order=True)
class Version(Record):
    """Totally ordered by its fields from first to last; the greater one wins.

    locked:    a human lock outranks everything
    priority:  rank of the source, stamped at ingest from the source policy
    time_us:   event time, or the time of the snapshot that the write came from; microseconds since 1970, UTC
    revision:  which decision over the same input (a rebuild with a newer release or model counts up)
    tier:      at one time and revision the fuller view wins
    producer:  of the first fact ("" without facts), so at a full tie a value beats "not stated" and a withdrawal
    content:   hash of state and facts (`schema.cell_content`), so that two different contents never tie
    """

    locked: bool
    priority: int
    time_us: int
    revision: int
    tier: int
    producer: str
    content: str

    @property
    def recency(self) -> tuple[int, int, int, str, str]:
        """The order among writes of ONE source, where rank and lock say nothing about which word is the latest."""
        return self.time_us, self.revision, self.tier, self.producer, self.content

    def __post_init__(self) -> None:
        if not -(2**62) < self.time_us < 2**62:
            raise InvariantError(f"time {self.time_us} is not in microseconds since 1970")


@dataclass(frozen=True, slots=True)
class AttributeWrite(Record):
    """One source's new word on one cell: replaces that source's former word whole.

    facts: ordered, best first, each value once; () unless the state is FACTS

    Construct with `AttributeWrite.of`, which fills producer and content of the version; stores refuse a write whose
    content is not the hash of its state and facts. Two writes that differ in their priority only are *one* write
    (the policy changed between two deliveries); it has the greater of the priorities.
    """

    item_id: ItemId
    key_id: KeyId
    source: SourceId
    state: CellState
    facts: tuple[Fact, ...]
    version: Version
    author: str = ""

    def __post_init__(self) -> None:
        check_id(self.source, "source")
        _check_cell(self.item_id, self.key_id, self.state, self.facts)
        if self.author:
            check_id(self.author, "author")
        if self.version.locked and self.state is CellState.WITHDRAWN:
            raise InvariantError(f"{self.item_id} / {self.key_id}: a withdrawal cannot be locked")
        if self.version.producer != (self.facts[0].producer.value if self.facts else ""):
            raise InvariantError(
                f"{self.item_id} / {self.key_id}: the version's producer {self.version.producer!r} is not the first"
                " fact's",
                remedy="construct with AttributeWrite.of",
            )

    @classmethod
    def of(
        cls,
        item_id: ItemId,
        key_id: KeyId,
        source: SourceId,
        state: CellState,
        facts: tuple[Fact, ...] = (),
        *,
        priority: int,
        time_us: int,
        revision: int = 0,
        tier: int = Tier.DAY,
        locked: bool = False,
        author: str = "",
    ) -> Self:
        """A write whose version names the first fact's producer and the hash of its content."""
        producer = facts[0].producer.value if facts else ""
        content = content_of(state.value, encode_facts(facts))
        version = Version(locked, priority, time_us, revision, int(tier), producer, content)
        return cls(item_id, key_id, source, state, facts, version, author)

    @property
    def order(self) -> tuple[object, ...]:
        """Total order among the writes of one source on one cell; equal only for one and the same write."""
        return *self.version.recency, self.version.locked, self.author


@dataclass(frozen=True, slots=True)
class Tombstone(Record):
    """Forget an item: every write on it up to and including `time_us`, of any source and any lock, counts no more."""

    item_id: ItemId
    time_us: int
    source: SourceId
    author: str = ""

    def __post_init__(self) -> None:
        check_id(self.item_id, "item")
        check_id(self.source, "source")
        if self.author:
            check_id(self.author, "author")
        if not -(2**62) < self.time_us < 2**62:
            raise InvariantError(f"time {self.time_us} is not in microseconds since 1970")


@dataclass(frozen=True, slots=True)
class Cell(Record):
    """What a cell shows: the winning word (FACTS or NOT_STATED), whose it is and its version."""

    item_id: ItemId
    key_id: KeyId
    state: CellState
    facts: tuple[Fact, ...]
    source: SourceId
    version: Version
    author: str = ""

    def __post_init__(self) -> None:
        _check_cell(self.item_id, self.key_id, self.state, self.facts)
        if self.state is CellState.WITHDRAWN:
            raise InvariantError(f"{self.item_id} / {self.key_id}: a withdrawn word is never shown")

    @classmethod
    def of(cls, write: AttributeWrite) -> Cell:
        return cls(write.item_id, write.key_id, write.state, write.facts, write.source, write.version, write.author)

    @property
    def content(self) -> tuple[object, ...]:
        """What a reader sees; a change of anything else (times, revisions, release, model) is no change."""
        return self.state, said(self.facts), self.source, self.version.locked


@dataclass(frozen=True, slots=True)
class Change(Record):
    """An effective change of a cell, numbered without gaps from 1. `None` stands for "nothing shown"."""

    number: int
    item_id: ItemId
    key_id: KeyId
    before: Cell | None
    after: Cell | None

    def __post_init__(self) -> None:
        if self.number < 1:
            raise InvariantError(f"change numbers start at 1, not {self.number}")
        if self.before is None and self.after is None:
            raise InvariantError(f"change {self.number} changes nothing")


@dataclass(frozen=True, slots=True)
class ItemRecord(Record):
    """An item as the store keeps it: the latest document, its category, and what it was decided with.

    fingerprint: hash of everything the decision depends on (item, release, recogniser); equal means nothing to do
    row:         1-based record number in the source it was last read from; run: the run that read it
    presence:    kept by the store; what a record that is applied says of it does not count
    """

    item: Item
    category: CategoryMatch | None
    source: SourceId
    time_us: int
    revision: int
    fingerprint: str
    row: int = 0
    run: str = ""
    presence: Presence = Presence.PRESENT


@dataclass(frozen=True, slots=True)
class ItemView(Record):
    """Everything a center shows of an item: its document and its current cells by key id."""

    record: ItemRecord
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class WriteBatch(Record):
    """What a store applies in one transaction, in this order: items, then tombstones, then writes."""

    items: tuple[ItemRecord, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    writes: tuple[AttributeWrite, ...] = ()


def latest_words(writes: Iterable[AttributeWrite], forgotten_us: int | None = None) -> dict[SourceId, AttributeWrite]:
    """The latest write of each source on one cell, withdrawals included, what a tombstone covers left out."""
    latest: dict[SourceId, AttributeWrite] = {}
    for write in writes:
        if forgotten_us is not None and write.version.time_us <= forgotten_us:
            continue
        held = latest.get(write.source)
        # the priority comes last: copies of one write that differ in it alone count with the greatest
        if held is None or (write.order, write.version.priority) > (held.order, held.version.priority):
            latest[write.source] = write
    return latest


def winner(writes: Iterable[AttributeWrite], forgotten_us: int | None = None) -> AttributeWrite | None:
    """The write that a cell shows, or None: the greatest version among the sources' latest words.

    Depends on the set of writes only: not on their order, their repetition or how they were split into batches.
    """
    words = (word for word in latest_words(writes, forgotten_us).values() if word.state is not CellState.WITHDRAWN)
    return max(words, key=lambda word: (word.version, word.source), default=None)


def digest_lines(item_id: str, cells: Iterable[tuple[str, str, str, bool]]) -> bytes:
    """What an item's current cells add to a store's digest: (key, told content, source, locked) each, by key.

    Ids hold no control characters, so lines are unambiguous.
    """
    return "".join(
        [f"{item_id}\t{key}\t{text}\t{source}\t{locked:d}\n" for key, text, source, locked in cells]
    ).encode()


def digest_of(cells: Iterable[Cell]) -> str:
    """BLAKE2b-256 of cells that come in order of item and key: the digest that every store must give for them."""
    digest = hashlib.blake2b(digest_size=32)
    for cell in cells:
        content = told_content(cell.state.value, encode_facts(cell.facts))
        line = (cell.key_id, content, cell.source, cell.version.locked)
        digest.update(digest_lines(cell.item_id, [line]))
    return digest.hexdigest()


def _check_cell(item_id: ItemId, key_id: KeyId, state: CellState, facts: tuple[Fact, ...]) -> None:
    if bool(facts) != (state is CellState.FACTS):
        raise InvariantError(f"cell {item_id} / {key_id}: {state.value} with {len(facts)} facts")
    if not facts:
        check_id(item_id, "item")
        check_id(key_id, "key")
        return
    for fact in facts:  # their ids have been checked
        if fact.item_id != item_id or fact.key_id != key_id:
            raise InvariantError(f"cell {item_id} / {key_id} holds a fact of {fact.item_id} / {fact.key_id}")
    if len(facts) > 1 and len({fact.value.identity for fact in facts}) != len(facts):
        raise InvariantError(f"cell {item_id} / {key_id} holds a value twice")
