"""`CatalogOptions`: what a user may say about a catalog - the [catalog] table of itemcenter.toml."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from itemcenter.errors import ConfigError

FORMATS = ("csv", "tsv", "json", "jsonl")

#: Public feed formats: they say what the columns mean, not how the file is written (see `items.feeds`).
FEED_FORMATS = ("google", "shopify", "openai", "akeneo")
DELIMITERS = (",", ";", "\t", "|")

#: Fields that `CatalogOptions.columns` may name; "text" and "extra" may be named several times.
FIELDS = ("id", "title", "description", "brand", "category", "category_id", "group", "images", "text", "extra")

#: Other spellings of the same fields: the attribute names of `Item`.
_ALIASES = {"category_path": "category", "group_id": "group", "image": "images", "texts": "text", "extras": "extra"}


@dataclass(frozen=True)
class CatalogOptions:
    """How to read one catalog. Empty means: find out from the file.

    columns:            (item field, source column) pairs; they win over the built-in synonyms
    specs:              columns that hold spec containers (objects, pair lists, "key: value | key: value" text)
    spec_prefixes:      columns that begin so are one spec each, named by the rest of their name
    spec_columns:       plain columns that are one spec each, named as the column
    category_separator: splits a category text into its steps
    locale, channel:    which of several language or channel columns of one attribute is read (Akeneo)
    max_cell_chars:     a longer cell sends its row to the quarantine; a record may hold twice as much
    """

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    specs: tuple[str, ...] = ()
    spec_prefixes: tuple[str, ...] = ("attr_t_", "attr_n_", "attr_b_")
    spec_columns: tuple[str, ...] = ()
    category_separator: str = ""
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
