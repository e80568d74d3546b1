"""`itemcenter tunnel send`, `replay` and `dead`: messages into the inbox, again, and those that could not be used."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import click
from rich.text import Text

from itemcenter.center import MERCHANT, ItemCenter
from itemcenter.center.sources import check_merchant
from itemcenter.errors import ConfigError, MessageError
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import json_text, say
from itemcenter.serve.cli.options import center_option, json_option
from itemcenter.tunnel.cloud_event import parse_time, time_text
from itemcenter.tunnel.dead_letters import DeadLetter
from itemcenter.tunnel.send import bounded_lines


def time_option(context: click.Context, option: click.Parameter, text: str | None) -> int | None:
    """Microseconds since 1970 of a time or day in UTC."""
    if text is None:
        return None
    try:
        return parse_time(f"{text}T00:00:00Z" if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text)
    except MessageError as error:
        raise ConfigError(error.message, place=option.opts[0], remedy=error.remedy) from error


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--source", default=MERCHANT, show_default=True, help="Whose items they are that name no source.")
@center_option
@json_option
def send(center: ItemCenter, file: BinaryIO, source: str, as_json: bool) -> None:
    """Put messages into the inbox, from a file of JSON lines or from standard input (-).

    A line is an item as `itemcenter facts --json` names its fields (id, title, specs, ...) or an envelope (CloudEvents,
    see docs/streams.md). Lines that are neither go to the dead letters. When the command ends, the messages are safe.
    """
    longest = center.config.tunnel.envelopes.max_bytes
    found = center.send_messages(bounded_lines(file, longest), Path(file.name).name, check_merchant(source))
    if as_json:
        render.as_json({"sent": found.sent, "refused": found.refused, "problems": found.problems})
        return
    say(f"{found.sent:,} messages in the inbox")
    if found.refused:
        told = ", ".join(f"{count:,} {reason}" for reason, count in sorted(found.refused.items()))
        say(f"{sum(found.refused.values()):,} lines in the dead letters: {told}; see `itemcenter tunnel dead list`")
        for problem in found.problems:
            say(f"  {problem}")


def _offsets(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> dict[int | None, int]:
    out: dict[int | None, int] = {}
    for text in texts:
        found = re.fullmatch(r"(?:(\d{1,5}):)?(\d{1,18})", text)
        if not found:
            raise ConfigError(
                f"{text!r} is no offset", place=option.opts[0], remedy="write 120, or 3:120 for partition 3"
            )
        out[int(found[1]) if found[1] else None] = int(found[2])
    return out


@click.command()
@click.option(
    "--from-offset",
    "offsets",
    multiple=True,
    metavar="[PARTITION:]OFFSET",
    callback=_offsets,
    help="The first message to read again; without a partition: in all of them. May be given several times.",
)
@click.option("--from-time", "time_us", metavar="TIME", callback=time_option, help="Read again what came since then.")
@center_option
@json_option
def replay(center: ItemCenter, offsets: dict[int | None, int], time_us: int | None, as_json: bool) -> None:
    """Let the tunnel read messages of the inbox again, as its next run.

    Nothing is applied twice: what is known already changes nothing. TIME is like 2026-02-01 or 2026-02-01T12:00:00Z.
    The tunnel must not be running.
    """
    if bool(offsets) == (time_us is not None):
        raise ConfigError("say from where to read again", remedy="give --from-offset or --from-time")
    partitions = range(center.config.tunnel.partitions)
    wanted = dict.fromkeys(partitions, offsets[None]) if None in offsets else {}
    wanted |= {partition: offset for partition, offset in offsets.items() if partition is not None}
    found = center.replay(wanted or None, time_us)
    if as_json:
        render.as_json(found)
        return
    if not found:
        say("no tunnel has read from the inbox yet: its first run begins with the oldest message")
    for group, places in found.items():
        say(f"{group} goes on from " + ", ".join(f"{number}:{offset}" for number, offset in sorted(places.items())))


@click.group()
def dead() -> None:
    """Messages that could not be used: why, as they came, and another try."""


@dead.command("list")
@click.option("--reason", help="Only those with this reason.")
@click.option("--all", "every", is_flag=True, help="Those that were sent again, too.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most so many.")
@center_option
@json_option
def list_dead(center: ItemCenter, reason: str | None, every: bool, limit: int, as_json: bool) -> None:
    """List dead letters: number, when, why, where from."""
    found = (letter for letter in center.dead_letters(every=every) if reason in (None, letter.reason))
    rows, count = render.table("number", "when", "reason", "what", "from", "message"), 0
    for letter in islice(found, limit):
        count += 1
        if as_json:
            click.echo(json_text(_told(letter)))
            continue
        begin = letter.post.body[:60].decode("utf-8", "replace").replace("\n", "⏎")
        cells = (str(letter.offset), time_text(letter.time_us)[:19], letter.reason, letter.message, letter.origin)
        rows.add_row(*map(Text, cells), Text(begin, style="dim"))
    if not as_json:
        if count:
            render.console().print(rows)
        else:
            click.echo("there are no dead letters")


@dead.command("show")
@click.argument("number", type=click.IntRange(min=0))
@click.option("--raw", is_flag=True, help="Only the bytes of the message, exactly as they came.")
@center_option
@json_option
def show_dead(center: ItemCenter, number: int, raw: bool, as_json: bool) -> None:
    """Show one dead letter with its whole message."""
    letter = center.dead_letter(number)
    if raw:
        click.echo(letter.post.body, nl=False)
    elif as_json:
        click.echo(json_text(_told(letter)))
    else:
        say(f"{letter.reason}: {letter.message}")
        say(f"from {letter.origin}, {time_text(letter.time_us)}, key {letter.post.key!r}")
        for name, value in letter.post.headers:
            say(f"{name}: {value}")
        say("\n" + letter.post.body.decode("utf-8", "replace"))


@dead.command("resend")
@click.argument("numbers", nargs=-1, type=click.IntRange(min=0))
@click.option("--all", "every", is_flag=True, help="All that were not sent again yet.")
@click.option("--reason", help="With --all: only those with this reason.")
@center_option
def resend_dead(center: ItemCenter, numbers: tuple[int, ...], every: bool, reason: str | None) -> None:
    """Put dead letters into the inbox once more, as they came: after a mended configuration, clock or newer version."""
    if bool(numbers) == every or (reason and not every):
        raise ConfigError("say which dead letters to send again", remedy="give their numbers, or --all")
    count = center.resend_all(reason) if every else center.resend(numbers)
    say(f"{count:,} messages in the inbox again")


def _told(letter: DeadLetter) -> dict[str, object]:
    post = letter.post
    return {
        "number": letter.offset,
        "time": time_text(letter.time_us),
        "reason": letter.reason,
        "message": letter.message,
        "from": letter.origin,
        "key": post.key,
        "headers": [list(pair) for pair in post.headers],
        "body": post.body.decode("utf-8", "backslashreplace"),
    }
