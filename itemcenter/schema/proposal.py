"""How an ontology grows: documents of a corpus, proposals drawn from them, votes on a proposal, the decision."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from itemcenter.errors import InvariantError
from itemcenter.schema.ids import CategoryId, ItemId, KeyId, check_id
from itemcenter.schema.record import Record


class DocumentKind(enum.Enum):
    TITLE = "title"
    QUERY = "query"
    REVIEW = "review"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Document(Record):
    """A text that may hold new knowledge. `weight` is how often it occurred; `time_us` 0 where unknown."""

    id: str
    kind: DocumentKind
    text: str
    weight: int = 1
    time_us: int = 0
    item_id: ItemId | None = None

    def __post_init__(self) -> None:
        check_id(self.id, "document")
        if not self.text.strip():
            raise InvariantError(f"document {self.id!r} has no text")
        if self.weight < 1:
            raise InvariantError(f"document {self.id!r} has weight {self.weight}; it occurred at least once")


class ProposalKind(enum.Enum):
    CATEGORY = "category"
    KEY = "key"
    VALUE = "value"
    SYNONYM = "synonym"


@dataclass(frozen=True, slots=True)
class Proposal(Record):
    """A possible new ontology entry. `text` is its name; `sources` are the items or documents that show it.

    A value or a synonym belongs to a key; a synonym also names the entry that it would join (`target`).
    """

    kind: ProposalKind
    text: str
    category_id: CategoryId | None = None
    key_id: KeyId | None = None
    target: str = ""
    support: int = 1
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise InvariantError("a proposal needs a text")
        if self.kind in (ProposalKind.VALUE, ProposalKind.SYNONYM) and self.key_id is None:
            raise InvariantError(f"the proposed {self.kind.value} {self.text!r} names no key")
        if bool(self.target) != (self.kind is ProposalKind.SYNONYM):
            raise InvariantError(f"proposal {self.text!r}: exactly a synonym names the entry it joins")
        if self.support < 1 or len(self.sources) > self.support:
            raise InvariantError(f"proposal {self.text!r}: support {self.support}, {len(self.sources)} sources")


class Verdict(enum.Enum):
    PASS = "pass"
    UNCLEAR = "unclear"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Vote(Record):
    """One judge's verdict on one check ("plausibility", "duplication") of a proposal."""

    judge: str
    check: str
    verdict: Verdict
    rationale: str = ""

    def __post_init__(self) -> None:
        if not self.judge or not self.check:
            raise InvariantError("a vote names its judge and its check")


class Route(enum.Enum):
    AUTO = "auto"
    EXPERT = "expert"
    MANUAL = "manual_review"
    EXCEPTION = "exception"


@dataclass(frozen=True, slots=True)
class Decision(Record):
    """What became of a proposal, with the votes that led there. `by` is a person's name, "" where votes decided."""

    proposal: Proposal
    votes: tuple[Vote, ...]
    accepted: bool
    route: Route
    by: str = ""

    def __post_init__(self) -> None:
        if not self.votes and not self.by:
            raise InvariantError(f"the decision on {self.proposal.text!r} has neither votes nor a person behind it")
        if len({(vote.judge, vote.check) for vote in self.votes}) != len(self.votes):
            raise InvariantError(f"a judge voted twice in one check on {self.proposal.text!r}")
