"""Port `recognize`: items in, decisions out. The tunnel's tiers and the build job work with any recogniser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from itemcenter.schema import CategoryMatch, Fact, Item, ItemId, KeyId, ModelId, Proposal, ReleaseId


@dataclass(frozen=True, slots=True)
class Recognition:
    """What was decided for one item.

    merchant: facts read from the merchant's own cells, only for keys where such a cell could be understood
    machine:  facts read from the texts, for every key that was asked; () is "not stated"
    proposals: values and keys that the ontology does not know
    unfinished: something outside failed while it was decided; the next build decides it again
    """

    item_id: ItemId
    category: CategoryMatch | None
    merchant: Mapping[KeyId, tuple[Fact, ...]]
    machine: Mapping[KeyId, tuple[Fact, ...]]
    proposals: tuple[Proposal, ...] = ()
    unfinished: bool = False


class Touch(NamedTuple):
    """What another release is to an item.

    reason: why it may be decided otherwise, "" where it cannot; category: the one it gets under the present release
    """

    reason: str
    category: CategoryMatch | None


class ReleaseScopes(Protocol):
    """From earlier releases of a center to the one that a recogniser decides with, under the same model."""

    @property
    def earlier(self) -> Sequence[ReleaseId]:
        """The releases that can be asked about, most likely first; none of them is the present one."""
        ...

    def touched(
        self, earlier: ReleaseId, items: Sequence[Item], matches: Sequence[CategoryMatch | None]
    ) -> Sequence[Touch]:
        """Whether and why the recogniser may decide each item otherwise than under that release.

        Only the confidence and the proofs of a category may differ where no fact does: such an item has no reason.

        matches: the categories that the items had under it
        """
        ...


@dataclass(frozen=True, slots=True)
class Renewal:
    """A document that takes another one's place, and what was decided of that one under the present release and model.

    decided: without proposals, which nobody keeps; its facts may name the earlier releases that first said them
    """

    before: Item
    after: Item
    decided: Recognition


class Pruner(Protocol):
    """What a recogniser can tell without deciding an item anew. Whatever it tells is what `recognize` would say."""

    def twin_key(self, item: Item) -> str:
        """Items with one key are decided alike, whatever their ids are; "" where nothing can be said."""
        ...

    def renewed(self, renewals: Sequence[Renewal]) -> list[Recognition | None]:
        """What `recognize` says of each new document, proposals left out; None where it must be asked."""
        ...


class Recognizer(Protocol):
    @property
    def release_id(self) -> ReleaseId: ...

    @property
    def model_id(self) -> ModelId: ...

    def recognize(self, items: Sequence[Item]) -> list[Recognition]:
        """One recognition an item, in order. Depends on nothing but the items, the release and the model."""
        ...
