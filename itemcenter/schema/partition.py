"""Which partition an item belongs to: the same in streams, stores and job shards."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from itemcenter.errors import InvariantError
from itemcenter.schema.ids import ItemId


def partition_of(item_id: ItemId, count: int) -> int:
    """0 to `count` - 1, by BLAKE2b of the id: it does not depend on the process, the machine or the broker."""
    if count < 1:
        raise InvariantError(f"there must be at least one partition, not {count}")
    return int.from_bytes(hashlib.blake2b(item_id.encode(), digest_size=8).digest(), "big") % count


def shares(members: Collection[str], count: int) -> dict[int, str]:
    """Which of a group's members reads which partition: round robin over the sorted names; {} without members."""
    names = sorted(members)
    return {partition: names[partition % len(names)] for partition in range(count)} if names else {}
