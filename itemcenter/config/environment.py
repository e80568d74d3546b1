"""Options out of the environment: ITEMCENTER_<TABLE>_<OPTION>, e.g. ITEMCENTER_RECOGNITION_PRECISION=0.7."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from itemcenter.config.tables import OWN_OPTIONS, TABLES, known, typed

_PREFIX = "ITEMCENTER_"


def with_environment(tables: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    out = {name: dict(table) if isinstance(table, Mapping) else table for name, table in tables.items()}
    for variable, text in sorted(environment.items()):
        if not variable.startswith(_PREFIX):
            continue
        table, _, option = variable.removeprefix(_PREFIX).lower().partition("_")
        known(table, TABLES, f"environment variable {variable}: unknown table")
        if table in OWN_OPTIONS and option not in TABLES[table]:
            value = _number_or_text(text)  # a backend checks its own options
        else:
            known(option, TABLES[table], f"environment variable {variable}: unknown option")
            value = _from_text(text, TABLES[table][option], variable)
        given = out.setdefault(table, {})
        if isinstance(given, dict):  # else `resolve` will refuse the table
            given[option] = value
    return out


def _number_or_text(text: str) -> Any:
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        return text
    return value if type(value) in (int, float, bool) else text


def _from_text(text: str, kind: type, variable: str) -> Any:
    if kind is str:
        return text
    try:
        value = json.loads(text)
    except json.JSONDecodeError:
        value = text
    return typed(value, kind, f"environment variable {variable}")
