"""What the center adds to the merchant's data, for people."""

from __future__ import annotations

from rich.text import Text

from itemcenter.jobs.effect import PAPER, Effect, EffectReport
from itemcenter.serve.cli import render
from itemcenter.serve.cli.gold_summary import interval
from itemcenter.serve.cli.harmless import say

_CATEGORIES_SHOWN = 20


def effect_summary(report: EffectReport) -> None:
    whole = report.whole
    rows = render.table("", "merchant alone", "with the center", "gain", "paper")
    before, after = (f"{whole.per_item(count):.2f}" for count in (whole.merchant_cells, whole.cells))
    rows.add_row("attributes an item", before, after, gain(whole.attribute_gain), f"{PAPER['attributes']}×")
    counts = (f"{whole.merchant_facts:,}", f"{whole.facts:,}")
    rows.add_row("facts", *counts, gain(whole.fact_gain), f"{PAPER['facts']}×")
    share = whole.merchant_share
    paper = f"{PAPER['merchant_share']:.0%} / {1 - PAPER['merchant_share']:.0%}"
    rows.add_row("merchant / machine and people", "", f"{share:.0%} / {1 - share:.0%}", "", paper)
    if whole.tags:
        more = (f"{whole.merchant_facts:,}", f"{whole.facts + whole.tags:,}")
        rows.add_row("facts with item tags", *more, gain(whole.gain_with_tags), "")
    if whole.gold is not None:
        gold = whole.gold
        precision, recall = interval(gold.precision, gold.precision_95), interval(gold.recall, gold.recall_95)
        rows.add_row("gold set: precision", "", precision, "", "92.0")
        rows.add_row("gold set: recall", "", recall, "", "78.3")
    render.console().print(rows)
    if whole.gold is None:
        say("no precision is known: there is no gold set with answers (`itemcenter gold sample`)")
    table = render.table("category", "items", "attributes an item", "gain", "facts", "gain", "gold precision")
    for category, found in report.ranked()[:_CATEGORIES_SHOWN]:
        table.add_row(*map(Text, category_row(report.name(category), found)))
    render.console().print(table)
    if len(report.categories) > _CATEGORIES_SHOWN:
        say(f"{len(report.categories) - _CATEGORIES_SHOWN:,} more categories: --json")
    for notice in report.notices:
        say(f"note: {notice}")


def category_row(name: str, found: Effect) -> list[str]:
    """The cells of a category's line, in the order of the table above and of the report's page."""
    attributes = f"{found.per_item(found.merchant_cells):.1f} -> {found.per_item(found.cells):.1f}"
    facts = f"{found.merchant_facts:,} -> {found.facts:,}"
    gold = "" if found.gold is None else interval(found.gold.precision, found.gold.precision_95)
    return [name, f"{found.items:,}", attributes, gain(found.attribute_gain), facts, gain(found.fact_gain), gold]


def gain(times: float | None) -> str:
    return "-" if times is None else f"{times:.2f}×"
