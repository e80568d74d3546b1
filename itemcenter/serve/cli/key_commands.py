"""`itemcenter ontology keys`: what merchants mean by their keys - proposed, shown, edited in a table, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from itemcenter.center import ItemCenter
from itemcenter.errors import CatalogError
from itemcenter.jobs.key_map import line_json
from itemcenter.schema import KeyMapping, OntologyRelease
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import center_option, json_option

_SHOWN = 40


class _Keys(click.Group):
    """`keys CATALOG` is `keys propose CATALOG`."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = not args or args[0] in self.commands
        return super().resolve_command(ctx, args if known else ["propose", *args])


@click.group(cls=_Keys)
def keys() -> None:
    """What merchants mean by their keys: `keys CATALOG` proposes it, `keys import FILE` takes an edited table."""


@keys.command()
@click.argument("catalog", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the table there, to be edited and imported; the center's own stays as it is.")  # fmt: skip
@click.option("--source", help="Whose catalog it is: the lines hold for this source only. Default: for all sources.")
@click.option("--all", "show_all", is_flag=True, help="Show all lines, also those without a key.")
@center_option
@json_option
def propose(
    center: ItemCenter, catalog: Path, out: Path | None, source: str | None, show_all: bool, as_json: bool
) -> None:
    """Propose for every key of CATALOG the ontology key it means, and keep it as key_map.csv of the center.

    Builds read the merchant's cells by it: lines that say auto or yes. What people have decided or edited stays.
    """
    if not catalog.exists():
        raise CatalogError("there is no such file", place=str(catalog), remedy="check the path")
    report = center.map_keys(catalog, out, source=source)
    if as_json:
        render.as_json(report.to_json())
        return
    _show(report.mappings, center.release, show_all)
    cells = max(1, report.cells)
    decided = ", ".join(f"{count:,} {name}" for name, count in report.decisions.items())
    say(f"{report.keys:,} merchant keys of {report.looked_at:,} items; lines: {decided}")
    say(f"{report.mapped_cells:,} of {report.cells:,} cells ({report.mapped_cells / cells:.1%}) are read under a key, "
        f"{report.named_cells:,} ({report.named_cells / cells:.1%}) without the table")  # fmt: skip
    for notice in report.notices:
        say(f"note: {notice}")
    where = out or center.folder.key_map
    say(f"table: {where}; edit it" + (f", then `itemcenter ontology keys import {out}`" if out else ", builds use it"))


@keys.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@center_option
@json_option
def import_table(center: ItemCenter, file: Path, as_json: bool) -> None:
    """Make an edited table the center's: builds use it from now on."""
    notices = center.import_key_map(file)
    mappings = center.key_map
    people = sum(entry.by_person for entry in mappings)
    if as_json:
        render.as_json({"lines": len(mappings), "by_people": people, "notices": notices})
        return
    say(f"{len(mappings):,} lines, {people:,} of them decided by people")
    for notice in notices:
        say(f"note: {notice}")


@keys.command("show")
@click.option("--all", "show_all", is_flag=True, help="Show all lines, also those without a key.")
@center_option
@json_option
def show_table(center: ItemCenter, show_all: bool, as_json: bool) -> None:
    """Show the table that builds use."""
    mappings = center.key_map
    if as_json:
        render.as_json([line_json(entry) for entry in mappings])
        return
    _show(mappings, center.release, show_all)
    say(f"{len(mappings):,} lines" if mappings else "there is no table yet: `itemcenter ontology keys CATALOG`")


def _show(mappings: Sequence[KeyMapping], release: OntologyRelease, show_all: bool) -> None:
    shown = [entry for entry in mappings if show_all or entry.key_id is not None or entry.by_person]
    apart = any(entry.source is not None for entry in mappings)
    own = ("source",) if apart else ()
    rows = render.table("merchant key", *own, "cells", "category", "key", "score", "decision", "why")
    for entry in shown if show_all else shown[:_SHOWN]:
        rows.add_row(*_texts(_row(entry, release, apart)))
    render.console().print(rows)
    if len(shown) > _SHOWN and not show_all:
        say(f"... and {len(shown) - _SHOWN:,} more lines (--all)")


def _row(entry: KeyMapping, release: OntologyRelease, apart: bool) -> Iterable[Any]:
    known = release.key_by_id.get(entry.key_id) if entry.key_id is not None else None
    category = "*"
    if entry.category_id is not None:
        here = release.category_by_id.get(entry.category_id)
        category = entry.category_id if here is None else here.name
    name = known.name if known is not None else entry.key_id or "none"
    why = "; ".join(entry.reasons) or ", ".join(entry.alternatives)
    own = (entry.source or "*",) if apart else ()
    return entry.merchant_key, *own, f"{entry.cells:,}", category, name, f"{entry.score:.2f}", entry.decision.value, why


def _texts(cells: Iterable[Any]) -> Iterable[Text]:
    return (Text(str(cell)) for cell in cells)
