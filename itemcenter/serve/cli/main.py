"""Entry point of the command line: the group of all verbs, and the one place where errors become exit codes."""

from __future__ import annotations

import json
import os
import sys

import click

from itemcenter import __version__
from itemcenter.errors import ItemCenterError
from itemcenter.serve.cli.build_command import build
from itemcenter.serve.cli.center_commands import config, demo, doctor
from itemcenter.serve.cli.edit_commands import forget, set_value, unlock
from itemcenter.serve.cli.item_commands import export, facts, show, why
from itemcenter.serve.cli.ontology_commands import ontology
from itemcenter.serve.cli.quarantine_commands import quarantine

#: Exit code after Ctrl-C, as shells expect it.
_INTERRUPTED = 130


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="itemcenter")
def cli() -> None:
    """Turn messy product catalogs into governed item knowledge: for each item and attribute a canonical value, a
    confidence and the very words that prove it, or an honest "not stated"."""


for command in (build, show, why, facts, set_value, unlock, forget, export, ontology, quarantine, config, doctor, demo):
    cli.add_command(command)


def main() -> None:
    """Run the command line and leave with its exit code (docs/cli.md lists them)."""
    try:
        code = cli.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except ItemCenterError as error:
        if "--json" in sys.argv:
            report = {"error": type(error).__name__, "message": error.message, "place": error.place}
            click.echo(json.dumps(report | {"remedy": error.remedy}, ensure_ascii=False))
        click.echo(f"itemcenter: {error}", err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo("itemcenter: interrupted; what was stored is whole, run the same command again to go on", err=True)
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`... | head`): not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
