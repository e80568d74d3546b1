"""docs/cli.md is what the program says of itself, and nothing in it is undocumented."""

from __future__ import annotations

from pathlib import Path

import click

from itemcenter.serve.cli.main import cli
from tests.docs import command_help

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"


def test_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == command_help.text(), "run `make docs`"


def test_every_command_and_option_has_a_help_text() -> None:
    for path, command in command_help._commands((), cli):
        assert command.help, path
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, (path, parameter.name)
