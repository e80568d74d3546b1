"""A release in the published form of the Shopify taxonomy: `dist/en/` with categories, attributes, attribute values.

Written as Shopify publishes them (JSON and text), and read again by `shopify:DIR`. The form has names, values and what
attributes a category has; it has no types, units, synonyms, core keys or order of its own: for those there is RDF. Keys
without a value list are attributes without values. What is inherited is listed at every category, as Shopify does.
Beside the handles, which say ids only nearly, stand the ids and the value list of each key.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from itemcenter.errors import StoreError
from itemcenter.schema import AttributeKey, AttributeValue, CategoryId, OntologyRelease, ValueId, ValueListId, ValueType

_GID = "gid://shopify/Taxonomy"


def write_shopify(release: OntologyRelease, folder: Path) -> Path:
    """Write VERSION and `dist/en/`; returns the latter. Raises `StoreError` where the disk refuses."""
    home = folder / "dist" / "en"
    version = release.name or release.id
    parts: dict[str, Any] = {
        "categories.json": {"version": version, "verticals": list(_verticals(release))},
        "attributes.json": {"version": version, "attributes": list(_attributes(release))},
        "attribute_values.json": {"version": version, "values": list(_values(release))},
    }
    texts = {
        "categories.txt": (
            f"{_gid('Category', category.id, category.foreign_ids)} : {_line(release.path_name(category.id))}"
            for root in release.children.get(None, ())
            for category in map(release.category_by_id.__getitem__, _below(release, root))
        ),
        "attributes.txt": (f"{_gid('Attribute', key.id, key.foreign_ids)} : {_line(key.name)}" for key in release.keys),
        "attribute_values.txt": (
            f"{_gid('Value', value.id, value.foreign_ids)} : {_line(value.name)} [{_line(entry.id)}]"
            for entry in release.value_lists
            for value in entry.values
        ),
    }
    try:
        home.mkdir(parents=True, exist_ok=True)
        (folder / "VERSION").write_text(_line(version) + "\n", encoding="utf-8", errors="replace")
        for name, part in parts.items():
            text = json.dumps(part, ensure_ascii=False, indent=1)
            (home / name).write_text(text + "\n", encoding="utf-8", errors="replace")
        for name, lines in texts.items():
            head = f"# Release {release.id}\n"
            (home / name).write_text(head + "".join(f"{line}\n" for line in lines), encoding="utf-8", errors="replace")
    except OSError as error:
        raise StoreError(f"cannot be written: {error.strerror or error}", place=str(home)) from error
    return home


def _verticals(release: OntologyRelease) -> Iterator[dict[str, Any]]:
    for root in release.children.get(None, ()):
        categories = []
        for category in map(release.category_by_id.__getitem__, _below(release, root)):
            keys = [release.key_by_id[scope.key_id] for scope in release.scopes_for(category.id)]
            categories.append(
                {
                    "id": _gid("Category", category.id, category.foreign_ids),
                    "name": category.name,
                    "description": category.description,
                    "full_name": release.path_name(category.id),
                    "parent_id": _gid_of(release, category.parent_id),
                    "synonyms": list(category.synonyms),
                    "attributes": [
                        {
                            "id": _gid("Attribute", key.id, key.foreign_ids),
                            "name": key.name,
                            "handle": _handle(key.id),
                            "friendly_id": key.id,
                        }
                        for key in keys
                    ],
                    "children": [
                        {"id": _gid_of(release, child), "name": release.category_by_id[child].name}
                        for child in release.children.get(category.id, ())
                    ],
                }
            )
        yield {"name": release.category_by_id[root].name, "prefix": root, "categories": categories}


def _below(release: OntologyRelease, top: CategoryId) -> Iterator[CategoryId]:
    """A category and all below it, parents first."""
    pending = [top]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(release.children.get(node, ())))


def _gid_of(release: OntologyRelease, category_id: CategoryId | None) -> str | None:
    if category_id is None:
        return None
    return _gid("Category", category_id, release.category_by_id[category_id].foreign_ids)


def _attributes(release: OntologyRelease) -> Iterator[dict[str, Any]]:
    """The first key of a list is its base attribute, the others that share it are its extended ones."""
    bases = dict[ValueListId, AttributeKey]()
    for key in release.keys:
        if key.value_list_id is not None and (key.value_list_id not in bases or str(key.id) == key.value_list_id):
            bases[key.value_list_id] = key
    shared: dict[str, list[AttributeKey]] = {}
    for key in release.keys:
        if key.value_list_id is not None and bases[key.value_list_id] is not key:
            shared.setdefault(bases[key.value_list_id].id, []).append(key)
    for key in release.keys:
        if key.value_list_id is not None and bases[key.value_list_id] is not key:
            continue
        values = release.list_by_id[key.value_list_id].values if key.value_list_id is not None else ()
        if key.type is ValueType.BOOLEAN:
            values = tuple(AttributeValue(ValueId(f"{key.id}__{name.lower()}"), name) for name in ("Yes", "No"))
        borrowed = not key.foreign_ids and key.value_list_id is not None and str(key.id) != key.value_list_id
        yield {
            "id": "" if borrowed else _gid("Attribute", key.id, key.foreign_ids),  # its base is not in this release
            "name": key.name,
            "handle": _handle(key.id),
            "friendly_id": key.id,
            "value_list": key.value_list_id or key.id,
            "description": key.description,
            "type": key.type.value,
            "unit": key.unit,
            "synonyms": list(key.synonyms),
            "extended_attributes": [
                {
                    "name": other.name,
                    "handle": _handle(other.id),
                    "friendly_id": other.id,
                    "description": other.description,
                }
                for other in shared.get(key.id, ())
            ],
            "values": [_value(value, key.id) for value in values],
        }


def _values(release: OntologyRelease) -> Iterator[dict[str, Any]]:
    for entry in release.value_lists:
        yield from (_value(value, entry.id) for value in entry.values)


def _value(value: AttributeValue, attribute: str) -> dict[str, Any]:
    own = value.id.removeprefix(f"{attribute}__")
    return {
        "id": _gid("Value", value.id, value.foreign_ids),
        "name": value.name,
        "handle": f"{_handle(attribute)}__{_handle(own)}",
        "friendly_id": value.id,
        "synonyms": list(value.synonyms),
    }


def _gid(kind: str, identity: str, foreign_ids: tuple[str, ...]) -> str:
    """Shopify's own id where the entry has one, else one in its form."""
    own = f"{_GID}{kind}/"
    return next((entry for entry in foreign_ids if entry.startswith(own)), own + _line(identity))


def _handle(identity: str) -> str:
    return identity.replace("_", "-")


def _line(text: str) -> str:
    return " ".join(text.split())
