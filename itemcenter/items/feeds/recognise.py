"""Which known feed a file is, by its column names and the shape of its first rows, and how certain that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from itemcenter.errors import CatalogError
from itemcenter.items.feeds.akeneo import Akeneo
from itemcenter.items.feeds.feed import Feed
from itemcenter.items.feeds.google import Google
from itemcenter.items.feeds.openai import OpenAI
from itemcenter.items.feeds.openai_json import OpenAIJson
from itemcenter.items.feeds.shopify import Shopify
from itemcenter.items.feeds.shopify_json import ShopifyJson
from itemcenter.items.filled import FILLED, filled_names

#: Every known feed; of two that are equally certain the first.
ALL: Final[tuple[Feed, ...]] = (OpenAI(), Google(), Shopify(), ShopifyJson(), OpenAIJson(), Akeneo())

#: Name -> the feed of flat files under this name: what an export writes.
FEEDS: Final[dict[str, Feed]] = {
    feed.name: feed for feed in reversed(ALL) if not isinstance(feed, ShopifyJson | OpenAIJson)
}

#: Below this a file is read by the generic synonyms alone. Set between the samples of each format with a third of their
#: columns renamed and plain catalogs that share names with a feed.
LEAST_CERTAINTY: Final = 0.6


@dataclass(frozen=True, slots=True)
class Recognised:
    """certainty: 0 to 1; given: the user named the format."""

    feed: Feed
    certainty: float
    given: bool = False


#: How much a vocabulary that the file itself declares (an XML namespace) tells.
_DECLARED: Final = 0.9


def recognise(
    names: Sequence[str], sample: Sequence[Mapping[str, Any]], wanted: str = "", declared: str = ""
) -> Recognised | None:
    """The feed that a file with these columns and first rows is of; None for a catalog of its own making.

    wanted:   the name of a feed that the user says it is; declared: the one whose vocabulary the file declares
    Raises `CatalogError` where nothing in the file speaks for the wanted one.
    """
    found = []
    marked = {FILLED}.union(*(filled_names(cells.get(FILLED)) for cells in sample))  # what an export has added
    for feed in ALL:
        if wanted in ("", feed.name):
            own = [name for name in names if name not in marked or feed.column(name) is not None]
            certainty = feed.certainty(own, sample)
            if certainty and feed.name == declared:
                certainty = 1.0 - (1.0 - _DECLARED) * (1.0 - certainty)
            found.append(Recognised(feed, certainty, bool(wanted)))
    best = max(found, key=lambda entry: entry.certainty)
    if not wanted:
        return best if best.certainty >= LEAST_CERTAINTY else None
    if not names:
        return None
    if best.certainty <= 0.0:
        best = next((entry for entry in found if not entry.feed.lacks(names)), best)
    lack = best.feed.lacks(names) if best.certainty <= 0.0 else ""
    if lack:
        raise CatalogError(
            f"this is no {best.feed.title}, as format = {wanted!r} in [catalog] says: {lack}",
            remedy=f"remove the option, or name the file's own format; columns: {', '.join(names[:20])}",
        )
    return best


def feed_titled(title: str) -> Feed | None:
    """The feed that was recognised before, for reading a row again."""
    return next((feed for feed in ALL if feed.title == title), None)
