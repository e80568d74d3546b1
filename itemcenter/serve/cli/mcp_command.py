"""The verb that answers an agent over standard input and output."""

from __future__ import annotations

from pathlib import Path

import click

from itemcenter import registry
from itemcenter.center_folder import CenterFolder
from itemcenter.errors import ConfigError


def checked_currency(context: click.Context, parameter: click.Parameter, value: str) -> str:
    if value and not (len(value) == 3 and value.isascii() and value.isalpha() and value.isupper()):
        raise ConfigError(f"{value!r} is no currency", place="--currency", remedy="three letters, such as EUR")
    return value


currency_option = click.option("--currency", default="", metavar="CODE", callback=checked_currency,
                               help="Currency of prices that name none (ISO 4217, such as EUR).")  # fmt: skip


@click.command()
@click.option("--center", "center_path", type=click.Path(path_type=Path), default=Path(),
              show_default="the current directory", help="The center to read.")  # fmt: skip
@currency_option
def mcp(center_path: Path, currency: str) -> None:
    """Answer an agent by the Model Context Protocol on standard input and output (docs/agents.md).

    The tools read and never write. `itemcenter serve` has the same ones over HTTP, at /mcp.
    """
    door = registry.door("mcp")
    folder = CenterFolder.find(center_path)
    door.run_stdio(door.ServiceOptions(folder.path.absolute(), currency=currency))
