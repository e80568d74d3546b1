"""`itemcenter report`: a center and an evaluation as one HTML page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from itemcenter.center import ItemCenter
from itemcenter.jobs.evaluate import writing
from itemcenter.jobs.report_files import read_evaluation
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import json_option
from itemcenter.serve.report import report_page


@click.command()
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("report.html"), show_default=True,
              help="The file to write.")  # fmt: skip
@click.option("--evaluation", type=click.Path(path_type=Path, file_okay=False),
              help="Show the figures of this folder of `evaluate --out`, too.")  # fmt: skip
@click.option("--center", "center_path", type=click.Path(path_type=Path), show_default="the current directory",
              help="The center to report on. With --evaluation it may be left out.")  # fmt: skip
@click.option("--title", help="Heading of the page. Default: the name of the folder.")
@json_option
def report(out: Path, evaluation: Path | None, center_path: Path | None, title: str | None, as_json: bool) -> None:
    """Write one HTML page about a center: coverage, confidence, richness, problems, runs, and items with their proofs.

    The page loads nothing from anywhere: it can be kept, sent and printed.
    """
    evaluated = None if evaluation is None else read_evaluation(evaluation)
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    if center_path is None and evaluation is not None:
        page = report_page(title or evaluation.resolve().name, made, None, None, evaluated)
    else:
        home = center_path or Path()
        with ItemCenter.open(home) as center:
            found, files = center.report()
        page = report_page(title or home.resolve().name, made, found, files, evaluated)
    with writing(out) as file:
        file.write(page)
    size = out.stat().st_size
    if as_json:
        render.as_json({"file": str(out), "bytes": size})
    else:
        say(f"report written to {out} ({size / 1024:,.0f} KiB): open it in a browser")
