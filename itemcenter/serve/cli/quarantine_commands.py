"""`itemcenter quarantine`: rows that could not be read, and another try at them."""

from __future__ import annotations

from itertools import islice

import click
from rich.text import Text

from itemcenter.center import MERCHANT, ItemCenter
from itemcenter.flow.quarantine import check_source
from itemcenter.serve.cli import render
from itemcenter.serve.cli.build_summary import build_summary
from itemcenter.serve.cli.harmless import json_text
from itemcenter.serve.cli.options import center_option, json_option


@click.group()
def quarantine() -> None:
    """Rows that could not be used: where they stand, why, and what to do."""


@quarantine.command("list")
@click.option("--source", help="Only this source's rows.")
@click.option("--reason", help="Only rows with this reason.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="At most this many rows.")
@center_option
@json_option
def list_rows(center: ItemCenter, source: str | None, reason: str | None, limit: int, as_json: bool) -> None:
    """List quarantined rows."""
    sources = [check_source(source)] if source else center.quarantine.sources()
    found = (row for name in sources for row in center.quarantine.rows(name) if reason in (None, row.reason))
    rows = render.table("source", "row", "line", "reason", "what and what to do", "raw")
    count = 0
    for row in islice(found, limit):
        count += 1
        if as_json:
            click.echo(json_text(row.to_json()))
        else:
            told = f"{row.message}; {row.remedy}" if row.remedy else row.message
            raw = row.raw[:80] + ("…" if len(row.raw) > 80 else "")
            line = f"{row.file}:{row.line}" if row.file else str(row.line)
            where = (row.source, str(row.row), line, row.reason)
            rows.add_row(*map(Text, where), Text(told), Text(raw.replace("\n", "⏎"), style="dim"))
    if not as_json:
        if count:
            render.console().print(rows)
        else:
            click.echo("nothing is in quarantine")


@quarantine.command()
@click.option("--source", default=MERCHANT, show_default=True, help="Whose rows to read again.")
@center_option
@json_option
def retry(center: ItemCenter, source: str, as_json: bool) -> None:
    """Read the quarantined rows of a source again, after a hand edit of their `raw` text or a changed itemcenter.toml.

    Rows that are whole now become items; the rest stays in quarantine.
    """
    report = center.retry_quarantine(source)
    if as_json:
        render.as_json(report.to_json())
    else:
        build_summary(report, center.release, center.folder.path)
