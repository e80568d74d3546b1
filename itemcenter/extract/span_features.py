"""Features of (item, key, span): how the span was labelled before, its words, its looks, its place, its rivals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from itemcenter.evidence.binning import Floats
from itemcenter.extract.item_spans import MOST_WORDS, ItemSpans, Span
from itemcenter.extract.key_text import COLUMNS as TEXT
from itemcenter.extract.key_text import KeyText, SpanMeanings
from itemcenter.extract.near_items import Near, Votes
from itemcenter.extract.rivals import rivals
from itemcenter.extract.span_memory import AFTER_LAST, ANY, BEFORE_FIRST, Scope, SpanMemory, rates
from itemcenter.schema import CategoryId

#: Features, (n, len(NAMES)).
Table = np.ndarray[tuple[int, ...], np.dtype[np.float32]]

#: What of a form is a value before anything is known of it, and how many texts that counts for.
_SELDOM, _TRIALS = 0.02, 1.0
#: The same for a word's parts in values.
_WORD, _WORD_TRIALS = 0.1, 0.5
#: Share of pairs that state nothing, and its trials.
_NOTHING, _NOTHING_TRIALS = 0.2, 2.0
#: Longest span of a key that was never labelled, in words.
_UNTAUGHT_WORDS = 4

#: Columns by family: what a family brings is measured by leaving it out.
FAMILIES: dict[str, tuple[str, ...]] = {
    "forms": (
        "own_hits", "own_texts", "own_rate", "shared_hits", "shared_rate", "folded_rate", "shared_folded_rate",
        "own_share", "other_keys", "kin_hits", "kin_rate",
    ),
    "words": (
        "own_in_mean", "own_in_least", "own_in_most", "own_first", "own_last", "own_before", "own_behind",
        "own_word_texts", "own_in_before", "own_in_behind", "shared_in_mean", "shared_in_least", "shared_in_most",
        "shared_first", "shared_last", "shared_before", "shared_behind", "shared_word_texts", "shared_in_before",
        "shared_in_behind",
    ),
    "looks": (
        "own_shape", "shared_shape", "shape_texts", "own_word_shapes", "own_shape_before", "own_shape_behind",
        "shared_word_shapes", "shared_shape_before", "shared_shape_behind", "letters", "digits", "capitals",
    ),
    "place": ("place", "from_end", "relative", "title_words", "field", "count", "width"),
    "key": ("none", "pairs", "values", "value_width", "value_digits", "width_less_usual", "has_digit"),
    "near": ("votes", "votes_nothing", "vote_nearest", "nearest", "voters", "first_word", "first_words"),
    "any_key": ("any_in_mean", "any_in_least", "any_first", "any_last", "any_before", "any_behind", "any_shape"),
    "text": TEXT,
    "rivals": ("known", "lead", "rival", "within", "holds", "known_before"),
}  # fmt: skip
NAMES: tuple[str, ...] = tuple(name for family in FAMILIES.values() for name in family)
#: What a model of taught keys reads, and one of keys that no label has taught.
TAUGHT: tuple[str, ...] = tuple(
    name for family, names in FAMILIES.items() for name in names if family not in ("any_key", "place")
)
UNTAUGHT: tuple[str, ...] = (
    *FAMILIES["any_key"], *FAMILIES["text"], *FAMILIES["place"], "letters", "digits", "capitals", "has_digit",
    "other_keys",
)  # fmt: skip


class KeySpans(NamedTuple):
    """Spans that may be values of a key, and their features, float32 (n, len(NAMES))."""

    spans: list[Span]
    features: Table


class SpanReader:
    """Features of one item's spans for one key after the other. `part`: the item's fold, or EVERYTHING."""

    def __init__(
        self,
        spans: ItemSpans,
        category_id: CategoryId,
        part: int,
        memory: SpanMemory,
        near: Near,
        meanings: SpanMeanings,
    ) -> None:
        self._meanings = meanings
        self._item, self._category, self._part, self._memory, self._near = spans, category_id, part, memory, near
        self._inside = spans.inside(memory.every_form)

    def read(self, scope: Scope, text: KeyText) -> KeySpans:
        memory, part = self._memory, self._part
        most = min(MOST_WORDS, memory.most_words(scope, part, _UNTAUGHT_WORDS - 1) + 1)
        spans = [span for span in self._item.whole if span.last - span.first < most]
        whole = len(spans)
        spans += [span for span in self._inside if memory.knows(scope, span.form)]
        shared = memory.forms.of([(scope.shared, span.form) for span in spans], part)
        kept = [place for place in range(len(spans)) if place < whole or shared[place, 1] > 0]
        spans, shared = [spans[place] for place in kept], shared[kept]
        if not spans:
            return KeySpans([], np.zeros((0, len(NAMES)), dtype=np.float32))
        columns: dict[str, Floats | float] = {}
        columns |= self._forms(scope, spans, shared)
        columns |= self._words(scope, spans)
        columns |= self._looks(scope, spans)
        columns |= self._place(spans)
        columns |= self._key(scope, spans)
        columns |= self._votes(spans, self._near.votes(text.key.id))
        columns |= text.columns(self._item, spans, self._meanings)
        known = shared[:, 1] > 0
        columns |= rivals(spans, np.where(known, np.asarray(columns["own_rate"]), 0.0))
        table = np.empty((len(spans), len(NAMES)), dtype=np.float32)
        for place, name in enumerate(NAMES):
            table[:, place] = columns[name]
        return KeySpans(spans, table)

    def _forms(self, scope: Scope, spans: Sequence[Span], shared: Floats) -> dict[str, Floats | float]:
        memory, part = self._memory, self._part
        known = (shared[:, 1] > 0)[:, None]
        shared = shared * known
        own = memory.forms.of([(scope.own, span.form) for span in spans], part) * known
        shared_folded = memory.folded.of([(scope.shared, span.folded) for span in spans], part)
        known_folded = (shared_folded[:, 1] > 0)[:, None]
        shared_folded = shared_folded * known_folded
        own_folded = memory.folded.of([(scope.own, span.folded) for span in spans], part) * known_folded
        kin = memory.forms.of([(scope.kin, span.form) for span in spans], part)
        kin *= kin[:, 1:] > 0
        in_category = memory.of_category.of([(self._category, span.folded) for span in spans], part)[:, 0]
        values = memory.pairs.of([scope.own], part)[0, 2]
        shared_rate = rates(shared, _SELDOM, _TRIALS)
        own_rate = rates(own, shared_rate, _TRIALS)
        shared_folded_rate = rates(shared_folded, _SELDOM, _TRIALS)
        return {
            "own_hits": np.log1p(own[:, 1]),
            "own_texts": np.log1p(own[:, 0]),
            "own_rate": own_rate,
            "shared_hits": np.log1p(shared[:, 1]),
            "shared_rate": shared_rate,
            "folded_rate": rates(own_folded, shared_folded_rate, _TRIALS),
            "shared_folded_rate": shared_folded_rate,
            "own_share": own[:, 1] / values if values else np.nan,
            "other_keys": np.log1p(np.maximum(0.0, in_category - own_folded[:, 1])),
            "kin_hits": np.log1p(kin[:, 1]),
            "kin_rate": rates(kin, _SELDOM, _TRIALS),
        }

    def _words(self, scope: Scope, spans: Sequence[Span]) -> dict[str, Floats | float]:
        first, last, before, behind = self._edges(spans)
        entries = [word.folded for word in self._item.words] + [BEFORE_FIRST, AFTER_LAST]
        out: dict[str, Floats | float] = {}
        shared: Floats = np.zeros(0)
        for side, name in (("own", scope.own), ("shared", scope.shared), ("any", ANY)):
            counts = self._memory.words.of([(name, entry) for entry in entries], self._part)
            if side == "shared":
                shared = counts
            elif side == "any":
                counts = counts - shared  # what the other keys say
            share = (counts[:, 1:] + _WORD * _WORD_TRIALS) / (counts[:, :1] + _WORD_TRIALS)
            inside = share[:, 0]
            listed = inside.tolist()  # a handful of numbers a span: plain lists are faster than arrays
            stretch = [listed[span.first : span.last + 1] for span in spans]
            out[f"{side}_in_mean"] = np.array([sum(part) / len(part) for part in stretch])
            out[f"{side}_in_least"] = np.array([min(part) for part in stretch])
            out[f"{side}_first"], out[f"{side}_last"] = share[first, 1], share[last, 2]
            out[f"{side}_before"], out[f"{side}_behind"] = share[before, 3], share[behind, 4]
            if side == "any":
                break
            out[f"{side}_in_most"] = np.array([max(part) for part in stretch])
            out[f"{side}_in_before"], out[f"{side}_in_behind"] = inside[before], inside[behind]
            seen = counts[:, 0].tolist()
            out[f"{side}_word_texts"] = np.log1p([min(seen[span.first : span.last + 1]) for span in spans])
        return out

    def _edges(self, spans: Sequence[Span]) -> tuple[list[int], list[int], list[int], list[int]]:
        """Places of the first and last words and of their neighbours; the two places behind the words are borders."""
        start, stop = len(self._item.words), len(self._item.words) + 1
        bounds = self._item.bounds
        before = [span.first - 1 if span.first > bounds[span.field][0] else start for span in spans]
        behind = [span.last + 1 if span.last + 1 < bounds[span.field][1] else stop for span in spans]
        return [span.first for span in spans], [span.last for span in spans], before, behind

    def _looks(self, scope: Scope, spans: Sequence[Span]) -> dict[str, Floats | float]:
        memory, part = self._memory, self._part
        _, _, before, behind = self._edges(spans)
        shapes = [word.shape for word in self._item.words] + [BEFORE_FIRST, AFTER_LAST]
        out: dict[str, Floats | float] = {}
        shared: Floats = np.zeros(0)
        for side, name in (("own", scope.own), ("shared", scope.shared), ("any", ANY)):
            of_span = memory.shapes.of([(name, span.shape) for span in spans], part)
            if side == "shared":
                shared = of_span
            elif side == "any":
                out["any_shape"] = rates(of_span - shared, _SELDOM, _TRIALS)
                break
            out[f"{side}_shape"] = rates(of_span, _SELDOM, _TRIALS)
            if side == "own":
                out["shape_texts"] = np.log1p(of_span[:, 0])
            counts = memory.word_shapes.of([(name, shape) for shape in shapes], part)
            share = (counts[:, 1:] + _WORD) / (counts[:, :1] + 1.0)
            inside = share[:, 0]
            listed = inside.tolist()
            stretch = [listed[span.first : span.last + 1] for span in spans]
            out[f"{side}_word_shapes"] = np.array([sum(part) / len(part) for part in stretch])
            out[f"{side}_shape_before"], out[f"{side}_shape_behind"] = share[before, 1], share[behind, 2]
        out["letters"] = np.array([float(span.end - span.start) for span in spans])
        out["digits"] = np.array([sum(map(str.isdigit, span.form)) / len(span.form) for span in spans])
        out["capitals"] = np.array([sum(map(str.isupper, span.form)) / len(span.form) for span in spans])
        return out

    def _place(self, spans: Sequence[Span]) -> dict[str, Floats | float]:
        bounds = self._item.bounds
        begin = np.array([bounds[span.field][0] for span in spans], dtype=np.float64)
        end = np.array([bounds[span.field][1] for span in spans], dtype=np.float64)
        first = np.array([span.first for span in spans], dtype=np.float64)
        last = np.array([span.last for span in spans], dtype=np.float64)
        counts = Counter(span.form for span in spans)
        return {
            "place": first - begin,
            "from_end": end - 1 - last,
            "relative": (first - begin) / np.maximum(1.0, end - begin),
            "title_words": float(bounds[0][1] - bounds[0][0]),
            "field": np.array([float(span.field) for span in spans]),
            "count": np.array([float(counts[span.form]) for span in spans]),
            "width": last - first + 1.0,
        }

    def _key(self, scope: Scope, spans: Sequence[Span]) -> dict[str, Floats | float]:
        own, shared = self._memory.pairs.of([scope.own, scope.shared], self._part)
        everywhere = (shared[1] + _NOTHING * _NOTHING_TRIALS) / (shared[0] + _NOTHING_TRIALS)
        values = own[2]
        usual = own[3] / values if values else np.nan
        widths = np.array([span.last - span.first + 1.0 for span in spans])
        return {
            "none": (own[1] + everywhere * _NOTHING_TRIALS) / (own[0] + _NOTHING_TRIALS),
            "pairs": float(np.log1p(own[0])),
            "values": float(np.log1p(values)),
            "value_width": usual,
            "value_digits": own[4] / values if values else np.nan,
            "width_less_usual": widths - usual,
            "has_digit": np.array([float(any(map(str.isdigit, span.form))) for span in spans]),
        }

    def _votes(self, spans: Sequence[Span], votes: Votes) -> dict[str, Floats | float]:
        return {
            "votes": np.array([votes.share.get(span.form, 0.0) for span in spans]),
            "votes_nothing": votes.nothing,
            "vote_nearest": np.array([votes.nearest.get(span.form, 0.0) for span in spans]),
            "nearest": self._near.similarity[0] if self._near.similarity else 0.0,
            "voters": float(votes.voters),
            "first_word": np.array(
                [votes.first_word.get(span.form, 0.0) if votes.first_words else np.nan for span in spans]
            ),
            "first_words": float(np.log1p(votes.first_words)),
        }
