"""Titles made from a category tree, to fit weights that speak of evidence: each with the category that it was made for.

    Telmine Slim Leather Carry-On Suitcase - Grey          Xenon Light Bar for Lora Water Pumps 1.5 L

A title is a made-up maker, adjectives, perhaps a value of one of the category's keys, a wording of the category's name
(a quarter of them with the first word left out), and often something it goes with: another category, or the one whose
accessory it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from itemcenter.library.category_names import phrases, singular, words
from itemcenter.schema import Category, CategoryId, OntologyRelease
from itemcenter.values.folding import name_key

Entry = TypeVar("Entry")

_SYLLABLES = "ba ko ri ne lu ta vo mi sa du zen pra lor hex qui mar tel son ark fen"
_ADJECTIVES = """Premium Classic Large Portable Mini Deluxe Professional Slim Soft Modern Vintage Waterproof Adjustable
Foldable Stylish Black Blue White Red Green Steel Wooden Cotton Plastic Leather Printed"""
_AMOUNTS = ("10 cm", "500 ml", "Pack of 2", "XL", "2 kg", "Set of 4", "1.5 L")
_COLOURS = ("Black", "Navy", "White", "Red", "Grey")
_OWNED = re.compile(r"(?i) (?:accessories|parts|supplies|parts & accessories)$")


def made_titles(release: OntologyRelease, count: int, seed: int) -> list[tuple[str, CategoryId | None]]:
    """`count` titles with their categories, none of them a root; half of the roots' chance is equal, half by size.

    A tenth name a made-up thing that goes with a category and has none itself.
    """
    maker = _Maker(release, np.random.default_rng(seed))
    return [maker.make() for _ in range(count)]


class _Maker:
    def __init__(self, release: OntologyRelease, chance: np.random.Generator) -> None:
        self._release, self._chance = release, chance
        self._syllables, self._adjectives = _SYLLABLES.split(), _ADJECTIVES.split()
        self._below: dict[CategoryId, list[Category]] = {}
        for category in release.categories:
            root = release.path(category.id)[0]
            if category.id != root.id:
                self._below.setdefault(root.id, []).append(category)
        self._named: dict[str, list[CategoryId]] = {}
        for category in sorted(release.categories, key=lambda category: (len(release.path(category.id)), category.id)):
            self._named.setdefault(name_key(category.name), []).append(category.id)
        self._roots = sorted(self._below)
        self._all = [category for root in self._roots for category in self._below[root]]

    def make(self) -> tuple[str, CategoryId | None]:
        if self._often(0.1):
            thing = [self._made_up(2, 3), self._one_of(self._adjectives), self._made_up(2, 3)]
            return " ".join((*thing, self._goes_with(self._core(self._one_of(self._all))))), None
        category = self._one_of(self._all if self._often(0.5) else self._below[self._one_of(self._roots)])
        title = [self._made_up(2, 3)] if self._often(0.7) else []
        title += [self._one_of(self._adjectives) for _ in range(int(self._chance.integers(0, 3)))]
        title += [self._value(category)] if self._often(0.6) else []
        core = self._core(category)
        shared = self._named[name_key(category.name)]
        if len(shared) > 1 and category.id != shared[0] and self._often(0.9):
            title += [self._one_of(self._above_only(category))]
        owner = [step.name for step in self._release.path(category.id)[:-1] if _OWNED.search(step.name)]
        if owner and self._often(0.5):
            whole = _OWNED.sub("", owner[-1]).split(" & ")[0].split(", ")[0]
            title += [f"{whole} {core}"] if self._often(0.25) else [core, self._goes_with(whole)]
        else:
            title += [core, self._goes_with(self._one_of(self._all).name) if self._often(0.25) else ""]
        title += [self._one_of(_AMOUNTS)] if self._often(0.3) else []
        title += [f"- {self._one_of(_COLOURS)}"] if self._often(0.3) else []
        return " ".join(word for word in title if word), category.id

    def _above_only(self, category: Category) -> list[str]:
        """Words of the steps above that the first category of the same name does not have above it; "" if none."""
        first = self._release.path(self._named[name_key(category.name)][0])
        known = {word for step in first for word in words(step.name)}
        parts = [part for step in self._release.path(category.id)[:-1] for part in step.name.split()]
        return [singular(part.lower()) for part in parts if words(part) and not known & set(words(part))] or [""]

    def _core(self, category: Category) -> str:
        words = [word for word in self._one_of(phrases(category.name)).split() if word not in ("&", ",")]
        if len(words) > 1 and self._often(0.25):
            words = words[1:]
        if self._often(0.7):
            words[-1] = singular(words[-1].lower())
        return " ".join(words)

    def _value(self, category: Category) -> str:
        scopes = self._release.scopes_for(category.id)[:6]
        if not scopes:
            return ""
        values = self._release.key_by_id[self._one_of(scopes).key_id].value_list_id
        known = () if values is None else self._release.list_by_id[values].values
        return self._one_of(known).name if known else ""

    def _goes_with(self, name: str) -> str:
        marker = self._one_of(("for", "for", "with", "compatible with", "fits"))
        return f"{marker} {self._made_up(2, 2)} {name}" if self._often(0.4) else f"{marker} {name}"

    def _made_up(self, least: int, most: int) -> str:
        return "".join(
            self._one_of(self._syllables) for _ in range(int(self._chance.integers(least, most + 1)))
        ).title()

    def _often(self, share: float) -> bool:
        return bool(self._chance.random() < share)

    def _one_of(self, entries: Sequence[Entry]) -> Entry:
        return entries[int(self._chance.integers(len(entries)))]
