"""Verbs about the center as a whole: config check, demo."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
from rich.text import Text

from itemcenter.center import ItemCenter
from itemcenter.config import describe
from itemcenter.demo import backbone_path, catalog_path
from itemcenter.errors import ConfigError
from itemcenter.serve.cli import render
from itemcenter.serve.cli.build_summary import build_summary
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import center_option, json_option

#: The item that the demo shows, and a cell that it then edits.
_DEMO_ITEM, _DEMO_KEY, _DEMO_VALUE = "LAP-130-03", "color", "silver"


@click.group()
def config() -> None:
    """The configuration file itemcenter.toml."""


@config.command()
@center_option
@json_option
def check(center: ItemCenter, as_json: bool) -> None:
    """Check itemcenter.toml and the environment, open the store they name, and show what they resolve to."""
    resolved = describe(center.config)
    center.store.counts()
    if as_json:
        render.as_json(resolved)
        return
    say(f"{center.folder.config} is in order")
    for name, value in resolved.items():
        options = value.items() if isinstance(value, dict) else [("", value)]
        for option, setting in options:
            say(f"  {name}{'.' if option else ''}{option} = {setting!r}")


@click.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-center"), show_default=True,
              help="Where to make the demo center; an earlier demo center there is replaced.")  # fmt: skip
@json_option
def demo(out: Path, as_json: bool) -> None:
    """Build an invented catalog (twelve shelves, from shoes to paper goods) and show what comes out."""
    if (out / ".demo").is_file():
        shutil.rmtree(out)
    elif out.exists() and any(out.iterdir()):
        raise ConfigError(f"{out} holds other files", remedy="name another folder with --out")
    with ItemCenter.create(out) as center:
        (out / ".demo").touch()
        center.import_ontology(str(backbone_path()))
        report = center.build(catalog_path())
        if as_json:
            render.as_json(report.to_json() | {"center": str(out)})
            return
        _say(f"itemcenter build {catalog_path().name} --ontology {backbone_path().name}/ --out {out}")
        build_summary(report, center.release, out)
        _say(f"itemcenter show {_DEMO_ITEM} --center {out}")
        render.item_sheet(center.show(_DEMO_ITEM))
        _say(f"itemcenter set {_DEMO_ITEM} {_DEMO_KEY} {_DEMO_VALUE} --lock --by ada --center {out}")
        render.changes(center.set(_DEMO_ITEM, _DEMO_KEY, _DEMO_VALUE, lock=True, author="ada"))
        later = _later_catalog(out)
        _say(f"itemcenter build {later.name} --out {out}    (a newer file: this laptop's lid is blue now)")
        build_summary(center.build(later), center.release, out)
        _say(f"itemcenter why {_DEMO_ITEM} {_DEMO_KEY} --center {out}")
        render.cell_account(center.why(_DEMO_ITEM, _DEMO_KEY))


def _later_catalog(out: Path) -> Path:
    """A newer version of the demo catalog in which one laptop's text names another colour."""
    path = out / "later.csv"
    rows = catalog_path().read_text(encoding="utf-8").splitlines(keepends=True)
    changed = [row.replace("lid is white", "lid is blue") if row.startswith(_DEMO_ITEM) else row for row in rows]
    path.write_text("".join(changed), encoding="utf-8")
    return path


def _say(command: str) -> None:
    render.console().print(Text(f"\n$ {command}", style="bold cyan"))
