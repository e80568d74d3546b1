"""`CatalogOptions`: what a user may say about a catalog - the [catalog] table of itemcenter.toml."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from itemcenter.errors import ConfigError
from itemcenter.items.columns import EXTRA_MEANINGS

FORMATS = ("csv", "tsv", "json", "jsonl", "parquet", "xlsx", "html", "jsonld")

#: Public feed formats: they say what the columns mean, not how the file is written (see `items.feeds`).
FEED_FORMATS = ("google", "shopify", "openai", "akeneo")
DELIMITERS = (",", ";", "\t", "|")

#: Fields that `CatalogOptions.columns` may name; "text" and "extra" may be named several times.
FIELDS = ("id", "title", "description", "brand", "category", "category_id", "group", "images", "text", "extra")

#: What `CatalogOptions.roles` may say of a column. "spec: NAME" and "text: NAME" name the spec or text.
ROLES = (*FIELDS, "spec", "specs", "pair_name", "pair_value", *EXTRA_MEANINGS)

#: Roles that one column plays at most.
_ONCE = ("id", "title", "description", "brand", "category", "category_id", "group")

#: Other spellings of the same fields: the attribute names of `Item`.
_ALIASES = {"category_path": "category", "group_id": "group", "image": "images", "texts": "text", "extras": "extra"}


@dataclass(frozen=True)
class CatalogOptions:
    """How to read one catalog. Empty means: find out from the file.

    columns:            (item field, source column) pairs; they win over the built-in synonyms
    roles:              (source column, role) pairs: the same from the column's side, and every role that there is
    specs:              columns that hold spec containers (objects, pair lists, "key: value | key: value" text)
    spec_prefixes:      columns that begin so are one spec each, named by the rest of their name
    spec_columns:       plain columns that are one spec each, named as the column
    category_separator: splits a category text into its steps
    header:             whether the first row of a CSV file holds the names; None finds out
    locale, channel:    which of several language or channel columns of one attribute is read (Akeneo)
    sheet:              of a workbook; the one with the best header if not named
    query:              what to read from a database: a statement, or the path of a .sql file
    query_timeout_s:    for its first rows, and for each further step
    max_cell_chars:     a longer cell sends its row to the quarantine; a record may hold twice as much
    """

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()
    specs: tuple[str, ...] = ()
    spec_prefixes: tuple[str, ...] = ("attr_t_", "attr_n_", "attr_b_")
    spec_columns: tuple[str, ...] = ()
    category_separator: str = ""
    header: bool | None = None
    sheet: str = ""
    query: str = ""
    query_timeout_s: int = 600
    max_cell_chars: int = 1_000_000
    locale: str = ""
    channel: str = ""

    def __post_init__(self) -> None:
        if self.format and self.format not in (*FORMATS, *FEED_FORMATS):
            raise _refused("format", self.format, (*FORMATS, *FEED_FORMATS))
        if self.delimiter and self.delimiter not in (*DELIMITERS, "tab"):
            raise _refused("delimiter", self.delimiter, (",", ";", "|", "tab"))
        if self.max_cell_chars < 1:
            raise ConfigError(f"max_cell_chars must be at least 1, not {self.max_cell_chars}", place="[catalog]")
        if not 1 <= self.query_timeout_s <= 2_000_000:
            raise ConfigError(f"query_timeout_s must be 1 to 2000000, not {self.query_timeout_s}", place="[catalog]")
        if any(not prefix for prefix in self.spec_prefixes):
            raise ConfigError("spec_prefixes holds an empty prefix", place="[catalog]", remedy="remove it")
        if self.encoding:
            _check_encoding(self.encoding)
        fields = [_ALIASES.get(field, field) for field, _ in self.columns]
        for field, (written, _) in zip(fields, self.columns, strict=True):
            if field not in FIELDS:
                raise _refused("columns", written, FIELDS)
            if field not in ("text", "extra", "images") and fields.count(field) > 1:
                raise ConfigError(f"columns names two columns for {written!r}", place="[catalog]", remedy="keep one")

        players: dict[str, str] = {field: column for field, (_, column) in zip(fields, self.columns, strict=True)}
        for column, role in self.roles:
            check_role(column, role, players)

    @property
    def feed(self) -> str:
        """The feed that the user says it is, "" where it is to be found out."""
        return self.format if self.format in FEED_FORMATS else ""

    @property
    def file_format(self) -> str:
        """How the file is written, as the user says, "" where it is to be found out."""
        return "" if self.feed else self.format

    @property
    def delimiter_character(self) -> str:
        """The delimiter as one character, "" where it is to be found out."""
        if self.delimiter == "tab" or (self.format == "tsv" and not self.delimiter):
            return "\t"
        return self.delimiter

    def given_columns(self) -> list[tuple[str, str]]:
        """`columns` with the one spelling of each field."""
        return [(_ALIASES.get(field, field), column) for field, column in self.columns]


def check_role(column: str, role: str, players: dict[str, str]) -> None:
    """Raises `ConfigError` unless the role exists and no other column plays it, where only one may.

    players: role -> its column so far; the new one is added
    """
    word, name = split_role(role)
    if word not in ROLES:
        raise _refused(f"role of {column!r}", role, ROLES)
    if name and word not in ("spec", "text"):
        raise ConfigError(
            f"role of {column!r} cannot be {role!r}",
            place="[catalog]",
            remedy='only "spec: NAME" and "text: NAME" name',
        )
    if word in _ONCE and players.setdefault(word, column) != column:
        raise ConfigError(
            f"two columns are {word!r}: {players[word]!r} and {column!r}",
            place="[catalog]",
            remedy="one column plays this role; make the other one text, spec or extra",
        )


def split_role(role: str) -> tuple[str, str]:
    """(role, name) of "spec: Net weight"; the name is "" where none is given."""
    word, _, name = role.partition(":")
    return _ALIASES.get(word.strip(), word.strip()), name.strip()


def _check_encoding(name: str) -> None:
    try:
        "a".encode(name).decode(name)
    except (LookupError, UnicodeError, ValueError) as error:
        raise ConfigError(
            f"encoding {name!r} is no text encoding that Python knows",
            place="[catalog]",
            remedy="use a name such as utf-8, cp1252, utf-16, gb18030 or shift_jis",
        ) from error


def _refused(option: str, given: str, allowed: tuple[str, ...]) -> ConfigError:
    near = difflib.get_close_matches(given, allowed, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    names = ", ".join(repr(entry) for entry in allowed)
    return ConfigError(f"{option} cannot be {given!r}", place="[catalog]", remedy=f"{hint}allowed: {names}")
