"""Verbs that read: show, why, facts."""

from __future__ import annotations

from typing import Any

import click

from itemcenter.center import ItemCenter
from itemcenter.jobs.export import fact_row
from itemcenter.jobs.inspect import find_key, no_key
from itemcenter.schema import CategoryId, Cell, CellState, ItemId, Producer, SourceId
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import json_text
from itemcenter.serve.cli.options import center_option, json_option


@click.command()
@click.argument("item")
@center_option
@json_option
def show(center: ItemCenter, item: str, as_json: bool) -> None:
    """Show ITEM: the merchant's listing beside its attributes, each with confidence and proof."""
    sheet = center.show(item)
    reason = center.group_reason(sheet.view.record.item)
    if not as_json:
        render.item_sheet(sheet, reason)
        return
    render.as_json(
        {
            "item": sheet.view.record.item.to_json(),
            "group": {"id": sheet.view.record.item.group_id, "reason": reason},
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


def query_options(command: Any) -> Any:
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


def conditions(center: ItemCenter, options: dict[str, Any]) -> dict[str, Any]:
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
@query_options
@click.option("--not-stated", is_flag=True, help="Cells without a value instead of facts.")
@center_option
@json_option
def facts(center: ItemCenter, not_stated: bool, as_json: bool, **options: Any) -> None:
    """List current facts, filtered and sorted. With --json one line a fact."""
    state = CellState.NOT_STATED if not_stated else CellState.FACTS
    found = center.facts(state=state, **conditions(center, options))
    if not as_json:
        count = render.cells(found, center.release)
        click.echo(f"{count:,} cells", err=True)
        return
    for cell in found:
        rows = [fact_row(cell, fact) for fact in cell.facts] or [{"item": cell.item_id, "key": cell.key_id}]
        for row in rows:
            click.echo(json_text(row))


def _cell(cell: Cell) -> dict[str, Any]:
    return cell.to_json()
