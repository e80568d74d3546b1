"""`NameReader`: what the names of items state without naming a key ("Acme Casual Full Sleeve Women's Top, Black").

A name is an item's title, or a passage of its texts where the catalog's texts put names. Which words are values of
which keys is learned from the catalog's own cells (`NameTagger`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from itemcenter.extract.cell_tags import KIND, Lesson
from itemcenter.extract.known_values import name_words, value_words
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

    @classmethod
    def fit(
        cls, taught: Sequence[TaughtItem], book: KeyBook, options: TaggerOptions | None = None
    ) -> NameReader | None:
        """None where no name states a cell."""
        edges = NameEdges.of(
            (entry.title, text)
            for entry in taught
            for field, text in entry.item.fields()
            if _is_text(field) and field != TITLE
        )
        lessons = []
        for entry in taught:
            names = [(text, words) for _, text, words in _names(entry.item, book, edges)]
            title = name_words(entry.title)[:_TITLE_WORDS]
            if title:
                names.append((entry.title, title))
            pairs = ((name_key(key), value_words(value)) for key, value in entry.cells)
            cells = [(key, value) for key, value in pairs if key and value]
            if names:
                lessons.append(Lesson(tuple(names), cells, _group(entry.item), _steps(entry.item, entry.title)))
        tagger = NameTagger.fit(lessons, BRAND_NAMES, options)
        return cls(book, edges, tagger, _wider(tagger)) if tagger is not None else None

    def read(self, item: Item) -> list[NameSaid]:
        """In order of the texts; of every key one value."""
        names = _names(item, self.book, self.edges)
        found = self.tagger.read([(text, words) for _, text, words in names], _group(item), _steps(item, item.title))
        said = {word.folded for _, _, words in names for word in words}
        out: dict[str, NameSaid] = {}
        for entry in sorted(found, key=lambda entry: (entry.tag != KIND, -entry.confidence)):
            key = entry.key
            if not key or entry.tag in self.tagger.tags.free:
                continue
            more, general = self.wider.get(key, ("", ""))
            key = general if general and more not in said else key
            if key not in out:
                out[key] = NameSaid(key, _span(names, entry.name, entry.start, entry.end), entry.confidence)
        return sorted(out.values(), key=lambda entry: (entry.span.field, entry.span.start))


def _is_text(field: str) -> bool:
    return field not in (CATEGORY, BRAND)


def _names(item: Item, book: KeyBook, edges: NameEdges) -> list[tuple[str, str, list[Word]]]:
    """(field, whole text, words), each name once."""
    out: dict[tuple[str, ...], tuple[str, str, list[Word]]] = {}
    for field, text in item.fields():
        if not _is_text(field):
            continue
        found: Iterable[list[Word]] = (
            [name_words(text)[:_TITLE_WORDS]]
            if field == TITLE
            else edges.passages(text, [(run.name_start, run.end) for run in runs_of(text, book)])
        )
        for words in found:
            if words and len(out) < _PASSAGES:
                out.setdefault(tuple(word.folded for word in words), (field, text, words))
    return list(out.values())


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
