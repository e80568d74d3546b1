"""What the library considers before it decides: candidate values of one item and key, its category and its brand."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from itemcenter.errors import InvariantError
from itemcenter.schema.fact import NO_MODEL, MerchantCell, TextSpan, TypedValue
from itemcenter.schema.ids import BrandId, CategoryId, ItemId, KeyId, ModelId, ReleaseId, check_id
from itemcenter.schema.record import Record


@dataclass(frozen=True, slots=True)
class Candidate(Record):
    """A value that an item may have, with every place that speaks for it.

    score:  in [0, 1]; what it means is the recall's or the discriminator's to document
    recall: which recall found it ("alias", "typed", "cell", later "vector")
    decider: the language model that decided for it, and by which prompt; "" where none was asked
    """

    value: TypedValue
    score: float
    evidence: tuple[TextSpan | MerchantCell, ...]
    recall: str
    decider: ModelId = NO_MODEL

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
class CategoryAlternative(Record):
    """Another category that an item may have; `confidence` means the same as in `CategoryMatch`."""

    category_id: CategoryId
    confidence: float

    def __post_init__(self) -> None:
        check_id(self.category_id, "category")
        if not 0.0 <= self.confidence <= 1.0:
            raise InvariantError(f"category confidence {self.confidence} is outside 0 to 1")


@dataclass(frozen=True, slots=True)
class CategoryMatch(Record):
    """The ontology category of an item.

    method:       given, mapped (by the user), drawn, path, linked (by another system's), name, title, text or root:
                  `library.category` tells what each means and how its confidence is made
    alternatives: other categories that were likely, best first; where the tree was not followed to a leaf they may lie
                  below the category
    """

    category_id: CategoryId
    confidence: float
    method: str
    evidence: tuple[TextSpan | MerchantCell, ...] = ()
    alternatives: tuple[CategoryAlternative, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.category_id, "category")
        if not 0.0 <= self.confidence <= 1.0:
            raise InvariantError(f"category confidence {self.confidence} is outside 0 to 1")
        if not self.method:
            raise InvariantError("a category match names its method")
        others = [other.category_id for other in self.alternatives]
        if len({self.category_id, *others}) != len(others) + 1:
            raise InvariantError(f"the alternatives to category {self.category_id!r} repeat a category")
        if any(after.confidence > before.confidence for before, after in pairwise(self.alternatives)):
            raise InvariantError(f"the alternatives to category {self.category_id!r} are not best first")


@dataclass(frozen=True, slots=True)
class BrandMatch(Record):
    """The brand of an item. `method`: given (the merchant's brand cell) or text (read in a title or description).

    name:     the ontology's or the catalog's name for it; brand_id: its ontology id, None where it has none
    evidence: where it stands
    """

    name: str
    confidence: float
    method: str
    brand_id: BrandId | None = None
    evidence: tuple[TextSpan, ...] = ()

    def __post_init__(self) -> None:
        if self.brand_id is not None:
            check_id(self.brand_id, "brand")
        if not 0.0 <= self.confidence <= 1.0:
            raise InvariantError(f"brand confidence {self.confidence} is outside 0 to 1")
        if not self.name.strip() or not self.method:
            raise InvariantError("a brand match needs a name and names its method")
