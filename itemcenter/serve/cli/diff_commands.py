"""`itemcenter ontology diff`: what changed between two ontologies, for people who edited one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from itemcenter.center import ItemCenter
from itemcenter.center_folder import CenterFolder
from itemcenter.errors import NotFoundError, OntologyError
from itemcenter.ontology import load_ontology
from itemcenter.ontology.release_diff import EntryChange, change_counts, diff_releases
from itemcenter.schema import OntologyRelease
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import json_option

_SHOWN = 100


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--center", "center_path", type=click.Path(path_type=Path), default=Path(),
              show_default="the current directory", help="Where releases are looked up.")  # fmt: skip
@click.option("--all", "show_all", is_flag=True, help="Show all changes, not only the first of each noun.")
@json_option
def diff(before: str, after: str, center_path: Path, show_all: bool, as_json: bool) -> None:
    """Tell what changed from BEFORE to AFTER: releases (id, its beginning, name), workbooks, or other sources."""
    old, new = (_release(wanted, center_path) for wanted in (before, after))
    show_changes(old, new, show_all, as_json)


def show_changes(old: OntologyRelease, new: OntologyRelease, show_all: bool, as_json: bool) -> None:
    changes = diff_releases(old, new)
    if as_json:
        render.as_json({"before": old.id, "after": new.id, "counts": change_counts(changes),
                        "changes": [change.to_json() for change in changes]})  # fmt: skip
        return
    tell_changes(changes, show_all)


def tell_changes(changes: Sequence[EntryChange], show_all: bool) -> None:
    """One line a change, at most `_SHOWN`, then the counts."""
    for change in changes if show_all else changes[:_SHOWN]:
        render.console().print(Text(change.told()))
    if len(changes) > _SHOWN and not show_all:
        say(f"... and {len(changes) - _SHOWN:,} more (--all, or --json)")
    for noun, counts in change_counts(changes).items():
        say(f"{noun}: " + ", ".join(f"{count:,} {kind}" for kind, count in counts.items()))
    if not changes:
        say("nothing has changed")


def _release(wanted: str, center_path: Path) -> OntologyRelease:
    """A release of the center, else what the source names."""
    missing: NotFoundError | None = None
    if not Path(wanted).exists() and CenterFolder(center_path).config.is_file():
        with ItemCenter.open(center_path) as center:
            try:
                return center.releases.open(wanted)
            except NotFoundError as error:
                missing = error
    try:
        return load_ontology(wanted).release
    except OntologyError:
        if missing is not None and ":" not in wanted:
            raise missing from None
        raise
