"""Reading jobs: an item with its cells, and the whole answer to "why this value?"."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from itemcenter.errors import NotFoundError
from itemcenter.ports import Store
from itemcenter.schema import (
    AttributeKey,
    AttributeWrite,
    CategoryId,
    CategoryMatch,
    Cell,
    ItemId,
    ItemRecord,
    ItemView,
    KeyId,
    KeyScope,
    OntologyRelease,
)


@dataclass(frozen=True, slots=True)
class CategoryAccount:
    """Which category an item has and why. path, others: names of the category and of its alternatives, from the root;
    their ids where the release does not have them.
    """

    match: CategoryMatch
    path: str
    others: tuple[str, ...]

    @classmethod
    def of(cls, record: ItemRecord | None, release: OntologyRelease) -> CategoryAccount | None:
        match = record.category if record is not None else None
        if match is None:
            return None

        def path(category_id: CategoryId) -> str:
            return release.path_name(category_id) if category_id in release.category_by_id else category_id

        return cls(match, path(match.category_id), tuple(path(other.category_id) for other in match.alternatives))

    def to_json(self) -> dict[str, Any]:
        """The match with the names of the paths."""
        out = self.match.to_json() | {"path": self.path}
        rows = zip(self.match.alternatives, self.others, strict=True)
        return out | {"alternatives": [other.to_json() | {"path": path} for other, path in rows]}


@dataclass(frozen=True, slots=True)
class ItemSheet:
    """An item as people look at it: its record, its cells in the category's order, keys of the release by id."""

    view: ItemView
    cells: tuple[Cell, ...]
    category: CategoryAccount | None
    keys: dict[KeyId, AttributeKey]
    scopes: dict[KeyId, KeyScope]


@dataclass(frozen=True, slots=True)
class CellAccount:
    """Why a cell shows what it shows.

    category: of the item: it decides which keys are asked
    shown: the current cell or None; words: the latest word of each source, the shown one first
    history: every write in order of arrival
    """

    record: ItemRecord | None
    category: CategoryAccount | None
    key: AttributeKey | None
    key_id: KeyId
    shown: Cell | None
    words: tuple[AttributeWrite, ...]
    history: tuple[AttributeWrite, ...]


def item_sheet(store: Store, release: OntologyRelease, item_id: ItemId) -> ItemSheet:
    """Raises `NotFoundError` with the nearest ids."""
    view = store.view(item_id)
    if view is None:
        raise no_item(store, item_id)
    category = CategoryAccount.of(view.record, release)
    scopes: dict[KeyId, KeyScope] = {}
    if category is not None and category.match.category_id in release.category_by_id:
        scopes = {scope.key_id: scope for scope in release.scopes_for(category.match.category_id)}
    order = {key_id: place for place, key_id in enumerate(scopes)}
    cells = sorted(view.cells, key=lambda cell: (order.get(cell.key_id, len(order)), cell.key_id))
    return ItemSheet(view, tuple(cells), category, release.key_by_id, scopes)


def cell_account(store: Store, release: OntologyRelease, item_id: ItemId, key: str) -> CellAccount:
    """Raises `NotFoundError` where the item, the key or the cell is unknown."""
    found = find_key(release, key)
    key_id = found.id if found is not None else KeyId(key)
    history = store.history(item_id, key_id)
    record = store.item(item_id)
    if not history:
        if record is None:
            raise no_item(store, item_id)
        if found is None:
            raise no_key(release, key)
        raise NotFoundError(
            f"nobody has said anything about {key!r} of {item_id}",
            remedy="`itemcenter show ITEM` lists its keys; `itemcenter ontology show` those of a category",
        )
    words = [word for word in store.words([item_id]).get(item_id, []) if word.key_id == key_id]
    words.sort(key=lambda word: word.version, reverse=True)
    category, shown = CategoryAccount.of(record, release), store.cell(item_id, key_id)
    return CellAccount(record, category, found, key_id, shown, tuple(words), tuple(history))


def find_key(release: OntologyRelease, text: str) -> AttributeKey | None:
    """A key by id, else by its only matching name or synonym (case left aside)."""
    exact = release.key_by_id.get(KeyId(text))
    if exact is not None:
        return exact
    wanted = text.casefold()
    named = [key for key in release.keys if wanted == key.name.casefold()]
    named = named or [key for key in release.keys if wanted in map(str.casefold, key.synonyms)]
    return named[0] if len(named) == 1 else None


def no_key(release: OntologyRelease, text: str) -> NotFoundError:
    """The error for a name that means no key, or several, with the ids of keys that are called so or nearly so."""
    wanted = text.casefold()
    called: dict[str, list[KeyId]] = {}
    for key in release.keys:
        for name in (key.id, key.name, *key.synonyms):
            called.setdefault(name.casefold(), []).append(key.id)
    names = [wanted] if wanted in called else difflib.get_close_matches(wanted, called, n=3, cutoff=0.5)
    near = ", ".join(dict.fromkeys(key_id for name in names for key_id in called[name]))
    told = f"{text!r} names several keys" if wanted in called else f"no key {text!r} in the release"
    return NotFoundError(told, remedy=f"nearest: {near}" if near else "`itemcenter ontology show CATEGORY` lists keys")


def no_item(store: Store, item_id: ItemId) -> NotFoundError:
    """The error for an unknown or forgotten item, with ids that stand near it."""
    if store.forgotten(item_id) is not None:
        return NotFoundError(f"item {item_id!r} was forgotten", remedy="a newer catalog that holds it brings it back")
    near = _near(store, item_id)
    shown = f"ids near it: {', '.join(near)}" if near else "the center holds no item yet; build a catalog first"
    return NotFoundError(f"no item {item_id!r} here", remedy=shown)


def _near(store: Store, item_id: ItemId, most: int = 3) -> list[ItemId]:
    """Ids that differ in case only, else those that share the longest beginning."""
    cases = [entry for entry in (ItemId(item_id.upper()), ItemId(item_id.lower())) if store.item(entry) is not None]
    for length in range(len(item_id) - 1, 0, -1) if not cases else ():
        start = ItemId(item_id[:length])
        found = [start] if store.item(start) is not None else []
        found += [record.item.id for record in store.items(start, most) if record.item.id.startswith(start)]
        if found:
            return found[:most]
    return cases or [record.item.id for record in store.items(limit=most)]
