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

from itemcenter.extract.cell_tags import KIND, Lesson, folded_cells
from itemcenter.extract.known_values import name_words
from itemcenter.extract.name_edges import NameEdges
from itemcenter.extract.name_tagger import NameTagger, TaggerOptions
from itemcenter.extract.word_signs import Steps
from itemcenter.extract.written_words import Word
from itemcenter.ontology.discover.key_book import KeyBook
from itemcenter.ontology.discover.key_runs import runs_of
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

    @classmethod
    def fit(
        cls,
        taught: Sequence[TaughtItem],
        book: KeyBook,
        options: TaggerOptions | None = None,
        more: Iterable[tuple[str, Sequence[tuple[str, str]]]] = (),
    ) -> NameReader | None:
        """more: titles and cells of further items, so that their words are known. None where no name states a cell."""
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
                lessons.append(Lesson(tuple(told), folded_cells(entry.cells), _group(entry.item), steps))
        further = ((name_words(title)[:_TITLE_WORDS], folded_cells(cells)) for title, cells in more)
        tagger = NameTagger.fit(lessons, BRAND_NAMES, options, further)
        return cls(book, edges, tagger, _wider(tagger), frozenset(phrases)) if tagger is not None else None

    def read(self, item: Item, cuts: Mapping[str, Sequence[tuple[int, int]]] | None = None) -> list[NameSaid]:
        """In order of the texts; of every key one value. cuts: by field, the runs of keys, where they are known"""
        found_names = _names(item, self.edges, _cuts(item, self.book) if cuts is None else cuts)
        names = [entry for entry in found_names if _folded_words(entry[2]) not in self.phrases]
        found = self.tagger.read([(text, words) for _, text, words in names], _group(item), _steps(item, item.title))
        said = {word.folded for _, _, words in names for word in words}
        out: dict[str, NameSaid] = {}
        for entry in sorted(found, key=lambda entry: (entry.tag != KIND, -entry.confidence)):
            key = entry.key
            free = entry.tag in self.tagger.tags.free  # what no list holds is not known by its words
            if free or not key or not _LETTER.search(names[entry.name][1], entry.start, entry.end):
                continue  # a bare number says nothing where no name stands before it
            more, general = self.wider.get(key, ("", ""))
            key = general if general and more not in said else key
            if key not in out:
                out[key] = NameSaid(key, _span(names, entry.name, entry.start, entry.end), entry.confidence)
        return sorted(out.values(), key=lambda entry: (entry.span.field, entry.span.start))


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
