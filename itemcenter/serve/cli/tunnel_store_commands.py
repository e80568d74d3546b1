"""`itemcenter tunnel snapshot|asof|reconcile`: the store's state as tables, what stood earlier, what drifted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.text import Text

from itemcenter.center import ItemCenter
from itemcenter.errors import ConfigError
from itemcenter.jobs.export import FORMATS, export_cells
from itemcenter.jobs.reconcile import ReconcileReport
from itemcenter.jobs.snapshot import SNAPSHOT_FORMATS
from itemcenter.schema import Cell
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import center_option, json_option

_CELLS_SHOWN = 20


@click.command()
@click.option("--format", "formats", multiple=True, type=click.Choice(SNAPSHOT_FORMATS), default=("parquet",),
              show_default=True, help="How to write it; may be given twice. delta needs the extra `lake`.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder of snapshots. Default: "
              "snapshots/ of the center.")  # fmt: skip
@click.option("--since", type=click.IntRange(min=0), metavar="N",
              help="Also write which cells changed since the snapshot of change N: upsert or delete.")  # fmt: skip
@click.option("--keep", type=click.IntRange(min=1), metavar="K", help="Remove all but the newest K snapshots.")
@center_option
@json_option
def snapshot(
    center: ItemCenter, formats: tuple[str, ...], out: Path | None, since: int | None, keep: int | None, as_json: bool
) -> None:
    """Write the current cells and items as sorted tables, as of one change number; writers go on meanwhile.

    A snapshot takes its place when it is whole. Where one of the present state is there already, nothing is written.
    """
    report = center.snapshot(tuple(dict.fromkeys(formats)), out=out, since=since, keep=keep)
    if as_json:
        render.as_json(report.to_json())
        return
    say(f"snapshot as of change {report.number:,}: {report.cells:,} cells of {report.items:,} items")
    if report.folder:
        say(f"  Parquet: {report.folder}")
    if report.versions:
        say(f"  Delta: {', '.join(f'{name} version {version}' for name, version in report.versions.items())}")
    if report.since is not None:
        say(f"  since change {report.since:,}: {report.changes['upsert']:,} cells to upsert, "
            f"{report.changes['delete']:,} to delete: {report.changes_folder}")  # fmt: skip
    if report.removed:
        say(f"  removed: snapshots of changes {', '.join(map(str, report.removed))}")


@click.command()
@click.option("--number", type=click.IntRange(min=0), metavar="N", help="Right after change N; 0 is before the first.")
@click.option("--time", "moment", metavar="T", help="At a time by the store's clock, such as 2026-03-01T12:00; UTC "
              "unless it names a zone.")  # fmt: skip
@click.option("--item", help="Only this item.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the facts to this file: .jsonl, .csv or .parquet.")  # fmt: skip
@center_option
@json_option
def asof(
    center: ItemCenter, number: int | None, moment: str | None, item: str | None, out: Path | None, as_json: bool
) -> None:
    """Tell what the center showed right after a change, or at a time.

    Read from the nearest snapshot and the changes in between; without a snapshot, from the whole log.
    """
    time_us = None if moment is None else _time_us(moment)
    with center.as_of(number=number, time_us=time_us, item_id=item) as (place, cells):
        if out is not None:
            ending = out.suffix.lstrip(".")
            count = export_cells(cells, out, ending if ending in FORMATS else "jsonl")
            found = {"number": place.number, "file": str(out), "facts": count}
            if as_json:
                render.as_json(found)
            else:
                say(f"as of change {place.number:,}: {count:,} facts written to {out}")
            return
        shown: list[Cell] = []
        count = 0
        for cell in cells:
            count += 1
            if item is not None or len(shown) < _CELLS_SHOWN:
                shown.append(cell)
    if as_json:
        listed = [cell.to_json() for cell in shown]
        render.as_json({"number": place.number, "item_number": place.item_number, "cells": count, "shown": listed})
        return
    names = center.key_names
    table = render.table("item", "attribute", "value", "confidence", "source", "since")
    for cell in shown:
        confidence = f"{cell.facts[0].confidence:.2f}" if cell.facts else ""
        name = names.get(cell.key_id, cell.key_id)
        table.add_row(*map(Text, (cell.item_id, name, _value(cell), confidence, cell.source,
                                  render.when(cell.version.time_us))))  # fmt: skip
    render.console().print(Text(f"as of change {place.number:,}: {count:,} cells", style="bold"))
    render.console().print(table)
    if count > len(shown):
        say(f"... and {count - len(shown):,} more: --item, or --out FILE")


@click.command()
@click.option("--with", "other", metavar="DIR|URL", help="Compare with another center's store, or one at a URL.")
@click.option("--repair", is_flag=True, help="Put right what can be put right: merge cells anew from their history, "
              "remove damaged snapshots, give each of two stores what the other has.")  # fmt: skip
@center_option
@json_option
def reconcile(center: ItemCenter, other: str | None, repair: bool, as_json: bool) -> None:
    """Hold the store against itself (history, totals, change log), its snapshots, and another store.

    Every drift is told with its reason. Exit code 1 where one is left.
    """
    report = center.reconcile(other, repair=repair)
    if as_json:
        render.as_json(report.to_json())
    else:
        _reconciled(report, repair)
    if not report.converged:
        raise click.exceptions.Exit(1)


def _reconciled(report: ReconcileReport, repair: bool) -> None:
    for drift in report.examples:
        place = f"{drift.item_id} / {drift.key_id or ''}: " if drift.item_id is not None else ""
        say(f"{drift.kind}: {place}{drift.told}")
    found = ", ".join(f"{count:,} {kind}" for kind, count in report.found.items()) or "nothing"
    say(f"{report.cells:,} cells, {report.changes:,} changes and {report.snapshots:,} snapshots checked in "
        f"{report.seconds:.1f} s; drifted: {found}")  # fmt: skip
    if repair and report.found:
        say(f"repaired in {report.rounds} rounds, {report.shipped:,} writes shipped; left: "
            f"{', '.join(f'{count:,} {kind}' for kind, count in report.left.items()) or 'nothing'}")  # fmt: skip
    elif report.found:
        say("--repair puts right what can be put right")


def _value(cell: Cell) -> str:
    return " | ".join(fact.value.text for fact in cell.facts) or "not stated"


def _time_us(text: str) -> int:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            f"{text!r} is no time", remedy="write it as 2026-03-01T12:00 or 2026-03-01T12:00+01:00"
        ) from None
    zoned = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return int((zoned - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)
