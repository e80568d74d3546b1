"""Plots as inline SVG, drawn by hand: bars and a reliability curve. Colours are classes, so that both themes fit."""

from __future__ import annotations

from collections.abc import Sequence

from itemcenter.serve.report.markup import Markup, tag

_WIDTH, _HEIGHT = 640, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 10, 12, 40


def stacked_bar(parts: Sequence[tuple[str, str, int]], label: str) -> Markup:
    """One bar of a whole. parts: (name, CSS class, count)"""
    total, place, shapes, legend = max(1, sum(count for *_, count in parts)), 0.0, [], []
    for name, kind, count in parts:
        width = 1000 * count / total
        if count:
            title = tag("title", f"{name}: {count:,} ({count / total:.1%})")
            shapes.append(tag("rect", x=f"{place:.2f}", y=0, width=f"{width:.2f}", height=28, class_=kind) + title)
        share = tag("span", f"{count:,} · {count / total:.1%}", class_="dim")
        legend.append(tag("li", tag("span", class_=f"dot {kind}"), f"{name} ", share))
        place += width
    figure = tag("svg", [Markup(shape) for shape in shapes], viewBox="0 0 1000 28", preserveAspectRatio="none",
                 role="img", aria_label=label, class_="whole")  # fmt: skip
    return tag("figure", figure, tag("ul", legend, class_="legend"))


def bars(
    series: Sequence[tuple[str, str, Sequence[int]]], names: Sequence[str], x_title: str, y_title: str, label: str
) -> Markup:
    """Grouped columns. series: (name, CSS class, a count for each of `names`)"""
    top = _nice(max((count for *_, counts in series for count in counts), default=1))
    inner, step = _HEIGHT - _TOP - _BOTTOM, (_WIDTH - _LEFT - _RIGHT) / max(1, len(names))
    width = max(1.0, step * 0.82 / max(1, len(series)))
    shapes = _axes(top, inner, x_title, y_title)
    for place, name in enumerate(names):
        middle = _LEFT + step * (place + 0.5)
        if _shown(place, len(names)):
            shapes.append(tag("text", name, x=f"{middle:.1f}", y=_HEIGHT - _BOTTOM + 16, text_anchor="middle"))
        for number, (who, kind, counts) in enumerate(series):
            high = inner * counts[place] / top
            x = middle - width * len(series) / 2 + number * width
            title = tag("title", f"{who}, {name}: {counts[place]:,}")
            bar = tag("rect", x=f"{x:.1f}", y=f"{_TOP + inner - high:.1f}", width=f"{width * 0.94:.1f}",
                      height=f"{high:.1f}", class_=kind)  # fmt: skip
            shapes.append(tag("g", bar, title))
    legend = [tag("li", tag("span", class_=f"dot {kind}"), who) for who, kind, _ in series]
    return _figure(shapes, label, tag("ul", legend, class_="legend") if len(series) > 1 else None)


def reliability(cells: Sequence[int], said: Sequence[float], right: Sequence[float], label: str) -> Markup:
    """Said confidence against found share of right values, one dot a group; the broken line is where both are equal."""
    inner, across = _HEIGHT - _TOP - _BOTTOM, _WIDTH - _LEFT - _RIGHT

    def x(share: float) -> float:
        return _LEFT + across * share

    def y(share: float) -> float:
        return _TOP + inner * (1 - share)

    shapes = _axes(1, inner, "confidence that was given", "share that agreed", percent=True)
    shapes += [
        tag("text", f"{mark:.0%}", x=f"{x(mark):.1f}", y=_HEIGHT - _BOTTOM + 16, text_anchor="middle")
        for mark in (0, 0.25, 0.5, 0.75, 1)
    ]
    shapes.append(tag("line", x1=x(0), y1=y(0), x2=x(1), y2=y(1), class_="ideal"))
    most, dots = max(cells, default=1), []
    for count, told, hits in zip(cells, said, right, strict=True):
        if count:
            where = f"{x(told / count):.1f}", f"{y(hits / count):.1f}"
            dots.append(where)
            size = 3 + 7 * (count / max(1, most)) ** 0.5
            title = tag("title", f"said {told / count:.0%}, found {hits / count:.0%} of {count:,} cells")
            circle = tag("circle", cx=where[0], cy=where[1], r=f"{size:.1f}", class_="machine")
            shapes.append(tag("g", circle, title))
    shapes.append(tag("polyline", points=" ".join(map(",".join, dots)), class_="curve"))
    return _figure(shapes, label)


def meter(parts: Sequence[tuple[str, float]], label: str) -> Markup:
    """A small bar for a table's cell. parts: (CSS class, share of the whole)"""
    pieces = [tag("i", class_=kind, style=f"width:{100 * share:.2f}%") for kind, share in parts if share > 0]
    return tag("span", pieces, class_="meter", role="img", aria_label=label, title=label)


def _axes(top: int, inner: float, x_title: str, y_title: str, percent: bool = False) -> list[Markup]:
    out = []
    for part in range(5):
        y = _TOP + inner * (1 - part / 4)
        mark = f"{part / 4:.0%}" if percent else _count(top * part / 4)
        out.append(tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=f"{y:.1f}", y2=f"{y:.1f}", class_="grid"))
        out.append(tag("text", mark, x=_LEFT - 6, y=f"{y + 4:.1f}", text_anchor="end"))
    middle = _LEFT + (_WIDTH - _LEFT - _RIGHT) / 2
    out.append(tag("text", x_title, x=f"{middle:.0f}", y=_HEIGHT - 5, text_anchor="middle", class_="axis"))
    turn = f"rotate(-90 12 {_TOP + inner / 2:.0f})"
    title = {"x": 12, "y": f"{_TOP + inner / 2:.0f}", "text_anchor": "middle", "transform": turn, "class_": "axis"}
    return [*out, tag("text", y_title, **title)]


def _figure(shapes: Sequence[Markup], label: str, legend: Markup | None = None) -> Markup:
    svg = tag("svg", shapes, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", aria_label=label)
    return tag("figure", svg, legend)


def _shown(place: int, names: int) -> bool:
    every = max(1, -(-names // 12))
    return place % every == 0


def _nice(most: int) -> int:
    """The least round number that is not below."""
    size = 1
    while True:
        for step in (1, 2, 4, 5, 8, 10):
            if step * size >= most and (step * size) % 4 in (0, step * size):
                return max(4, step * size)
        size *= 10


def _count(number: float) -> str:
    if number >= 10_000_000:
        return f"{number / 1_000_000:.0f}M"
    return f"{number / 1_000:g}k" if number >= 10_000 else f"{number:g}"
