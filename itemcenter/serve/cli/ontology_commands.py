"""`itemcenter ontology`: import, look at, choose, check and write out releases."""

from __future__ import annotations

from pathlib import Path

import click
from rich.text import Text

from itemcenter.center import MERCHANT, ItemCenter
from itemcenter.errors import ConfigError, NotFoundError
from itemcenter.items import CatalogOptions, check_place, open_catalog
from itemcenter.jobs.bootstrap import draft_ontology, draft_over, proposed_folder, write_draft
from itemcenter.jobs.inspect import find_key
from itemcenter.ontology import copy_template, load_ontology, write_workbook
from itemcenter.ontology import lint as lint_release
from itemcenter.ontology.bootstrap import Proposed
from itemcenter.ontology.release_diff import diff_releases
from itemcenter.schema import AttributeKey, CategoryId, OntologyRelease
from itemcenter.serve.cli import render
from itemcenter.serve.cli.diff_commands import diff, tell_changes
from itemcenter.serve.cli.discover_commands import discover, fuse
from itemcenter.serve.cli.draft_summary import draft_summary
from itemcenter.serve.cli.grow_command import grow
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.key_commands import keys
from itemcenter.serve.cli.mapping_commands import mappings
from itemcenter.serve.cli.options import center_option, json_option
from itemcenter.serve.cli.release_commands import export_release, history, impact, release, rollback, successors
from itemcenter.serve.cli.review_commands import insert, review, stats, validate

_VALUES_SHOWN = 12


@click.group()
def ontology() -> None:
    """Ontology releases: what there is to know about items of each category."""


ontology.add_command(keys)
ontology.add_command(mappings)
for _verb in (diff, release, history, impact, rollback, export_release, successors):
    ontology.add_command(_verb)
for _verb in (grow, discover, fuse, validate, review, insert, stats):
    ontology.add_command(_verb)


@ontology.command("import")
@click.argument("source")
@click.option("--out", "--center", "out", type=click.Path(path_type=Path), default=Path(),
              show_default="the current directory", help="The center; made if it does not exist.")  # fmt: skip
@click.option("--keep-current", is_flag=True, help="Store the release, but go on deciding with the present one.")
@click.option("--diff", "show_diff", is_flag=True, help="Tell what changed since the release that was in use.")
@json_option
def import_source(source: str, out: Path, keep_current: bool, show_diff: bool, as_json: bool) -> None:
    """Import SOURCE as a release: shopify:DIR, shopify:DIR#BRANCH@LANGUAGE, google:FILE, or an expert workbook."""
    with ItemCenter.create(out) as center:
        before = center.release if show_diff and center.releases.current() else None
        release_id, notices = center.import_ontology(source, make_current=not keep_current)
        release = center.releases.open(release_id)
        changes = diff_releases(before, release) if before is not None else []
        if as_json:
            told = {"release": release_id, "name": release.name, "counts": release.counts, "notices": notices}
            render.as_json(told | ({"changes": [change.to_json() for change in changes]} if show_diff else {}))
            return
        if show_diff:
            tell_changes(changes, show_all=False)
        counts = ", ".join(f"{count:,} {noun}" for noun, count in release.counts.items() if count)
        say(f"release {release_id} ({release.name}): {counts}")
        for notice in notices:
            say(f"note: {notice}")


@ontology.command()
@click.argument("catalog")
@click.option("--out", type=click.Path(path_type=Path),
              help="Where to write workbook and findings: a folder, or a file ending in .xlsx.")  # fmt: skip
@click.option("--base", type=click.Path(path_type=Path),
              help="A workbook that you have edited: it stays, and only what is new in CATALOG is added.")  # fmt: skip
@click.option("--center", "center_path", type=click.Path(path_type=Path),
              help="Keep the draft in this center, too, and decide with it; made if it does not exist.")  # fmt: skip
@json_option
def bootstrap(catalog: str, out: Path | None, base: Path | None, center_path: Path | None, as_json: bool) -> None:
    """Draw a first ontology from CATALOG: its categories or product groups, and typed keys from its specs and columns.

    Writes a workbook to edit and import, findings.jsonl (what each entry rests on, keys that may be one), lint.jsonl
    and report.json: into --out, else into the folder bootstrap of the center.
    """
    check_place(catalog)  # before a center is made for it
    if out is None and center_path is None:
        raise ConfigError("nowhere to write the draft", remedy="name a folder with --out, a center with --center")
    if center_path is None:
        draft = draft_ontology(open_catalog(catalog, CatalogOptions(), MERCHANT))
        if base is not None:
            proposed = Proposed.read(proposed_folder(base))
            draft = draft_over(draft, load_ontology(str(base)).release, proposed)
    else:
        with ItemCenter.create(center_path) as center:
            draft = center.bootstrap(catalog, base=base)
        out = out or center_path / "bootstrap"
    assert out is not None
    report = write_draft(draft, out)
    if as_json:
        render.as_json(report | {"folder": str(out)})
        return
    draft_summary(report, out)


@ontology.command("list")
@center_option
@json_option
def list_releases(center: ItemCenter, as_json: bool) -> None:
    """List the releases of the center; * marks the one that builds decide with."""
    current = center.config.release or center.releases.current()
    entries = center.releases.list()
    if as_json:
        render.as_json([{"release": entry.id, "name": entry.name, "counts": entry.counts, "source": entry.source,
                         "current": current in (entry.id, entry.name)} for entry in entries])  # fmt: skip
        return
    rows = render.table("", "release", "name", "categories", "keys", "values", "source")
    for entry in entries:
        mark = "*" if current in (entry.id, entry.name) else ""
        counts = (f"{entry.counts[noun]:,}" for noun in ("categories", "keys", "values"))
        rows.add_row(mark, entry.id, Text(entry.name), *counts, Text(entry.source))
    render.console().print(rows)


@ontology.command()
@click.argument("release")
@center_option
@json_option
def use(center: ItemCenter, release: str, as_json: bool) -> None:
    """Decide with RELEASE (id, its beginning, or name) from now on."""
    chosen = center.releases.open(release)
    center.use_release(chosen.id)
    _tell(f"builds decide with {chosen.id} ({chosen.name})", {"release": chosen.id, "name": chosen.name}, as_json)


@ontology.command("show")
@click.argument("entry", required=False)
@center_option
@json_option
def show_entry(center: ItemCenter, entry: str | None, as_json: bool) -> None:
    """Show the release, or ENTRY of it: a category (id or name) with its keys, or a key with its values."""
    release = center.release
    if entry is None:
        _show_release(release, as_json)
        return
    category_id = _find_category(release, entry)
    if category_id is not None:
        _show_category(release, category_id, as_json)
        return
    key = find_key(release, entry)
    if key is None:
        raise NotFoundError(
            f"{entry!r} names no category and no key", remedy="`itemcenter ontology show` begins at the top"
        )
    _show_key(release, key, as_json)


@ontology.command("lint")
@center_option
@json_option
def lint_command(center: ItemCenter, as_json: bool) -> None:
    """Check the release for what experts should look at: doubtful synonyms, keys without use, missing descriptions."""
    findings = lint_release(center.release)
    if as_json:
        render.as_json([{"severity": f.severity.value, "place": f.place, "message": f.message, "remedy": f.remedy}
                        for f in findings])  # fmt: skip
        return
    rows = render.table("severity", "place", "what and what to do")
    for finding in findings:
        told = f"{finding.message}; {finding.remedy}" if finding.remedy else finding.message
        rows.add_row(finding.severity.value, Text(finding.place), Text(told))
    render.console().print(rows)
    say(f"{len(findings):,} findings")


@ontology.command()
@click.argument("folder", type=click.Path(path_type=Path))
@center_option
@json_option
def workbook(center: ItemCenter, folder: Path, as_json: bool) -> None:
    """Write the release as an expert workbook: edit it in a spreadsheet and import it again.

    FOLDER gets a CSV file a table; where it ends in .xlsx, one spreadsheet file holds all of them.
    """
    write_workbook(center.release, folder)
    told = f"workbook written to {folder}; import it with `itemcenter ontology import {folder}`"
    _tell(told, {"folder": str(folder), "release": center.release.id}, as_json)


@ontology.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@json_option
def template(folder: Path, as_json: bool) -> None:
    """Write a small commented workbook into FOLDER, to start an ontology of your own from."""
    copy_template(folder)
    told = f"template written to {folder}; edit it, then `itemcenter ontology import {folder} --out CENTER`"
    _tell(told, {"folder": str(folder)}, as_json)


def _tell(text: str, data: dict[str, str], as_json: bool) -> None:
    if as_json:
        render.as_json(data)
    else:
        say(text)


def _find_category(release: OntologyRelease, text: str) -> CategoryId | None:
    if CategoryId(text) in release.category_by_id:
        return CategoryId(text)
    wanted = text.casefold()
    named = [entry.id for entry in release.categories
             if wanted in (entry.name.casefold(), release.path_name(entry.id).casefold())]  # fmt: skip
    return named[0] if len(named) == 1 else None


def _show_release(release: OntologyRelease, as_json: bool) -> None:
    roots = release.children.get(None, ())
    if as_json:
        render.as_json({"release": release.id, "name": release.name, "source": release.source,
                        "counts": release.counts, "roots": list(roots)})  # fmt: skip
        return
    say(f"release {release.id} ({release.name}), from {release.source or 'unknown'}")
    say(", ".join(f"{count:,} {noun}" for noun, count in release.counts.items() if count))
    for root in roots:
        say(f"  {root}  {release.category_by_id[root].name}")


def _show_category(release: OntologyRelease, category_id: CategoryId, as_json: bool) -> None:
    scopes = release.scopes_for(category_id)
    if as_json:
        render.as_json({"category": release.category_by_id[category_id].to_json(),
                        "path": release.path_name(category_id),
                        "children": list(release.children.get(category_id, ())),
                        "keys": [release.key_by_id[scope.key_id].to_json() for scope in scopes]})  # fmt: skip
        return
    say(f"{category_id}  {release.path_name(category_id)}")
    for child in release.children.get(category_id, ()):
        say(f"  {child}  {release.category_by_id[child].name}")
    rows = render.table("key", "name", "type", "values", "description")
    for scope in scopes:
        key = release.key_by_id[scope.key_id]
        rows.add_row(Text(key.id), Text(key.name), Text(_type(key)), Text(_values(release, key)), Text(key.description))
    render.console().print(rows)


def _show_key(release: OntologyRelease, key: AttributeKey, as_json: bool) -> None:
    values = release.list_by_id[key.value_list_id].values if key.value_list_id is not None else ()
    if as_json:
        render.as_json({"key": key.to_json(), "values": [value.to_json() for value in values]})
        return
    say(f"{key.id}  {key.name}  ({_type(key)}{', several values' if key.multiple else ''})")
    if key.description:
        say(f"  {key.description}")
    if key.synonyms:
        say(f"  also: {', '.join(key.synonyms)}")
    rows = render.table("value", "name", "synonyms")
    for value in values:
        rows.add_row(Text(value.id), Text(value.name), Text(", ".join(value.synonyms)))
    if values:
        render.console().print(rows)


def _type(key: AttributeKey) -> str:
    return f"{key.type.value} [{key.unit}]" if key.unit else key.type.value


def _values(release: OntologyRelease, key: AttributeKey) -> str:
    if key.value_list_id is None:
        return ""
    values = release.list_by_id[key.value_list_id].values
    names = ", ".join(value.name for value in values[:_VALUES_SHOWN])
    return f"{names}, … {len(values):,} in all" if len(values) > _VALUES_SHOWN else names
