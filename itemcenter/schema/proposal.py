"""How an ontology grows: documents of a corpus, proposals drawn from them, votes on a proposal, the decision."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from itemcenter.errors import InvariantError
from itemcenter.schema.fact import ValueType
from itemcenter.schema.ids import CategoryId, ItemId, KeyId, check_id, content_hash
from itemcenter.schema.record import Record

#: The sign of a proposal that tells how many of its documents a language model alone has read so.
ASKED = "asked"


class DocumentKind(enum.Enum):
    TITLE = "title"
    QUERY = "query"
    REVIEW = "review"
    PAGE = "page"
    #: Any other text of an item; `Document.field` names it.
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Document(Record):
    """A text that may hold new knowledge. `weight` is how often it occurred; `time_us` 0 where unknown.

    source: whose corpus it comes from; field: which text of an item or page; category: what its source files it under
    """

    id: str
    kind: DocumentKind
    text: str
    weight: int = 1
    time_us: int = 0
    item_id: ItemId | None = None
    source: str = ""
    field: str = ""
    category: str = ""

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
    BRAND = "brand"
    TERM = "term"
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True)
class Demand(Record):
    """How much a concept is offered and asked for: items that have it and searches, in all and in two equal spans.

    *_recent: in the newest span; *_before: in the span of the same length before it; 0 where nothing is dated
    """

    items: int = 0
    queries: int = 0
    items_recent: int = 0
    items_before: int = 0
    queries_recent: int = 0
    queries_before: int = 0

    def __post_init__(self) -> None:
        if min(self.items, self.queries, self.items_recent, self.items_before) < 0:
            raise InvariantError("a demand counts from 0")
        if min(self.queries_recent, self.queries_before) < 0:
            raise InvariantError("a demand counts from 0")

    def __add__(self, other: Demand) -> Demand:
        return Demand(
            self.items + other.items,
            self.queries + other.queries,
            self.items_recent + other.items_recent,
            self.items_before + other.items_before,
            self.queries_recent + other.queries_recent,
            self.queries_before + other.queries_before,
        )


@dataclass(frozen=True, slots=True)
class KeyShape(Record):
    """What a proposed key takes, and where it belongs.

    unit: of a quantity; values: (name, synonyms) of its list; places: (category, core there, not in those below)
    rivals: names of keys that it may repeat, of the ontology or proposed beside it
    """

    type: ValueType
    unit: str = ""
    multiple: bool = False
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()
    places: tuple[tuple[CategoryId, bool, bool], ...] = ()
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal(Record):
    """A possible new ontology entry. `text` is its name; `sources` are the items or documents that show it.

    A value or a synonym belongs to a key; a synonym also names the entry that it would join (`target`): a value of the
    key, or the key itself.
    synonyms: further names that came with it; first_seen_us: when it was first seen, 0 where nothing is dated
    conditions: (key, value) that a composite concept implies, ids or names
    shape: of a key or a further name of one, what it takes; signs: named figures that a catalog tells of it, for judges
    """

    kind: ProposalKind
    text: str
    category_id: CategoryId | None = None
    key_id: KeyId | None = None
    target: str = ""
    support: int = 1
    sources: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    description: str = ""
    demand: Demand = Demand()
    first_seen_us: int = 0
    conditions: tuple[tuple[str, str], ...] = ()
    shape: KeyShape | None = None
    signs: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise InvariantError("a proposal needs a text")
        if self.shape is not None and self.kind is not ProposalKind.KEY and not self.names_key:
            raise InvariantError(f"the proposed {self.kind.value} {self.text!r} has the shape of a key")
        if self.kind in (ProposalKind.VALUE, ProposalKind.SYNONYM) and self.key_id is None:
            raise InvariantError(f"the proposed {self.kind.value} {self.text!r} names no key")
        if bool(self.target) != (self.kind is ProposalKind.SYNONYM):
            raise InvariantError(f"proposal {self.text!r}: exactly a synonym names the entry it joins")
        if self.support < 1 or len(self.sources) > self.support:
            raise InvariantError(f"proposal {self.text!r}: support {self.support}, {len(self.sources)} sources")

    def sign(self, name: str) -> float | None:
        """None where the catalog tells nothing of that."""
        return next((figure for known, figure in self.signs if known == name), None)

    @property
    def has_catalog_signs(self) -> bool:
        """Whether a catalog tells figures of it, beside who has read it."""
        return any(known != ASKED for known, _ in self.signs)

    @property
    def names_key(self) -> bool:
        """Whether it is a further name of a key, not of a value."""
        return self.kind is ProposalKind.SYNONYM and self.target == self.key_id

    @property
    def id(self) -> str:
        """16 hexadecimal digits over what is proposed; what speaks for it is no part, so it grows under one id."""
        place = (self.kind.value, self.category_id, self.key_id, self.target, " ".join(self.text.casefold().split()))
        return content_hash(list(place))[:16]


class Verdict(enum.Enum):
    PASS = "pass"
    UNCLEAR = "unclear"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Vote(Record):
    """One judge's verdict on one check ("plausibility", "duplication") of a proposal; score: higher speaks for it."""

    judge: str
    check: str
    verdict: Verdict
    rationale: str = ""
    score: float = 0.0

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
