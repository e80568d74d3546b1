"""Categories by what the merchant says: an id, the user's table, or the words of the merchant's path."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from itemcenter.library.category_names import phrases, words
from itemcenter.schema import CategoryId, Item, OntologyRelease
from itemcenter.schema.item import PATH_SEPARATOR
from itemcenter.values.folding import name_key


class Choice(NamedTuple):
    category_id: CategoryId
    confidence: float


#: How much a step counts against the one below it: the last step says most.
_STEP_DECAY = 0.8
#: Weight of the merchant's words that the category and its ancestors leave unexplained.
_UNEXPLAINED = 0.35
_PATHS_REMEMBERED = 50_000
_FULLY_COVERED = 0.9
#: Categories that score this near to the best are told apart by the title.
_WITHIN_REACH = 0.85
_FEWEST_STEPS = 3


class PathMapper:
    """Maps ids and paths to categories of one release. Paths are mapped once and remembered.

    table: folded path or last step -> category; min_name_score: share of a name that the steps must cover
    """

    def __init__(self, release: OntologyRelease, table: dict[str, CategoryId], min_name_score: float) -> None:
        self._release = release
        self._table = table
        self._min_name_score = min_name_score
        self._foreign: dict[str, CategoryId] = {}
        self._paths: dict[str, CategoryId] = {}
        self._words: dict[CategoryId, frozenset[str]] = {}
        self._variants: list[tuple[CategoryId, tuple[str, ...]]] = []
        self._by_word: dict[str, list[int]] = {}
        terms: dict[CategoryId, list[str]] = {}
        for term in release.terms:
            if term.category_id is not None:
                terms.setdefault(term.category_id, []).extend((term.name, *term.synonyms))
        for category in release.categories:
            for foreign in category.foreign_ids:
                self._foreign[foreign] = category.id
            self._paths.setdefault(name_key(release.path_name(category.id)), category.id)
            own = (category.name, *category.synonyms, *terms.get(category.id, ()))
            self._words[category.id] = frozenset(word for name in own for word in words(name))
            for phrase in dict.fromkeys(phrase for name in own for phrase in phrases(name)):
                variant = tuple(sorted(set(words(phrase))))
                if variant:
                    for word in variant:
                        self._by_word.setdefault(word, []).append(len(self._variants))
                    self._variants.append((category.id, variant))
        self._names = frozenset(frozenset(variant) for _, variant in self._variants)
        total = max(1, len(release.categories))
        self._idf = {word: math.log(1 + total / len(entries)) for word, entries in self._by_word.items()}
        self._rare = math.log(1 + total)
        self._parts = [
            (category_id, [(word, self._idf[word]) for word in variant], sum(self._idf[word] for word in variant))
            for category_id, variant in self._variants
        ]
        self._around: dict[CategoryId, frozenset[str]] = {}
        self._by_path: dict[tuple[str, ...], tuple[list[Choice], str]] = {}

    def given(self, item: Item) -> CategoryId | None:
        """The category whose id, or foreign id, the item carries."""
        if item.category_id is None or item.category_id in self._release.category_by_id:
            return item.category_id
        return self._foreign.get(item.category_id)

    def choices(self, path: tuple[str, ...]) -> tuple[list[Choice], str]:
        """Categories that a merchant's path may mean, best first, and how they were found: mapped, path, name or ""."""
        if not path:
            return [], ""
        if path not in self._by_path:
            if len(self._by_path) >= _PATHS_REMEMBERED:  # catalogs whose last step is the product's own name
                self._by_path.clear()
            self._by_path[path] = self._map(path)
        return self._by_path[path]

    def _map(self, path: tuple[str, ...]) -> tuple[list[Choice], str]:
        whole = name_key(PATH_SEPARATOR.join(path))
        for key in (whole, name_key(path[-1])):
            if key in self._table:
                return [Choice(self._table[key], 1.0)], "mapped"
        if whole in self._paths:
            return [Choice(self._paths[whole], 0.98)], "path"
        # The last step may be too special for the ontology ("iPhone 6s Cases"), or only the product's name.
        for dropped in range(min(_FEWEST_STEPS, len(path))):
            found = self._by_words(path[: len(path) - dropped])
            if found:
                return [Choice(entry, round(score * 0.9**dropped, 4)) for entry, score in found], "name"
        return [], ""

    def _by_words(self, steps: Sequence[str]) -> list[tuple[CategoryId, float]]:
        """The categories whose names the steps cover best, best first: the best and those within reach of it."""
        weights: dict[str, float] = {}
        for distance, step in enumerate(reversed(steps)):
            for word in words(step):
                weights[word] = max(weights.get(word, 0.0), _STEP_DECAY**distance)
        told = sum(self._weight(word) * weight for word, weight in weights.items()) or 1.0
        # Steps that are a category's whole name tell the branch: a name that is only half covered must lie in it.
        named_steps = [step for step in (frozenset(words(step)) for step in steps[:-1]) if step in self._names]
        ranked: dict[CategoryId, tuple[float, int]] = {}
        for variant in {number for word in words(steps[-1]) for number in self._by_word.get(word, ())}:
            category_id, parts, size = self._parts[variant]
            covered = 0.0
            for word, weight in parts:
                if word in weights:
                    covered += weight * weights[word]
            covered /= size
            if covered < self._min_name_score:
                continue
            path = self._release.path(category_id)
            around = self._words_around(category_id)
            if covered < _FULLY_COVERED and any(not step <= around for step in named_steps):
                continue  # "Shoes > Business": no business laptop
            missed = sum(self._weight(word) * weight for word, weight in weights.items() if word not in around)
            score = round(covered * (1.0 - _UNEXPLAINED * missed / told), 9)
            ranked[category_id] = max(ranked.get(category_id, (0.0, 0)), (score, -len(path)))
        order = sorted(ranked, key=lambda entry: (-ranked[entry][0], -ranked[entry][1], entry))
        best = ranked[order[0]][0] if order else 0.0
        return [(entry, min(0.95, ranked[entry][0])) for entry in order[:5] if ranked[entry][0] >= _WITHIN_REACH * best]

    def _words_around(self, category_id: CategoryId) -> frozenset[str]:
        """Words of the names of a category and of those above it."""
        if category_id not in self._around:
            own = (self._words[category.id] for category in self._release.path(category_id))
            self._around[category_id] = frozenset().union(*own)
        return self._around[category_id]

    def _weight(self, word: str) -> float:
        return self._idf.get(word, self._rare)
