"""A sample of documents, the same number from each source and category, the same whatever their order."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Iterable

from itemcenter.schema import Document


def stratified(documents: Iterable[Document], most: int, *, seed: int = 0) -> list[Document]:
    """At most `most` documents, shares even among (source, category), as far as each has that many; by id.

    Memory: `most` documents for each source and category. What a small one leaves over goes to the others.
    """
    kept: dict[tuple[str, str], list[tuple[int, str, Document]]] = {}
    for document in documents:
        heap = kept.setdefault((document.source, document.category), [])
        entry = (-_rank(seed, document.id), document.id, document)
        if len(heap) < most:
            heapq.heappush(heap, entry)
        elif heap and entry[:2] > heap[0][:2]:
            heapq.heapreplace(heap, entry)
    left, chosen = most, []
    by_size = sorted(kept.items(), key=lambda stratum: (len(stratum[1]), stratum[0]))
    for place, (_, heap) in enumerate(by_size):
        share = left // (len(by_size) - place)
        taken = sorted(heap, key=lambda entry: (-entry[0], entry[1]))[:share]
        chosen += [document for _, _, document in taken]
        left -= len(taken)
    return sorted(chosen, key=lambda document: document.id)


def _rank(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed}/{name}".encode("utf-8", "surrogatepass"), digest_size=8).digest())
