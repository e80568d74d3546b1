"""`Reader`: all that one item's texts say - runs of known keys, spelled pairs, what names state, an extractor."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from itemcenter.extract import Extractor, written_pairs
from itemcenter.ontology.discover.key_book import KeyBook
from itemcenter.ontology.discover.key_runs import Run, runs_of
from itemcenter.ontology.discover.name_reader import BRAND_NAMES, NameReader
from itemcenter.ontology.discover.run_repairs import repaired
from itemcenter.ontology.discover.unit import Unit
from itemcenter.schema import AttributeKey, CategoryId, Item, TextSpan
from itemcenter.values.folding import name_key

#: Confidence of a pair that stands alone; how many characters may lie between pairs of one run.
_RUN_SURE, _NEAR = 0.9, 60
_MONEY = re.compile(r"(?:Rs\.?|rs\.?|INR|USD|EUR|GBP|[$€£¥₹])\s*\d[\d.,]*|\d[\d.,]*\s*(?:[$€£¥₹]|EUR|USD|INR|GBP)")
_NONE = re.compile(r"0(?:\.0+)?\s*[^\W\d_]{0,4}|(?:NA|N/A|n/a)(?:\s.*)?|-+")
#: Words of a value that a text spells out without naming a key that is known: longer ones are prose.
_OPEN_WORDS = 8
#: Words of a value behind a known name; longer ones are prose, too.
_RUN_WORDS = 25
#: Least confidence of what a name states.
_LEAST = 0.6


class Reader:
    """keys: of the ontology, by category; a key's name in the text may be any of its names."""

    def __init__(
        self,
        book: KeyBook,
        keys: Mapping[CategoryId, Sequence[AttributeKey]],
        extractor: Extractor | None = None,
        names: NameReader | None = None,
    ) -> None:
        self._book, self._keys, self._extractor, self._from_names = book, keys, extractor, names
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
        spent: list[TextSpan] = []
        out: list[Unit] = []

        def put(name: str, span: TextSpan, sure: float, own: AttributeKey | None, named: bool = True) -> None:
            if says_nothing(span.text) or any(_overlap(span, other) for other in taken):
                return
            taken.append(span)
            told, key_id = (own.description, own.id) if own is not None else ("", "")
            out.append(Unit(category_id, item.id, name, key_id, told, span, sure, weight, time_us, named))

        told = self._from_names.makers.told(item.category_path) if self._from_names is not None else ()
        maker = told[0][1] if told else ""
        runs: dict[str, tuple[float, str, Run, str]] = {}
        written: dict[str, str] = {}
        for field, text in item.fields():
            if field in ("category", "brand"):
                continue
            for run, sure in self._runs(text, maker):
                spent.append(TextSpan(field, run.name_start, run.end, text[run.name_start : run.end]))
                value = text[run.start : run.end]
                if len(value.split()) > _RUN_WORDS or self._book.is_tail(name_key(value)) or is_denial(run.key):
                    continue
                if run.key not in runs or sure > runs[run.key][0]:
                    runs[run.key] = sure, field, run, value
                    written[run.key] = text[run.name_start : run.name_end]
        for sure, field, run, value in runs.values():
            own = by_name.get(run.key)
            span = TextSpan(field, run.start, run.end, value)
            named_so = self._book.name(run.key) if self._book.has(run.key) else written[run.key]
            put(own.name if own else named_so, span, sure, own)
        taken += spent
        for pair in written_pairs(item):
            own = by_name.get(name_key(pair.name.text))
            if name_key(pair.name.text) in runs or is_denial(name_key(pair.name.text)):
                continue
            if own is None and len(pair.value.text.split()) > _OPEN_WORDS:
                continue
            put(own.name if own else pair.name.text, pair.value, 1.0, own)
        if self._from_names is not None:
            named = {name_key(unit.key) for unit in out}
            told_values = {name_key(unit.value) for unit in out}  # one thing is seldom told of two keys
            kind = self._from_names.tagger.tags.kind
            cuts: dict[str, list[tuple[int, int]]] = {}
            for span in spent:
                cuts.setdefault(span.field, []).append((span.start, span.end))
            for stated in self._from_names.read(item, cuts):
                own = by_name.get(stated.key)
                again = stated.key in named or (stated.key != kind and name_key(stated.span.text) in told_values)
                if stated.confidence >= _LEAST and not again:
                    put(own.name if own else self._book.name(stated.key), stated.span, stated.confidence, own, False)
        if self._extractor is not None:
            spelled = {unit.key_id for unit in out}
            asked = [key for key in keys if key.id not in spelled]
            found = self._extractor.extract(item, category_id, asked)
            names = {key.id: key for key in asked}
            for said in sorted(found, key=lambda entry: -entry.confidence):
                put(names[said.key_id].name, said.span, said.confidence, names[said.key_id], False)
        return sorted(_said_once(out), key=lambda unit: (unit.span.field, unit.span.start))

    def _runs(self, text: str, maker: str) -> list[tuple[Run, float]]:
        """With their confidence: the more pairs stand in a row, the surer each is."""
        found = repaired(text, runs_of(text, self._book), self._book, BRAND_NAMES, maker)
        opens = self._from_names.edges.opens if self._from_names is not None else frozenset()
        out: list[tuple[Run, float]] = []
        chain: list[Run] = []
        for run in [*found, None]:
            if chain and (run is None or run.name_start - chain[-1].end > _NEAR):
                out += [(entry, 1.0 - (1.0 - _RUN_SURE) / len(chain)) for entry in chain]
                chain = []
            if run is not None:
                begin = text[run.name_start : run.end].split()
                behind = len(text[run.name_start : run.name_end].split())
                if behind < len(begin) and name_key(" ".join(begin[behind - 1 : behind + 1])) in opens:
                    continue
                chain.append(run)
        return out


def _said_once(units: list[Unit]) -> list[Unit]:
    """Of two keys with one value the narrower: "Outer Material" says what "Material" says."""
    names = [(frozenset(name_key(unit.key).split()), name_key(unit.value)) for unit in units]
    return [
        unit
        for unit, (name, value) in zip(units, names, strict=True)
        if not (unit.named and any(name < other and value == said for other, said in names))
    ]


def says_nothing(value: str) -> bool:
    """A price is no property, and a measure of nothing stands for none."""
    return _MONEY.fullmatch(value) is not None or _NONE.fullmatch(value) is not None


def is_denial(folded_key: str) -> bool:
    """ "Not covered in warranty": what is denied is no property."""
    return folded_key.startswith(("not ", "nicht "))


def _overlap(one: TextSpan, other: TextSpan) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end
