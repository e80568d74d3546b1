"""Where an item and a key's name belong in a release, by names alone."""

from __future__ import annotations

from itemcenter.ontology.discover import BRAND_NAMES, Unit
from itemcenter.schema import AttributeKey, CategoryId, Item, KeyId, OntologyRelease, ValueType
from itemcenter.values.folding import name_key

#: Values of these types are proposed; numbers and identifiers have no list that they could be missing from.
LISTED = (ValueType.CATEGORICAL, ValueType.COLOUR)


class Placed:
    """Where an item and a key's name belong in a release."""

    def __init__(self, release: OntologyRelease) -> None:
        self._categories: dict[str, CategoryId] = {}
        twice = set()
        for category in release.categories:
            folded = name_key(category.name)
            if folded in self._categories:
                twice.add(folded)
            self._categories[folded] = category.id
        for folded in twice:
            del self._categories[folded]
        self._known = release.category_by_id
        self.path = release.path_name
        self._release = release
        self.keys = {
            category.id: [release.key_by_id[scope.key_id] for scope in release.scopes_for(category.id)]
            for category in release.categories
        }
        self._here: dict[CategoryId, frozenset[KeyId]] = {}
        self._above: dict[KeyId, set[CategoryId]] = {}
        for scope in release.scopes:
            steps = release.path(scope.category_id)[:-1]
            self._above.setdefault(scope.key_id, set()).update(category.id for category in steps)
        self._own: dict[CategoryId, dict[str, AttributeKey]] = {}
        self._by_name: dict[str, AttributeKey] = {}
        for key in reversed(release.keys):
            self._by_name |= {name_key(name): key for name in (*key.synonyms, key.name)}
        self._brands = {name_key(name) for brand in release.brands for name in (brand.name, *brand.synonyms)}
        lists = {entry.id: entry for entry in release.value_lists}
        self._names = {
            key.id: frozenset(
                name_key(name) for value in lists[key.value_list_id].values for name in (value.name, *value.synonyms)
            )
            for key in release.keys
            if key.value_list_id in lists and key.type in LISTED
        }

    def category(self, item: Item) -> CategoryId:
        """The declared one, else the one that a step of the merchant's path is called, from its end; else ""."""
        if item.category_id is not None and item.category_id in self._known:
            return item.category_id
        steps = (self._categories.get(name_key(step)) for step in reversed(item.category_path))
        return next((found for found in steps if found is not None), CategoryId(""))

    def key(self, name: str, category: CategoryId) -> AttributeKey | None:
        if category not in self._own:
            self._own[category] = {
                name_key(written): key
                for key in reversed(self.keys.get(category, ()))
                for written in (*key.synonyms, key.name)
            }
        folded = name_key(name)
        return self._own[category].get(folded, self._by_name.get(folded))

    def asked(self, category: CategoryId) -> list[AttributeKey]:
        """The keys of a category, core ones first; none where the category is not known."""
        scopes = self._release.scopes_for(category) if category else ()
        return [self._release.key_by_id[scope.key_id] for scope in sorted(scopes, key=lambda scope: not scope.core)]

    def home(self, key: AttributeKey, category: CategoryId) -> CategoryId:
        """Where a value of the key is said; nowhere of those categories below which the key applies, not in them."""
        if category not in self._here:
            self._here[category] = frozenset(entry.id for entry in self.keys.get(category, ()))
        elsewhere = key.id not in self._here[category] and category in self._above.get(key.id, ())
        return CategoryId("") if elsewhere else category

    def knows(self, unit: Unit) -> bool:
        if name_key(unit.key) in BRAND_NAMES and name_key(unit.value) in self._brands:
            return True
        names = self._names.get(KeyId(unit.key_id))
        if names is None:
            return name_key(unit.key) not in BRAND_NAMES
        return name_key(unit.value) in names
