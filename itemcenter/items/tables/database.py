"""Rows of a database query. The database itself is a backend of the port `query`; its name begins the URL."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from itemcenter.errors import CatalogError, ConfigError
from itemcenter.items.header import unique_names
from itemcenter.items.options import CatalogOptions
from itemcenter.items.rows import SourceRow
from itemcenter.items.tables.table import table_row
from itemcenter.registry import open_query

#: The name by which PostgreSQL's own programs accept it, too.
_ALIASES = {"postgres": "postgresql"}

_WEB = frozenset(("http", "https", "ftp", "sftp", "s3", "gs", "file"))

_ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)


class DatabaseTable:
    """See `Table`. `line` of a row is its number, counted from 1."""

    remedy = "name the columns in the query: SELECT code AS id, label AS title ..., or set columns in [catalog]"
    raw_form = ""

    def __init__(self, url: str, options: CatalogOptions) -> None:
        place = shown_url(url)
        scheme = url.partition(":")[0].lower()
        if scheme in _WEB:
            remedy = "download the file, and name it"
            raise CatalogError("catalogs are not read over the network", place=place, remedy=remedy)
        query = _query(options.query, place)
        backend = _ALIASES.get(scheme, scheme)
        self._query = open_query(backend, url=url, query=query, place=place, timeout_s=options.query_timeout_s)
        self.names = unique_names(self._query.names, whole=True)
        self.notices: list[str] = []
        self.findings: list[str] = []
        if not _ORDERED.search(query):
            self.notices.append("the query has no ORDER BY: its rows may come in another order each time")
        self.passed_over, self.damage = 0, ""

    def __iter__(self) -> Iterator[SourceRow]:
        self.passed_over, self.damage = 0, ""
        for line, values in enumerate(self._query, start=1):
            stated = zip(self.names, values, strict=True)
            cells = {name: _json(value) for name, value in stated if value is not None}
            if cells:
                yield table_row(line, cells)
            else:
                self.passed_over += 1
        self.damage = self._query.damage


def shown_url(url: str) -> str:
    """The URL without its password, and without parameters, which may hold one."""
    try:
        parts = urlsplit(url)
        host = f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
        user = f"{parts.username}@" if parts.username else ""
    except ValueError:
        return url.partition("://")[0] + "://..."
    return f"{parts.scheme}://{user}{host}{parts.path}"


def _query(written: str, place: str) -> str:
    """The statement itself, out of its file where `written` names one."""
    text = written.strip()
    if text.lower().endswith(".sql") and "\n" not in text:
        try:
            text = Path(text).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            remedy = "relative paths begin at the working directory"
            raise ConfigError(f"the query cannot be read: {reason}", place=text, remedy=remedy) from error
    if not text:
        raise CatalogError(
            "no query says what to read from this database",
            place=place,
            remedy='set query = "SELECT ..." (or the path of a .sql file) in [catalog], or ITEMCENTER_CATALOG_QUERY',
        )
    return text


def _json(value: Any) -> Any:
    """A value of a driver as a JSON value."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime.date | datetime.time):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _json(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple | set):
        return [_json(entry) for entry in value]
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value)
