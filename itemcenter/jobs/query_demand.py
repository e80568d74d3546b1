"""What a query log asks for: its counts and dates become the demand of proposals; some queries are held out by hash."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from itemcenter.ontology.importance import demand_of
from itemcenter.retrieval.alias_index import AliasIndex
from itemcenter.schema import Document, Proposal

_DAY_US = 86_400_000_000
_TOGETHER = 2_000


def held_out(query: str, share: float) -> bool:
    """Whether a query is kept from demand, to be measured with: one answer for all its lines, whatever its case."""
    digest = hashlib.blake2b(query.casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64 < share


def with_demand(
    proposals: Sequence[Proposal], queries: Iterable[Document], newest_us: int, span_days: int
) -> Iterator[Proposal]:
    """The proposals, in their order, with the searches that say one of their names as whole words.

    newest_us: the time of the newest query, where both spans of the trend end; 0 where nothing is dated
    """
    index = AliasIndex.build(
        (name, place) for place, proposal in enumerate(proposals) for name in (proposal.text, *proposal.synonyms)
    )
    dated: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    pending = iter(queries)
    while batch := list(islice(pending, _TOGETHER)):
        hits = index.scan([query.text for query in batch])
        said = set(zip(hits.text.tolist(), hits.payload.tolist(), strict=True))  # one query says a concept once
        for text, place in said:
            dated[place][batch[text].time_us] += batch[text].weight
    for place, proposal in enumerate(proposals):
        if place not in dated:
            yield proposal
            continue
        counts = dated[place]
        asked = demand_of(sorted(counts.items()), newest_us=newest_us, span_us=span_days * _DAY_US)
        seen = [time_us for time_us in (proposal.first_seen_us, *counts) if time_us]
        yield replace(proposal, demand=proposal.demand + asked, first_seen_us=min(seen, default=0))
