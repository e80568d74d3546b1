"""What a merge asks of a store and leaves there, within one transaction: the part that differs between technologies.

A row is a tuple of columns in the order that its method names. Reading methods say what stood there when the
transaction began; what is saved is not read again by the same merge.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from itemcenter.backends.store_cells import Totals
from itemcenter.backends.store_rows import Names, WordRow
from itemcenter.schema import ItemRecord
from itemcenter.schema.write_block import WriteBlock

Row = tuple[Any, ...]


class Desk(Protocol):
    def totals(self) -> Totals: ...

    def item_states(self, item_ids: Collection[str]) -> Iterable[Row]:
        """(id, num, forgotten_us, time_us, revision, fingerprint, presence, absent_us) of those that are known."""
        ...

    def absent_states(self, item_ids: Collection[str]) -> Iterable[Row]:
        """Likewise, of visible items that a catalog lacked."""
        ...

    def states_until(self, item_ids: Collection[str], time_us: int) -> Iterable[Row]:
        """Likewise, of visible items that are not newer."""
        ...

    def next_item(self) -> int: ...

    def shown_of_item(self, num: int) -> tuple[int, int, int]:
        """Cells that show something, those with facts, and their facts."""
        ...

    def expect_documents(self, nums: Sequence[int]) -> None:
        """`document` will be asked of many of these soon."""
        ...

    def document(self, num: int) -> bytes: ...

    def item_words(self, num: int) -> Iterable[Row]:
        """Columns of `WordRow`, then `shown`."""
        ...

    def words(self, places: Collection[tuple[int, int]]) -> Iterable[Row]:
        """Likewise, of cells as (item, key)."""
        ...

    def contested(self, sources: Collection[int], size: int) -> Iterator[list[Row]]:
        """Pages of (item id, num, forgotten_us, presence, key id) by item and key id: cells of at least two heard words
        of which one is of these sources, as they stand when the first page is asked for."""
        ...

    def merge_block(self, names: Names, block: WriteBlock, items: Sequence[ItemRecord]) -> None:
        """`Store.merge`, as fast as the technology can."""
        ...

    def save_items(self, fresh: Sequence[Row], stamps: Sequence[Row], documents: Sequence[Row]) -> None:
        """fresh: (id, num); stamps: (fingerprint, source, time_us, revision, row, run, category, group_id, num);
        documents: (num, body)"""
        ...

    def save_forgotten(self, times: Sequence[Row], tombstones: Sequence[Row]) -> None:
        """times: (time_us, num), the greater ones last; tombstones: (num, time_us, source, author)"""
        ...

    def save_words(
        self, rows: Sequence[Row], marks: Sequence[Row], stored: Sequence[WordRow], passed: Sequence[WordRow]
    ) -> None:
        """rows: `WordRow` with `shown`, by item, key and source; marks: (shown, priority, item, key, source)

        What these replace: stored: words as the store held them, but perhaps with another priority; passed: words that
        came with this batch, each with an arrival before that of the next one of its source on the cell
        """
        ...

    def save_late(self, rows: Sequence[WordRow]) -> int:
        """Writes that come after a later one: how many are new. A known one has the greatest of its priorities."""
        ...

    def save_changes(self, rows: Sequence[Row]) -> None:
        """(number, item, key, arrival and priority before, arrival and priority after)"""
        ...

    def save_item_log(self, presences: Sequence[Row], events: Sequence[Row]) -> None:
        """presences: (presence, absent_us, num); events: (number, item, event, run, revision, former, fields)"""
        ...

    def save_seen(self, marks: Sequence[Row]) -> None:
        """(row, run, time_us, fingerprint, item id) of items that a run met; None leaves what is there. Times rise
        only; unknown and forgotten items are passed over."""
        ...

    def save_run(self, number: int, body: str) -> None: ...

    def save_totals(self, totals: Totals) -> None: ...

    def count_totals(self) -> None:
        """Count what can be counted anew, in a store that was written to by other hands."""
        ...

    def restamp(self, priorities: Mapping[int, int]) -> None:
        """Give all writes of these sources these priorities."""
        ...

    def now_us(self) -> int:
        """The store's clock: one for all that share it."""
        ...

    def lease(self, name: str) -> tuple[str | None, int, int] | None:
        """(holder, token, expires_us); holder: None where it was released. None where it was never taken."""
        ...

    def save_lease(self, name: str, holder: str | None, token: int, expires_us: int) -> None: ...

    def save_cursor(self, name: str, number: int) -> None: ...

    def save_moment(self) -> None:
        """Beside a transaction that went into a log: when that was."""
        ...
