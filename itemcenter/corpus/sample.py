"""A sample of documents, the same number from each source and category, the same whatever their order."""

from __future__ import annotations

import json
from collections.abc import Iterable

from itemcenter.flow import StratifiedSample
from itemcenter.schema import Document


def stratified(documents: Iterable[Document], most: int, *, seed: int = 0) -> list[Document]:
    """At most `most` documents, shares even among (source, category), as far as each has that many; by id.

    Memory: those documents. What a small stratum leaves over goes to the others.
    """
    sample: StratifiedSample[Document] = StratifiedSample(most)
    for document in documents:
        sample.offer(json.dumps([document.source, document.category]), f"{seed}/{document.id}", document)
    return sorted((document for _, document in sample.entries()), key=lambda document: document.id)
