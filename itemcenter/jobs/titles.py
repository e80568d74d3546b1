"""Short and long titles of an item, out of its own words and its facts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from itemcenter.library.brand_value import brand_key
from itemcenter.library.fact_titles import FactTitle, fact_title
from itemcenter.schema import CategoryMatch, Fact, Item, OntologyRelease


def titles(
    item: Item, match: CategoryMatch | None, facts: Iterable[Fact], release: OntologyRelease, short: int, long: int
) -> dict[str, Any]:
    """`wire.Titles`. Facts are told in the order of the category's keys, core ones first."""
    known = match is not None and match.category_id in release.category_by_id
    scopes = release.scopes_for(match.category_id) if match is not None and known else ()
    order = {scope.key_id: (not scope.core, place) for place, scope in enumerate(scopes)}
    told = sorted(facts, key=lambda fact: (order.get(fact.key_id, (True, len(order))), fact.key_id))
    brand = brand_key(release.key_by_id[scope.key_id] for scope in scopes)
    parts = (item, told, release.key_by_id, None if brand is None else brand.id)
    return {"id": item.id, "short": _form(fact_title(*parts, short)), "long": _form(fact_title(*parts, long))}


def _form(title: FactTitle | None) -> dict[str, Any] | None:
    return None if title is None else {"text": title.text, "parts": list(title.parts)}
