"""Candidates for keys with value lists, from the names found in the item's texts.

The recall score tells how clearly the words name this value of this key, before any look at the sentence around:
1.0 for the canonical name, 0.93 for a synonym, less for initials and parts of names; divided by the root of the number
of names that stand there; halved for all but the most general of several keys with one list ("material" before "shade
material"), and inside a longer name of something else ("gold" in "rose gold" is not gold at all when both are values of
one list).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from itemcenter.library.category_plan import CategoryPlan
from itemcenter.library.lexicon import Mentions, ValueMention
from itemcenter.schema import Candidate, KeyId, TextSpan, TypedValue, ValueId, ValueListId

_SYNONYM = 0.93
_INSIDE_OTHER = 0.5
_MADE = {"alias": 1.0, "short": 0.6, "part": 0.5}
_LESS_GENERAL = 0.5
_LONGEST_NAME = 200
#: Places kept as evidence for one value: the most telling fields come first, and nobody reads a ninth.
MOST_EVIDENCE = 8
_MARKUP = re.compile(r"<[^<>]{1,500}>")


@dataclass(slots=True)
class _Found:
    value: TypedValue
    score: float = 0.0
    kind: str = "alias"
    evidence: list[TextSpan] = field(default_factory=list)


def alias_candidates(plan: CategoryPlan, found: list[tuple[str, str, Mentions]]) -> dict[KeyId, list[Candidate]]:
    """Candidates by key, best first. `found` holds (field, text, mentions) of every text of an item."""
    by_key: dict[KeyId, dict[ValueId, _Found]] = {}
    for name, text, mentions in found:
        kept = _longest(text, mentions.values)
        claims: Counter[tuple[int, int]] = Counter()
        for mention, _ in kept:
            claims[mention.start, mention.end] += 1
        spans = {place: TextSpan(name, *place, text[place[0] : place[1]]) for place in claims}
        for mention, inside in kept:
            score = (_SYNONYM if mention.rank else 1.0) * _MADE[mention.kind]
            if inside:
                score *= _INSIDE_OTHER
            score /= claims[mention.start, mention.end] ** 0.5
            own = score
            for key in plan.by_list[mention.list_id]:
                if not plan.permits(key, mention.value.id):
                    continue
                values = by_key.setdefault(key.id, {})
                held = values.get(mention.value.id)
                if held is None:
                    held = _Found(TypedValue(key.type, mention.value.name.strip(), mention.value.id))
                    values[mention.value.id] = held
                if own > held.score:
                    held.score, held.kind = own, mention.kind
                if len(held.evidence) < MOST_EVIDENCE:
                    held.evidence.append(spans[mention.start, mention.end])
                own = score * _LESS_GENERAL
    return {
        key_id: sorted(
            (Candidate(entry.value, entry.score, tuple(entry.evidence), entry.kind) for entry in values.values()),
            key=lambda candidate: (-candidate.score, candidate.value.identity),
        )
        for key_id, values in by_key.items()
    }


def _longest(text: str, mentions: list[ValueMention]) -> list[tuple[ValueMention, bool]]:
    """Mentions outside markup, without those inside a longer one of the same list; True = inside one of another.

    Mentions come by start; only those that begin at most `_LONGEST_NAME` characters earlier can reach over one. Places
    are compared, not mentions: at one place may stand values of many lists.
    """
    markup = [match.span() for match in _MARKUP.finditer(text)] if "<" in text else []
    lists: dict[tuple[int, int], set[ValueListId]] = {}
    for mention in mentions:
        lists.setdefault((mention.start, mention.end), set()).add(mention.list_id)
    around = _around(list(lists))
    swallowed = {
        place: set[ValueListId]().union(*(lists[other] for other in others)) for place, others in around.items()
    }
    return [
        (mention, bool(around[mention.start, mention.end]))
        for mention in mentions
        if mention.list_id not in swallowed[mention.start, mention.end]
        and not any(start <= mention.start and mention.end <= end for start, end in markup)
    ]


def _around(places: list[tuple[int, int]]) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """For each (start, end) the longer ones that hold it. `places` come by start."""
    out: dict[tuple[int, int], list[tuple[int, int]]] = {}
    low = high = 0
    for start, end in places:
        while places[low][0] < start - _LONGEST_NAME:
            low += 1
        while high < len(places) and places[high][0] <= start:
            high += 1
        out[start, end] = [other for other in places[low:high] if other[1] >= end and other[1] - other[0] > end - start]
    return out
