"""Writing a release as an expert workbook, such that reading it back gives the same release id."""

from __future__ import annotations

from pathlib import Path

from itemcenter.errors import OntologyError
from itemcenter.ontology import sheets
from itemcenter.ontology.sheet_cells import write_list, write_text
from itemcenter.ontology.sheets import write_sheet
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Brand,
    Category,
    KeyScope,
    OntologyRelease,
    ProductTerm,
    Relation,
    ScenarioTag,
    ValueListId,
    ValueType,
)

Cells = dict[str, str]


def write_workbook(release: OntologyRelease, folder: Path) -> None:
    """Write all eight files into `folder` (created if missing; files of these names are replaced).

    Names, sources and parents of releases are not part of a workbook. Raises `OntologyError` for what it cannot hold:
    a value list that no key uses, and an open key without a list that is called like the list of another key.
    """
    _check_lists(release)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OntologyError(f"cannot be created: {error.strerror}", place=str(folder)) from error
    values = (
        {"key": write_text(entry.id), **(_value(value) if value is not None else {})}
        for entry in release.value_lists
        for value in (entry.values or (None,))
    )
    write_sheet(folder, sheets.CATEGORIES, map(_category, release.categories))
    write_sheet(folder, sheets.KEYS, map(_key, release.keys))
    write_sheet(folder, sheets.APPLIES, map(_scope, release.scopes))
    write_sheet(folder, sheets.VALUES, values)
    write_sheet(folder, sheets.SCENARIOS, map(_scenario, release.scenarios))
    write_sheet(folder, sheets.BRANDS, map(_brand, release.brands))
    write_sheet(folder, sheets.TERMS, map(_term, release.terms))
    write_sheet(folder, sheets.RELATIONS, map(_relation, release.relations))


def _check_lists(release: OntologyRelease) -> None:
    used = {key.value_list_id for key in release.keys}
    for entry in release.value_lists:
        if entry.id not in used:
            raise OntologyError(f"no key uses the value list {entry.id!r}, so a workbook cannot hold it")
    for key in release.keys:
        listed = key.type in (ValueType.CATEGORICAL, ValueType.COLOUR)
        if listed and key.value_list_id is None and ValueListId(key.id) in release.list_by_id:
            raise OntologyError(
                f"the key {key.id!r} has no value list, but one of its name exists: a workbook would give it to the key"
            )


def _category(entry: Category) -> Cells:
    return {
        "id": write_text(entry.id),
        "parent": write_text(entry.parent_id or ""),
        "name": write_text(entry.name),
        "synonyms": write_list(entry.synonyms),
        "description": write_text(entry.description),
        "foreign_ids": write_list(entry.foreign_ids),
    }


def _key(entry: AttributeKey) -> Cells:
    own = entry.value_list_id in (None, ValueListId(entry.id))
    return {
        "id": write_text(entry.id),
        "name": write_text(entry.name),
        "type": entry.type.value,
        "unit": write_text(entry.unit),
        "multiple": _flag(entry.multiple),
        "open": _flag(entry.open),
        "role": entry.role,
        "tolerance": repr(entry.tolerance) if entry.tolerance else "",
        "values_of": "" if own else write_text(entry.value_list_id or ""),
        "synonyms": write_list(entry.synonyms),
        "description": write_text(entry.description),
        "normalisation": write_text(entry.normalisation),
        "foreign_ids": write_list(entry.foreign_ids),
    }


def _value(entry: AttributeValue) -> Cells:
    return {
        "id": write_text(entry.id),
        "name": write_text(entry.name),
        "synonyms": write_list(entry.synonyms),
        "description": write_text(entry.description),
        "foreign_ids": write_list(entry.foreign_ids),
    }


def _scope(entry: KeyScope) -> Cells:
    return {
        "category": write_text(entry.category_id),
        "key": write_text(entry.key_id),
        "core": _flag(entry.core),
        "order": write_text(str(entry.order)),
        "values": write_list(entry.value_ids),
        "only_here": _flag(entry.only_here),
    }


def _scenario(entry: ScenarioTag) -> Cells:
    return {
        "id": write_text(entry.id),
        "name": write_text(entry.name),
        "synonyms": write_list(entry.synonyms),
        "description": write_text(entry.description),
    }


def _brand(entry: Brand) -> Cells:
    return {"id": write_text(entry.id), "name": write_text(entry.name), "synonyms": write_list(entry.synonyms)}


def _term(entry: ProductTerm) -> Cells:
    return {
        "id": write_text(entry.id),
        "name": write_text(entry.name),
        "synonyms": write_list(entry.synonyms),
        "category": write_text(entry.category_id or ""),
    }


def _relation(entry: Relation) -> Cells:
    return {
        "subject": write_text(entry.subject),
        "predicate": write_text(entry.predicate),
        "object": write_text(entry.object),
    }


def _flag(value: bool) -> str:
    return "yes" if value else "no"
