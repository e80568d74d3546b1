"""Entry point of the command line: the group of all verbs, and the one place where errors become exit codes."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

import click

from itemcenter import __version__
from itemcenter.errors import ItemCenterError, StoreError
from itemcenter.serve.cli.access_commands import access
from itemcenter.serve.cli.build_command import build
from itemcenter.serve.cli.center_commands import config, demo
from itemcenter.serve.cli.diff_command import diff
from itemcenter.serve.cli.doctor_command import doctor
from itemcenter.serve.cli.edit_commands import forget, set_value, unlock
from itemcenter.serve.cli.evaluate_command import evaluate
from itemcenter.serve.cli.export_command import export
from itemcenter.serve.cli.gold_commands import gold
from itemcenter.serve.cli.group_commands import groups
from itemcenter.serve.cli.harmless import json_text, say
from itemcenter.serve.cli.item_commands import facts, show, why
from itemcenter.serve.cli.map_command import map_columns
from itemcenter.serve.cli.mcp_command import mcp
from itemcenter.serve.cli.ontology_commands import ontology
from itemcenter.serve.cli.quarantine_commands import quarantine
from itemcenter.serve.cli.report_command import report
from itemcenter.serve.cli.serve_command import serve
from itemcenter.serve.cli.tunnel_commands import tunnel

#: Exit code after Ctrl-C, as shells expect it.
_INTERRUPTED = 130


class _ReaderLeft(Exception):
    """Whoever read our output went away (`... | head`): not an error of ours."""


class _Verbs(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:  # click would make exit code 1 of it
            raise _ReaderLeft from error


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="itemcenter")
def cli() -> None:
    """Turn messy product catalogs into governed item knowledge: for each item and attribute a canonical value, a
    confidence and the very words that prove it, or an honest "not stated"."""


for command in (build, map_columns, evaluate, show, why, facts, diff, set_value, unlock, forget, groups, gold, export,
                report, ontology, quarantine, tunnel, serve, mcp, access, config, doctor, demo):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Run the command line and leave with its exit code (docs/cli.md lists them)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # no letter that a narrow encoding lacks may end a command
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_run())


def _run() -> int:
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except ItemCenterError as error:
        if "--json" in sys.argv:
            report = {"error": type(error).__name__, "message": error.message, "place": error.place}
            click.echo(json_text(report | {"remedy": error.remedy}))
        say(f"itemcenter: {error}", err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        say("itemcenter: interrupted; what was stored is whole, run the same command again to go on", err=True)
        return _INTERRUPTED
    except (_ReaderLeft, BrokenPipeError):
        _drop_output()
        return 0
    except OSError as error:
        # A full disk behind `> file`, and whatever else the operating system refuses.
        _drop_output()
        say(f"itemcenter: the operating system refused: {error}", err=True)
        return StoreError.exit_code


def _drop_output() -> None:
    """Keep Python from writing what is left in the buffer when it ends: it would fail again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
