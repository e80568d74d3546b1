"""`Names`: the words of a trade, from a stored ontology release and from plain files, to make training texts of."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from itemcenter.errors import InputError
from itemcenter.schema import AttributeKey, Category, KeyScope


@dataclass(frozen=True, slots=True)
class KeyNames:
    name: str
    description: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CategoryNames:
    """path: names from the root to the category; keys: those that apply to it, in order of the release"""

    path: tuple[str, ...]
    keys: tuple[KeyNames, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """lines: texts that stand for themselves, each once"""

    categories: tuple[CategoryNames, ...] = ()
    lines: tuple[str, ...] = ()

    def everything(self) -> list[str]:
        """Every name, description and line, each once, in the order met."""
        out: dict[str, None] = {}
        for category in self.categories:
            out[category.path[-1]] = None
            for key in category.keys:
                out[key.name] = None
                out[key.description] = None
                out.update(dict.fromkeys(key.values))
        out.update(dict.fromkeys(self.lines))
        out.pop("", None)
        return list(out)


def release_names(folder: Path) -> tuple[CategoryNames, ...]:
    """Names of a release as a center stores it (`releases/<id>`)."""
    values: dict[str, list[str]] = {}
    for list_id, value in _json_lines(folder / "values.jsonl"):
        if value is not None:
            values.setdefault(list_id, []).append(value["name"])
    keys: dict[str, KeyNames] = {}
    for raw in _json_lines(folder / "keys.jsonl"):
        key = AttributeKey.from_json(raw)
        keys[key.id] = KeyNames(key.name, key.description, tuple(values.get(key.value_list_id or "", ())))
    scopes: dict[str, list[KeyNames]] = {}
    for raw in _json_lines(folder / "scopes.jsonl"):
        scope = KeyScope.from_json(raw)
        scopes.setdefault(scope.category_id, []).append(keys[scope.key_id])
    categories = {raw["id"]: Category.from_json(raw) for raw in _json_lines(folder / "categories.jsonl")}
    return tuple(
        CategoryNames(_path(category, categories), tuple(scopes.get(category.id, ())))
        for category in categories.values()
    )


def _path(category: Category, categories: dict[str, Category]) -> tuple[str, ...]:
    names = [category.name]
    while category.parent_id is not None:
        category = categories[category.parent_id]
        names.append(category.name)
    return tuple(reversed(names))


def file_lines(path: Path) -> Iterator[str]:
    """The texts of a file: cells of a .csv, string leaves of a .json or .jsonl, else lines; each may be gzipped.

    What holds no space-separated word of two letters or more (ids, numbers) and what is an address is left out.
    """
    kind = path.name.removesuffix(".gz").rsplit(".", 1)[-1].lower()
    try:
        with _opened(path) as stream:
            if kind == "csv":
                found: Iterable[str] = (cell for row in csv.reader(stream) for cell in row)
            elif kind == "json":
                found = _leaves(json.load(stream))
            elif kind == "jsonl":
                found = (leaf for line in stream for leaf in _leaves(json.loads(line)))
            else:
                found = stream
            for text in found:
                line = " ".join(text.split())
                if "://" not in line and any(word.isalpha() and len(word) > 1 for word in line.split()):
                    yield line
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"cannot be read as a corpus: {error}", place=str(path)) from error


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from _leaves(entry)
    elif isinstance(value, dict):
        for entry in value.values():
            yield from _leaves(entry)


def _json_lines(path: Path) -> Iterator[Any]:
    try:
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                yield json.loads(line)
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read as part of a release: {error}", place=str(path)) from error
