"""`itemcenter map`: what the columns of a catalog mean, to be looked at, edited and tried before a build."""

from __future__ import annotations

from pathlib import Path

import click

from itemcenter.center import MERCHANT, ItemCenter
from itemcenter.center.mappings import map_plain
from itemcenter.errors import ConfigError, NotFoundError, StoreError
from itemcenter.items import check_place
from itemcenter.jobs.mapping_toml import mapping_toml
from itemcenter.serve.cli import render
from itemcenter.serve.cli.map_summary import map_summary
from itemcenter.serve.cli.options import json_option


@click.command("map")
@click.argument("catalog")
@click.option("--mapping", type=click.Path(path_type=Path), help="Try this mapping file instead of proposing one.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the mapping here as TOML, to be edited.")
@click.option("--rows", type=click.IntRange(min=1), default=200, show_default=True, help="Try it on so many rows.")
@click.option(
    "--center",
    "center_path",
    type=click.Path(path_type=Path),
    help="A center whose [catalog] options, and whose mapping of the source, are in effect.",
)
@click.option("--source", default=MERCHANT, show_default=True, help="Whose catalog this is, with --center.")
@json_option
def map_columns(
    catalog: str,
    mapping: Path | None,
    out: Path | None,
    rows: int,
    center_path: Path | None,
    source: str,
    as_json: bool,
) -> None:
    """Show what each column of CATALOG is taken for, how sure that is and why, and what items its first rows become.

    Nothing is built. --out writes the mapping as a TOML file in which every column stands with its role; edit it, try
    it with --mapping, then give it to `itemcenter build --mapping`.
    """
    check_place(catalog)
    if out is not None and out.exists():
        raise ConfigError(f"{out} exists already", remedy="it may hold your edits: name another file, or remove it")
    if center_path is None:
        report = map_plain(catalog, mapping, rows)
    else:
        if not (center_path / "itemcenter.toml").is_file():
            raise NotFoundError(f"{center_path} is no center", remedy="leave --center out to map without one")
        with ItemCenter.open(center_path) as center:
            if mapping is not None:
                center.use_mapping(mapping)
            report = center.map(catalog, source, rows)
    if out is not None:
        try:
            out.write_text(mapping_toml(report), encoding="utf-8")
        except OSError as error:
            raise StoreError(f"cannot write {out}: {error.strerror or error}", remedy="name another file") from error
    if as_json:
        render.as_json(report.to_json() | {"written": str(out) if out is not None else ""})
    else:
        map_summary(report, out)
