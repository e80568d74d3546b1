"""`NameReader`: what the names of items state without naming a key ("Acme Casual Full Sleeve Women's Top, Black").

A name is an item's title, or a passage of its texts where the catalog's texts put names. Which words are values of
which keys is learned from the catalog's own cells (`NameTagger`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from itemcenter.extract.cell_tags import CODE, KIND, Lesson, folded_cells, is_code
from itemcenter.extract.known_values import name_words, places
from itemcenter.extract.name_edges import NameEdges
from itemcenter.extract.name_tagger import NameTagger, TaggerOptions
from itemcenter.extract.word_signs import Steps
from itemcenter.extract.written_words import Word
from itemcenter.ontology.discover.key_book import KeyBook
from itemcenter.ontology.discover.key_runs import runs_of
from itemcenter.ontology.discover.path_makers import PathMakers
from itemcenter.ontology.discover.told_features import ToldFeatures
from itemcenter.schema import Item, TextSpan
from itemcenter.schema.item import BRAND, CATEGORY, TITLE
from itemcenter.values.folding import name_key

#: What a key is called whose values are brands.
BRAND_NAMES = frozenset(("brand", "marke", "manufacturer", "brand name"))
#: Items in whose texts a phrase that shares no word with their titles stands where names stand.
_PHRASE = 3
_LETTER = re.compile(r"[^\W\d_]")
#: Passages of an item that are read, words of a title.
_PASSAGES, _TITLE_WORDS = 6, 40
#: Share of a key's values that a wider key has too ("base material" and "material").
_SHARED = 0.01
#: Confidence of what a text tells beside its names.
_FEATURE_SURE = 0.8


class NameSaid(NamedTuple):
    """key: folded; confidence: the model's, in [0, 1]"""

    key: str
    span: TextSpan
    confidence: float


class TaughtItem(NamedTuple):
    """An item that teaches: its cells and title may stand outside of what is read of others."""

    item: Item
    title: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NameReader:
    """wider: of a key that says more than a name may ("base material"), the word that a name has to say, and the key
    without it"""

    book: KeyBook
    edges: NameEdges
    tagger: NameTagger
    wider: dict[str, tuple[str, str]]
    phrases: frozenset[tuple[str, ...]]
    makers: PathMakers
    features: ToldFeatures

    @classmethod
    def fit(
        cls,
        taught: Sequence[TaughtItem],
        book: KeyBook,
        options: TaggerOptions | None = None,
        more: Iterable[TaughtItem] = (),
    ) -> NameReader | None:
        """more: items whose titles and cells make words known. None where no name states a cell."""
        makers = PathMakers.of(((entry.item.category_path, entry.title, entry.cells) for entry in taught), BRAND_NAMES)
        edges = NameEdges.of(
            (entry.title, text)
            for entry in taught
            for field, text in entry.item.fields()
            if _is_text(field) and field != TITLE
        )
        found = [
            (entry, name_words(entry.title)[:_TITLE_WORDS], _names(entry.item, edges, _cuts(entry.item, book)))
            for entry in taught
        ]
        phrases: Counter[tuple[str, ...]] = Counter()
        for _, title, names in found:
            own = {word.folded for word in title}
            phrases.update(_folded_words(words) for _, _, words in names if own.isdisjoint(_folded_words(words)))
        phrases = Counter({phrase: count for phrase, count in phrases.items() if count >= _PHRASE})
        lessons = []
        for entry, title, names in found:
            told = [(text, words) for _, text, words in names if _folded_words(words) not in phrases]
            if title:
                told.append((entry.title, title))
            if told:
                steps = _steps(entry.item, entry.title)
                cells = folded_cells(makers.cells(*_compared(entry)))
                lessons.append(Lesson(tuple(told), cells, _group(entry.item), steps))
        further = ((name_words(entry.title)[:_TITLE_WORDS], makers.cells(*_compared(entry))) for entry in more)
        tagger = NameTagger.fit(lessons, BRAND_NAMES, options, further)
        if tagger is None:
            return None
        features = ToldFeatures.of((lesson.group, lesson.cells) for lesson in lessons)
        return cls(book, edges, tagger, _wider(tagger), frozenset(phrases), makers, features)

    def read(self, item: Item, cuts: Mapping[str, Sequence[tuple[int, int]]] | None = None) -> list[NameSaid]:
        """In order of the texts; of every key one value. cuts: by field, the runs of keys, where they are known"""
        cuts = _cuts(item, self.book) if cuts is None else cuts
        found_names = _names(item, self.edges, cuts)
        names = [entry for entry in found_names if _folded_words(entry[2]) not in self.phrases]
        told = self.makers.told(item.category_path)
        passages = [(text, words) for _, text, words in names]
        found = self.tagger.read(passages, _group(item), _steps(item, item.title), told)
        said = {word.folded for _, _, words in names for word in words}
        out: dict[str, NameSaid] = {}
        for entry in sorted(
            found,
            key=lambda entry: (
                entry.tag != KIND,
                -entry.confidence,
            ),
        ):
            key = entry.key
            free = entry.tag in self.tagger.tags.free  # what no list holds is not known by its words
            value = names[entry.name][1][entry.start : entry.end]
            bare = not _LETTER.search(value) and not (entry.tag == CODE and is_code(value))
            if free or not key or bare:
                continue  # a bare number says nothing where no name stands before it
            more, general = self.wider.get(key, ("", ""))
            key = general if general and more not in said else key
            if key not in out:
                out[key] = NameSaid(key, _span(names, entry.name, entry.start, entry.end), entry.confidence)
        for key, value in told:
            span = _first(item, value) if key not in out else None
            if span is not None:
                out[key] = NameSaid(key, span, self.makers.share)
        self._add_features(item, cuts, found_names, out)
        return sorted(out.values(), key=lambda entry: (entry.span.field, entry.span.start))

    def _add_features(
        self,
        item: Item,
        cuts: Mapping[str, Sequence[tuple[int, int]]],
        names: Sequence[tuple[str, str, list[Word]]],
        out: dict[str, NameSaid],
    ) -> None:
        """What the rest of the texts tells, of keys that the names say nothing of."""
        for field, text in item.fields():
            if not _is_text(field):
                continue
            skipped = [*cuts.get(field, ())]
            skipped += [(words[0].start, words[-1].end) for of, _, words in names if of == field]
            for key, start, end in self.features.read(text, _group(item), skipped):
                if key not in out and key not in BRAND_NAMES:
                    out[key] = NameSaid(key, TextSpan(field, start, end, text[start:end]), _FEATURE_SURE)


def _compared(entry: TaughtItem) -> tuple[tuple[str, ...], str, tuple[tuple[str, str], ...]]:
    return entry.item.category_path, entry.title, entry.cells


def _is_text(field: str) -> bool:
    return field not in (CATEGORY, BRAND)


def _cuts(item: Item, book: KeyBook) -> dict[str, list[tuple[int, int]]]:
    return {
        field: [(run.name_start, run.end) for run in runs_of(text, book)]
        for field, text in item.fields()
        if _is_text(field)
    }


def _names(
    item: Item, edges: NameEdges, cuts: Mapping[str, Sequence[tuple[int, int]]]
) -> list[tuple[str, str, list[Word]]]:
    """(field, whole text, words), each name once."""
    out: dict[tuple[str, ...], tuple[str, str, list[Word]]] = {}
    for field, text in item.fields():
        if not _is_text(field):
            continue
        found: Iterable[list[Word]] = (
            [name_words(text)[:_TITLE_WORDS]] if field == TITLE else edges.passages(text, cuts.get(field, ()))
        )
        for words in found:
            if words and len(out) < _PASSAGES:
                out.setdefault(_folded_words(words), (field, text, words))
    return list(out.values())


def _folded_words(words: Sequence[Word]) -> tuple[str, ...]:
    return tuple(word.folded for word in words)


def _first(item: Item, value: str) -> TextSpan | None:
    """Where a text of the item first has a value."""
    for field, text in item.fields():
        words = name_words(text) if _is_text(field) else []
        for first, last in places(words, value):
            start, end = words[first].start, words[last - 1].end
            return TextSpan(field, start, end, text[start:end])
    return None


def _span(names: Sequence[tuple[str, str, list[Word]]], name: int, start: int, end: int) -> TextSpan:
    field, text, _ = names[name]
    return TextSpan(field, start, end, text[start:end])


def _group(item: Item) -> str:
    return name_key(item.category_path[0]) if item.category_path else str(item.category_id or "")


def _steps(item: Item, title: str) -> Steps:
    """A path may end with the item's own name, which says nothing of its category."""
    own = name_key(title)
    return Steps(
        folded
        for folded in map(name_key, item.category_path)
        if folded != own and not own.startswith(folded[:-1] or "\0")
    )


def _wider(tagger: NameTagger) -> dict[str, tuple[str, str]]:
    out = {}
    for key in tagger.tags.of:
        first, *rest = key.split()
        for word, general in ((first, " ".join(rest)), (key.split()[-1], " ".join(key.split()[:-1]))):
            if general and tagger.known.shared(key, general) >= _SHARED:
                out[key] = (word, general)
                break
    return out
