"""Turns at a partition: whoever compares what is held with what came and then writes must be alone with it meanwhile.

A turn lasts milliseconds; what takes long (deciding) happens before it. It is a lease of the store's, so a process that
was stopped within its turn and goes on after it was given to another cannot write any more.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from itemcenter.errors import CenterBusyError
from itemcenter.ports import Store
from itemcenter.schema import ItemId, Lease, partition_of


def process_name() -> str:
    """A holder that nobody else is."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:6]}"


@dataclass(frozen=True, slots=True)
class Turns:
    """holder: this process; partitions: as the inbox has; seconds: after which a stopped holder loses its turn

    patience: seconds to wait for another's turn
    """

    store: Store
    holder: str
    partitions: int
    seconds: float = 10.0
    patience: float = 30.0
    sleep: Callable[[float], None] = time.sleep

    def partition(self, item_id: ItemId) -> int:
        return partition_of(item_id, self.partitions)

    @contextlib.contextmanager
    def turn(self, partition: int) -> Iterator[Lease]:
        """Raises `CenterBusyError` where others are at it all the time."""
        name, begin, pause = f"partition/{partition}", time.monotonic(), 0.002
        while (lease := self.store.take_lease(name, self.holder, self.seconds)) is None:
            if time.monotonic() - begin > self.patience:
                raise CenterBusyError(
                    f"partition {partition} has been written by others for {self.patience:g} seconds",
                    remedy="`itemcenter tunnel status` shows who holds it",
                )
            self.sleep(pause)
            pause = min(0.1, pause * 1.5)
        try:
            yield lease
        finally:
            with contextlib.suppress(Exception):  # it ends by itself; what went wrong before it matters more
                self.store.release_lease(lease)

    @contextlib.contextmanager
    def turn_at_all(self, item_ids: Iterable[ItemId]) -> Iterator[Lease | None]:
        """The partitions of all these items at once; None where there are none.

        What is given is the lease that runs out first: while it is held, so are the others. Partitions are taken in
        order, so no two processes wait for each other.
        """
        with contextlib.ExitStack() as stack:
            partitions = sorted({self.partition(item_id) for item_id in item_ids})
            leases = [stack.enter_context(self.turn(partition)) for partition in partitions]
            yield leases[0] if leases else None
