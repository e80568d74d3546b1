"""The schema of a PostgreSQL store: made where it is absent, brought up to date where it is older, else refused."""

from __future__ import annotations

from psycopg import sql as compose

from itemcenter.backends import store_postgresql_sql as sql
from itemcenter.backends.store_postgresql_server import WRITING, Connection, run, transaction
from itemcenter.errors import StoreError

_THINGS = """SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')"""
#: From the catalog itself: look-ups by name (to_regclass) may remember what was there before we waited.
_MARKED = f"{_THINGS} AND c.relname = 'itemcenter_store'"
_SCHEMA = "SELECT count(*) FROM pg_namespace WHERE nspname = %s"
#: Two processes that open a new store at once: one makes it, the other waits.
_TURN = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def settle_format(connection: Connection, schema: str, place: str) -> None:
    """Raises `StoreError` for a schema that is foreign or too new."""
    if _marked(connection, schema, place) == sql.FORMAT:
        return
    with transaction(connection, WRITING):
        run(connection, _TURN, (f"itemcenter store {schema}",))
        held = _marked(connection, schema, place)
        if not held and _count(connection, _THINGS, schema):
            raise StoreError(
                f"the schema {schema} holds tables of another program",
                place=place,
                remedy='name another one: schema = "..." in [store]',
            )
        if not held and not _count(connection, _SCHEMA, schema):
            connection.execute(compose.SQL("CREATE SCHEMA {}").format(compose.Identifier(schema)))
        for statements in sql.MIGRATIONS[held:]:
            for statement in statements:
                run(connection, statement)
        run(connection, sql.FORMAT_SET, (sql.FORMAT,))


def _marked(connection: Connection, schema: str, place: str) -> int:
    """The format of our tables in the schema, 0 where they are not there."""
    if not _count(connection, _MARKED, schema):
        return 0
    held = _count(connection, sql.FORMAT_HELD)
    if held > sql.FORMAT:
        raise StoreError(
            f"the store has format {held}, this itemcenter knows formats up to {sql.FORMAT}",
            place=place,
            remedy="install a newer itemcenter",
        )
    return held


def _count(connection: Connection, statement: str, *parameters: str) -> int:
    (count,) = run(connection, statement, parameters).fetchone() or (0,)
    return int(count)
