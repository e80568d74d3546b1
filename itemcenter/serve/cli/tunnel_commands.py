"""`itemcenter tunnel`: item changes in, item knowledge out, and what keeps it."""

from __future__ import annotations

import click

from itemcenter.serve.cli.tunnel_backup_commands import backup, restore
from itemcenter.serve.cli.tunnel_change_commands import changes, publish
from itemcenter.serve.cli.tunnel_day_command import day
from itemcenter.serve.cli.tunnel_run_commands import run, status
from itemcenter.serve.cli.tunnel_store_commands import asof, reconcile, snapshot
from itemcenter.serve.cli.tunnel_stream_commands import dead, replay, send


@click.group()
def tunnel() -> None:
    """Item changes in, item knowledge out: within a second, within minutes, within a day."""


for command in (send, run, day, status, replay, dead, changes, publish, snapshot, asof, reconcile, backup, restore):
    tunnel.add_command(command)
