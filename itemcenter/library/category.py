"""The ontology category of an item: given, mapped by the user's table, by its path, by a name, or by its title.

In this order, and each with the confidence it has earned:

    given   the item carries an ontology id (or a foreign id of one)                     1.0
    mapped  the user's table in itemcenter.toml names the path                           1.0
    path    the merchant's whole path is the ontology's path                             0.98
    name    the words of the path's last steps cover a category's name                   0.5 to 0.95
    title   the path leads to a category, the title names one below it                   the path's
    text    a category's name or term stands in the title                                0.4 to 0.75
    root    nothing fits: the only root of the ontology, or no category at all           0.1
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from itemcenter.library.category_names import phrases, words
from itemcenter.library.merchant_path import merchant_path
from itemcenter.retrieval import AliasIndex
from itemcenter.schema import CategoryId, CategoryMatch, Item, MerchantCell, OntologyRelease, TextSpan
from itemcenter.schema.item import PATH_SEPARATOR, TITLE
from itemcenter.values import colour_of
from itemcenter.values.folding import name_key


@dataclass(frozen=True, slots=True)
class CategoryOptions:
    """The [categories] table: merchant path (steps joined by " > ") or last step -> ontology category id.

    min_name_score: share of a category's name that the merchant's steps must cover
    """

    table: tuple[tuple[str, str], ...] = ()
    min_name_score: float = 0.6


#: How much a step counts against the one below it: the last step says most.
_STEP_DECAY = 0.8
#: Weight of the merchant's words that the category and its ancestors leave unexplained.
_UNEXPLAINED = 0.35
#: Below this a name in a title is more often a modifier or a chance hit than the category.
_LEAST_TITLE_SCORE = 0.4
#: Score of a name in a title by its number of words.
_BY_LENGTH = (0.0, 0.45, 0.55, 0.62)
_PATHS_REMEMBERED = 50_000
#: Words after these name what the item goes with, not what it is.
_GOES_WITH = re.compile(r"(?i)(?:\b(?:for|fits|with|für|mit|compatible with)\b|w/)[^,;]*$")
_NEXT_WORD = re.compile(r"[ -]([^\W\d_]{3,})")


_FULLY_COVERED = 0.9
#: Categories that score this near to the best are told apart by the title.
_WITHIN_REACH = 0.85


class _Choice(NamedTuple):
    category_id: CategoryId
    confidence: float


class _Named(NamedTuple):
    """A category whose name stands at `title[start:end]`."""

    score: float
    category_id: CategoryId
    start: int
    end: int


class CategoryMapper:
    """Maps items to categories of one release. Paths are mapped once and remembered."""

    def __init__(self, release: OntologyRelease, options: CategoryOptions) -> None:
        self._release = release
        self._options = options
        self._table = {name_key(path): CategoryId(entry) for path, entry in options.table}
        self._foreign: dict[str, CategoryId] = {}
        self._paths: dict[str, CategoryId] = {}
        self._words: dict[CategoryId, frozenset[str]] = {}
        self._variants: list[tuple[CategoryId, frozenset[str]]] = []
        self._by_word: dict[str, list[int]] = {}
        names: list[tuple[str, int]] = []
        terms: dict[CategoryId, list[str]] = {}
        for term in release.terms:
            if term.category_id is not None:
                terms.setdefault(term.category_id, []).extend((term.name, *term.synonyms))
        for number, category in enumerate(release.categories):
            for foreign in category.foreign_ids:
                self._foreign[foreign] = category.id
            self._paths.setdefault(name_key(release.path_name(category.id)), category.id)
            own = (category.name, *category.synonyms, *terms.get(category.id, ()))
            self._words[category.id] = frozenset(word for name in own for word in words(name))
            for phrase in dict.fromkeys(phrase for name in own for phrase in phrases(name)):
                variant = frozenset(words(phrase))
                if variant:
                    for word in variant:
                        self._by_word.setdefault(word, []).append(len(self._variants))
                    self._variants.append((category.id, variant))
                    names.append((phrase, number))
        self._index = AliasIndex.build(names)
        self._names = frozenset(variant for _, variant in self._variants)
        total = max(1, len(release.categories))
        self._idf = {word: math.log(1 + total / len(entries)) for word, entries in self._by_word.items()}
        self._rare = math.log(1 + total)
        roots = release.children.get(None, ())
        self._root = roots[0] if len(roots) == 1 else None
        self._by_path: dict[tuple[str, ...], tuple[list[_Choice], str]] = {}
        self._above = {
            category.id: frozenset(entry.id for entry in release.path(category.id)) for category in release.categories
        }

    def map(self, items: Sequence[Item]) -> list[CategoryMatch | None]:
        """One match an item; None where the ontology has several roots and nothing fits."""
        titled = self._named_in_titles(items)
        return [self._map(item, named) for item, named in zip(items, titled, strict=True)]

    def _map(self, item: Item, named: list[_Named]) -> CategoryMatch | None:
        if item.category_id is not None:
            if item.category_id in self._release.category_by_id:
                return CategoryMatch(item.category_id, 1.0, "given")
            if item.category_id in self._foreign:
                return CategoryMatch(self._foreign[item.category_id], 1.0, "given")
        path, proof = merchant_path(item)
        choices, method = self._by_merchant(path)
        if choices:
            spans: tuple[TextSpan | MerchantCell, ...] = (proof,) if proof is not None else ()
            best = choices[0]
            if method in ("path", "name"):
                best, found = self._told_by_title(choices, named)
                if found is not None and found.category_id != best.category_id:
                    span = TextSpan(TITLE, found.start, found.end, item.title[found.start : found.end])
                    return CategoryMatch(found.category_id, best.confidence, "title", (*spans, span))
            return CategoryMatch(best.category_id, best.confidence, method, spans)
        if named:
            found = max(named, key=lambda entry: entry.score)
            if found.score >= _LEAST_TITLE_SCORE:
                span = TextSpan(TITLE, found.start, found.end, item.title[found.start : found.end])
                return CategoryMatch(found.category_id, round(found.score, 4), "text", (span,))
        return None if self._root is None else CategoryMatch(self._root, 0.1, "root")

    def _told_by_title(self, choices: list[_Choice], named: list[_Named]) -> tuple[_Choice, _Named | None]:
        """The choice that the title speaks for, and what it names at or below it; else the best choice and nothing.

        To leave the best choice for another takes a clear name in the title, to go further down in it any.
        """
        for choice in choices:
            least = 0.0 if choice is choices[0] else _LEAST_TITLE_SCORE
            below = [
                entry
                for entry in named
                if entry.score >= least and choice.category_id in self._above[entry.category_id]
            ]
            if below:
                return choice, max(below, key=lambda entry: entry.score)
        return choices[0], None

    # -- by what the merchant says --------------------------------------------------------------------------------

    def _by_merchant(self, path: tuple[str, ...]) -> tuple[list[_Choice], str]:
        """Categories that a merchant's path may mean, best first, and how they were found. Remembered by path."""
        if not path:
            return [], ""
        if path not in self._by_path:
            if len(self._by_path) >= _PATHS_REMEMBERED:  # catalogs whose last step is the product's own name
                self._by_path.clear()
            self._by_path[path] = self._map_path(path)
        return self._by_path[path]

    def _map_path(self, path: tuple[str, ...]) -> tuple[list[_Choice], str]:
        whole = name_key(PATH_SEPARATOR.join(path))
        for key in (whole, name_key(path[-1])):
            if key in self._table:
                return [_Choice(self._table[key], 1.0)], "mapped"
        if whole in self._paths:
            return [_Choice(self._paths[whole], 0.98)], "path"
        # The last step may be too special for the ontology ("iPhone 6s Cases"), or only the product's name.
        for dropped in range(min(3, len(path))):
            found = self._by_words(path[: len(path) - dropped])
            if found:
                return [_Choice(entry, round(score * 0.9**dropped, 4)) for entry, score in found], "name"
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
            category_id, name = self._variants[variant]
            size = sum(self._weight(word) for word in sorted(name))
            covered = sum(self._weight(word) * weights.get(word, 0.0) for word in sorted(name)) / size
            if covered < self._options.min_name_score:
                continue
            path = self._release.path(category_id)
            around = set().union(*(self._words[category.id] for category in path))
            if covered < _FULLY_COVERED and any(not step <= around for step in named_steps):
                continue  # "Shoes > Business": no business laptop
            missed = sum(self._weight(word) * weight for word, weight in weights.items() if word not in around)
            score = round(covered * (1.0 - _UNEXPLAINED * missed / told), 9)
            ranked[category_id] = max(ranked.get(category_id, (0.0, 0)), (score, -len(path)))
        order = sorted(ranked, key=lambda entry: (-ranked[entry][0], -ranked[entry][1], entry))
        best = ranked[order[0]][0] if order else 0.0
        return [(entry, min(0.95, ranked[entry][0])) for entry in order[:5] if ranked[entry][0] >= _WITHIN_REACH * best]

    def _weight(self, word: str) -> float:
        return self._idf.get(word, self._rare)

    # -- by the title ---------------------------------------------------------------------------------------------

    def _named_in_titles(self, items: Sequence[Item]) -> list[list[_Named]]:
        """Categories whose names or terms stand in each title, with scores."""
        out: list[list[_Named]] = [[] for _ in items]
        hits = self._index.scan([item.title for item in items])
        rows = zip(hits.text.tolist(), hits.start.tolist(), hits.end.tolist(), hits.payload.tolist(), strict=True)
        for place, start, end, number in rows:
            category_id = self._release.categories[number].id
            score = round(self._title_score(items[place].title, start, end, category_id), 9)
            out[place].append(_Named(score, category_id, start, end))
        return out

    def _title_score(self, title: str, start: int, end: int, category_id: CategoryId) -> float:
        """More for a longer and rarer name and for other words of the path in the title, less for a modifier."""
        found = words(title[start:end])
        around = {word for entry in self._release.path(category_id) for word in self._words[entry.id]}
        context = sum(self._weight(word) for word in set(words(title)) - set(found) if word in around)
        rarity = sum(self._weight(word) for word in found)
        score = _BY_LENGTH[min(len(found), len(_BY_LENGTH) - 1)]
        score += 0.1 * min(1.0, context / self._rare) + 0.05 * min(1.0, rarity / (3 * self._rare))
        if _GOES_WITH.search(title[:start]):
            score *= 0.5
        # "Laptop lock" is a lock: a name that runs on into another word only modifies it.
        following = _NEXT_WORD.match(title, end)
        if following and colour_of(following[1]) is None:
            score *= 0.6 if len(found) == 1 else 0.8
        return score
