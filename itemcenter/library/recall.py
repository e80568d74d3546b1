"""Recall: at most ten candidate values for every (item, key), from one alias pass and the typed values of the texts."""

from __future__ import annotations

from collections.abc import Sequence

from itemcenter.library.alias_recall import alias_candidates
from itemcenter.library.category_plan import CategoryPlan
from itemcenter.library.lexicon import Lexicon, Mentions, Sought
from itemcenter.library.typed_recall import typed_candidates
from itemcenter.schema import CandidateSet, Item, ReleaseId

#: Candidates kept for a key (paper, section 4.1: K = 10).
TOP_K = 10


def recall(
    items: Sequence[Item], plans: Sequence[CategoryPlan], lexicon: Lexicon, release_id: ReleaseId
) -> list[list[CandidateSet]]:
    """For each item one candidate set a key of its plan, in the plan's order; empty sets included."""
    texts: list[str] = []
    sought: list[Sought] = []
    places: list[tuple[int, str]] = []
    for number, (item, plan) in enumerate(zip(items, plans, strict=True)):
        for name, text in item.fields():
            texts.append(text)
            sought.append(plan.sought)
            places.append((number, name))
    by_item: list[list[tuple[str, str, Mentions]]] = [[] for _ in items]
    for (number, name), text, mentions in zip(places, texts, lexicon.scan(texts, sought), strict=True):
        by_item[number].append((name, text, mentions))
    return [_sets(item, plan, found, release_id) for item, plan, found in zip(items, plans, by_item, strict=True)]


def _sets(
    item: Item, plan: CategoryPlan, found: list[tuple[str, str, Mentions]], release_id: ReleaseId
) -> list[CandidateSet]:
    by_key = alias_candidates(plan, found) | typed_candidates(plan, found)
    return [CandidateSet(item.id, key.id, release_id, tuple(by_key.get(key.id, ())[:TOP_K])) for key in plan.keys]
