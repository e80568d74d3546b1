"""Baseline that never reads the text: the most frequent value of a key in the category and brand, where it is clear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from itemcenter.evaluate.counting import plain, same
from itemcenter.evaluate.masking import cell_key, draw, group_of
from itemcenter.schema import Item
from itemcenter.values.folding import name_key

#: Fewer visible cells than this say nothing about a share.
_LEAST_CELLS = 5
#: Precision that the threshold is chosen for: what a user would ask of values that nobody looks at.
_WANTED_PRECISION = 0.9
_THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 1.0)
#: Share of the visible groups on which the threshold is chosen.
_HELD_OUT = 0.2

Context = tuple[str, ...]


@dataclass(slots=True)
class Priors:
    """Values of the visible cells, counted by (context, key). `threshold`: least share of a value that is predicted."""

    threshold: float = 1.0
    _counts: dict[tuple[Context, str], Counter[str]] = field(default_factory=dict)
    _written: dict[tuple[str, str], str] = field(default_factory=dict)

    def add(self, item: Item, cells: list[tuple[str, str]]) -> None:
        """Count the visible (name, value) cells of an item."""
        contexts = list(_contexts(item))
        for name, value in cells:
            key, bare = cell_key(name), plain(value)
            held = self._written.get((key, bare))
            self._written[key, bare] = value if held is None else min(held, value)  # whatever the order of rows
            for context in contexts:
                self._counts.setdefault((context, key), Counter())[bare] += 1

    def predict(self, item: Item, name: str) -> str | None:
        """The value of the narrowest context in which one value is frequent enough, None if there is none."""
        return next((value for share, value in self.shares(item, name) if share >= self.threshold), None)

    def shares(self, item: Item, name: str) -> Iterator[tuple[float, str]]:
        """(share, value) of the most frequent value, from the narrowest context to the widest."""
        key = cell_key(name)
        for context in _contexts(item):
            counts = self._counts.get((context, key))
            if counts is not None and (total := counts.total()) >= _LEAST_CELLS:
                best = min(counts, key=lambda entry: (-counts[entry], entry))
                yield counts[best] / total, self._written[key, best]


def choose_priors(items: Iterator[tuple[Item, list[tuple[str, str]]]], seed: int) -> Priors:
    """Priors over visible items, with the lowest threshold that is precise enough on a held-out part of them.

    Where none is, the most precise one counts. Nothing hidden is looked at.
    """
    priors, held_out = Priors(), []
    for item, cells in items:
        if draw(seed, "priors", group_of(item)) < _HELD_OUT:
            held_out.append((item, cells))
        else:
            priors.add(item, cells)
    right, predicted = Counter[float](), Counter[float]()
    for item, cells in held_out:
        for name, value in cells:
            shares = list(priors.shares(item, name))
            for threshold in _THRESHOLDS:
                said = next((entry for share, entry in shares if share >= threshold), None)
                if said is not None:
                    predicted[threshold] += 1
                    right[threshold] += same(value, said)
    precision = {entry: right[entry] / predicted[entry] if predicted[entry] else 0.0 for entry in _THRESHOLDS}
    good = [entry for entry in _THRESHOLDS if precision[entry] >= _WANTED_PRECISION]
    priors.threshold = good[0] if good else max(_THRESHOLDS, key=lambda entry: (precision[entry], -entry))
    for item, cells in held_out:
        priors.add(item, cells)
    return priors


def _contexts(item: Item) -> Iterator[Context]:
    """Brand with category, the category and those above it, brand, everything."""
    path = tuple(map(name_key, item.category_path))
    brand = name_key(item.brand)
    if path and brand:
        yield ("both", brand, *path)
    for length in range(len(path), 0, -1):
        yield ("category", *path[:length])
    if brand:
        yield ("brand", brand)
    yield ("all",)
