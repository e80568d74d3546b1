"""What does not fit together, and how cells are written where it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from itemcenter.schema import Cell, ItemId, KeyId


@dataclass(frozen=True, slots=True)
class Drift:
    """kind:   "cell" (shows another word than its history says), "total", "log", "replay" (the log does not lead to
            what is shown), "snapshot", "store" (two show different things), "presence" (an item is retired in one)
    told:   what was found and what was expected
    mends:  whether a repair can put it right
    """

    kind: str
    told: str
    mends: bool = True
    item_id: ItemId | None = None
    key_id: KeyId | None = None

    def to_json(self) -> dict[str, Any]:
        place = {"item": self.item_id, "key": self.key_id} if self.item_id is not None else {}
        return {"kind": self.kind, **place, "told": self.told, "mends": self.mends}


def shown(cell: Cell | None) -> str:
    if cell is None:
        return "nothing"
    values = " | ".join(fact.value.text for fact in cell.facts) or "not stated"
    return f"{values} ({cell.source}{', locked' if cell.version.locked else ''})"
