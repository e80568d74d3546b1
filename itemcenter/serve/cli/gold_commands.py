"""`itemcenter gold`: cells that people verify, and what a build is worth by their word."""

from __future__ import annotations

from pathlib import Path

import click

from itemcenter.center import ItemCenter
from itemcenter.center.gold import CSV, FORMS, LABEL_STUDIO
from itemcenter.errors import NotFoundError
from itemcenter.evaluate.gold import SamplePlan
from itemcenter.jobs.gold.label_studio import view_path
from itemcenter.jobs.gold.sample import SampleChoice
from itemcenter.jobs.gold.tasks import OPEN, WHICH
from itemcenter.jobs.inspect import find_key, no_key
from itemcenter.schema import CategoryId
from itemcenter.serve.cli import render
from itemcenter.serve.cli.gold_score_commands import agreement, compare, gate, score
from itemcenter.serve.cli.gold_summary import import_summary, sample_summary
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import center_option, json_option

_PLAN = SamplePlan()
_FORM = click.option(
    "--format", "form", type=click.Choice(FORMS), help="Default: label-studio for names that end in .json, else csv."
)


@click.group()
def gold() -> None:
    """A gold set: cells drawn at random, answered by people, never learned from. `sample` draws it."""


@gold.command()
@click.option("--items", type=click.IntRange(min=1), default=_PLAN.items, show_default=True,
              help="Items in all, shared among categories by their size.")  # fmt: skip
@click.option("--at-least", type=click.IntRange(min=0), default=_PLAN.at_least, show_default=True,
              help="Cells of each pair of category and key, as far as there are items.")  # fmt: skip
@click.option("--per-key", type=click.IntRange(min=0), default=_PLAN.per_key, show_default=True,
              help="Cells of each key: further items are drawn for keys that have fewer.")  # fmt: skip
@click.option("--key", "keys", multiple=True, help="Only cells of this key (id or name); may be given several times.")
@click.option("--category", "categories", multiple=True, help="Only items in or below this category (id).")
@click.option("--seed", type=int, help="Another seed draws other items. It stays that of the first draw.")
@center_option
@json_option
def sample(
    center: ItemCenter,
    items: int,
    at_least: int,
    per_key: int,
    keys: tuple[str, ...],
    categories: tuple[str, ...],
    seed: int | None,
    as_json: bool,
) -> None:
    """Draw cells for people to answer, or more of them: all keys of an item's category, stated or not.

    A set that exists grows; none of its cells and answers is lost. Builds leave its items out of learning from now on.
    """
    release, chosen = center.release, []
    for name in keys:
        key = find_key(release, name)
        if key is None:
            raise no_key(release, name)
        chosen.append(key.id)
    for name in categories:
        if CategoryId(name) not in release.category_by_id:
            raise NotFoundError(f"no category {name!r} in the release", remedy="`itemcenter ontology show` lists ids")
    choice = SampleChoice(tuple(chosen), tuple(map(CategoryId, categories)))
    report = center.gold_sample(SamplePlan(items, at_least, per_key), choice, seed=seed)
    if as_json:
        render.as_json(report.to_json())
    else:
        sample_summary(report)


@gold.command()
@click.option("--source", default="merchant", show_default=True, help="Whose model finds what else may be offered.")
@center_option
@json_option
def prelabel(center: ItemCenter, source: str, as_json: bool) -> None:
    """Keep what the machine would say of the cells, with its proof, as suggestions for people. They are never truth."""
    report = center.gold_prelabel(source)
    if as_json:
        render.as_json(report.to_json())
        return
    say(f"{report.cells:,} cells, {report.with_values:,} with a suggested value; {report.offered:,} values offered")
    if report.gone:
        say(f"note: {report.gone:,} cells are of items that the center no longer has")


@gold.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_FORM
@click.option("--which", type=click.Choice(WHICH), default=OPEN, show_default=True,
              help="open: without an answer; disputed: labellers differ; answered: with the answers.")  # fmt: skip
@click.option("--labeller", default="", help="With open: cells that this person has not answered, whoever else has.")
@click.option("--blind", is_flag=True, help="Do not show what the machine suggests.")
@center_option
@json_option
def export(
    center: ItemCenter, file: Path, form: str | None, which: str, labeller: str, blind: bool, as_json: bool
) -> None:
    """Write cells to FILE for people to answer: a CSV table, or tasks for Label Studio with its view beside them."""
    form = form or _form_of(file)
    count = center.gold_export(file, form, which=which, labeller=labeller, blind=blind)
    suggested = center.gold.suggestions.is_file()
    if as_json:
        render.as_json({"file": str(file), "format": form, "cells": count, "suggestions": suggested and not blind})
        return
    say(f"{count:,} {'rows' if form == CSV else 'tasks'} written to {file}")
    if form == LABEL_STUDIO:
        say(f"labelling view: {view_path(file)}")
    if not suggested and count:
        say("note: there are no suggestions yet, and nothing to choose from: `itemcenter gold prelabel` makes them")


@gold.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@_FORM
@click.option("--labeller", default="", help="Who answered, where the file does not say.")
@click.option("--final", is_flag=True, help="These answers settle what labellers differ on.")
@center_option
@json_option
def import_answers(center: ItemCenter, file: Path, form: str | None, labeller: str, final: bool, as_json: bool) -> None:
    """Take the answers of FILE in: a filled table, or Label Studio's JSON export. Bad ones go to the quarantine."""
    report = center.gold_import(file, form or _form_of(file), labeller=labeller, final=final)
    if as_json:
        render.as_json(report.to_json())
    else:
        import_summary(report)


def _form_of(file: Path) -> str:
    return LABEL_STUDIO if file.suffix.lower() == ".json" else CSV


for _command in (score, compare, gate, agreement):
    gold.add_command(_command)
