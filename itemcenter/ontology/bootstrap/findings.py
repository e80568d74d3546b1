"""`DraftFinding`: what the bootstrap found out and how, entry by entry, for the expert who reviews the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """One line of `findings.jsonl`.

    kind:    category, key, join (keys taken together), proposal (keys that may be one), unit (numbers without one),
             brand (left out), notice (of the catalog as a whole)
    entry:   id of the entry, "" for notices; message: in words; details: counts, shares, sources and examples
    """

    kind: str
    entry: str
    message: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "entry": self.entry, "message": self.message, **self.details}
