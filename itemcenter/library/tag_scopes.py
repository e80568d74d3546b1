"""Which item tags may be asked of the items of a category.

A product term that points to a category is asked on that category's branch: above it, below it, in it. A scenario that
relations tie to categories, keys or values is asked where one of them applies. Tags that nothing ties are asked
everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable

from itemcenter.library.tag_ties import ties_of
from itemcenter.schema import AttributeKey, CategoryId, KeyId, KeyScope, OntologyRelease, ScenarioId, ValueId
from itemcenter.schema.tags import SCENARIO_KEY, TERM_KEY


class TagScopes:
    """Over one release."""

    def __init__(self, release: OntologyRelease) -> None:
        self._release = release
        self._ties = ties_of(release)

    def asked(
        self, category_id: CategoryId, scopes: Iterable[KeyScope]
    ) -> list[tuple[AttributeKey, frozenset[ValueId]]]:
        """The tag keys of a category with the tags that it may have; a key without any is left out.

        scopes: of the category, as `OntologyRelease.scopes_for` gives them
        """
        tags = {SCENARIO_KEY: self._scenarios(category_id, scopes), TERM_KEY: self._terms(category_id)}
        return [(key, tags[key]) for key in self._release.tag_keys if tags[key]]

    def _terms(self, category_id: CategoryId) -> frozenset[ValueId]:
        return frozenset(
            ValueId(term.id)
            for term in self._release.terms
            if term.category_id is None or self._on_one_branch(category_id, term.category_id)
        )

    def _scenarios(self, category_id: CategoryId, scopes: Iterable[KeyScope]) -> frozenset[ValueId]:
        about = self._about(scopes)
        found = (scenario.id for scenario in self._release.scenarios)
        return frozenset(ValueId(s) for s in found if s not in self._ties or self._applies(category_id, about, s))

    def _applies(self, category_id: CategoryId, about: set[str], scenario: ScenarioId) -> bool:
        ties = self._ties[scenario]
        return any(
            self._on_one_branch(category_id, CategoryId(place))
            if place in self._release.category_by_id
            else place in about
            for place in ties.needs | ties.suits
        )

    def _about(self, scopes: Iterable[KeyScope]) -> set[str]:
        """Ids of the keys of the scopes and of the values that they may have."""
        out: set[str] = set()
        for scope in scopes:
            out.add(scope.key_id)
            list_id = self._release.key_by_id[KeyId(scope.key_id)].value_list_id
            if list_id is not None:
                out.update(scope.value_ids or self._release.values_of(list_id))
        return out

    def _on_one_branch(self, one: CategoryId, other: CategoryId) -> bool:
        if one not in self._release.category_by_id or other not in self._release.category_by_id:
            return False
        return any(category.id == other for category in self._release.path(one)) or any(
            category.id == one for category in self._release.path(other)
        )
