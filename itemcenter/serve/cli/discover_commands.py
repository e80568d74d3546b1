"""`itemcenter ontology discover` and `fuse`: proposals out of a catalog, and writings of one value joined."""

from __future__ import annotations

from pathlib import Path

import click

from itemcenter.center import ItemCenter
from itemcenter.errors import ConfigError
from itemcenter.items import check_place
from itemcenter.ontology.discover import HarvestOptions
from itemcenter.ontology.fuse import FuseOptions
from itemcenter.serve.cli import render
from itemcenter.serve.cli.build_summary import forecast_lines
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import center_option, documents_option, json_option, llm_option
from itemcenter.serve.cli.reading_summary import reading_summary

_DEFAULTS = HarvestOptions()


@click.command()
@click.argument("catalog")
@click.option("--out", type=click.Path(path_type=Path), default=Path("proposals.jsonl"), show_default=True,
              help="File of proposals, JSON lines.")  # fmt: skip
@click.option("--least", type=click.IntRange(1), default=_DEFAULTS.least, show_default=True,
              help="Items that must say it.")  # fmt: skip
@click.option("--words", type=click.IntRange(1), default=_DEFAULTS.most_words, show_default=True,
              help="Words of a value; what is longer is prose.")  # fmt: skip
@click.option("--names", type=click.IntRange(0), default=_DEFAULTS.names, show_default=True,
              help="Items whose cells teach what titles state; 0 leaves titles unread.")  # fmt: skip
@llm_option
@documents_option
@click.option("--dry-run", is_flag=True,
              help="Tell what the language model would take, by a few of its questions; no proposals.")  # fmt: skip
@center_option
@json_option
def discover(
    center: ItemCenter, catalog: str, out: Path, least: int, words: int, names: int, llm: bool | None,
    documents: int | None, dry_run: bool, as_json: bool,
) -> None:  # fmt: skip
    """Find what CATALOG says that the ontology lacks: values, keys, brands, product terms and scenarios, as proposals.

    Reads the merchant's cells and the texts; writings of one value are fused, and become synonyms where the ontology
    has the value. With a language model, some documents of each category are read by it, too.
    """
    check_place(catalog)
    asked = center.documents_asked(llm, documents)
    options = HarvestOptions(least=least, most_words=words, names=names, asked=asked)
    if dry_run:
        if not asked:
            raise ConfigError("--dry-run tells what a language model would take; none is asked", remedy="give --llm")
        told = center.forecast_discovery(catalog, options)
        if as_json:
            render.as_json(told)
            return
        say(f"{told['documents']:,} documents to be read by a language model")
        for line in forecast_lines(told["forecast"]):
            say(line)
        return
    report = center.discover(catalog, out, options)
    if as_json:
        kinds = dict(sorted(report.kinds.items()))
        told = {"items": report.items, "units": report.units, "surfaces": report.surfaces, "kinds": kinds}
        render.as_json(told | {"file": str(out)} | ({"llm": report.asked} if report.asked else {}))
        return
    if report.asked:
        reading_summary(report.asked)
    say(f"{report.items:,} items say {report.units:,} things; {report.surfaces:,} of them new to the ontology")
    counts = ", ".join(f"{count:,} of kind {kind}" for kind, count in sorted(report.kinds.items()))
    say(f"proposals after fusion: {counts or 'none'}")
    say(f"written to {out}")


@click.command()
@click.argument("proposals", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=Path("fused.jsonl"), show_default=True,
              help="File of fused proposals, JSON lines.")  # fmt: skip
@click.option("--cut", type=click.FloatRange(0, 1), help="Distance up to which writings are one; default: the model's.")
@click.option("--linkage", type=click.Choice(("average", "complete", "ward")), default="average", show_default=True,
              help="How the distance of two clusters is taken.")  # fmt: skip
@center_option
@json_option
def fuse(center: ItemCenter, proposals: Path, out: Path, cut: float | None, linkage: str, as_json: bool) -> None:
    """Fuse the PROPOSALS of a file with each other and with the ontology: writings of one value become one proposal."""
    read, written, rejected = center.fuse(proposals, out, FuseOptions(linkage, cut))
    if as_json:
        render.as_json({"read": read, "written": written, "rejected_lines": rejected, "file": str(out)})
        return
    say(f"{read:,} proposals became {written:,}, written to {out}")
    if rejected:
        say(f"{rejected:,} lines are no proposals: `itemcenter quarantine list --source proposals`")
