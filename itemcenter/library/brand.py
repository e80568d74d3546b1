"""The brand of an item: its own brand cell under the ontology's name, or a name read in its title, or nothing.

    brands = BrandRecognizer.learned(release, counts)       # or BrandRecognizer(release, knowledge)
    brands.recognize(items)                                 # [BrandMatch | None, ...]

Every name found in a title gets a chance of being its brand: how often it was so on titles whose brand the catalog
gives, smoothed towards the share of all names in the same circumstances (where it stands, how it is written, whether it
is an ordinary word). Names that compete in one title share what is possible: each one's odds against the sum of all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from itemcenter.library.brand_lexicon import BrandCounts, BrandEntry, BrandKnowledge
from itemcenter.library.category_names import words
from itemcenter.retrieval import AliasIndex
from itemcenter.schema import BrandMatch, Item, OntologyRelease, TextSpan
from itemcenter.schema.item import BRAND, DESCRIPTION, TITLE
from itemcenter.values.colour import colour_spellings
from itemcenter.values.folding import name_key, tokens

#: A name's own titles against those of all names in its circumstances, and the latter against the defaults below.
_CASE_WEIGHT, _DEFAULT_WEIGHT = 3.0, 5.0
#: Chances where nothing was counted: by place, and factors for a name in lower case and for an ordinary word.
_DEFAULTS = {"first": 0.9, "later": 0.6, "beside": 0.05, "description": 0.3}
_LOWER, _ORDINARY = 0.5, 0.3
_LEAST, _MOST = 0.001, 0.995
#: What stands behind these in a title is not the thing itself, so its brand is not the thing's.
_BESIDE = frozenset(("for", "fits", "fit", "with", "compatible", "suitable", "replaces", "like", "für", "mit", "wie"))
_ENDS = ",;|()[]"
#: Brands stand early in a description, if at all.
_DESCRIPTION_READ = 200


class _Found(NamedTuple):
    """A brand's name in a text. place: first, later, beside or description; case: place, writing, ordinary or not."""

    entry: int
    start: int
    end: int
    place: str
    case: str


class BrandRecognizer:
    """Recognises brands against one release and what was counted of a catalog. Depends on nothing else."""

    def __init__(self, release: OntologyRelease, knowledge: BrandKnowledge, min_confidence: float = 0.5) -> None:
        """min_confidence: least chance of a name read in a text"""
        self.knowledge = knowledge
        self._least = min_confidence
        names = [(name, place) for place, entry in enumerate(knowledge.entries) for name in entry.spellings]
        self._index = AliasIndex.build(names)
        self._spellings = {(place, name) for name, place in names}
        self._by_key = {name_key(name): place for name, place in reversed(names)}
        self._ordinary = ordinary_words(release)
        self._by_case = {case: (share, count) for case, share, count in knowledge.by_case}

    @classmethod
    def learned(cls, release: OntologyRelease, counts: BrandCounts, min_confidence: float = 0.5) -> BrandRecognizer:
        """With what a catalog's brand column tells; an empty one leaves the ontology's brands and the defaults."""
        entries = counts.entries(release)
        untaught = cls(release, BrandKnowledge(entries, ((0, 0, 0, 0),) * len(entries), ()))
        return cls(release, untaught.taught(counts.titles()), min_confidence)

    def taught(self, titles: Sequence[tuple[str, str]]) -> BrandKnowledge:
        """The knowledge counted on (title, folded brand) pairs, in place of what was counted before."""
        by_name = [[0, 0, 0, 0] for _ in self.knowledge.entries]
        by_case: dict[str, dict[int, Counter[bool]]] = {}
        for (_, brand), names in zip(titles, self._find([title for title, _ in titles], TITLE), strict=True):
            true = self._by_key.get(brand)
            for name in names:
                right = name.entry == true
                by_case.setdefault(name.case, {}).setdefault(name.entry, Counter())[right] += 1
                if name.place != "beside":
                    column = 0 if name.place == "first" else 2
                    by_name[name.entry][column] += right
                    by_name[name.entry][column + 1] += 1
        cases = tuple(
            (case, round(sum(tally[True] / tally.total() for tally in names.values()), 6), len(names))
            for case, names in sorted(by_case.items())
        )
        return BrandKnowledge(self.knowledge.entries, tuple((a, b, c, d) for a, b, c, d in by_name), cases)

    def recognize(self, items: Sequence[Item]) -> list[BrandMatch | None]:
        """One match an item, None where no name is likely enough. An item's own brand counts as given."""
        out = [self._given(item) for item in items]
        for field in (TITLE, DESCRIPTION):
            open_ = [place for place, match in enumerate(out) if match is None and not items[place].brand.strip()]
            texts = [items[place].field_text(field) for place in open_]
            if field == DESCRIPTION:
                texts = [text[:_DESCRIPTION_READ] for text in texts]
            for place, text, names in zip(open_, texts, self._find(texts, field), strict=True):
                out[place] = self._likeliest(names, field, text)
        return out

    def _given(self, item: Item) -> BrandMatch | None:
        text = item.brand
        if not text.strip():
            return None
        place = self._by_key.get(name_key(text))
        entry = BrandEntry(" ".join(text.split()), None, ()) if place is None else self.knowledge.entries[place]
        return BrandMatch(entry.name, 1.0, "given", entry.brand_id, (TextSpan(BRAND, 0, len(text), text),))

    def _likeliest(self, names: Sequence[_Found], field: str, text: str) -> BrandMatch | None:
        chances: dict[int, tuple[float, _Found]] = {}
        for name in names:
            chance = self._chance(name)
            if name.entry not in chances or chance > chances[name.entry][0]:
                chances[name.entry] = chance, name
        if not chances:
            return None
        odds = {entry: chance / (1.0 - chance) for entry, (chance, _) in chances.items()}
        best = max(sorted(odds), key=lambda entry: (odds[entry], -chances[entry][1].start))
        confidence = odds[best] / (1.0 + sum(odds.values()))
        if confidence < self._least:
            return None
        found, entry = chances[best][1], self.knowledge.entries[best]
        span = TextSpan(field, found.start, found.end, text[found.start : found.end])
        return BrandMatch(entry.name, round(confidence, 4), "text", entry.brand_id, (span,))

    def _chance(self, name: _Found) -> float:
        """That this name at this place is the brand, whatever else the text names."""
        place, written, ordinary = name.case.split(" ")
        default = (
            _DEFAULTS[place] * (_LOWER if written == "lower" else 1.0) * (_ORDINARY if ordinary == "word" else 1.0)
        )
        share, count = self._by_case.get(name.case, (0.0, 0))
        by_case = (share + _DEFAULT_WEIGHT * default) / (count + _DEFAULT_WEIGHT)
        right, all_ = 0, 0
        if name.place in ("first", "later"):
            column = 0 if name.place == "first" else 2
            right, all_ = self.knowledge.by_name[name.entry][column : column + 2]
        return min(_MOST, max(_LEAST, (right + _CASE_WEIGHT * by_case) / (all_ + _CASE_WEIGHT)))

    def _find(self, texts: Sequence[str], field: str) -> list[list[_Found]]:
        """Brand names of each text; of names that overlap the longest, then the first."""
        hits = self._index.scan(texts)
        by_text: list[list[tuple[int, int, int]]] = [[] for _ in texts]
        rows = zip(hits.text.tolist(), hits.start.tolist(), hits.end.tolist(), hits.payload.tolist(), strict=True)
        for text, start, end, entry in rows:
            by_text[text].append((start, end, entry))
        return [
            [self._found(text, start, end, entry, field) for start, end, entry in _longest(spans)]
            for text, spans in zip(texts, by_text, strict=True)
        ]

    def _found(self, text: str, start: int, end: int, entry: int, field: str) -> _Found:
        written = text[start:end]
        if field == DESCRIPTION:
            place = "description"
        elif _goes_with(text[:start]):
            place = "beside"
        else:
            place = "first" if not any(letter.isalnum() for letter in text[:start]) else "later"
        exact = (entry, written) in self._spellings
        how = "exact" if exact else "lower" if written.islower() else "other"
        spelled = words(written)
        kind = "word" if len(spelled) == 1 and spelled[0] in self._ordinary else "name"
        return _Found(entry, start, end, place, f"{place} {how} {kind}")


def _longest(spans: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    taken: list[tuple[int, int, int]] = []
    for start, end, entry in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        if all(end <= other[0] or start >= other[1] or (start, end) == other[:2] for other in taken):
            taken.append((start, end, entry))
    return sorted(taken)


def _goes_with(before: str) -> bool:
    """Whether a word like "for" stands before, with no comma or bracket after it."""
    open_ = before[max(before.rfind(sign) for sign in _ENDS) + 1 :]
    return any(token in _BESIDE for token, _, _ in tokens(open_))


def ordinary_words(release: OntologyRelease) -> frozenset[str]:
    """Words of categories, keys, terms and colours: a brand of such a name needs more to be believed."""
    names = [name for category in release.categories for name in (category.name, *category.synonyms)]
    names += [name for key in release.keys for name in (key.name, *key.synonyms)]
    names += [name for term in release.terms for name in (term.name, *term.synonyms)]
    names += [name for name, _ in colour_spellings()]
    return frozenset(word for name in names for word in words(name))
