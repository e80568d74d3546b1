"""What a document was decided with, as one hash: equal means there is nothing to do."""

from __future__ import annotations

from itemcenter.schema import Item, ModelId, ReleaseId, SourceId, content_hash

#: Fingerprints like that of no item. Something outside failed while it was decided: it must be decided again.
UNFINISHED = "unfinished"
#: The document is kept, and its facts are left to the day job.
WAITING = "waiting"
#: The source no longer has the item.
REMOVED = "removed"


def fingerprint_of(item: Item, release_id: ReleaseId, model_id: ModelId, source: SourceId) -> str:
    """A hash of everything that the decision of an item depends on."""
    return content_hash([item.to_json(), release_id, model_id, source])
