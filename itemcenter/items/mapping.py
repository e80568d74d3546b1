"""`ColumnMapping`: which role each column of a catalog plays, and how that was found out.

The user's word comes first, then prefixes, name-value pairs of columns and pictures in several sizes; what is left is
proposed by `items.columns` from names and cells, with scores.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from itemcenter.errors import CatalogError
from itemcenter.items.columns import EXTRA_MEANINGS, ColumnProposal, propose_columns
from itemcenter.items.columns.proposal import examples_of
from itemcenter.items.options import CatalogOptions, split_role
from itemcenter.items.raw_cells import scalar_text
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

_PAIR_NAME = re.compile(r"(.*\d+) name")
_PAIR_VALUE = re.compile(r"(.*\d+) values?(?: s)?")


#: How a role was found out that rests on likelihood: a part of the name, or the cells. It rejects no row.
PROPOSED = ("name", "content")

#: The role of one column by a known format, None where it does not know it.
Late = Callable[[str], "MappedColumn | None"]


class UnknownColumnError(CatalogError):
    """The user names a column that the file lacks."""

    column = ""


@dataclass(frozen=True, slots=True)
class MappedColumn(Record):
    """role: id title description brand category category_id group images text spec specs pair_name pair_value extra;
    how: given, feed, synonym, prefix, container, name, content, extra; name: the field or spec that it fills, of an
    extra its kind (price, url, ...) where that is known.
    """

    source: str
    role: str
    how: str
    name: str = ""


class ColumnMapping:
    """Column -> role. JSON files may bring columns late: `of` classifies them when they are first seen.

    proposals: column -> score, reasons and examples, of the columns of the first rows
    """

    def __init__(
        self, options: CatalogOptions, columns: Iterable[MappedColumn] = (), late: Late = lambda name: None
    ) -> None:
        """late: what a known format says of a column that is seen first while reading"""
        self._options, self._late = options, late
        self._columns = {column.source: column for column in columns}
        self._specs = {column_key(name) for name in options.specs}
        self._spec_columns = {column_key(name) for name in options.spec_columns}
        self.proposals: dict[str, ColumnProposal] = {}

    @classmethod
    def propose(
        cls,
        names: Sequence[str],
        options: CatalogOptions,
        rows: Sequence[Mapping[str, Any]] = (),
        closed: bool = True,
        known: Mapping[str, MappedColumn] | None = None,
        late: Late = lambda name: None,
        earlier: Iterable[MappedColumn] = (),
    ) -> ColumnMapping:
        """The mapping of a file with these columns. `rows`: its first rows, column -> cell.

        known:   roles by a known format (`items.feeds`); they come after the user's word, before names and cells
        earlier: what was found out about these columns when their cells could be seen
        Raises `UnknownColumnError` where a column that the user named does not exist. Unless `closed` (JSON, where
        columns may come late) this is so for id and title only.
        """
        mapping = cls(options, late=late)
        for field, written in options.given_columns():
            mapping._give(_existing(written, names, closed or field in ("id", "title")), field)
        for written, role in options.roles:
            needed = closed or split_role(role)[0] in ("id", "title")
            source = _existing(written, names, needed)
            if source not in mapping._columns:
                mapping._give(source, role)
        for written in (*options.specs, *options.spec_columns):
            _existing(written, names, closed)
        mapping._take(known or {})
        for name in names:
            if name not in mapping._columns and (sure := mapping._beyond_doubt(name, names)) is not None:
                mapping._columns[name] = sure
        mapping._keep(earlier)
        mapping._judge([name for name in names if name not in mapping._columns], rows)
        mapping._explain_given(names, rows)
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

    def _is_spec(self, name: str) -> bool:
        """Whether this column holds specs by its prefix or by the user's word."""
        key = column_key(name)
        return key in self._specs or key in self._spec_columns or name.startswith(self._options.spec_prefixes)

    def _learn(self, name: str, value: Any) -> MappedColumn:
        taken = {column.role for column in self._columns.values()}
        by_format = self._late(name)
        if by_format is not None:
            lost = by_format.role in SINGLE_ROLES and by_format.role in taken
            self._columns[name] = MappedColumn(name, "extra", "feed") if lost else by_format
            return self._columns[name]
        free = [role for role, _ in single_roles(name) if role not in taken and role not in ("id", "title")]
        column = self._beyond_doubt(name, (*self._columns, name))
        if column is None and free:
            column = MappedColumn(name, free[0], "synonym")
        if column is None:
            proposal = propose_columns([name], [{name: value}], taken=SINGLE_ROLES)[name]
            column = self._mapped(proposal, [value])
        if len(self._columns) < MAX_COLUMNS:
            self._columns[name] = column
        return column

    def _give(self, source: str, written: str) -> None:
        """Put the user's word for a column into effect."""
        role, name = split_role(written)
        if role in ("pair_name", "pair_value"):
            pair = _pair(source)
            self._columns[source] = MappedColumn(source, role, "given", pair.name if pair is not None else source)
            return
        if role in EXTRA_MEANINGS:
            role, name = "extra", role
        elif role == "text":
            name = text_name(name or source)
        elif role == "spec":
            name = name or source
        self._columns[source] = MappedColumn(source, role, "given", name)

    def _beyond_doubt(self, name: str, names: Sequence[str]) -> MappedColumn | None:
        """What the user's lists, prefixes and the shape of the name settle without a look at the cells."""
        key = column_key(name)
        if key in self._specs:
            return MappedColumn(name, "specs", "given")
        if key in self._spec_columns:
            return MappedColumn(name, "spec", "given", name)
        prefix = next((prefix for prefix in self._options.spec_prefixes if name.startswith(prefix)), "")
        if prefix:
            rest = " ".join(name[len(prefix) :].replace("_", " ").split())
            return MappedColumn(name, "spec", "prefix", rest) if rest else MappedColumn(name, "extra", "extra")
        if is_sized_image(name):
            sized = [other for other in names if is_sized_image(other)]
            best = min(sized, key=lambda other: SIZED_IMAGE_RANKS[column_key(other)])
            whole = any(plain_role(other) == "images" for other in names)
            taken = any(column.role == "images" for column in self._columns.values())
            return MappedColumn(name, "images" if name == best and not whole and not taken else "extra", "synonym")
        return _pair(name)

    def _keep(self, earlier: Iterable[MappedColumn]) -> None:
        """What the cells have told before stays, where the user has said nothing else since."""
        taken = {column.role for column in self._columns.values()}
        for column in earlier:
            told = column.how in ("name", "content", "container", "feed") or column.role in SINGLE_ROLES
            free = column.role not in SINGLE_ROLES or column.role not in taken
            if column.source not in self._columns and column.how not in ("given", "prefix") and told and free:
                self._columns[column.source] = column
                taken.add(column.role)

    def _judge(self, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        """Propose a role for each of these columns."""
        if not names:
            return
        taken = {column.role for column in self._columns.values()}
        context = [
            column.source for column in self._columns.values() if column.role in ("title", "description", "text")
        ]
        for name, proposal in propose_columns(names, rows, sorted(taken), context).items():
            column = self._mapped(proposal, [row[name] for row in rows if name in row])
            if column.role != proposal.role:
                reason = "its cells are no name-value pairs" if proposal.role == "specs" else "its cells are objects"
                proposal = replace(proposal, role=column.role, meaning=column.role, reasons=(reason,))
            self._columns[name] = column
            self.proposals[name] = proposal

    def _mapped(self, proposal: ColumnProposal, values: Sequence[Any]) -> MappedColumn:
        """A proposal put to use: cells that cannot be read in this role overrule it."""
        name, role = proposal.source, proposal.role
        filled = [value for value in values if value is not None and scalar_text(value) != ""]
        if role != "specs" and plain_role(name) == "specs" and not filled:
            role = "specs"
        if role == "specs" or (plain_role(name) == "specs" and role == "text"):
            pairs = [value for value in filled if not isinstance(value, str) or text_pairs(value) is not None]
            if self._specs:
                return MappedColumn(name, "extra", "extra")
            if filled and 2 * len(pairs) < len(filled):
                return MappedColumn(name, "text", "synonym", text_name(name))
            return MappedColumn(name, "specs", "container")
        if role == "spec" and any(isinstance(value, dict) for value in filled):
            if filled and all(looks_like_container(value) for value in filled) and plain_role(name) != "spec":
                return MappedColumn(name, "specs", "container")
            return MappedColumn(name, "extra", "synonym" if plain_role(name) == "spec" else "extra")
        how = _how(proposal)
        own = text_name(name) if role == "text" else name if role == "spec" else ""
        if role == "extra" and proposal.meaning != "other":
            own = proposal.meaning
        return MappedColumn(name, role, how, own)

    def _explain_given(self, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        """Scores and examples of the columns that needed no judgement."""
        for name in names[:MAX_COLUMNS]:
            column = self._columns[name]
            if name not in self.proposals:
                cells = (row[name] for row in rows if name in row)
                meaning = column.name if column.role == "extra" and column.name else column.role
                reason = _SURE.get(column.how, _SURE["synonym"])
                self.proposals[name] = ColumnProposal(
                    name, column.role, meaning, 1.0, (reason,), examples=examples_of(cells), named=True
                )


_SURE = {
    "given": "as you say",
    "feed": "by the format",
    "prefix": "begins with a prefix of specs",
    "synonym": "by its name",
    "extra": "a prefix and nothing else",
}


def _how(proposal: ColumnProposal) -> str:
    """Which kind of evidence the role rests on."""
    name = proposal.source
    known = {role for role, _ in single_roles(name)} | {plain_role(name)}
    if proposal.role in known or ("" not in known and proposal.role in ("extra", "text") and proposal.lost):
        return "synonym"
    if proposal.named:
        return "name"
    return "extra" if proposal.meaning == "other" else "content"


def _pair(name: str) -> MappedColumn | None:
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
    raise unknown_column(written, names)


def unknown_column(written: str, names: Sequence[str]) -> UnknownColumnError:
    """The complaint about a column that the user names and the file lacks."""
    near = difflib.get_close_matches(written, names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    error = UnknownColumnError(
        f"there is no column {written!r}, which [catalog] names", remedy=f"{hint}columns of the file: {shown(names)}"
    )
    error.column = written
    return error


def text_name(column: str) -> str:
    """The name of a text field, which must not be that of a built-in one."""
    return f"{column} (column)" if column in (TITLE, DESCRIPTION, BRAND, CATEGORY) else column


def shown(names: Sequence[str], most: int = 30) -> str:
    """Column names for a message, cut to a readable length."""
    texts = [name if len(name) <= 60 else name[:60] + "…" for name in names[:most]]
    return ", ".join(texts) + (f" and {len(names) - most} more" if len(names) > most else "")
