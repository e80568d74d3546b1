"""Verbs on product groups: list, show, split, merge, reset."""

from __future__ import annotations

from itertools import islice

import click
from rich.text import Text

from itemcenter.center import ItemCenter
from itemcenter.items.groups import Override
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import json_text, say
from itemcenter.serve.cli.options import author_option, center_option, json_option

why_option = click.option("--why", default="", help="The reason, kept in groups.csv.")
_NEXT = "build the catalog again to take this over; only items whose group has changed are decided anew"


@click.group()
def groups() -> None:
    """Product groups (SPUs) that were inferred where the catalog has no group column, and your corrections."""


@groups.command("list")
@click.option("--limit", type=click.IntRange(min=1), help="At most this many groups.")
@center_option
@json_option
def list_groups(center: ItemCenter, limit: int | None, as_json: bool) -> None:
    """List inferred groups with their reasons. With --json one line a group."""
    found = islice(center.groups(), limit)
    if as_json:
        for group in found:
            click.echo(json_text(group.to_json()))
        return
    rows, count, items = render.table("group", "items", "reason"), 0, 0
    for group in found:
        rows.add_row(Text(group.id), f"{len(group.item_ids):,}", Text(group.reason))
        count, items = count + 1, items + len(group.item_ids)
    render.console().print(rows)
    click.echo(f"{count:,} groups, {items:,} items", err=True)


@groups.command("show")
@click.argument("group")
@center_option
@json_option
def show_group(center: ItemCenter, group: str, as_json: bool) -> None:
    """Show GROUP (its id, or an item in it): the reason and the items with their titles."""
    found = center.group(group)
    titles = {item: center.store.item(item) for item in found.item_ids}
    if as_json:
        named = [{"item": item, "title": record.item.title if record else ""} for item, record in titles.items()]
        render.as_json({"group": found.id, "reason": found.reason, "items": named})
        return
    say(f"{found.id}: {found.reason}")
    rows = render.table("item", "title")
    for item, record in titles.items():
        rows.add_row(Text(item), Text(record.item.title if record else "(not built yet)"))
    render.console().print(rows)


@groups.command()
@click.argument("group")
@click.argument("items", nargs=-1, required=True)
@click.option("--apart", is_flag=True, help="Each item by itself, instead of together in a new group.")
@why_option
@author_option
@center_option
@json_option
def split(
    center: ItemCenter, group: str, items: tuple[str, ...], apart: bool, why: str, author: str, as_json: bool
) -> None:
    """Take ITEMS out of GROUP: into a new group together, or each by itself."""
    _report(center.split_group(group, items, apart=apart, author=author, why=why), as_json)


@groups.command()
@click.argument("group")
@click.argument("others", nargs=-1, required=True)
@why_option
@author_option
@center_option
@json_option
def merge(center: ItemCenter, group: str, others: tuple[str, ...], why: str, author: str, as_json: bool) -> None:
    """Put OTHERS (ids of groups or items) into GROUP."""
    _report(center.merge_groups(group, others, author=author, why=why), as_json)


@groups.command()
@click.argument("names", nargs=-1, required=True)
@center_option
@json_option
def reset(center: ItemCenter, names: tuple[str, ...], as_json: bool) -> None:
    """Take back what people said about NAMES (ids of items or groups): inference decides again."""
    count = center.reset_groups(names)
    if as_json:
        render.as_json({"removed": count})
    else:
        say(f"{count:,} lines of groups.csv taken back; {_NEXT}" if count else "nobody had said anything about these")


def _report(overrides: list[Override], as_json: bool) -> None:
    if as_json:
        render.as_json({"overrides": [{"item": entry.item, "group": entry.group or ""} for entry in overrides]})
        return
    for entry in overrides:
        say(f"{entry.item} -> {entry.group or '(by itself)'}")
    say(_NEXT if overrides else "nothing to do: they are in this group already")
