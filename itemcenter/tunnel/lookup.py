"""Point look-ups: what items show, as plain values, for programs that need no proof of them at that moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from itemcenter.ports import Store
from itemcenter.ports.lookup import ShownValue, shown_of
from itemcenter.schema import ItemId, KeyId

__all__ = ["ShownValue", "shown_values"]


def shown_values(
    store: Store, item_ids: Sequence[ItemId], key_ids: Collection[KeyId] | None = None
) -> dict[ItemId, dict[KeyId, list[ShownValue]]]:
    """By item and key id, best first; items that are not held are left out, as are cells without values.

    key_ids: None for all. Raises `StoreError` where the store refuses.
    """
    found = shown_of(store, item_ids)
    if key_ids is None:
        return found
    return {
        item_id: {key_id: values for key_id, values in cells.items() if key_id in key_ids}
        for item_id, cells in found.items()
    }
