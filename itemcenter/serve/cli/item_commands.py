"""Verbs that read: show, why, facts, export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from itemcenter.center import ItemCenter
from itemcenter.jobs.export import FORMATS, fact_row
from itemcenter.jobs.inspect import find_key, no_key
from itemcenter.schema import CategoryId, Cell, CellState, ItemId, Producer, SourceId
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import json_text, say
from itemcenter.serve.cli.options import center_option, json_option


@click.command()
@click.argument("item")
@center_option
@json_option
def show(center: ItemCenter, item: str, as_json: bool) -> None:
    """Show ITEM: the merchant's listing beside its attributes, each with confidence and proof."""
    sheet = center.show(item)
    if not as_json:
        render.item_sheet(sheet)
        return
    render.as_json(
        {
            "item": sheet.view.record.item.to_json(),
            "presence": sheet.view.record.presence.value,
            "category": None if sheet.category is None else sheet.category.to_json(),
            "cells": [_cell(cell) for cell in sheet.cells],
        }
    )


@click.command()
@click.argument("item")
@click.argument("key")
@center_option
@json_option
def why(center: ItemCenter, item: str, key: str, as_json: bool) -> None:
    """Tell why KEY of ITEM shows what it shows: the proof, who says what, and the whole history."""
    account = center.why(item, key)
    if not as_json:
        render.cell_account(account)
        return
    render.as_json(
        {
            "item": item,
            "key": account.key_id,
            "category": None if account.category is None else account.category.to_json(),
            "shown": None if account.shown is None else _cell(account.shown),
            "words": [word.to_json() for word in account.words],
            "history": [word.to_json() for word in account.history],
        }
    )


def _query_options(command: Any) -> Any:
    for option in reversed(
        [
            click.option("--item", help="Only this item."),
            click.option("--key", help="Only this key (id or name)."),
            click.option("--category", help="Only items of this category (id)."),
            click.option("--source", help="Only cells that show this source's word."),
            click.option("--producer", type=click.Choice([entry.value for entry in Producer]), help="By producer."),
            click.option("--value", help="Only cells with this value (canonical text)."),
            click.option("--min-confidence", type=click.FloatRange(0, 1), help="Least confidence."),
            click.option("--max-confidence", type=click.FloatRange(0, 1), help="Greatest confidence."),
            click.option("--sort", type=click.Choice(["item", "key", "confidence"]), default="item", show_default=True,
                         help="Order of the cells."),
            click.option("--descending", is_flag=True, help="Turn the order round."),
            click.option("--limit", type=click.IntRange(min=0), help="At most this many cells."),
        ]
    ):  # fmt: skip
        command = option(command)
    return command


def _conditions(center: ItemCenter, options: dict[str, Any]) -> dict[str, Any]:
    key = options["key"]
    if key is not None:
        found = find_key(center.release, key)
        if found is None:
            raise no_key(center.release, key)
        key = found.id
    return {
        "item_id": None if options["item"] is None else ItemId(options["item"]),
        "key_id": key,
        "category_id": None if options["category"] is None else CategoryId(options["category"]),
        "source": None if options["source"] is None else SourceId(options["source"]),
        "producer": None if options["producer"] is None else Producer(options["producer"]),
        "text": options["value"],
        "min_confidence": options["min_confidence"],
        "max_confidence": options["max_confidence"],
        "order": options["sort"],
        "descending": options["descending"],
        "limit": options["limit"],
    }


@click.command()
@_query_options
@click.option("--not-stated", is_flag=True, help="Cells without a value instead of facts.")
@center_option
@json_option
def facts(center: ItemCenter, not_stated: bool, as_json: bool, **options: Any) -> None:
    """List current facts, filtered and sorted. With --json one line a fact."""
    state = CellState.NOT_STATED if not_stated else CellState.FACTS
    found = center.facts(state=state, **_conditions(center, options))
    if not as_json:
        count = render.cells(found, center.release)
        click.echo(f"{count:,} cells", err=True)
        return
    for cell in found:
        rows = [fact_row(cell, fact) for fact in cell.facts] or [{"item": cell.item_id, "key": cell.key_id}]
        for row in rows:
            click.echo(json_text(row))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "kind", type=click.Choice(FORMATS), help="Default: by the ending of FILE, else jsonl.")
@_query_options
@center_option
@json_option
def export(center: ItemCenter, file: Path, kind: str | None, as_json: bool, **options: Any) -> None:
    """Write the current facts to FILE: one row a fact, with evidence."""
    ending = file.suffix.lstrip(".")
    chosen = kind or (ending if ending in FORMATS else "jsonl")
    count = center.export(file, chosen, state=CellState.FACTS, **_conditions(center, options))
    if as_json:
        render.as_json({"file": str(file), "format": chosen, "facts": count})
    else:
        say(f"{count:,} facts written to {file} ({chosen})")


def _cell(cell: Cell) -> dict[str, Any]:
    return cell.to_json()
