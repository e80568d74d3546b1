"""The sections of a center's report, each a heading, a sentence on how to read it, and its plot or table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from itemcenter.jobs.report import BINS, CenterReport, Reliability, Share
from itemcenter.jobs.report_files import CenterFiles
from itemcenter.schema import CategoryId
from itemcenter.serve.cli.render import when
from itemcenter.serve.report import plots
from itemcenter.serve.report.markup import Child, Markup, tag
from itemcenter.serve.report.tables import SHOWN, finder, table

_WHO = (("merchant", "merchant"), ("machine", "machine, from texts"), ("human", "people"), ("silent", "not stated"))
#: Attributes an item that the plot tells apart; items with more stand in its last column.
_RICHEST_COLUMN = 40
_TWENTIETHS = [f"{place / BINS:.2f}" for place in range(BINS)]
_CLIPPED = 300
_POOREST = 8
_MET = ("new", "changed", "unchanged", "returned", "missing", "retired")


def section(name: str, title: str, told: str, *children: Child) -> Markup:
    heading = tag("h2", title, id=f"{name}-title")
    return tag("section", heading, tag("p", told, class_="note"), *children, id=name, aria_labelledby=f"{name}-title")


def tiles(report: CenterReport) -> Markup:
    counts, whole, rich = report.counts, report.all, report.richness
    gone = f"{counts.retired:,} retired" if counts.retired else ""
    missing = report.presence.get("missing", 0)
    absent = ", ".join(filter(None, [gone, f"{missing:,} missing" if missing else ""]))
    entries = [
        ("items", f"{counts.items:,}", absent or f"in {len(report.categories):,} categories"),
        ("facts", f"{counts.facts:,}", f"in {counts.stated:,} cells"),
        ("attributes an item", f"{rich.mean(rich.after):.1f}", f"{rich.mean(rich.before):.1f} by the merchant alone"),
        ("from texts", f"{_share(whole.machine, whole.stated):.1%}", f"{whole.machine:,} cells filled by the machine"),
        ("not stated", f"{whole.silent:,}", f"{_share(whole.silent, whole.cells):.0%} of the cells that were asked"),
        ("in quarantine", f"{sum(entry.rows for entry in report.rejects):,}", "rows that could not be read"),
    ]
    entries += [
        (f"with a {name}", f"{items:,}", "items, from words and relations") for name, items in report.tags.items()
    ]
    return tag("dl", [_tile(*entry) for entry in entries], class_="tiles")


def _tile(name: str, figure: str, about: str) -> Markup:
    return tag("div", tag("dt", name), tag("dd", figure, tag("small", about)), class_="tile")


def producers(report: CenterReport) -> Markup:
    whole = report.all
    parts = [(told, who, int(getattr(whole, who))) for who, told in _WHO[:3]]
    told = "Cells that hold facts, by who decided the first one. Where merchant and machine agree, the merchant counts."
    return section("producers", "Who says it", told, plots.stacked_bar(parts, "cells with facts by producer"))


def coverage(report: CenterReport) -> Markup:
    told = (
        "An attribute is asked of every item whose category has it. Coverage is the share of those items for which a "
        "value is known: by the merchant, by a text (machine), or by a person."
    )
    rows = []
    for key_id, share in sorted(report.keys.items(), key=lambda entry: (-entry[1].stated, entry[0])):
        key = report.release.key_by_id.get(key_id)  # type: ignore[call-overload]
        rows.append([report.key_name(key_id), key.type.value if key is not None else "", *_figures(share)])
    heads = ("attribute", "type", "asked", "known", "coverage", "", "machine")
    return section("coverage", "Coverage by attribute", told, finder("attributes", heads, rows, (2, 3, 4, 6)))


def categories(report: CenterReport) -> Markup:
    told = "Known attributes an item, from the richest category to the poorest."
    rows, named = [], report.release.category_by_id

    def richness(entry: tuple[str, tuple[int, Share]]) -> tuple[float, str]:
        return -entry[1][1].stated / max(1, entry[1][0]), entry[0]

    for category_id, (items, share) in sorted(report.categories.items(), key=richness):
        known = category_id and CategoryId(category_id) in named
        path = report.release.path_name(CategoryId(category_id)) if known else category_id or "no category"
        asked = share.cells / max(1, items)
        figures = _figures(share)
        rows.append([path, f"{items:,}", f"{share.stated / max(1, items):.1f}", f"{asked:.1f}", *figures[2:]])
    heads = ("category", "items", "known an item", "asked an item", "coverage", "", "machine")
    found = [finder("categories", heads, rows, (1, 2, 3, 4, 6))]
    if len(rows) > SHOWN:
        found += [tag("h3", "The poorest"), table(heads, rows[: -_POOREST - 1 : -1], (1, 2, 3, 4, 6))]
    return section("categories", "Richest and poorest categories", told, found)


def _figures(share: Share) -> list[Child]:
    parts = [(who, _share(getattr(share, who), share.cells)) for who in ("merchant", "human", "machine")]
    label = f"{share.merchant:,} merchant, {share.human:,} people, {share.machine:,} machine of {share.cells:,}"
    covered = _share(share.stated, share.cells)
    return [f"{share.cells:,}", f"{share.stated:,}", f"{covered:.1%}", plots.meter(parts, label), f"{share.machine:,}"]


def confidence(report: CenterReport) -> Markup:
    told = (
        "Left: how sure the machine is of the values that it read from texts. Right: on a sample of items, cells where "
        "the merchant speaks too: of values given with a confidence, how many agree with the merchant's cell. Dots on "
        "the broken line mean what they say. The machine learned from such cells of this catalog, though never of the "
        "same item: `evaluate` measures on hidden ones."
    )
    machine = [0] * BINS
    for producer, bins in report.confidence.items():
        if producer not in ("merchant", "human"):
            machine = [a + b for a, b in zip(machine, bins, strict=True)]
    plot = plots.bars([("cells", "machine", machine)], _TWENTIETHS, "confidence", "cells", "confidence of the machine")
    return section("confidence", "Confidence", told, tag("div", plot, curve(report.reliability), class_="pair"))


def curve(found: Reliability) -> Markup:
    if not sum(found.cells):
        return tag("p", "No cell on which both speak: nothing to compare.", class_="dim")
    total, right = sum(found.cells), sum(found.right)
    told = tag("p", f"{total:,} cells compared, {right / total:.1%} agree", class_="note")
    return tag("div", plots.reliability(found.cells, found.said, found.right, "reliability of confidence"), told)


def richness(report: CenterReport) -> Markup:
    rich = report.richness
    told = (
        f"Attributes with a known value an item: {rich.mean(rich.before):.2f} by the merchant alone, "
        f"{rich.mean(rich.after):.2f} with what texts and people add."
    )
    most = min(_RICHEST_COLUMN, max([*rich.after, *rich.before], default=0))
    names = [str(number) for number in range(most)] + [f"{most}+" if most == _RICHEST_COLUMN else str(most)]
    series = [
        ("merchant alone", "merchant", _columns(rich.before, most)),
        ("with texts and people", "machine", _columns(rich.after, most)),
    ]
    plot = plots.bars(series, names, "attributes with a value", "items", "items by attributes known")
    ends = [
        (title, [[tag("code", item_id), f"{number:,}"] for number, item_id in found])
        for title, found in (("richest items", rich.richest), ("poorest items with facts", rich.poorest))
    ]
    lists = [tag("div", tag("h3", title), table(("item", "attributes"), rows, (1,))) for title, rows in ends]
    return section("richness", "Richness, before and after", told, plot, tag("div", lists, class_="pair"))


def _columns(found: Counter[int], most: int) -> list[int]:
    out = [0] * (most + 1)
    for number, items in found.items():
        out[min(number, most)] += items
    return out


def problems(report: CenterReport, files: CenterFiles) -> Markup:
    told = "Rows that could not be read wait in quarantine; values that the ontology lacks were met in catalogs."
    shown: list[Child] = [tag("h3", "Rows in quarantine")]
    for entry in report.rejects:
        rows = [[f"{row.row:,}", row.message, row.remedy, tag("code", _clip(row.raw))] for row in entry.examples]
        head = tag("p", tag("b", entry.reason), f" · {entry.rows:,} rows of {entry.source}")
        shown += [head, table(("row", "what is wrong", "remedy", "raw text"), rows, (0,))]
    if not report.rejects:
        shown.append(tag("p", "None: every row was read.", class_="dim"))
    shown.append(tag("h3", "Values that the ontology lacks"))
    values = [[report.key_name(key), value, f"{support:,}"] for key, value, support in files.unknown]
    if values:
        shown.append(finder("values", ("attribute", "value", "items"), values, (2,)))
        shown.append(tag("p", f"{files.unknown_count:,} different values over all runs", class_="note"))
    else:
        shown.append(tag("p", "None was met.", class_="dim"))
    return section("problems", "Rejects and unknown values", told, shown)


def history(report: CenterReport, files: CenterFiles) -> Markup:
    told = "Each build with what it met, what it changed and where its time went."
    rows: list[Sequence[Child]] = []
    for mark in reversed(report.runs):
        run = files.runs.get(mark.run, {})
        spent = ", ".join([f"{name} {seconds:.1f}" for name, seconds in run.get("seconds", {}).items()])
        met = [f"{run[name]:,} {name}" for name in _MET if run.get(name)]
        state = ", ".join(met) or ("not finished" if mark.end is None else "nothing")
        seconds = run.get("total_seconds")
        whole = f"{seconds:.1f}" if isinstance(seconds, int | float) else ""
        changed = f"{run.get('changes', 0):,}"
        rows.append([str(mark.number), mark.source, when(mark.time_us), state, changed, whole, spent])
    heads = ("run", "source", "catalog of (UTC)", "items", "cells changed", "seconds", "stages, seconds")
    sizes = [[name, f"{size / 1_048_576:,.1f}"] for name, size in sorted(files.sizes.items(), key=lambda e: -e[1])]
    counts = f"{report.counts.writes:,} writes in the history, {report.counts.changes:,} changes in the log"
    return section(
        "runs", "Runs and sizes", told, finder("runs", heads, rows, (0, 4, 5)), tag("h3", "On disk"),
        table(("part", "MiB"), sizes, (1,)), tag("p", counts, class_="note"),
    )  # fmt: skip


def _clip(value: str) -> str:
    return value if len(value) <= _CLIPPED else value[:_CLIPPED] + "…"


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
