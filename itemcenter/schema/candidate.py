"""What the library considers before it decides: candidate values of one item and key, and the item's category."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from itemcenter.errors import InvariantError
from itemcenter.schema.fact import MerchantCell, TextSpan, TypedValue
from itemcenter.schema.ids import CategoryId, ItemId, KeyId, ReleaseId, check_id
from itemcenter.schema.record import Record


@dataclass(frozen=True, slots=True)
class Candidate(Record):
    """A value that an item may have, with every place that speaks for it.

    score:  in [0, 1]; what it means is the recall's or the discriminator's to document
    recall: which recall found it ("alias", "typed", "cell", later "vector")
    """

    value: TypedValue
    score: float
    evidence: tuple[TextSpan | MerchantCell, ...]
    recall: str

    def __post_init__(self) -> None:
        if not 0.0 <= self.score <= 1.0:
            raise InvariantError(f"candidate score {self.score} is outside 0 to 1")
        if not self.recall:
            raise InvariantError("a candidate names the recall that found it")


@dataclass(frozen=True, slots=True)
class CandidateSet(Record):
    """The candidates of one (item, key), best first, each value once."""

    item_id: ItemId
    key_id: KeyId
    release_id: ReleaseId
    candidates: tuple[Candidate, ...]

    def __post_init__(self) -> None:
        check_id(self.item_id, "item")
        check_id(self.key_id, "key")
        scores = [candidate.score for candidate in self.candidates]
        if any(later > earlier for earlier, later in pairwise(scores)):
            raise InvariantError(f"candidates of {self.item_id!r} / {self.key_id!r} are not best first")
        if len({candidate.value.identity for candidate in self.candidates}) != len(self.candidates):
            raise InvariantError(f"candidates of {self.item_id!r} / {self.key_id!r} repeat a value")


@dataclass(frozen=True, slots=True)
class CategoryMatch(Record):
    """The ontology category of an item. `method`: given, mapped (by the user), path, name, title, text or root.

    `library.category` tells what each means and how its confidence is made.
    """

    category_id: CategoryId
    confidence: float
    method: str
    evidence: tuple[TextSpan | MerchantCell, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.category_id, "category")
        if not 0.0 <= self.confidence <= 1.0:
            raise InvariantError(f"category confidence {self.confidence} is outside 0 to 1")
        if not self.method:
            raise InvariantError("a category match names its method")
