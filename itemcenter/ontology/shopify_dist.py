"""The published form of the Shopify taxonomy: `dist/en/attributes.json` with `categories.json` or `categories.txt`.

Files that `shopify_write` made name the friendly ids and value lists beside the handles, which say them only nearly.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from itemcenter.errors import OntologyError
from itemcenter.ontology.shopify_raw import (
    Entry,
    RawAttribute,
    RawCategory,
    RawTaxonomy,
    RawValue,
    entries_of,
    find_file,
    friendly_id,
    number_of,
    read_text,
)


def read_dist_form(dist: Path, version: str) -> RawTaxonomy:
    """Read `dist/en`, plain or gzipped. Without `categories.json` (or `taxonomy.json`) attributes stay unbound."""
    path = find_file(dist / "attributes.json")
    if path is None:
        raise OntologyError("is missing", place=str(dist / "attributes.json"), remedy="download it from the release")
    document = _parse_json(path)
    raw = RawTaxonomy(version or document.text("version", ""))
    _read_attributes(document, path, raw)
    tree = find_file(dist / "categories.json") or find_file(dist / "taxonomy.json")
    text = find_file(dist / "categories.txt")
    if tree is not None:
        _read_tree(_parse_json(tree), path.name, raw)
    elif text is not None:
        raw.linked = False
        _read_category_lines(text, raw)
    else:
        raise OntologyError("holds neither categories.json nor categories.txt", place=str(dist))
    return raw


def _parse_json(path: Path) -> Entry:
    try:
        return Entry(json.loads(read_text(path)), str(path))
    except (ValueError, RecursionError) as error:
        raise OntologyError(f"is not valid JSON: {error}", place=str(path)) from error


def _read_attributes(document: Entry, path: Path, raw: RawTaxonomy) -> None:
    for entry in entries_of(document.data.get("attributes"), f"{path}, attributes"):
        name, handle = entry.text("name"), entry.text("handle")
        identity = entry.text("friendly_id", "") or friendly_id(name, handle)
        list_id = entry.text("value_list", "") or identity
        raw.lists[list_id] = tuple(_read_value(value, identity) for value in entry.entries("values"))
        number, description = number_of(entry.text("id", "")), entry.text("description", "")
        raw.add_attribute(RawAttribute(identity, name, list_id, number, description), entry.place)
        for extended in entry.entries("extended_attributes"):
            other = extended.text("friendly_id", "") or friendly_id(extended.text("name"), extended.text("handle"))
            description = extended.text("description", "")
            raw.add_attribute(RawAttribute(other, extended.text("name"), list_id, "", description), extended.place)


def _read_value(entry: Entry, attribute: str) -> RawValue:
    name = entry.text("name")
    handle = entry.text("handle").rpartition("__")[2]
    identity = entry.text("friendly_id", "") or f"{attribute}__{friendly_id(name, handle)}"
    return RawValue(identity, name, number_of(entry.text("id")))


def _read_tree(document: Entry, attributes_file: str, raw: RawTaxonomy) -> None:
    """`{"verticals": [{"categories": [{id, name, parent_id | ancestors, attributes: [{id, handle}]}]}]}`."""
    by_number = {entry.number: entry.friendly_id for entry in raw.attributes.values() if entry.number}
    for vertical in entries_of(document.data.get("verticals"), f"{document.place}, verticals"):
        for entry in vertical.entries("categories"):
            links = []
            for link in entry.entries("attributes"):
                # an extended attribute is listed with the id of its base, so the handle is asked first
                known = link.text("friendly_id", "") or friendly_id(link.text("name", ""), link.text("handle", ""))
                found = known if known in raw.attributes else by_number.get(number_of(link.text("id")))
                if found is None:
                    raise OntologyError(f"has an attribute that {attributes_file} lacks", place=link.place)
                links.append(found)
            identity = number_of(entry.text("id"))
            category = RawCategory(
                identity,
                entry.text("name"),
                _parent(entry),
                tuple(dict.fromkeys(links)),
                entry.text("description", ""),
            )
            raw.add_category(category, entry.place)
    _check_parents(raw, document.place)


def _parent(entry: Entry) -> str | None:
    """`parent_id`, else the nearest ancestor (they are listed from the parent upwards)."""
    given: Any = entry.data.get("parent_id")
    if given:
        return number_of(str(given))
    ancestors = [number_of(ancestor.text("id")) for ancestor in entry.entries("ancestors")]
    # ids grow downwards ("el", "el-7", "el-7-8"), so the longest is the nearest, whatever the order of the file
    return max(ancestors, key=lambda identity: identity.count("-"), default=None)


def _read_category_lines(path: Path, raw: RawTaxonomy) -> None:
    """`gid://shopify/TaxonomyCategory/el-1 : Electronics > Arcade Equipment`, ancestors first."""
    by_path: dict[tuple[str, ...], str] = {}
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        place = f"{path} line {number}"
        gid, separator, names = line.partition(" : ")
        steps = tuple(step.strip() for step in names.split(" > "))
        if not separator or not all(steps):
            raise OntologyError(f"is not of the form 'gid : A > B > C': {line[:80]!r}", place=place)
        parent = by_path.get(steps[:-1])
        if parent is None and len(steps) > 1:
            raise OntologyError(f"the parent {' > '.join(steps[:-1])!r} does not stand above", place=place)
        identity = number_of(gid.strip())
        by_path[steps] = identity
        raw.add_category(RawCategory(identity, steps[-1], parent), place)


def _check_parents(raw: RawTaxonomy, place: str) -> None:
    for category in raw.categories.values():
        if category.parent_id is not None and category.parent_id not in raw.categories:
            raise OntologyError(f"{category.id!r} has the unknown parent {category.parent_id!r}", place=place)
