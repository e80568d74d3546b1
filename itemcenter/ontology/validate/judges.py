"""The local judges of values: rules, meaning, company, a learned whole, support; and four that look for duplicates."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from itemcenter.ontology.validate.context import JudgeContext
from itemcenter.ontology.validate.duplicates import Pair, pair_rows
from itemcenter.ontology.validate.fit import PLACE
from itemcenter.ontology.validate.likeness import stems
from itemcenter.ontology.validate.model import LOOKS_AT, PAIRS
from itemcenter.ontology.validate.validator import DUPLICATION, PLAUSIBILITY, Opinion, graded
from itemcenter.schema import Proposal, ProposalKind, Verdict
from itemcenter.schema.fact import ValueType
from itemcenter.values.folding import name_key

_NO_NAME = re.compile(r"https?://|www\.|@|[<>{}\\]|\.\.\.|!|\?$|:$")
#: Longer names are sentences.
_LONGEST_WORDS, _LONGEST = 9, 80
#: Sources from which a concept counts as one that people really use.
_ENOUGH_SOURCES = 3
#: Likeness from which two spellings are one, and below which they are two; chosen on made cases of tuning attributes.
_SAME, _OTHER = 0.86, 0.72
_SAME_MEANING, _OTHER_MEANING = 0.93, 0.8
#: The same of the names of keys, which share words wherever they speak of one thing.
_SAME_KEY, _OTHER_KEY = 0.95, 0.88


@dataclass(frozen=True, slots=True)
class RulesJudge:
    """Whether the text can be a name, and whether the key applies to the category and takes listed values."""

    name: str = "rules"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        text, release = candidate.text, context.release
        if not name_key(text):
            return Opinion(Verdict.REJECT, "no letter and no digit", -1.0)
        if _NO_NAME.search(text) or len(text) > _LONGEST or len(text.split()) > _LONGEST_WORDS:
            return Opinion(Verdict.REJECT, "reads like a sentence, an address or markup, not like a name", -1.0)
        if candidate.category_id is not None and candidate.category_id not in release.category_by_id:
            return Opinion(Verdict.REJECT, f"there is no category {candidate.category_id}", -1.0)
        if candidate.key_id is None or candidate.names_key:
            return Opinion(Verdict.PASS, "can be a name", 1.0)
        key = release.key_by_id.get(candidate.key_id)
        if key is None:
            return Opinion(Verdict.REJECT, f"there is no key {candidate.key_id}", -1.0)
        if key.type not in (ValueType.CATEGORICAL, ValueType.COLOUR):
            return None  # measured values have judges of their own
        homes = context.view.homes.get(key.id, frozenset())
        if candidate.category_id is not None and candidate.category_id not in homes:
            where = release.path_name(candidate.category_id)
            return Opinion(Verdict.REJECT, f"the key {key.name!r} does not apply to {where}", -1.0)
        if name_key(text) == name_key(key.name):
            return Opinion(Verdict.REJECT, "repeats the name of its key", -1.0)
        return Opinion(Verdict.PASS, f"can be a name, and {key.name!r} applies here", 1.0)


@dataclass(frozen=True, slots=True)
class FittedJudge:
    """One of the judges whose trees weigh a family of figures (`LOOKS_AT`)."""

    name: str
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        row = context.figures(candidate)
        if row is None:
            return None
        score = float(context.model.trees[self.name].margin(row[None, LOOKS_AT[self.name]])[0])
        verdict = graded(score, *context.model.bounds[self.name])
        return Opinion(verdict, _TOLD[self.name](candidate, context, row), score)


def _meaning(candidate: Proposal, context: JudgeContext, row: np.ndarray) -> str:
    rank, margin = row[PLACE["nearness_rank"]], row[PLACE["rival_margin"]]
    told = f"nearer to this key's values than to those of {rank:.0%} of all lists"
    if np.isnan(margin):
        return told
    return f"{told}; {abs(margin):.2f} {'nearer' if margin >= 0 else 'farther'} than to the next key of the category"


def _company(candidate: Proposal, context: JudgeContext, row: np.ndarray) -> str:
    seen = round(float(np.expm1(row[PLACE["seen_elsewhere"]])))
    shared = row[PLACE["shared_words"]]
    company = row[PLACE["company"]]
    alike = "" if np.isnan(company) else f", most alike one {company:.2f}"
    return f"stands in {seen} other lists{alike}; {shared:.0%} of its words are in this list"


def _learned(candidate: Proposal, context: JudgeContext, row: np.ndarray) -> str:
    return f"{_meaning(candidate, context, row)}; {_company(candidate, context, row)}"


_TOLD = {"meaning": _meaning, "company": _company, "learned": _learned}


@dataclass(frozen=True, slots=True)
class SupportJudge:
    """Whether enough sources say it; asked only where a corpus stands behind the proposal."""

    name: str = "support"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        if not candidate.sources and not candidate.demand.items and not candidate.demand.queries:
            return None
        seen = max(candidate.support, candidate.demand.items + candidate.demand.queries)
        verdict = Verdict.PASS if seen >= _ENOUGH_SOURCES else Verdict.UNCLEAR
        return Opinion(verdict, f"seen {seen:,} times", float(seen))


# -- duplicates -----------------------------------------------------------------------------------------------------


def _found(verdict: Verdict, pair: Pair, why: str, score: float) -> Opinion:
    return Opinion(verdict, f"{why} {pair.name!r}", score)


@dataclass(frozen=True, slots=True)
class SpellingJudge:
    """Rules: the same words without case, marks, order, plural and link words; the same words run together."""

    name: str = "spelling"
    check: str = DUPLICATION

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        pairs = context.pairs(candidate)
        if pairs is None:
            return None
        for pair in pairs:
            if pair.guarded:
                continue
            if pair["same_words"] or pair["same_joined"]:
                return _found(Verdict.REJECT, pair, "the same words as", -1.0)
        if candidate.kind is ProposalKind.SYNONYM:
            return Opinion(Verdict.PASS, "no other entry has this name", 1.0)
        for pair in pairs:
            if not pair.guarded and pair["short_for"]:
                return _found(Verdict.REJECT, pair, "a short form of, or a long form for,", -0.5)
            if not pair.guarded and pair["word_edit"] > 0.8 and max(pair["only_here"], pair["only_there"]) == 1:
                return _found(Verdict.UNCLEAR, pair, f"one letter or two in {len(stems(pair.name))} words from", 0.0)
        return Opinion(Verdict.PASS, "no entry has these words", 1.0)


@dataclass(frozen=True, slots=True)
class NearJudge:
    """By one degree: letters that would have to change ("edit") or nearness in meaning ("cosine")."""

    name: str
    figure: str
    bounds: tuple[float, float]
    check: str = DUPLICATION

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        pairs = context.pairs(candidate)
        if pairs is None or candidate.kind is ProposalKind.SYNONYM:
            return None
        free, (other, same) = [pair for pair in pairs if not pair.guarded], self.bounds
        if candidate.shape is not None:
            if self.figure != "cosine":
                return None  # "cable type" and "case type" are one letter apart
            other, same = _OTHER_KEY, _SAME_KEY
            free = [pair for pair in free if context.view.may_be(pair.name, candidate.shape.type)]
        if not free:
            return Opinion(Verdict.PASS, "no entry could be the same", 1.0)
        nearest = max(free, key=lambda pair: (pair[self.figure], pair.name))
        likeness = nearest[self.figure]
        verdict = graded(-likeness, -same, -other)
        return _found(verdict, nearest, f"likeness {likeness:.2f} to", 1.0 - likeness)


@dataclass(frozen=True, slots=True)
class PairJudge:
    """The trees that learned from made spellings what a duplicate and its original share."""

    name: str = PAIRS
    check: str = DUPLICATION

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        pairs = context.pairs(candidate)
        if pairs is None or candidate.kind is ProposalKind.SYNONYM or candidate.shape is not None:
            return None
        if not pairs:
            return Opinion(Verdict.PASS, "nothing is there to repeat", 1.0)
        margins = context.model.trees[PAIRS].margin(pair_rows(pairs))
        worst = int(margins.argmax())
        score = -float(margins[worst])
        verdict = graded(score, *context.model.bounds[PAIRS])
        return _found(verdict, pairs[worst], f"log-odds {-score:+.1f} of being another spelling of", score)


@dataclass(frozen=True, slots=True)
class CoreJudge:
    """Whether an entry is left of the name once the words are gone that the key says anyway (`cores`)."""

    name: str = "core"
    check: str = DUPLICATION

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        if candidate.kind is not ProposalKind.VALUE:
            return None
        cores = context.cores(candidate)
        if cores is None:
            return None
        same = cores.same(candidate.text)
        if same is None:
            return Opinion(Verdict.PASS, "says something that no entry says", 1.0)
        told = {"core": "but for words of the key the same as", "several": "lists several entries:",
                "number": "has the number of", "part": "says, beside something else,"}[same.how]  # fmt: skip
        verdict, score = (Verdict.REJECT, -1.0) if same.sure else (Verdict.UNCLEAR, 0.0)
        return Opinion(verdict, f"{told} {same.name!r}", score)


def local_value_judges() -> tuple[
    RulesJudge | FittedJudge | SupportJudge | SpellingJudge | NearJudge | PairJudge | CoreJudge, ...
]:
    return (
        RulesJudge(),
        FittedJudge("meaning"),
        FittedJudge("company"),
        FittedJudge("learned"),
        SupportJudge(),
        SpellingJudge(),
        NearJudge("letters", "edit", (_OTHER, _SAME)),
        NearJudge("sense", "cosine", (_OTHER_MEANING, _SAME_MEANING)),
        PairJudge(),
        CoreJudge(),
    )
