"""A release of one category made from keys and lists, and what recall finds in an item."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from itemcenter.evidence.folds import EVERYTHING
from itemcenter.evidence.item_words import ItemWords
from itemcenter.evidence.memory import CatalogMemory
from itemcenter.library.category_plan import PlanBook
from itemcenter.library.learning import LabelledItem, learn
from itemcenter.library.lexicon import Lexicon
from itemcenter.library.wide_recall import WideRecall
from itemcenter.schema import (
    AttributeKey,
    Candidate,
    Category,
    CategoryId,
    Item,
    ItemId,
    KeyId,
    KeyScope,
    OntologyRelease,
    TypedValue,
    ValueId,
    ValueList,
)

THINGS = CategoryId("things")


def release_of(
    keys: Sequence[AttributeKey], *lists: ValueList, allowed: dict[str, tuple[str, ...]] | None = None
) -> OntologyRelease:
    """allowed: value ids by key that the category is restricted to"""
    scopes = tuple(
        KeyScope(THINGS, entry.id, order=order, value_ids=tuple(map(ValueId, (allowed or {}).get(entry.id, ()))))
        for order, entry in enumerate(keys)
    )
    return OntologyRelease((Category(THINGS, "Things"),), tuple(keys), lists, scopes, name="things")


def item(title: str, description: str = "", *, name: str = "i", **more: Any) -> Item:
    return Item(ItemId(name), title, description, category_id=THINGS, **more)


class Recall:
    """Recall over one release, with what was learned from labelled items."""

    def __init__(self, release: OntologyRelease, memory: CatalogMemory | None = None) -> None:
        self.release = release
        self.plan = PlanBook(release).plan(THINGS)
        self.wide = WideRecall(release, Lexicon(release), memory or CatalogMemory())

    def learn(self, *labelled: tuple[str, dict[str, tuple[TypedValue, ...]], int]) -> Recall:
        """From (title, values by key, part)."""
        items = [
            LabelledItem(
                item(title, name=f"labelled {number}"),
                self.plan,
                {KeyId(key): values for key, values in labels.items()},
                part,
            )
            for number, (title, labels, part) in enumerate(labelled)
        ]
        learn(items, self.wide)
        return self

    def of(self, what: Item | str, part: int = EVERYTHING) -> dict[str, list[Candidate]]:
        """Candidates by key, of the keys that have any."""
        asked = item(what) if isinstance(what, str) else what
        (sets,) = self.wide.recall([ItemWords(asked)], [self.plan], [part])
        found = {entry.key_id for entry in sets}
        assert [entry.key_id for entry in sets] == [key.id for key in self.plan.keys if key.id in found]
        assert all(entry.candidates for entry in sets)
        assert all(entry.item_id == asked.id and entry.release_id == self.release.id for entry in sets)
        return {entry.key_id: list(entry.candidates) for entry in sets}

    def texts(self, what: Item | str, key: str, part: int = EVERYTHING) -> list[str]:
        return [candidate.value.text for candidate in self.of(what, part).get(key, [])]

    def kinds(self, what: Item | str, key: str, part: int = EVERYTHING) -> dict[str, str]:
        return {entry.value.text: entry.recall for entry in self.of(what, part).get(key, [])}


def entry(key: AttributeKey, name: str) -> tuple[TypedValue, ...]:
    """A value of the key's list, as `lamp_release.values` makes its ids."""
    return (TypedValue(key.type, name, ValueId(f"{key.value_list_id}/{name.lower()}")),)
