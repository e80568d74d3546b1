"""The rows of applies.csv: which keys a category has, in which order, and with which values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from itemcenter.ontology.problems import did_you_mean
from itemcenter.ontology.sheets import CATEGORIES, KEYS, Row
from itemcenter.ontology.workbook_keys import KeyRows
from itemcenter.schema import CategoryId, KeyId, KeyScope, ValueId, ValueList, ValueListId
from itemcenter.values.folding import name_key


def read_scopes(
    rows: Iterable[Row],
    categories: Collection[str],
    keys: KeyRows,
    lists: Mapping[ValueListId, ValueList],
) -> list[KeyScope]:
    """The sound scopes; every other row becomes a problem."""
    scopes: list[KeyScope] = []
    seen: dict[tuple[str, str], int] = {}
    rows_of_category: dict[str, int] = {}
    for row in rows:
        category, key = row.text("category"), row.text("key")
        rows_of_category[category] = place = rows_of_category.get(category, 0) + 1
        if category not in categories:
            row.problem("category", unknown(category, CATEGORIES.file, categories))
        if key not in keys.row_numbers:
            row.problem("key", unknown(key, KEYS.file, keys.row_numbers))
        earlier = seen.setdefault((category, key), row.number)
        if earlier != row.number:
            row.problem("", f'"{category}" and "{key}" stand in row {earlier} already')
            continue
        core, order, only_here = row.flag("core"), _order(row, place), row.flag("only_here")
        attribute = keys.built.get(KeyId(key))
        if attribute is None:
            continue
        listed = lists.get(attribute.value_list_id) if attribute.value_list_id is not None else None
        allowed = _allowed(row, listed)
        if category in categories:
            scopes.append(KeyScope(CategoryId(category), attribute.id, core, order, allowed, only_here))
    return scopes


def unknown(given: str, file: str, known: Collection[str]) -> str:
    """What to say of an id that the named file lacks."""
    return f'"{given}" is not in {file}{did_you_mean(given, known)}' if given else "is blank"


def _order(row: Row, place: int) -> int:
    """Blank means the place among the rows of the category."""
    text = row.text("order")
    try:
        return int(text) if text else place
    except ValueError:
        row.problem("order", f'"{text}" is no whole number')
        return 0


def _allowed(row: Row, listed: ValueList | None) -> tuple[ValueId, ...]:
    """Values by id, or by a name or synonym that only one value of the list has."""
    given = row.list("values")
    if not given:
        return ()
    if listed is None:
        row.problem("values", f'the key "{row.text("key")}" has no value list')
        return ()
    known = {value.id for value in listed.values}
    by_name: dict[str, list[ValueId]] = {}
    if not known.issuperset(given):
        for value in listed.values:
            for name in {name_key(name) for name in value.names}:
                by_name.setdefault(name, []).append(value.id)
    out: list[ValueId] = []
    for entry in given:
        found = [ValueId(entry)] if entry in known else by_name.get(name_key(entry), [])
        if len(found) == 1:
            out.append(found[0])
        elif found:
            row.problem("values", f'"{entry}" means several values: {", ".join(found)}')
        else:
            row.problem("values", f'"{entry}" is no value of this key{did_you_mean(entry, {*known, *by_name})}')
    return tuple(out)
