"""Port `store`: keeps items, the append-only history of writes, the current cells and the numbered change log.

The order of versions is the type's own (`schema.change.winner`); a store only has to keep it. Every store passes the
suite in `itemcenter.testing.store_suite`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from itemcenter.errors import InvariantError
from itemcenter.ports.coordination import Coordination
from itemcenter.schema import (
    AttributeWrite,
    CategoryId,
    Cell,
    CellState,
    Change,
    ItemChange,
    ItemId,
    ItemRecord,
    ItemView,
    KeyId,
    Lease,
    Presence,
    Producer,
    RunMark,
    SourceId,
    WriteBatch,
)
from itemcenter.schema.write_block import WriteBlock


@dataclass(frozen=True, slots=True)
class CellQuery:
    """Which current cells to read, and in which order. Conditions are joined by "and"; None means any.

    producer, min_confidence, max_confidence are asked of the cell's first fact: cells without facts never match.

    item_id:     exact; item_prefix: ids that start so
    category_id: category of the item's record
    text:        canonical text of one of the cell's values, exact
    except_keys: cells of these keys are left out
    order:       "item" = item, then key id; "key" = key, then item id; "confidence" = lowest first, then item, key.
                 `descending` reverses each of them; cells without facts come last in order of confidence, always
    include_retired: cells of retired items, too
    after:       only cells behind this (item, key) in the order, whether or not it is there; not by confidence, nor
                 descending, nor in tallies
    """

    item_id: ItemId | None = None
    item_prefix: str | None = None
    key_id: KeyId | None = None
    category_id: CategoryId | None = None
    source: SourceId | None = None
    producer: Producer | None = None
    state: CellState | None = None
    text: str | None = None
    except_keys: tuple[KeyId, ...] = ()
    min_confidence: float | None = None
    max_confidence: float | None = None
    order: Literal["item", "key", "confidence"] = "item"
    descending: bool = False
    limit: int | None = None
    include_retired: bool = False
    after: tuple[ItemId, KeyId] | None = None

    def __post_init__(self) -> None:
        if self.limit is not None and self.limit < 0:
            raise InvariantError(f"a query's limit must be 0 or more, not {self.limit}")
        if self.after is not None and (self.order == "confidence" or self.descending):
            raise InvariantError("a query goes on after a cell only in ascending order of item or key")


@dataclass(frozen=True, slots=True)
class ItemStamp:
    """What a job needs to know of a stored item to decide whether to work on it again."""

    fingerprint: str
    source: SourceId
    time_us: int
    revision: int
    row: int
    run: str
    presence: Presence = Presence.PRESENT


@dataclass(frozen=True, slots=True)
class StoreCounts:
    """Totals for summaries. `cells` are those shown; `stated` of them hold facts; `facts` counts the facts in them.

    Retired items count in `retired` alone, their cells nowhere. changes, item_changes: last numbers of the two logs
    """

    items: int
    cells: int
    stated: int
    facts: int
    writes: int
    changes: int
    retired: int = 0
    item_changes: int = 0


#: What cells can be counted by: values are ids and names, None for what a cell or its item lacks. "confidence" is the
#: twentieth, 0 to 19, in which the confidence of the first fact lies (1.0 counts to the last).
CellDimension = Literal["item", "key", "category", "source", "producer", "state", "confidence"]
#: What items can be counted by; "run" is the number of the run that decided the item.
ItemDimension = Literal["category", "source", "presence", "run"]
DimensionValue = str | int | None


@dataclass(frozen=True, slots=True)
class CellTally:
    """How many cells, and facts in them, have these values of the dimensions that were asked for."""

    by: tuple[DimensionValue, ...]
    cells: int
    facts: int


def check_tally(query: CellQuery, by: Sequence[CellDimension]) -> None:
    """Raises `InvariantError` for a tally that no store makes."""
    if query.text is not None or query.after is not None:
        raise InvariantError("cells cannot be counted by a value's text, nor from one on")
    if not by or len(set(by)) != len(by):
        raise InvariantError(f"cells are counted by one dimension or several different ones, not {list(by)}")


def shows(cell: Cell | None) -> tuple[object, ...] | None:
    """What a reader sees of a cell, None for nothing."""
    return None if cell is None else cell.content


class Store(Coordination, Protocol):
    """All methods may raise `StoreError` (disk full, damaged file, newer format). Safe to use from one thread.

    Where a writing method is given a lease, it raises `LeaseLostError` and writes nothing unless the lease is held when
    it writes: the check stands in the writing transaction.

    Several processes may hold one store. Writes take turns: whoever waits too long gets `CenterBusyError`. Every read
    sees one state between two batches; a stream (`items`, `cells`) shows the state at its first entry to its end.
    """

    def apply(self, batch: WriteBatch, lease: Lease | None = None) -> list[Change]:
        """Apply a batch in one transaction (all or nothing) and return the changes that took effect, in order.

        Within the batch: items, then tombstones, then writes, each in the given order. A change is reported for each
        write or tombstone that alters what its cell shows (`Cell.content`); one that is repeated, late or outranked
        is kept in history where new, and changes nothing. A tombstone hides the item's cells in order of key id.
        Writes on an item without a record are allowed (they may arrive first). An item record replaces the held one
        if its (time_us, revision, fingerprint) is greater or equal, otherwise it is dropped. Raises `InvariantError`
        if the content of a write's version is not the hash of its state and facts.
        """
        ...

    def merge(self, block: WriteBlock, items: Sequence[ItemRecord] = (), lease: Lease | None = None) -> tuple[int, int]:
        """The bulk path: apply the records, then the block's writes in order, in one transaction, to `apply`'s effect.

        Returns the last number of the change log before and after it; the changes are read from the log. Raises
        `InvariantError` for a row whose content is not the hash of its state and facts.
        """
        ...

    def mark_seen(
        self,
        rows: Mapping[ItemId, int],
        run: str,
        time_us: int | None = None,
        fingerprints: Mapping[ItemId, str] | None = None,
        lease: Lease | None = None,
    ) -> None:
        """Note that a run met these stored items, unchanged, at these rows of its source. Unknown ones are passed over.

        fingerprints: new ones of some of the items, whose decision would come out the same with what they now name; no
        event of the item log.

        time_us: time of the snapshot that confirmed them. The records' times rise to it, so that a snapshot from in
        between that is delivered late is known to be outdated.
        """
        ...

    def mark_missing(
        self, item_ids: Collection[ItemId], run: str, time_us: int, retire: bool, lease: Lease | None = None
    ) -> int:
        """Note that a run's catalog, made at `time_us`, lacks these items; returns of how many the presence changed.

        Records that are newer than that, forgotten and unknown items are passed over; a retired one stays retired. The
        next record or `mark_seen` of that time or a later one makes an item present again, and so does a tombstone that
        hides its record: what is said of it later shows. Retired items and their cells are left out of `items`,
        `cells`, `tally`, `tally_items`, `digest` and `counts`; what is asked of one by its id is answered.
        """
        ...

    def unseen(self, source: SourceId, run: str, time_us: int) -> Iterator[tuple[ItemId, Presence]]:
        """Items of a source, made at `time_us` or before, that another run than this met last; by item id, streamed."""
        ...

    def stamps(self, item_ids: Collection[ItemId]) -> dict[ItemId, ItemStamp]:
        """The stamps of those of the items that are held and not forgotten."""
        ...

    def item(self, item_id: ItemId) -> ItemRecord | None:
        """The latest record of an item; None where unknown or forgotten."""
        ...

    def items(
        self, after: ItemId | None = None, limit: int | None = None, include_retired: bool = False
    ) -> Iterator[ItemRecord]:
        """Records by item id (code point order), those greater than `after`."""
        ...

    def cell(self, item_id: ItemId, key_id: KeyId) -> Cell | None:
        """What the cell shows, None for nothing."""
        ...

    def view(self, item_id: ItemId) -> ItemView | None:
        """The item and its cells by key id; None where the item is unknown or forgotten."""
        ...

    def cells(self, query: CellQuery) -> Iterator[Cell]:
        """Current cells that match, streamed."""
        ...

    def words(self, item_ids: Collection[ItemId]) -> dict[ItemId, list[AttributeWrite]]:
        """The latest write of every source on every cell of the items, withdrawals and forgotten ones left out.

        By key id, then source; items without such writes are left out.
        """
        ...

    def history(self, item_id: ItemId, key_id: KeyId) -> list[AttributeWrite]:
        """All distinct writes on a cell in the order they arrived, whether or not they ever showed."""
        ...

    def forgotten(self, item_id: ItemId) -> int | None:
        """The latest time up to which the item is forgotten, in microseconds; None if never."""
        ...

    def changes(self, after: int = 0, limit: int | None = None) -> Iterator[Change]:
        """The change log from number `after` + 1 on, gapless."""
        ...

    def item_changes(self, after: int = 0, limit: int | None = None) -> Iterator[ItemChange]:
        """The item log from number `after` + 1 on, gapless. What `apply`, `mark_seen`, `mark_missing` did to documents.

        A record with a new fingerprint is an event, and so is each that makes an item visible or hides it. Events of a
        batch come in its order.
        """
        ...

    def numbers_at(self, time_us: int) -> tuple[int, int]:
        """The last numbers of the change log and the item log by the store's own clock at that time, its end included.

        (0, 0) before the first of them. Raises `NotFoundError` for a time from which the store has no record of when
        (before it was brought to the format that keeps it).
        """
        ...

    def reading(self) -> AbstractContextManager[Store]:
        """A store that shows the state of now until it is left, whatever is written meanwhile; it takes no writes.

        To be used in the thread that it was made in, and left before the store is closed.
        """
        ...

    def net_changes(self, after: int, until: int, item_id: ItemId | None = None) -> Iterator[Change]:
        """What the change log from `after` + 1 to `until` comes to: one change a cell, by item id and key id, streamed.

        From what the cell showed before the first to what it showed after the last, whose number it has; a cell that
        shows the same at both ends (`Cell.content`) is left out. item_id: of this item alone
        """
        ...

    def item_events(self, after: int, until: int) -> Iterator[ItemChange]:
        """The item log from `after` + 1 to `until`, by item id, then number, streamed."""
        ...

    def mark_run(self, mark: RunMark) -> None:
        """Keep the mark of a run, in place of an earlier one with its number."""
        ...

    def runs(self) -> list[RunMark]:
        """The marks by number."""
        ...

    def tally(self, query: CellQuery, by: Sequence[CellDimension]) -> Iterator[CellTally]:
        """Count the matching cells by dimensions: in ascending order of their values, None first, streamed.

        The query's order and limit do not count. Raises `InvariantError` for a query by text, and for no dimension or
        one that is named twice.
        """
        ...

    def tally_items(self, by: ItemDimension) -> dict[DimensionValue, int]:
        """Count the visible items by a dimension."""
        ...

    def remerge(self, priorities: Mapping[SourceId, int], lease: Lease | None = None) -> list[Change]:
        """Stamp these priorities on all history of the named sources, merge again, and return what changed.

        In order of item and key id. Cells in the change log keep the priority that they had.
        """
        ...

    def mend(self, cells: Collection[tuple[ItemId, KeyId]], lease: Lease | None = None) -> list[Change]:
        """Merge these cells anew from the words that the store holds, count the totals, and return what changed.

        In a sound store, nothing: this is for one that was damaged, or written to by other hands.
        """
        ...

    def sources(self) -> list[SourceId]:
        """Every source of a write, sorted: what a changed source policy is to be worked out for."""
        ...

    def digest(self) -> str:
        """BLAKE2b-256 over the current cells in order of item and key: state, facts, source and lock, but no times.

        Nor the releases that facts were decided under: a fact that another release leaves as it is says the same.
        Retired items are left out. `schema.digest_of` defines it.
        """
        ...

    def digests(self, count: int) -> list[str]:
        """`digest` of the items of each partition (`schema.partition_of` of the id and `count`)."""
        ...

    def counts(self) -> StoreCounts:
        """Totals, at a cost that does not grow with the store."""
        ...

    def close(self) -> None: ...
