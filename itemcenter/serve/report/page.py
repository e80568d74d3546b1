"""The page: head, tiles, navigation and sections. Its policy lets it load nothing and run its own script only."""

from __future__ import annotations

import base64
import hashlib

from itemcenter import __version__
from itemcenter.jobs.effect import EffectReport
from itemcenter.jobs.report import CenterReport
from itemcenter.jobs.report_files import CenterFiles, Evaluation
from itemcenter.serve.report import sections
from itemcenter.serve.report.effect import effect
from itemcenter.serve.report.evaluation import evaluation
from itemcenter.serve.report.examples import examples
from itemcenter.serve.report.look import SCRIPT, STYLE
from itemcenter.serve.report.markup import Markup, joined, tag


def report_page(
    title: str,
    made: str,
    report: CenterReport | None,
    files: CenterFiles | None,
    evaluated: Evaluation | None = None,
    added: EffectReport | None = None,
) -> str:
    """The whole document. title: whose report; made: when, in words; what is None is left out."""
    parts: list[tuple[str, str, Markup]] = []
    head, about = Markup(""), ""
    if report is not None and files is not None:
        release = report.release
        about = f"{release.name or release.id}: {len(release.keys):,} attributes, release {release.id}"
        head = sections.tiles(report)
        parts = [
            ("producers", "Who says it", sections.producers(report)),
            ("coverage", "Attributes", sections.coverage(report)),
            ("categories", "Categories", sections.categories(report)),
            ("confidence", "Confidence", sections.confidence(report)),
            ("richness", "Richness", sections.richness(report)),
            ("examples", "Items", examples(report.examples)),
            ("problems", "Problems", sections.problems(report, files)),
            ("runs", "Runs", sections.history(report, files)),
        ]
    if added is not None:
        parts.insert(1, ("effect", "Effect", effect(added)))
    if evaluated is not None:
        parts.insert(5 if parts else 0, ("evaluation", "Evaluation", evaluation(evaluated)))
    links = [tag("li", tag("a", name, href=f"#{place}")) for place, name, _ in parts]
    top = tag("header", tag("h1", title), tag("p", about, class_="dim"), head, class_="top")
    foot = tag("footer", f"Made by itemcenter {__version__}, {made}. This page loads nothing and can be passed on.")
    body = joined(top, tag("nav", tag("ul", links), aria_label="Sections"),
                  tag("main", [part for *_, part in parts], foot))  # fmt: skip
    return f"<!DOCTYPE html>\n{tag('html', _head(title), tag('body', body, _script()), lang='en')}\n"


def _head(title: str) -> Markup:
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title} · itemcenter report"),
        tag("style", Markup(STYLE)),
    )


def _script() -> Markup:
    return tag("script", Markup(SCRIPT))
