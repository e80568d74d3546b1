"""What the Shopify taxonomy says, before it becomes a release, and the checks that both of its file forms share."""

from __future__ import annotations

import gzip
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from itemcenter.errors import OntologyError


@dataclass(frozen=True, slots=True)
class RawCategory:
    """`attributes`: friendly ids in the order of the source; foreign id is `gid://shopify/TaxonomyCategory/<id>`."""

    id: str
    name: str
    parent_id: str | None
    attributes: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class RawValue:
    friendly_id: str
    name: str
    number: str


@dataclass(frozen=True, slots=True)
class RawAttribute:
    """`list_id`: the base attribute whose values it has; `number` is "" for extended attributes, which have none."""

    friendly_id: str
    name: str
    list_id: str
    number: str = ""
    description: str = ""


@dataclass
class RawTaxonomy:
    """`linked`: whether the source says which attributes a category has."""

    version: str
    categories: dict[str, RawCategory] = field(default_factory=dict)
    attributes: dict[str, RawAttribute] = field(default_factory=dict)
    lists: dict[str, tuple[RawValue, ...]] = field(default_factory=dict)
    linked: bool = True

    def add_category(self, category: RawCategory, place: str) -> None:
        if category.id in self.categories:
            raise OntologyError(f"the category {category.id!r} stands twice", place=place)
        self.categories[category.id] = category

    def add_attribute(self, attribute: RawAttribute, place: str) -> None:
        if attribute.friendly_id in self.attributes:
            raise OntologyError(f"the attribute {attribute.friendly_id!r} stands twice", place=place)
        self.attributes[attribute.friendly_id] = attribute


class Entry:
    """One mapping of a source file with typed access; every complaint names the file and the entry."""

    __slots__ = ("data", "place")

    def __init__(self, data: object, place: str) -> None:
        if not isinstance(data, Mapping):
            raise OntologyError(f"must be a mapping, not {_kind(data)}", place=place, remedy="is the file complete?")
        self.data: Mapping[str, Any] = data
        self.place = place

    def text(self, name: str, default: str | None = None) -> str:
        value = self.data.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value.strip()):
            given = "is missing" if name not in self.data else f"must be a text, not {_kind(value)}"
            raise OntologyError(f"{name!r} {given}", place=self.place)
        return value.strip()

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.data.get(name) or ()
        if not isinstance(values, list | tuple) or not all(isinstance(value, str) and value for value in values):
            raise OntologyError(f"{name!r} must be a list of ids", place=self.place)
        return tuple(values)

    def entries(self, name: str) -> Iterator[Entry]:
        return entries_of(self.data.get(name) or [], f"{self.place}, {name}")


def entries_of(data: object, place: str) -> Iterator[Entry]:
    """The mappings of a list, each placed as "<place> entry 7"."""
    if not isinstance(data, list):
        raise OntologyError(f"must be a list, not {_kind(data)}", place=place, remedy="is the file complete?")
    return (Entry(entry, f"{place} entry {number}") for number, entry in enumerate(data, start=1))


def find_file(path: Path) -> Path | None:
    """`path` or `path.gz`, whichever exists."""
    return next((entry for entry in (path, path.with_name(path.name + ".gz")) if entry.is_file()), None)


def read_text(path: Path) -> str:
    """The text of a plain or gzipped UTF-8 file."""
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OntologyError(f"is not UTF-8 at byte {error.start}", place=str(path)) from error
    except (OSError, EOFError, zlib.error) as error:
        raise OntologyError(f"cannot be read: {error}", place=str(path)) from error


def number_of(gid: str) -> str:
    """The last part of a global id: "gid://shopify/TaxonomyValue/17" -> "17"."""
    return gid.rsplit("/", 1)[-1]


def friendly_id(name: str, handle: str) -> str:
    """The friendly id of an entry that only has a handle ("atv-off-road-tire-type").

    Handles lose the "/", "+" and "#" that friendly ids keep, so the id is built from the name, and the handle is taken
    (with "_") when the two disagree. 99.6 % of the ids of release 2025-08 come out as in the source files.
    """
    plain = handle.replace("-", "_")
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").lower()
    built = "/".join(re.sub(r"[^a-z0-9+#]+", "_", part).strip("_") for part in latin.split("/"))
    spelled = built.replace("/", "_").replace("+", "_plus").replace("#", "_hashtag")
    return built if re.sub("_+", "_", spelled).strip("_") == plain else plain


def _kind(value: object) -> str:
    return "nothing" if value is None or value == "" else type(value).__name__
