"""Verbs that write a person's word: set, unlock, forget."""

from __future__ import annotations

import click

from itemcenter.center import ItemCenter
from itemcenter.errors import ConfigError
from itemcenter.schema import Change
from itemcenter.serve.cli import render
from itemcenter.serve.cli.options import author_option, center_option, json_option


@click.command("set")
@click.argument("item")
@click.argument("key")
@click.argument("value", required=False)
@click.option("--lock", is_flag=True, help="Above everything, also above later changes of the source policy.")
@click.option("--not-stated", is_flag=True, help="Say that the item has no such value (instead of VALUE).")
@author_option
@center_option
@json_option
def set_value(
    center: ItemCenter, item: str, key: str, value: str | None, lock: bool, not_stated: bool, author: str, as_json: bool
) -> None:
    """Write VALUE as a person's word on KEY of ITEM. It outranks merchant and machine; several values: "a | b"."""
    if (value is None) is not not_stated:
        raise ConfigError("give a VALUE or --not-stated", remedy='for example: itemcenter set SKU1 color "Navy" --lock')
    _report(center.set(item, key, value or "", lock=lock, author=author), as_json)


@click.command()
@click.argument("item")
@click.argument("key")
@author_option
@center_option
@json_option
def unlock(center: ItemCenter, item: str, key: str, author: str, as_json: bool) -> None:
    """Take the person's word on KEY of ITEM back, locked or not: merchant and machine count again."""
    _report(center.unlock(item, key, author=author), as_json)


@click.command()
@click.argument("item")
@author_option
@center_option
@json_option
def forget(center: ItemCenter, item: str, author: str, as_json: bool) -> None:
    """Hide ITEM and all that was said about it. A catalog made later than now brings it back."""
    _report(center.forget(item, author=author), as_json)


def _report(changes: list[Change], as_json: bool) -> None:
    if as_json:
        render.as_json({"changes": [change.to_json() for change in changes]})
    else:
        render.changes(changes)
