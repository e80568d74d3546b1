"""`KeyProposer`: for each merchant key the ontology key it means, with score and reasons, or none.

A pair of keys is weighed by two things: how near the names are (`key_names`), and whether the merchant's cells fit the
ontology key's values or type (`value_agreement`). Neither is enough alone. Each category that has enough cells is
looked at by itself, among the keys that apply there. The key that most cells speak for is the mapping everywhere, and
categories that differ get a line of their own ("Type" in "Cables").
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from itemcenter.ontology.key_map.key_names import NameMatch, NameWeights, inflected_words, same_name, words_of
from itemcenter.ontology.key_map.merchant_keys import KeyCells, MerchantKey, MerchantKeys
from itemcenter.ontology.key_map.value_agreement import Agreement, ValueIndex, looks_boolean, typed_agreement
from itemcenter.ports import Embedder
from itemcenter.schema import (
    AttributeKey,
    CategoryId,
    KeyDecision,
    KeyId,
    KeyMapping,
    OntologyRelease,
    ValueListId,
    ValueType,
)

#: Score from which builds use a mapping without asking, and below which it is not even proposed.
AUTO, PROPOSED = 0.8, 0.5
#: The best must be so far ahead of the next key for builds to use it, unless it is nearly perfect.
_AHEAD, _CLEAR = 0.04, 0.97
#: Weights of name and values. Values count in full from this share of fitting cells on.
_NAME, _VALUES, _ENOUGH_FIT = 0.62, 0.38, 0.6
#: Cells of one category that are looked at by themselves; cells of the whole catalog that stand in for missing ones.
_LEAST_CELLS, _PRIOR_CELLS = 5, 5
#: A category that is sure counts so much; share of the cells that must be sure for a mapping to hold everywhere.
_SURE_VOTES, _MOSTLY = 3, 0.5
#: Names as near as this are one name; typed keys need one, for numbers fit any of them.
_SAME_NAME, _LEAST_NAME = 0.93, 0.35
#: Names that are less near than this are asked about, however well the values fit.
_LEAST_SURE = 0.7
#: What nearness in meaning counts where no word is shared, at most.
_BY_MEANING = 0.6
#: Cells of which hardly any fits speak against a key of another name.
_LEAST_FIT, _UNFIT = 0.1, 0.7
#: Fit of another key's values that makes a name alone doubtful ("Battery type: Li-ion" is its technology).
_OTHERS_FIT = 0.9
_NEAR_KEYS, _ALTERNATIVES, _EXAMPLES = 8, 3, 3


class _Scored(NamedTuple):
    key: AttributeKey
    score: float
    reasons: tuple[str, ...]
    sure: bool
    fit: float = 0.0


class KeyProposer:
    """Proposals for one release. embedder: finds keys of like meaning whose names share no word; None does without."""

    def __init__(self, release: OntologyRelease, embedder: Embedder | None = None) -> None:
        self._release = release
        names = [(key, name) for key in release.keys for name in (key.name, *key.synonyms)]
        self._weights = NameWeights(key.name for key in release.keys)
        self._words: dict[KeyId, list[tuple[str, ...]]] = {}
        for key, name in names:
            self._words.setdefault(key.id, []).append(words_of(name))
        self._by_word: dict[str, set[KeyId]] = {}
        for key_id, spellings in self._words.items():
            for word in itertools.chain.from_iterable(spellings):
                self._by_word.setdefault(word, set()).add(key_id)
        self._by_list: dict[ValueListId, list[KeyId]] = {}
        for key in release.keys:
            if key.value_list_id is not None:
                self._by_list.setdefault(key.value_list_id, []).append(key.id)
        self._values = ValueIndex(release)
        self._embedder = embedder
        self._vectors = embedder.embed([key.name for key in release.keys]) if embedder and release.keys else None
        self._context: dict[CategoryId, frozenset[str]] = {}
        self._plans: dict[CategoryId, frozenset[KeyId]] = {}

    def propose(self, keys: MerchantKeys) -> list[KeyMapping]:
        """One mapping a merchant key, and further ones for categories where it means another key; most cells first."""
        listed = list(keys)
        near = self._near([key.name for key in listed])
        return [entry for key, meant in zip(listed, near, strict=True) for entry in self._of(key, meant)]

    def _near(self, names: Sequence[str]) -> list[dict[KeyId, float]]:
        """By merchant key: the ontology keys of like meaning with their cosines."""
        if self._vectors is None or self._embedder is None:
            return [{} for _ in names]
        out: list[dict[KeyId, float]] = []
        for start in range(0, len(names), 1024):
            found = self._embedder.embed(names[start : start + 1024]) @ self._vectors.T
            best = np.argsort(-found, axis=1, kind="stable")[:, :_NEAR_KEYS]
            out += [
                {self._release.keys[place].id: float(row[place]) for place in places}
                for row, places in zip(found, best.tolist(), strict=True)
            ]
        return out

    def _of(self, key: MerchantKey, near: Mapping[KeyId, float]) -> list[KeyMapping]:
        pooled = key.pooled()
        look = _Look(self, key, pooled, near)
        best: dict[CategoryId | None, list[_Scored]] = {}
        rest = KeyCells()
        for category_id, cells in key.by_category.items():
            if category_id is not None and cells.cells >= _LEAST_CELLS:
                best[category_id] = look.ranked(cells, category_id)
            else:
                rest.cells += cells.cells
                rest.texts.update(cells.texts)
        if not any(best.values()):
            best = {None: look.ranked(pooled, None)}
            rest = KeyCells()
        return self._lines(key, pooled, best)

    def _lines(
        self, key: MerchantKey, pooled: KeyCells, best: Mapping[CategoryId | None, list[_Scored]]
    ) -> list[KeyMapping]:
        """The line for everywhere, and those of categories that differ from it and are sure."""
        votes: Counter[KeyId] = Counter()
        cells_of = {category_id: key.by_category.get(category_id, pooled) for category_id in best}
        for category_id, ranked in best.items():
            if ranked:
                weight = cells_of[category_id].cells * ranked[0].score * (_SURE_VOTES if ranked[0].sure else 1)
                votes[ranked[0].key.id] += round(1000 * weight)
        common = min(votes, key=lambda entry: (-votes[entry], entry)) if votes else None
        agreeing = {entry: ranked[0] for entry, ranked in best.items() if ranked and ranked[0].key.id == common}
        sure = sum(cells_of[entry].cells for entry, scored in agreeing.items() if scored.sure)
        everywhere = sure >= _MOSTLY * sum(cells_of[entry].cells for entry in agreeing) and sure > 0
        own = [
            _line(key, cells_of[entry], entry, ranked[0], ranked[1:])
            for entry, ranked in best.items()
            if ranked and ranked[0].sure and entry is not None and not (everywhere and entry in agreeing)
        ]
        others = _by_key(scored for ranked in best.values() for scored in ranked if scored.key.id != common)
        top = max(agreeing.values(), key=lambda entry: (entry.sure, entry.score)) if agreeing else None
        if top is not None:
            top = top._replace(sure=everywhere)
            if not any(top.key.id in (self.applying(category_id) or ()) for category_id in key.by_category):
                top = top._replace(sure=False, reasons=(*top.reasons, "applies to none of the items' categories"))
        return [_line(key, pooled, None, top, others), *sorted(own, key=lambda line: str(line.category_id))]

    def words_around(self, category_id: CategoryId | None) -> frozenset[str]:
        """Words of the names of a category and of the one above it."""
        if category_id is None:
            return frozenset()
        if category_id not in self._context:
            path = self._release.path(category_id)[-2:]
            names = (name for category in path for name in (category.name, *category.synonyms))
            told = (word for name in names for word in words_of(name) if word not in inflected_words(name))
            self._context[category_id] = frozenset(told)
        return self._context[category_id]

    def applying(self, category_id: CategoryId | None) -> frozenset[KeyId] | None:
        """The keys of a category; None where all are possible."""
        if category_id is None:
            return None
        if category_id not in self._plans:
            self._plans[category_id] = frozenset(scope.key_id for scope in self._release.scopes_for(category_id))
        return self._plans[category_id]

    def name_match(self, words: Sequence[str], key_id: KeyId, context: frozenset[str]) -> NameMatch:
        found = [self._weights.match(words, spelling, context) for spelling in self._words[key_id]]
        return max(found, key=lambda match: match.strength)

    def candidates(self, words: Sequence[str], lists: Iterable[ValueListId], near: Iterable[KeyId]) -> set[KeyId]:
        """Keys that share a word of the name, hold some of the values, or are of like meaning."""
        out = set(near)
        for word in words:
            out |= self._by_word.get(word, set())
        for entry in lists:
            out.update(self._by_list.get(entry, ()))
        return out

    def named(self, key_id: KeyId, name: str) -> bool:
        """Whether the key is called that."""
        key = self.key(key_id)
        return any(same_name(name, own) for own in (key.name, *key.synonyms))

    def key(self, key_id: KeyId) -> AttributeKey:
        return self._release.key_by_id[key_id]

    @property
    def values(self) -> ValueIndex:
        return self._values


class _Look:
    """One merchant key beside all ontology keys: what does not depend on the category is found out once."""

    def __init__(self, proposer: KeyProposer, key: MerchantKey, pooled: KeyCells, near: Mapping[KeyId, float]) -> None:
        self._proposer, self._key, self._pooled, self._near = proposer, key, pooled, near
        self._words = words_of(key.name)
        self._shares = proposer.values.shares(pooled.texts)
        told = [entry for entry, (share, _) in self._shares.items() if share >= 0.3]
        self._candidates = sorted(proposer.candidates(self._words, told, near))
        self._namesakes = frozenset(entry for entry in self._candidates if proposer.named(entry, key.name))
        self._boolean = looks_boolean(pooled.texts)
        self._typed: dict[KeyId, Agreement | None] = {}

    def ranked(self, cells: KeyCells, category_id: CategoryId | None) -> list[_Scored]:
        """The keys that the merchant may mean in a category, best first, none below `PROPOSED`."""
        applying = self._proposer.applying(category_id)
        context = self._proposer.words_around(category_id) - inflected_words(self._key.name)
        asked = [entry for entry in self._candidates if applying is None or entry in applying]
        if not asked:
            return []
        shares = self._proposer.values.shares(cells.texts) if cells is not self._pooled else self._shares
        found = [self._scored(self._proposer.key(entry), cells, shares, context) for entry in asked]
        ranked = sorted((entry for entry in found if entry.score >= PROPOSED), key=lambda e: (-e.score, e.key.id))
        if len(ranked) > 1 and self._doubtful(ranked):
            ranked[0] = ranked[0]._replace(sure=False)
        return ranked

    def _doubtful(self, ranked: Sequence[_Scored]) -> bool:
        """Whether another key is as likely, or the key has the name but its values are those of another one."""
        first, second = ranked[0], ranked[1]
        if first.key.id in self._namesakes and second.key.id not in self._namesakes:
            return first.fit < _LEAST_FIT and any(other.fit >= _OTHERS_FIT for other in ranked[1:])
        return first.score < _CLEAR and first.score - second.score < _AHEAD

    def _scored(
        self,
        key: AttributeKey,
        cells: KeyCells,
        shares: Mapping[ValueListId, tuple[float, int]],
        context: frozenset[str],
    ) -> _Scored:
        match = self._proposer.name_match(self._words, key.id, context)
        cosine = self._near.get(key.id, 0.0)
        strength = max(match.strength, _BY_MEANING * cosine if cosine >= 0.5 else 0.0)
        reasons = [_told_name(match, strength, cosine)]
        agreement = self._agreement(key, cells, shares)
        if strength < _LEAST_NAME:
            return _Scored(key, 0.0, (), False)
        if agreement is None:
            return _Scored(key, strength * 0.9, tuple(reasons), strength >= _SAME_NAME)
        reasons.append(agreement.told)
        fit = min(1.0, agreement.trusted / _ENOUGH_FIT)
        score = _NAME * strength + _VALUES * fit
        listed, namesake = key.value_list_id is not None, key.id in self._namesakes
        if listed and namesake and not self._boolean:
            score = max(score, AUTO)  # builds read cells under the key of their name; its list may lack the values
        elif fit < _LEAST_FIT and not namesake:
            score *= _UNFIT
        sure = score >= AUTO and not agreement.unitless and (listed or strength >= _SAME_NAME)
        sure = sure and (namesake or (strength >= _LEAST_SURE and not self._namesakes))
        return _Scored(key, round(score, 4), tuple(reasons), sure, fit)

    def _agreement(
        self, key: AttributeKey, cells: KeyCells, shares: Mapping[ValueListId, tuple[float, int]]
    ) -> Agreement | None:
        if key.value_list_id is None:
            if key.id not in self._typed:
                self._typed[key.id] = typed_agreement(key, self._pooled.texts, self._key.name)
            return self._typed[key.id]
        here, distinct = shares.get(key.value_list_id, (0.0, 0))
        everywhere, all_distinct = self._shares.get(key.value_list_id, (0.0, 0))
        share = (here * cells.cells + everywhere * _PRIOR_CELLS) / (cells.cells + _PRIOR_CELLS)
        told = f"{share:.0%} of the cells are values of it ({max(distinct, all_distinct)} different ones)"
        if self._boolean and key.type is not ValueType.BOOLEAN:
            return Agreement(0.0, 0, "the cells say yes or no, the key has a list")
        return Agreement(share, max(distinct, all_distinct), told)


def _told_name(match: NameMatch, strength: float, cosine: float) -> str:
    if match.strength >= 1.0:
        return "same name"
    if match.explained:
        return f"names alike ({strength:.2f}); the category says {', '.join(match.explained)}"
    if match.strength >= strength:
        return f"names alike ({strength:.2f})"
    return f"near in meaning ({cosine:.2f})"


def _by_key(found: Iterable[_Scored]) -> list[_Scored]:
    """Each key once, with its best score; best first."""
    best: dict[KeyId, _Scored] = {}
    for entry in found:
        held = best.get(entry.key.id)
        if held is None or entry.score > held.score:
            best[entry.key.id] = entry
    return sorted(best.values(), key=lambda entry: (-entry.score, entry.key.id))


def _line(
    key: MerchantKey,
    cells: KeyCells,
    category_id: CategoryId | None,
    chosen: _Scored | None,
    others: Sequence[_Scored],
) -> KeyMapping:
    examples = sorted(cells.texts, key=lambda text: (-cells.texts[text], text))[:_EXAMPLES]
    key_id = None if chosen is None else chosen.key.id
    return KeyMapping(
        key.name,
        category_id,
        key_id,
        KeyDecision.ASK if chosen is not None and not chosen.sure else KeyDecision.AUTO,
        0.0 if chosen is None else round(min(1.0, chosen.score), 2),
        key_id,
        cells.cells,
        tuple(examples),
        () if chosen is None else chosen.reasons,
        tuple(f"{entry.key.id} ({entry.score:.2f})" for entry in others[:_ALTERNATIVES]),
    )
