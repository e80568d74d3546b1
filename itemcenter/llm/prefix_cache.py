"""What a prefix cache saves: a simulation of how serving engines reuse the beginnings of prompts.

A cache holds whole blocks of tokens; a block's identity takes in all tokens before it; a look-up ends at the first miss
and never takes the last token, which is always computed. The least recently used blocks go first, tails before heads.

    hit = floor(min(common beginning, n - 1) / block) * block
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence


class PrefixCacheSimulator:
    """block_size: tokens of a block; capacity: blocks that are kept."""

    def __init__(self, block_size: int = 16, capacity: int = 10_000) -> None:
        self._size, self._capacity = block_size, capacity
        self._held: OrderedDict[int, None] = OrderedDict()
        self.queries = 0
        self.hits = 0

    def submit(self, tokens: Sequence[Hashable], adapter: str = "") -> int:
        """Tokens of the prompt that were in the cache; afterwards all its whole blocks are."""
        chain: list[int] = []
        parent = hash(adapter)
        for start in range(0, len(tokens) - self._size + 1, self._size):
            parent = hash((parent, tuple(tokens[start : start + self._size])))
            chain.append(parent)
        hit = 0
        for block in chain[: max(0, len(tokens) - 1) // self._size]:
            if block not in self._held:
                break
            hit += self._size
        for block in reversed(chain):  # the tail is the oldest of a prompt
            self._held.pop(block, None)
            self._held[block] = None
        while len(self._held) > self._capacity:
            self._held.popitem(last=False)
        self.queries += len(tokens)
        self.hits += hit
        return hit

    @property
    def hit_rate(self) -> float:
        """Share of all tokens that were in the cache."""
        return self.hits / self.queries if self.queries else 0.0
