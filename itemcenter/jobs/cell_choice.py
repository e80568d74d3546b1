"""`CellChoice`: which facts go out, and of which items."""

from __future__ import annotations

from dataclasses import dataclass, replace

from itemcenter.schema import CategoryId, Cell, CellState, ItemId, ItemRecord, KeyId, Producer, SourceId


@dataclass(frozen=True, slots=True)
class CellChoice:
    """Conditions joined by "and"; None means any. Confidence is asked of each fact, the others of the cell.

    reviewed: only what a person has decided or locked
    """

    item_id: ItemId | None = None
    category_id: CategoryId | None = None
    key_id: KeyId | None = None
    source: SourceId | None = None
    producer: Producer | None = None
    text: str | None = None
    min_confidence: float | None = None
    max_confidence: float | None = None
    reviewed: bool = False

    def wants(self, record: ItemRecord) -> bool:
        """Whether the item is chosen."""
        category = record.category.category_id if record.category is not None else None
        return (self.item_id is None or record.item.id == self.item_id) and (
            self.category_id is None or category == self.category_id
        )

    def allows(self, record: ItemRecord, cell: Cell) -> Cell | None:
        """The cell with those of its facts that may go out; None where there are none."""
        if cell.state is not CellState.FACTS or not self.wants(record):
            return None
        if (self.key_id is not None and cell.key_id != self.key_id) or (
            self.source is not None and cell.source != self.source
        ):
            return None
        if self.producer is not None and cell.facts[0].producer is not self.producer:
            return None
        if self.text is not None and all(fact.value.text != self.text for fact in cell.facts):
            return None
        if self.reviewed and not is_reviewed(cell):
            return None
        least = 0.0 if self.min_confidence is None else self.min_confidence
        most = 1.0 if self.max_confidence is None else self.max_confidence
        facts = tuple(fact for fact in cell.facts if least <= fact.confidence <= most)
        if not facts or len(facts) == len(cell.facts):
            return cell if facts else None
        return replace(cell, facts=facts)


def is_reviewed(cell: Cell) -> bool:
    """Whether a person has decided or confirmed what the cell shows."""
    return cell.version.locked or any(fact.producer is Producer.HUMAN for fact in cell.facts)
