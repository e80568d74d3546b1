"""Recall for one key: numbers read as its values, codes in compact form, words that go with a value, near entries.

What all items of a release share (how a list is read) is found out once a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from itemcenter.evidence.contexts import UNIT_VIEW, unit_words
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.library.code_recall import Code, CodeList, codes, open_codes
from itemcenter.library.figure_recall import NumericList, read_figures
from itemcenter.library.gathered import Gathered
from itemcenter.library.vector_recall import Near
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    KeyId,
    OntologyRelease,
    TextSpan,
    TypedValue,
    ValueId,
    ValueListId,
    ValueType,
)
from itemcenter.values.figures import Figure

_FIGURE, _CODE, _OPEN_CODE, _CUT, _VECTOR = 0.3, 0.95, 0.4, 0.5, 0.3
#: Labelled items from which a key is known well enough to say which units its numbers have.
_KNOWN_KEY = 20
_NUMBERED = (ValueType.QUANTITY, ValueType.COUNT)


class Reading(NamedTuple):
    """How a key's values are read: numbers at all, its list as numbers, as codes; codes at all; its list as words."""

    numbered: bool
    numeric: NumericList | None
    code_list: CodeList | None
    coded: bool
    wordy: bool


class Asked(NamedTuple):
    """An item with its category's plan, its part (see `folds`), the codes of its texts and its near entries."""

    words: ItemWords
    plan: CategoryPlan
    part: int
    near: Mapping[ValueListId, Near]
    codes: dict[str, list[Code]]


class KeyRecall:
    """Over one release and the memory of a catalog."""

    def __init__(self, release: OntologyRelease, memory: CatalogMemory) -> None:
        self._release = release
        self._memory = memory
        self._readings: dict[KeyId, Reading] = {}
        self._lists: dict[ValueListId, tuple[NumericList | None, CodeList | None]] = {}
        self._values: dict[ValueListId, dict[ValueId, AttributeValue]] = {}

    def reading(self, key: AttributeKey) -> Reading:
        found = self._readings.get(key.id)
        if found is None:
            numeric, code_list = None, None
            list_id = key.value_list_id
            if list_id is not None:
                if list_id not in self._lists:
                    entries = self._release.list_by_id[list_id]
                    self._lists[list_id] = NumericList.of(entries), CodeList.of(entries)
                numeric, code_list = self._lists[list_id]
            found = self._readings[key.id] = Reading(
                key.type in _NUMBERED or numeric is not None,
                numeric,
                code_list,
                code_list is not None or key.type is ValueType.IDENTIFIER,
                list_id is not None and numeric is None and code_list is None,
            )
        return found

    def value(self, key: AttributeKey, value_id: ValueId) -> AttributeValue | None:
        list_id = key.value_list_id
        if list_id is None:
            return None
        if list_id not in self._values:
            self._values[list_id] = {entry.id: entry for entry in self._release.list_by_id[list_id].values}
        return self._values[list_id].get(value_id)

    def gather(self, asked: Asked, key: AttributeKey, gathered: Gathered) -> None:
        """Adds what is found for the key."""
        reading = self.reading(key)
        if reading.numbered:
            self._figures(asked, key, reading.numeric, gathered)
        if reading.coded:
            self._coded(asked, key, reading.code_list, gathered)
        known = self._memory.associations.get(key.id)
        if known is not None:
            for entry in known.recalled(asked.words.associations(key.id, known, asked.part), asked.part):
                value = self._listed(key, asked.plan, entry.value)
                if value is not None:
                    gram = entry.gram
                    text = asked.words.fields[gram.field].text[gram.start : gram.end]
                    gathered.add(value, entry.share, "learned", TextSpan(gram.field, gram.start, gram.end, text))
        if asked.words.implied is not None:
            for value_id, chance, span in asked.words.implied.likely(key.id):
                value = self._listed(key, asked.plan, f"#{value_id}")
                if value is not None and value not in gathered:
                    gathered.add(value, chance, "learned", span)
        if key.value_list_id is not None and key.value_list_id in asked.near:
            for value_id, score, span in asked.near[key.value_list_id].unnamed:
                value = self._listed(key, asked.plan, f"#{value_id}")
                if value is not None and value not in gathered:
                    gathered.add(value, _VECTOR * max(0.0, score), "vector", span)

    def _listed(self, key: AttributeKey, plan: CategoryPlan, identity: str) -> TypedValue | None:
        """A learned value under the release of today: gone from the list, gone from the candidates."""
        if identity.startswith("#"):
            value = self.value(key, ValueId(identity[1:]))
            if value is None or not plan.permits(key, value.id):
                return None
            return TypedValue(key.type, value.name.strip(), value.id)
        return None

    def _figures(self, asked: Asked, key: AttributeKey, numeric: NumericList | None, gathered: Gathered) -> None:
        words, plan, part = asked.words, asked.plan, asked.part
        precision = self._memory.precision
        known = not precision.empty and self._memory.knows(key, part) >= _KNOWN_KEY
        right = precision.ever_right(key, UNIT_VIEW, part) if known else frozenset[str]()
        if known and not right:
            return

        def takes(reading: str, figure: Figure) -> bool:
            return not known or unit_words(f"figure {reading}", figure) in right

        def assumed(of: AttributeKey) -> tuple[str, ...]:
            return self._memory.rules.assumed_units(of, part)

        for name, field in words.fields.items():
            found = words.figures(name)
            if not found:
                continue
            for candidate in read_figures(key, numeric, found, assumed, takes):
                value_id = candidate.value.value_id
                if value_id is not None and not plan.permits(key, value_id):
                    continue
                figure = candidate.figure
                end = figure.word_end if candidate.reading in ("unit", "thousand") else figure.end
                span = TextSpan(name, figure.start, end, field.text[figure.start : end])
                kind = f"figure {candidate.reading}"
                if known:
                    context = words.around(span, kind).context
                    score = min(1.0, max(precision.look_up(key, context, part)[:6]))
                elif key.role and figure.side:
                    score = 0.6 if key.role == figure.side else 0.1
                else:
                    score = _FIGURE
                gathered.add(candidate.value, score, kind, span)

    def _coded(self, asked: Asked, key: AttributeKey, code_list: CodeList | None, gathered: Gathered) -> None:
        if not asked.codes:
            asked.codes.update({name: codes(field.text) for name, field in asked.words.fields.items()})
        cuts = self._memory.rules.cuts(key, asked.part)
        for name, found in asked.codes.items():
            if code_list is not None:
                pairs = [(v, c, _CODE if c.whole else _CODE - 0.1) for v, c in code_list.read(key, found)]
                for cut in cuts:
                    short = [
                        Code(c.compact[cut.start : cut.start + cut.length], c.start, c.end, False)
                        for c in found
                        if c.whole and len(c.compact) == cut.whole
                    ]
                    pairs += [(v, c, _CUT) for v, c in code_list.read(key, short)]
            else:
                pairs = [(v, c, _OPEN_CODE) for v, c in open_codes(key, found)]
            for value, code, score in pairs:
                if value.value_id is not None and not asked.plan.permits(key, value.value_id):
                    continue
                text = asked.words.fields[name].text[code.start : code.end]
                gathered.add(value, score, "code", TextSpan(name, code.start, code.end, text))
