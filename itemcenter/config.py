"""Configuration of a center: `itemcenter.toml`, then the environment. The only reader of either.

Written form: TOML tables. Resolved form: `Config`, made of the options dataclasses that the stages own. An option may
be overridden by the environment variable ITEMCENTER_<TABLE>_<OPTION> (plain options only), e.g.
ITEMCENTER_RECOGNITION_PRECISION=0.7. An unknown table or option fails and names the nearest valid one.
"""

from __future__ import annotations

import dataclasses
import difflib
import json
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itemcenter.errors import ConfigError
from itemcenter.items import CatalogOptions
from itemcenter.jobs.learn import LEARN_WHEN, LearnOptions
from itemcenter.library import CategoryOptions, EvidenceOptions
from itemcenter.tunnel import SourcePolicy

_PREFIX = "ITEMCENTER_"


@dataclass(frozen=True, slots=True)
class StoreChoice:
    """Which store backend, and its own options as written (paths are relative to the center)."""

    backend: str = "sqlite"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """Which `embed` backend encodes items and values, "" for none, and its own options as written."""

    backend: str = "static"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a center can be told. `release` is a release id or name; "" means the center's current one."""

    catalog: CatalogOptions = field(default_factory=CatalogOptions)
    categories: CategoryOptions = field(default_factory=CategoryOptions)
    recognition: EvidenceOptions = field(default_factory=EvidenceOptions)
    learning: LearnOptions = field(default_factory=LearnOptions)
    sources: SourcePolicy = field(default_factory=SourcePolicy)
    store: StoreChoice = field(default_factory=StoreChoice)
    vectors: EncoderChoice = field(default_factory=EncoderChoice)
    release: str = ""


#: Tables of the file and the options in them, with the type an environment variable is read as.
TABLES: dict[str, dict[str, type]] = {
    "catalog": {
        "format": str,
        "encoding": str,
        "delimiter": str,
        "columns": dict,
        "specs": list,
        "spec_prefixes": list,
        "spec_columns": list,
        "category_separator": str,
        "max_cell_chars": int,
    },
    "categories": {"table": dict, "min_name_score": float},
    "ontology": {"release": str},
    "recognition": {"precision": float},
    "learning": {"when": str, "items": int, "model": str},
    "sources": {"priorities": dict, "default": int},
    "store": {"backend": str},
    "embed": {"backend": str},
}


#: Tables in which a backend's own options stand beside ours.
_OWN_OPTIONS = ("store", "embed")


def load_config(path: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Read and check a configuration file. Raises `ConfigError` naming the line, table or option."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8", remedy="save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{error}", place=str(path), remedy="see https://toml.io for the notation") from error
    return resolve(_with_environment(tables, environment), place=path.name)


def resolve(tables: Mapping[str, Any], place: str = "itemcenter.toml") -> Config:
    """From the written tables to the options that stages take."""
    checked: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
    for name, table in tables.items():
        _known(name, TABLES, f"{place}: unknown table")
        if not isinstance(table, Mapping):
            raise ConfigError(f"[{name}] must be a table, not {table!r}", place=place)
        for option, value in table.items():
            if name in _OWN_OPTIONS and option not in TABLES[name]:
                checked[name][option] = value  # a backend checks its own options
                continue
            _known(option, TABLES[name], f"{place}, [{name}]: unknown option")
            checked[name][option] = _typed(value, TABLES[name][option], f"{place}, [{name}] {option}")
    return Config(
        catalog=_catalog(checked["catalog"], place),
        categories=_categories(checked["categories"], place),
        recognition=_recognition(checked["recognition"], place),
        learning=_learning(checked["learning"], place),
        sources=_sources(checked["sources"], place),
        store=_store(checked["store"]),
        vectors=_encoder(checked["embed"]),
        release=checked["ontology"].get("release", ""),
    )


def _catalog(table: Mapping[str, Any], place: str) -> CatalogOptions:
    given = dict(table)
    pairs: list[tuple[str, str]] = []
    for name, columns in given.pop("columns", {}).items():
        for column in columns if isinstance(columns, list) else [columns]:
            pairs.append((name, _typed(column, str, f"{place}, [catalog.columns] {name}")))
    for name in ("specs", "spec_prefixes", "spec_columns"):
        if name in given:
            entries = given[name]
            given[name] = tuple(_typed(entry, str, f"{place}, [catalog] {name}") for entry in entries)
    return CatalogOptions(columns=tuple(pairs), **given)


def _categories(table: Mapping[str, Any], place: str) -> CategoryOptions:
    given = dict(table)
    rows = given.pop("table", {})
    pairs = tuple((path, _typed(entry, str, f"{place}, [categories.table] {path!r}")) for path, entry in rows.items())
    options = CategoryOptions(table=pairs, **given)
    if not 0.0 < options.min_name_score <= 1.0:
        raise ConfigError(f"min_name_score must be above 0 and at most 1, not {options.min_name_score}", place=place)
    return options


def _recognition(table: Mapping[str, Any], place: str) -> EvidenceOptions:
    options = EvidenceOptions(**table)
    if not 0.0 < options.precision < 1.0:
        raise ConfigError(f"precision must lie between 0 and 1, not {options.precision}", place=f"{place}, recognition")
    return options


def _learning(table: Mapping[str, Any], place: str) -> LearnOptions:
    options = LearnOptions(**table)
    if options.when not in LEARN_WHEN:
        near = difflib.get_close_matches(options.when, LEARN_WHEN, n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        remedy = f"{hint}allowed: {', '.join(LEARN_WHEN)}"
        raise ConfigError(f"when cannot be {options.when!r}", place=f"{place}, learning", remedy=remedy)
    if options.items < 1:
        raise ConfigError(f"items must be at least 1, not {options.items}", place=f"{place}, learning")
    return options


def _sources(table: Mapping[str, Any], place: str) -> SourcePolicy:
    given = dict(table)
    rows = given.pop("priorities", None)
    if rows is not None:
        checked = {name: _typed(rank, int, f"{place}, [sources.priorities] {name!r}") for name, rank in rows.items()}
        defaults = dict(SourcePolicy().priorities)
        # Patterns are tried in order; the user's come first.
        merged = checked | {name: rank for name, rank in defaults.items() if name not in checked}
        given["priorities"] = tuple(merged.items())
    return SourcePolicy(**given)


def _store(table: Mapping[str, Any]) -> StoreChoice:
    options = dict(table)
    return StoreChoice(options.pop("backend", StoreChoice().backend), options)


def _encoder(table: Mapping[str, Any]) -> EncoderChoice:
    options = dict(table)
    return EncoderChoice(options.pop("backend", EncoderChoice().backend), options)


def _with_environment(tables: Mapping[str, Any], environment: Mapping[str, str]) -> dict[str, Any]:
    out = {name: dict(table) if isinstance(table, Mapping) else table for name, table in tables.items()}
    for variable, text in sorted(environment.items()):
        if not variable.startswith(_PREFIX):
            continue
        table, _, option = variable.removeprefix(_PREFIX).lower().partition("_")
        _known(table, TABLES, f"environment variable {variable}: unknown table")
        if table in _OWN_OPTIONS and option not in TABLES[table]:
            value = _number_or_text(text)  # a backend checks its own options
        else:
            _known(option, TABLES[table], f"environment variable {variable}: unknown option")
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
    return _typed(value, kind, f"environment variable {variable}")


def _typed(value: Any, kind: type, place: str) -> Any:
    """The value if it has the type; an integer may stand for a float."""
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind and not (kind is str and isinstance(value, list) and place.endswith("columns")):
        raise ConfigError(f"must be {_PLAIN_NAMES[kind]}, not {value!r}", place=place)
    return value


_PLAIN_NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    list: "a list of texts",
    dict: "a table",
    bool: "true or false",
}


def _known(name: str, allowed: Iterable[str], complaint: str) -> None:
    names = list(allowed)
    if name in names:
        return
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise ConfigError(f"{complaint} {name!r}", remedy=f"{hint}allowed: {', '.join(names)}")


def describe(config: Config) -> dict[str, Any]:
    """The resolved configuration as plain data, for `config check`."""
    out: dict[str, Any] = dataclasses.asdict(config)
    return out
