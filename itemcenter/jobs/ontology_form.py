"""The ontology in the form of `itemcenter.wire`, as plain data."""

from __future__ import annotations

from itemcenter.jobs.wire_form import Json
from itemcenter.schema import AttributeKey, AttributeValue, CategoryId, OntologyRelease


def release_form(release: OntologyRelease) -> Json:
    """`wire.Release`."""
    return {"id": release.id, "name": release.name, "parent": release.parent_id, "counts": release.counts}


def category_form(release: OntologyRelease, category_id: CategoryId) -> Json:
    """`wire.CategoryEntry`."""
    category = release.category_by_id[category_id]
    return {
        "id": category.id,
        "name": category.name,
        "path": release.path_name(category.id),
        "parent": category.parent_id,
        "synonyms": list(category.synonyms),
        "description": category.description,
        "foreign_ids": list(category.foreign_ids),
        "children": list(release.children.get(category.id, ())),
    }


def key_form(release: OntologyRelease, key: AttributeKey) -> Json:
    """`wire.KeyEntry`."""
    return {
        "id": key.id,
        "name": key.name,
        "type": key.type.value,
        "unit": key.unit,
        "multiple": key.multiple,
        "open": key.open,
        "synonyms": list(key.synonyms),
        "description": key.description,
        "values": None if key.value_list_id is None else len(release.list_by_id[key.value_list_id].values),
    }


def scopes_form(release: OntologyRelease, category_id: CategoryId) -> list[Json]:
    """`wire.ScopeEntry`s of a category, in order."""
    return [
        {
            "key": key_form(release, release.key_by_id[scope.key_id]),
            "core": scope.core,
            "order": scope.order,
            "allowed": list(scope.value_ids),
        }
        for scope in release.scopes_for(category_id)
    ]


def value_form(value: AttributeValue) -> Json:
    """`wire.ValueEntry`."""
    return {
        "id": value.id,
        "name": value.name,
        "synonyms": list(value.synonyms),
        "description": value.description,
        "foreign_ids": list(value.foreign_ids),
    }
