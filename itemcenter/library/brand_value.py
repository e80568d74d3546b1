"""A recognised brand as a candidate value of the ontology's brand key, where there is one."""

from __future__ import annotations

from collections.abc import Iterable

from itemcenter.schema import AttributeKey, BrandMatch, Candidate, OntologyRelease, TypedValue, ValueType
from itemcenter.values.folding import name_key

#: Names of the key whose value is the brand, folded.
_BRAND_KEYS = frozenset(("brand", "brand name", "brands", "make", "manufacturer", "maker", "marke", "hersteller"))


def brand_key(keys: Iterable[AttributeKey]) -> AttributeKey | None:
    """The first of the keys that is named like a brand; None where there is none that can hold a name."""
    for key in keys:
        fits = key.type in (ValueType.CATEGORICAL, ValueType.TEXT)
        if fits and any(name_key(name) in _BRAND_KEYS for name in (key.name, *key.synonyms)):
            return key
    return None


def brand_candidate(match: BrandMatch, key: AttributeKey, release: OntologyRelease) -> Candidate | None:
    """The brand as a value of the key: the listed value of one of its names, else its name where the key is open.

    None where the key's list is closed and does not have the brand. The score is the match's confidence.
    """
    brand = next((entry for entry in release.brands if entry.id == match.brand_id), None)
    names = {name_key(match.name)} | ({name_key(name) for name in (brand.name, *brand.synonyms)} if brand else set())
    if key.value_list_id is not None:
        for value in release.list_by_id[key.value_list_id].values:
            if any(name_key(name) in names for name in value.names):
                found = TypedValue(key.type, value.name, value.id)
                return Candidate(found, match.confidence, match.evidence, "brand")
        if not key.open:
            return None
    return Candidate(TypedValue(key.type, match.name), match.confidence, match.evidence, "brand")
