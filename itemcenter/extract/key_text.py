"""What a key's own text says of a span: for keys that no label has taught.

Words of its name and description, nearness in meaning, whether the span is of the key's type and unit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from itemcenter.errors import ValueParseError
from itemcenter.evidence.binning import Floats
from itemcenter.extract.item_spans import ItemSpans, Span
from itemcenter.ports import Embedder
from itemcenter.schema import AttributeKey, ValueType
from itemcenter.values import parse
from itemcenter.values.folding import name_key

#: Words of descriptions that name no value.
_EMPTY = frozenset(
    {"a", "an", "and", "are", "as", "at", "by", "for", "from", "in", "including", "is", "it", "its", "of", "on", "or"}
    | {"such", "that", "the", "this", "to", "with", "etc"}
)
_CODE = re.compile(r"(?=.*[0-9])[^\s]{3,}")
_PARSED = (ValueType.QUANTITY, ValueType.COUNT, ValueType.COLOUR)
COLUMNS = ("name_words", "description_words", "name_distance", "of_type", "meaning", "meaning_lead")


def stem(word: str) -> str:
    """A word without the ending of its plural."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def content_words(text: str) -> frozenset[str]:
    """Folded words that may name something."""
    return frozenset(stem(word) for word in name_key(text).split() if word not in _EMPTY)


class SpanMeanings:
    """Vectors of one item's spans, made when first asked for."""

    def __init__(self, encoder: Embedder | None) -> None:
        self._encoder = encoder
        self._places: dict[str, int] = {}
        self._rows: list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = []

    def near(self, key: KeyText, spans: Sequence[Span]) -> Floats | None:
        """Cosines (n,) of the spans and the key's text; None without an encoder."""
        if self._encoder is None:
            return None
        fresh = list(dict.fromkeys(span.form for span in spans if span.form not in self._places))
        if fresh:
            self._places |= {form: len(self._rows) + place for place, form in enumerate(fresh)}
            self._rows += list(self._encoder.embed(fresh))
        vector = self._encoder.embed([key.text])[0]
        table = np.stack([self._rows[self._places[span.form]] for span in spans])
        found: Floats = np.einsum("ij,j->i", table, vector).astype(np.float64)
        return found


class KeyText:
    """A key as read."""

    def __init__(self, key: AttributeKey) -> None:
        self.key = key
        names = (key.name, *key.synonyms)
        self.text = " ".join(filter(None, (*names, key.description)))
        self._names = frozenset().union(*map(content_words, names))
        self._description = content_words(key.description) - self._names

    @cached_property
    def _typed(self) -> dict[str, float]:
        return {}

    def columns(self, item: ItemSpans, spans: Sequence[Span], meanings: SpanMeanings) -> dict[str, Floats | float]:
        """By the names in `COLUMNS`, (n,); NaN for "cannot be said"."""
        tokens = [[stem(word) for word in span.folded.split()] for span in spans]
        named = np.array([_share(words, self._names) for words in tokens])
        meaning = meanings.near(self, spans)
        lead: Floats | float = np.nan
        if meaning is not None:
            lead = meaning - float(meaning.max())
        return {
            "name_words": named,
            "description_words": np.array([_share(words, self._description) for words in tokens]),
            "name_distance": self._distances(item, spans),
            "of_type": np.array([self._of_type(span.form) for span in spans]),
            "meaning": np.nan if meaning is None else meaning,
            "meaning_lead": lead,
        }

    def _distances(self, item: ItemSpans, spans: Sequence[Span]) -> Floats:
        """Words between a span and the nearest word of the key's name outside it; below 0 where that comes first."""
        out = np.full(len(spans), np.nan)
        places = [
            place
            for place, word in enumerate(item.words)
            if any(stem(token) in self._names for token in word.folded.split())
        ]
        if not places:
            return out
        for number, span in enumerate(spans):
            begin, end = item.bounds[span.field]
            gaps = [place - span.last for place in places if span.last < place < end]
            gaps += [place - span.first for place in places if begin <= place < span.first]
            if gaps:
                out[number] = min(gaps, key=abs)
        return out

    def _of_type(self, form: str) -> float:
        """Whether a text can be a value of the key's type, NaN where any text can."""
        if self.key.type is ValueType.IDENTIFIER:
            return float(_CODE.fullmatch(form) is not None)
        if self.key.type not in _PARSED:
            return float("nan")
        found = self._typed.get(form)
        if found is None:
            try:
                read = parse(form, self.key, bare_unit="")
                found = float((read.start, read.end) == (0, len(form)))  # and nothing beside it
            except ValueParseError:
                found = 0.0
            self._typed[form] = found
        return found


def _share(words: Sequence[str], wanted: frozenset[str]) -> float:
    return sum(word in wanted for word in words) / len(words) if words else 0.0
