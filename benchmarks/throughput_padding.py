"""A release padded to a wanted number of value entries, in the likeness of its own.

Of the added entries 40 % go into the lists that the release has, each in proportion to its length, so that long lists
grow long and recall meets the added names wherever it met the old ones. The others fill lists of added closed keys, 60
entries a key on average, lengths falling like 1/sqrt(rank); one added category for 100 of these entries, each with one
to three of the added keys, under twenty added departments. Existing entries, keys and scopes stay as they are, so that
every item is asked for the same keys. Scopes that restrict a list go on restricting it.

A name is made from a name of the list that it goes into (for an added key, from any list): figures get other digits,
some words give way to words of the whole release, a single word to another word or to two. So lists of numbers stay
lists of numbers, lists of codes stay lists of codes. Every third entry has a synonym, its words turned around. Equal
release, size and seed give an equal release. Takes about 15 s a million entries.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import TypeVar

from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    KeyId,
    KeyScope,
    OntologyRelease,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)
from itemcenter.values.folding import name_key

_T = TypeVar("_T")

OWN_SHARE = 0.4
_ENTRIES_A_KEY, _ENTRIES_A_CATEGORY = 60, 100
#: A name that is in the list already is tried again so often, then it gets a number behind.
_TRIES = 4


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_DEPARTMENTS = _words("""
    Beekeeping Forestry Masonry Bakery Veterinary Plumbing Upholstery Angling Dairy Orchard Pottery Roofing Harbour
    Stable Greenhouse Foundry Laundry Choir Theatre Vineyard
""")
_THINGS = _words("""
    Smoker Ladder Trowel Proofer Halter Spigot Webbing Creel Churn Pruner Kiln Gutter Fender Bridle Cloche Crucible
    Mangle Lectern Footlight Press Veil Chisel Hod Peel Muzzle Flange Batten Net Skimmer Basket Glaze Flashing Bollard
    Saddle Trellis Ladle Wringer Stool Curtain Corker
""")
_FORMS = _words("Sets Parts Covers Refills Hooks Stands Gloves Kits Spares Racks Frames Aprons Boots Liners")
_TRAITS = _words("Material Finish Style Pattern Closure Fitting Theme Series Range Grade Origin Edition")
_SIDES = ("", "Inner ", "Outer ", "Spare ")
_DIGITS = "0123456789"


def padded(release: OntologyRelease, size: int, seed: int = 0) -> OntologyRelease:
    """The release with `size` value entries. Raises `ValueError` where it has more already."""
    held = sum(len(entry.values) for entry in release.value_lists)
    if size < held:
        raise ValueError(f"the ontology has {held:,} value entries already: it cannot be padded to {size:,}")
    names = [value.name for entry in release.value_lists for value in entry.values] or ["Plain"]
    namer = _Namer(names, random.Random(seed))
    lists = [entry for entry in release.value_lists if entry.values]
    own = int((size - held) * OWN_SHARE) if lists else 0
    shares = dict(zip((entry.id for entry in lists), _split(own, [len(entry.values) for entry in lists]), strict=True))
    grown = tuple(
        ValueList(entry.id, (*entry.values, *namer.entries(entry.id, entry, shares.get(entry.id, 0))))
        for entry in release.value_lists
    )
    categories, keys, scopes = _departments(release, size - held - own, namer.chance)
    ranks = range(1, len(keys) + 1)
    sizes = _split(size - held - own, [rank**-0.5 for rank in ranks])
    empty = [ValueList(ValueListId(key.id), ()) for key in keys]
    added = [
        ValueList(entry.id, tuple(namer.entries(entry.id, None, n))) for entry, n in zip(empty, sizes, strict=True)
    ]
    return replace(
        release,
        categories=(*release.categories, *categories),
        keys=(*release.keys, *keys),
        value_lists=(*grown, *added),
        scopes=(*release.scopes, *scopes),
        name=f"{release.name} padded to {size}",
    )


def _split(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole shares by weight; what rounding leaves goes one by one to the first."""
    whole = sum(weights)
    shares = [int(total * weight / whole) for weight in weights]
    for place in range(total - sum(shares)):
        shares[place % len(shares)] += 1
    return shares


def _departments(
    release: OntologyRelease, entries: int, chance: random.Random
) -> tuple[list[Category], list[AttributeKey], list[KeyScope]]:
    """Added categories and keys. Under the only root, if there is one: several roots would decide otherwise."""
    if not entries:
        return [], [], []
    roots = release.children.get(None, ())
    top = [
        Category(CategoryId(f"padding/{name.lower()}"), name, parent_id=roots[0] if len(roots) == 1 else None)
        for name in _DEPARTMENTS
    ]
    leaves = []
    for leaf in range(max(1, entries // _ENTRIES_A_CATEGORY)):
        series, place = divmod(leaf, len(_DEPARTMENTS) * len(_THINGS) * len(_FORMS))
        place, department = divmod(place, len(_DEPARTMENTS))
        form, thing = divmod(place, len(_THINGS))
        words = [_DEPARTMENTS[department], _THINGS[thing], _FORMS[form], *([str(series + 1)] if series else [])]
        identity = CategoryId("padding/" + "-".join(words).lower())
        leaves.append(Category(identity, " ".join(words), parent_id=top[department].id))
    keys = []
    subjects = product(_SIDES, _THINGS, _FORMS, _TRAITS)
    for place in range(max(1, entries // _ENTRIES_A_KEY)):
        side, subject, kind, trait = next(subjects, ("", "Further", "Trait", str(place)))
        name = f"{side}{subject} {kind} {trait}"
        key_id = f"padding/{name.lower().replace(' ', '_')}"
        keys.append(AttributeKey(KeyId(key_id), name, ValueType.CATEGORICAL, value_list_id=ValueListId(key_id)))
    scopes = [
        KeyScope(leaf.id, keys[place].id, order=order)
        for number, leaf in enumerate(leaves)
        for order, place in enumerate(sorted({number % len(keys), *(chance.randrange(len(keys)) for _ in range(2))}))
    ]
    scoped = {scope.key_id for scope in scopes}
    scopes += [KeyScope(chance.choice(leaves).id, key.id) for key in keys if key.id not in scoped]
    return [*top, *leaves], keys, list({(scope.category_id, scope.key_id): scope for scope in scopes}.values())


class _Namer:
    """Names in the likeness of others."""

    def __init__(self, names: Sequence[str], chance: random.Random) -> None:
        self.chance = chance
        self._names = list(names)
        words = (word for name in names for word in name.split())
        self._words = list(dict.fromkeys(word for word in words if word.isalpha() and len(word) > 2)) or ["Plain"]

    def entries(self, list_id: str, like: ValueList | None, count: int) -> Iterator[AttributeValue]:
        """`count` entries of distinct names, none of which the list has."""
        values = () if like is None else like.values
        models = [value.name for value in values] or self._names
        taken = {name_key(name) for value in values for name in value.names}
        for number in range(count):
            name = self._fresh(models, taken)
            words = name.split()
            turned = " ".join((*words[1:], words[0])) if number % 3 == 0 and len(words) > 1 else ""
            synonyms = (turned,) if turned and self._take(turned, taken) else ()
            yield AttributeValue(ValueId(f"{list_id}/padding-{number}"), name, synonyms)

    def _fresh(self, models: Sequence[str], taken: set[str]) -> str:
        for attempt in range(_TRIES):
            name = self._like(self._pick(models), attempt)
            if self._take(name, taken):
                return name
        number = len(taken)
        while not self._take(f"{name} {number}", taken):
            number += 1
        return f"{name} {number}"

    @staticmethod
    def _take(name: str, taken: set[str]) -> bool:
        folded = name_key(name)
        if not folded or folded in taken:
            return False
        taken.add(folded)
        return True

    def _like(self, model: str, attempt: int) -> str:
        """After a vain attempt names grow: a figure by a digit, the words by one."""
        words = model.split() or ["Plain"]
        plain = [place for place, word in enumerate(words) if not any(letter.isdigit() for letter in word)]
        if len(plain) < len(words):
            words = [word if place in plain else self._other_figure(word, attempt) for place, word in enumerate(words)]
        elif len(words) == 1:
            words = [self._pick(self._words) for _ in range(1 if self.chance.random() < 0.3 else 2)]
        else:
            certain = self._pick(plain)
            words = [
                self._pick(self._words) if place == certain or self.chance.random() < 0.3 else word
                for place, word in enumerate(words)
            ]
        if attempt and len(plain) == len(words):
            words.append(self._pick(self._words))
        return " ".join(words)

    def _other_figure(self, word: str, attempt: int) -> str:
        letters = [self._pick(_DIGITS) if letter.isdigit() else letter for letter in word]
        first = next(place for place, letter in enumerate(letters) if letter.isdigit())
        if letters[first] == "0":
            letters[first] = "5"
        return "".join([*letters[:first], *(self._pick(_DIGITS[1:]) for _ in range(attempt)), *letters[first:]])

    def _pick(self, some: Sequence[_T]) -> _T:
        return some[int(self.chance.random() * len(some))]
