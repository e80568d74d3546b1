"""What an evaluation found, for people."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape
from rich.text import Text

from itemcenter.evaluate import Count
from itemcenter.evaluate.counting import STATED, UNSTATED
from itemcenter.jobs.evaluation_report import LITERAL, PRIORS, SYSTEM, EvaluationReport
from itemcenter.serve.cli import render

_KEYS_SHOWN = 20
_PARTS = (("all", "all hidden cells"), (STATED, "stated in the text"), (UNSTATED, "not stated"))


def evaluation_summary(report: EvaluationReport, out: Path | None) -> None:
    console, hidden = render.console(), report.hidden
    unit = f"{report.plan.share:.0%} of the {report.plan.unit.value}s, seed {report.plan.seed}"
    console.print(f"[bold]mask and recover[/bold]  {escape(unit)}")
    rows = render.table("", "")
    rows.add_row("hidden", f"{hidden.cells:,} cells of {hidden.masked_items:,} items, of {hidden.items:,} items in all")
    rows.add_row("raw copies", f"{hidden.copies:,} more taken out; {hidden.leaks:,} cells not counted: a copy was left")
    rows.add_row("known keys", f"{report.known:,} of the cells have a key that the ontology knows in their category")
    console.print(rows)
    system, others = report.tallies[SYSTEM], [(LITERAL, "literal match"), (PRIORS, "priors, text unread")]
    table = render.table("cells", "who", "number", "precision", "recall", "coverage")
    for part, told in _PARTS:
        for name, who in [(SYSTEM, "itemcenter"), *others]:
            count = report.tallies[name].parts.get(part, Count())
            first = (told, f"{count.hidden:,}") if name == SYSTEM else ("", "")
            table.add_row(first[0], who, first[1], *(_share(count, share) for share in _SHARES))
    console.print(table)
    keys = render.table("key", "cells", "precision", "recall", "stated", "precision", "recall")
    for _, counts in system.by_key()[:_KEYS_SHOWN]:
        whole, said = counts.parts["all"], counts.parts[STATED]
        row = [_share(count, share, short=True) for count in (whole, said) for share in _SHARES[:2]]
        keys.add_row(Text(counts.name), f"{whole.hidden:,}", row[0], row[1], f"{said.hidden:,}", row[2], row[3])
    console.print(keys)
    if len(system.keys) > _KEYS_SHOWN:
        console.print(f"{len(system.keys) - _KEYS_SHOWN:,} more keys: --json, or report.json with --out")
    if out is not None:
        console.print(Text(f"hidden.jsonl, pred.jsonl, report.json and the center are in {out}"))
    for notice in report.notices:
        console.print(Text(f"note: {notice}"))


_SHARES = ("precision", "recall", "coverage")


def _share(count: Count, name: str, short: bool = False) -> str:
    """ "93.1 (90 to 95)": percent, with the 95 % interval; "-" for a share of nothing."""
    figures = count.to_json()
    if figures[name] is None:
        return "-"
    low, high = figures[f"{name}_95"]
    return f"{figures[name]:.1f}" if short else f"{figures[name]:.1f} ({low:.0f} to {high:.0f})"
