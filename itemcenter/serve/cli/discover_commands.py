"""`itemcenter ontology discover` and `fuse`: proposals out of a catalog, and writings of one value joined."""

from __future__ import annotations

from pathlib import Path

import click

from itemcenter.center import ItemCenter
from itemcenter.items import check_place
from itemcenter.ontology.discover import HarvestOptions
from itemcenter.ontology.fuse import FuseOptions
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import center_option, json_option

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
@center_option
@json_option
def discover(center: ItemCenter, catalog: str, out: Path, least: int, words: int, names: int, as_json: bool) -> None:
    """Find what CATALOG says that the ontology lacks: values, keys, brands, product terms and scenarios, as proposals.

    Reads the merchant's cells and the texts; writings of one value are fused, and become synonyms where the ontology
    has the value.
    """
    check_place(catalog)
    report = center.discover(catalog, out, HarvestOptions(least=least, most_words=words, names=names))
    if as_json:
        kinds = dict(sorted(report.kinds.items()))
        told = {"items": report.items, "units": report.units, "surfaces": report.surfaces, "kinds": kinds}
        render.as_json(told | {"file": str(out)})
        return
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
