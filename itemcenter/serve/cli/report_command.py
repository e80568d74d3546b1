"""`itemcenter report`: a center and an evaluation as one HTML page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from itemcenter.center import ItemCenter
from itemcenter.jobs.effect import EffectReport
from itemcenter.jobs.evaluate import writing
from itemcenter.jobs.report import CenterReport
from itemcenter.jobs.report_files import CenterFiles, Evaluation, read_evaluation
from itemcenter.serve.cli import render
from itemcenter.serve.cli.effect_summary import effect_summary
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
@click.option("--effect", "only_effect", is_flag=True,
              help="Write no page: print what the center adds to the merchant's data, by category.")  # fmt: skip
@json_option
def report(
    out: Path, evaluation: Path | None, center_path: Path | None, title: str | None, only_effect: bool, as_json: bool
) -> None:
    """Write one HTML page about a center: coverage, confidence, richness, problems, runs, and items with their proofs.

    The page loads nothing from anywhere: it can be kept, sent and printed.
    """
    if only_effect:
        with ItemCenter.open(center_path or Path()) as center:
            found_effect = center.effect()
        render.as_json(found_effect.to_json()) if as_json else effect_summary(found_effect)
        return
    evaluated = None if evaluation is None else read_evaluation(evaluation)
    if center_path is None and evaluation is not None:
        write_page(out, title or evaluation.resolve().name, None, None, evaluated)
    else:
        home = center_path or Path()
        with ItemCenter.open(home) as center:
            found, files = center.report()
            added = center.effect()
        write_page(out, title or home.resolve().name, found, files, evaluated, added)
    size = out.stat().st_size
    if as_json:
        render.as_json({"file": str(out), "bytes": size})
    else:
        say(f"report written to {out} ({size / 1024:,.0f} KiB): open it in a browser")


def write_page(
    out: Path,
    title: str,
    found: CenterReport | None,
    files: CenterFiles | None,
    evaluated: Evaluation | None,
    added: EffectReport | None = None,
) -> None:
    """Write the page, which takes its place when it is whole. Raises `StoreError`."""
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    with writing(out) as file:
        file.write(report_page(title, made, found, files, evaluated, added))
