"""`ColumnMapping`: which role each column of a catalog plays, and how that was found out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from itemcenter.errors import CatalogError
from itemcenter.items.options import CatalogOptions
from itemcenter.items.raw_cells import json_text, present, scalar_text
from itemcenter.items.specs import looks_like_container, text_pairs
from itemcenter.items.synonyms import (
    SINGLE_ROLES,
    SIZED_IMAGE_RANKS,
    column_key,
    is_sized_image,
    plain_role,
    single_roles,
)
from itemcenter.schema.item import BRAND, CATEGORY, DESCRIPTION, TITLE
from itemcenter.schema.record import Record

#: Columns that are remembered by name; a file with more (names made of data) is read, but not all are listed.
MAX_COLUMNS = 20_000

#: What becomes of a column whose single role went to another column.
_LOSERS = {"title": "text", "description": "text"}

#: The role of one column by a known format, None where it does not know it.
Late = Callable[[str], "MappedColumn | None"]

_PAIR_NAME = re.compile(r"(.*\d+) name")
_PAIR_VALUE = re.compile(r"(.*\d+) values?(?: s)?")


@dataclass(frozen=True, slots=True)
class MappedColumn(Record):
    """role: id title description brand category category_id group images text spec specs pair_name pair_value extra;
    how: given, feed, synonym, prefix, container, extra; name: the field or spec that it fills.
    """

    source: str
    role: str
    how: str
    name: str = ""


class ColumnMapping:
    """Column -> role. JSON files may bring columns late: `of` classifies them when they are first seen."""

    def __init__(
        self, options: CatalogOptions, columns: Iterable[MappedColumn] = (), late: Late = lambda name: None
    ) -> None:
        """late: what a known format says of a column that is seen first while reading"""
        self._options, self._late = options, late
        self._columns = {column.source: column for column in columns}
        self._specs = {column_key(name) for name in options.specs}
        self._spec_columns = {column_key(name) for name in options.spec_columns}

    @classmethod
    def propose(
        cls,
        names: Sequence[str],
        options: CatalogOptions,
        samples: Mapping[str, list[Any]] | None = None,
        closed: bool = True,
        known: Mapping[str, MappedColumn] | None = None,
        late: Late = lambda name: None,
    ) -> ColumnMapping:
        """The mapping of a file with these columns. `samples`: values of its first rows, they break ties.

        known: roles by a known format (`items.feeds`); they come after the user's word and before all names and values

        Raises `CatalogError` where a column that the user named does not exist. Unless `closed` (JSON, where columns
        may come late) this is so for id and title only.
        """
        mapping = cls(options, late=late)
        samples = samples or {}
        for field, written in options.given_columns():
            mapping._give(field, _existing(written, names, closed or field in ("id", "title")))
        for written in (*options.specs, *options.spec_columns):
            _existing(written, names, closed)
        mapping._take(known or {})
        mapping._choose_single([name for name in names if name not in mapping._columns], samples)
        sized = [name for name in names if is_sized_image(name) and name not in mapping._columns]
        for name in sorted(sized, key=lambda name: SIZED_IMAGE_RANKS[column_key(name)])[:1]:
            if not any(plain_role(other) == "images" for other in names):
                mapping._columns[name] = MappedColumn(name, "images", "synonym")
        for name in names:
            if name not in mapping._columns:
                mapping._columns[name] = mapping._classify(name, samples.get(name, []))
        order = {name: place for place, name in enumerate(names)}
        mapping._columns = dict(sorted(mapping._columns.items(), key=lambda entry: order.get(entry[0], len(order))))
        return mapping

    @property
    def columns(self) -> list[MappedColumn]:
        """Every known column in file order."""
        return list(self._columns.values())

    def source_of(self, role: str) -> str:
        """The first column with this role, "" where there is none."""
        return next((column.source for column in self._columns.values() if column.role == role), "")

    def by_role(self) -> dict[str, list[str]]:
        """role -> its columns in file order; what was set aside as extra is left out."""
        out: dict[str, list[str]] = {}
        for column in self._columns.values():
            if column.role != "extra":
                out.setdefault(column.role, []).append(column.source)
        return out

    def of(self, name: str, value: Any) -> MappedColumn:
        """The role of a column; a new one is classified by its name and this first value."""
        known = self._columns.get(name)
        return known if known is not None else self._learn(name, value)

    def _take(self, known: Mapping[str, MappedColumn]) -> None:
        """Roles by a known format, except where the user's word stands against them."""
        given = {column.role for column in self._columns.values()}
        for name, column in known.items():
            if name in self._columns or self._is_spec(name):
                continue
            lost = column.role in SINGLE_ROLES and column.role in given
            self._columns[name] = MappedColumn(name, "extra", "feed") if lost else column

    def _learn(self, name: str, value: Any) -> MappedColumn:
        taken = {column.role for column in self._columns.values()}
        by_format = self._late(name)
        if by_format is not None:
            lost = by_format.role in SINGLE_ROLES and by_format.role in taken
            self._columns[name] = MappedColumn(name, "extra", "feed") if lost else by_format
            return self._columns[name]
        free = [role for role, _ in single_roles(name) if role not in taken and role not in ("id", "title")]
        column = MappedColumn(name, free[0], "synonym") if free else self._classify(name, [value])
        if len(self._columns) < MAX_COLUMNS:
            self._columns[name] = column
        return column

    def _give(self, field: str, source: str) -> None:
        self._columns[source] = MappedColumn(source, field, "given", text_name(source) if field == "text" else "")

    def _choose_single(self, names: Sequence[str], samples: Mapping[str, list[Any]]) -> None:
        """Give each single role that is still free to the column with the best name that is filled."""
        for role in SINGLE_ROLES:
            if any(column.role == role for column in self._columns.values()):
                continue
            ranked = []
            for name in names:
                rank = dict(single_roles(name)).get(role)
                if rank is not None and name not in self._columns and not self._is_spec(name):
                    ranked.append((_poor(role, samples.get(name, [])), rank, name))
            if ranked:
                best = min(ranked, key=lambda entry: entry[:2])[2]  # of two equal names the first
                self._columns[best] = MappedColumn(best, role, "synonym")

    def _is_spec(self, name: str) -> bool:
        """Whether this column holds specs by its prefix or by the user's word."""
        key = column_key(name)
        return key in self._specs or key in self._spec_columns or name.startswith(self._options.spec_prefixes)

    def _classify(self, name: str, values: Sequence[Any]) -> MappedColumn:
        """The role of a column that plays no single role."""
        key = column_key(name)
        if key in self._specs:
            return MappedColumn(name, "specs", "given")
        if key in self._spec_columns:
            return MappedColumn(name, "spec", "given", name)
        prefix = next((prefix for prefix in self._options.spec_prefixes if name.startswith(prefix)), "")
        if prefix:
            rest = " ".join(name[len(prefix) :].replace("_", " ").split())
            return MappedColumn(name, "spec", "prefix", rest) if rest else MappedColumn(name, "extra", "extra")
        role = plain_role(name)
        filled = [value for value in values if value is not None and scalar_text(value) != ""]
        if role == "specs" and not self._specs:
            pairs = [value for value in filled if not isinstance(value, str) or text_pairs(value) is not None]
            if filled and 2 * len(pairs) < len(filled):
                return MappedColumn(name, "text", "synonym", text_name(name))
            return MappedColumn(name, "specs", "container")
        if role == "extra" or is_sized_image(name):
            return MappedColumn(name, "extra", "synonym")
        if role in ("text", "images", "spec"):
            nested = role == "spec" and any(isinstance(value, dict) for value in filled)
            own_name = text_name(name) if role == "text" else name if role == "spec" else ""
            return MappedColumn(name, "extra" if nested else role, "synonym", own_name)
        pair = self._pair(name)
        if pair is not None:
            return pair
        lost = next((role for role, _ in single_roles(name)), "")
        if lost:
            role = _LOSERS.get(lost, "extra")
            return MappedColumn(name, role, "synonym", text_name(name) if role == "text" else "")
        if not self._specs and filled and all(looks_like_container(value) for value in filled):
            return MappedColumn(name, "specs", "container")
        return MappedColumn(name, "extra", "extra")

    def _pair(self, name: str) -> MappedColumn | None:
        """Column pairs of shop exports: "Option1 Name", "Option1 Value"; "Attribute 2 name", "Attribute 2 value(s)"."""
        key = " ".join(re.sub(r"[^\w]+", " ", name.lower()).split())
        for pattern, role in ((_PAIR_NAME, "pair_name"), (_PAIR_VALUE, "pair_value")):
            found = pattern.fullmatch(key)
            if found:
                return MappedColumn(name, role, "synonym", found.group(1).replace(" ", ""))
        return None


def _existing(written: str, names: Sequence[str], required: bool) -> str:
    """The column that the user means: the same name, else the one that is the same but for case and marks."""
    if written in names:
        return written
    same = [name for name in names if column_key(name) == column_key(written)]
    if len(same) == 1:
        return same[0]
    if not required:
        return written
    near = difflib.get_close_matches(written, names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise CatalogError(
        f"there is no column {written!r}, which [catalog] names", remedy=f"{hint}columns of the file: {shown(names)}"
    )


def _poor(role: str, values: Sequence[Any]) -> bool:
    """Whether a column is too empty for its role, or (id) repeats itself too often."""
    if role not in ("id", "title") or not values:
        return False
    texts = [text for text in (present(json_text(value)) for value in values) if text]
    if not texts or (2 * len(texts) < len(values) and len(values) >= 5):
        return True
    return role == "id" and len(texts) >= 5 and len(set(texts)) < 0.8 * len(texts)


def text_name(column: str) -> str:
    """The name of a text field, which must not be that of a built-in one."""
    return f"{column} (column)" if column in (TITLE, DESCRIPTION, BRAND, CATEGORY) else column


def shown(names: Sequence[str], most: int = 30) -> str:
    """Column names for a message, cut to a readable length."""
    texts = [name if len(name) <= 60 else name[:60] + "…" for name in names[:most]]
    return ", ".join(texts) + (f" and {len(names) - most} more" if len(names) > most else "")
