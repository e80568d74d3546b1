"""A sample spread evenly over strata, whatever the stream's order: of each the entries whose names hash lowest."""

from __future__ import annotations

import hashlib
import heapq
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class StratifiedSample(Generic[Entry]):
    """At most `most` entries: the first of every stratum, then the second of every one, as far as they go.

    A name counts once in its stratum. Memory: `most` entries, and the names of those.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._kept: dict[str, list[tuple[int, str, Entry]]] = {}
        #: (-size, hash of the name, name) of strata, of every size they ever had: those that are outdated are skipped.
        self._fullest: list[tuple[int, int, str]] = []

    def offer(self, stratum: str, name: str, entry: Entry) -> None:
        kept = self._kept.get(stratum, [])
        rank = _hash(name)
        if not self._wants(stratum, rank, name, kept) or any(known == name for _, known, _ in kept):
            return
        heapq.heappush(self._kept.setdefault(stratum, kept), (-rank, name, entry))
        self._sized(stratum)
        self._size += 1
        if self._size > self._most:
            fullest = self._top()
            heapq.heappop(self._kept[fullest])
            self._size -= 1
            if self._kept[fullest]:
                self._sized(fullest)
            else:
                del self._kept[fullest]

    def entries(self) -> list[tuple[str, Entry]]:
        """(stratum, entry), by stratum, in each the lowest hash first."""
        return [
            (stratum, entry)
            for stratum in sorted(self._kept)
            for _, _, entry in sorted(self._kept[stratum], key=lambda kept: (-kept[0], kept[1]))
        ]

    def _wants(self, stratum: str, rank: int, name: str, kept: list[tuple[int, str, Entry]]) -> bool:
        """False for what would be the next to go."""
        if self._size < self._most:
            return True
        if not self._most:
            return False
        fullest = self._top()
        place = (-len(kept) - 1, _hash(stratum), stratum)
        last = (-len(self._kept[fullest]), _hash(fullest), fullest)
        return place > last or bool(kept and (-rank, name) > kept[0][:2])

    def _sized(self, stratum: str) -> None:
        heapq.heappush(self._fullest, (-len(self._kept[stratum]), _hash(stratum), stratum))

    def _top(self) -> str:
        while True:
            size, _, stratum = self._fullest[0]
            if len(self._kept.get(stratum, ())) == -size:
                return stratum
            heapq.heappop(self._fullest)


def _hash(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest())
