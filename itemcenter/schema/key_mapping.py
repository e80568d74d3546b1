"""`KeyMapping`: which ontology key a merchant means by the name of a spec or column, and who says so."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from itemcenter.errors import InvariantError
from itemcenter.schema.ids import CategoryId, KeyId, SourceId
from itemcenter.schema.record import Record


class KeyDecision(enum.Enum):
    """AUTO: the program is sure, and builds use it; ASK: it is not, nothing is used; YES, NO: a person's word."""

    AUTO = "auto"
    ASK = "ask"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, slots=True)
class KeyMapping(Record):
    """One merchant key, everywhere or in one category and below, and the ontology key it means.

    source:       whose key it is; None for the catalogs of every source
    category_id:  None for everywhere; the mapping nearest to an item's category counts
    key_id:       None where no ontology key means the same
    proposed_id:  what the program found; another `key_id` than that is a person's, whatever the decision says
    cells:        of the catalog that was looked at; examples: its most frequent cells
    reasons:      what speaks for the key; alternatives: "key (score)", best first
    """

    merchant_key: str
    category_id: CategoryId | None = None
    key_id: KeyId | None = None
    decision: KeyDecision = KeyDecision.AUTO
    score: float = 0.0
    proposed_id: KeyId | None = None
    cells: int = 0
    examples: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    source: SourceId | None = None

    def __post_init__(self) -> None:
        if not self.merchant_key.strip():
            raise InvariantError("a key mapping needs the merchant's key")
        if not 0.0 <= self.score <= 1.0:
            raise InvariantError(f"key mapping {self.merchant_key!r}: the score {self.score} is not between 0 and 1")

    @property
    def by_person(self) -> bool:
        """Whether a person has decided or edited it: no later proposal takes its place."""
        return self.decision in (KeyDecision.YES, KeyDecision.NO) or self.key_id != self.proposed_id

    @property
    def means(self) -> KeyId | None:
        """The key that builds read the merchant's cells under; None where they are to be left alone or undecided."""
        return self.key_id if self.by_person and self.decision is not KeyDecision.NO else self._automatic

    @property
    def forbids(self) -> bool:
        """Whether a person says that the merchant's key means none of the ontology, not even the one of its name."""
        return self.by_person and (self.decision is KeyDecision.NO or self.key_id is None)

    @property
    def _automatic(self) -> KeyId | None:
        return self.key_id if self.decision is KeyDecision.AUTO else None
