"""Product groups of a catalog: found before anything is learned, kept with their reasons, overridden by people.

    rows without a group column -> listings -> groups (`items.groups`) -> shelf -> `Assignment` on every later reading

Groups of an unchanged catalog are not looked for again. Listings of earlier files of the source take part while the
center holds their items, so that a file with nothing but new items finds the groups that they belong to.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from itemcenter.errors import InputError, NotFoundError
from itemcenter.items import ReadRow
from itemcenter.items.groups import (
    Assignment,
    GroupShelf,
    Inferred,
    Listing,
    Override,
    Overrides,
    infer_groups,
    variant_dimension,
    variant_phrase,
)
from itemcenter.items.groups.naming import new_id
from itemcenter.items.groups.title import Phrases
from itemcenter.jobs.build_report import BuildReport
from itemcenter.jobs.inspect import no_item
from itemcenter.ports import Store
from itemcenter.schema import Item, ItemId, OntologyRelease, SpuGroup, SpuId, ValueType, content_hash

_BATCH = 1_000
_LISTED = (ValueType.CATEGORICAL, ValueType.COLOUR)


def variant_phrases(release: OntologyRelease) -> Phrases:
    """Names of the values of keys that vary within a product (colour, size, flavour, ...)."""
    out: dict[tuple[str, ...], tuple[str, str]] = {}
    for key in sorted(release.keys, key=lambda key: key.id):
        dimension = variant_dimension(key.name)
        if not dimension or key.value_list_id is None or key.type not in _LISTED:
            continue
        for value in release.list_by_id[key.value_list_id].values:
            for name in value.names:
                if words := variant_phrase(name):
                    out.setdefault(words, (dimension, value.name.casefold()))
    return out


def catalog_mark(path: Path, *further: object) -> str:
    """Changes with the bytes of the file and whatever else is given; "" for what is no plain file."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        state = hashlib.file_digest(file, "blake2b").hexdigest()
    return content_hash([state, *map(repr, further)])


def assignment_mark(assignment: Assignment) -> str:
    """Changes with what people say of groups, and with how many were inferred."""
    inferred = assignment.inferred
    overrides = sorted((entry.item, str(entry.group)) for entry in assignment.overrides.values())
    return content_hash([inferred.groups, len(inferred), overrides])


@dataclass(frozen=True, slots=True)
class FoundGroups:
    """seconds: what finding took; None where nothing was looked for."""

    assignment: Assignment
    seconds: float | None = None

    def tell(self, report: BuildReport) -> None:
        """Put the figures into the report of the build."""
        if self.seconds is not None:
            report.groups = {"groups": self.assignment.inferred.groups, "items": len(self.assignment.inferred)}
            report.seconds["group"] = self.seconds
            report.total_seconds += self.seconds


def infer(
    rows: Iterable[ReadRow],
    shelf: GroupShelf,
    source: str,
    phrases: Phrases,
    mark: str,
    store: Store | None,
    keep: bool,
) -> Inferred:
    """The groups of a catalog; those of the last build where `mark` says that nothing has changed.

    store: tells which items of earlier files are still there; None: only this catalog counts
    keep: put what was found on the shelf
    """
    if mark and shelf.about(source).get("mark") == mark:
        return Inferred(shelf.groups(source))
    before = Inferred(shelf.groups(source)) if store is not None else Inferred()
    with tempfile.TemporaryDirectory(prefix="itemcenter-groups-") as folder:
        workspace = Path(folder) / "listings"
        given = (Listing.of(row.item) for row in rows if row.item is not None and row.item.group_id is None)

        def earlier(known: Container[ItemId]) -> Iterator[Listing]:
            return _earlier(shelf, source, store, known) if store is not None else iter(())

        found = infer_groups(given, workspace, phrases, before.of, earlier)
        if keep:
            about = {"mark": mark, "items": found.items, "codes": list(found.families), "learned": found.learned}
            shelf.keep(source, about, found.groups, workspace)
    return Inferred(found.groups)


def _earlier(shelf: GroupShelf, source: str, store: Store, known: Container[ItemId]) -> Iterator[Listing]:
    """Listings of earlier files whose items the store still has, those of known items left out."""
    others = (listing for listing in shelf.listings(source) if listing.id not in known)
    while batch := list(islice(others, _BATCH)):
        held = store.stamps([listing.id for listing in batch])
        yield from (listing for listing in batch if listing.id in held)


def reason_of(shelf: GroupShelf, item: Item, overrides: Overrides) -> str:
    """Why an item is in its group, "" for an item without one, and where the catalog's own column says so."""
    override = overrides.get(item.id)
    if override is not None and override.group == item.group_id:
        by = f" by {override.by}" if override.by else ""
        return f"set{by}" + (f": {override.why}" if override.why else "")
    if item.group_id is None:
        return ""
    found = (group for name in shelf.sources() for group in shelf.groups(name) if group.id == item.group_id)
    return next((group.reason for group in found if item.id in group.item_ids), "")


def all_groups(shelf: GroupShelf, overrides: Overrides) -> Iterator[SpuGroup]:
    """Every group as the next build will have it: what was inferred, with the overrides on top.

    Groups of one item are left out, unless a person named them.
    """
    joined: dict[SpuId, list[ItemId]] = {}
    for override in sorted(overrides.values(), key=lambda entry: entry.item):
        if override.group is not None:
            joined.setdefault(override.group, []).append(override.item)
    for name in shelf.sources():
        for group in shelf.groups(name):
            kept = [item for item in group.item_ids if item not in overrides]
            added = joined.pop(group.id, [])
            items = tuple(sorted({*kept, *added}))
            if items == group.item_ids:
                yield group
            elif len(items) > 1 or added:
                yield SpuGroup(group.id, items, _edited(group, overrides, added))
    for group_id, items_given in joined.items():
        yield SpuGroup(group_id, tuple(items_given), "set" + _by(overrides, items_given))


def _edited(group: SpuGroup, overrides: Overrides, added: list[ItemId]) -> str:
    left = sum(1 for item in group.item_ids if item in overrides and overrides[item].group != group.id)
    new = [item for item in added if item not in group.item_ids]
    parts = [f"{len(new)} added{_by(overrides, new)}"] if new else []
    parts += [f"{left} taken out"] if left else []
    return "; ".join([group.reason, *parts])


def _by(overrides: Overrides, items: Iterable[ItemId]) -> str:
    names = sorted({overrides[item].by for item in items if overrides[item].by})
    return f" by {', '.join(names)}" if names else ""


def one_group(shelf: GroupShelf, overrides: Overrides, name: str) -> SpuGroup:
    """The group of this id, else the one that holds this item. Raises `NotFoundError`."""
    holding = None
    for group in all_groups(shelf, overrides):
        if group.id == name:
            return group
        if name in group.item_ids:
            holding = group
    if holding is None:
        remedy = "`itemcenter groups list` shows them; groups of a catalog's own column are in `itemcenter show ITEM`"
        raise NotFoundError(f"no group {name!r} and no group with this item", remedy=remedy)
    return holding


def group_or_item(shelf: GroupShelf, overrides: Overrides, store: Store, name: str) -> SpuGroup:
    """A group by its id, the group of an item, or a new one for an item by itself. Raises `NotFoundError`."""
    try:
        return one_group(shelf, overrides, name)
    except NotFoundError:
        record = store.item(ItemId(name))
        if record is None:
            raise no_item(store, ItemId(name)) from None
        return SpuGroup(record.item.group_id or new_id(record.item.id), (record.item.id,), "by itself")


def split(group: SpuGroup, items: Iterable[str], apart: bool, by: str, why: str) -> list[Override]:
    """Take items out of a group: together into a new one, or each by itself (`apart`). Raises `InputError`."""
    chosen = sorted({ItemId(item) for item in items})
    strange = [item for item in chosen if item not in group.item_ids]
    if strange:
        shown = ", ".join(group.item_ids[:5])
        raise InputError(f"{strange[0]!r} is not in group {group.id!r}", remedy=f"it holds {shown}")
    if len(chosen) == len(group.item_ids) and not apart:
        raise InputError("all items of the group would move together", remedy="name those that do not belong to it")
    new = None if apart or len(chosen) == 1 else SpuId(f"{group.id}/{chosen[0]}"[:500].rstrip())
    return [Override(item, new, by, why) for item in chosen]


def merge(into: SpuGroup, others: Iterable[SpuGroup], by: str, why: str) -> list[Override]:
    """Put the items of other groups into a group. A group that is new needs a line for its own item, too."""
    found = {item for other in others for item in other.item_ids if item not in into.item_ids}
    if found and len(into.item_ids) == 1:
        found.add(into.item_ids[0])
    return [Override(item, into.id, by, why) for item in sorted(found)]
