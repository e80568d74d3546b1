"""Writes to a cell, the order that decides between them, and what became visible.

A *cell* is (item, key). Each *source* (a merchant's feed, the machine, the human desk) has one word on a cell: its
latest write. The cell shows the word of the source that ranks highest. docs/why/0002-version-order.md tells why.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from itemcenter.errors import InvariantError
from itemcenter.schema.candidate import CategoryMatch
from itemcenter.schema.fact import Fact
from itemcenter.schema.ids import ItemId, KeyId, SourceId, check_id
from itemcenter.schema.item import Item
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
    tier, producer, content: settle what is left, so that two different writes never tie
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
        if self.version.locked and self.state is CellState.WITHDRAWN:
            raise InvariantError(f"{self.item_id} / {self.key_id}: a withdrawal cannot be locked")


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
        """What a reader sees; a change of anything else (times, revisions) is no change."""
        return self.state, self.facts, self.source, self.version.locked


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
    """

    item: Item
    category: CategoryMatch | None
    source: SourceId
    time_us: int
    revision: int
    fingerprint: str
    row: int = 0
    run: str = ""


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
        if held is None or write.version.recency > held.version.recency:
            latest[write.source] = write
    return latest


def winner(writes: Iterable[AttributeWrite], forgotten_us: int | None = None) -> AttributeWrite | None:
    """The write that a cell shows, or None: the greatest version among the sources' latest words.

    Depends on the set of writes only: not on their order, their repetition or how they were split into batches.
    """
    words = (word for word in latest_words(writes, forgotten_us).values() if word.state is not CellState.WITHDRAWN)
    return max(words, key=lambda word: (word.version, word.source), default=None)


def _check_cell(item_id: ItemId, key_id: KeyId, state: CellState, facts: tuple[Fact, ...]) -> None:
    check_id(item_id, "item")
    check_id(key_id, "key")
    place = f"cell {item_id} / {key_id}"
    if bool(facts) != (state is CellState.FACTS):
        raise InvariantError(f"{place}: {state.value} with {len(facts)} facts")
    if any(fact.item_id != item_id or fact.key_id != key_id for fact in facts):
        raise InvariantError(f"{place} holds a fact of another cell")
    if len({fact.value.identity for fact in facts}) != len(facts):
        raise InvariantError(f"{place} holds a value twice")
