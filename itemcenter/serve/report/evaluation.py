"""What mask and recover found, as a section of the report: totals beside the baselines, and each key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itemcenter.jobs.evaluation_report import LITERAL, PRIORS, SYSTEM
from itemcenter.jobs.report_files import Evaluation
from itemcenter.serve.report import plots
from itemcenter.serve.report.markup import Child, Markup, tag
from itemcenter.serve.report.sections import curve, section
from itemcenter.serve.report.tables import finder, table

_PARTS = (("all", "all hidden cells"), ("stated", "stated in the text"), ("unstated", "not stated"))
_SYSTEMS = ((SYSTEM, "itemcenter"), (LITERAL, "literal match"), (PRIORS, "priors, text unread"))


def evaluation(found: Evaluation) -> Markup:
    figures = found.figures
    mask = figures["mask"]
    told = (
        f"{mask['share']:.0%} of the {mask['unit']}s were hidden with every copy of their cells before anything was "
        f"learned: {figures['hidden_cells']:,} cells of {figures['masked_items']:,} items. Precision: of the values "
        "that came back, how many are right; recall: of the hidden ones, how many came back right. In percent, with "
        "95 % intervals."
    )
    rows: list[list[Child]] = []
    for part, name in _PARTS:
        for system, who in _SYSTEMS:
            count = figures[system][part]
            first = [name, f"{count['hidden']:,}"] if system == SYSTEM else ["", ""]
            rows.append([*first, who, *(_figure(count, share) for share in ("precision", "recall", "coverage"))])
    keys = [_key_row(key) for key in figures["keys"]]
    heads = ("attribute", "hidden", "precision", "recall", "stated", "precision", "recall", "right of stated")
    return section(
        "evaluation", "Mask and recover", told,
        table(("cells", "number", "who", "precision", "recall", "coverage"), rows, (1,)),
        tag("h3", "Confidence on hidden cells"), curve(found.reliability),
        tag("h3", "By attribute, as the merchant names it"),
        finder("hidden attributes", heads, keys, tuple(range(1, 7))),
    )  # fmt: skip


def _key_row(key: Mapping[str, Any]) -> list[Child]:
    whole, said = key[SYSTEM]["all"], key[SYSTEM]["stated"]
    share = said["right"] / said["hidden"] if said["hidden"] else 0.0
    meter = plots.meter([("machine", share)], f"{said['right']:,} of {said['hidden']:,}")
    row: list[Child] = [key["key"]]
    for count in (whole, said):
        row += [f"{count['hidden']:,}", _short(count["precision"]), _short(count["recall"])]
    return [*row, meter]


def _figure(count: Mapping[str, Any], name: str) -> str:
    if count[name] is None:
        return "–"
    low, high = count[f"{name}_95"]
    return f"{count[name]:.1f} ({low:.0f} to {high:.0f})"


def _short(share: float | None) -> str:
    return "–" if share is None else f"{share:.1f}"
