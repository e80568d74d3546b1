"""`itemcenter build`: the main job."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from itemcenter.center import MERCHANT, ItemCenter
from itemcenter.center_folder import CenterFolder
from itemcenter.errors import ConfigError, InputError, NotFoundError
from itemcenter.items import check_place
from itemcenter.serve.cli import render
from itemcenter.serve.cli.build_progress import BuildProgress
from itemcenter.serve.cli.build_summary import build_summary
from itemcenter.serve.cli.options import json_option, precision_option


@click.command()
@click.argument("catalog")
@click.option(
    "--out",
    "--center",
    "out",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default="the current directory",
    help="The center to build into; made if it does not exist.",
)
@click.option("--ontology", help="A release of the center (id or name), or the folder of an expert workbook.")
@click.option(
    "--backbone",
    help="An ontology to import first: shopify:DIR, shopify:DIR#BRANCH, a workbook folder, "
    "or auto to draw one from the catalog.",
)
@click.option("--source", default=MERCHANT, show_default=True, help="Whose catalog this is; ranks in [sources].")
@click.option(
    "--mapping",
    help="A mapping file for this source's columns (`itemcenter map` writes one), kept for later builds; "
    "auto proposes anew and forgets the one that was kept.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Stop after this many items.")
@click.option(
    "--dry-run",
    is_flag=True,
    help="Read and recognise, but keep nothing: no item, no fact, no ontology, nothing that was learned.",
)
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]),
    help="When the catalog was made, UTC. Default: the file's own time. Newer words win over older ones.",
)
@click.option(
    "--allow-retire",
    is_flag=True,
    help="Let the items that the file lacks go ([catalog] missing), however many they are.",
)
@precision_option
@json_option
def build(
    catalog: str,
    out: Path,
    ontology: str | None,
    backbone: str | None,
    source: str,
    mapping: str | None,
    limit: int | None,
    dry_run: bool,
    as_of: datetime | None,
    allow_retire: bool,
    precision: float | None,
    as_json: bool,
) -> None:
    """Read CATALOG, decide every attribute of every item, and keep the facts with their evidence in a center.

    Items that have not changed since the last build cost next to nothing. A build that was killed goes on where it
    was when the same command is given again.
    """
    if ontology and backbone:
        raise ConfigError("--ontology and --backbone both name an ontology", remedy="give one of them")
    check_place(catalog)  # before a center is made for it
    with _center(out, dry_run) as center:
        if mapping is not None:
            center.use_mapping(None if mapping == "auto" else mapping)
        if precision is not None:
            center.want_precision(precision)
        notices = _draw(center, catalog, source) if backbone == "auto" else _choose_ontology(center, ontology, backbone)
        as_of_us = None if as_of is None else int(as_of.replace(tzinfo=UTC).timestamp() * 1_000_000)
        with BuildProgress(quiet=as_json) as progress:
            report = center.build(
                catalog,
                source=source,
                limit=limit,
                dry_run=dry_run,
                as_of_us=as_of_us,
                allow_retire=allow_retire,
                progress=progress.show,
            )
        report.notices[:0] = notices
        if as_json:
            render.as_json(report.to_json())
        else:
            build_summary(report, center.release, out)


@contextlib.contextmanager
def _center(out: Path, dry_run: bool) -> Iterator[ItemCenter]:
    """The center to build in. One that was made for a catalog which then cannot be read at all goes again."""
    folder = CenterFolder(out)
    made_here, folder_too = not dry_run and not folder.config.is_file(), not out.exists()
    try:
        with ItemCenter.rehearsal(out) if dry_run else ItemCenter.create(out) as center:
            yield center
    except InputError:
        if made_here:
            folder.discard(folder_too=folder_too)
        raise


def _choose_ontology(center: ItemCenter, ontology: str | None, backbone: str | None) -> list[str]:
    """Import or select the ontology that the command line names; the center's own where it names none."""
    given = backbone or ontology
    if given is None:
        return []
    if backbone is None and not given.startswith("shopify:") and not Path(given).is_dir():
        try:
            center.use_release(center.releases.open(given).id)
        except NotFoundError as error:
            raise NotFoundError(f"{given!r} is no folder; {error.message}", remedy=error.remedy) from error
        return []
    _, notices = center.import_ontology(given)
    return notices


def _draw(center: ItemCenter, catalog: str, source: str) -> list[str]:
    """Draw an ontology from the catalog itself, unless the center's own was drawn from an earlier version of it."""
    if center.drawn_from(source):
        return ["the ontology drawn before is kept; `itemcenter ontology bootstrap` draws another one"]
    draft = center.bootstrap(catalog, source=source)
    told = [finding.message for finding in draft.findings if finding.kind == "notice"]
    return [*told, "the ontology was drawn from this catalog; `itemcenter ontology workbook DIR` writes it for review"]
