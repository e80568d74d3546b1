"""What of a catalog a language model reads for discovery, and what that would take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from itemcenter.flow import StratifiedSample
from itemcenter.jobs.placed import Placed
from itemcenter.ontology.discover import ChatReader, HarvestOptions, Sheet, Unit
from itemcenter.ports import Chat
from itemcenter.schema import CategoryId, Item, KeyId, OntologyRelease, RejectedRow


@dataclass(frozen=True, slots=True)
class Asking:
    """A language model that reads documents, too; broken: takes its answers that cannot be read"""

    chat: Chat
    broken: Callable[[RejectedRow], None]


def rehearse(
    items: Iterable[Item], release: OntologyRelease, asking: Asking, options: HarvestOptions
) -> Mapping[str, Any]:
    """Ask what `harvest` would ask about these items and nothing else; what came of it."""
    placed, sheets = Placed(release), StratifiedSample[Sheet](options.asked)
    for item in items:
        category = placed.category(item)
        sheets.offer(category, item.id, Sheet(item, category))
    read = chat_reader(asking, placed, options.most_words)
    for _ in read.units(sheet for _, sheet in sheets.entries()):
        pass
    return read.tally.to_json()


def chat_reader(asking: Asking, placed: Placed, most_words: int) -> ChatReader:
    return ChatReader(asking.chat, placed.asked, placed.path, placed.key, asking.broken, most_words)


def at_home(unit: Unit, release: OntologyRelease, placed: Placed) -> Unit:
    key = release.key_by_id.get(KeyId(unit.key_id))
    return unit if key is None else replace(unit, category=placed.home(key, CategoryId(unit.category)))
