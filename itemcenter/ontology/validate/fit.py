"""What speaks for a value under a key and for a key at a category: one row of figures a candidate.

Each family of figures looks at something else, so that judges who read different families err apart from each other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from itemcenter.ontology.validate.release_view import Numbers, ReleaseView
from itemcenter.schema import AttributeKey, CategoryId, Proposal
from itemcenter.values.folding import name_key

#: Figures of a candidate: family -> names, in the order of the columns.
FAMILIES: dict[str, tuple[str, ...]] = {
    "form": ("same_shape", "word_count_gap", "length_gap", "digits_gap", "capitals_gap", "key_words"),
    "meaning": ("nearness", "nearness_rank", "nearness_gap", "key_nearness", "rival_margin", "neighbours_here",
                "neighbours_keys", "category_nearness"),
    "company": ("seen_elsewhere", "company", "company_rank", "shared_words", "shared_last", "word_company",
                "alike_keys"),
    "place": ("applies",),
}  # fmt: skip
COLUMNS = tuple(name for names in FAMILIES.values() for name in names)
PLACE = {name: column for column, name in enumerate(COLUMNS)}

_SHAPE = ((re.compile(r"[0-9]+"), "0"), (re.compile(r"[A-Z]+"), "A"), (re.compile(r"[a-z]+"), "a"))
_NEIGHBOURS = 8


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value proposed for the list of a key at a category, as `fits` reads it."""

    text: str
    key: AttributeKey
    category_id: CategoryId | None

    @classmethod
    def of(cls, proposal: Proposal, view: ReleaseView) -> Candidate | None:
        """None where the proposal names a key or category that the release does not have, or a key without a list."""
        release = view.release
        key = release.key_by_id.get(proposal.key_id) if proposal.key_id is not None else None
        known = proposal.category_id is None or proposal.category_id in release.category_by_id
        if key is None or view.list_of(key) is None or not known or proposal.names_key:
            return None
        return cls(proposal.text, key, proposal.category_id)


def fits(candidates: Sequence[Candidate], view: ReleaseView) -> Numbers:
    """(n, columns) figures, NaN where nothing can be said."""
    out = np.full((len(candidates), len(COLUMNS)), np.nan)
    if not candidates:
        return out
    texts = list(dict.fromkeys(candidate.text for candidate in candidates))
    row_of = {text: row for row, text in enumerate(texts)}
    nearness = view.closeness(texts)
    for place, candidate in enumerate(candidates):
        _Row(candidate, view, nearness[row_of[candidate.text]], out[place]).fill()
    return out


class _Row:
    def __init__(self, candidate: Candidate, view: ReleaseView, nearness: Numbers, row: Numbers) -> None:
        self._text, self._key, self._category = candidate.text, candidate.key, candidate.category_id
        self._view, self._nearness, self._row = view, nearness, row
        number = view.list_of(candidate.key)
        assert number is not None
        self._list = number
        self._words = name_key(candidate.text).split()

    def _set(self, **figures: float) -> None:
        for name, value in figures.items():
            self._row[PLACE[name]] = value

    def fill(self) -> None:
        self._form()
        self._meaning()
        self._company()
        if self._category is not None:
            self._place(self._category)

    def _form(self) -> None:
        names = self._view.names[self._list]
        key_words = set(name_key(self._key.name).split())
        shared = len(key_words.intersection(self._words)) / max(len(key_words), 1)
        self._set(key_words=shared)
        if not names:
            return
        shape = _shape(self._text)
        own = np.array([_measures(self._text)])
        rest = np.array([_measures(name) for name in names])
        spread = rest.std(axis=0) + np.array([0.5, 3.0, 0.25, 0.25])
        gap = np.abs(own - rest.mean(axis=0))[0] / spread
        self._set(
            same_shape=sum(_shape(name) == shape for name in names) / len(names),
            word_count_gap=gap[0],
            length_gap=gap[1],
            digits_gap=gap[2],
            capitals_gap=gap[3],
        )

    def _meaning(self) -> None:
        view, near = self._view, self._nearness
        here = near[self._list]
        text = view.encoder.encode([self._text]).rows[0]
        nearest = np.argpartition(-near, min(_NEIGHBOURS, len(near) - 1))[:_NEIGHBOURS]
        keys = view.list_key_vectors[nearest] @ view.list_key_vectors[self._list]
        weights = np.clip(near[nearest], 1e-6, None)
        self._set(
            nearness=here,
            nearness_rank=float((near < here).mean()),
            nearness_gap=here - near[nearest].max(),
            key_nearness=float(view.key_vectors[view.key_place[self._key.id]] @ text)
            if self._key.id in view.key_place
            else np.nan,
            neighbours_here=float(self._list in nearest),
            neighbours_keys=float((keys * weights).sum() / weights.sum()),
        )
        if self._category is None:
            return
        rivals = {
            number
            for scope in view.release.scopes_for(self._category)
            if (number := view.list_of(view.release.key_by_id[scope.key_id])) not in (None, self._list)
        }
        if rivals:
            self._set(rival_margin=here - max(near[number] for number in rivals if number is not None))
        self._set(category_nearness=float(view.category_vectors[view.category_place[self._category]] @ text))

    def _company(self) -> None:
        """Where else the name and its words stand, and how alike those lists are to this one."""
        view = self._view
        key = " ".join(self._words)
        elsewhere = [number for number in view.lists_of.get(key, ()) if number != self._list]
        overlap = _overlap(view, self._list)
        self._set(seen_elsewhere=float(np.log1p(len(elsewhere))))
        if elsewhere:
            alike = [overlap.get(number, 0.0) for number in elsewhere]
            self._set(
                company=max(alike),
                company_rank=sum(alike) / len(alike),
                alike_keys=float(
                    (view.list_key_vectors[elsewhere] @ view.list_key_vectors[self._list]).max(initial=-1.0)
                ),
            )
        here = view.words[self._list]
        weights = {word: view.rarity(word) + 0.05 for word in set(self._words)}
        total = sum(weights.values()) or 1.0
        size = max(len(view.names[self._list]), 1)
        last = Counter(name.split()[-1] for name in view.name_keys[self._list])
        self._set(
            shared_words=sum(weight for word, weight in weights.items() if here[word]) / total,
            shared_last=last[self._words[-1]] / size if self._words else 0.0,
            word_company=_word_company(view, self._list, weights, overlap) / total,
        )

    def _place(self, category_id: CategoryId) -> None:
        """Whether the key applies. How widely it does is left out: made cases differ from life in that."""
        self._set(applies=float(category_id in self._view.homes.get(self._key.id, frozenset())))


def _overlap(view: ReleaseView, number: int) -> dict[int, float]:
    """Cosine of the names of other lists with those of list `number`, names weighed by how few lists have them."""
    cache: dict[int, dict[int, float]] = view.__dict__.setdefault("_overlaps", {})
    if number not in cache:
        summed: Counter[int] = Counter()
        for key in view.name_keys[number]:
            found = view.lists_of[key]
            for other in found:
                summed[other] += 1.0 / np.log2(1 + len(found))
        own = summed[number] or 1.0
        cache[number] = {
            other: shared / float(np.sqrt(own * max(len(view.name_keys[other]), 1)))
            for other, shared in summed.items()
            if other != number
        }
    return cache[number]


def _word_company(view: ReleaseView, number: int, weights: dict[str, float], overlap: dict[int, float]) -> float:
    """As `shared_words`, but a word of an alike list counts by its likeness."""
    near = sorted(overlap.items(), key=lambda entry: (-entry[1], entry[0]))[:30]
    return sum(
        weight * max((alike for other, alike in near if view.words[other][word]), default=0.0)
        for word, weight in weights.items()
    )


def _shape(text: str) -> str:
    for pattern, letter in _SHAPE:
        text = pattern.sub(letter, text)
    return text


def _measures(text: str) -> tuple[float, float, float, float]:
    letters = max(len(text), 1)
    return (
        float(len(text.split())),
        float(len(text)),
        sum(map(str.isdigit, text)) / letters,
        float(text[:1].isupper()),
    )
