"""`itemcenter tunnel run` and `status`: the process that works for the tiers of seconds and minutes."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import click

from itemcenter.center import ItemCenter
from itemcenter.errors import ConfigError
from itemcenter.schema import Tier
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import json_text, say
from itemcenter.serve.cli.options import center_option, json_option
from itemcenter.serve.metrics import MetricsPage
from itemcenter.tunnel.figures import Figures


def _tiers(context: click.Context, option: click.Parameter, text: str) -> frozenset[Tier]:
    known = {"second": Tier.SECOND, "minute": Tier.MINUTE}
    names = [name.strip() for name in text.split(",") if name.strip()]
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        raise ConfigError(
            f"no tier is named {', '.join(wrong) or text!r}", place="--tiers", remedy="second, minute or both"
        )
    return frozenset(known[name] for name in names)


def _partitions(context: click.Context, option: click.Parameter, text: str | None) -> frozenset[int] | None:
    if text is None:
        return None
    names = [name.strip() for name in text.split(",")]
    if not all(name.isdecimal() and name.isascii() for name in names):
        raise ConfigError(f"partitions are numbers, not {text!r}", place="--partitions", remedy="for example 0,2")
    return frozenset(map(int, names))


@click.command("run")
@click.option(
    "--tiers",
    default="second,minute",
    show_default=True,
    callback=_tiers,
    help="What this process works for: second, minute or both. A process for minutes takes what one for seconds has "
    "left, so both may run apart.",
)
@click.option(
    "--partitions",
    metavar="0,2",
    callback=_partitions,
    help="Take these partitions of the inbox alone. By default processes of the same tiers share them out.",
)
@click.option("--once", is_flag=True, help="End when nothing is left to read.")
@click.option("--metrics-port", type=click.IntRange(0, 65535), help="Serve figures for Prometheus on this port.")
@click.option("--metrics-host", default="127.0.0.1", show_default=True, help="The address that port is opened on.")
@center_option
def run(
    center: ItemCenter,
    tiers: frozenset[Tier],
    partitions: frozenset[int] | None,
    once: bool,
    metrics_port: int | None,
    metrics_host: str,
) -> None:
    """Read item changes from the inbox, decide them, store them, until SIGTERM or Ctrl-C.

    The log goes to standard error, one JSON object a line. What was taken in and is not stored when the process ends,
    in whatever way, is read again by the next one. Several processes share the partitions of the inbox.
    """
    stopped = threading.Event()
    with contextlib.ExitStack() as held:
        page = None if metrics_port is None else held.enter_context(_page(metrics_port, metrics_host))
        held.enter_context(_signals(stopped))
        beat: Callable[[Figures], None] = (lambda figures: None) if page is None else page.update
        center.run_tunnel(
            tiers, only=partitions, once=once, stopped=stopped.is_set, tell=_tell, beat=beat, wait=stopped.wait
        )


@contextlib.contextmanager
def _page(port: int, host: str) -> Iterator[MetricsPage]:
    page = MetricsPage(port, host)
    _tell("metrics", {"address": f"http://{host}:{page.port}/metrics"})
    try:
        yield page
    finally:
        page.close()


@contextlib.contextmanager
def _signals(stopped: threading.Event) -> Iterator[None]:
    """The first SIGTERM or Ctrl-C asks to end; the second Ctrl-C interrupts, as always."""

    def ask(number: int, frame: object) -> None:
        stopped.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_LEVELS = {"trouble": "warning", "refused": "error", "paused": "warning"}


def _tell(event: str, fields: Mapping[str, Any]) -> None:
    time = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    click.echo(json_text({"time": time, "level": _LEVELS.get(event, "info"), "event": event, **fields}), err=True)


@click.command("status")
@center_option
@json_option
def status(center: ItemCenter, as_json: bool) -> None:
    """How far each tier has come, who works for it, and what went wrong last."""
    found = center.tunnel_status()
    if as_json:
        render.as_json(found.to_json())
        return
    rows = render.table("group", "partition", "next offset", "messages not read")
    for group, partitions in found.groups.items():
        for partition, offset, lag in partitions:
            rows.add_row(group, str(partition), f"{offset:,}", f"{lag:,}")
    total = sum(end - first for first, end in found.ends.values())
    say(f"inbox: {total:,} messages kept in {len(found.ends)} partitions; dead letters: {found.dead:,}")
    if found.groups:
        render.console().print(rows)
    else:
        say("no tunnel has read from it yet")
    for process in found.processes:
        told = "running" if process["alive"] else "ended without a word"
        only = process.get("partitions")
        these = f", partitions {', '.join(map(str, only))}" if only else ""
        say(f"{process['holder']}: {told}, tiers {', '.join(process['tiers'])}{these}, run {process['run']}")
        if process.get("last_error"):
            say(f"  last error: {process['last_error']}")
    for lease in found.leases:
        say(f"lease {lease['name']}: {lease['holder']} (token {lease['token']})")
    for name, number in sorted(found.cursors.items()):
        say(f"cursor {name}: {number:,}")
