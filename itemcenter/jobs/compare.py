"""Items side by side: the same keys, numbers of a row in one unit, and whether the values are the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from itemcenter.errors import ValueParseError
from itemcenter.jobs.wire_form import Json, evidence_form
from itemcenter.schema import AttributeKey, Cell, CellState, Fact, ItemView, KeyId, OntologyRelease, ValueType
from itemcenter.schema.tags import TAG_KEYS
from itemcenter.values.compare import same
from itemcenter.values.quantity import quantity, to_unit


def comparison(views: Sequence[ItemView], release: OntologyRelease, *, evidence: bool = False) -> Json:
    """`items`, `rows` and `one_category` of `wire.Comparison`."""
    core, order = _keys(views, release)
    held = [{cell.key_id: cell for cell in view.cells} for view in views]
    found = {key_id for cells in held for key_id, cell in cells.items() if cell.state is CellState.FACTS}
    wanted = [key_id for key_id in (core | found) - set(TAG_KEYS) if key_id in release.key_by_id]
    wanted.sort(key=lambda key_id: (key_id not in core, order.get(key_id, len(order)), key_id))
    rows = []
    for key_id in wanted:
        key = release.key_by_id[key_id]
        cells = [entry.get(key_id) for entry in held]
        row: Json = {"key": key.id, "name": key.name, "core": key_id in core, "unit": _unit(key, cells)}
        row["verdict"] = _verdict(key, cells)
        row["cells"] = [
            _cell(view.record.item.id, key, cell, row["unit"], evidence)
            for view, cell in zip(views, cells, strict=True)
        ]
        rows.append(row)
    categories = {_category(view) for view in views}
    heads = [head(view, release) for view in views]
    return {"items": heads, "rows": rows, "one_category": len(categories) == 1 and None not in categories}


def head(view: ItemView, release: OntologyRelease) -> Json:
    """`wire.ComparedItem`."""
    item, match = view.record.item, view.record.category
    known = match is not None and match.category_id in release.category_by_id
    path = release.path_name(match.category_id) if match is not None and known else ""
    return {"id": item.id, "title": item.title, "brand": item.brand, "category": path}


def core_keys(view: ItemView, release: OntologyRelease) -> list[KeyId]:
    """The core keys of an item's category, in order."""
    category = _category(view)
    if category is None or category not in release.category_by_id:
        return []
    return [scope.key_id for scope in release.scopes_for(category) if scope.core]


def _keys(views: Sequence[ItemView], release: OntologyRelease) -> tuple[set[KeyId], dict[KeyId, int]]:
    """(core keys of any of the categories, place of every key of them)"""
    core: set[KeyId] = set()
    order: dict[KeyId, int] = {}
    for view in views:
        category = _category(view)
        if category is not None and category in release.category_by_id:
            for scope in release.scopes_for(category):
                order.setdefault(scope.key_id, len(order))
                if scope.core:
                    core.add(scope.key_id)
    return core, order


def _category(view: ItemView) -> Any:
    return None if view.record.category is None else view.record.category.category_id


def _unit(key: AttributeKey, cells: Sequence[Cell | None]) -> str:
    """The key's own, where every number converts into it; else "" and each value keeps its text."""
    if key.type is not ValueType.QUANTITY:
        return ""
    for cell in cells:
        for fact in () if cell is None else cell.facts:
            try:
                to_unit(fact.value.number or 0.0, fact.value.unit, key.unit)
            except ValueParseError:
                return ""
    return key.unit


def _cell(item_id: str, key: AttributeKey, cell: Cell | None, unit: str, evidence: bool) -> Json:
    if cell is None:
        return {"item": item_id, "state": "unknown"}
    if cell.state is not CellState.FACTS:
        return {"item": item_id, "state": "not_stated"}
    facts = cell.facts if key.multiple else cell.facts[:1]
    return {"item": item_id, "state": "facts", "values": [_value(fact, unit, evidence) for fact in facts]}


def _value(fact: Fact, unit: str, evidence: bool) -> Json:
    value = fact.value
    if unit and value.unit != unit and value.number is not None:
        upper = None if value.number_to is None else to_unit(value.number_to, value.unit, unit)
        value = quantity(to_unit(value.number, value.unit, unit), upper, unit)
    out: Json = {"text": value.text, "confidence": fact.confidence, "producer": fact.producer.value}
    for name in ("number", "number_to", "value_id"):
        if getattr(value, name) is not None:
            out[name] = getattr(value, name)
    if evidence and fact.evidence:
        out["evidence"] = evidence_form(fact.evidence)
    return out


def _verdict(key: AttributeKey, cells: Sequence[Cell | None]) -> str:
    values = [
        [fact.value for fact in (cell.facts if key.multiple else cell.facts[:1])]
        for cell in cells
        if cell is not None and cell.facts
    ]
    if len(values) < len(cells):
        return "incomplete"
    first, *rest = values
    for other in rest:
        both = all(any(same(a, b, key) for b in other) for a in first)
        if not both or not all(any(same(a, b, key) for a in first) for b in other):
            return "different"
    return "same"
