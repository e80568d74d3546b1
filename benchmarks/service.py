"""Load on the service, on loopback: look-ups of items beside Feast's feature server, and writers with slow subscribers.

    python -m benchmarks.service --part lookups --center DIR --peer-python /path/of/a/venv/with/feast/bin/python
    python -m benchmarks.service --part subscribers --center COPY

Both servers hold the same facts and are asked for the same items in the same order, by one client process, in turns, so
that what else the machine does meets both. Feast gives out the values alone; ours also the listing, the category, and
for every fact its evidence, confidence and time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import selectors
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks import result_file
from benchmarks.service_load import cpu_seconds, get, load, post
from itemcenter.center import ItemCenter

#: Feast names features by Python identifiers; keys of tags and of other systems have other signs in them.
_SIGNS = str.maketrans(dict.fromkeys(":/- .", "_"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--center", type=Path, required=True)
    parser.add_argument("--part", choices=("lookups", "subscribers"), required=True)
    parser.add_argument("--peer-python", type=Path)
    parser.add_argument("--items", type=int, default=1_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    options = parser.parse_args()
    with ItemCenter.open(options.center) as center:
        ids = [record.item.id for record in center.store.items()]
        random.Random(0).shuffle(ids)
        rows = [_row(center, item_id) for item_id in ids[: options.items]]
    figures: dict[str, Any] = {"items": len(rows), "cells_per_item": _mean([len(row["facts"]) for row in rows])}
    if options.part == "lookups":
        with tempfile.TemporaryDirectory(prefix="service-") as temporary:
            for workers in (1, 2):
                figures[f"{workers} workers"] = _lookups(options, rows, workers, Path(temporary))
    else:
        figures |= _subscribers(options, [row["item"] for row in rows])
    result_file.write(options.out, f"service_{options.part}", figures, [])


def _row(center: ItemCenter, item_id: str) -> dict[str, Any]:
    """What Feast is given: the texts of the first facts."""
    cells = center.show(item_id).view.cells
    return {"item": item_id, "facts": {c.key_id.translate(_SIGNS): c.facts[0].value.text for c in cells if c.facts}}


def _lookups(options: argparse.Namespace, rows: list[dict[str, Any]], workers: int, home: Path) -> dict[str, Any]:
    """Medians of the rounds, with one connection (time of an answer) and with many (answers a second)."""
    ours = [get(f"/v1/items/{quote(row['item'], safe='')}") for row in rows]
    theirs = [
        post("/get-online-features", json.dumps(
            {"features": [f"items:{key}" for key in row["facts"]], "entities": {"item": [row["item"]]}}
        ).encode())
        for row in rows if row["facts"]
    ]  # fmt: skip
    found: dict[str, list[dict[str, Any]]] = {}
    with contextlib.ExitStack() as running:
        servers = {"itemcenter": (running.enter_context(served(options.center, workers)), ours)}
        if options.peer_python is not None:
            servers["feast"] = (running.enter_context(_feast(options.peer_python, rows, workers, home)), theirs)
        for (port, _), requests in servers.values():
            load(port, requests, 8, 2.0)
        for _ in range(options.rounds):
            for connections in (1, 8, 32):
                for name, ((port, pid), requests) in servers.items():
                    before = cpu_seconds(pid)
                    figures = load(port, requests, connections, options.seconds).figures()
                    figures["server_cpu_ms"] = round(1000 * (cpu_seconds(pid) - before) / figures["requests"], 4)
                    found.setdefault(f"{name}, {connections} connections", []).append(figures)
    out: dict[str, Any] = {place: _median(rounds) for place, rounds in found.items()}
    if options.peer_python is not None:
        rates = {name: max(out[f"{name}, {n} connections"]["requests_per_s"] for n in (8, 32)) for name in servers}
        out["requests_per_s"] = rates
        out["times_feast"] = round(rates["itemcenter"] / rates["feast"], 2)
        cost = {name: min(out[f"{name}, {n} connections"]["server_cpu_ms"] for n in (8, 32)) for name in servers}
        out["times_feast_by_cpu"] = round(cost["feast"] / cost["itemcenter"], 2)
        out["times_feast_by_round"] = [
            round(max(found[f"itemcenter, {n} connections"][place]["requests_per_s"] for n in (8, 32))
                  / max(found[f"feast, {n} connections"][place]["requests_per_s"] for n in (8, 32)), 2)
            for place in range(options.rounds)
        ]  # fmt: skip
    return out


def _subscribers(options: argparse.Namespace, ids: list[str]) -> dict[str, Any]:
    """Writes a second of a writer in a process of its own: alone; beside 64 streams that nobody reads; beside 64 that
    are read as fast as they come. Readers share the processors with the writer.
    """
    out: dict[str, list[float]] = {"nobody": [], "64 that do not read": [], "64 that keep up": []}
    with served(options.center, 1) as (port, _):
        for turn in range(options.rounds):
            for name in list(out) if turn % 2 == 0 else list(out)[::-1]:
                with contextlib.ExitStack() as streams:
                    if name != "nobody":
                        streams.enter_context(_streams(port, 64, reading=name == "64 that keep up"))
                    out[name].append(_edits(options, ids))
    figures: dict[str, Any] = {"writes_per_s": {name: round(statistics.median(all_), 1) for name, all_ in out.items()}}
    return figures | {"rounds": {name: [round(rate, 1) for rate in rates] for name, rates in out.items()}}


def _edits(options: argparse.Namespace, ids: list[str]) -> float:
    """Each is a person's word and takes it back again: two commits that reach the disk, two changes in the log."""
    with ItemCenter.open(options.center) as center:
        keys = [next((c.key_id for c in center.show(item_id).view.cells if c.facts), None) for item_id in ids[:50]]
        pairs = [(item_id, key) for item_id, key in zip(ids, keys, strict=False) if key is not None]
        begin = time.perf_counter()
        for number in range(options.edits):
            item_id, key = pairs[number % len(pairs)]
            center.set(item_id, key, "", author="benchmark")
            center.unlock(item_id, key, author="benchmark")
        return 2.0 * int(options.edits) / (time.perf_counter() - begin)


@contextlib.contextmanager
def _streams(port: int, count: int, *, reading: bool) -> Iterator[None]:
    """Subscribers. Those that do not read begin at the first change, and get time until their buffers are full."""
    held: list[socket.socket] = []
    ended = threading.Event()
    reader = threading.Thread(target=_read_all, args=(held, ended))
    try:
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", port))
            connection.sendall(get("/v1/changes/stream" if reading else "/v1/changes/stream?after=0"))
            assert connection.recv(12).endswith(b"200")
            held.append(connection)
        if reading:
            reader.start()
        time.sleep(1 if reading else 10)
        yield
    finally:
        ended.set()
        if reading:
            reader.join()
        for connection in held:
            connection.close()


def _read_all(connections: list[socket.socket], ended: threading.Event) -> None:
    chosen = selectors.DefaultSelector()
    for connection in connections:
        chosen.register(connection, selectors.EVENT_READ)
    while not ended.is_set():
        for key, _ in chosen.select(0.2):
            key.fileobj.recv(1 << 16)  # type: ignore[union-attr]


@contextlib.contextmanager
def served(center: Path, workers: int, *more: str) -> Iterator[tuple[int, int]]:
    """(port, process); more: words for `itemcenter serve`"""
    port = free_port()
    words = ["serve", "--center", str(center), "--port", str(port), "--workers", str(workers), "--rate", "0", *more]
    program = [sys.executable, "-c", "from itemcenter.serve.cli.main import main; main()"]
    with _running([*program, *words, "--no-access-log"], lambda: _answers(f"http://127.0.0.1:{port}/readyz")) as pid:
        yield port, pid


@contextlib.contextmanager
def _feast(python: Path, rows: list[dict[str, Any]], workers: int, home: Path) -> Iterator[tuple[int, int]]:
    port, folder = free_port(), home / f"feast-{workers}"
    folder.mkdir()
    file = home / "rows.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    script = Path(__file__).with_name("service_feast.py")
    words = [str(python), str(script), str(file), str(folder), str(port), str(workers)]
    with _running(words, lambda: _answers(f"http://127.0.0.1:{port}/health")) as pid:
        yield port, pid


@contextlib.contextmanager
def _running(words: list[str], ready: Callable[[], bool]) -> Iterator[int]:
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 300
        while not ready():
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{words[0]} does not answer")
            time.sleep(0.5)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _median(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: statistics.median(entry[name] for entry in rounds) for name in rounds[0]}


def _mean(numbers: list[int]) -> float:
    return round(statistics.mean(numbers), 2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
