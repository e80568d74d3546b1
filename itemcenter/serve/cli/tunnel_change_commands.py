"""`itemcenter tunnel changes` and `publish`: what changed, read here or given out."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

from itemcenter.center import ItemCenter
from itemcenter.errors import ConfigError
from itemcenter.schema import Cell, Change, ItemChange
from itemcenter.serve.cli.harmless import harmless, json_text, say
from itemcenter.serve.cli.options import center_option
from itemcenter.serve.cli.tunnel_stream_commands import time_option
from itemcenter.tunnel.change_event import CellNow, ItemNow, Log, Told, write_told
from itemcenter.tunnel.change_reader import ChangeFilter
from itemcenter.tunnel.cloud_event import event_json
from itemcenter.tunnel.publish import PublishOptions

Command = TypeVar("Command", bound=Callable[..., Any])
#: Seconds between two looks for something new.
_NAP_S = 0.5


def _filters(command: Command) -> Command:
    """The options of a `ChangeFilter`; all may be given several times but the last."""
    for option in (
        click.option("--item-prefix", default="", help="Only items whose ids begin so."),
        click.option("--source", "sources", multiple=True, help="Only cells that show, or showed, a source's word."),
        click.option("--category", "categories", multiple=True, help="Only items of this category (id)."),
        click.option("--key", "keys", multiple=True, help="Only this key (id)."),
    ):
        command = option(command)
    return command


@click.command()
@click.option(
    "--after", type=click.IntRange(min=0), help="Begin behind this number. Default: 0, all that ever changed."
)
@click.option(
    "--since", "since_us", metavar="TIME", callback=time_option, help="Begin with what was stored after then."
)
@click.option("--full", "everything", is_flag=True, help="First all that is there, then what changes.")
@click.option(
    "--compact", is_flag=True, help="Up to now one net change a cell; what came back to what it was is left out."
)
@click.option("--log", type=click.Choice(["cells", "items"]), default="cells", show_default=True, help="Which log.")
@click.option("--follow", is_flag=True, help="Go on with what changes, until Ctrl-C.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many entries.")
@click.option(
    "--format", "form", type=click.Choice(["text", "jsonl"]), default="text", show_default=True, help="jsonl: events."
)
@_filters
@center_option
def changes(
    center: ItemCenter,
    after: int | None,
    since_us: int | None,
    everything: bool,
    compact: bool,
    log: Log,
    follow: bool,
    limit: int | None,
    form: str,
    **filters: Any,
) -> None:
    """What changed in the center, from a number or a time on.

    TIME is like 2026-02-01 or 2026-02-01T12:00:00Z. With `--format jsonl` each line is a CloudEvent (docs/streams.md).
    """
    if sum((after is not None, since_us is not None, everything)) > 1 or (everything and compact):
        raise ConfigError("--after, --since and --full exclude each other, --full and --compact too", place="changes")
    if since_us is not None:
        numbers = center.store.numbers_at(since_us)
        after = numbers[0] if log == "cells" else numbers[1]
    wanted, at = ChangeFilter(**filters), after or 0
    read = center.changes(at, log=log, wanted=wanted, everything=everything, compact=compact)
    left = limit
    while True:
        for told in itertools.islice(read, left):
            at = max(at, told.number)
            left = None if left is None else left - 1
            click.echo(
                json_text(event_json(write_told(told, center.producer))) if form == "jsonl" else harmless(_line(told))
            )
        if not follow or left == 0:
            return
        time.sleep(_NAP_S)
        read = center.changes(at, log=log, wanted=wanted)


def _line(told: Told) -> str:
    content = told.content
    if isinstance(content, Change):
        shown = f"{_shown(content.before)} -> {_shown(content.after)}"
        return _plain(told.number, content.item_id, content.key_id, shown)
    if isinstance(content, CellNow):
        return _plain(told.number, content.cell.item_id, content.cell.key_id, _shown(content.cell))
    if isinstance(content, ItemChange):
        return _plain(told.number, content.item_id, content.event.value, ", ".join(content.fields))
    if isinstance(content, ItemNow):
        return _plain(told.number, content.item_id, content.presence.value, "")
    return _plain(told.number, "", "", "all up to here was told")


def _plain(*fields: object) -> str:
    from_foreign = [str(field).replace("\t", " ").replace("\n", " ") for field in fields]
    return "\t".join(from_foreign).rstrip()


def _shown(cell: Cell | None) -> str:
    if cell is None:
        return "(nothing)"
    return "; ".join(fact.value.text for fact in cell.facts) or "(not stated)"


@click.command()
@click.option("--topic", help="Into this topic of the center's stream; it is made where it is not there.")
@click.option(
    "--partitions", type=click.IntRange(1, 10_000), help="Of the topic, where it is made. Default: the inbox's."
)
@click.option("--binary", is_flag=True, help="Into a topic: CloudEvents in binary mode, attributes in headers.")
@click.option("--files", type=click.Path(path_type=Path), help="Into files of JSON lines in this folder.")
@click.option("--name", default="out", show_default=True, help="Of this publisher: it remembers how far it has come.")
@click.option(
    "--begin",
    type=click.Choice(["full", "log", "now"]),
    default="full",
    show_default=True,
    help="Where a new name begins: all that is there, the first change ever, or the next one.",
)
@click.option("--follow", is_flag=True, help="Go on with what changes, until Ctrl-C.")
@click.option(
    "--every",
    type=click.FloatRange(min=0.05),
    help="With --follow: look for news every so many seconds. Default: 0.5 for a topic, 30 for files.",
)
@_filters
@center_option
def publish(
    center: ItemCenter,
    topic: str | None,
    partitions: int | None,
    binary: bool,
    files: Path | None,
    name: str,
    begin: Literal["full", "log", "now"],
    follow: bool,
    every: float | None,
    **filters: Any,
) -> None:
    """Give out what changes, to others: into a topic or into files.

    Each change is given out at least once, in order; a repeated one has the number it had before. One process at a time
    publishes under a name.
    """
    if (topic is None) == (files is None):
        raise ConfigError("say where to publish to", place="publish", remedy="give --topic NAME or --files FOLDER")
    if topic is not None:
        target, batch = center.topic_target(topic, partitions, binary=binary), 2_000
    else:
        assert files is not None
        target, batch = center.file_target(files), 100_000
    options = PublishOptions(name, center.producer, begin, ChangeFilter(**filters), batch)
    publisher = center.publisher(target, options)
    nap = every or (_NAP_S if topic is not None else 30.0)
    try:
        while True:
            while publisher.step():
                pass
            if not follow:
                break
            time.sleep(nap)
    finally:
        publisher.close()
    say(f"{publisher.sent:,} messages given out")
