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
from itemcenter.extract.known_values import name_words, places, value_words
from itemcenter.extract.name_edges import NameEdges
from itemcenter.extract.name_tagger import NameTagger, Tagged, TaggerOptions
from itemcenter.extract.word_signs import Steps
from itemcenter.extract.written_words import Word
from itemcenter.ontology.discover.added_words import AddedWords, Addition
from itemcenter.ontology.discover.key_book import KeyBook
from itemcenter.ontology.discover.key_runs import runs_of
from itemcenter.ontology.discover.path_makers import PathMakers
from itemcenter.ontology.discover.told_features import ToldFeatures
from itemcenter.ontology.discover.word_runs import FUNCTION_WORDS
from itemcenter.schema import Item, TextSpan
from itemcenter.schema.item import BRAND, CATEGORY, TITLE
from itemcenter.values.folding import name_key
from itemcenter.values.units import spelling

#: What a key is called whose values are brands.
BRAND_NAMES = frozenset(("brand", "marke", "manufacturer", "brand name"))
#: Items in whose texts a phrase that shares no word with their titles stands where names stand.
_PHRASE = 3
_LETTER = re.compile(r"[^\W\d_]")
_MEASURE = re.compile(r"\d[\d.,]*\s?([^\W\d_]+)\s+(?=\w)")
#: Passages of an item that are read, words of a title.
_PASSAGES, _TITLE_WORDS = 6, 40
#: Texts of items whose cell says it that have a value which is told beside what the category says an item is.
_KIND_SEEN = 3
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
    added: AddedWords

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
        features = ToldFeatures.of(
            (lesson.group, lesson.cells, " ".join(_folded_words(lesson.names[-1][1]))) for lesson in lessons
        )
        added = _added(lessons, tagger)
        return cls(book, edges, tagger, _wider(tagger), frozenset(phrases), makers, features, added)

    def read(self, item: Item, cuts: Mapping[str, Sequence[tuple[int, int]]] | None = None) -> list[NameSaid]:
        """In order of the texts; of every key one value. cuts: by field, the runs of keys, where they are known"""
        cuts = _cuts(item, self.book) if cuts is None else cuts
        found_names = _names(item, self.edges, cuts)
        names = [entry for entry in found_names if _folded_words(entry[2]) not in self.phrases]
        told = self.makers.told(item.category_path)
        passages = [(text, words) for _, text, words in names]
        found = self.tagger.read(passages, _group(item), _steps(item, item.title), told)
        found = self._with_additions(passages, _group(item), found)
        said = {word.folded for _, _, words in names for word in words}
        out: dict[str, NameSaid] = {}
        more_said: list[NameSaid] = []  # what the category says an item is, and what cells say: "analog" and "watch"
        for entry in sorted(found, key=lambda entry: (entry.tag != KIND, -entry.confidence)):
            key = entry.key
            free = entry.tag in self.tagger.tags.free  # what no list holds is not known by its words
            value = names[entry.name][1][entry.start : entry.end]
            bare = not _LETTER.search(value) and not (entry.tag == CODE and is_code(value))
            if free or not key or bare:
                continue  # a bare number says nothing where no name stands before it
            while (
                entry.key == self.tagger.tags.kind
                and (cut := value.rpartition(" "))[2].lower() in FUNCTION_WORDS
                and cut[0]
            ):
                value = cut[0].rstrip()  # "sun shade for"
            if entry.key == self.tagger.tags.kind:
                measure = _MEASURE.match(value)
                if measure is not None and spelling(measure[1]) is not None:  # "800 ml bottle"
                    entry, value = entry._replace(start=entry.start + measure.end()), value[measure.end() :]
                value = value.split("(")[0].rstrip() or value
            end = entry.start + len(value)
            more, general = self.wider.get(key, ("", ""))
            key = general if general and more not in said else key
            *first, last = value_words(value).replace("-", " ").split(" ")
            if first and self.tagger.known.has(last, value_words(value)):
                key = last  # a "round neck" is a neck, though cells say it of other keys, too
            if key in out and entry.tag == key == self.tagger.tags.kind:
                if self.tagger.known.rate(key, value_words(value))[0] < _KIND_SEEN:
                    continue
                said_so = NameSaid(key, _span(names, entry.name, entry.start, end), entry.confidence)
                if _group(item) in self.tagger.tags.kind_groups:
                    out[key] = said_so  # cells say there either "dress" or "a-line"
                else:
                    more_said.append(said_so)
            elif key not in out:
                out[key] = NameSaid(key, _span(names, entry.name, entry.start, end), entry.confidence)
        for key, value in told:
            span = _first(item, value) if key not in out else None
            if span is not None:
                out[key] = NameSaid(key, span, self.makers.share)
        self._add_features(item, cuts, found_names, out)
        return sorted((*out.values(), *more_said), key=lambda entry: (entry.span.field, entry.span.start))

    def _with_additions(self, names: Sequence[tuple[str, list[Word]]], group: str, found: list[Tagged]) -> list[Tagged]:
        """Words that are added to a name that is said again are one value, whole."""
        for some, tag, sure in self.added.read(names, group):
            words = names[some.name][1]
            start, end = words[some.first].start, words[some.last - 1].end
            kept = [
                entry
                for entry in found
                if entry.tag != tag and not (entry.name == some.name and entry.start < end and start < entry.end)
            ]
            found = [*kept, Tagged(some.name, tag, self.tagger.key_of(tag, group), start, end, sure)]
        return found

    def _add_features(
        self,
        item: Item,
        cuts: Mapping[str, Sequence[tuple[int, int]]],
        names: Sequence[tuple[str, str, list[Word]]],
        out: dict[str, NameSaid],
    ) -> None:
        """Measures in names, and what the rest of the texts tells, of keys that the names say nothing of."""
        steps = _steps(item, item.title)
        for field, text, words in names:
            for key, start, end in self.features.measures(words, _group(item)):
                taken = any(
                    said.span.field == field and said.span.start < end and start < said.span.end
                    for said in out.values()
                )
                if key not in out and not taken and not steps.ends_with(name_words(text[start:end])[-1].folded):
                    out[key] = NameSaid(key, TextSpan(field, start, end, text[start:end]), _FEATURE_SURE)
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


def _added(lessons: Sequence[Lesson], tagger: NameTagger) -> AddedWords:
    """What the tagger reads of additions that cells may not tell."""
    read: dict[int, list[Tagged]] = {}

    def tags_of(number: int, some: Addition) -> Iterable[str]:
        lesson = lessons[number]
        if number not in read:
            read[number] = tagger.read(lesson.names[:-1], lesson.group, lesson.steps)
        added = f" {' '.join(word.folded for word in lesson.names[some.name][1][some.first : some.last])} "
        said = ((entry.tag, lesson.names[entry.name][0][entry.start : entry.end]) for entry in read[number])
        return {tag for tag, value in said if f" {value_words(value)} " in added}

    return AddedWords.learn(((lesson.names[:-1], lesson.group) for lesson in lessons), tags_of)


def _wider(tagger: NameTagger) -> dict[str, tuple[str, str]]:
    out = {}
    for key in tagger.tags.of:
        first, *rest = key.split()
        for word, general in ((first, " ".join(rest)), (key.split()[-1], " ".join(key.split()[:-1]))):
            if general and tagger.known.shared(key, general) > 0:
                out[key] = (word, general)
                break
    return out
