"""Recall for the evidence model: everything that may state a value, ten candidates at most for every (item, key).

name, synonym   the alias pass        typed, flag   the product-unit grammar and key names
short, part     initials, short forms, parts of names
figure          any number that reads as a value of the key      code   codes in compact form
learned         words that go with a value in this catalog       vector nearest entries by meaning
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from itemcenter.evidence.contexts import UNIT_VIEW, unit_words
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.library.alias_recall import MOST_EVIDENCE, alias_candidates
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.library.code_recall import Code, CodeList, codes, open_codes
from itemcenter.library.figure_recall import NumericList, read_figures
from itemcenter.library.lexicon import Lexicon, Mentions
from itemcenter.library.typed_recall import typed_candidates
from itemcenter.library.vector_recall import Near, VectorRecall
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Candidate,
    CandidateSet,
    Item,
    ItemId,
    KeyId,
    OntologyRelease,
    TextSpan,
    TypedValue,
    ValueId,
    ValueListId,
    ValueType,
)
from itemcenter.values.figures import Figure

#: Candidates kept for a key (paper, section 4.1: K = 10).
TOP_K = 10
_FIGURE, _CODE, _OPEN_CODE, _CUT, _VECTOR = 0.3, 0.95, 0.4, 0.5, 0.3
#: Labelled items from which a key is known well enough to say which units its numbers have.
_KNOWN_KEY = 20
#: Items whose words are kept before recall: then it keeps those of its own items.
_WORDS_KEPT = 384
_NUMBERED = (ValueType.QUANTITY, ValueType.COUNT)


@dataclass(slots=True)
class _Entry:
    value: TypedValue
    score: float
    kind: str
    spans: list[TextSpan]


def _takes_all(reading: str, figure: Figure) -> bool:
    return True


class WideRecall:
    """Candidates over one release; `memory` of the catalog widens and orders them."""

    def __init__(
        self, release: OntologyRelease, lexicon: Lexicon, memory: CatalogMemory, vectors: VectorRecall | None = None
    ) -> None:
        self._release = release
        self._lexicon = lexicon
        self.memory = memory
        self._vectors = vectors
        self._numeric: dict[ValueListId, NumericList | None] = {}
        self._codes: dict[ValueListId, CodeList | None] = {}
        self._values: dict[ValueListId, dict[ValueId, AttributeValue]] = {}
        self._words: dict[ItemId, ItemWords] = {}

    def words(self, item: Item) -> ItemWords:
        """The words of an item, made once; those of the items that were recalled last, with what was found near."""
        found = self._words.get(item.id)
        if found is None or found.item is not item:
            if len(self._words) >= _WORDS_KEPT:
                self._words.clear()
            found = self._words[item.id] = ItemWords(item)
        return found

    def numeric(self, key: AttributeKey) -> NumericList | None:
        list_id = key.value_list_id
        if list_id is None:
            return None
        if list_id not in self._numeric:
            self._numeric[list_id] = NumericList.of(self._release.list_by_id[list_id])
        return self._numeric[list_id]

    def code_list(self, key: AttributeKey) -> CodeList | None:
        list_id = key.value_list_id
        if list_id is None:
            return None
        if list_id not in self._codes:
            self._codes[list_id] = CodeList.of(self._release.list_by_id[list_id])
        return self._codes[list_id]

    def list_size(self, key: AttributeKey) -> int:
        return 0 if key.value_list_id is None else len(self._release.list_by_id[key.value_list_id].values)

    def value(self, key: AttributeKey, value_id: ValueId) -> AttributeValue | None:
        list_id = key.value_list_id
        if list_id is None:
            return None
        if list_id not in self._values:
            self._values[list_id] = {entry.id: entry for entry in self._release.list_by_id[list_id].values}
        return self._values[list_id].get(value_id)

    def recall(
        self,
        items: Sequence[ItemWords],
        plans: Sequence[CategoryPlan],
        parts: Sequence[int],
        only: Sequence[Container[KeyId]] | None = None,
    ) -> list[list[CandidateSet]]:
        """For each item one candidate set a key of its plan, in the plan's order; empty sets included.

        only: the keys that are asked of each item; the others get empty sets
        """
        self._words = {entry.item.id: entry for entry in items}  # what is found here is asked for when it is decided
        found = self.scan([entry.item for entry in items], plans)
        asked: Sequence[Container[KeyId] | None] = only or [None] * len(items)
        near: list[dict[ValueListId, Near]] = [{} for _ in items]
        if self._vectors is not None:
            wordy = [self._wordy(plan, keys) for plan, keys in zip(plans, asked, strict=True)]
            near = self._vectors.near(items, plans, wordy)
        out = []
        for place, (words, plan, mentions) in enumerate(zip(items, plans, found, strict=True)):
            words.near = {list_id: entry.similarity for list_id, entry in near[place].items()}
            out.append(self._sets(words, plan, mentions, parts[place], asked[place], near[place]))
        return out

    def _wordy(self, plan: CategoryPlan, asked: Container[KeyId] | None) -> list[ValueListId]:
        """The lists of words among those of the asked keys: neither numbers nor codes."""
        return [
            key.value_list_id
            for key in plan.keys
            if key.value_list_id is not None
            and (asked is None or key.id in asked)
            and self.numeric(key) is None
            and self.code_list(key) is None
        ]

    def scan(self, items: Sequence[Item], plans: Sequence[CategoryPlan]) -> list[list[tuple[str, str, Mentions]]]:
        texts: list[str] = []
        sought = []
        places: list[tuple[int, str]] = []
        for number, (item, plan) in enumerate(zip(items, plans, strict=True)):
            for name, text in item.fields():
                texts.append(text)
                sought.append(plan.sought)
                places.append((number, name))
        out: list[list[tuple[str, str, Mentions]]] = [[] for _ in items]
        for (number, name), text, mentions in zip(places, texts, self._lexicon.scan(texts, sought), strict=True):
            out[number].append((name, text, mentions))
        return out

    def _sets(
        self,
        words: ItemWords,
        plan: CategoryPlan,
        found: list[tuple[str, str, Mentions]],
        part: int,
        wanted: Container[KeyId] | None,
        near: dict[ValueListId, Near],
    ) -> list[CandidateSet]:
        named = alias_candidates(plan, found) | typed_candidates(plan, found)
        found_codes: dict[str, list[Code]] = {}
        out: list[CandidateSet] = []
        release_id = self._release.id
        for key in plan.keys:
            if wanted is not None and key.id not in wanted:
                out.append(CandidateSet(words.item.id, key.id, release_id, ()))
                continue
            entries: dict[str, _Entry] = {}
            for candidate in named.get(key.id, ()):
                spans = [span for span in candidate.evidence if isinstance(span, TextSpan)]
                entries[candidate.value.identity] = _Entry(candidate.value, candidate.score, candidate.recall, spans)
            self._figures(words, key, plan, entries, part)
            code_list = self.code_list(key)
            if code_list is not None or key.type is ValueType.IDENTIFIER:
                if not found_codes:
                    found_codes = {name: codes(text) for name, text, _ in found}
                self._coded(words, key, plan, code_list, found_codes, entries, part)
            known = self.memory.associations.get(key.id)
            if known is not None:
                for entry in known.recalled(words.associations(key.id, known, part), part):
                    value = self._typed(key, plan, entry.value)
                    if value is not None:
                        gram = entry.gram
                        text = words.fields[gram.field].text[gram.start : gram.end]
                        self._add(
                            entries, value, entry.share, "learned", TextSpan(gram.field, gram.start, gram.end, text)
                        )
            if key.value_list_id in near:
                for value_id, score, span in near[key.value_list_id].unnamed:
                    value = self._typed(key, plan, f"#{value_id}")
                    if value is not None and value.identity not in entries:
                        self._add(entries, value, _VECTOR * max(0.0, score), "vector", span)
            ranked = sorted(entries.values(), key=lambda entry: (-entry.score, entry.value.identity))[:TOP_K]
            out.append(
                CandidateSet(
                    words.item.id,
                    key.id,
                    release_id,
                    tuple(Candidate(e.value, e.score, tuple(e.spans[:MOST_EVIDENCE]), e.kind) for e in ranked),
                )
            )
        return out

    def _typed(self, key: AttributeKey, plan: CategoryPlan, identity: str) -> TypedValue | None:
        """A learned value under the release of today: gone from the list, gone from the candidates."""
        if identity.startswith("#"):
            value = self.value(key, ValueId(identity[1:]))
            if value is None or not plan.permits(key, value.id):
                return None
            return TypedValue(key.type, value.name.strip(), value.id)
        return None

    def _figures(
        self, words: ItemWords, key: AttributeKey, plan: CategoryPlan, entries: dict[str, _Entry], part: int
    ) -> None:
        numeric = self.numeric(key)
        if key.type not in _NUMBERED and numeric is None:
            return
        precision = self.memory.precision
        known = not precision.empty and self.memory.knows(key, part) >= _KNOWN_KEY

        def takes(reading: str, figure: Figure) -> bool:
            unit = unit_words(f"figure {reading}", figure)
            return precision.ever_right(key, UNIT_VIEW, unit, part)

        def assumed(of: AttributeKey) -> tuple[str, ...]:
            return self.memory.rules.assumed_units(of, part)

        for name, field in words.fields.items():
            found = words.figures(name)
            if not found:
                continue
            for candidate in read_figures(key, numeric, found, assumed, takes if known else _takes_all):
                value_id = candidate.value.value_id
                if value_id is not None and not plan.permits(key, value_id):
                    continue
                figure = candidate.figure
                end = figure.word_end if candidate.reading in ("unit", "thousand") else figure.end
                span = TextSpan(name, figure.start, end, field.text[figure.start : end])
                score = _FIGURE
                if key.role and figure.side:
                    score = 0.6 if key.role == figure.side else 0.1
                if known:
                    context = words.around(span, f"figure {candidate.reading}").context
                    score = min(1.0, max(precision.look_up(key, context, part)[:6]))
                self._add(entries, candidate.value, score, f"figure {candidate.reading}", span)

    def _coded(
        self,
        words: ItemWords,
        key: AttributeKey,
        plan: CategoryPlan,
        code_list: CodeList | None,
        found: dict[str, list[Code]],
        entries: dict[str, _Entry],
        part: int,
    ) -> None:
        cuts = self.memory.rules.cuts(key, part)
        for name, all_codes in found.items():
            if code_list is not None:
                pairs = [(v, c, _CODE if c.whole else _CODE - 0.1) for v, c in code_list.read(key, all_codes)]
                for cut in cuts:
                    short = [
                        Code(c.compact[cut.start : cut.start + cut.length], c.start, c.end, False)
                        for c in all_codes
                        if c.whole and len(c.compact) == cut.whole
                    ]
                    pairs += [(v, c, _CUT) for v, c in code_list.read(key, short)]
            else:
                pairs = [(v, c, _OPEN_CODE) for v, c in open_codes(key, all_codes)]
            for value, code, score in pairs:
                if value.value_id is not None and not plan.permits(key, value.value_id):
                    continue
                text = words.fields[name].text[code.start : code.end]
                self._add(entries, value, score, "code", TextSpan(name, code.start, code.end, text))

    @staticmethod
    def _add(entries: dict[str, _Entry], value: TypedValue, score: float, kind: str, span: TextSpan) -> None:
        held = entries.get(value.identity)
        if held is None:
            entries[value.identity] = _Entry(value, score, kind, [span])
            return
        if score > held.score:
            held.score, held.kind = score, kind
        if all((s.field, s.start) != (span.field, span.start) for s in held.spans):
            held.spans.append(span)
