"""What an export has written, as people read it."""

from __future__ import annotations

from collections import Counter

from itemcenter.jobs.export_items import TargetReport
from itemcenter.jobs.export_source import SourceReport
from itemcenter.serve.cli.harmless import say

_SHOWN = 40


def source_summary(report: SourceReport) -> None:
    """Cells filled, by column."""
    counts = report.counts
    verb = "filled" if report.out else "to fill"
    say(f"{counts.total:,} cells {verb} in {counts.items:,} items of {counts.rows:,} rows ({report.catalog})")
    for told, found in (("column", counts.filled), ("pairs in", counts.pairs), ("added", counts.added)):
        _columns(told, found)
    for notice in report.notices:
        say(f"note: {notice}")
    if report.out:
        say(f"written to {report.out}; all that the merchant had filled is as it was, byte for byte")


def target_summary(report: TargetReport) -> None:
    """Items written, and what they lack."""
    tally = report.tally
    say(f"{tally.items:,} items, {report.keys:,} attributes written to {report.out} ({report.target}, {report.kind})")
    if tally.incomplete:
        lacking = ", ".join(f"{name} {count:,}" for name, count in tally.missing.most_common())
        say(f"note: {tally.incomplete:,} items lack what {report.target} wants: {lacking}; nothing was made up")
    for reason, count in tally.left_out.most_common():
        say(f"note: {count:,} facts left out: {reason}")


def _columns(told: str, found: Counter[str]) -> None:
    for name, count in found.most_common(_SHOWN):
        say(f"  {told:<9} {count:>8,}  {name}")
    if len(found) > _SHOWN:
        rest = found.total() - sum(count for _, count in found.most_common(_SHOWN))
        say(f"  {told:<9} {rest:>8,}  in {len(found) - _SHOWN:,} more")
