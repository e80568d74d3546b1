"""Candidates for keys without value lists: quantities, counts, booleans and identifiers found in the item's texts.

The recall score tells how clearly the words belong to the key, before any look at the sentence around:

    quantity    1.0 its role is the key's, or the key's name stands at it; 0.8 no other key of the category is left for
                that dimension, shared among those that are; nothing where another key's name stands at it
    count       1.0 the number stands at the key's name, or what is counted is the key's own word
    boolean     1.0 the key's name stands in the text ("no" where it is denied)
    identifier  1.0 after the key's name; 0.9 a GTIN with a right check digit; 0.75 the title's only part number
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from itemcenter.errors import ValueParseError
from itemcenter.library.alias_recall import MOST_EVIDENCE
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.library.lexicon import KeyMention, Mentions
from itemcenter.schema import AttributeKey, Candidate, KeyId, TextSpan, TypedValue, ValueType
from itemcenter.schema.item import TITLE
from itemcenter.values import Mention, fits, negated, quantity_value, scan, scan_identifiers
from itemcenter.values.folding import name_key

Found = list[tuple[str, str, Mentions]]

_OWN, _ONLY, _GTIN, _LONE_PART_NUMBER = 1.0, 0.8, 0.9, 0.75
#: Characters between a quantity and a key's name that still belong together, and what ends a clause.
_NEAR = 24
_LONGEST_MEASURE = 60
_CLAUSE_END = re.compile(r"[.;!?|\n](?!\d)")
_NUMBER_BEFORE = re.compile(r"(?<![\d.,/])(\d{1,5})\s*(?:x|×|\*)?[\s-]*$")
_NUMBER_AFTER = re.compile(r"^\s*[:=]?\s*(\d{1,5})(?![\d.,]*[\w\"'″])")
_YES_NO_AFTER = re.compile(r"(?i)^\s*[:=]\s*(yes|no|ja|nein|true|false|是|否|✓|✗)(?!\w)")
_YES = frozenset({"yes", "ja", "true", "是", "✓"})
_OF_ONE = frozenset({"unit", "each", "per", "single", "einzel", "stück"})


def typed_candidates(plan: CategoryPlan, found: Found) -> dict[KeyId, list[Candidate]]:
    """Candidates by key, best first. `found` holds (field, text, mentions) of every text of an item."""
    gathered: dict[KeyId, dict[str, tuple[TypedValue, float, list[TextSpan], str]]] = {}

    def add(key: AttributeKey, value: TypedValue, score: float, span: TextSpan, recall: str) -> None:
        values = gathered.setdefault(key.id, {})
        held = values.get(value.identity)
        if held is None:
            values[value.identity] = (value, score, [span], recall)
        else:
            if len(held[2]) < MOST_EVIDENCE:
                held[2].append(span)
            values[value.identity] = (held[0], max(held[1], score), held[2], recall)

    for name, text, mentions in found:
        measures = scan(text) if plan.measured or plan.counted else []
        owners = _named_owners(text, measures, mentions.keys)
        named = frozenset(key.id for key in owners.values())
        for place, measure in enumerate(measures):
            span = TextSpan(name, measure.start, measure.end, text[measure.start : measure.end])
            for key, score in _claims(plan, measure, owners.get(place), named):
                value = _value(key, measure)
                if value is not None:
                    add(key, value, score, span, "typed")
        for mention in mentions.keys:
            if mention.key.type is ValueType.COUNT:
                for start, end in _numbers_at(text, mention):
                    number = int(text[start:end])
                    value = TypedValue(ValueType.COUNT, str(number), number=float(number))
                    add(mention.key, value, _OWN, TextSpan(name, start, end, text[start:end]), "typed")
            elif mention.key.type is ValueType.BOOLEAN:
                value = TypedValue(ValueType.BOOLEAN, _flag(text, mention))
                span = TextSpan(name, mention.start, mention.end, text[mention.start : mention.end])
                add(mention.key, value, _OWN, span, "flag")
        if plan.numbered:
            for key, start, end, score in _part_numbers(plan, name, text, mentions.keys, measures):
                value = TypedValue(ValueType.IDENTIFIER, text[start:end])
                add(key, value, score, TextSpan(name, start, end, text[start:end]), "typed")
    return {
        key_id: sorted(
            (Candidate(value, score, tuple(spans), recall) for value, score, spans, recall in values.values()),
            key=lambda candidate: (-candidate.score, candidate.value.identity),
        )
        for key_id, values in gathered.items()
    }


def _named_owners(text: str, measures: list[Mention], names: list[KeyMention]) -> dict[int, AttributeKey]:
    """Which key's name stands at which measurement: nearest pairs first, each name and each measurement used once.

    "RAM: 4 GB" looks forward; "4 GB RAM, 128 GB SSD" looks back where nothing stands between.
    """
    pairs: list[tuple[int, int, int, int]] = []
    starts = [measure.start for measure in measures]
    for number, entry in enumerate(names):
        if entry.key.type is not ValueType.QUANTITY:
            continue
        low_place = bisect_left(starts, entry.start - _NEAR - _LONGEST_MEASURE)
        for place in range(low_place, bisect_right(starts, entry.end + _NEAR)):
            measure = measures[place]
            behind = entry.end <= measure.start
            low, high = (entry.end, measure.start) if behind else (measure.end, entry.start)
            gap = high - low
            if not 0 <= gap <= _NEAR or _CLAUSE_END.search(text, low, high) or not _fits(entry.key, measure):
                continue
            # Between a number in front and one behind: touching it from behind is how titles speak.
            touching = not behind and gap <= 1
            pairs.append((0 if touching else gap, 0 if behind else 1, number, place))
    out: dict[int, AttributeKey] = {}
    used: set[int] = set()
    for _, _, number, place in sorted(pairs):
        if number not in used and place not in out:
            used.add(number)
            out[place] = names[number].key
    return out


def _claims(
    plan: CategoryPlan, measure: Mention, owner: AttributeKey | None, named: frozenset[KeyId]
) -> list[tuple[AttributeKey, float]]:
    """The keys that a measurement may belong to, each with its recall score. `named`: keys that have found theirs."""
    if measure.type is ValueType.COUNT:
        words = name_key(measure.counted)
        return [(key, _OWN) for key in plan.counted if words and words in _key_words(key)]
    keys = [key for key in plan.measured if _fits(key, measure)]
    if owner is not None:
        return [(owner, _OWN)]
    of_role = [key for key in keys if measure.role and key.role == measure.role and key.id not in named]
    if of_role:
        return [(key, _OWN / len(of_role)) for key in of_role]
    free = [key for key in keys if key.id not in named]
    return [(key, _ONLY / len(free)) for key in free]


def _fits(key: AttributeKey, measure: Mention) -> bool:
    """Same dimension, and no role that speaks against it."""
    if measure.role and key.role and measure.role != key.role:
        return False
    return fits(measure, key)


def _value(key: AttributeKey, measure: Mention) -> TypedValue | None:
    """The measurement as a value of the key; a multi pack counts whole unless the key speaks of one unit."""
    if key.type is ValueType.COUNT:
        if measure.number_to is not None or not float(measure.number).is_integer():
            return None
        return TypedValue(ValueType.COUNT, str(int(measure.number)), number=float(measure.number))
    try:
        return quantity_value(measure, key, total=not _OF_ONE & _key_words(key))
    except ValueParseError:
        return None


def _numbers_at(text: str, mention: KeyMention) -> list[tuple[int, int]]:
    """Spans of a whole number right before or right after a key's name ("4 USB-C ports", "Ports: 4")."""
    before = _NUMBER_BEFORE.search(text, max(0, mention.start - 12), mention.start)
    if before is not None:
        return [before.span(1)]
    after = _NUMBER_AFTER.match(text[mention.end : mention.end + 16])
    return [] if after is None else [(mention.end + after.start(1), mention.end + after.end(1))]


def _flag(text: str, mention: KeyMention) -> str:
    said = _YES_NO_AFTER.match(text[mention.end : mention.end + 12])
    if said is not None:
        return "yes" if said[1].lower() in _YES else "no"
    return "no" if negated(text, mention.start, mention.end) else "yes"


def _part_numbers(
    plan: CategoryPlan, field: str, text: str, names: list[KeyMention], measures: list[Mention]
) -> list[tuple[AttributeKey, int, int, float]]:
    out: list[tuple[AttributeKey, int, int, float]] = []
    found = scan_identifiers(text)
    starts = [entry.start for entry in found]
    for mention in names:
        place = bisect_left(starts, mention.end)
        if mention.key.type is ValueType.IDENTIFIER and place < len(found) and starts[place] - mention.end <= 4:
            following = found[place]
            if not _CLAUSE_END.search(text, mention.end, following.start):
                out.append((mention.key, following.start, following.end, _OWN))
    for key in plan.numbered:
        if {"gtin", "ean", "upc", "barcode"} & _key_words(key):
            out.extend((key, e.start, e.end, _GTIN) for e in found if e.gtin)
        elif field == TITLE and {"model", "mpn", "part", "style"} & _key_words(key):
            lone = [e for e in found if not any(m.start < e.end and e.start < m.end for m in measures)]
            if len(lone) == 1 and not lone[0].gtin:
                out.append((key, lone[0].start, lone[0].end, _LONE_PART_NUMBER))
    return out


@lru_cache(maxsize=65536)
def _key_words(key: AttributeKey) -> frozenset[str]:
    """Folded words of the key's names, with and without a plural "s"."""
    words = {word for name in (key.name, *key.synonyms) for word in name_key(name).split()}
    return frozenset(words | {word.removesuffix("s") for word in words})
