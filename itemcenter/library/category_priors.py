"""What a catalog's own categories tell of its items that have none: titles learned from those whose path was mapped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy.typing as npt

from itemcenter.retrieval.class_counts import ClassCounts
from itemcenter.retrieval.text_classes import ClassGuess, TextClasses
from itemcenter.schema import CategoryMatch, Item

#: Matches that rest on the merchant's word, not on the title, and how sure they must be to teach.
_TEACHING = frozenset(("given", "mapped", "path", "name"))
_LEAST_CONFIDENCE = 0.7


class PriorCounts:
    """Counts the titles of a catalog by category, in one pass in any order. Memory as in `ClassCounts`."""

    def __init__(self) -> None:
        self._counts = ClassCounts()

    def add(self, items: Sequence[Item], matches: Sequence[CategoryMatch | None]) -> int:
        """Count those of the items whose category is the merchant's word; returns how many."""
        taught = [
            (item.title, match.category_id, item.group_id or "")
            for item, match in zip(items, matches, strict=True)
            if match is not None and match.method in _TEACHING and match.confidence >= _LEAST_CONFIDENCE
        ]
        self._counts.add(*([row[column] for row in taught] for column in range(3)))
        return len(taught)

    def learned(self) -> CategoryPriors:
        return CategoryPriors(TextClasses.of(self._counts))


class CategoryPriors:
    """Likely categories by the words of a title. Passed to `CategoryMapper`, for items without a merchant's word."""

    def __init__(self, classes: TextClasses) -> None:
        self._classes = classes

    @property
    def categories(self) -> int:
        """Categories that were counted."""
        return len(self._classes.labels)

    @property
    def fingerprint(self) -> str:
        return self._classes.fingerprint

    def guesses(self, titles: Sequence[str], most: int) -> list[tuple[ClassGuess, ...]]:
        """The likeliest categories (labels are their ids) of each title; what is missing to 1 is left to the tree."""
        return self._classes.predict(titles, top=most)

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        return self._classes.to_arrays()

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, npt.NDArray[Any]], place: str = "category priors") -> CategoryPriors:
        """The reverse of `to_arrays`. Raises `StoreError`."""
        return cls(TextClasses.from_arrays(arrays, place))
