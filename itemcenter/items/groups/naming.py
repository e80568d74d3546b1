"""Ids of groups, stable from build to build.

A new group is called after its smallest item id: "spu-" and that id (a hash of it where it is very long). A group that
was there before keeps its id, whatever joins or leaves it: of the sets that hold items of an old group, the one with
most of them inherits the id; the others are new groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from itemcenter.items.groups.listing import digest
from itemcenter.schema import ItemId, SpuId
from itemcenter.schema.ids import MAX_ID_LENGTH

PREFIX = "spu-"


def new_id(smallest: ItemId) -> SpuId:
    long = len(smallest) > MAX_ID_LENGTH // 2
    return SpuId(PREFIX + (f"{smallest[:64].rstrip()}~{digest(smallest).hex()}" if long else smallest))


def named(groups: Sequence[Sequence[ItemId]], before: Callable[[ItemId], SpuId | None]) -> list[SpuId]:
    """The ids of the groups, in their order. before: the inferred group that an item was in, None for none."""
    claims: list[tuple[int, SpuId, int]] = []
    for number, items in enumerate(groups):
        counted = Counter(group for item in items if (group := before(item)) is not None)
        claims += [(-count, group, number) for group, count in counted.items()]
    out: dict[int, SpuId] = {}
    taken: set[SpuId] = set()
    for _, group, number in sorted(claims):
        if number not in out and group not in taken:
            out[number] = group
            taken.add(group)
    for number, items in enumerate(groups):
        if number not in out:
            out[number] = _free(new_id(min(items)), taken)
            taken.add(out[number])
    return [out[number] for number in range(len(groups))]


def _free(wanted: SpuId, taken: Iterable[SpuId]) -> SpuId:
    """The id, or with a number behind where another group that was named after the same item holds it still."""
    number, found = 2, wanted
    while found in taken:
        found, number = SpuId(f"{wanted}~{number}"), number + 1
    return found
