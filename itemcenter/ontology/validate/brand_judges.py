"""The local judges of brands, by what a catalog tells of them (`Proposal.signs`).

items   that give it as their brand            said   share of them whose texts say it
own     share of the items whose titles say it that have it as their brand
"""

from __future__ import annotations

from dataclasses import dataclass

from itemcenter.ontology.validate.context import JudgeContext
from itemcenter.ontology.validate.validator import PLAUSIBILITY, Opinion, graded
from itemcenter.schema import Proposal, ProposalKind, Verdict
from itemcenter.values.folding import name_key

#: Share of a brand's items whose texts say it from which it is one; of the items that say it, that have it.
_SAID, _OWN, _OTHERS = 0.3, 0.6, 0.2
#: What stands in a brand column where there is no brand.
_NO_BRAND = frozenset(
    ("generic", "unbranded", "no name", "no brand", "unknown", "none", "n a", "other", "various", "oem")
)


def _asked(candidate: Proposal) -> bool:
    return candidate.kind is ProposalKind.BRAND and candidate.has_catalog_signs


@dataclass(frozen=True, slots=True)
class BrandSaidJudge:
    """Whether the texts of its items say the brand."""

    name: str = "brand_said"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        said = candidate.sign("said")
        if not _asked(candidate) or said is None:
            return None
        items = candidate.sign("items") or 0.0
        return Opinion(graded(said, 0.0, _SAID), f"the texts of {said:.0%} of its {items:,.0f} items say it", said)


@dataclass(frozen=True, slots=True)
class BrandOwnJudge:
    """Whether titles that say it are titles of its items: a common word stands in those of others, too."""

    name: str = "brand_own"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        own = candidate.sign("own")
        if not _asked(candidate) or own is None:
            return None
        return Opinion(graded(own, _OTHERS, _OWN), f"{own:.0%} of the items whose title says it have it as brand", own)


@dataclass(frozen=True, slots=True)
class BrandWordJudge:
    """Whether the ontology knows the name as something else: a category or a key."""

    name: str = "brand_word"
    check: str = PLAUSIBILITY

    def judge(self, candidate: Proposal, context: JudgeContext) -> Opinion | None:
        if not _asked(candidate):
            return None
        folded = name_key(candidate.text)
        if folded in _NO_BRAND:
            return Opinion(Verdict.REJECT, "says that there is no brand", -1.0)
        other = context.view.plain_names.get(folded)
        if other is not None:
            return Opinion(Verdict.UNCLEAR, f"also the name of {other}", 0.0)
        return Opinion(Verdict.PASS, "the name of nothing else", 1.0)


def local_brand_judges() -> tuple[BrandSaidJudge | BrandOwnJudge | BrandWordJudge, ...]:
    return (BrandSaidJudge(), BrandOwnJudge(), BrandWordJudge())
