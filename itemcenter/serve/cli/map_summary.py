"""What `itemcenter map` shows to people."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape
from rich.text import Text

from itemcenter.jobs.map_catalog import ColumnView, MapReport
from itemcenter.schema import Item
from itemcenter.serve.cli import render

#: Columns that are shown; extras without a second thought are the first to be left out.
_MOST = 80
_LONGEST = 200


def map_summary(report: MapReport, written: Path | None) -> None:
    out = render.console()
    out.print(f"[bold]{escape(report.path)}[/bold]  {len(report.columns) + sum(report.prefixed.values()):,} columns")
    rows = render.table("column", "role", "score", "why", "examples")
    for view in report.columns[:_MOST]:
        rows.add_row(*_row(view))
    out.print(rows)
    if len(report.columns) > _MOST:
        out.print(f"and {len(report.columns) - _MOST:,} more; --out or --json lists all")
    for prefix, count in report.prefixed.items():
        out.print(Text(f"{count:,} columns that begin with {prefix}: specs"))
    out.print()
    counts = ", ".join(f"{name} {count}" for name, count in report.filled.items() if count)
    out.print(Text(f"first {report.rows:,} rows: {report.items:,} items; with {counts or 'a title only'}"))
    for item in report.examples:
        _item(item)
    for problem in report.problems:
        out.print(Text(f"problem: {problem}"))
    for notice in report.notices:
        out.print(Text(f"note: {notice}"))
    if written is not None:
        out.print(Text(f"written: {written}; edit it, then itemcenter map CATALOG --mapping {written}"))


def _row(view: ColumnView) -> tuple[Text, Text, Text, Text, Text]:
    found = view.proposal
    score = f"{found.score:.2f}"
    why = "; ".join(found.reasons)
    if found.second and found.second_score >= 0.1:
        why += f"{'; ' if why else ''}{'or' if not found.close else '? or'} {found.second} {found.second_score:.2f}"
    style = "yellow" if found.close else ""
    examples = " | ".join(found.examples)
    return (
        Text(view.column.source),
        Text(view.role, style=style),
        Text(score, style=style),
        Text(why, style="dim"),
        Text(_short(examples, 60), style="dim"),
    )


def _item(item: Item) -> None:
    out = render.console()
    out.print(Text.assemble(("  " + item.id, "bold"), "  ", _short(item.title, _LONGEST)))
    specs = " | ".join(f"{spec.name}: {spec.value}" for spec in item.specs)
    extras = " | ".join(f"{name}: {text}" for name, text in item.extras)
    parts = {
        "brand": item.brand,
        "category": " > ".join(item.category_path),
        "group": item.group_id or "",
        "description": item.description,
        **dict(item.texts),
        "images": " ".join(item.images),
        "specs": specs,
        "extras": extras,
    }
    for name, text in parts.items():
        if text:
            out.print(Text.assemble((f"    {name}: ", "dim"), _short(text, _LONGEST)))


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
