"""The rows of keys.csv: typed keys, and which value list each of them has."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from itemcenter.errors import InvariantError
from itemcenter.ontology.problems import Problems, did_you_mean
from itemcenter.ontology.sheets import KEYS, Row
from itemcenter.schema import AttributeKey, KeyId, ValueListId, ValueType
from itemcenter.schema.ontology import ROLES
from itemcenter.values import known_unit

_LISTED = (ValueType.CATEGORICAL, ValueType.COLOUR)
_TYPES = {**{entry.value: entry for entry in ValueType}, "color": ValueType.COLOUR}


@dataclass
class KeyRows:
    """`row_numbers`: all ids of the file; `built`: the sound ones; `broken`: ids of rows that have a problem."""

    row_numbers: dict[str, int] = field(default_factory=dict)
    built: dict[KeyId, AttributeKey] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    used_lists: set[ValueListId] = field(default_factory=set)

    def why_unused(self, list_id: str) -> str:
        """Why the values of a list belong to no key."""
        key = self.built.get(KeyId(list_id))
        if key is None:
            return f'"{list_id}" is not in {KEYS.file}{did_you_mean(list_id, self.row_numbers)}'
        if key.type not in _LISTED:
            return f'the key "{list_id}" is of type {key.type.value}, which has no values'
        return f'the key "{list_id}" has the values of "{key.value_list_id}", so its own are unused'


def read_key_rows(
    rows: Iterable[Row],
    identity: Callable[[Row, str], str | None],
    lists: Collection[str],
    problems: Problems,
) -> KeyRows:
    """Build the keys. `lists`: the ids for which values.csv has rows."""
    out = KeyRows()
    found: list[tuple[str, Row]] = []
    for row in rows:
        name = row.text("name")
        key_id = identity(row, name)
        if key_id is not None:
            out.row_numbers[key_id] = row.number
            found.append((key_id, row))
        elif row.text("id") not in out.row_numbers:
            out.row_numbers[row.text("id")] = row.number
            out.broken.add(row.text("id"))
    shared = {key_id: row.text("values_of") for key_id, row in found}
    for key_id, row in found:
        key = _key(key_id, row, _list_of(key_id, row, shared, lists))
        if key is None:
            out.broken.add(key_id)
            continue
        out.built[key.id] = key
        if key.value_list_id is not None:
            out.used_lists.add(key.value_list_id)
    for key_id in out.broken:  # their lists are not the problem
        out.used_lists.update(ValueListId(entry) for entry in (key_id, shared.get(key_id, "")) if entry in lists)
    return out


def _list_of(key_id: str, row: Row, shared: dict[str, str], lists: Collection[str]) -> str | None:
    """The list of a key: its own, or that of the key it names - and so on, while that one has no rows of its own."""
    target, passed = shared[key_id] or key_id, {key_id}
    while target not in lists and shared.get(target) and target not in passed:
        passed.add(target)
        target = shared[target]
    if target in lists:
        return target
    if shared[key_id] and shared[key_id] != key_id:
        known = f"no values in values.csv{did_you_mean(shared[key_id], {*lists} - {key_id})}"
        row.problem("values_of", f'"{shared[key_id]}" has {known}')
    return None


def _key(key_id: str, row: Row, list_id: str | None) -> AttributeKey | None:
    kind = _type(row)
    unit, tolerance, role = _unit(row, kind), _tolerance(row), _role(row)
    multiple, is_open = row.flag("multiple"), row.flag("open")
    if kind is None or unit is None or tolerance is None or role is None:
        return None
    shared = row.text("values_of")
    if kind not in _LISTED and shared:
        row.problem("values_of", f"a key of type {kind.value} has no values")
        return None
    if kind in _LISTED and list_id is None and not is_open:
        if not shared or shared == key_id:
            row.problem("values_of", "a closed key needs values: add them to values.csv, name a key here, or set open")
        return None
    try:
        return AttributeKey(
            KeyId(key_id),
            row.text("name"),
            kind,
            unit,
            multiple,
            is_open,
            ValueListId(list_id) if list_id is not None and kind in _LISTED else None,
            role,
            tolerance,
            row.list("synonyms"),
            row.text("description"),
            row.text("normalisation"),
            row.list("foreign_ids"),
        )
    except InvariantError as error:
        row.problem("", str(error))
        return None


def _type(row: Row) -> ValueType | None:
    text = row.text("type")
    kind = _TYPES.get(text.casefold())
    if kind is None:
        allowed = [entry.value for entry in ValueType]
        row.problem("type", f'"{text}" is no value type{did_you_mean(text, allowed)}' if text else "is blank")
    return kind


def _unit(row: Row, kind: ValueType | None) -> str | None:
    """The canonical spelling of the unit, "" for other types than quantity."""
    text = row.text("unit")
    if kind is ValueType.QUANTITY:
        if not text:
            row.problem("unit", "is blank; a quantity needs one, for example cm or kg")
            return None
        unit = known_unit(text)
        if unit is None:
            row.problem("unit", f'"{text}" is no known unit; write one like cm, kg, V or GB')
        return unit
    if text and kind is not None:
        row.problem("unit", f'"{text}": only a quantity has a unit, this key is of type {kind.value}')
        return None
    return ""


def _tolerance(row: Row) -> float | None:
    text = row.text("tolerance")
    try:
        number = float(text.replace(",", ".")) if text else 0.0
    except ValueError:
        number = -1.0
    if not 0.0 <= number < 1.0:
        row.problem("tolerance", f'"{text}" is no number from 0 up to, not including, 1; 0.02 stands for 2 %')
        return None
    return number


def _role(row: Row) -> str | None:
    text = row.text("role").casefold()
    if text not in ROLES:
        row.problem("role", f'"{row.text("role")}" is no role{did_you_mean(text, ROLES)}')
        return None
    return text
