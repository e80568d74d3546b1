"""`itemcenter export`: facts, the merchant's own file with its empty cells filled, or the items for another system."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click

from itemcenter.center import MERCHANT, ItemCenter
from itemcenter.errors import ConfigError
from itemcenter.items.write.target import TargetOptions
from itemcenter.items.write.targets import WRITERS
from itemcenter.jobs.cell_choice import CellChoice
from itemcenter.jobs.export import FORMATS
from itemcenter.jobs.source_filler import FillOptions
from itemcenter.schema import CellState
from itemcenter.serve.cli import render
from itemcenter.serve.cli.export_summary import source_summary, target_summary
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.item_commands import conditions, query_options
from itemcenter.serve.cli.options import center_option, json_option

#: What can be exported; facts is what `--as` means where it is not given.
TARGETS = ("facts", "source", *WRITERS)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--as",
    "target",
    type=click.Choice(TARGETS),
    default="facts",
    show_default=True,
    help="What to write: facts, one row each; source, your own file with its empty cells filled; or the items for "
    "another system.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["jsonl", "csv", "parquet", "tsv", "xml", "html"]),
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
@click.option("--long", "as_facts", is_flag=True, help="For --as parquet and csv: one row a fact, not one an item.")
@click.option(
    "--currency", default="", metavar="CODE", help="For other systems: of prices that name none, such as EUR."
)
@click.option(
    "--set",
    "constants",
    multiple=True,
    metavar="FIELD=VALUE",
    help="For other systems: what a field says for every item that has nothing for it. May be repeated.",
)
@click.option("--locale", default="", help="For --as akeneo: locale of the texts, such as en_US.")
@click.option("--channel", default="", help="For --as akeneo: channel of the texts.")
@click.option("--html", is_flag=True, help="For --as shopify: descriptions are HTML already; do not escape them.")
@click.option("--dry-run", is_flag=True, help="For --as source: only count what would be filled.")
@center_option
@json_option
def export(
    center: ItemCenter, file: Path | None, target: str, kind: str | None, as_json: bool, **options: Any
) -> None:  # fmt: skip
    """Write what the center knows to FILE.

    Without --as: the current facts, one row each, with evidence. With --as source: the catalog as it was built, every
    filled cell as it is, byte for byte, its empty cells filled in the way the merchant writes. --source says whose
    catalog then. With any other --as: the items with their facts, as that system reads them; --limit counts items then.
    """
    if target == "source":
        _source(center, file, kind, as_json, options)
        return
    _refuse(target, options, "catalog", "allow_changed", "dry_run", "add_columns", "mark")
    if file is None:
        raise ConfigError("name the FILE to write")
    if target == "facts" or options["as_facts"]:
        _facts(center, file, target, kind, as_json, options)
    else:
        _items(center, file, target, kind, as_json, options)


def _facts(
    center: ItemCenter, file: Path, target: str, kind: str | None, as_json: bool, options: dict[str, Any]
) -> None:
    ending = file.suffix.lstrip(".")
    if options["reviewed"]:
        raise ConfigError("--reviewed goes with --as", remedy="for facts use --producer human")
    _refuse(target, options, "currency", "constants", "locale", "channel", "html")
    if target not in FORMATS and options["as_facts"]:
        raise ConfigError("--long goes with --as parquet and --as csv", remedy="leave --as out: facts are rows already")
    if (kind or "csv") not in FORMATS:
        raise ConfigError(f"facts cannot be written as {kind}", remedy=f"allowed: {', '.join(FORMATS)}")
    chosen = kind or (target if target in FORMATS else ending if ending in FORMATS else "jsonl")
    count = center.export(file, chosen, state=CellState.FACTS, **conditions(center, options))
    if as_json:
        render.as_json({"file": str(file), "format": chosen, "facts": count})
    else:
        say(f"{count:,} facts written to {file} ({chosen})")


def _items(
    center: ItemCenter, file: Path, target: str, kind: str | None, as_json: bool, options: dict[str, Any]
) -> None:
    _refuse(target, options, "sort", "descending")
    for name, owner in (("locale", "akeneo"), ("channel", "akeneo"), ("html", "shopify")):
        if target != owner:
            _refuse(target, options, name)
    pairs = [text.partition("=") for text in options["constants"]]
    if any(not name.strip() or not sign for name, sign, _ in pairs):
        raise ConfigError("--set wants FIELD=VALUE", remedy="for example --set seller_name=Ada")
    if options["currency"] and not re.fullmatch(r"[A-Z]{3}", options["currency"]):
        raise ConfigError(f"{options['currency']!r} is no currency code", remedy="three capital letters, such as EUR")
    report = center.export_items(
        file,
        target,
        kind=kind,
        choice=choice_of(center, options),
        options=TargetOptions(
            options["currency"],
            tuple((name.strip(), value) for name, _, value in pairs),
            options["locale"],
            options["channel"],
            options["html"],
        ),
        limit=options["limit"],
    )
    if as_json:
        render.as_json(report.to_json())
    else:
        target_summary(report)


def _source(center: ItemCenter, file: Path | None, kind: str | None, as_json: bool, options: dict[str, Any]) -> None:
    if kind is not None:
        raise ConfigError("--as source keeps the format of the catalog", remedy="leave --format out")
    _refuse("source", options, "sort", "descending", "limit", "currency", "constants", "locale", "channel", "html")
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
        if given is click.core.ParameterSource.COMMANDLINE:
            told = {"constants": "set"}.get(name, name.replace("_", "-"))
            raise ConfigError(f"--{told} says nothing about --as {target}", remedy="leave it out")
