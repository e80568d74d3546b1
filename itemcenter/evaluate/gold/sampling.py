"""Drawing cells: stratified over (category, key), the same items for all keys of a category as far as it goes.

The items of a category stand in the order of a seeded hash, and a stratum takes the first of them: a simple random
sample of each stratum, whatever the order of the catalog. A larger sample holds every smaller one, so sets grow.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from itemcenter.errors import ConfigError
from itemcenter.schema import CategoryId, ItemId, KeyId

Stratum = tuple[CategoryId, KeyId]


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """items: in all, shared among categories by their size; at_least: cells of each (category, key), as far as there
    are items; per_key: cells of each key, drawn from further items where the first are too few.
    """

    items: int = 200
    at_least: int = 1
    per_key: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.items < 1 or self.at_least < 0 or self.per_key < 0:
            remedy = "give 1 item or more, and 0 or more for the others"
            raise ConfigError(f"cannot draw {self.items} items, at least {self.at_least}, {self.per_key} a key",
                              remedy=remedy)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Population:
    """A category as it is drawn from. ranked: its items of lowest rank, in this order; size: all of its items."""

    category_id: CategoryId
    keys: tuple[KeyId, ...]
    ranked: tuple[ItemId, ...]
    size: int


def rank(seed: int, item_id: ItemId) -> int:
    """Where an item stands in its category: the lower, the earlier it is drawn."""
    text = f"{seed}\0{item_id}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big")


def choose(
    populations: Sequence[Population], plan: SamplePlan, held: Mapping[Stratum, int] | None = None
) -> dict[Stratum, tuple[ItemId, ...]]:
    """The items of every stratum, in rank order. The total exceeds `plan.items` where `at_least` and `per_key` ask it.

    held: how many of the ranked items a stratum must reach back to, so that those of an earlier sample are among them
    """
    taken = _allocated({entry.category_id: entry.size for entry in populations if entry.keys}, plan)
    numbers = {
        (entry.category_id, key_id): max(taken[entry.category_id], (held or {}).get((entry.category_id, key_id), 0))
        for entry in populations
        for key_id in entry.keys
    }
    sizes = {entry.category_id: entry.size for entry in populations}
    if plan.per_key:
        by_key: dict[KeyId, list[Stratum]] = {}
        for stratum in sorted(numbers):
            by_key.setdefault(stratum[1], []).append(stratum)
        for strata in by_key.values():
            short = plan.per_key - sum(numbers[stratum] for stratum in strata)
            _fill({stratum: sizes[stratum[0]] for stratum in strata}, numbers, short)
    ranked = {entry.category_id: entry.ranked for entry in populations}
    return {stratum: ranked[stratum[0]][:number] for stratum, number in sorted(numbers.items()) if number}


def _allocated(sizes: Mapping[CategoryId, int], plan: SamplePlan) -> dict[CategoryId, int]:
    """Items of each category: its minimum, then the rest by the method of greatest quotients (Jefferson), under which
    no category loses an item when the total grows.
    """
    taken = {category_id: min(size, plan.at_least) for category_id, size in sizes.items()}
    _fill(sizes, taken, plan.items - sum(taken.values()))
    return taken


def _fill(sizes: Mapping, taken: dict, number: int) -> None:  # type: ignore[type-arg]
    """Give out `number` more, each to whoever has most items for one more taken; ties by name."""
    heap = [(-size / (taken[name] + 1), name) for name, size in sizes.items() if taken[name] < size]
    heapq.heapify(heap)
    for _ in range(number):
        if not heap:
            return
        _, name = heapq.heappop(heap)
        taken[name] += 1
        if taken[name] < sizes[name]:
            heapq.heappush(heap, (-sizes[name] / (taken[name] + 1), name))
