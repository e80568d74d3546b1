"""A recognised brand as a candidate value of the ontology's brand key, where there is one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    BrandId,
    BrandMatch,
    Candidate,
    OntologyRelease,
    TypedValue,
    ValueListId,
    ValueType,
)
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


class BrandValues:
    """Values of brand keys of one release. A key's list is looked through once, then remembered."""

    def __init__(self, release: OntologyRelease) -> None:
        self._release = release
        self._by_name: dict[ValueListId, dict[str, AttributeValue]] = {}

    @cached_property
    def _names(self) -> dict[BrandId, tuple[str, ...]]:
        return {brand.id: (brand.name, *brand.synonyms) for brand in self._release.brands}

    def candidate(self, match: BrandMatch, key: AttributeKey) -> Candidate | None:
        """The brand as a value of the key: the listed value of one of its names, else its name where the key is open.

        None where the key's list is closed and does not have the brand. The score is the match's confidence.
        """
        if key.value_list_id is not None:
            values = self._values(key.value_list_id)
            known = () if match.brand_id is None else self._names.get(match.brand_id, ())
            for name in (match.name, *known):
                value = values.get(name_key(name))
                if value is not None:
                    found = TypedValue(key.type, value.name.strip(), value.id)
                    return Candidate(found, match.confidence, match.evidence, "brand")
            if not key.open:
                return None
        return Candidate(TypedValue(key.type, match.name), match.confidence, match.evidence, "brand")

    def _values(self, list_id: ValueListId) -> dict[str, AttributeValue]:
        """Folded name -> value; of values with one name the first."""
        if list_id not in self._by_name:
            found: dict[str, AttributeValue] = {}
            for value in self._release.list_by_id[list_id].values:
                for name in value.names:
                    found.setdefault(name_key(name), value)
            self._by_name[list_id] = found
        return self._by_name[list_id]
