"""The words of an item with their places: what stands before and after a span, and the n-grams of its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from itemcenter.evidence.associations import Association, KeyAssociations
from itemcenter.evidence.cautions import Cautions, cautions
from itemcenter.evidence.contexts import Context, context_of
from itemcenter.evidence.field_words import FieldWords, Gram
from itemcenter.evidence.implied import Implied
from itemcenter.evidence.twins import TwinVotes
from itemcenter.schema import Item, KeyId, TextSpan, ValueId, ValueListId
from itemcenter.values.figures import Figure, figures
from itemcenter.values.folding import name_key, tokens

#: Folded words per field that are looked at for n-grams: what a product is stands early in its texts.
MOST_WORDS = 160
_CLAUSE_END = re.compile(r"[.;!?\n|]")
#: Characters around a mention that count as beside it.
_WINDOW = 36


class Around(NamedTuple):
    """What surrounds a mention: its context, the folded clause on either side (blanks at both ends), its cautions."""

    context: Context
    behind: str
    beside: str
    cautions: Cautions


class ItemWords:
    """The fields of an item, split into words once."""

    def __init__(self, item: Item) -> None:
        self.item = item
        self.fields: dict[str, FieldWords] = {}
        for name, text in item.fields():
            found = list(tokens(text))
            self.fields[name] = FieldWords(
                name, text, [w for w, _, _ in found], [s for _, s, _ in found], [e for _, _, e in found]
            )

        self._figures: dict[str, list[Figure]] = {}
        self._associations: dict[KeyId, dict[str, Association]] = {}
        #: Similarity of list entries to the item, by list and value, of those that were found near.
        self.near: dict[ValueListId, dict[ValueId, float]] = {}
        #: What the labelled items most like this one say, where there are any.
        self.twins: TwinVotes | None = None
        #: What its words as a whole imply, where a catalog has taught that.
        self.implied: Implied | None = None
        self._around: dict[tuple[str, int, int, str], Around] = {}
        self._figure_at: dict[str, dict[int, Figure]] = {}

    def figures(self, field: str) -> list[Figure]:
        """The numbers of a field, found once."""
        if field not in self._figures:
            self._figures[field] = figures(self.fields[field].text)
        return self._figures[field]

    def figure_at(self, field: str, start: int) -> Figure | None:
        """The number that begins at `start` of a field."""
        if field not in self._figure_at:
            self._figure_at[field] = {figure.start: figure for figure in self.figures(field)}
        return self._figure_at[field].get(start)

    def around(self, span: TextSpan, kind: str) -> Around:
        """The surroundings of a span that was recalled as `kind`; made once."""
        place = (span.field, span.start, span.end, kind)
        found = self._around.get(place)
        if found is None:
            field = self.fields[span.field]
            figure = self.figure_at(span.field, span.start) if span.text[:1].isdigit() or " " in kind else None
            near = _CLAUSE_END.split(field.text[max(0, span.start - _WINDOW) : span.start])[-1]
            beside = _CLAUSE_END.split(field.text[span.end : span.end + _WINDOW])[0].split(",")[0]
            found = self._around[place] = Around(
                context_of(field, span, kind, figure),
                f" {name_key(near)} ",
                f" {name_key(beside)} ",
                cautions(field.text, span.start, span.end),
            )
        return found

    def associations(self, key_id: KeyId, known: KeyAssociations, part: int) -> dict[str, Association]:
        """What the item's n-grams speak for under a key, asked of one memory and part only; made once."""
        found = self._associations.get(key_id)
        if found is None:
            found = self._associations[key_id] = known.best(self.grams_by_words, part)
        return found

    @cached_property
    def grams_by_words(self) -> dict[str, Gram]:
        """Every n-gram where it stands first; single letters and digits are left out."""
        out: dict[str, Gram] = {}
        for gram in self.grams():
            if len(gram.words) > 1 or not gram.words.isascii():
                out.setdefault(gram.words, gram)
        return out

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every distinct word of the item."""
        return frozenset(word for entry in self.fields.values() for word in entry.words)

    @cached_property
    def sorted_vocabulary(self) -> list[str]:
        return sorted(self.vocabulary)

    @cached_property
    def brand(self) -> str:
        """The folded brand."""
        return name_key(self.item.brand)

    def grams(self, longest: int = 3, most_words: int = MOST_WORDS) -> Iterator[Gram]:
        """Every run of up to `longest` words, the fields in their order, at most `most_words` words a field."""
        for entry in self.fields.values():
            words, starts, ends = entry.words[:most_words], entry.starts, entry.ends
            for first in range(len(words)):
                gram = words[first]
                yield Gram(gram, entry.field, starts[first], ends[first])
                for last in range(first + 1, min(first + longest, len(words))):
                    gram = f"{gram} {words[last]}"
                    yield Gram(gram, entry.field, starts[first], ends[last])
