"""Short and long titles out of an item's own words and its facts: put together, or written by a language model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from itemcenter.library.brand_value import brand_key
from itemcenter.library.fact_titles import FactTitle, fact_title
from itemcenter.library.llm_titles import written_titles
from itemcenter.library.title_check import title_parts
from itemcenter.llm.ask import AskTally
from itemcenter.ports import Chat
from itemcenter.schema import AttributeKey, CategoryMatch, Fact, Item, OntologyRelease

#: Facts that a model is told: the first of them, in the order of the category's keys.
_MOST_TOLD = 40


class TitleGrounds(NamedTuple):
    """What a title may be made of."""

    item: Item
    match: CategoryMatch | None
    facts: Sequence[Fact]


def titles(grounds: TitleGrounds, release: OntologyRelease, short: int, long: int) -> dict[str, Any]:
    """`wire.Titles`. Facts are told in the order of the category's keys, core ones first."""
    told, keys = _ordered(grounds, release)
    brand = brand_key(keys)
    parts = (grounds.item, told, release.key_by_id, None if brand is None else brand.id)
    forms = {"short": _form(fact_title(*parts, short)), "long": _form(fact_title(*parts, long))}
    return {"id": grounds.item.id, **forms}


def written(
    chat: Chat, grounds: Sequence[TitleGrounds], release: OntologyRelease, short: int, long: int
) -> list[dict[str, Any]]:
    """`wire.Titles`, by the model where its answer holds (`title_check`), else put together."""
    out = [titles(entry, release, short, long) for entry in grounds]
    asked = [(entry.item, _told(entry, release)) for entry in grounds]
    for form, most in (("short", short), ("long", long)):
        found = written_titles(chat, asked, release.key_by_id, most, AskTally())
        for place, (text, (item, facts)) in enumerate(zip(found, asked, strict=True)):
            if text is not None:
                parts = list(title_parts(text, item, facts))
                out[place][form] = {"text": text, "parts": parts, "writer": "model"}
    return out


def _ordered(grounds: TitleGrounds, release: OntologyRelease) -> tuple[list[Fact], list[AttributeKey]]:
    """(facts in the order of the category's keys, core ones first; those keys)"""
    match = grounds.match
    known = match is not None and match.category_id in release.category_by_id
    scopes = release.scopes_for(match.category_id) if match is not None and known else ()
    order = {scope.key_id: (not scope.core, place) for place, scope in enumerate(scopes)}
    told = sorted(grounds.facts, key=lambda fact: (order.get(fact.key_id, (True, len(order))), fact.key_id))
    return told, [release.key_by_id[scope.key_id] for scope in scopes]


def _told(grounds: TitleGrounds, release: OntologyRelease) -> list[Fact]:
    """The facts that a model is told; those of keys that the release no longer has are left out."""
    facts, _ = _ordered(grounds, release)
    return [fact for fact in facts if fact.key_id in release.key_by_id][:_MOST_TOLD]


def _form(title: FactTitle | None) -> dict[str, Any] | None:
    return None if title is None else {"text": title.text, "parts": list(title.parts)}
