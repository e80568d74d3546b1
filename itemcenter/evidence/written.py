"""What is written of a candidate: where its words stand, what stands around them, and who else claims them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from itemcenter.evidence.contexts import Context
from itemcenter.evidence.item_words import Around, ItemWords
from itemcenter.schema import AttributeKey, Candidate, TextSpan
from itemcenter.schema.item import BRAND, CATEGORY, DESCRIPTION, TITLE
from itemcenter.values.folding import name_key, tokens

#: The columns of `Written.columns`, in order.
WRITTEN = (
    "spans", "in_title", "in_category", "in_brand", "in_description", "in_other", "title_place", "first_place",
    "span_words", "span_characters", "exact_case", "name_words", "covered", "key_before", "key_after", "key_label",
    "negated", "goes_with", "also_sold", "compared", "small_acronym", "one_letter", "chain_part", "chain_parts",
    "side_same", "side_other", "number_size", "figures_in_text",
)  # fmt: skip
_NAN = math.nan
_UNSEEN = (_NAN, _NAN, _NAN, _NAN)
_USUAL = frozenset({TITLE, CATEGORY, BRAND, DESCRIPTION})

#: (field, start, end) of a span.
Place = tuple[str, int, int]


class Written(NamedTuple):
    """columns: a number for each of `WRITTEN`; contexts: one a span

    span_claims: the fewest claims on one of its spans; inside_longer: whether every span lies in a longer claimed one
    """

    columns: tuple[float, ...]
    span_claims: float
    inside_longer: float
    contexts: Sequence[Context]


class Claims:
    """The spans that the candidates of one item claim: how often each, and which lie inside a longer one."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._count: dict[Place, int] = {}
        for candidate in candidates:
            for span in candidate.evidence:
                if isinstance(span, TextSpan):
                    place = (span.field, span.start, span.end)
                    self._count[place] = self._count.get(place, 0) + 1
        self._inside: set[Place] = set()
        field, reach = "", -1
        for place in sorted(self._count, key=lambda place: (place[0], place[1], -place[2])):
            if place[0] != field:
                field, reach = place[0], -1
            if place[2] <= reach:
                self._inside.add(place)
            else:
                reach = place[2]

    def of(self, spans: Sequence[TextSpan]) -> tuple[float, float]:
        """(fewest claims on one of the spans, whether all lie inside longer ones)."""
        places = [(span.field, span.start, span.end) for span in spans]
        inside = self._inside
        for place in places:
            if place not in inside:
                return min([self._count[place] for place in places]), 0.0
        return min([self._count[place] for place in places]), 1.0


def written(
    words: ItemWords, key: AttributeKey, candidate: Candidate, spans: Sequence[TextSpan], claims: Claims
) -> Written:
    """`spans`: the candidate's text spans; without any, most columns are missing (NaN)."""
    name, number = candidate.value.text, candidate.value.number
    folded = _words(name)
    covered = sum([word in words.vocabulary for word in folded]) / len(folded) if folded else _NAN
    size = math.log10(1.0 + abs(number)) if number else 0.0
    if not spans:
        columns = (0, 0, 0, 0, 0, 0, _NAN, _NAN, _NAN, _NAN, _NAN, len(folded), covered, 0, 0, 0, *_UNSEEN, _NAN, _NAN,
                   _NAN, _NAN, _NAN, _NAN, size, _NAN)  # fmt: skip
        return Written(columns, _NAN, _NAN, ())
    around = [words.around(span, candidate.recall) for span in spans]
    first = spans[0]
    text = first.text
    field = words.fields[first.field]
    place = field.index(first.start)
    fields = {span.field for span in spans}
    span_claims, inside_longer = claims.of(spans)
    names = key_names(key)
    part = parts = same = other = in_text = _NAN
    figure = words.figure_at(first.field, first.start) if text[:1].isdigit() else None
    if figure is not None:
        part, parts = figure.part, figure.parts
        same = bool(figure.side) and (figure.side == key.role or f" {figure.side} " in names)
        other = bool(figure.side) and not same
        in_text = len(words.figures(first.field))
    columns = (
        len(spans),
        TITLE in fields,
        CATEGORY in fields,
        BRAND in fields,
        DESCRIPTION in fields,
        not fields <= _USUAL,
        place if first.field == TITLE else _NAN,
        place / max(1, len(field.words)),
        len(_words(text)),
        len(text),
        any(span.text == name for span in spans),
        len(folded),
        covered,
        *_key_near(around, names),
        *_warnings(around),
        name.isupper() and len(name) <= 5 and text.islower(),
        len(text) == 1 and text.isascii(),
        part,
        parts,
        same,
        other,
        size,
        in_text,
    )
    return Written(columns, span_claims, inside_longer, [entry.context for entry in around])


def _key_near(around: Sequence[Around], names: tuple[str, ...]) -> tuple[bool, bool, bool]:
    """Whether a name of the key stands before, after, and right before a span."""
    before = after = label = False
    for entry in around:
        behind, beside = entry.behind, entry.beside
        for name in names:
            if name in behind:
                before = True
                label = label or behind.endswith(names)
            if name in beside:
                after = True
    return before, after, label


def _warnings(around: Sequence[Around]) -> tuple[float, float, float, float]:
    """A caution counts where it holds at every span."""
    if len(around) == 1:
        return around[0].cautions
    negated, goes_with, also_sold, compared = zip(*[entry.cautions for entry in around], strict=True)
    return all(negated), all(goes_with), all(also_sold), all(compared)


@lru_cache(maxsize=65536)
def key_names(key: AttributeKey) -> tuple[str, ...]:
    """Folded names with a blank on either side."""
    found = (name_key(name) for name in (key.name, *key.synonyms))
    return tuple(dict.fromkeys(f" {name} " for name in found if name))


@lru_cache(maxsize=262144)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word, _, _ in tokens(text))


def title_start(words: ItemWords, spans: Sequence[TextSpan]) -> float:
    """Number of title words before the first span there; far behind where there is none."""
    starts = [words.fields[TITLE].index(span.start) for span in spans if span.field == TITLE]
    return min(starts) if starts else 1e3


def text_spans(candidate: Candidate) -> list[TextSpan]:
    return [span for span in candidate.evidence if isinstance(span, TextSpan)]
