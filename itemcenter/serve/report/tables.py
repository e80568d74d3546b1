"""Tables of the report: plain ones, and long ones of which the first rows show and the rest can be searched."""

from __future__ import annotations

from collections.abc import Sequence

from itemcenter.serve.report.markup import Child, Markup, tag

#: Rows that show at once, and that a page holds at most: a browser copes with some thousands.
SHOWN, MOST = 25, 5_000


def table(heads: Sequence[str], rows: Sequence[Sequence[Child]], numbers: Sequence[int] = ()) -> Markup:
    """numbers: columns that hold numbers"""
    return tag("div", _table(heads, rows, numbers, len(rows)), class_="wide")


def finder(what: str, heads: Sequence[str], rows: Sequence[Sequence[Child]], numbers: Sequence[int] = ()) -> Markup:
    """The first rows, all by a checkbox (no script needed), or those that hold what is searched for."""
    if len(rows) <= SHOWN:
        box = tag("div", _table(heads, rows, numbers, len(rows)), class_="wide")
        return tag("div", box, class_="finder", data_shown=len(rows))
    name = "all-" + "".join([letter if letter.isalnum() else "-" for letter in what])
    search = tag("input", type="search", aria_label=f"Search {what}", placeholder=f"Search {len(rows):,} {what}")
    tools = tag("div", search, tag("output", class_="dim", role="status"), class_="tools", hidden=True)
    check = tag("input", type="checkbox", class_="all", id=name)
    label = tag("label", f"show all {min(len(rows), MOST):,}", for_=name)
    note = tag("p", f"{len(rows) - MOST:,} more are left out", class_="note") if len(rows) > MOST else None
    box = tag("div", _table(heads, rows[:MOST], numbers, SHOWN), class_="wide")
    return tag("div", tools, check, label, box, note, class_="finder", data_shown=SHOWN)


def _table(heads: Sequence[str], rows: Sequence[Sequence[Child]], numbers: Sequence[int], shown: int) -> Markup:
    places = set(numbers)
    head = [tag("th", name, scope="col", class_="n" if place in places else None) for place, name in enumerate(heads)]
    body = []
    for number, row in enumerate(rows):
        cells = [_cell(entry, place in places) for place, entry in enumerate(row)]
        body.append(tag("tr", cells, class_="rest" if number >= shown else None))
    return tag("table", tag("thead", tag("tr", head)), tag("tbody", body))


def _cell(entry: Child, number: bool) -> Markup:
    wide = isinstance(entry, Markup) and entry.startswith('<span class="meter"')
    return tag("td", entry, class_="n" if number else "w" if wide else None)
