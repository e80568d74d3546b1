"""Trees made of a catalog's own paths, and figures of predictions in them; `benchmarks.category` says what counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from itemcenter.items import open_catalog
from itemcenter.items.options import CatalogOptions
from itemcenter.schema import Category, CategoryId, Item, OntologyRelease, SourceId
from itemcenter.values.folding import name_key

Steps = tuple[str, ...]
Found = tuple[Steps, float]

_LEVELS = (1, 2, 3)


def items_of(catalog: Path) -> Iterator[Item]:
    for row in open_catalog(catalog, CatalogOptions(), SourceId("merchant")):
        item = getattr(row, "item", None)
        if isinstance(item, Item):
            yield item


def held_out(item: Item) -> bool:
    """A fifth of the items, by a hash of the id."""
    return int(hashlib.md5(item.id.encode()).hexdigest(), 16) % 5 == 0


def true_path(item: Item) -> Steps:
    """The merchant's path without a last step that is the product's own name (perhaps cut short)."""
    path, title = item.category_path, name_key(item.title)
    last = name_key(path[-1].rstrip(". ")) if path else ""
    named = bool(last) and (last[:20] == title[:20] or (f" {last} " in f" {title} " and len(last.split()) > 2))
    return path[:-1] if named else path


class Tree:
    """A release with nothing but categories, made of paths."""

    def __init__(self, paths: Sequence[Steps], name: str) -> None:
        known: dict[Steps, Category] = {}
        for path in sorted(set(paths)):
            for depth in range(1, len(path) + 1):
                step, above = path[:depth], known.get(path[: depth - 1])
                if step not in known:
                    number = CategoryId(f"c{len(known)}")
                    known[step] = Category(number, step[-1], None if above is None else above.id)
        self.ids = {path: category.id for path, category in known.items()}
        self.paths = {category.id: path for path, category in known.items()}
        self.release = OntologyRelease(tuple(known.values()), (), (), name=name)

    def known(self, path: Steps) -> Steps:
        """As much of a path as the tree has."""
        while path and path not in self.ids:
            path = path[:-1]
        return path


def figures(truth: Sequence[Steps], found: Sequence[Found | None]) -> dict[str, Any]:
    """found: predicted path and confidence"""
    out: dict[str, Any] = {"items": len(truth)}
    answers = [(true, *entry) for true, entry in zip(truth, found, strict=True) if entry is not None]
    right = [true[: len(path)] == path or path[: len(true)] == true for true, path, _ in answers]
    sure = np.array([confidence for *_, confidence in answers])
    out["answered"] = share(len(answers), len(truth))
    out["right"] = share(sum(right), len(answers))
    out["steps"] = round(float(np.mean([len(path) for _, path, _ in answers])), 2) if answers else 0.0
    out["ece"] = calibration(sure, np.array(right))
    for level in (*_LEVELS, 0):
        of_level = [
            (true[: level or None], () if entry is None else entry[0])
            for true, entry in zip(truth, found, strict=True)
            if len(true) >= level
        ]
        reached = [(true, path[: len(true)]) for true, path in of_level if len(path) >= len(true)]
        hits = sum(true == path for true, path in reached)
        out[f"level {level}" if level else "leaf"] = {
            "items": len(of_level),
            "reached": share(len(reached), len(of_level)),
            "right": share(hits, len(reached)),
            "of_all": share(hits, len(of_level)),
        }
    return out


def share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def calibration(sure: Any, right: Any) -> float:
    """Expected calibration error, ten equal bins."""
    if not len(sure):
        return 0.0
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [
        abs(right[bins == place].mean() - sure[bins == place].mean()) * (bins == place).sum() for place in set(bins)
    ]
    return round(float(sum(gaps) / len(sure)), 4)
