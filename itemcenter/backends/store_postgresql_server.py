"""Reaching the server of a PostgreSQL store: options, sessions and their settings, driver errors made into our own."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, TypeVar

import psycopg
from psycopg import errors
from psycopg import sql as compose
from psycopg.conninfo import make_conninfo

from itemcenter.backends.postgresql_url import Address
from itemcenter.errors import CenterBusyError, ConfigError, InvariantError, ItemCenterError, StoreError

Connection = psycopg.Connection[tuple[Any, ...]]
R = TypeVar("R")

#: What libpq is told unless the URL says otherwise: a server that is gone is noticed within a minute.
_CONNECTING = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
    "application_name": "itemcenter",
}
_SETTINGS = """SELECT current_setting('server_encoding'), current_setting('fsync'),
    current_setting('full_page_writes'), current_setting('synchronous_commit')"""
#: A writer that does nothing for so long within its transaction loses its turn to others.
_IDLE_WRITER_MS = 600_000


@dataclass(frozen=True, slots=True)
class Options:
    """url: postgresql://USER@HOST:PORT/DATABASE; in place of it the environment variable ITEMCENTER_STORE_URL. The
        password is better in PGPASSWORD or ~/.pgpass, which the driver reads
    schema: where the tables are, made if absent: several centers may share a database
    busy_timeout_s: how long to wait for another process's write before `CenterBusyError`
    synchronous: FULL survives a power cut without losing a reported batch, and refuses a server that cannot promise it;
        NORMAL may lose the latest batches then, but never half of one
    spare_connections: connections of streams that are kept open for the next ones
    """

    url: str = field(default="", repr=False)
    schema: str = "itemcenter"
    busy_timeout_s: float = 30.0
    synchronous: Literal["FULL", "NORMAL"] = "FULL"
    spare_connections: int = 4

    def __post_init__(self) -> None:
        if not self.url.startswith(("postgresql://", "postgres://")):
            raise ConfigError(
                "the store's url is no URL of PostgreSQL" if self.url else "the store's url is missing",
                place="[store] of backend 'postgresql'",
                remedy='give url = "postgresql://user@host:5432/database", or ITEMCENTER_STORE_URL',
            )
        if self.synchronous not in ("FULL", "NORMAL"):
            raise ConfigError(f"synchronous must be FULL or NORMAL, not {self.synchronous!r}")
        if not 0 <= self.busy_timeout_s <= 86_400:
            raise ConfigError(f"busy_timeout_s must be 0 to 86400 seconds, not {self.busy_timeout_s}")
        if not 0 <= self.spare_connections <= 100:
            raise ConfigError(f"spare_connections must be 0 to 100, not {self.spare_connections}")
        name = self.schema
        if not 0 < len(name.encode("utf-8", "replace")) < 64 or not name.isprintable() or name.startswith("pg_"):
            remedy = "use up to 63 letters, digits and _, not beginning with pg_"
            raise ConfigError(f"{name!r} cannot name a schema", remedy=remedy)


class Guard:
    """Context manager under which every call to the driver is made: driver errors leave it as ours.

    lost: a connection broke off since this was last set to False; others may be of no use either
    """

    __slots__ = ("_address", "_place", "lost")

    def __init__(self, address: Address, place: str) -> None:
        self._address, self._place, self.lost = address, place, False

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, psycopg.Error):
            self.lost |= is_lost(error)
            # not as the cause: its words may hold the password
            raise _translated(error, self._address.harmless(error), self._place) from None
        if isinstance(error, UnicodeEncodeError):
            raise InvariantError(f"half of a surrogate pair cannot be stored or looked up: {error.object!r}") from error
        if isinstance(error, OverflowError):
            raise InvariantError(f"a number is too large to be stored: {error}") from error


def _translated(error: psycopg.Error, text: str, place: str) -> ItemCenterError:
    if isinstance(error, errors.LockNotAvailable | errors.SerializationFailure | errors.DeadlockDetected):
        return CenterBusyError(
            "another process writes to this store", place=place, remedy="wait for it or end it, then run again"
        )
    if is_lost(error):
        return StoreError(
            f"the server cannot be reached, or was lost: {text}",
            place=place,
            remedy="see that it runs, then run again: a batch is kept whole or not at all, and one that is written "
            "twice changes nothing",
        )
    if isinstance(error, errors.NumericValueOutOfRange):
        return InvariantError(f"a number is too large to be stored: {text}")
    if isinstance(error, errors.CharacterNotInRepertoire) or (error.sqlstate is None and "NUL" in text):
        return InvariantError(f"a text with a NUL character cannot be stored or looked up: {text}")
    for kinds, message, remedy in _REFUSALS:
        if isinstance(error, kinds):
            return StoreError(f"{message} ({text})", place=place, remedy=remedy)
    return StoreError(f"the server refused: {text}", place=place)


_REFUSALS: tuple[tuple[tuple[type[psycopg.Error], ...], str, str], ...] = (
    (
        (errors.DiskFull,),
        "the server's disk is full: nothing of this batch was written; what was there is kept",
        "free some space there and run again",
    ),
    (
        (errors.DataCorrupted, errors.IndexCorrupted),
        "the server found its files damaged",
        "restore the database from a backup, or build anew",
    ),
    (
        (errors.InsufficientPrivilege,),
        "the user may not do this",
        "grant it CREATE on the database, or make the schema with it as the owner",
    ),
    ((errors.ReadOnlySqlTransaction,), "the server only reads", "name the primary, not a standby"),
    ((errors.TooManyConnections,), "the server has no connection left", "close some, or raise its max_connections"),
    ((errors.QueryCanceled,), "the server broke the statement off", "raise statement_timeout of this user"),
    (
        (errors.UndefinedTable, errors.UndefinedColumn),
        "the schema lacks a table of the store",
        "restore the database from a backup, or name another schema",
    ),
)


def is_lost(error: psycopg.Error) -> bool:
    """Whether the connection is of no more use, or never came to be."""
    if isinstance(error, psycopg.InterfaceError):
        return True
    state = error.sqlstate
    if isinstance(error, errors.QueryCanceled | errors.TooManyConnections):
        return False
    return isinstance(error, psycopg.OperationalError) and (
        state is None or state.startswith(("08", "57P")) or state == "25P03"
    )


def run(connection: Connection, statement: str, parameters: Any = None) -> psycopg.Cursor[tuple[Any, ...]]:
    """Values come in binary form: facts are bytes, and would come doubled as hexadecimal digits."""
    return connection.execute(statement.encode(), parameters, binary=True)


def copy(connection: Connection, statement: str, types: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as writing:
        writing.set_types(types)
        for row in rows:
            writing.write_row(row)


def pages(connection: Connection, statement: str, parameters: Any, size: int) -> Iterator[list[tuple[Any, ...]]]:
    """Within a transaction, whose end closes the cursor on the server if it was not read to its end."""
    name = f"pages_{next(_CURSORS)}"
    connection.execute(f"DECLARE {name} NO SCROLL CURSOR FOR {statement}".encode(), parameters, prepare=False)
    page = [()] * size
    while len(page) == size:
        page = run(connection, f"FETCH {size:d} FROM {name}").fetchall()
        if page:
            yield page
    run(connection, f"CLOSE {name}")


#: Several may be open in one transaction.
_CURSORS = itertools.count()


@contextlib.contextmanager
def transaction(connection: Connection, begin: str) -> Iterator[None]:
    """All or nothing."""
    connection.execute(begin.encode())
    try:
        yield
        connection.execute(b"COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: Connection) -> None:
    """Back to no transaction; a connection that cannot go there is closed."""
    with contextlib.suppress(psycopg.Error):
        connection.rollback()
    if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
        connection.close()


#: All statements within see one state, whatever is written meanwhile.
SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITING = f"""BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
    SET LOCAL idle_in_transaction_session_timeout = {_IDLE_WRITER_MS}"""


class Server:
    """Opens sessions; keeps some of those that streams are done with."""

    def __init__(self, options: Options) -> None:
        try:
            self._address = Address(options.url)
        except ValueError as error:
            remedy = "write postgresql://user@host:5432/database, special characters as %XX"
            raise ConfigError(str(error), place="[store] url", remedy=remedy) from None
        self.options = options
        self.place = f"{self._address.shown}, schema {options.schema}"
        self.guard = Guard(self._address, self.place)
        self._spare: list[Connection] = []

    def connect(self) -> Connection:
        """A session with our settings; each statement is its own transaction unless one is begun."""
        told: dict[str, Any] = _CONNECTING | self._address.told | {"client_encoding": "utf8"}
        connection = psycopg.connect(make_conninfo(**told), autocommit=True)
        try:
            self._settle(connection)
            return connection
        except BaseException:
            connection.close()
            raise

    def connect_main(self) -> Connection:
        """For writes and short reads: each row is found by its key, however large the planner takes a set to be."""
        connection = self.connect()
        connection.execute("SET enable_hashjoin = off; SET enable_mergejoin = off")
        return connection

    def _settle(self, connection: Connection) -> None:
        encoding, fsync, pages, commit = run(connection, _SETTINGS).fetchone() or ("",) * 4
        if encoding != "UTF8":
            remedy = "make a database with ENCODING 'UTF8'"
            raise StoreError(f"the database keeps texts as {encoding}, not UTF8", place=self.place, remedy=remedy)
        durable = self.options.synchronous == "FULL"
        if durable and (fsync, pages) != ("on", "on"):
            raise StoreError(
                f"the server may lose what it reported as written: fsync = {fsync}, full_page_writes = {pages}",
                place=self.place,
                remedy='turn both on in postgresql.conf, or set synchronous = "NORMAL" in [store] where a loss does '
                "no harm",
            )
        milliseconds = max(1, round(self.options.busy_timeout_s * 1000))  # 0 would mean for ever
        settings = [
            compose.SQL("SET search_path = {}").format(compose.Identifier(self.options.schema)),
            compose.SQL("SET lock_timeout = {}").format(milliseconds),
            compose.SQL("SET idle_in_transaction_session_timeout = 0"),
            compose.SQL("SET jit = off"),  # compiling a statement takes longer than most of ours run
            compose.SQL("SET random_page_cost = 1.1"),  # rows are found by index, on disks without moving parts
        ]
        if not durable or commit == "off":
            settings.append(compose.SQL("SET synchronous_commit = {}").format("on" if durable else "off"))
        connection.execute(compose.SQL("; ").join(settings))

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A session that sees one state, for a stream."""
        connection = self._begun()
        try:
            yield connection
        finally:
            roll_back(connection)
            if connection.closed or len(self._spare) >= self.options.spare_connections:
                connection.close()
            else:
                self._spare.append(connection)

    def _begun(self) -> Connection:
        while self._spare:
            connection = self._spare.pop()
            try:
                connection.execute(SNAPSHOT.encode())
                return connection
            except psycopg.Error:  # the server was started anew since
                connection.close()
        connection = self.connect()
        connection.execute(SNAPSHOT.encode())
        return connection

    def close(self) -> None:
        """The spare sessions."""
        while self._spare:
            self._spare.pop().close()


def retried(work: Callable[[], R], tries: int) -> R:
    """Do it again where the database broke it off for the sake of another transaction."""
    for _ in range(tries - 1):
        with contextlib.suppress(errors.SerializationFailure, errors.DeadlockDetected):
            return work()
    return work()
