"""`itemcenter export`: facts, the merchant's own file with its empty cells filled, or the items for another system."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from itemcenter.center import MERCHANT, ItemCenter
from itemcenter.errors import ConfigError
from itemcenter.jobs.cell_choice import CellChoice
from itemcenter.jobs.export import FORMATS
from itemcenter.jobs.source_filler import FillOptions
from itemcenter.schema import CellState
from itemcenter.serve.cli import render
from itemcenter.serve.cli.export_summary import source_summary
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.item_commands import conditions, query_options
from itemcenter.serve.cli.options import center_option, json_option

#: What can be exported; facts is what `--as` means where it is not given.
TARGETS = ("facts", "source")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--as",
    "target",
    type=click.Choice(TARGETS),
    default="facts",
    show_default=True,
    help="What to write: facts, one row each; source, your own file with its empty cells filled.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    help="How to write it. Default: by the ending of FILE, else the first that --as knows.",
)
@query_options
@click.option("--reviewed", is_flag=True, help="Only what a person has set or locked.")
@click.option(
    "--catalog",
    type=click.Path(path_type=Path),
    help="For --as source: the file to fill. Default: the one that the newest build of --source has read.",
)
@click.option(
    "--allow-changed", is_flag=True, help="For --as source: fill a file that is not the one that was built, by item id."
)
@click.option(
    "--add-columns/--no-add-columns",
    default=True,
    show_default=True,
    help="For --as source: add columns at the end for attributes that the file has no column for.",
)
@click.option(
    "--mark/--no-mark",
    default=True,
    show_default=True,
    help="For --as source: name what was filled, with its confidence, in a column itemcenter_filled.",
)
@click.option("--dry-run", is_flag=True, help="For --as source: only count what would be filled.")
@center_option
@json_option
def export(
    center: ItemCenter, file: Path | None, target: str, kind: str | None, as_json: bool, **options: Any
) -> None:  # fmt: skip
    """Write what the center knows to FILE.

    Without --as: the current facts, one row each, with evidence. With --as source: the catalog as it was built, every
    filled cell as it is, byte for byte, its empty cells filled in the way the merchant writes. --source says whose
    catalog then.
    """
    if target == "source":
        _source(center, file, kind, as_json, options)
        return
    _refuse(target, options, "catalog", "allow_changed", "dry_run")
    if file is None:
        raise ConfigError("name the FILE to write")
    ending = file.suffix.lstrip(".")
    if options["reviewed"]:
        raise ConfigError("--reviewed goes with --as", remedy="for facts use --producer human")
    chosen = kind or (ending if ending in FORMATS else "jsonl")
    count = center.export(file, chosen, state=CellState.FACTS, **conditions(center, options))
    if as_json:
        render.as_json({"file": str(file), "format": chosen, "facts": count})
    else:
        say(f"{count:,} facts written to {file} ({chosen})")


def _source(center: ItemCenter, file: Path | None, kind: str | None, as_json: bool, options: dict[str, Any]) -> None:
    if kind is not None:
        raise ConfigError("--as source keeps the format of the catalog", remedy="leave --format out")
    _refuse("source", options, "sort", "descending", "limit")
    if file is None and not options["dry_run"]:
        raise ConfigError("name the FILE to write", remedy="or only look: --dry-run")
    source = options.pop("source") or MERCHANT
    report = center.export_source(
        None if options["dry_run"] else file,
        source=source,
        catalog=options["catalog"],
        allow_changed=options["allow_changed"],
        choice=choice_of(center, options | {"source": None}),
        options=FillOptions(options["add_columns"], options["mark"]),
    )
    if as_json:
        render.as_json(report.to_json())
    else:
        source_summary(report)


def choice_of(center: ItemCenter, options: dict[str, Any]) -> CellChoice:
    asked = conditions(center, options)
    return CellChoice(
        **{name: asked[name] for name in asked if name not in ("order", "descending", "limit")},
        reviewed=options["reviewed"],
    )


def _refuse(target: str, options: dict[str, Any], *names: str) -> None:
    """Raises `ConfigError` where an option is given that means nothing for the target."""
    context = click.get_current_context()
    for name in names:
        given = context.get_parameter_source(name)
        if options.get(name) and given is click.core.ParameterSource.COMMANDLINE:
            raise ConfigError(f"--{name.replace('_', '-')} says nothing about --as {target}", remedy="leave it out")
