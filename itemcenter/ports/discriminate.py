"""Port `discriminate`: which of the retrieved candidates does the item really state? Possibly none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from itemcenter.schema import AttributeKey, Candidate, CandidateSet, CategoryId, Item, ModelId


@dataclass(frozen=True, slots=True)
class Question:
    """One (item, key) pair to decide. `candidates` may be empty; then so is the answer.

    settled: the merchant states the key, so that an answer decides nothing that is shown
    """

    item: Item
    category_id: CategoryId
    key: AttributeKey
    candidates: CandidateSet
    settled: bool = False


class Discriminator(Protocol):
    @property
    def model_id(self) -> ModelId:
        """Name and fingerprint of the decider and its settings; part of every item's fingerprint."""
        ...

    def decide(self, questions: Sequence[Question]) -> list[tuple[Candidate, ...]]:
        """For each question the accepted candidates, best first, `score` = confidence that the value is right.

        () is "not stated". A key that is not `multiple` gets one candidate at most.
        """
        ...
