"""How much of the traffic an ontology explains: words of queries that are names of its entries, and what is missing.

A query is explained where every content word lies within a name of an entry (categories, keys, values, brands, terms,
scenarios) or an amount that a quantity key could have ("12 kg"), partly where some do. Words that only join others are
no content words. Plurals count as their singular.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from itemcenter.retrieval.alias_index import AliasIndex
from itemcenter.schema import Document, OntologyRelease
from itemcenter.values import scan
from itemcenter.values.folding import tokens
from itemcenter.values.units import dimension_of

_JOINING = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "how",
        "i",
        "in",
        "is",
        "it",
        "my",
        "of",
        "on",
        "or",
        "per",
        "that",
        "the",
        "this",
        "to",
        "under",
        "up",
        "what",
        "with",
        "without",
        "w",
        "best",
        "cheap",
        "good",
        "new",
        "top",
        "buy",
        "price",
        "der",
        "die",
        "das",
        "ein",
        "eine",
        "für",
        "mit",
        "ohne",
        "und",
        "oder",
        "im",
        "in",
        "von",
        "zu",
    ]
)
_ALL, _PARTLY, _NONE = "all", "partly", "none"
_TOGETHER, _LONGEST_GRAM = 2_000, 3
#: Concepts that are counted at once; rarer ones give way.
_MOST_GRAMS = 500_000


@dataclass(frozen=True, slots=True)
class MissingConcept:
    """Words of queries that no entry has. volume: searches that say them; completes: those only it keeps open"""

    text: str
    volume: int
    completes: int
    queries: int


@dataclass(slots=True)
class Coverage:
    """By how much is explained ("all", "partly", "none"). queries: each distinct one once; volume: by searches."""

    queries: Counter[str] = field(default_factory=Counter)
    volume: Counter[str] = field(default_factory=Counter)
    missing: list[MissingConcept] = field(default_factory=list)

    @staticmethod
    def shares(counts: Counter[str]) -> dict[str, float]:
        total = sum(counts.values()) or 1
        return {name: counts[name] / total for name in (_ALL, _PARTLY, _NONE)}


def entry_names(release: OntologyRelease) -> list[str]:
    """All names of all entries."""
    return [*_named(release.categories), *_named(release.keys), *_named(release.brands), *_named(release.terms),
            *_named(release.scenarios), *(n for held in release.value_lists for n in _named(held.values))]  # fmt: skip


class _Entry(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def synonyms(self) -> tuple[str, ...]: ...


def _named(entries: Iterable[_Entry]) -> Iterator[str]:
    for entry in entries:
        yield from (entry.name, *entry.synonyms)


def coverage(release: OntologyRelease, queries: Iterable[Document], most_missing: int = 20) -> Coverage:
    """Of the queries of a log; the same query in several lines counts as one, its weights added up."""
    index = AliasIndex.build((name, 0) for name in entry_names(release))
    measured = {dimension_of(key.unit) for key in release.keys if key.unit}
    weights: Counter[str] = Counter()
    for document in queries:
        weights[document.text.casefold()] += document.weight
    found, grams = Coverage(), _Grams()
    pending = iter(sorted(weights.items()))
    while batch := list(islice(pending, _TOGETHER)):
        _count(batch, index, measured, found, grams)
    found.missing = grams.most(most_missing)
    return found


def _count(
    batch: Sequence[tuple[str, int]], index: AliasIndex, measured: set[str], found: Coverage, grams: _Grams
) -> None:
    hits = index.scan([text for text, _ in batch])
    spans: dict[int, list[tuple[int, int]]] = {}
    for text, start, end in zip(hits.text.tolist(), hits.start.tolist(), hits.end.tolist(), strict=True):
        spans.setdefault(text, []).append((start, end))
    for number, (text, weight) in enumerate(batch):
        amounts = [(m.start, m.end) for m in scan(text) if m.unit and dimension_of(m.unit) in measured]
        spans.setdefault(number, []).extend(amounts)
        words = [(word, start, end) for word, start, end in tokens(text)]
        content = [word not in _JOINING for word, _, _ in words]
        covered = [any(low <= start and end <= high for low, high in spans.get(number, ())) for _, start, end in words]
        asked = sum(content)
        known = sum(told and has for told, has in zip(content, covered, strict=True))
        standing = _ALL if asked and known == asked else _PARTLY if known else _NONE
        found.queries[standing] += 1
        found.volume[standing] += weight
        if standing != _ALL:
            open_words = [
                word if told and not has else ""
                for (word, _, _), told, has in zip(words, content, covered, strict=True)
            ]
            grams.add(open_words, weight)


class _Grams:
    """Runs of one to three unexplained words."""

    def __init__(self) -> None:
        self._volume: Counter[str] = Counter()
        self._completes: Counter[str] = Counter()
        self._queries: Counter[str] = Counter()

    def add(self, words: Sequence[str], weight: int) -> None:
        """words: "" where a word is explained, joins others, or ends a run"""
        unexplained = sum(map(bool, words))
        seen = set()
        for start in range(len(words)):
            for length in range(1, _LONGEST_GRAM + 1):
                part = words[start : start + length]
                if len(part) < length or not all(part):
                    break
                seen.add((" ".join(part), length))
        for gram, length in seen:
            self._volume[gram] += weight
            self._queries[gram] += 1
            if length == unexplained:
                self._completes[gram] += weight
        if len(self._volume) > 2 * _MOST_GRAMS:
            self._shrink()

    def _shrink(self) -> None:
        kept = {gram for gram, _ in self._volume.most_common(_MOST_GRAMS)}
        for counter in (self._volume, self._completes, self._queries):
            for gram in [gram for gram in counter if gram not in kept]:
                del counter[gram]

    def most(self, count: int) -> list[MissingConcept]:
        """Those that would explain most searches as entries; parts of a longer one as good are left out."""
        order = sorted(self._volume, key=lambda gram: (-self._completes[gram], -self._volume[gram], -len(gram), gram))
        out: list[MissingConcept] = []
        for gram in order:
            if len(out) == count:
                break
            if any(f" {gram} " in f" {other.text} " and other.volume == self._volume[gram] for other in out):
                continue
            out.append(MissingConcept(gram, self._volume[gram], self._completes[gram], self._queries[gram]))
        return out
