"""`itemcenter ontology release|history|impact|rollback|successors`: versions of the ontology and what they change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from rich.text import Text

from itemcenter.center import ItemCenter
from itemcenter.errors import ConfigError
from itemcenter.jobs.impact import SAMPLE_ITEMS, Impact
from itemcenter.ontology.origins import origin_of
from itemcenter.ontology.rdf.nodes import nodes
from itemcenter.ontology.rdf.write import write_rdf
from itemcenter.ontology.release_diff import diff_releases
from itemcenter.ontology.shopify_write import write_shopify
from itemcenter.ontology.successors import successor_rules, write_successors
from itemcenter.ontology.version_log import Version
from itemcenter.schema import OntologyRelease
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import author_option, center_option, json_option

_SHOWN = 10
note_option = click.option("--note", default="", help="Why; kept with the version.")


@click.command()
@click.argument("source")
@note_option
@author_option
@center_option
@json_option
def release(center: ItemCenter, source: str, note: str, author: str, as_json: bool) -> None:
    """Publish SOURCE (a workbook, shopify:DIR, a release) as the next version; builds decide with it from now on."""
    found = center.release_or_source(source)
    center.releases.save(found)
    center.use_release(found.id, event="release", author=author, note=note)
    _tell_newest(center, as_json)


@click.command()
@center_option
@json_option
def history(center: ItemCenter, as_json: bool) -> None:
    """List the versions: which release was put in use when, by whom, why, and what it changed."""
    versions = center.versions.read()
    if as_json:
        render.as_json([_told(version) for version in versions])
        return
    rows = render.table("version", "when", "what", "release", "by", "note", "changes")
    for version in versions:
        when = datetime.fromtimestamp(version.time_us / 1_000_000, UTC).strftime("%Y-%m-%d %H:%M")
        texts = (version.release_id, version.author, version.note, _summary(version))
        rows.add_row(str(version.number), when, version.event, *(Text(text) for text in texts))
    render.console().print(rows)


@click.command()
@click.argument("to", required=False)
@note_option
@author_option
@center_option
@json_option
def rollback(center: ItemCenter, to: str | None, note: str, author: str, as_json: bool) -> None:
    """Put an earlier release in use again: TO (a release, or a version's number), else the one before the newest.

    It is a new version; cells follow with the next build.
    """
    center.roll_back(to, author=author, note=note)
    _tell_newest(center, as_json)


@click.command()
@click.argument("releases", nargs=-1, required=True, metavar="[BEFORE] AFTER")
@click.option("--sample", type=click.IntRange(min=1), default=SAMPLE_ITEMS, show_default=True,
              help="Items tried of every reason.")  # fmt: skip
@click.option("--price", type=click.FloatRange(min=0), help="Of deciding one cell, where a paid model decides.")
@center_option
@json_option
def impact(center: ItemCenter, releases: tuple[str, ...], sample: int, price: float | None, as_json: bool) -> None:
    """Tell what AFTER (a release, a version's number, a workbook) would change, before it is put in use.

    BEFORE is the release that the items were built under; the present one where it is left out.
    """
    if len(releases) > 2:
        raise ConfigError("an impact is from one release to another", remedy="give [BEFORE] AFTER")
    after = center.release_or_source(releases[-1])
    before = center.release if len(releases) == 1 else center.release_or_source(releases[0])
    found = center.impact(after, before, sample=sample, price=price)
    if as_json:
        render.as_json(found.to_json())
    else:
        _tell_impact(found, after)


@click.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--release", "wanted", help="Which one; the present one where it is left out.")
@click.option("--as", "form", type=click.Choice(["shopify"]), help="A folder in the form of the Shopify taxonomy.")
@center_option
@json_option
def export_release(center: ItemCenter, out: Path, wanted: str | None, form: str | None, as_json: bool) -> None:
    """Write the release as RDF into OUT (.ttl, .nt or .jsonld), or into a folder as Shopify publishes its taxonomy.

    RDF holds all of it, with who put which entry in use when; `skos:FILE` reads it without loss.
    """
    found = center.release if wanted is None else center.release_or_source(wanted)
    if form == "shopify":
        where, count = write_shopify(found, out), sum(found.counts.values())
    else:
        origin = origin_of(found, center.versions, center.releases)
        where, count = out, write_rdf(out, nodes(found, origin, center.mappings))
    if as_json:
        render.as_json({"release": found.id, "file": str(where), "entries": count})
    else:
        say(f"{count:,} entries of {found.id} written to {where}")


@click.command()
@click.argument("before")
@click.argument("after")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@center_option
@json_option
def successors(center: ItemCenter, before: str, after: str, out: Path, as_json: bool) -> None:
    """Write which ids of BEFORE have become which of AFTER into OUT, a JSON file. Ids that stay are not in it."""
    old, new = (center.release_or_source(wanted) for wanted in (before, after))
    rules = successor_rules(diff_releases(old, new))
    write_successors(out, old.id, new.id, rules)
    if as_json:
        render.as_json({"before": old.id, "after": new.id, "rules": len(rules), "file": str(out)})
    else:
        say(f"{len(rules):,} ids have other ids or none in {new.id}: {out}")


def _told(version: Version) -> dict[str, object]:
    return {name: getattr(version, name) for name in version.__slots__}


def _tell_newest(center: ItemCenter, as_json: bool) -> None:
    versions = center.versions.read()
    if not versions:
        raise ConfigError("no version was published yet", remedy="`itemcenter ontology import` or `ontology release`")
    newest = versions[-1]
    if as_json:
        render.as_json(_told(newest))
        return
    say(
        f"version {newest.number}: builds decide with {newest.release_id}"
        + (f" ({newest.name})" if newest.name else "")
    )
    say(_summary(newest) or "nothing has changed")


def _summary(version: Version) -> str:
    return "; ".join(
        f"{noun}: " + ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
        for noun, counts in version.changes.items()
    )


def _tell_impact(found: Impact, after: OntologyRelease) -> None:
    say(f"from {found.before} to {found.after}: {found.decided:,} of {found.items:,} items must be decided anew")
    if found.learns:
        say("what was learned from the catalog does not fit it: the next build learns anew and decides all items")
    for reason, count in found.reasons.most_common():
        say(f"  {count:,} for their {reason}")
    how = "all of them were tried" if found.exact else f"{found.sampled.total():,} of them were tried"
    say(f"cells that will show something else: about {found.cells:,.0f} ({how})")
    for key_id, cells in sorted(found.keys.items(), key=lambda entry: (-entry[1], entry[0]))[:_SHOWN]:
        key = after.key_by_id.get(key_id)
        say(f"  {cells:,.0f} of {key.name if key is not None else key_id}")
    for category_id, items in found.categories.most_common(_SHOWN):
        known = category_id in after.category_by_id
        say(f"  {items:,} items in {after.path_name(category_id) if known else category_id}")
    say(f"time: about {sum(found.seconds.values()):,.0f} s of a build")
    if found.price is not None:
        say(f"cost: {found.asked:,.0f} cells to decide at {found.price:g}: {found.asked * found.price:,.2f}")
