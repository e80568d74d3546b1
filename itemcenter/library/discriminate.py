"""Discrimination by fixed rules over the evidence: which candidates does the item state, and how sure is that?

The score is honest in order, not yet calibrated in value; it is made like this and in no other way:

    mention   = recall score x weight of the field x one factor for every warning in the words around
    warnings  : negated; what the item goes with ("fits", "for"); what else is sold ("also available in"); a mere
                comparison ("style of", "tastes like"); small letters where the name is an acronym; a single letter
    key words : the key's own name beside the mention halves what is missing to certainty
    value     = 1 - product over fields of (1 - best mention in that field), at most 0.99

A key with one value gets its best candidate if it reaches the threshold, lowered where a rival comes close; a key with
several values gets every candidate that reaches it. Nothing reaching it means "not stated".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from itemcenter.ports import Question
from itemcenter.schema import AttributeKey, Candidate, Item, MerchantCell, ModelId, TextSpan, content_hash
from itemcenter.schema.item import BRAND, CATEGORY, DESCRIPTION, TITLE
from itemcenter.values import negated
from itemcenter.values.folding import name_key

#: Counts up whenever the rules change, so that stored decisions of older rules are made again.
_RULES = 2

_FIELD_WEIGHT = {TITLE: 0.86, CATEGORY: 0.8, BRAND: 0.25, DESCRIPTION: 0.66}
_OTHER_TEXT_WEIGHT = 0.74
_NEGATED, _GOES_WITH, _ALSO_SOLD, _COMPARED, _SMALL_ACRONYM, _ONE_LETTER = 0.05, 0.4, 0.25, 0.35, 0.5, 0.4
_KEY_WORD_BESIDE = 0.5
_RIVAL_FACTOR = 0.8
_RIVAL_MARGIN = 0.9
_CERTAIN = 0.99
#: Characters around a mention that count as beside it.
_WINDOW = 36

_CLAUSE = r"[^.;!?\n|]{0,40}$"
_GOES_WITH_WORDS = re.compile(
    r"(?i)\b(?:fits?|for|compatible with|works with|designed for|suitable for|passend für|geeignet für|für|适用于)\b"
    + r"[^.,;!?\n|]{0,30}$"
)
_ALSO_SOLD_WORDS = re.compile(
    r"(?i)\b(?:also (?:available|comes?|sold|offered) (?:in|as|with)|other (?:colou?rs|sizes|options)|auch (?:in|als)"
    r"|available in|erhältlich in|choose (?:from|between)|optional(?:ly)?|sold separately|upgrad(?:e|able) to)\b"
    + _CLAUSE
)
_COMPARED_WORDS = re.compile(
    r"(?i)\b(?:like|look of|style of|in the style|inspired by|reminiscent of|unlike|instead of|rather than|than"
    r"|notes? of|hints? of|taste[sd]? (?:of|like)|similar to|wie|statt|nach art)\b[^.,;!?\n|]{0,24}$"
)


@dataclass(frozen=True, slots=True)
class RuleOptions:
    """threshold: least score of an accepted value, in (0, 1)."""

    threshold: float = 0.5


class RuleDiscriminator:
    """The rules above behind the port `discriminate`."""

    def __init__(self, options: RuleOptions) -> None:
        self._options = options

    @property
    def model_id(self) -> ModelId:
        return ModelId(f"rules-{_RULES}-{content_hash(self._options.threshold)[:8]}")

    def decide(self, questions: Sequence[Question]) -> list[tuple[Candidate, ...]]:
        return [self._decide(question) for question in questions]

    def _decide(self, question: Question) -> tuple[Candidate, ...]:
        threshold = self._options.threshold
        scored = [
            replace(candidate, score=_value_score(question.item, question.key, candidate))
            for candidate in question.candidates.candidates
        ]
        scored.sort(key=lambda candidate: (-candidate.score, _first_place(candidate), candidate.value.identity))
        if question.key.multiple or not scored:
            return tuple(candidate for candidate in scored if candidate.score >= threshold)
        best = scored[0]
        if len(scored) > 1 and scored[1].score >= best.score * _RIVAL_MARGIN:
            best = replace(best, score=round(best.score * _RIVAL_FACTOR, 4))
        return (best,) if best.score >= threshold else ()


def _value_score(item: Item, key: AttributeKey, candidate: Candidate) -> float:
    best: dict[str, float] = {}
    for evidence in candidate.evidence:
        if isinstance(evidence, MerchantCell):
            best[f"cell {evidence.name}"] = max(best.get(f"cell {evidence.name}", 0.0), candidate.score)
        else:
            score = _mention_score(item, key, candidate, evidence)
            best[evidence.field] = max(best.get(evidence.field, 0.0), score)
    missing = 1.0
    for field in sorted(best):
        missing *= 1.0 - best[field]
    return round(min(_CERTAIN, 1.0 - missing), 4)


def _mention_score(item: Item, key: AttributeKey, candidate: Candidate, span: TextSpan) -> float:
    text = item.field_text(span.field)
    before, after = text[max(0, span.start - 80) : span.start], text[span.end : span.end + _WINDOW]
    score = candidate.score * _FIELD_WEIGHT.get(span.field, _OTHER_TEXT_WEIGHT)
    if candidate.recall == "alias" and negated(text, span.start, span.end):
        score *= _NEGATED
    if _GOES_WITH_WORDS.search(before):
        score *= _GOES_WITH
    if _ALSO_SOLD_WORDS.search(before):
        score *= _ALSO_SOLD
    if _COMPARED_WORDS.search(before):
        score *= _COMPARED
    name = candidate.value.text
    if name.isupper() and len(name) <= 5 and span.text.islower():
        score *= _SMALL_ACRONYM
    if len(span.text) == 1 and span.text.isascii():
        score *= _ONE_LETTER
    if candidate.recall != "flag" and _key_word_beside(key, before[-_WINDOW:], after):
        score = 1.0 - (1.0 - score) * _KEY_WORD_BESIDE
    return score


def _key_word_beside(key: AttributeKey, before: str, after: str) -> bool:
    """Whether a name of the key stands beside the mention, in the same clause."""
    before = re.split(r"[.;!?\n|]", before)[-1]
    after = re.split(r"[.,;!?\n|]", after)[0]
    near = f" {name_key(before)} ", f" {name_key(after)} "
    return any(f" {name} " in side for name in _key_names(key) for side in near)


@lru_cache(maxsize=65536)
def _key_names(key: AttributeKey) -> tuple[str, ...]:
    names = (name_key(name) for name in (key.name, *key.synonyms))
    return tuple(dict.fromkeys(name for name in names if name))


def _first_place(candidate: Candidate) -> int:
    return min((evidence.start for evidence in candidate.evidence), default=0)
