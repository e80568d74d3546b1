"""What the center adds to the merchant's data, as a section of the report."""

from __future__ import annotations

from itemcenter.jobs.effect import PAPER, EffectReport
from itemcenter.serve.cli.effect_summary import category_row, gain
from itemcenter.serve.cli.gold_summary import interval
from itemcenter.serve.report import plots
from itemcenter.serve.report.markup import Child, Markup, tag
from itemcenter.serve.report.sections import section
from itemcenter.serve.report.tables import finder, table


def effect(report: EffectReport) -> Markup:
    whole = report.whole
    told = (
        "Attributes an item and facts (item, attribute, value) by the merchant alone, and with what texts and people "
        f"add. The paper reports {PAPER['attributes']} times the attributes, {PAPER['facts']} times the facts, "
        f"{PAPER['merchant_share']:.0%} of them by merchants, at a precision of 92 %."
    )
    rows: list[list[Child]] = [
        ["attributes an item", *(f"{whole.per_item(count):.2f}" for count in (whole.merchant_cells, whole.cells)),
         gain(whole.attribute_gain)],
        ["facts", f"{whole.merchant_facts:,}", f"{whole.facts:,}", gain(whole.fact_gain)],
    ]  # fmt: skip
    if whole.tags:
        tagged = f"{whole.facts + whole.tags:,}"
        rows.append(["facts with item tags", f"{whole.merchant_facts:,}", tagged, gain(whole.gain_with_tags)])
    known: Markup = tag("p", "No precision is known: there is no gold set with answers.", class_="dim")
    if whole.gold is not None:
        found = whole.gold
        known = tag("p", f"By the gold set ({found.cells:,} cells answered): precision "
                    f"{interval(found.precision, found.precision_95)}, recall "
                    f"{interval(found.recall, found.recall_95)}, percent with 95 % intervals.")  # fmt: skip
    machine = whole.facts - whole.merchant_facts - whole.human_facts
    parts = [("merchant", "merchant", whole.merchant_facts), ("machine, from texts", "machine", machine),
             ("people", "human", whole.human_facts)]  # fmt: skip
    heads = ("category", "items", "attributes an item", "gain", "facts", "gain", "gold precision")
    lines: list[list[Child]] = [[*category_row(report.name(name), found)] for name, found in report.ranked()]
    sums = table(("", "merchant alone", "with the center", "gain"), rows, (1, 2, 3))
    return section(
        "effect", "What the center adds", told, sums,
        known, [tag("p", notice, class_="note") for notice in report.notices],
        plots.stacked_bar(parts, "facts by producer"), tag("h3", "By category"),
        finder("categories by effect", heads, lines, (1, 3, 5)),
    )  # fmt: skip
