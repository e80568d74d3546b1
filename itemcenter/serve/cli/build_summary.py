"""The closing summary of a build, for people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.text import Text

from itemcenter.jobs.build_report import BuildReport
from itemcenter.schema import OntologyRelease
from itemcenter.serve.cli import render

_NAMES_SHOWN = 4


def build_summary(report: BuildReport, release: OntologyRelease, folder: Path) -> None:
    out = render.console()
    title = "dry run, nothing was written" if report.dry_run else f"run {report.run}"
    out.print(f"[bold]{escape(str(folder))}[/bold]  {title}, {report.total_seconds:.1f} s")
    rows = render.table("", "")
    counts = release.counts
    name = f"{release.name or release.id}: {counts['categories']:,} categories, {counts['keys']:,} keys, "
    rows.add_row("ontology", Text(f"{name}{counts['values']:,} values (release {report.release_id})"))
    if report.files:
        bad = report.rejected.get("file", 0)
        rows.add_row("files", f"{report.files:,}" + (f", {bad:,} cannot be read" if bad else ""))
    if report.columns:
        taken = (f"{role}: {_some(names)}" for role, names in report.columns.items())
        rows.add_row("columns", Text("; ".join(taken)))
    parts = {"new": report.new, "changed": report.changed, "unchanged": report.unchanged}
    parts |= {"older than held": report.outdated, "forgotten": report.forgotten}
    split = ", ".join(f"{count:,} {what}" for what, count in parts.items() if count)
    rows.add_row("items", f"{report.items:,} of {report.rows:,} rows" + (f": {split}" if split else ""))
    if report.spared:
        rows.add_row("", f"{report.spared:,} of them from an earlier release, which this one need not decide again")
    if report.returned or report.missing:
        back = [f"{report.returned:,} have returned"] if report.returned else []
        gone = [f"{report.missing:,} of this source are missing in the file"] if report.missing else []
        rows.add_row("", ", ".join([*back, *gone]))
    if report.rejected:
        reasons = sorted(report.rejected.items(), key=lambda entry: (-entry[1], entry[0]))
        split = ", ".join(f"{count:,} {reason}" for reason, count in reasons)
        rows.add_row("quarantine", f"{sum(report.rejected.values()):,} rows: {split}")
    if report.repaired:
        rows.add_row("repaired", f"{report.repaired:,} rows (quotes, control characters)")
    if report.groups:
        rows.add_row("groups", f"{report.groups['groups']:,} inferred, {report.groups['items']:,} items in them")
    if report.categories:
        split = ", ".join(f"{count:,} by {method}" for method, count in sorted(report.categories.items()))
        rows.add_row("category", split)
    if report.decided:
        silent = report.decided - report.stated
        rows.add_row("from texts", f"{report.decided:,} cells decided: {report.stated:,} stated, {silent:,} not stated")
        rows.add_row("from merchant", f"{report.cells_read:,} cells understood, {report.merchant_facts:,} facts")
        rows.add_row("richness", _richness(report))
    if report.escalation:
        for label, text in zip(("language model", "", ""), _asked(report.escalation), strict=False):
            rows.add_row(label, Text(text))
    if report.tags:
        rows.add_row("tags", f"{report.tags:,} scenarios and product terms")
    if report.held_out:
        rows.add_row("gold set", f"{report.held_out:,} items that nothing was learned from")
    if report.proposals:
        top = ", ".join(f"{row['key_id']}: {row['text']}" for row in report.proposals[:3])
        rows.add_row("unknown", Text(f"{len(report.proposals):,} values that the ontology lacks, e.g. {top}"))
    if not report.dry_run:
        rows.add_row("changes", f"{report.changes:,} cells show something new")
    stages = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in report.seconds.items())
    rows.add_row("seconds", f"{stages}  ({report.items / max(report.total_seconds, 1e-9):,.0f} items/s)")
    if report.digest:
        rows.add_row("facts digest", report.digest[:32])
    out.print(rows)
    for notice in report.notices:
        out.print(Text(f"note: {notice}"))
    if report.outdated:
        out.print("note: the center holds newer versions of these items; --as-of says when this catalog was made")


def _some(names: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    shown = ", ".join(names[:_NAMES_SHOWN])
    return shown if len(names) <= _NAMES_SHOWN else f"{shown} and {len(names) - _NAMES_SHOWN:,} more"


def _asked(told: dict[str, Any]) -> list[str]:
    """What a language model was asked and what came of it; of a dry run, what it would be asked."""
    if "forecast" in told:
        return forecast_lines(told["forecast"])
    copied = f"; values copied for {told['copied']:,} of {told['copying']:,} cells" if told["copying"] else ""
    refused = told.get("endpoint", {}).get("failures", {}).get("budget", 0)
    capped = [f"the cap was reached: {refused:,} requests were not sent; the next build sends them"] * bool(refused)
    if not told["believed"] and not copied:
        trial = told["trial"]
        return [
            f"not asked: of {trial['answers']:,} answers on cells that the merchant filled {trial['right']:,} "
            "were right; see [escalation] trust",
            *capped,
        ]
    kinds = ("confirmed", "changed", "added", "withdrawn", "unmoved", "unanswered")
    parts = ", ".join(f"{told[kind]:,} {kind}" for kind in kinds if told[kind])
    tokens = f"{told['requests']:,} requests, {told['prompt_tokens']:,} + {told['completion_tokens']:,} tokens"
    cached = f" ({told['cached_tokens']:,} of them cached)" if told["cached_tokens"] else ""
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in told["abstained"].items())
    out = [
        f"{told['asked']:,} of {told['decided']:,} cells asked: {parts}{copied}"
        if parts
        else f"no cell in doubt{copied}"
    ]
    spent = told.get("endpoint", {}).get("money", 0.0)
    money = f", {spent:,.4f} in money" if spent else ""
    out.append(f"{tokens}{cached}{money}" + (f"; no answer that held: {reasons}" if reasons else ""))
    return out + capped


def forecast_lines(told: dict[str, Any]) -> list[str]:
    """Of a `RunForecast` as plain data."""
    if told["requests"] and told["asked"] and len(told["failed"]) == told["asked"]:
        return [
            f"a run would send {told['requests']:,} requests; none of those tried was answered: {told['failed'][0]}"
        ]
    money = f", {told['money']:,.4f} in money" if told["money"] else ""
    spread = f" (± {told['spread_tokens']:,})" if told["spread_tokens"] else ""
    tokens = f"{told['prompt_tokens']:,} + {told['completion_tokens']:,} tokens{spread}"
    again = f" and some {told['repairs']:,} again" if told["repairs"] else ""
    out = [f"a run would send {told['requests']:,} requests{again}, about {tokens}{money}"]
    return out + [f"{told['asked']:,} of them were asked for this and are paid"] * bool(told["asked"])


def _richness(report: BuildReport) -> str:
    """Cells with facts an item, by the merchant alone and with the texts; who they come from."""
    items, after = max(1, report.new + report.changed), report.cells_read + report.added
    share = report.added / max(1, after)
    before = f"{report.cells_read / items:.1f} cells an item with facts by the merchant"
    return f"{before}, {after / items:.1f} with the texts ({1 - share:.0%} merchant, {share:.0%} machine)"
