"""A steady load for minutes on end: does the tunnel keep up, and does it stay as it is?

    python -m benchmarks.tunnel_sustain [--rate 5000 --seconds 600 --items 100000 --reads 200] --out benchmarks/results

A sender puts messages of decided facts (1 to 3 cells of an item) into the inbox, `tunnel_process run` merges them into
a durable SQLite store, and a reader reads random items whole at a steady rate, each a process of its own. The messages
are made before the clock starts; only their id and times are set when they are sent. Every 10 seconds is noted: how
many messages the group is behind, memory and processor time of the tunnel, the share of the time in which it waited for
a processor that others used (on Linux), messages merged, reads and how long they took.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil

from benchmarks.result_file import write
from benchmarks.tunnel_data import item_id
from benchmarks.tunnel_process import GROUP, INBOX, drawn, open_store, open_stream
from itemcenter.ports import Post
from itemcenter.schema import CellsWritten, Envelope
from itemcenter.tunnel.cloud_event import time_text
from itemcenter.tunnel.envelope import write_envelope

_SPAWN = multiprocessing.get_context("spawn")
#: What stands in a made message for its id and its times.
_ID, _TIME_US = "message-id", 1_234_567_890_123_456
_MARKS = f'"{_ID}"'.encode(), time_text(_TIME_US).encode(), str(_TIME_US).encode()
_EVERY_S = 10.0


def made(count: int, items: int, seed: int) -> list[Post]:
    posts = []
    for number in range(count):
        writes = drawn(number, items, seed).writes
        timed = [replace(entry, version=replace(entry.version, time_us=_TIME_US)) for entry in writes]
        posts.append(write_envelope(Envelope(_ID, "bench", _TIME_US, CellsWritten(tuple(timed)))))
    return posts


def stamped(post: Post, number: int, times: tuple[bytes, bytes]) -> Post:
    """times: now as text and as microseconds"""
    body = post.body
    for mark, value in zip(_MARKS, (f'"m{number}"'.encode(), *times), strict=True):
        body = body.replace(mark, value)
    return Post(post.key, body, post.headers)


def sender(folder: Path, rate: float, seconds: float, items: int, messages: int, pipe: Any) -> None:
    posts = made(messages, items, 1)
    with closing(open_stream(folder)) as stream:
        pipe.send("ready")
        pipe.recv()
        begin, sent, late = time.monotonic(), 0, 0.0
        while (elapsed := time.monotonic() - begin) < seconds:
            due = min(int(elapsed * rate) - sent, 2_000)
            if due > 0:
                now_us = time.time_ns() // 1000
                times = time_text(now_us).encode(), str(now_us).encode()
                batch = [stamped(posts[n % messages], n, times) for n in range(sent, sent + due)]
                stream.send(INBOX, batch)
                sent += due
                late = max(late, elapsed - sent / rate)
            time.sleep(0.02)
        pipe.send({"sent": sent, "seconds": time.monotonic() - begin, "latest_s": round(late, 2)})


def reader(folder: Path, rate: float, items: int, pipe: Any) -> None:
    """Tells the milliseconds of its reads when asked, until it is told to stop."""
    draw, taken = random.Random(7), list[float]()
    with closing(open_store(folder, "")) as store:
        pipe.send("ready")
        pipe.recv()
        begin, done = time.monotonic(), 0
        while True:
            if pipe.poll():
                if pipe.recv() == "stop":
                    break
                pipe.send(taken)
                taken = []
            if done >= (time.monotonic() - begin) * rate:
                time.sleep(0.001)
                continue
            start = time.perf_counter()
            item = item_id(draw.randrange(items))
            list(store.words([item]))
            taken.append(1000 * (time.perf_counter() - start))
            done += 1


def sustain(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    stream = open_stream(folder)
    open_store(folder, "").close()
    pipes, processes = [], []
    for work, arguments in (
        (sender, (options.rate, options.seconds, options.items, options.messages)),
        (reader, (options.reads, options.items)),
    ):
        mine, other = _SPAWN.Pipe()
        process = _SPAWN.Process(target=work, args=(folder, *arguments, other), daemon=True)
        process.start()
        assert mine.recv() == "ready"
        pipes.append(mine)
        processes.append(process)
    command = [sys.executable, "-m", "benchmarks.tunnel_process", "run", str(folder)]
    tunnel = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert tunnel.stdout is not None
    tunnel.stdout.readline()
    watched = psutil.Process(tunnel.pid)
    samples: list[dict[str, Any]] = []
    for pipe in pipes:
        pipe.send("go")
    begin = last = time.monotonic()
    before, starved = (0, 0.0), _starved_s(tunnel.pid)
    try:
        while not pipes[0].poll(max(0.0, last + _EVERY_S - time.monotonic())):
            now = time.monotonic()
            committed = sum(stream.committed(INBOX, GROUP).values())
            behind = sum(end for _, end in stream.ends(INBOX).values()) - committed
            used = watched.cpu_times()
            pipes[1].send("tell")
            reads = sorted(pipes[1].recv())
            samples.append(
                {
                    "second": round(now - begin),
                    "behind": behind,
                    "memory_mb": round(watched.memory_info().rss / 1e6, 1),
                    "merged_per_s": round((committed - before[0]) / (now - last)),
                    "cpu_share": round((used.user + used.system - before[1]) / (now - last), 2),
                    "cpu_wait_share": round((_starved_s(tunnel.pid) - starved) / (now - last), 2),
                    "reads_per_s": round(len(reads) / (now - last)),
                    "read_p50_ms": _at(reads, 0.5),
                    "read_p99_ms": _at(reads, 0.99),
                    "store_mb": _megabytes(folder, "store.db"),
                    "stream_mb": _megabytes(folder, "stream.db"),
                }
            )
            print(samples[-1], file=sys.stderr, flush=True)
            starved = _starved_s(tunnel.pid)
            last, before = now, (committed, used.user + used.system)
        told = pipes[0].recv()
        pipes[1].send("stop")
        ended = time.monotonic()
        while sum(stream.committed(INBOX, GROUP).values()) < told["sent"] and time.monotonic() - ended < 600:
            time.sleep(0.05)
        drained = time.monotonic() - ended
    finally:
        tunnel.terminate()
        tunnel.wait(timeout=60)
        for process in processes:
            process.join(10)
    with closing(open_store(folder, "")) as store:
        counts = store.counts()
    return {
        "messages": told["sent"],
        "messages_per_s": round(told["sent"] / told["seconds"]),
        "a_day": round(told["sent"] / told["seconds"] * 86_400),
        "sender_behind_s": told["latest_s"],
        "seconds_until_all_was_merged": round(drained, 2),
        "writes": counts.writes,
        "cells": counts.cells,
        "changes": counts.changes,
        "flat": _flat(samples),
        "samples": samples,
    }


def _flat(samples: list[dict[str, Any]]) -> dict[str, Any]:
    """Medians of the first and the last third, the first half minute left out: it holds imports and first pages."""
    steady = samples[3:] if len(samples) > 8 else samples
    third = max(1, len(steady) // 3)
    names = ("behind", "memory_mb", "merged_per_s", "cpu_share", "read_p99_ms")
    return {
        name: [
            round(statistics.median([entry[name] for entry in part]), 2) for part in (steady[:third], steady[-third:])
        ]
        for name in names
        if steady
    }


def _starved_s(pid: int) -> float:
    """Seconds in which a process could have run and others did; its main thread's."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


def _at(ordered: list[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else 0.0


def _megabytes(folder: Path, name: str) -> float:
    return round(sum(path.stat().st_size for path in folder.glob(f"{name}*")) / 1e6, 1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=5_000)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument(
        "--messages", type=int, default=200_000, help="made before the clock starts, then taken in turn"
    )
    parser.add_argument("--reads", type=float, default=200)
    parser.add_argument("--folder", type=Path, help="where the files lie; default: a temporary folder")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        figures = sustain(Path(folder), options)
    write(options.out, "tunnel_sustain", figures, [])


if __name__ == "__main__":
    main()
