"""`itemcenter diff`: what changed between two builds, and why."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from itemcenter.center import ItemCenter
from itemcenter.jobs.diff import CELL_KINDS, DiffLine, DiffRange, DiffSummary
from itemcenter.jobs.inspect import find_key, no_key
from itemcenter.schema import KeyId
from itemcenter.serve.cli import render
from itemcenter.serve.cli.options import center_option, json_option

_KEYS_SHOWN = 15


@click.command()
@click.argument("older", required=False, type=click.IntRange(min=1))
@click.argument("newer", required=False, type=click.IntRange(min=1))
@click.option("--item", help="Only this item.")
@click.option("--key", help="Only this key (id or name).")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False),
              help="Write every line to this file: .jsonl or .csv.")  # fmt: skip
@click.option("--examples", type=click.IntRange(min=0), default=5, show_default=True,
              help="Lines of each kind to show.")  # fmt: skip
@center_option
@json_option
def diff(
    center: ItemCenter,
    older: int | None,
    newer: int | None,
    item: str | None,
    key: str | None,
    out: Path | None,
    examples: int,
    as_json: bool,
) -> None:
    """Tell what changed from the end of run OLDER to the end of run NEWER, and why; by default of the last two runs.

    Items that are new, changed, missing, retired or returned, and facts that were added, changed or removed: because
    the item's text changed, the ontology, the model, the source priorities, or because a person decided so.
    """
    if key is not None and (found := find_key(center.release, key)) is None:
        raise no_key(center.release, key)
    key_id = None if key is None or found is None else found.id
    between, summary = center.diff(older, newer, item_id=item, key_id=key_id, out=out, examples=examples)
    if as_json:
        runs = {"older": between.older.to_json(), "newer": between.newer.to_json()}
        render.as_json(runs | summary.to_json())
    else:
        _show(center, between, summary)
        if out is not None:
            render.console().print(Text(f"all lines are in {out}"))


def _show(center: ItemCenter, between: DiffRange, summary: DiffSummary) -> None:
    console, keys = render.console(), center.release.key_by_id
    runs = [
        f"run {mark.number} ({mark.source}, {render.when(mark.time_us)})" for mark in (between.older, between.newer)
    ]
    console.print(Text(f"from {runs[0]} to {runs[1]}", style="bold"))
    rows = render.table("", "")
    counts = ", ".join(f"{count:,} {kind}" for kind, count in summary.items.most_common()) or "none different"
    rows.add_row("items", counts)
    facts = ", ".join(f"{summary.cells[kind]:,} {_PLAIN[kind]}" for kind in CELL_KINDS if summary.cells[kind])
    rows.add_row("facts", facts or "none different")
    for reason, count in summary.reasons.most_common():
        rows.add_row("because", Text(f"{reason}: {count:,} cells"))
    console.print(rows)
    if summary.keys:
        table = render.table("attribute", *CELL_KINDS)
        ordered = sorted(summary.keys.items(), key=lambda entry: (-sum(entry[1].values()), entry[0]))
        for key_id, found in ordered[:_KEYS_SHOWN]:
            name = keys[KeyId(key_id)].name if KeyId(key_id) in keys else key_id
            table.add_row(Text(name), *(f"{found[kind]:,}" if found[kind] else "" for kind in CELL_KINDS))
        console.print(table)
        if len(ordered) > _KEYS_SHOWN:
            console.print(f"{len(ordered) - _KEYS_SHOWN:,} more attributes: --json, or --out")
    for lines in summary.examples.values():
        for line in lines:
            console.print(_example(line))


_PLAIN = {"added": "added", "changed": "changed", "removed": "removed", "proof": "with another proof or confidence"}


def _example(line: DiffLine) -> Text:
    why = "; ".join(line.why)
    if not line.key_id:
        return Text.assemble((f"{line.kind:9}", "bold"), f"{line.item_id}  ", (why, "dim"))
    values = f"{', '.join(line.before) or 'not stated'} -> {', '.join(line.after) or 'not stated'}"
    return Text.assemble((f"{line.kind:9}", "bold"), f"{line.item_id} / {line.key_id}: {values}  ", (why, "dim"))
