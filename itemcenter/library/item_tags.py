"""Item tags of one release: which are asked of an item, and which follow from what was decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from itemcenter.library.tag_relations import TagRelations
from itemcenter.library.tag_scopes import TagScopes
from itemcenter.schema import Candidate, CategoryMatch, Fact, KeyId, OntologyRelease
from itemcenter.schema.tags import SCENARIO_KEY


class ItemTags:
    def __init__(self, release: OntologyRelease, precision: float) -> None:
        self.scopes = TagScopes(release)
        self._relations = TagRelations(release, precision)

    @property
    def rules(self) -> object:
        """What derived scenarios depend on, for comparison with another release's."""
        return self._relations.rules

    @property
    def derives(self) -> bool:
        """Whether scenarios may follow from an item's category, as surely as the category is known."""
        return self._relations.any

    def added(
        self,
        category: CategoryMatch | None,
        merchant: Mapping[KeyId, Sequence[Fact]],
        machine: Mapping[KeyId, Sequence[Fact]],
    ) -> list[Candidate]:
        """Scenarios that nobody has named and that follow from the facts; the merchant's word goes before the
        machine's.
        """
        if category is None:
            return []
        named = {fact.value.identity for said in (merchant, machine) for fact in said.get(SCENARIO_KEY.id, ())}
        found = self._relations.scenarios(category, (merchant, machine))
        return [candidate for candidate in found if candidate.value.identity not in named]

    def same(
        self,
        category: CategoryMatch,
        before: Mapping[KeyId, Sequence[Fact]],
        after: Mapping[KeyId, Sequence[Fact]],
        machine: Mapping[KeyId, Sequence[Fact]],
    ) -> bool:
        """Whether the merchant's new facts add the scenarios that the old ones added. machine: with what was added"""
        if before.get(SCENARIO_KEY.id) != after.get(SCENARIO_KEY.id):
            return False
        return self._relations.seen(category, (before, machine)) == self._relations.seen(category, (after, machine))
