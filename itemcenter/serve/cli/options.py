"""Options that several commands share, and how errors become exit codes."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from itemcenter.center import ItemCenter
from itemcenter.config import checked_precision

Command = TypeVar("Command", bound=Callable[..., Any])


def center_option(command: Command) -> Command:
    """`--center DIR`: handed on as an opened `ItemCenter`."""

    @click.option(
        "--center",
        "center_path",
        type=click.Path(path_type=Path),
        default=Path(),
        show_default="the current directory",
        help="The center to work on.",
    )
    @functools.wraps(command)
    def opened(center_path: Path, *arguments: Any, **options: Any) -> Any:
        with ItemCenter.open(center_path) as center:
            return command(center, *arguments, **options)

    return opened  # type: ignore[return-value]


def _precision(context: click.Context, option: click.Parameter, precision: float | None) -> float | None:
    return None if precision is None else checked_precision(precision, "--precision")


precision_option = click.option(
    "--precision",
    type=float,
    metavar="SHARE",
    callback=_precision,
    help="Wanted share of right values among those read from texts, above 0 and below 1, for this run only. A higher "
    "one leaves more cells empty. Default: that of the configuration.",
)
llm_option = click.option(
    "--llm/--no-llm",
    "llm",
    default=None,
    help="Have a language model read documents, too. Default: [discovery] llm of the configuration.",
)
documents_option = click.option(
    "--documents",
    type=click.IntRange(1),
    help="Documents that the language model reads, spread over the categories. Default: [discovery] documents.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")
author_option = click.option(
    "--by", "author", default="", envvar="USER", show_envvar=True, help="Who decides, kept in the cell's history."
)
