"""Brands as the catalog's brand column names them, without values that slipped into it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from itemcenter.ontology.bootstrap.findings import DraftFinding
from itemcenter.ontology.bootstrap.observe import Observed
from itemcenter.ontology.bootstrap.value_lists import slug
from itemcenter.schema import Brand, BrandId
from itemcenter.values.folding import name_key

_LEAST_ITEMS, _EXAMPLES = 2, 3
#: A brand that stands in this share of its items' titles and begins less than this share of them is a word of them.
_IN_TITLES, _BEGINS = 0.5, 0.1


@dataclass(slots=True)
class _Named:
    items: int = 0
    inside: int = 0
    begins: int = 0
    spellings: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


def brand_entries(observed: Observed) -> tuple[tuple[Brand, ...], list[DraftFinding]]:
    """Brands of two items or more, most items first; and those left out because they are words of titles ("Slim")."""
    found: dict[str, _Named] = {}
    for identity, title, brand in zip(observed.ids, observed.titles, observed.brands, strict=True):
        key = name_key(brand)
        if not key:
            continue
        entry = found.setdefault(key, _Named())
        place = f" {name_key(title)} ".find(f" {key} ")
        entry.items += 1
        entry.inside += place >= 0
        entry.begins += place == 0
        entry.spellings[" ".join(brand.split())] += 1
        if len(entry.examples) < _EXAMPLES:
            entry.examples.append(identity)
    brands, left_out = [], []
    taken: set[str] = set()
    for _, entry in sorted(found.items(), key=lambda pair: (-pair[1].items, pair[0])):
        if entry.items < _LEAST_ITEMS:
            continue
        names = [name for name, _ in sorted(entry.spellings.items(), key=lambda pair: (-pair[1], pair[0]))]
        if entry.inside >= _IN_TITLES * entry.items and entry.begins < _BEGINS * entry.items:
            told = f"{names[0]!r} stands in the brand column of {entry.items:,} items but within their titles: no brand"
            left_out.append(DraftFinding("brand", "", told, {"items": entry.items, "examples": entry.examples}))
            continue
        identity, number = slug(names[0]), 1
        while identity in taken:
            number += 1
            identity = f"{slug(names[0])}-{number}"
        taken.add(identity)
        others = tuple(name for name in names[1:] if name.casefold() != names[0].casefold())
        brands.append(Brand(BrandId(identity), names[0], others))
    return tuple(brands), left_out
