"""`itemcenter ontology grow`: from documents to a new release and a queue for experts, in one job."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from itemcenter.center import ItemCenter
from itemcenter.items import check_place
from itemcenter.jobs.grow_ontology import GrowOptions
from itemcenter.ontology.discover import HarvestOptions
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import author_option, center_option, documents_option, json_option, llm_option
from itemcenter.serve.cli.reading_summary import reading_summary

_DEFAULTS = HarvestOptions()
_STAGES = {
    "queries": "reading the query logs", "keys": "reading the keys of the catalog", "judge_keys": "judging keys",
    "discover": "reading catalog and corpus", "concepts": "fusing writings", "validate": "judging",
    "insert": "making the release", "publish": "putting it in use", "coverage": "counting what queries it explains",
    "build_before": "building the catalog under the present release",
    "build_after": "building the catalog under the new release",
}  # fmt: skip


@click.command()
@click.argument("catalog")
@click.option("--corpus", multiple=True, type=click.Path(path_type=Path, exists=True),
              help="A table of reviews, a page, or a folder of pages; may be given again.")  # fmt: skip
@click.option("--queries", multiple=True, type=click.Path(path_type=Path, exists=True),
              help="A query log; may be given again.")  # fmt: skip
@click.option("--hold-out", type=click.FloatRange(0, 1, max_open=True), default=0.0, show_default=True, metavar="SHARE",
              help="Share of the queries that say nothing of demand: coverage is measured with them.")  # fmt: skip
@click.option("--least", type=click.IntRange(1), default=_DEFAULTS.least, show_default=True,
              help="Documents that must say it.")  # fmt: skip
@click.option("--words", type=click.IntRange(1), default=_DEFAULTS.most_words, show_default=True,
              help="Words of a value; what is longer is prose.")  # fmt: skip
@click.option("--span-days", type=click.IntRange(1), default=_DEFAULTS.span_days, show_default=True,
              help="Days of each of the two spans that a trend compares.")  # fmt: skip
@click.option("--low-value", is_flag=True, help="Insert also what judges passed but nobody asks for.")
@click.option("--name", default="", help="Name of the new release.")
@click.option("--limit", type=click.IntRange(min=1), help="Read this many items.")
@llm_option
@documents_option
@click.option("--rebuild", is_flag=True, help="Build the catalog before and after, and count the facts from its texts.")
@author_option
@center_option
@json_option
def grow(
    center: ItemCenter, catalog: str, corpus: tuple[Path, ...], queries: tuple[Path, ...], hold_out: float, least: int,
    words: int, span_days: int, low_value: bool, name: str, limit: int | None, llm: bool | None,
    documents: int | None, rebuild: bool, author: str, as_json: bool,
) -> None:  # fmt: skip
    """Grow the ontology by what CATALOG, reviews, pages and query logs say, in one job.

    Proposals are found, fused and judged; what all judges pass and somebody asks for is a new version of the ontology,
    the rest waits for `ontology review`. May be killed and repeated: what was done is not done again.
    """
    check_place(catalog)
    asked = center.documents_asked(llm, documents)
    harvest = HarvestOptions(least=least, most_words=words, span_days=span_days, asked=asked)

    def progress(stage: str) -> None:
        if not as_json:
            say(f"{_STAGES[stage]} ...", err=True)

    report = center.grow_ontology(
        catalog, corpus=corpus, queries=queries, options=GrowOptions(harvest, hold_out, low_value, name), limit=limit,
        rebuild=rebuild, author=author, progress=progress,
    )  # fmt: skip
    if as_json:
        render.as_json(report)
    else:
        _summary(report, center)


def _summary(report: dict[str, Any], center: ItemCenter) -> None:
    read, inserted = report["documents"], report["inserted"]
    if "publish" in report["resumed"]:
        say("all of this was done before; nothing is changed")
    say(f"read: {read['items']:,} items, {read['texts']:,} other texts, {read['query_lines']:,} lines of queries")
    if report["llm"]:
        reading_summary(report["llm"])
    say(f"found: {report['proposals']['surfaces']:,} writings, {report['concepts']['concepts']:,} concepts, "
        f"{report['concepts']['searched_for']:,} of them searched for")  # fmt: skip
    say(f"inserted: {inserted['entries']:,}{_of(inserted['kinds'])}")
    say(f"waiting: {sum(report['queued'].values()):,}{_of(report['queued'])}; {report['low_value']:,} of low value")
    if report["refused"]["entries"]:
        say(f"not inserted: {report['refused']['entries']:,}, for example: {next(iter(report['refused']['reasons']))}")
    before, after = (report["ontology"][when] for when in ("before", "after"))
    say(", ".join(f"{before[noun]:,} -> {after[noun]:,} {noun}" for noun in after if after[noun] != before[noun])
        or "the ontology stays as it was")  # fmt: skip
    if report["coverage"]:
        old, new, then = (report["coverage"][when]["by_volume"]["all"] for when in ("before", "after", "if_accepted"))
        of = "searches held out" if report["coverage"]["held_out"] else "searches"
        say(f"{of} explained wholly: {old:.1%} -> {new:.1%}; {then:.1%} if experts accept what waits for them")
    if report["facts"]:
        old, new = (report["facts"][when]["facts_from_texts_per_item"] for when in ("before", "after"))
        say(f"facts an item from texts: {old:.2f} -> {new:.2f}")
    if center.release.id == report["release"]:
        say(f"in use: release {report['release']} ({center.release.name})")
    else:
        say(f"release {report['release']} is no longer in use; `itemcenter ontology use` takes it again")
    say(f"{sum(report['seconds'].values()):.1f} s, report: {center.folder.growth / 'report.json'}")


def _of(counts: dict[str, int]) -> str:
    return f" ({', '.join(f'{count:,} {name}' for name, count in counts.items())})" if counts else ""
