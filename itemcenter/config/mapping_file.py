"""A mapping file: the [catalog] table of one catalog, as `itemcenter map` writes it and people edit it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from itemcenter.config.resolve import resolve
from itemcenter.errors import ConfigError
from itemcenter.items import CatalogOptions
from itemcenter.items.options import check_role

#: Options that say what columns mean: a mapping with roles replaces those of itemcenter.toml.
_ABOUT_COLUMNS = ("columns", "specs", "spec_columns")


@dataclass(frozen=True, slots=True)
class MappingFile:
    """text: as written, comments included; given: the options in it; lines: column -> line, counted from 1"""

    path: Path
    text: str
    options: CatalogOptions
    given: frozenset[str]
    lines: Mapping[str, int]

    def over(self, base: CatalogOptions) -> CatalogOptions:
        """These options where they are given, those of `base` elsewhere."""
        names = {field.name for field in fields(CatalogOptions)} & self.given
        cleared = dict.fromkeys(_ABOUT_COLUMNS, ()) if "roles" in self.given else {}
        return replace(base, **cleared | {name: getattr(self.options, name) for name in names})

    def place(self, column: str) -> str:
        """Where the file speaks of a column."""
        line = self.lines.get(column)
        return f"{self.path}, line {line}" if line else str(self.path)


def load_mapping(path: Path) -> MappingFile:
    """Read and check a mapping file. Raises `ConfigError` naming the line and what is allowed."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(
            f"cannot read the mapping {path}: {error.strerror}",
            remedy="`itemcenter map CATALOG --out FILE` writes one",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8", remedy="save it as UTF-8") from error
    return parse_mapping(text, path)


def parse_mapping(text: str, path: Path) -> MappingFile:
    """A mapping out of its text; `path` is for messages. Raises as `load_mapping` does."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(str(error), place=str(path), remedy='a line reads "column" = "role"') from error
    for name in tables:
        if name != "catalog":
            raise ConfigError(
                f"a mapping holds the table [catalog] only, not {name!r}",
                place=str(path),
                remedy="put it into itemcenter.toml; columns stand under [catalog.roles]",
            )
    catalog = tables.get("catalog", {})
    lines = dict(_lines(text))
    roles = catalog.get("roles", {}) if isinstance(catalog, dict) else {}
    players: dict[str, str] = {}
    for column, role in roles.items() if isinstance(roles, dict) else ():
        place = f"{path}, line {lines[column]}" if column in lines else str(path)
        if not isinstance(role, str):
            raise ConfigError(f"the role of {column!r} must be a text, not {role!r}", place=place)
        try:
            check_role(column, role, players)
        except ConfigError as error:
            raise ConfigError(error.message, place=place, remedy=error.remedy) from error
    options = resolve(tables, place=path.name).catalog
    return MappingFile(path, text, options, frozenset(catalog), lines)


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """(key, line) of every line that is TOML by itself; a key of an inline table has the line of the table."""
    for number, line in enumerate(text.splitlines(), start=1):
        if "=" in line:
            try:
                found = tomllib.loads(line)
            except tomllib.TOMLDecodeError:
                continue
            yield from ((key, number) for key in _keys(found))


def _keys(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _keys(value)
        else:
            yield name
