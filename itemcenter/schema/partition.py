"""Which partition an item belongs to: the same in streams, stores and job shards."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

from itemcenter.errors import InvariantError
from itemcenter.schema.ids import ItemId


def partition_of(item_id: ItemId, count: int) -> int:
    """0 to `count` - 1, by BLAKE2b of the id: it does not depend on the process, the machine or the broker."""
    if count < 1:
        raise InvariantError(f"there must be at least one partition, not {count}")
    return int.from_bytes(hashlib.blake2b(item_id.encode(), digest_size=8).digest(), "big") % count


def shares(members: Mapping[str, Collection[int] | None], count: int) -> dict[int, str]:
    """Which of a group's members reads which partition: round robin over the sorted names.

    members: name to the partitions that it is for, None for whatever nobody is for. A partition that nobody may take is
    left out.
    """
    out: dict[int, str] = {}
    free = sorted(name for name, only in members.items() if only is None)
    for partition in range(count):
        names = sorted(name for name, only in members.items() if only is not None and partition in only) or free
        if names:
            out[partition] = names[partition % len(names)]
    return out
