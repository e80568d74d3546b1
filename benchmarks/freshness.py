"""Freshness of the tunnel's tiers with recognition running, and a day job that is killed and goes on.

    python -m benchmarks.freshness --center CENTER [--rate 200 --seconds 120 --second-share 0.1]
    python -m benchmarks.freshness --center CENTER --day CATALOG [--shard-items 1000]

CENTER is a center that was built from a catalog; it is copied, and the copy is what is written to. A separate process
sends changed documents of its items at the wanted rate: half of them with another price, a quarter with other specs, a
quarter with another title. `--second-share` of the items is worth the tier of seconds (a column "turnover" that the
sender adds); all others go to that of minutes. Freshness is measured outside of the tunnel, by a reader that asks the
store again and again: from the event's time to the moment at which it saw the item's record of that time or a later
one, which is stored in one transaction with its facts. Items are few and change often here, so the policy's transient
states are switched off; what changes twice within a micro-batch is coalesced as always.

For the day job CENTER has an ontology and what was learned, and an empty store: remove `store.db*` of a built one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.result_file import write
from itemcenter.center import ItemCenter
from itemcenter.schema import Envelope, Item, ItemId, ItemPut, SourceId, Spec
from itemcenter.tunnel.envelope import write_envelope

_CONFIG = """
[tunnel]
value_column = "turnover"
second_value = 100.0
second_rate = 1000.0
busy_changes = 1000000.0
"""
_PROGRAM = [sys.executable, "-c", "from itemcenter.serve.cli.main import main; main()"]


def _items(center: ItemCenter, most: int) -> list[tuple[Item, SourceId]]:
    return [(record.item, record.source) for record in center.store.items(limit=most)]


def _changed(item: Item, number: int, chooser: random.Random, urgent: bool) -> Item:
    kept = tuple(cell for cell in item.extras if cell[0] not in ("price", "turnover"))
    extras = (*kept, ("price", f"{number}.99"), ("turnover", "500" if urgent else "5"))
    kind = chooser.random()
    if kind < 0.5:
        return replace(item, extras=extras)
    if kind < 0.75:
        specs = item.specs[:-1] if len(item.specs) > 1 else (*item.specs, Spec("note", f"batch {number}"))
        return replace(item, extras=extras, specs=specs)
    return replace(item, extras=extras, title=f"{item.title} {number}")


def send(folder: Path, rate: float, seconds: float, second_share: float, seed: int) -> None:
    """The sender's process: a line of JSON (item, event time, urgent) for each message, then "end"."""
    chooser = random.Random(seed)
    with ItemCenter.open(folder) as center:
        items, stream = _items(center, 50_000), center.topics()
        print("ready", flush=True)
        sys.stdin.readline()
        begin, sent = time.monotonic(), 0
        while (elapsed := time.monotonic() - begin) < seconds:
            posts, lines = [], []
            while sent < elapsed * rate:
                item, source = chooser.choice(items)
                urgent = hash_share(item.id) < second_share
                now_us = time.time_ns() // 1000
                changed = _changed(item, sent, chooser, urgent)
                posts.append(write_envelope(Envelope(f"m{sent}", "bench", now_us, ItemPut(changed, source, now_us))))
                lines.append(json.dumps([item.id, now_us, urgent]))
                sent += 1
            if posts:
                stream.send(center.config.tunnel.inbox, posts)
                print("\n".join(lines), flush=True)
            time.sleep(0.01)
    print("end", flush=True)


def hash_share(name: str) -> float:
    """A number from 0 to 1 by the name: which items are worth the tier of seconds."""
    return random.Random(name).random()


def measure(folder: Path, rate: float, seconds: float, second_share: float, tiers: Sequence[str]) -> dict[str, Any]:
    """tiers: of each process of the tunnel, such as ["second,minute"] or ["second", "minute"]"""
    logs = [folder.with_name(f"log-{number}") for number in range(len(tiers))]
    runners = []
    for entry, log in zip(tiers, logs, strict=True):
        with log.open("wb") as file:
            command = [*_PROGRAM, "tunnel", "run", "--tiers", entry, "--center", str(folder)]
            runners.append(subprocess.Popen(command, stderr=file))
    command = [sys.executable, "-m", "benchmarks.freshness", "--send", "--center", str(folder)]
    command += ["--rate", str(rate), "--seconds", str(seconds), "--second-share", str(second_share)]
    sender = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert sender.stdin is not None and sender.stdout is not None
    with ItemCenter.open(folder) as center:
        while not all(log.stat().st_size for log in logs):  # "started"
            time.sleep(0.05)
        sender.stdout.readline()
        sender.stdin.write("go\n")
        sender.stdin.flush()
        os.set_blocking(sender.stdout.fileno(), False)
        found, left = _watch(center, _lines(sender), seconds)
    for runner in runners:
        runner.send_signal(signal.SIGTERM)
        runner.wait(timeout=120)
    closing = [json.loads(log.read_text(encoding="utf-8").splitlines()[-1]) for log in logs]
    return {
        "rate": rate,
        "seconds": seconds,
        "processes": list(tiers),
        "not_seen": left,
        **{name: _quantiles(values) for name, values in found.items()},
        "stages": [last.get("stages", {}) for last in closing],
        "coalesced": [last.get("coalesced", 0) for last in closing],
    }


def _lines(sender: subprocess.Popen[str]) -> Iterator[list[str]]:
    """What the sender has told since it was last asked."""
    rest = ""
    while True:
        text = ""
        if sender.stdout is not None:
            try:
                text = os.read(sender.stdout.fileno(), 1 << 20).decode()
            except BlockingIOError:
                text = ""
        *lines, rest = (rest + text).split("\n")
        yield lines


def _watch(center: ItemCenter, told: Iterator[list[str]], seconds: float) -> tuple[dict[str, list[float]], int]:
    """Freshness by tier in seconds, of every message; and how many were not seen in the end."""
    waiting: dict[bool, deque[tuple[ItemId, int]]] = {True: deque(), False: deque()}
    found: dict[str, list[float]] = {"second": [], "minute": []}
    ended, deadline = False, time.monotonic() + seconds + 120
    while (not ended or waiting[True] or waiting[False]) and time.monotonic() < deadline:
        for line in next(told):
            if line == "end":
                ended = True
            elif line:
                item_id, time_us, urgent = json.loads(line)
                waiting[urgent].append((ItemId(item_id), time_us))
        for urgent, name in ((True, "second"), (False, "minute")):
            asked = [waiting[urgent].popleft() for _ in range(min(400, len(waiting[urgent])))]
            stamps = center.store.stamps([item_id for item_id, _ in asked])
            now_us = time.time_ns() // 1000
            for item_id, time_us in asked:
                stamp = stamps.get(item_id)
                if stamp is not None and stamp.time_us >= time_us:
                    found[name].append((now_us - time_us) / 1e6)
                else:
                    waiting[urgent].append((item_id, time_us))
        time.sleep(0.02)
    return found, len(waiting[True]) + len(waiting[False])


def _quantiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)

    return {"messages": len(ordered), "p50_s": at(0.5), "p99_s": at(0.99), "most_s": at(1.0)} if ordered else {}


def day(folder: Path, catalog: Path, shard_items: int, killed_after_s: float) -> dict[str, Any]:
    """Kill the day job twice at work, let it end, and compare with a build of another copy."""
    built = folder.with_name("built")
    shutil.copytree(folder, built)
    command = [*_PROGRAM, "tunnel", "day", str(catalog), "--center", str(folder), "--shard-items", str(shard_items)]
    stored = []
    for _ in range(2):
        process = subprocess.Popen([*command, "--json"], stdout=subprocess.DEVNULL, start_new_session=True)
        _wait_for_facts(folder, process, killed_after_s)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        with ItemCenter.open(folder) as center:
            stored.append(center.store.counts().items)
    begin = time.monotonic()
    done = subprocess.run([*command, "--json"], stdout=subprocess.PIPE, check=True)
    seconds, report = time.monotonic() - begin, json.loads(done.stdout)
    begin = time.monotonic()
    whole = subprocess.run(
        [*_PROGRAM, "build", str(catalog), "--out", str(built), "--json"], stdout=subprocess.PIPE, check=True
    )
    build = json.loads(whole.stdout)
    return {
        "items": report["items"],
        "shards": report["day"]["shards"],
        "finished_before_the_last_start": report["day"]["finished"],
        "items_decided_after_it": report["day"]["decided"],
        "items_stored_at_the_kills": stored,
        "seconds_after_it": round(seconds, 1),
        "build_seconds": round(time.monotonic() - begin, 1),
        "same_digest_as_build": report["digest"] == build["digest"],
    }


def _wait_for_facts(folder: Path, process: subprocess.Popen[bytes], seconds: float) -> None:
    """Until some more shards are decided, and then so many seconds."""
    known = set(folder.glob("tunnel/day-*/*.facts.parquet"))
    while process.poll() is None and len(set(folder.glob("tunnel/day-*/*.facts.parquet")) - known) < 3:
        time.sleep(0.05)
    time.sleep(seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--center", type=Path, required=True, help="a center that was built")
    parser.add_argument("--rate", type=float, default=200.0, help="changed items a second")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument(
        "--second-share", type=float, default=0.1, help="of the items that are worth the tier of seconds"
    )
    parser.add_argument("--apart", action="store_true", help="one process for seconds, one for minutes")
    parser.add_argument("--day", type=Path, help="a catalog: measure the day job instead")
    parser.add_argument("--shard-items", type=int, default=1_000)
    parser.add_argument("--killed-after", type=float, default=0.5, help="seconds after three shards were decided")
    parser.add_argument("--send", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"))
    args = parser.parse_args()
    if args.send:
        send(args.center, args.rate, args.seconds, args.second_share, seed=1)
        return
    with tempfile.TemporaryDirectory(prefix="itemcenter-freshness-") as temporary:
        folder = Path(shutil.copytree(args.center, Path(temporary) / "center"))
        if args.day is not None:
            figures = day(folder, args.day, args.shard_items, args.killed_after)
            write(args.out, "freshness_day", figures, [args.day])
            return
        with (folder / "itemcenter.toml").open("a", encoding="utf-8") as file:
            file.write(_CONFIG)
        tiers = ["second", "minute"] if args.apart else ["second,minute"]
        figures = measure(folder, args.rate, args.seconds, args.second_share, tiers)
        write(args.out, "freshness", figures, [])


if __name__ == "__main__":
    main()
