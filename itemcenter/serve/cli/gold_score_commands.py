"""`itemcenter gold score`, `compare`, `gate`, `agreement`: what builds and labellers are worth."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from itemcenter.center import ItemCenter
from itemcenter.config import checked_limits
from itemcenter.errors import ConfigError, GateError
from itemcenter.evaluate.gold import GateLimits
from itemcenter.jobs.gold.build_words import SHOWN, VOICES
from itemcenter.jobs.gold.score import write_score
from itemcenter.serve.cli import render
from itemcenter.serve.cli.gold_summary import (
    agreement_summary,
    compare_summary,
    gate_summary,
    score_summary,
    wrong_cells,
)
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import center_option, json_option

_VOICE = click.option(
    "--voice",
    type=click.Choice(VOICES),
    default=SHOWN,
    show_default=True,
    help="Whose word: what the center shows, the machine's, or what merchants state.",
)
_OLDER = click.option(
    "--run", type=int, help="The older build: this center at the end of a run. Default: the last but one."
)
_WITH = click.option(
    "--with", "other", type=click.Path(path_type=Path, file_okay=False), help="The older build: another center."
)


@click.command()
@_VOICE
@click.option("--run", type=int, help="As it stood at the end of this run. Default: now.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the figures (.json) or every cell (any other name, JSON lines) there.")  # fmt: skip
@click.option("--wrong", type=click.IntRange(min=0), default=0, help="Show so many cells with a wrong value.")
@center_option
@json_option
def score(center: ItemCenter, voice: str, run: int | None, out: Path | None, wrong: int, as_json: bool) -> None:
    """Precision and recall by the gold set, of all keys and of each, with 95 % intervals.

    Cells count by weight, so that the figures speak of the whole catalog. Unit is the fact: every value counts.
    """
    found = center.gold_score(voice, run)
    if out is not None:
        write_score(found, out)
    if as_json:
        render.as_json(found.to_json())
        return
    score_summary(found, center.release)
    if wrong:
        wrong_cells(found, wrong)
    if out is not None:
        say(f"written to {out}")


@click.command()
@_VOICE
@_OLDER
@_WITH
@click.option("--cells", type=click.IntRange(min=0), default=3, show_default=True,
              help="Show so many cells of each key that got worse.")  # fmt: skip
@center_option
@json_option
def compare(center: ItemCenter, voice: str, run: int | None, other: Path | None, cells: int, as_json: bool) -> None:
    """What each key won or lost against an earlier build, or another center, on the same cells."""
    with _older(other, run) as older:
        before, after, found = center.gold_compare(older, run=run, voice=voice)
        limits = center.config.gold
        if as_json:
            render.as_json(_json(found, limits) | {"notices": after.notices})
        else:
            compare_summary(found, center.release, limits, cells, (before, after))


@click.command()
@_VOICE
@_OLDER
@_WITH
@click.option("--max-key-loss", type=float, help="Precision that a single key may lose, as a share: 0.05.")
@click.option("--max-lost-share", type=float, help="Share of compared keys that may lose more than that.")
@click.option("--min-facts", type=int, help="Compare keys of which both builds give so many values.")
@click.option("--max-precision-loss", type=float, help="Precision that all keys together may lose.")
@click.option("--max-recall-loss", type=float, help="Recall that all keys together may lose.")
@click.option("--min-precision", type=float, help="Least precision of all keys together.")
@click.option("--min-recall", type=float, help="Least recall of all keys together.")
@center_option
@json_option
def gate(
    center: ItemCenter, voice: str, run: int | None, other: Path | None, as_json: bool, **given: Any
) -> int | None:
    """Fail (exit code 8) where the newer build is worse by the gold set than it may be; limits stand in [gold]."""
    limits = replace(center.config.gold, **{name: value for name, value in given.items() if value is not None})
    checked_limits(limits, "gate")
    with _older(other, run) as older:
        found, failures = center.gold_gate(older, limits=limits, run=run, voice=voice)
    if as_json:
        render.as_json(_json(found, limits) | {"passed": not failures, "failures": failures})
        return GateError.exit_code if failures else None
    gate_summary(found, center.release, limits, failures)
    if failures:
        raise GateError("; ".join(failures), remedy="`itemcenter gold compare` shows the cells")
    return None


@click.command()
@center_option
@json_option
def agreement(center: ItemCenter, as_json: bool) -> None:
    """How far labellers agree (percent, Krippendorff's alpha), and the cells on which they differ.

    `gold export --which disputed` writes these for somebody to settle, `gold import --final` takes the decisions in.
    """
    found = center.gold_agreement()
    if as_json:
        render.as_json(found.to_json())
    else:
        agreement_summary(found, center.release)


@contextlib.contextmanager
def _older(other: Path | None, run: int | None) -> Iterator[ItemCenter | None]:
    if other is None:
        yield None
        return
    if run is not None:
        raise ConfigError("--run and --with both name the older build", remedy="give one of them")
    with ItemCenter.open(other) as older:
        yield older


def _json(found: Any, limits: GateLimits) -> dict[str, Any]:
    return {
        "all": found.whole.to_json(),
        "keys": [key.to_json() for key in found.keys],
        "compared_keys": sum(key.compared(limits) for key in found.keys),
        "lost_keys": [key.key_id for key in found.lost_keys(limits)],
        "lost_share": round(found.lost_share(limits), 4),
    }
