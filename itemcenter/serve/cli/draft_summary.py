"""What a bootstrap found, for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.text import Text

from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say

_ENTRIES = ("categories", "keys", "values", "scopes", "brands", "terms")


def draft_summary(report: dict[str, Any], folder: Path) -> None:
    """`report`: what `write_draft` returns."""
    rows = render.table("", "")
    rows.add_row("release", report["release"])
    rows.add_row(
        "catalog", f"{report['items']:,} items, {report['cells']:,} cells, {report['spec_names']:,} spec names"
    )
    rows.add_row("entries", ", ".join(f"{report[noun]:,} {noun}" for noun in _ENTRIES if report[noun]))
    if report["types"]:
        rows.add_row("types", ", ".join(f"{count:,} {name}" for name, count in report["types"].items()))
    if report["new"]:
        rows.add_row("new", ", ".join(f"{count:,} {noun}" for noun, count in report["new"].items()))
    rows.add_row("findings", ", ".join(f"{count:,} {kind}" for kind, count in report["findings"].items()))
    rows.add_row("lint", ", ".join(f"{count:,} {name}s" for name, count in report["lint"].items()))
    render.console().print(rows)
    for notice in report["notices"]:
        render.console().print(Text(f"note: {notice}"))
    say(f"workbook and findings are in {folder}; mend them, then `itemcenter ontology import {folder}`")
