"""Which tier an item's change goes to: by how often it changes, what it is worth, and how much else there is to do.

An item that changes again and again within a minute is in a transient state: it waits with the micro-batch, which takes
its newest document only. What is worth the most goes at once, as far as the budget reaches; what is worth the least is
left to the day job. All is counted by event times, so the same messages in the same order go the same ways.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

from itemcenter.errors import ConfigError
from itemcenter.schema import Item, Tier

#: Items whose changes are counted, a partition; who has not changed for longest is forgotten.
_COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class TierOptions:
    """value_column: a column or spec whose number is what an item is worth (price, turnover, views), "" for none

    second_value: what is worth as much may go at once; day_value: what is worth less is left to the day job
    second_categories, day_categories: the same by category: a step of the merchant's path, or a category id
    second_rate: documents a second and partition that may go at once; busy_changes, busy_seconds: an item with more
    changes than that is transient; each change counts half after busy_seconds
    """

    value_column: str = ""
    second_value: float = 0.0
    day_value: float = 0.0
    second_categories: tuple[str, ...] = ()
    day_categories: tuple[str, ...] = ()
    second_rate: float = 10.0
    busy_changes: float = 2.5
    busy_seconds: float = 60.0

    def __post_init__(self) -> None:
        if self.busy_seconds <= 0 or self.busy_changes < 1 or self.second_rate < 0:
            raise ConfigError(
                "a tier's rate must be 0 or more, busy_changes 1 or more, busy_seconds more than 0",
                remedy="second_rate = 0 sends nothing at once",
            )
        if (self.second_value or self.day_value) and not self.value_column:
            raise ConfigError("second_value and day_value need value_column", remedy="name the column")


class TierPolicy:
    """Of one partition; what it remembers begins anew with the process."""

    def __init__(self, options: TierOptions) -> None:
        self._options = options
        self._changes: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._budget = self._most = max(1.0, options.second_rate)
        self._now_us = -(2**62)

    def assign(self, item: Item, time_us: int) -> Tier:
        """The tier of a document that holds from `time_us` on. Counts it as a change of its item."""
        options, elapsed_us = self._options, max(0, time_us - self._now_us)
        self._now_us = max(self._now_us, time_us)
        self._budget = min(self._most, self._budget + options.second_rate * elapsed_us / 1e6)
        busy = self._count(item.id, time_us) > options.busy_changes
        value = _number(item, options.value_column)
        if _among(item, options.day_categories) or (value is not None and value < options.day_value):
            return Tier.DAY
        if busy or not self._worth(item, value) or options.second_rate <= 0 or self._budget < 1.0:
            return Tier.MINUTE
        self._budget -= 1.0
        return Tier.SECOND

    def _worth(self, item: Item, value: float | None) -> bool:
        """Whether it may go at once; every item may where nothing tells them apart."""
        options = self._options
        if not options.second_categories and not options.second_value:
            return True
        dear = bool(options.second_value) and value is not None and value >= options.second_value
        return dear or _among(item, options.second_categories)

    def _count(self, item_id: str, time_us: int) -> float:
        count, last_us = self._changes.pop(item_id, (0.0, time_us))
        half_lives = max(0, time_us - last_us) / 1e6 / self._options.busy_seconds
        count = count * math.exp2(-half_lives) + 1.0
        self._changes[item_id] = count, max(last_us, time_us)
        if len(self._changes) > _COUNTED:
            self._changes.popitem(last=False)
        return count


def _among(item: Item, categories: tuple[str, ...]) -> bool:
    return bool(categories) and (item.category_id in categories or any(s in categories for s in item.category_path))


def _number(item: Item, column: str) -> float | None:
    """The first cell of the column that begins with a number ("19.90 EUR"), by points as written in data files."""
    for name, text in item.cells() if column else ():
        if name == column:
            head = text.strip().split(" ")[0].replace(",", "")
            try:
                return float(head)
            except ValueError:
                continue
    return None
