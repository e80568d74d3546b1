"""`Feed`: a published format as plain data - its columns, their roles, and the names they had in other versions."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from itemcenter.items.mapping import MappedColumn, text_name
from itemcenter.items.options import CatalogOptions
from itemcenter.items.raw_cells import json_text, present
from itemcenter.items.rows import SourceRow
from itemcenter.items.synonyms import SINGLE_ROLES, column_key

#: What a column becomes whose single role another column of the file plays.
_LOSERS = {"title": "text", "description": "text", "category": "text"}

_NUMBER = re.compile(r"\d+(?:\.0+)?")

Samples = Mapping[str, Sequence[Any]]

#: `column_key` of the few names that return in every row.
key_of = functools.lru_cache(maxsize=4096)(column_key)


@dataclass(frozen=True, slots=True)
class FeedColumn:
    """One column of a specification.

    name:    as the pinned version writes it; role: as in `MappedColumn`
    field:   the text or spec it fills, "" for its own name with blanks
    needed:  the pinned version requires it
    earlier: (name, version) of other spellings of the same field, read as this one
    telling: how much its presence speaks for the format: the share of files with such a column that are of it
    """

    name: str
    role: str = "extra"
    field: str = ""
    needed: bool = False
    earlier: tuple[tuple[str, str], ...] = ()
    telling: float = 0.0

    def mapped(self, source: str, role: str = "") -> MappedColumn:
        role = role or self.role
        if role == "text":
            return MappedColumn(source, role, "feed", text_name(self.field or self.name))
        if role == "spec":
            return MappedColumn(source, role, "feed", self.field or self.name.replace("_", " "))
        return MappedColumn(source, role, "feed", self.field if role.startswith("pair") else "")


def extras(names: str, telling: float = 0.0) -> tuple[FeedColumn, ...]:
    """Columns that say nothing of the product itself, separated by commas."""
    return tuple(FeedColumn(name.strip(), telling=telling) for name in names.split(","))


class Feed:
    """A known format. A subclass states its columns; one with columns made of data overrides `column`.

    name:    what `[catalog] format` calls it; title: for people
    version: the version or date of the specification that the columns were written from; address: where it stands
    """

    name: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[str]
    address: ClassVar[str]
    columns: ClassVar[tuple[FeedColumn, ...]]
    #: Names of which each group must have one in the file, else it is not this format.
    signs: ClassVar[tuple[tuple[str, ...], ...]] = ()
    #: Whether a row without a title is a variant, or a further picture, of the product in the row before.
    fills_down: ClassVar[bool] = False

    def __init__(self) -> None:
        self._by_key: dict[str, FeedColumn] = {}
        for column in self.columns:
            for spelling in (column.name, *(name for name, _ in column.earlier)):
                self._by_key.setdefault(column_key(spelling), column)
        self._order = {column.name: place for place, column in enumerate(self.columns)}

    def column(self, name: str) -> FeedColumn | None:
        """What the specification says of a column of the file, by its present or an earlier name."""
        return self._by_key.get(column_key(name))

    def is_present_name(self, column: FeedColumn, name: str) -> bool:
        return column_key(column.name) == column_key(name)

    def certainty(self, names: Sequence[str], sample: Sequence[Mapping[str, Any]]) -> float:
        """How likely a file with these columns is of this format, 0 to 1.

        What single columns tell adds up as for independent witnesses; columns that the format does not know count
        against it, by the square root of their share.
        """
        keys = {column_key(name) for name in names}
        if not names or any(not keys & {column_key(name) for name in group} for group in self.signs):
            return 0.0
        known = [column for column in map(self.column, names) if column is not None]
        against = math.prod(1.0 - telling for telling in {column.name: column.telling for column in known}.values())
        return (1.0 - against) * math.sqrt(len(known) / len(names))

    def lacks(self, names: Sequence[str]) -> str:
        """Why a file with these columns cannot be of this format, in words; "" where it can."""
        keys = {column_key(name) for name in names}
        for group in self.signs:
            if not keys & {column_key(name) for name in group}:
                return f"it has no column {' or '.join(map(repr, group))}"
        return ""

    def roles(self, names: Sequence[str], samples: Samples, options: CatalogOptions) -> dict[str, MappedColumn]:
        """The role of every column that the specification knows. Of several for one single role the first of the
        table that is filled plays it.
        """
        found = [(name, column) for name in names if (column := self.column(name)) is not None]
        out = {name: column.mapped(name) for name, column in found}
        for role in SINGLE_ROLES:
            players = [(name, column) for name, column in found if column.role == role]
            if not players:
                continue
            best = min(players, key=lambda player: self._rank(player[0], player[1], samples.get(player[0], ())))[0]
            for name, column in players:
                if name != best:
                    same_field = column is self.column(best)
                    out[name] = column.mapped(name, "extra" if same_field else _LOSERS.get(role, "extra"))
        return out

    def mapped(self, name: str) -> MappedColumn | None:
        """The role of one column by itself, None where the specification does not know it."""
        column = self.column(name)
        return None if column is None else column.mapped(name)

    def choices(self, names: Sequence[str], options: CatalogOptions) -> Iterator[str]:
        """Notices about what was chosen between columns of one meaning."""
        yield from ()

    def unfold(self, rows: Iterable[SourceRow], options: CatalogOptions) -> Iterator[SourceRow]:
        """Rows of items out of rows of the file: nested ones apart, cells of a notation of this format opened.

        Rows with a fault pass through. Order is kept; memory is bounded by one product.
        """
        yield from rows

    def _rank(self, name: str, column: FeedColumn, values: Sequence[Any]) -> tuple[bool, int, int]:
        """Smaller plays the role: filled ones, then in the order of the table, then present names."""
        texts = [text for text in (present(json_text(value)) for value in values) if text]
        poor = bool(values) and not texts
        if column.role == "category":
            poor = poor or all(_NUMBER.fullmatch(text) for text in texts)  # a number of the taxonomy, no path
        return poor, self._order.get(column.name, len(self._order)), 0 if self.is_present_name(column, name) else 1


def without_own_category(category: Any) -> bool:
    """Whether a category cell says nothing: empty, or what shops write by default."""
    return not category or (isinstance(category, str) and category.strip().lower() in ("", "uncategorized"))
