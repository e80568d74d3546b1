"""A sample of a stream that does not depend on the stream's order: the entries whose names hash lowest."""

from __future__ import annotations

import hashlib
import heapq
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class HashSample(Generic[Entry]):
    """At most `most` entries, each name once: of several with one name the first that is offered counts."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._heap: list[tuple[int, str, Entry]] = []
        self._names: set[str] = set()

    def wants(self, name: str) -> bool:
        """Whether an entry of this name would be taken."""
        return self._wants(name, _rank(name))

    def offer(self, name: str, entry: Entry) -> None:
        rank = _rank(name)
        if not self._wants(name, rank):
            return
        self._names.add(name)
        if len(self._heap) < self._most:
            heapq.heappush(self._heap, (rank, name, entry))
        else:
            self._names.discard(heapq.heapreplace(self._heap, (rank, name, entry))[1])

    def entries(self) -> list[Entry]:
        """Those taken, lowest hash first."""
        return [entry for _, _, entry in sorted(self._heap, key=lambda kept: (-kept[0], kept[1]))]

    def _wants(self, name: str, rank: int) -> bool:
        if len(self._heap) == self._most and (not self._heap or (rank, name) <= self._heap[0][:2]):
            return False
        return name not in self._names


def _rank(name: str) -> int:
    """The lower the hash, the greater."""
    return -int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest())
