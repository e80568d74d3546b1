"""`itemcenter ontology mappings`: categories of other systems (Google's) beside those of the ontology."""

from __future__ import annotations

import click
from rich.text import Text

from itemcenter.center import ItemCenter
from itemcenter.errors import NotFoundError
from itemcenter.schema import CategoryId, CategoryMapping
from itemcenter.serve.cli import render
from itemcenter.serve.cli.harmless import say
from itemcenter.serve.cli.options import center_option, json_option
from itemcenter.values.folding import name_key


@click.group()
def mappings() -> None:
    """Categories of other systems beside those of the ontology, for reading and writing feeds."""


@mappings.command("import")
@click.argument("source")
@center_option
@json_option
def import_mappings(center: ItemCenter, source: str, as_json: bool) -> None:
    """Import the mappings of SOURCE: shopify:DIR (its integrations), or a table like google@2021-09-21.csv."""
    _tell(center, center.import_mappings(source), as_json)


@mappings.command("show")
@center_option
@json_option
def show_mappings(center: ItemCenter, as_json: bool) -> None:
    """Show which mappings the center has, and how much of its ontology they cover."""
    found = center.mappings
    if not found and not as_json:
        say("there are none yet: `itemcenter ontology mappings import shopify:DIR`")
        return
    _tell(center, found, as_json)


@mappings.command("map")
@click.argument("category")
@click.option("--system", default="google", show_default=True, help="The other system.")
@center_option
@json_option
def map_category(center: ItemCenter, category: str, system: str, as_json: bool) -> None:
    """Tell what CATEGORY is in the other system: an id of the ontology's, or an id or path of the other's."""
    mapping, release = center.mapping(system), center.release
    inside = CategoryId(category) in release.category_by_id
    outward = mapping.foreign(CategoryId(category), release) if inside else None
    inward = [] if inside else mapping.own(category, release, name_key)
    if outward is None and not inward:
        remedy = "give an id of the ontology, or an id or a whole path of the other system"
        raise NotFoundError(f"{category!r} has no counterpart in {system}", remedy=remedy)
    if as_json:
        found = [{"category": entry, "path": release.path_name(entry), "confidence": sure} for entry, sure in inward]
        render.as_json({"category": category, "system": system, "inward": found,
                        "outward": None if outward is None else outward._asdict()})  # fmt: skip
        return
    if outward is not None:
        near = "" if outward.exact else "  (that of a category above it)"
        say(f"{category}  {release.path_name(CategoryId(category))}")
        say(f"{system} {outward.id}  {outward.path}{near}")
    for entry, sure in inward:
        say(f"{entry}  {release.path_name(entry)}  ({sure:.2f})")


def _tell(center: ItemCenter, found: list[CategoryMapping], as_json: bool) -> None:
    release = center.release
    rows = [
        {
            "system": entry.system,
            "version": entry.version,
            "categories": len(entry.outward),
            "foreign_categories": len(entry.names),
            "covered": sum(category.id in entry.outward for category in release.categories),
            "of": len(release.categories),
        }
        for entry in found
    ]
    if as_json:
        render.as_json(rows)
        return
    table = render.table("system", "version", "its categories", "mapped to it", "of this ontology")
    for row in rows:
        covered = f"{row['covered']:,} of {row['of']:,}"
        cells = (row["system"], row["version"], f"{row['foreign_categories']:,}", f"{row['categories']:,}", covered)
        table.add_row(*(Text(str(cell)) for cell in cells))
    render.console().print(table)
