"""Brands read in texts, as values of the brand key of the item's category."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache, partial

from itemcenter.library.brand import BrandRecognizer, ordinary_words
from itemcenter.library.brand_lexicon import BrandCounts
from itemcenter.library.brand_value import BrandValues
from itemcenter.library.category_names import words
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.schema import AttributeKey, Candidate, Item, KeyId, OntologyRelease

#: Confidences are rounded: one that equals the wanted precision must not fall under it.
_ROUNDED = 1e-4


class BrandFinder:
    """For items whose brand is not given. The index of names is made when the first such item asks.

    counts:    of the catalog's brand column, None where it has none
    precision: least confidence, in (0, 1): of brands that are each right with at least this probability, at least this
               share is right
    """

    def __init__(self, release: OntologyRelease, counts: BrandCounts | None, precision: float) -> None:
        least = precision - _ROUNDED
        self._counts = counts or BrandCounts()
        self._recognizer = cache(partial(BrandRecognizer.learned, release, self._counts, least))
        self._values = BrandValues(release)

    def depends_on(self, release: OntologyRelease) -> object:
        """What the brands read under a release depend on, for comparison with those of another one."""
        entries = self._counts.entries(release)
        spoken = frozenset(word for entry in entries for name in entry.spellings for word in words(name))
        return entries, ordinary_words(release) & spoken, release.brands

    def candidates(
        self, items: Sequence[Item], plans: Sequence[CategoryPlan], settled: Sequence[Container[KeyId]]
    ) -> list[tuple[AttributeKey, Candidate] | None]:
        """The brand key with its value, or None: for each item that no brand is given for.

        settled: keys of each item that have a value already
        """
        out: list[tuple[AttributeKey, Candidate] | None] = [None] * len(items)
        asked: list[tuple[int, CategoryPlan, AttributeKey]] = []
        for place, (item, plan, known) in enumerate(zip(items, plans, settled, strict=True)):
            if plan.brand is not None and not item.brand.strip() and plan.brand.id not in known:
                asked.append((place, plan, plan.brand))
        if not asked:
            return out
        found = self._recognizer().recognize([items[place] for place, _, _ in asked])
        for (place, plan, key), match in zip(asked, found, strict=True):
            candidate = None if match is None else self._values.candidate(match, key)
            if candidate is not None:
                value_id = candidate.value.value_id
                if value_id is None or plan.permits(key, value_id):
                    out[place] = key, candidate
        return out
