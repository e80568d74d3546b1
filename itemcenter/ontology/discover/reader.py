"""`Reader`: all that one item's texts say - runs of known keys, pairs that are spelled out, spans of an extractor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from itemcenter.extract import Extractor, written_pairs
from itemcenter.ontology.discover.key_book import KeyBook
from itemcenter.ontology.discover.key_runs import runs_of
from itemcenter.ontology.discover.unit import Unit
from itemcenter.schema import AttributeKey, CategoryId, Item, TextSpan
from itemcenter.values.folding import name_key

#: What a run is worth as a confidence, from the score 0 on.
_RUN_SURE, _RUN_SCALE = 0.9, 4.0
#: Words of a value that a text spells out without naming a key that is known: longer ones are prose.
_OPEN_WORDS = 8


class Reader:
    """keys: of the ontology, by category; a key's name in the text may be any of its names."""

    def __init__(
        self, book: KeyBook, keys: Mapping[CategoryId, Sequence[AttributeKey]], extractor: Extractor | None
    ) -> None:
        self._book, self._keys, self._extractor = book, keys, extractor
        self._names: dict[CategoryId, dict[str, AttributeKey]] = {}

    def units(self, item: Item, category_id: CategoryId, *, weight: int = 1, time_us: int = 0) -> list[Unit]:
        """In the order of the texts. A span is the value of one unit; what a text names goes before the inferred."""
        keys = self._keys.get(category_id, ())
        if category_id not in self._names:
            self._names[category_id] = {
                name_key(name): key for key in reversed(keys) for name in (*key.synonyms, key.name)
            }
        by_name = self._names[category_id]
        taken: list[TextSpan] = []
        out: list[Unit] = []

        def put(name: str, span: TextSpan, confidence: float, own: AttributeKey | None) -> None:
            if any(_overlap(span, other) for other in taken):
                return
            taken.append(span)
            told, key_id = (own.description, own.id) if own is not None else ("", "")
            out.append(Unit(category_id, item.id, name, key_id, told, span, confidence, weight=weight, time_us=time_us))

        for field, text in item.fields():
            if field in ("category", "brand"):
                continue
            for run in runs_of(text, self._book):
                own = by_name.get(run.key)
                sure = min(1.0, _RUN_SURE + (1 - _RUN_SURE) * min(1.0, max(0.0, run.score) / _RUN_SCALE))
                span = TextSpan(field, run.start, run.end, text[run.start : run.end])
                before = len(out)
                put(own.name if own else self._book.name(run.key), span, sure, own)
                if len(out) > before:
                    taken.append(TextSpan(field, run.name_start, run.name_end, text[run.name_start : run.name_end]))
        for pair in written_pairs(item):
            own = by_name.get(name_key(pair.name.text))
            if own is None and len(pair.value.text.split()) > _OPEN_WORDS:
                continue
            put(own.name if own else pair.name.text, pair.value, 1.0, own)
        if self._extractor is not None:
            spelled = {unit.key_id for unit in out}
            asked = [key for key in keys if key.id not in spelled]
            found = self._extractor.extract(item, category_id, asked)
            names = {key.id: key for key in asked}
            for said in sorted(found, key=lambda entry: -entry.confidence):
                put(names[said.key_id].name, said.span, said.confidence, names[said.key_id])
        return sorted(out, key=lambda unit: (unit.span.field, unit.span.start))


def _overlap(one: TextSpan, other: TextSpan) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end
