"""What a catalog has taught: precision of contexts, word associations, reading rules, how often keys are filled.

Learned from labelled items only, in parts (`folds`), so that every question about an item can be answered without what
the item itself said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from itemcenter.evidence.associations import KeyAssociations
from itemcenter.evidence.folds import Tally
from itemcenter.evidence.precision_table import PrecisionTable, levels
from itemcenter.evidence.reading_rules import ReadingRules
from itemcenter.evidence.seen_values import SeenValues
from itemcenter.schema import AttributeKey, KeyId, TypedValue

#: The values that an item is known to have, by key: () is "known to have none", a missing key is unknown.
Labels = Mapping[KeyId, tuple[TypedValue, ...]]

_FILL_WEIGHT = 3.0
_UNKNOWN_FILL = 0.5


class CatalogMemory:
    """Everything counted in one catalog. An empty one is the memory of a catalog without labels."""

    def __init__(self) -> None:
        self.precision = PrecisionTable()
        self.rules = ReadingRules()
        self.seen = SeenValues()
        self.associations: dict[KeyId, KeyAssociations] = {}
        self.brands: dict[KeyId, dict[str, KeyAssociations]] = {}
        self._fills: dict[str, Tally] = defaultdict(Tally)
        self.items = 0

    def add_fill(self, key: AttributeKey, filled: bool, part: int) -> None:
        for level in levels(key):
            self._fills[level].add(part, float(filled))

    def fill(self, key: AttributeKey, part: int) -> float:
        """Share of items that state the key, backed off to keys of its name and type."""
        estimate = _UNKNOWN_FILL
        for level in levels(key)[::-1]:
            if level in self._fills:
                hits, trials = self._fills[level].without(part)
                if trials:
                    estimate = (hits + _FILL_WEIGHT * estimate) / (trials + _FILL_WEIGHT)
        return estimate

    @property
    def keys(self) -> set[KeyId]:
        """The keys that anything was learned about."""
        return {KeyId(level[2:]) for level in self._fills if level.startswith("k ")}

    def knows(self, key: AttributeKey, part: int) -> float:
        """Labelled items of the key itself."""
        tally = self._fills.get(levels(key)[0])
        return 0.0 if tally is None else tally.without(part)[1]

    def prune(self) -> None:
        """Forget what was met only once: it has no say anyway and would grow with the catalog."""
        self.precision.prune()
        for known in self.associations.values():
            known.prune()

    def to_json(self) -> dict[str, Any]:
        """Nested names; every leaf is a list of counts, every list of tables a list of dicts."""
        return {
            "items": [float(self.items)],
            "precision": self.precision.to_json(),
            "rules": self.rules.to_json(),
            "seen": self.seen.to_json(),
            "associations": {key: known.to_json() for key, known in sorted(self.associations.items())},
            "brands": {
                key: {brand: known.to_json() for brand, known in sorted(brands.items())}
                for key, brands in sorted(self.brands.items())
            },
            "fills": {level: tally.counts for level, tally in sorted(self._fills.items())},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CatalogMemory:
        out = cls()
        out.items = int(data["items"][0])
        out.precision = PrecisionTable.from_json(data["precision"])
        out.rules = ReadingRules.from_json(data["rules"])
        out.seen = SeenValues.from_json(data.get("seen", {}))
        out.associations = {KeyId(key): KeyAssociations.from_json(rows) for key, rows in data["associations"].items()}
        out.brands = {
            KeyId(key): {brand: KeyAssociations.from_json(rows) for brand, rows in brands.items()}
            for key, brands in data["brands"].items()
        }
        for level, counts in data["fills"].items():
            out._fills[level] = Tally.of(counts)
        return out
