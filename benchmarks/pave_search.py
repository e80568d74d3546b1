"""Rows of the WDC-PAVE form as search data: the keys with lists, and the listings with what they state of them."""

from __future__ import annotations

from collections.abc import Sequence

from itemcenter.library.learning import LabelledItem
from itemcenter.schema import CategoryId, Item, KeyId, OntologyRelease
from itemcenter.training.search_data import ListedKey, Listing, SearchData


def listing_text(item: Item) -> str:
    """What an encoder reads of an item."""
    return f"{item.title}. {item.description}".strip(". ") or item.title


def search_data(release: OntologyRelease, labelled: Sequence[LabelledItem]) -> SearchData:
    """Keys in the order of the release; a value that a listing states but its list lacks cannot be found."""
    names = {scope.key_id: release.category_by_id[scope.category_id].name for scope in release.scopes}
    listed = [key for key in release.keys if key.value_list_id is not None]
    keys, places = [], {}
    for number, key in enumerate(listed):
        values = release.list_by_id[key.value_list_id].values if key.value_list_id is not None else ()
        places[key.id] = number, {value.id: place for place, value in enumerate(values)}
        keys.append(ListedKey(names[key.id], key.name, key.description, tuple(value.names for value in values)))
    listings = []
    for entry in labelled:
        stated = {
            places[key][0]: tuple(places[key][1][v.value_id] for v in values if v.value_id is not None)
            for key, values in entry.labels.items()
            if key in places
        }
        listings.append(Listing(_name(release, entry.plan.category_id), listing_text(entry.item), stated))
    return SearchData(tuple(keys), tuple(listings))


def key_ids(release: OntologyRelease) -> list[KeyId]:
    """The keys of `search_data`, in its order."""
    return [key.id for key in release.keys if key.value_list_id is not None]


def _name(release: OntologyRelease, category: CategoryId) -> str:
    return release.category_by_id[category].name
