"""`itemcenter tunnel backup|restore`: a verified copy of a center, and a center from one."""

from __future__ import annotations

from pathlib import Path

import click

from itemcenter.center import ItemCenter
from itemcenter.errors import ConfigError
from itemcenter.jobs import backup as backups
from itemcenter.jobs.backup import Backup
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import center_option, json_option


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--without-store", is_flag=True, help="All but the store: where it is kept elsewhere, and copied by its "
              "own tools.")  # fmt: skip
@center_option
@json_option
def backup(center: ItemCenter, out: Path, without_store: bool, as_json: bool) -> None:
    """Copy the center to the new folder OUT, while others go on writing.

    Store, streams, releases, configuration, models, gold sets, runs; not the snapshots, which can be taken again. The
    copy is read back and compared by digests before it takes its place.
    """
    _tell(center.back_up(out, without_store=without_store), "copied to", out, as_json)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path), help="The new center's folder.")
@click.option("--verify", is_flag=True, help="Only compare the backup's files with their digests.")
@json_option
def restore(folder: Path, out: Path | None, verify: bool, as_json: bool) -> None:
    """Make a center of the backup FOLDER; every file is compared with its digest, and the store with what it showed."""
    if verify == (out is not None):
        raise ConfigError("name the new center with --out, or only compare with --verify")
    if out is None:
        _tell(backups.verify(folder), "sound:", folder, as_json)
    else:
        _tell(backups.restore(folder, out), "restored to", out, as_json)


def _tell(told: Backup, done: str, place: Path, as_json: bool) -> None:
    size = sum(file.size for file in told.files)
    store = told.store
    if as_json:
        shown = None if store is None else store.to_json()
        render.as_json({"folder": str(place), "files": len(told.files), "bytes": size, "time_us": told.time_us,
                        "store": shown})  # fmt: skip
        return
    say(f"{len(told.files):,} files, {size / 1e6:,.1f} MB {done} {place}")
    if store is None:
        say("  without the store")
    else:
        say(f"  store as of change {store.changes:,}, {store.writes:,} writes, digest {store.digest[:16]}")
