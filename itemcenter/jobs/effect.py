"""What a center adds to the merchant's data (paper 4.2.3): attributes an item, facts, who they come from, by category.

The merchant alone: cells whose first fact is the merchant's. The paper reports 1.5 times the attributes of an SKU, 3.35
times the facts, 30 % of them by merchants; its figures count a catalog whose merchants fill other keys than yours do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from itemcenter.evaluate.gold import Shares
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import CategoryId, CellState, OntologyRelease, Producer
from itemcenter.schema.tags import TAG_KEYS

#: Attributes an item, facts, and the merchants' share of facts, as the paper gives them.
PAPER = {"attributes": 1.5, "facts": 3.35, "merchant_share": 0.30}
_STATED = CellQuery(state=CellState.FACTS)


@dataclass(slots=True)
class Effect:
    """Of a category or of all: items; cells with facts and facts, by the merchant and in all; tags apart.

    gold: precision and recall of what is shown, by the gold set, where it speaks of the category
    """

    items: int = 0
    merchant_cells: int = 0
    cells: int = 0
    merchant_facts: int = 0
    human_facts: int = 0
    facts: int = 0
    tags: int = 0
    gold: Shares | None = None

    def per_item(self, count: int) -> float:
        return count / self.items if self.items else 0.0

    @property
    def attribute_gain(self) -> float | None:
        """Attributes an item with the center, for each by the merchant alone; None where the merchant states none."""
        return self.cells / self.merchant_cells if self.merchant_cells else None

    @property
    def fact_gain(self) -> float | None:
        return self.facts / self.merchant_facts if self.merchant_facts else None

    @property
    def gain_with_tags(self) -> float | None:
        return (self.facts + self.tags) / self.merchant_facts if self.merchant_facts else None

    @property
    def merchant_share(self) -> float:
        return self.merchant_facts / self.facts if self.facts else 0.0

    def to_json(self) -> dict[str, Any]:
        counts = ("items", "merchant_cells", "cells", "merchant_facts", "human_facts", "facts", "tags")
        out: dict[str, Any] = {name: getattr(self, name) for name in counts}
        out["attributes_per_item_merchant"] = round(self.per_item(self.merchant_cells), 3)
        out["attributes_per_item"] = round(self.per_item(self.cells), 3)
        for name in ("attribute_gain", "fact_gain", "gain_with_tags"):
            gain = getattr(self, name)
            out[name] = None if gain is None else round(gain, 3)
        out["merchant_share"] = round(self.merchant_share, 4)
        return out | {"gold": None if self.gold is None else self.gold.to_json()}


@dataclass(slots=True)
class EffectReport:
    """categories: by id, "" for items without one; notices: what must be known of the gold set's figures."""

    release: OntologyRelease
    whole: Effect
    categories: dict[str, Effect] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def name(self, category_id: str) -> str:
        known = category_id and CategoryId(category_id) in self.release.category_by_id
        return self.release.path_name(CategoryId(category_id)) if known else category_id or "no category"

    def ranked(self) -> list[tuple[str, Effect]]:
        """Categories by their number of items."""
        return sorted(self.categories.items(), key=lambda entry: (-entry[1].items, entry[0]))

    def to_json(self) -> dict[str, Any]:
        rows = [
            {"category": category, "name": self.name(category), **found.to_json()} for category, found in self.ranked()
        ]
        return {"paper": PAPER, "all": self.whole.to_json(), "categories": rows, "notices": self.notices}


#: Shares of all, by category, and what must be known of them.
GoldShares = Callable[[], tuple[Shares, Mapping[str, Shares], list[str]]]


def effect_report(store: Store, release: OntologyRelease, gold: GoldShares | None = None) -> EffectReport:
    """Counted in the store, so that memory grows with categories only. gold: shares of all and by category."""
    categories = {str(name or ""): Effect(items=count) for name, count in store.tally_items("category").items()}
    for tally in store.tally(replace(_STATED, except_keys=TAG_KEYS), ["category", "producer"]):
        found = categories.setdefault(str(tally.by[0] or ""), Effect())
        found.cells += tally.cells
        found.facts += tally.facts
        if tally.by[1] == Producer.MERCHANT.value:
            found.merchant_cells += tally.cells
            found.merchant_facts += tally.facts
        elif tally.by[1] == Producer.HUMAN.value:
            found.human_facts += tally.facts
    for key_id in TAG_KEYS:
        for tally in store.tally(replace(_STATED, key_id=key_id), ["category"]):
            categories.setdefault(str(tally.by[0] or ""), Effect()).tags += tally.facts
    whole = Effect()
    for found in categories.values():
        for name in ("items", "merchant_cells", "cells", "merchant_facts", "human_facts", "facts", "tags"):
            setattr(whole, name, getattr(whole, name) + getattr(found, name))
    notices: list[str] = []
    if gold is not None:
        whole.gold, by_category, notices = gold()
        for category, known in by_category.items():
            if category in categories:
                categories[category].gold = known
    return EffectReport(release, whole, categories, notices)
