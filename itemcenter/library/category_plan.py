"""What is asked of the items of one category: its keys, their value lists, and how merchants may name the keys."""

from __future__ import annotations

from dataclasses import dataclass

from itemcenter.library.brand_value import brand_key
from itemcenter.library.lexicon import Sought
from itemcenter.library.mapped_keys import MappedKeys
from itemcenter.library.tag_scopes import TagScopes
from itemcenter.schema import AttributeKey, CategoryId, KeyId, OntologyRelease, ValueId, ValueListId, ValueType
from itemcenter.values.folding import name_key


@dataclass(frozen=True, slots=True)
class CategoryPlan:
    """The keys of a category in order, those of item tags last, with look-ups that recall needs for every item.

    by_list:  keys that take their values from a list, the most general first
    by_name:  folded key name or synonym -> key, as the center's key mappings change it
    allowed:  the value ids of keys whose list is restricted here; sought: what the alias pass looks for in texts
    measured: quantity keys; counted, flagged, numbered: count, boolean and identifier keys
    brand:    the key whose value is the item's brand
    """

    category_id: CategoryId
    keys: tuple[AttributeKey, ...]
    by_list: dict[ValueListId, tuple[AttributeKey, ...]]
    by_name: dict[str, AttributeKey]
    allowed: dict[KeyId, frozenset[ValueId]]
    measured: tuple[AttributeKey, ...]
    counted: tuple[AttributeKey, ...]
    flagged: tuple[AttributeKey, ...]
    numbered: tuple[AttributeKey, ...]
    brand: AttributeKey | None
    sought: Sought

    def permits(self, key: AttributeKey, value_id: ValueId) -> bool:
        restriction = self.allowed.get(key.id)
        return restriction is None or value_id in restriction


class PlanBook:
    """Plans of one release by category, made when first asked for."""

    def __init__(
        self, release: OntologyRelease, mapped: MappedKeys | None = None, tags: TagScopes | None = None
    ) -> None:
        """tags: which item tags are asked of a category, too; None leaves them out, as learning does"""
        self._release = release
        self._tags = tags
        self._mapped = mapped or MappedKeys(release)
        self._plans: dict[CategoryId, CategoryPlan] = {}
        self._sought_in_cell: dict[KeyId, Sought] = {}

    def plan(self, category_id: CategoryId) -> CategoryPlan:
        if category_id not in self._plans:
            self._plans[category_id] = self._make(category_id)
        return self._plans[category_id]

    def sought_in_cell(self, key: AttributeKey) -> Sought:
        """What counts in a merchant's cell of this key: the values of its own list, nothing else."""
        if key.id not in self._sought_in_cell:
            self._sought_in_cell[key.id] = Sought(() if key.value_list_id is None else (key.value_list_id,))
        return self._sought_in_cell[key.id]

    def _make(self, category_id: CategoryId) -> CategoryPlan:
        scopes = self._release.scopes_for(category_id)
        tags = [] if self._tags is None else self._tags.asked(category_id, scopes)
        keys = (*(self._release.key_by_id[scope.key_id] for scope in scopes), *(key for key, _ in tags))
        allowed = {scope.key_id: frozenset(scope.value_ids) for scope in scopes if scope.value_ids}
        by_list: dict[ValueListId, list[AttributeKey]] = {}
        by_name: dict[str, AttributeKey] = {}
        for key in keys:
            if key.value_list_id is not None:
                by_list.setdefault(key.value_list_id, []).append(key)
            for name in (key.id, key.name, *key.synonyms):
                by_name.setdefault(name_key(name), key)
        # A key's own name outranks another key's synonym.
        by_name.update({name_key(key.name): key for key in reversed(keys)})
        self._mapped.apply(by_name, category_id, (key.id for key in keys))

        def of(kind: ValueType) -> tuple[AttributeKey, ...]:
            return tuple(key for key in keys if key.type is kind)

        return CategoryPlan(
            category_id=category_id,
            keys=keys,
            by_list={list_id: tuple(sorted(entries, key=_generality)) for list_id, entries in by_list.items()},
            by_name=by_name,
            allowed=allowed | {key.id: tag_ids for key, tag_ids in tags},
            measured=of(ValueType.QUANTITY),
            counted=of(ValueType.COUNT),
            flagged=of(ValueType.BOOLEAN),
            numbered=of(ValueType.IDENTIFIER),
            brand=brand_key(keys),
            sought=Sought(tuple(by_list), keys),
        )


def _generality(key: AttributeKey) -> int:
    """Words in the key's name: "material" is more general than "shade material"."""
    return len(name_key(key.name).split())
