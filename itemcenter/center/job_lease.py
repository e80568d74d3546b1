"""A job's lease on a store that several machines share: one writes at a time; who lost the lease writes nothing."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from itemcenter.errors import CenterBusyError, ItemCenterError
from itemcenter.ports import Store
from itemcenter.schema import Change, ItemId, ItemRecord, KeyId, Lease, SourceId, WriteBatch
from itemcenter.schema.write_block import WriteBlock

NAME = "job"
#: After a kill, others wait so long. Renewed three times as often, so that one renewal may fail.
SECONDS = 60.0


@contextlib.contextmanager
def job_lease(store: Store, opened: Callable[[], Store], seconds: float = SECONDS) -> Iterator[Store]:
    """The store, writing only while this process holds the lease. opened: the same store once more, for a thread that
    renews the lease. Raises `CenterBusyError` where another process has it."""
    holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    lease = store.take_lease(NAME, holder, seconds)
    if lease is None:
        who = next((entry.holder for entry in store.leases() if entry.name == NAME), "another process")
        raise CenterBusyError(
            f"{who} is working on this center's store",
            remedy=f"wait until it is done; where it was killed, its lease ends within {seconds:.0f} seconds",
        )
    done = threading.Event()
    thread = threading.Thread(target=_renew, args=(opened, lease, seconds, done), daemon=True)
    thread.start()
    try:
        yield FencedStore(store, lease)
    finally:
        done.set()
        thread.join()
        store.release_lease(lease)


def _renew(opened: Callable[[], Store], lease: Lease, seconds: float, done: threading.Event) -> None:
    """Until done. A lease that is lost, or cannot be renewed, is noticed by the next write: the store looks at it."""
    with contextlib.suppress(ItemCenterError), contextlib.closing(opened()) as store:
        while not done.wait(seconds / 3):
            with contextlib.suppress(ItemCenterError):
                lease = store.renew_lease(lease, seconds)


class FencedStore:
    """A store whose writes name the lease where none is given; everything else is the store's own."""

    def __init__(self, store: Store, lease: Lease) -> None:
        self._store, self._lease = store, lease

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def apply(self, batch: WriteBatch, lease: Lease | None = None) -> list[Change]:
        return self._store.apply(batch, lease or self._lease)

    def merge(self, block: WriteBlock, items: Sequence[ItemRecord] = (), lease: Lease | None = None) -> tuple[int, int]:
        return self._store.merge(block, items, lease or self._lease)

    def remerge(self, priorities: Mapping[SourceId, int], lease: Lease | None = None) -> list[Change]:
        return self._store.remerge(priorities, lease or self._lease)

    def mend(self, cells: Collection[tuple[ItemId, KeyId]], lease: Lease | None = None) -> list[Change]:
        return self._store.mend(cells, lease or self._lease)

    def mark_seen(
        self,
        rows: Mapping[ItemId, int],
        run: str,
        time_us: int | None = None,
        fingerprints: Mapping[ItemId, str] | None = None,
        lease: Lease | None = None,
    ) -> None:
        self._store.mark_seen(rows, run, time_us, fingerprints, lease or self._lease)

    def mark_missing(
        self, item_ids: Collection[ItemId], run: str, time_us: int, retire: bool, lease: Lease | None = None
    ) -> int:
        return self._store.mark_missing(item_ids, run, time_us, retire, lease or self._lease)

    def move_cursor(self, name: str, number: int, lease: Lease | None = None) -> None:
        self._store.move_cursor(name, number, lease or self._lease)
