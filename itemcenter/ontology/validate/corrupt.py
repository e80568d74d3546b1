"""Labelled cases out of any release: values are hidden from a copy of it, and wrong ones made of what it has.

So the learned judges need no labels: a hidden value under its own key is right; under another key, at a category that
the key does not apply to, or spelt otherwise beside its original, it is wrong.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

from itemcenter.schema import AttributeKey, CategoryId, OntologyRelease, Proposal, ProposalKind, ValueList, ValueListId
from itemcenter.values.folding import name_key

#: Share of a list's values that one copy hides, and the smallest list of which any is hidden.
_HIDDEN, _SMALLEST = 0.2, 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """wrong: "" for a right case, else in which way it is wrong: "key", "category" or "spelling" """

    proposal: Proposal
    wrong: str


def hide_values(
    release: OntologyRelease, seed: str, wanted: Callable[[ValueListId], bool] = lambda _: True
) -> tuple[OntologyRelease, list[Labelled]]:
    """A copy without a fifth of the values of the `wanted` lists, and the cases that this makes.

    Right and wrong cases come in the same number; wrong ones name no value that the whole release has.
    """
    maker = _Maker(release, seed, wanted)
    return maker.visible, list(maker.cases())


class _Maker:
    def __init__(self, release: OntologyRelease, seed: str, wanted: Callable[[ValueListId], bool]) -> None:
        self._release, self._seed = release, seed
        self._hidden = {
            entry.id: _drawn(entry, seed) if wanted(entry.id) else frozenset() for entry in release.value_lists
        }
        gone = frozenset().union(*self._hidden.values())
        lists = [replace(entry, values=tuple(value for value in entry.values if value.id not in gone))
                 for entry in release.value_lists]  # fmt: skip
        scopes = [replace(scope, value_ids=tuple(value for value in scope.value_ids if value not in gone))
                  if scope.value_ids else scope for scope in release.scopes]  # fmt: skip
        self.visible = replace(release, value_lists=tuple(lists), scopes=tuple(scopes))
        self._wanted = wanted
        self._names = {
            entry.id: {name_key(name) for value in entry.values for name in value.names}
            for entry in release.value_lists
        }
        self._homes: dict[str, list[CategoryId]] = {}
        for category in release.categories:
            for scope in release.scopes_for(category.id):
                self._homes.setdefault(scope.key_id, []).append(category.id)
        self._listed = [key for key in release.keys if key.value_list_id is not None and wanted(key.value_list_id)]

    def cases(self) -> Iterator[Labelled]:
        rng = Random(f"{self._seed}/cases")
        visible = {entry.id: [value.name for value in entry.values] for entry in self.visible.value_lists}
        ways = (self._other_key, self._other_category, self._other_key)
        number = 0
        for key in self._listed:
            assert key.value_list_id is not None
            homes = self._homes.get(key.id, [])
            for value in self._release.list_by_id[key.value_list_id].values:
                if value.id not in self._hidden[key.value_list_id] or not homes:
                    continue
                right = Proposal(ProposalKind.VALUE, value.name, rng.choice(homes), key.id)
                yield Labelled(right, "")
                wrong = ways[number % len(ways)](right, key, rng)
                number += 1
                if wrong is not None:
                    yield wrong
            others = [name for name in visible[key.value_list_id] if name_key(name) != "other"]
            for name in rng.sample(others, min(len(others), max(1, len(others) // 4))) if homes else ():
                text = respelt(name, rng)
                if text is not None and name_key(text) not in self._names[key.value_list_id] - {name_key(name)}:
                    yield Labelled(Proposal(ProposalKind.VALUE, text, rng.choice(homes), key.id), "spelling")

    def _other_key(self, right: Proposal, key: AttributeKey, rng: Random) -> Labelled | None:
        assert right.category_id is not None
        here = [self._release.key_by_id[scope.key_id] for scope in self._release.scopes_for(right.category_id)]
        pool = [entry for entry in here if self._foreign(entry, key, right.text)]
        place = right.category_id
        if not pool and self._listed:
            entry = rng.choice(self._listed)
            if not self._foreign(entry, key, right.text) or not self._homes.get(entry.id):
                return None
            pool, place = [entry], rng.choice(self._homes[entry.id])
        if not pool:
            return None
        # Keys of many categories would be drawn more often than they are right, and give themselves away by that.
        weights = [1.0 / max(len(self._homes.get(entry.id, ())), 1) for entry in pool]
        return Labelled(replace(right, key_id=rng.choices(pool, weights)[0].id, category_id=place), "key")

    def _foreign(self, entry: AttributeKey, key: AttributeKey, text: str) -> bool:
        list_id = entry.value_list_id
        if list_id is None or list_id == key.value_list_id or not self._wanted(list_id):
            return False
        return name_key(text) not in self._names[list_id]

    def _other_category(self, right: Proposal, key: AttributeKey, rng: Random) -> Labelled | None:
        assert right.category_id is not None
        homes, release = set(self._homes[key.id]), self._release
        near = release.children.get(release.category_by_id[right.category_id].parent_id, ())
        pool = [entry for entry in near if entry not in homes]
        if not pool or rng.random() < 0.4:
            pool = [entry.id for entry in rng.sample(release.categories, min(20, len(release.categories)))
                    if entry.id not in homes]  # fmt: skip
        return Labelled(replace(right, category_id=rng.choice(pool)), "category") if pool else None


def _drawn(entry: ValueList, seed: str) -> frozenset[str]:
    values = [value.id for value in entry.values if name_key(value.name) != "other"]
    if len(values) < _SMALLEST:
        return frozenset()
    values.sort(key=lambda value: hashlib.blake2b(f"{seed}/{value}".encode()).digest())
    return frozenset(values[: max(1, round(len(values) * _HIDDEN))])


def respelt(name: str, rng: Random) -> str | None:
    """The name as somebody else may write it: a slip, a short form, other marks, order, number or case."""
    ways = [_slip, _cut, _skeleton, _joined, _turned, _number, _cased]
    rng.shuffle(ways)
    for way in ways:
        made = way(name, rng)
        if made and made != name:
            return made
    return None


def _slip(name: str, rng: Random) -> str | None:
    places = [place for place in range(1, len(name) - 1) if name[place - 1 : place + 2].isalpha()]
    if len(name) < 5 or not places:
        return None
    at = rng.choice(places)
    letter = rng.choice("aeinorstl")
    return rng.choice((
        name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:], name[:at] + letter + name[at + 1 :],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :], name[:at] + letter + name[at:],
    ))  # fmt: skip


def _long_word(name: str) -> tuple[list[str], int] | None:
    words = name.split()
    place = max(range(len(words)), key=lambda place: len(words[place])) if words else 0
    return (words, place) if words and len(words[place]) >= 6 and words[place].isalpha() else None


def _cut(name: str, rng: Random) -> str | None:
    found = _long_word(name)
    if found is None or len(found[0]) < 2:
        return None
    words, place = found
    words[place] = words[place][: rng.choice((3, 4))] + rng.choice((".", ""))
    return " ".join(words)


def _skeleton(name: str, rng: Random) -> str | None:
    found = _long_word(name)
    if found is None:
        return None
    words, place = found
    word = words[place]
    words[place] = word[0] + "".join(letter for letter in word[1:] if letter.lower() not in "aeiou")
    return " ".join(words)


def _joined(name: str, rng: Random) -> str | None:
    if " " not in name and "-" not in name:
        return None
    return name.replace(" ", rng.choice(("", "-", "/"))) if " " in name else name.replace("-", rng.choice(("", " ")))


def _turned(name: str, rng: Random) -> str | None:
    words = name.split()
    if len(words) < 2 or any(character.isdigit() for character in name):
        return None
    return ", ".join((words[-1], " ".join(words[:-1]))) if rng.random() < 0.5 else " ".join(words[::-1])


def _number(name: str, rng: Random) -> str | None:
    if not name[-1:].isalpha() or len(name) < 4:
        return None
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name + "s"


def _cased(name: str, rng: Random) -> str | None:
    return rng.choice((name.upper(), name.lower(), name.title()))
