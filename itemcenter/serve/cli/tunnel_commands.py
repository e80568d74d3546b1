"""`itemcenter tunnel`: the group of what delivers item knowledge and keeps it."""

from __future__ import annotations

import click


@click.group()
def tunnel() -> None:
    """Deliver item knowledge and keep it: snapshots, earlier states, comparison, backup."""
