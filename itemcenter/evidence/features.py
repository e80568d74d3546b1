"""Features of (item, key, value, evidence): the same meaning in every ontology, none that names an entry.

Row = one candidate of one (item, key). Three groups: what is written (match, place, words around, numbers), how the
candidates compete, and what the catalog has taught (`CatalogMemory`), the item's own cells left out. Missing = NaN.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from itemcenter.evidence.associations import KeyAssociations
from itemcenter.evidence.contexts import VIEWS, Context
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.schema import AttributeKey, Candidate, TextSpan, ValueType
from itemcenter.schema.item import BRAND, CATEGORY, DESCRIPTION, TITLE
from itemcenter.values.folding import name_key, tokens

Matrix = npt.NDArray[np.float32]

KINDS = ("alias", "typed", "flag", "figure", "code", "learned", "vector", "short", "part")
_TYPES = tuple(ValueType)

NAMES: tuple[str, ...] = (
    *(f"recall_{kind}" for kind in KINDS),
    "recall_score", "bare_number", "unit_read", "spans", "in_title", "in_category", "in_brand", "in_description",
    "in_other", "title_place", "first_place", "span_words", "span_characters", "exact_case", "name_words", "covered",
    "key_before", "key_after", "key_label", "negated", "goes_with", "also_sold", "compared", "small_acronym",
    "one_letter", "chain_part", "chain_parts", "side_same", "side_other", "number_size", "figures_in_text",
    *(f"type_{kind.value}" for kind in _TYPES),
    "multiple", "listed", "list_size", "kin_keys", "role_key",
    "candidates", "rank", "score_lead", "span_claims", "claim_lead", "inside_longer", "earlier_rivals",
    "similarity", "similarity_lead",
    *(f"precision_{view}" for view in VIEWS), "precision_mean", "precision_lead",
    "claim_precision_lead", "fill", "known", "prior", "brand_prior", "association", "association_gain",
    "association_lead", "log_odds", "log_odds_lead",
)  # fmt: skip
_COLUMN = {name: place for place, name in enumerate(NAMES)}
#: The columns that only a catalog with labels can fill.
LEARNED: list[int] = [_COLUMN[name] for name in NAMES[_COLUMN["precision_kind"] :]]


class AskedKey(NamedTuple):
    """A key with its candidates, best first, and the length of its value list."""

    key: AttributeKey
    candidates: Sequence[Candidate]
    list_size: int


class Rows(NamedTuple):
    """features [n, len(NAMES)] float32; asked [n]: number of the key, candidate [n]: number in its set."""

    features: Matrix
    asked: npt.NDArray[np.int32]
    candidate: npt.NDArray[np.int32]


def features_of(words: ItemWords, asked: Sequence[AskedKey], memory: CatalogMemory, part: int) -> Rows:
    """One row a candidate, in order of keys and candidates. `part`: see `folds`; the item's own part, or EVERYTHING."""
    claims: dict[tuple[str, int, int], int] = {}
    spans: list[tuple[str, int, int]] = []
    kin: dict[tuple[ValueType, str], int] = {}
    for entry in asked:
        kin_of = (entry.key.type, entry.key.unit)
        kin[kin_of] = kin.get(kin_of, 0) + 1
        for candidate in entry.candidates:
            for span in candidate.evidence:
                if isinstance(span, TextSpan):
                    place = (span.field, span.start, span.end)
                    claims[place] = claims.get(place, 0) + 1
                    spans.append(place)
    longest: dict[str, list[tuple[int, int]]] = {}
    for field, start, end in set(spans):
        longest.setdefault(field, []).append((start, end))
    out: list[list[float]] = []
    numbers: list[int] = []
    places: list[int] = []
    for number, entry in enumerate(asked):
        if not entry.candidates:
            continue
        rows = _key_rows(words, entry, memory, part, claims, longest, kin[entry.key.type, entry.key.unit])
        out.extend(rows)
        numbers.extend([number] * len(rows))
        places.extend(range(len(rows)))
    _claim_leads(out, asked, numbers, places)
    matrix = np.array(out, dtype=np.float32).reshape(len(out), len(NAMES))
    return Rows(matrix, np.array(numbers, dtype=np.int32), np.array(places, dtype=np.int32))


def _key_rows(
    words: ItemWords,
    entry: AskedKey,
    memory: CatalogMemory,
    part: int,
    claims: dict[tuple[str, int, int], int],
    longest: dict[str, list[tuple[int, int]]],
    kin: int,
) -> list[list[float]]:
    key, candidates = entry.key, entry.candidates
    names = _key_names(key)
    known = _with_items(memory.associations.get(key.id), part)
    best = words.associations(key.id, known, part) if known is not None else {}
    identities = [candidate.value.identity for candidate in candidates]
    odds = known.log_odds(sorted(words.vocabulary), identities, part) if known is not None else {}
    brand = _with_items(memory.brands.get(key.id, {}).get(name_key(words.item.brand)), part)
    fill, amount = memory.fill(key, part), memory.knows(key, part)
    rows: list[list[float]] = []
    starts: list[float] = []
    for rank, candidate in enumerate(candidates):
        row = [math.nan] * len(NAMES)
        kind, _, reading = candidate.recall.partition(" ")
        for place, name in enumerate(KINDS):
            row[place] = float(kind == name)
        put = _Put(row)
        put("recall_score", candidate.score)
        put("bare_number", reading.startswith("bare"))
        put("unit_read", reading in ("unit", "shared"))
        evidence = [span for span in candidate.evidence if isinstance(span, TextSpan)]
        contexts = _written(put, words, key, candidate, evidence, names, claims, longest)
        put("number_size", math.log10(1.0 + abs(candidate.value.number or 0.0)))
        for kind_type in _TYPES:
            put(f"type_{kind_type.value}", key.type is kind_type)
        put("multiple", key.multiple)
        put("listed", key.value_list_id is not None)
        put("list_size", math.log2(1.0 + entry.list_size))
        put("kin_keys", kin)
        put("role_key", bool(key.role))
        put("candidates", len(candidates))
        put("rank", rank)
        value_id, list_id = candidate.value.value_id, key.value_list_id
        if value_id is not None and list_id is not None:
            put("similarity", words.near.get(list_id, {}).get(value_id, math.nan))
        identity = identities[rank]
        if amount or memory.items:
            _taught(put, memory, key, contexts, part)
            put("fill", fill)
            put("known", math.log2(1.0 + amount))
        if known is not None:
            put("prior", known.prior(identity, part))
            put("association", best[identity].share if identity in best else 0.0)
            put("association_gain", best[identity].gain if identity in best else 0.0)
            put("log_odds", odds[identity])
        if brand is not None:
            put("brand_prior", brand.prior(identity, part))
        starts.append(min((words.fields[s.field].index(s.start) for s in evidence if s.field == TITLE), default=1e3))
        rows.append(row)
    _leads(rows, starts)
    return rows


def _with_items(known: KeyAssociations | None, part: int) -> KeyAssociations | None:
    """What was met in the item's own part only was not met at all."""
    return known if known is not None and known.items(part) else None


class _Put:
    """Writes a feature by its name."""

    __slots__ = ("_row",)

    def __init__(self, row: list[float]) -> None:
        self._row = row

    def __call__(self, name: str, value: float) -> None:
        self._row[_COLUMN[name]] = float(value)


def _written(
    put: _Put,
    words: ItemWords,
    key: AttributeKey,
    candidate: Candidate,
    evidence: list[TextSpan],
    names: tuple[str, ...],
    claims: dict[tuple[str, int, int], int],
    longest: dict[str, list[tuple[int, int]]],
) -> list[Context]:
    fields = {span.field for span in evidence}
    put("spans", len(evidence))
    put("in_title", TITLE in fields)
    put("in_category", CATEGORY in fields)
    put("in_brand", BRAND in fields)
    put("in_description", DESCRIPTION in fields)
    put("in_other", bool(fields - {TITLE, CATEGORY, BRAND, DESCRIPTION}))
    name = candidate.value.text
    folded = _words(name)
    put("name_words", len(folded))
    if folded:
        put("covered", sum(word in words.vocabulary for word in folded) / len(folded))
    contexts: list[Context] = []
    before = after = label = False
    warned = [1.0, 1.0, 1.0, 1.0]
    for span in evidence:
        around = words.around(span, candidate.recall)
        contexts.append(around.context)
        here = any(name_ in around.behind for name_ in names)
        before = before or here
        label = label or (here and around.behind.endswith(names))
        after = after or any(name_ in around.beside for name_ in names)
        for place, flag in enumerate(around.cautions):
            warned[place] = min(warned[place], float(flag))
    put("key_before", before)
    put("key_label", label)
    put("key_after", after)
    if evidence:
        for feature, warning in zip(("negated", "goes_with", "also_sold", "compared"), warned, strict=True):
            put(feature, warning)
        first = evidence[0]
        field = words.fields[first.field]
        place = field.index(first.start)
        put("first_place", place / max(1, len(field.words)))
        if first.field == TITLE:
            put("title_place", place)
        put("span_words", len(_words(first.text)))
        put("span_characters", len(first.text))
        put("exact_case", any(span.text == name for span in evidence))
        put("small_acronym", name.isupper() and len(name) <= 5 and first.text.islower())
        put("one_letter", len(first.text) == 1 and first.text.isascii())
        own = [(span.field, span.start, span.end) for span in evidence]
        put("span_claims", min(claims[place_] for place_ in own))
        put(
            "inside_longer",
            all(
                any(s <= start and end <= e and e - s > end - start for s, e in longest[field_])
                for field_, start, end in own
            ),
        )
        figure = words.figure_at(first.field, first.start) if first.text[:1].isdigit() else None
        if figure is not None:
            put("chain_part", figure.part)
            put("chain_parts", figure.parts)
            same = bool(figure.side) and (figure.side == key.role or f" {figure.side} " in names)
            put("side_same", same)
            put("side_other", bool(figure.side) and not same)
            put("figures_in_text", len(words.figures(first.field)))
    return contexts


def _taught(put: _Put, memory: CatalogMemory, key: AttributeKey, contexts: list[Context], part: int) -> None:
    best: list[float] | None = None
    for context in contexts:
        found = memory.precision.look_up(key, context, part)
        if best is None or sum(found) > sum(best):
            best = found
    if best is None:
        return
    for view, value in zip(VIEWS, best, strict=True):
        put(f"precision_{view}", value)
    put("precision_mean", sum(best) / len(best))


def _leads(rows: list[list[float]], starts: list[float]) -> None:
    """How far each candidate is ahead of the best other one; alone, ahead of nothing."""
    for signal, lead in (
        ("recall_score", "score_lead"),
        ("similarity", "similarity_lead"),
        ("precision_mean", "precision_lead"),
        ("association", "association_lead"),
        ("log_odds", "log_odds_lead"),
    ):
        column, target = _COLUMN[signal], _COLUMN[lead]
        values = [row[column] for row in rows]
        present = sorted((value for value in values if value == value), reverse=True)
        for row, value in zip(rows, values, strict=True):
            if value != value:
                continue
            other = present[0] if value < present[0] else (present[1] if len(present) > 1 else 0.0)
            row[target] = value - other
    order = sorted(starts)
    for row, start in zip(rows, starts, strict=True):
        row[_COLUMN["earlier_rivals"]] = float(bisect_left(order, start))


def _claim_leads(rows: list[list[float]], asked: Sequence[AskedKey], numbers: list[int], places: list[int]) -> None:
    """How far a key is ahead of the other keys that claim the same words; alone, ahead of nothing."""
    claims: dict[tuple[str, int, int], list[int]] = {}
    for row, (number, place) in enumerate(zip(numbers, places, strict=True)):
        for span in asked[number].candidates[place].evidence:
            if isinstance(span, TextSpan):
                claims.setdefault((span.field, span.start, span.end), []).append(row)
    for signal, lead in (("recall_score", "claim_lead"), ("precision_mean", "claim_precision_lead")):
        column, target = _COLUMN[signal], _COLUMN[lead]
        for claimants in claims.values():
            best: dict[int, float] = {}
            for row in claimants:
                value = rows[row][column]
                if value == value:
                    best[numbers[row]] = max(best.get(numbers[row], 0.0), value)
            for row in claimants:
                value = rows[row][column]
                if value == value:
                    other = max((best[key] for key in best if key != numbers[row]), default=0.0)
                    ahead, held = value - other, rows[row][target]
                    rows[row][target] = ahead if held != held else max(held, ahead)


@lru_cache(maxsize=65536)
def _key_names(key: AttributeKey) -> tuple[str, ...]:
    """Folded names with a blank on either side."""
    found = (name_key(name) for name in (key.name, *key.synonyms))
    return tuple(dict.fromkeys(f" {name} " for name in found if name))


@lru_cache(maxsize=262144)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word, _, _ in tokens(text))
