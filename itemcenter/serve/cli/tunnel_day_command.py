"""`itemcenter tunnel day`: the tier of days."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from itemcenter.center import MERCHANT, ItemCenter
from itemcenter.center.day_runs import DayRun
from itemcenter.errors import ConfigError
from itemcenter.items import check_place
from itemcenter.jobs.day_shards import SHARD_ITEMS
from itemcenter.serve.cli import render
from itemcenter.serve.cli.build_progress import BuildProgress
from itemcenter.serve.cli.build_summary import build_summary
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import center_option, json_option


@click.command("day")
@click.argument("catalog", required=False)
@click.option("--source", default=MERCHANT, show_default=True, help="Whose catalog this is; ranks in [sources].")
@click.option(
    "--shard-items",
    type=click.IntRange(min=1),
    default=SHARD_ITEMS,
    show_default=True,
    help="Items of a shard: what is lost at most where the job is killed, times the workers.",
)
@click.option("--workers", type=click.IntRange(min=1), help="Processes that decide. Default: [executor] workers.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="When the catalog was made, UTC.")
@click.option("--allow-retire", is_flag=True, help="Let the items that the file lacks go, however many they are.")
@click.option("--join", is_flag=True, help="Help a day job that another process has begun.")
@center_option
@json_option
def day(
    center: ItemCenter,
    catalog: str | None,
    source: str,
    shard_items: int,
    workers: int | None,
    as_of: datetime | None,
    allow_retire: bool,
    join: bool,
    as_json: bool,
) -> None:
    """Decide a whole CATALOG in shards, beside running tunnels; what comes out is what `itemcenter build` gives.

    Killed, it goes on with the shards that are left when the same command is given again. Without CATALOG: decide what
    the store holds and the tunnel has left to the day, or what was decided under another release.
    """
    if catalog is not None and join:
        raise ConfigError("--join takes no catalog: it is known to the job that is helped", remedy="leave it out")
    with BuildProgress(quiet=as_json) as progress:
        if join:
            found = center.day_help(source=source, workers=workers or 0, progress=progress.show)
        elif catalog is None:
            report = center.day_stored(workers=workers or 0, progress=progress.show)
            found = DayRun(report, None)
        else:
            check_place(catalog)
            found = center.day(
                catalog,
                source=source,
                as_of_us=None if as_of is None else int(as_of.replace(tzinfo=UTC).timestamp() * 1_000_000),
                allow_retire=allow_retire,
                shard_items=shard_items,
                workers=workers or 0,
                progress=progress.show,
            )
    figures = found.figures
    if as_json:
        render.as_json(found.report.to_json() | ({} if figures is None else {"day": figures.to_json()}))
        return
    build_summary(found.report, center.release, center.folder.path)
    if figures is not None:
        say(f"{figures.shards} shards, {figures.finished} of them stored already; {figures.decided:,} items decided")
