"""Where a document stands beside the one that is held: the rule that makes all tiers agree, whatever came first.

A center holds one document of an item, the newest by event time, whoever it came from. At one time a removal counts
more than any document, a catalog's row more than a message, a later run over a catalog more than an earlier one, and of
two messages the one with the greater hash: what is held depends on what came, not on the order in which it did. Beside
it, each source has the words of its own last document (`own_documents`).
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from itemcenter.schema import Item, ItemId, ItemPut, ItemRecord, Presence, SourceId, content_hash


@dataclass(frozen=True, slots=True)
class Document:
    """An item as a source describes it from `time_us` on. row: of its catalog, 1-based; 0 for a message"""

    item: Item
    source: SourceId
    time_us: int
    row: int = 0

    @classmethod
    def of(cls, put: ItemPut) -> Document:
        return cls(put.item, put.source, put.time_us)

    @property
    def item_id(self) -> ItemId:
        return self.item.id


class Standing(enum.Enum):
    """OPEN: to be decided; UNCHANGED: decided already; OUTDATED: a newer one is held; FORGOTTEN: by a tombstone

    BESIDE: another source's newer one is held; this is the last of its own source, whose words it gives
    """

    OPEN = "open"
    UNCHANGED = "unchanged"
    OUTDATED = "outdated"
    FORGOTTEN = "forgotten"
    BESIDE = "beside"


def standing(document: Document, fingerprint: str, held: ItemRecord | None, forgotten_us: int | None) -> Standing:
    """fingerprint: of the document as it would be decided now; forgotten_us: asked only where nothing is held"""
    if held is None:
        forgotten = forgotten_us is not None and forgotten_us >= document.time_us
        return Standing.FORGOTTEN if forgotten else Standing.OPEN
    if held.time_us > document.time_us or (held.time_us == document.time_us and _outranks(held, document)):
        return Standing.OUTDATED
    return Standing.UNCHANGED if held.fingerprint == fingerprint else Standing.OPEN


def _outranks(held: ItemRecord, document: Document) -> bool:
    """Whether the held document counts more than another one of its time."""
    if held.presence is Presence.RETIRED:
        return True
    if held.row or document.row:
        return not document.row and (held.item, held.source) != (document.item, document.source)
    return _rank(held.item, held.source) > _rank(document.item, document.source)


def _rank(item: Item, source: SourceId) -> tuple[str, str]:
    return content_hash(item.to_json()), source


def newer(one: Document, other: Document) -> Document:
    """The one that counts of two messages on one item."""
    first, second = ((entry.time_us, *_rank(entry.item, entry.source)) for entry in (one, other))
    return one if first >= second else other


def revision_of(document: Document, held: ItemRecord | None, run: int) -> int:
    """The revision of a decision by a run: greater than that of any earlier decision at the same time."""
    return run if held is None or held.time_us != document.time_us else max(run, held.revision + 1)
