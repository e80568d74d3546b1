"""Reading an expert workbook: every row becomes an entry or a problem, then the entries are checked together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from itemcenter.errors import InvariantError, OntologyError
from itemcenter.ontology import sheets
from itemcenter.ontology.loaded import LoadedOntology
from itemcenter.ontology.problems import Problems
from itemcenter.ontology.sheets import Row, Sheet, read_sheet
from itemcenter.ontology.spreadsheet import is_spreadsheet
from itemcenter.ontology.workbook_checks import check_names, check_tree
from itemcenter.ontology.workbook_keys import KeyRows, read_key_rows
from itemcenter.ontology.workbook_scopes import read_scopes, unknown
from itemcenter.schema import (
    AttributeValue,
    Brand,
    BrandId,
    Category,
    CategoryId,
    OntologyRelease,
    ProductTerm,
    Relation,
    ScenarioId,
    ScenarioTag,
    TermId,
    ValueId,
    ValueList,
    ValueListId,
)
from itemcenter.values.folding import fold

_Entry = TypeVar("_Entry")
_Arguments = ParamSpec("_Arguments")


def read_workbook(folder: Path) -> LoadedOntology:
    """Read a workbook: a folder, or an .xlsx file. Raises one `OntologyError` that lists all problems (20 in full).

    Notices tell which blank ids were derived from names.
    """
    if not folder.is_dir() and not (is_spreadsheet(folder) and folder.is_file()):
        raise OntologyError(
            "is no folder", place=str(folder), remedy="a workbook is a folder of CSV files, or an .xlsx file"
        )
    reading = _Reading(folder)
    release = reading.release()
    return LoadedOntology(release, tuple(reading.notices()))


class _Reading:
    """One pass over a workbook."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems = Problems()
        self._rows_by_id: dict[tuple[str, str], dict[str, int]] = {}
        self._derived: dict[str, list[str]] = {}
        self._categories: dict[CategoryId, tuple[Category, Row]] = {}

    def release(self) -> OntologyRelease:
        self._categories = categories = self._read_categories()
        lists = self._lists()
        keys = read_key_rows(self._rows(sheets.KEYS), self.identity, lists.keys(), self.problems)
        values = self._used_lists(lists, keys)
        scopes = read_scopes(self._rows(sheets.APPLIES), categories, keys, values)
        scenarios = self._named(sheets.SCENARIOS, self._scenario)
        brands = self._named(sheets.BRANDS, self._brand)
        terms = self._named(sheets.TERMS, self._term)
        relations = [_made(row, self._relation, row) for row in self._rows(sheets.RELATIONS)]
        try:  # even where there are problems, so that the sound part is searched for clashes of names
            release = OntologyRelease(
                categories=tuple(entry for entry, _ in categories.values()),
                keys=tuple(keys.built.values()),
                value_lists=tuple(values.values()),
                scopes=tuple(scopes),
                scenarios=tuple(scenarios),
                brands=tuple(brands),
                terms=tuple(terms),
                relations=tuple(relation for relation in relations if relation is not None),
                name=self.folder.resolve().name,
                source=str(self.folder),
            )
        except InvariantError as error:
            self.problems.raise_any(str(self.folder))
            raise OntologyError(f"{error}", place=str(self.folder)) from error
        check_names(release, keys.row_numbers, self.problems)
        self.problems.raise_any(str(self.folder))
        return release

    def notices(self) -> list[str]:
        out = []
        for file, ids in self._derived.items():
            noun = "blank id was" if len(ids) == 1 else "blank ids were"
            out.append(f"{file}: {len(ids)} {noun} derived from names, first {ids[0]}")
        return out

    # -- rows ---------------------------------------------------------------------------------------------------

    def _rows(self, sheet: Sheet) -> list[Row]:
        return list(read_sheet(self.folder, sheet, self.problems))

    def identity(self, row: Row, name: str, prefix: str = "") -> str | None:
        """The id of a row, derived from the name where blank; None, and a problem, where it stands twice."""
        identity = row.text("id")
        if not identity and name:
            slug = "-".join(fold(name).split())
            if not slug:
                row.problem("id", f'is blank, and none can be derived from the name "{name}"; write one')
                return None
            identity = prefix + slug
            self._derived.setdefault(row.file, []).append(f'row {row.number}: "{name}" -> {identity}')
        if not name:
            row.problem("name", "is blank")
            return None
        earlier = self._rows_by_id.setdefault((row.file, prefix), {}).setdefault(identity, row.number)
        if earlier != row.number:
            row.problem("id", f'"{identity}" stands in row {earlier} already')
            return None
        return identity

    def _named(self, sheet: Sheet, build: Callable[[Row, str, str], _Entry]) -> list[_Entry]:
        out = []
        for row in self._rows(sheet):
            name = row.text("name")
            identity = self.identity(row, name)
            if identity is not None:
                entry = _made(row, build, row, identity, name)
                if entry is not None:
                    out.append(entry)
        return out

    # -- sheets -------------------------------------------------------------------------------------------------

    def _read_categories(self) -> dict[CategoryId, tuple[Category, Row]]:
        found = self._named(sheets.CATEGORIES, self._category)
        categories = {entry.id: (entry, row) for entry, row in found}
        check_tree(categories)
        return categories

    def _category(self, row: Row, identity: str, name: str) -> tuple[Category, Row]:
        parent = row.text("parent")
        category = Category(
            CategoryId(identity),
            name,
            CategoryId(parent) if parent else None,
            row.list("synonyms"),
            row.text("description"),
            row.list("foreign_ids"),
        )
        return category, row

    def _lists(self) -> dict[str, list[tuple[AttributeValue | None, Row]]]:
        """Values by list id; None stands for a row that names only a key, which declares a list without values."""
        lists: dict[str, list[tuple[AttributeValue | None, Row]]] = {}
        for row in self._rows(sheets.VALUES):
            list_id, name = row.text("key"), row.text("name")
            if not list_id:
                row.problem("key", "is blank")
                continue
            members = lists.setdefault(list_id, [])
            if not name and not row.text("id"):
                members.append((None, row))
                continue
            identity = self.identity(row, name, f"{list_id}/")
            if identity is None:
                continue
            value = _made(row, self._value, row, identity, name)
            if value is not None:
                members.append((value, row))
        return lists

    def _value(self, row: Row, identity: str, name: str) -> AttributeValue:
        return AttributeValue(
            ValueId(identity), name, row.list("synonyms"), row.text("description"), row.list("foreign_ids")
        )

    def _used_lists(
        self, lists: dict[str, list[tuple[AttributeValue | None, Row]]], keys: KeyRows
    ) -> dict[ValueListId, ValueList]:
        out: dict[ValueListId, ValueList] = {}
        for name, members in lists.items():
            list_id = ValueListId(name)
            if list_id in keys.used_lists:
                values = tuple(value for value, _ in members if value is not None)
                made = _made(members[0][1], ValueList, list_id, values)
                if made is not None:
                    out[list_id] = made
            elif members and name not in keys.broken:
                rows = f" ({len(members)} rows)" if len(members) > 1 else ""
                members[0][1].problem("key", keys.why_unused(name) + rows)
        return out

    def _scenario(self, row: Row, identity: str, name: str) -> ScenarioTag:
        return ScenarioTag(ScenarioId(identity), name, row.list("synonyms"), row.text("description"))

    def _brand(self, row: Row, identity: str, name: str) -> Brand:
        return Brand(BrandId(identity), name, row.list("synonyms"))

    def _term(self, row: Row, identity: str, name: str) -> ProductTerm:
        category = CategoryId(row.text("category"))
        if category and category not in self._categories:
            row.problem("category", unknown(category, sheets.CATEGORIES.file, self._categories))
        return ProductTerm(TermId(identity), name, row.list("synonyms"), category or None)

    def _relation(self, row: Row) -> Relation | None:
        blank = [column for column in sheets.RELATIONS.columns if not row.text(column)]
        for column in blank:
            row.problem(column, "is blank")
        return None if blank else Relation(row.text("subject"), row.text("predicate"), row.text("object"))


def _made(
    row: Row, build: Callable[_Arguments, _Entry], *given: _Arguments.args, **named: _Arguments.kwargs
) -> _Entry | None:
    """What `build` makes, or None and a problem of the row where a noun refuses its content."""
    try:
        return build(*given, **named)
    except InvariantError as error:
        row.problem("", str(error))
        return None
