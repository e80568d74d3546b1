"""`itemcenter evaluate`: how well recognition does on the user's own catalog, measured on cells that it cannot see."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from itemcenter.center import ItemCenter
from itemcenter.errors import ConfigError, NotFoundError
from itemcenter.evaluate import MaskPlan, MaskUnit
from itemcenter.items import check_place
from itemcenter.jobs.masked_rows import RowChoice, RowFilter
from itemcenter.jobs.report_files import read_evaluation
from itemcenter.serve.cli import render
from itemcenter.serve.cli.build_progress import BuildProgress
from itemcenter.serve.cli.evaluation_summary import evaluation_summary
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import json_option, precision_option
from itemcenter.serve.cli.report_command import write_page

#: Marks a folder that an evaluation made, so that the next one may replace it.
_MARK = ".evaluation"
_SEEN = (
    "the ontology is that of {center}: if it was drawn from this catalog, it has seen the hidden values; "
    "--backbone auto draws another one"
)


@click.command()
@click.argument("catalog")
@click.option(
    "--backbone",
    help="The ontology: shopify:DIR, shopify:DIR#BRANCH, a workbook folder, or auto: drawn from the masked catalog.",
)
@click.option("--ontology", help="A release of the center (id or name), or the folder of an expert workbook.")
@click.option(
    "--center",
    "like",
    type=click.Path(path_type=Path),
    help="Take options and ontology from this center. Nothing is written into it.",
)
@click.option("--mask", type=float, default=0.2, show_default=True, help="Share of product groups or cells to hide.")
@click.option(
    "--mask-unit",
    type=click.Choice([unit.value for unit in MaskUnit]),
    default=MaskUnit.ITEM.value,
    show_default=True,
    help="Hide all cells of a product group, or each cell of a group by itself.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed hides other cells.")
@click.option("--only-with-specs", is_flag=True, help="Leave items without any spec out of the catalog.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after this many items.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Keep hidden.jsonl, pred.jsonl, report.json and the center here. An earlier evaluation there is replaced.",
)
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the figures as one HTML page, too: that of `report --evaluation`.",
)
@precision_option
@json_option
def evaluate(
    catalog: str,
    backbone: str | None,
    ontology: str | None,
    like: Path | None,
    mask: float,
    mask_unit: str,
    seed: int,
    only_with_specs: bool,
    limit: int | None,
    out: Path | None,
    page: Path | None,
    precision: float | None,
    as_json: bool,
) -> None:
    """Hide attribute cells of CATALOG, build without them, and count which of them come back from the texts.

    Beside the figures stand two baselines on the same cells: values guessed without reading the text, and known values
    found word for word.
    """
    if ontology and backbone:
        raise ConfigError("--ontology and --backbone both name an ontology", remedy="give one of them")
    check_place(catalog)  # before a folder is made for it
    plan = MaskPlan(mask, MaskUnit(mask_unit), seed)
    with contextlib.ExitStack() as opened:
        folder = opened.enter_context(_folder(out))
        model = None if like is None else opened.enter_context(ItemCenter.open(like))
        center = opened.enter_context(ItemCenter.trial(folder / "center", model))
        if precision is not None:
            center.want_precision(precision)
        drawn = backbone == "auto"
        notices = [] if drawn else _take_ontology(center, ontology or backbone, model)
        with BuildProgress(quiet=as_json) as progress:
            report = center.evaluate(
                catalog,
                folder,
                plan,
                choice=RowChoice(limit, only_with_specs),
                prepare=partial(_draw, center, catalog) if drawn else lambda rows: None,
                notices=notices,
                progress=progress.show,
            )
        if page is not None:
            write_page(page, Path(catalog).name, None, None, read_evaluation(folder))
        if as_json:
            render.as_json(report.to_json())
        else:
            evaluation_summary(report, out)
            if page is not None:
                say(f"report written to {page}: open it in a browser")


def _draw(center: ItemCenter, catalog: str, rows: RowFilter) -> None:
    center.bootstrap(catalog, rows=rows)


def _take_ontology(center: ItemCenter, named: str | None, model: ItemCenter | None) -> list[str]:
    """Give the center the ontology that was named, else the one of `model`. Returns notices."""
    if named is not None and (named.startswith("shopify:") or Path(named).is_dir()):
        return center.import_ontology(named)[1]
    if model is not None:
        release = model.releases.open(named) if named is not None else model.release
        center.use_release(center.releases.save(release))
        return [_SEEN.format(center=model.folder.path)]
    if named is not None:
        remedy = "name a workbook folder, or a release together with --center"
        raise NotFoundError(f"{named!r} is no folder", remedy=remedy)
    raise NotFoundError("no ontology was named", remedy="give --backbone (auto draws one), --ontology, or --center")


@contextlib.contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    """The folder to work in: a temporary one, or `out`, emptied of an earlier evaluation."""
    if out is None:
        with tempfile.TemporaryDirectory(prefix="itemcenter-evaluate-") as folder:
            yield Path(folder)
        return
    if (out / _MARK).is_file():
        shutil.rmtree(out)
    elif out.exists() and any(out.iterdir()):
        raise ConfigError(f"{out} holds other files", remedy="name another folder with --out")
    out.mkdir(parents=True, exist_ok=True)
    (out / _MARK).touch()
    yield out
