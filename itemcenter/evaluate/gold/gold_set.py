"""The nouns of a gold set, and the set as the sum of its entries: cells that were drawn, and what people said of them.

A cell is drawn with its stratum, (category, key). Its weight is the number of items of the stratum for each of its
cells that has a usable answer, so that sums over answered cells estimate sums over the whole catalog without bias
(Horvitz and Thompson 1952), as long as who answers does not depend on the answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from itemcenter.errors import InvariantError
from itemcenter.schema import AttributeKey, CategoryId, ItemId, KeyId, TypedValue
from itemcenter.schema.record import Record
from itemcenter.values import same

#: Where an answer belongs.
Place = tuple[ItemId, KeyId]


@dataclass(frozen=True, slots=True)
class GoldCell(Record):
    """A cell that was drawn. content: hash of what the item said then (`jobs.gold.held_out`)."""

    kind_tag: ClassVar[str] = "cell"
    item_id: ItemId
    key_id: KeyId
    category_id: CategoryId
    content: str

    @property
    def place(self) -> Place:
        return self.item_id, self.key_id


@dataclass(frozen=True, slots=True)
class GoldStratum(Record):
    """How many items a category had when cells of the key were last drawn from it."""

    kind_tag: ClassVar[str] = "stratum"
    category_id: CategoryId
    key_id: KeyId
    size: int


@dataclass(frozen=True, slots=True)
class GoldLabel(Record):
    """What a person says of a cell. No value and nothing beyond: the item does not state one.

    beyond:  a stated value that the key's list lacks, as the person wrote it: a proposal for the ontology
    content: hash of what the item said when it was looked at
    final:   decided after a disagreement; outranks all others
    """

    kind_tag: ClassVar[str] = "label"
    item_id: ItemId
    key_id: KeyId
    labeller: str
    values: tuple[TypedValue, ...] = ()
    beyond: str = ""
    content: str = ""
    final: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        if not self.labeller.strip():
            raise InvariantError("a label names who gave it")

    @property
    def place(self) -> Place:
        return self.item_id, self.key_id

    @property
    def stated(self) -> bool:
        return bool(self.values or self.beyond)


GoldEntry = GoldCell | GoldStratum | GoldLabel


@dataclass(slots=True)
class GoldSet:
    """All cells and the latest label of each labeller on each. `seed` draws; it stays the same as the set grows."""

    seed: int = 0
    version: int = 0
    cells: dict[Place, GoldCell] = field(default_factory=dict)
    strata: dict[tuple[CategoryId, KeyId], int] = field(default_factory=dict)
    labels: dict[Place, dict[str, GoldLabel]] = field(default_factory=dict)

    def add(self, entries: Iterable[GoldEntry]) -> None:
        for entry in entries:
            if isinstance(entry, GoldCell):
                self.cells[entry.place] = entry
            elif isinstance(entry, GoldStratum):
                self.strata[entry.category_id, entry.key_id] = entry.size
            else:
                self.labels.setdefault(entry.place, {})[entry.labeller] = entry

    @property
    def items(self) -> set[ItemId]:
        return {item_id for item_id, _ in self.cells}

    def truth(self, place: Place, key: AttributeKey) -> GoldLabel | None:
        """The answer that counts: the final one, else the one that more than half of the labellers give; else None."""
        given = self.labels.get(place, {})
        final = [label for label in given.values() if label.final]
        if final:
            return final[-1]
        labels = [given[name] for name in sorted(given)]
        for label in labels:
            if 2 * sum(agree(label, other, key) for other in labels) > len(labels):
                return label
        return None

    def disputed(self, place: Place, key: AttributeKey) -> bool:
        return place in self.labels and self.truth(place, key) is None

    def weights(self, usable: Collection[Place]) -> dict[Place, float]:
        """Of each usable cell: items of its stratum for every usable cell of it."""
        strata = {place: (self.cells[place].category_id, self.cells[place].key_id) for place in usable}
        answered = Counter(strata.values())
        return {place: self.strata.get(stratum, 1) / answered[stratum] for place, stratum in strata.items()}


def agree(a: GoldLabel, b: GoldLabel, key: AttributeKey) -> bool:
    """Whether two labels say the same: equal values in any order, and both or neither a value beyond the list."""
    if bool(a.beyond) != bool(b.beyond) or len(a.values) != len(b.values):
        return False
    return matched(a.values, b.values, key) == len(a.values)


def matched(a: Sequence[TypedValue], b: Sequence[TypedValue], key: AttributeKey) -> int:
    """How many values of `a` have a partner of their own in `b`, in order."""
    left = list(b)
    for value in a:
        partner = next((other for other in left if same(value, other, key)), None)
        if partner is not None:
            left.remove(partner)
    return len(b) - len(left)


def keys_of(cells: Mapping[Place, GoldCell]) -> list[KeyId]:
    return sorted({cell.key_id for cell in cells.values()})
