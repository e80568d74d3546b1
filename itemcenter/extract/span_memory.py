"""What labelled texts teach about the spans of a key: which forms are its values, which words begin, end and surround
them, what they look like.

Everything is counted for the key in its category and for the key's name in all categories, by part (see
`evidence.folds`). A form that no item outside a part has as a value is as unknown to that part as one never met: that
it is known at all would tell the label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from itemcenter.evidence.binning import Floats
from itemcenter.evidence.folds import FOLDS
from itemcenter.extract.item_spans import ItemSpans, Span
from itemcenter.extract.part_counts import PartCounts
from itemcenter.extract.written_words import words_of
from itemcenter.schema import AttributeKey, CategoryId, KeyId
from itemcenter.values.folding import name_key

#: Stands for the border of a field where a neighbour is asked for.
BEFORE_FIRST, AFTER_LAST = "<", ">"
_REMARK = re.compile(r"\([^)]*\)")


#: Stands for all keys together.
ANY = ""


class Scope(NamedTuple):
    """Under which names a key is counted: in its category, everywhere, and with all keys that end in the same word
    ("lens colour" and "frame colour")."""

    own: str
    shared: str
    kin: str

    @classmethod
    def of(cls, category_id: CategoryId, key: AttributeKey) -> Scope:
        name = name_key(key.name)
        bare = name_key(_REMARK.sub(" ", key.name)) or name
        return cls(f"{category_id}\n{key.id}", f"\n{name}", f"\n*{bare.rsplit(' ', 1)[-1]}")


class LabelledSpans(NamedTuple):
    """An item with the forms that are values of its keys, () for "known to state none". `part`: its fold."""

    spans: ItemSpans
    category_id: CategoryId
    labels: Mapping[KeyId, tuple[str, ...]]
    part: int


class SpanMemory:
    """Filled once by `count`; then only read."""

    def __init__(self) -> None:
        #: Of a key: pairs, pairs that state none, values, their words, values with a digit.
        self.pairs = PartCounts(5)
        #: Of (key, form), (key, folded form): texts with it, those where it is a value.
        self.forms, self.folded = PartCounts(2), PartCounts(2)
        #: Of (key, shape of a span): texts with it, those where it is a value's.
        self.shapes = PartCounts(2)
        #: Of (key, word): its number, then how many are inside, first, last in, before and after a value.
        self.words = PartCounts(6)
        #: Of (key, shape of a word): its number, inside, before, after.
        self.word_shapes = PartCounts(4)
        #: Of (category, folded form): how often it is a value of any key.
        self.of_category = PartCounts(1)
        #: Forms that were a value of a key, by its shared name.
        self.known: dict[str, set[str]] = {}
        self.every_form: set[str] = set()
        self._most_words: dict[str, list[int]] = {}

    def most_words(self, scope: Scope, part: int, otherwise: int) -> int:
        """Words of the longest value of a key of this name outside the part."""
        by_part = self._most_words.get(scope.shared, [])
        return max((most for number, most in enumerate(by_part) if number != part), default=0) or otherwise

    def taught(self, scope: Scope) -> bool:
        """Whether any label is of a key of this name."""
        return scope.shared in self.known

    def knows(self, scope: Scope, form: str) -> bool:
        return form in self.known.get(scope.shared, ())

    def count(self, items: Iterable[tuple[LabelledSpans, Mapping[KeyId, AttributeKey]]]) -> None:
        items = list(items)
        for item, keys in items:
            for key_id, values in item.labels.items():
                scope = Scope.of(item.category_id, keys[key_id])
                shared = scope.shared
                known, kin = self.known.setdefault(shared, set()), self.known.setdefault(scope.kin, set())
                for value in values:
                    known.add(value)
                    kin.add(value)
                    self.of_category.add((item.category_id, name_key(value)), item.part, (1.0,))
                    most = self._most_words.setdefault(shared, [0] * FOLDS)
                    most[item.part] = max(most[item.part], len(words_of(value)))
        self.every_form = set().union(*self.known.values()) if self.known else set()
        for item, keys in items:
            inside = item.spans.inside(self.every_form)
            shapes: dict[str, list[Span]] = {}
            for span in item.spans.whole:
                shapes.setdefault(span.shape, []).append(span)
            for key_id, values in item.labels.items():
                self._count(item, Scope.of(item.category_id, keys[key_id]), values, inside, shapes)

    def _count(
        self,
        item: LabelledSpans,
        scope: Scope,
        values: tuple[str, ...],
        inside: Sequence[Span],
        shapes: Mapping[str, Sequence[Span]],
    ) -> None:
        known, wanted, part = self.known[scope.shared], set(values), item.part
        met = [span for span in (*item.spans.whole, *inside) if span.form in known]
        stated = [span for span in met if span.form in wanted]
        digits = sum(any(map(str.isdigit, value)) for value in values)
        lengths = sum(max(1, len(words_of(value))) for value in values)
        hit_forms = {span.folded for span in stated}
        hit_shapes = {span.shape for span in stated}
        kin_met = [span for span in (*item.spans.whole, *inside) if span.form in self.known[scope.kin]]
        for form in {span.form for span in kin_met}:
            self.forms.add((scope.kin, form), part, (1.0, float(form in wanted)))
        for shape in shapes.keys() | hit_shapes:
            self.shapes.add((ANY, shape), part, (1.0, float(shape in hit_shapes)))
        for name in scope[:2]:
            self.pairs.add(name, part, (1.0, float(not values), len(values), lengths, digits))
            for form in {span.form for span in met}:
                self.forms.add((name, form), part, (1.0, float(form in wanted)))
            for folded in {span.folded for span in met}:
                self.folded.add((name, folded), part, (1.0, float(folded in hit_forms)))
            for shape in shapes.keys() | hit_shapes:
                self.shapes.add((name, shape), part, (1.0, float(shape in hit_shapes)))
        self._count_words(item, scope, stated)

    def _count_words(self, item: LabelledSpans, scope: Scope, stated: Sequence[Span]) -> None:
        words, part = item.spans.words, item.part
        roles = [[0.0] * 6 for _ in words]
        for role in roles:
            role[0] = 1.0
        for begin, end in item.spans.bounds:
            at_border = [0.0, 0.0]
            for span in stated:
                if not begin <= span.first < end:
                    continue
                for place in range(span.first, span.last + 1):
                    roles[place][1] = 1.0
                roles[span.first][2] = roles[span.last][3] = 1.0
                if span.first > begin:
                    roles[span.first - 1][4] = 1.0
                else:
                    at_border[0] = 1.0
                if span.last + 1 < end:
                    roles[span.last + 1][5] = 1.0
                else:
                    at_border[1] = 1.0
            for name in (*scope[:2], ANY):
                self.words.add((name, BEFORE_FIRST), part, (1.0, 0.0, 0.0, 0.0, at_border[0], 0.0))
                self.words.add((name, AFTER_LAST), part, (1.0, 0.0, 0.0, 0.0, 0.0, at_border[1]))
        for word, role in zip(words, roles, strict=True):
            self.words.add((ANY, word.folded), part, role)
            for name in scope[:2]:
                self.words.add((name, word.folded), part, role)
                self.word_shapes.add((name, word.shape), part, (1.0, role[1], role[4], role[5]))


def rates(counts: Floats, prior: Floats | float, strength: float) -> Floats:
    """Shares of column 1 in column 0 of counts (n, 2), drawn to `prior` by `strength` trials."""
    found: Floats = (counts[:, 1] + strength * prior) / (counts[:, 0] + strength)
    return found
