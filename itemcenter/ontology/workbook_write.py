"""Writing a release as an expert workbook, such that reading it back gives the same release id."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from itemcenter.errors import OntologyError
from itemcenter.ontology import sheets
from itemcenter.ontology.sheet_cells import write_list, write_text
from itemcenter.ontology.sheets import Sheet, sheet_rows, write_sheet
from itemcenter.ontology.spreadsheet import is_spreadsheet, write_spreadsheet
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


def write_workbook(
    release: OntologyRelease,
    folder: Path,
    fresh: Collection[tuple[str, str, str]] = (),
    further: Iterable[tuple[str, Sequence[str], Sequence[Sequence[str]]]] = (),
) -> None:
    """Write all eight files into `folder` (created if missing; files of these names are replaced), or one .xlsx file.

    fresh:   (noun, group, id) of entries to mark as new; further: sheets that only a spreadsheet file gets
    Names, sources and parents of releases are not part of a workbook. Raises `OntologyError` for what it cannot hold:
    a value list that no key uses, and an open key without a list that is called like the list of another key.
    """
    _check_lists(release)
    tables = _tables(release, frozenset(fresh))
    if is_spreadsheet(folder):
        sheets_ = ((sheet.name, *sheet_rows(sheet, rows)) for sheet, rows in tables)
        write_spreadsheet(folder, itertools.chain(sheets_, further))
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OntologyError(f"cannot be created: {error.strerror}", place=str(folder)) from error
    for sheet, rows in tables:
        write_sheet(folder, sheet, rows)


def _tables(
    release: OntologyRelease, fresh: frozenset[tuple[str, str, str]]
) -> Iterator[tuple[Sheet, Iterator[Cells]]]:
    def marked(cells: Cells, noun: str, group: str, identity: str) -> Cells:
        return cells | {sheets.NEW: "new"} if (noun, group, identity) in fresh else cells

    values = (
        {"key": write_text(entry.id), **({} if value is None else marked(_value(value), "value", entry.id, value.id))}
        for entry in release.value_lists
        for value in (entry.values or (None,))
    )
    yield sheets.CATEGORIES, (marked(_category(entry), "category", "", entry.id) for entry in release.categories)
    yield sheets.KEYS, (marked(_key(entry), "key", "", entry.id) for entry in release.keys)
    yield (
        sheets.APPLIES,
        (marked(_scope(entry), "applies", entry.category_id, entry.key_id) for entry in release.scopes),
    )
    yield sheets.VALUES, values
    yield sheets.SCENARIOS, map(_scenario, release.scenarios)
    yield sheets.BRANDS, (marked(_brand(entry), "brand", "", entry.id) for entry in release.brands)
    yield sheets.TERMS, (marked(_term(entry), "term", "", entry.id) for entry in release.terms)
    yield sheets.RELATIONS, map(_relation, release.relations)


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
