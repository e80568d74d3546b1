"""Point look-ups: what items show, as plain values, for programs that need no proof of them at that moment.

The bodies that a store keeps are read in one go for each item; nothing is built that is thrown away.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from itemcenter.ports import Store
from itemcenter.ports.lookup import stated_of
from itemcenter.schema import ItemId, KeyId


class ShownValue(NamedTuple):
    """text: canonical; number, unit: of quantities and counts, else None and ""; value_id: of a value list"""

    text: str
    confidence: float
    value_id: str | None = None
    number: float | None = None
    unit: str = ""


def shown_values(
    store: Store, item_ids: Sequence[ItemId], key_ids: Collection[KeyId] | None = None
) -> dict[ItemId, dict[KeyId, list[ShownValue]]]:
    """By item and key id, best first; items that are not held are left out, as are cells without values.

    key_ids: None for all. Raises `StoreError` where the store refuses.
    """
    out: dict[ItemId, dict[KeyId, list[ShownValue]]] = {}
    for item_id, cells in stated_of(store, list(dict.fromkeys(item_ids))).items():
        if key_ids is not None:
            cells = [cell for cell in cells if cell[0] in key_ids]
        facts = json.loads((b"[" + b",".join([body for _, body in cells]) + b"]").decode("utf-8", "surrogatepass"))
        out[ItemId(item_id)] = {
            KeyId(key): [_shown(*row) for row in rows] for (key, _), rows in zip(cells, facts, strict=True)
        }
    return out


def _shown(text: str, kind: str, confidence: float, *rest: Any) -> ShownValue:
    """From a row of `schema.cell_content`: producer, release, model, evidence, then what differs from its default."""
    return ShownValue(text, confidence, *rest[4:6], *rest[7:8]) if len(rest) > 4 else ShownValue(text, confidence)
