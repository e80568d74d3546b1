"""The source form of the Shopify taxonomy: `data/categories/*.yml`, `data/attributes.yml`, `data/values.yml`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from itemcenter.errors import OntologyError
from itemcenter.ontology.shopify_raw import (
    RawAttribute,
    RawCategory,
    RawTaxonomy,
    RawValue,
    entries_of,
    find_file,
    read_text,
)


def read_source_form(data: Path, version: str) -> RawTaxonomy:
    """Read the `data/` folder. Unknown fields are passed over; a malformed entry raises `OntologyError`."""
    raw = RawTaxonomy(version)
    values = _read_values(_needed(data / "values.yml"))
    _read_attributes(_needed(data / "attributes.yml"), values, raw)
    folder = data / "categories"
    paths = sorted(path for pattern in ("*.yml", "*.yml.gz") for path in folder.glob(pattern))
    if not paths:
        raise OntologyError("holds no category files (*.yml)", place=str(folder), remedy="is the copy complete?")
    parents: dict[str, str] = {}
    for path in paths:
        _read_categories(path, parents, raw)
    for child, parent in parents.items():
        if child not in raw.categories:
            raise OntologyError(f"the category {parent!r} names the unknown child {child!r}", place=str(folder))
        raw.categories[child] = replace(raw.categories[child], parent_id=parent)
    return raw


def _needed(path: Path) -> Path:
    found = find_file(path)
    if found is None:
        raise OntologyError("is missing", place=str(path), remedy="is the copy of the taxonomy complete?")
    return found


def _read_values(path: Path) -> dict[str, RawValue]:
    values: dict[str, RawValue] = {}
    for entry in entries_of(parse_yaml(path), str(path)):
        identity = entry.text("friendly_id")
        if identity in values:
            raise OntologyError(f"the value {identity!r} stands twice", place=entry.place)
        values[identity] = RawValue(identity, entry.text("name"), entry.text("id"))
    return values


def _read_attributes(path: Path, values: dict[str, RawValue], raw: RawTaxonomy) -> None:
    document = parse_yaml(path)
    if not isinstance(document, dict) or "base_attributes" not in document:
        raise OntologyError("has no 'base_attributes'", place=str(path), remedy="is the file complete?")
    for entry in entries_of(document["base_attributes"] or [], f"{path}, base_attributes"):
        identity = entry.text("friendly_id")
        members = entry.texts("values")
        for value_id in members:
            if value_id not in values:
                raise OntologyError(f"{identity!r} has the unknown value {value_id!r}", place=entry.place)
        raw.lists[identity] = tuple(values[value_id] for value_id in members)
        number, description = entry.text("id"), entry.text("description", "")
        raw.add_attribute(RawAttribute(identity, entry.text("name"), identity, number, description), entry.place)
    for entry in entries_of(document.get("extended_attributes") or [], f"{path}, extended_attributes"):
        identity, shared = entry.text("friendly_id"), entry.text("values_from")
        if shared not in raw.lists:
            raise OntologyError(f"{identity!r} takes the values of the unknown {shared!r}", place=entry.place)
        description = entry.text("description", "")
        raw.add_attribute(RawAttribute(identity, entry.text("name"), shared, "", description), entry.place)


def _read_categories(path: Path, parents: dict[str, str], raw: RawTaxonomy) -> None:
    for entry in entries_of(parse_yaml(path), str(path)):
        identity, attributes = entry.text("id"), entry.texts("attributes")
        for attribute in attributes:
            if attribute not in raw.attributes:
                raise OntologyError(f"{identity!r} has the unknown attribute {attribute!r}", place=entry.place)
        for child in entry.texts("children"):
            if parents.setdefault(child, identity) != identity:
                raise OntologyError(f"{child!r} is a child of {parents[child]!r} and {identity!r}", place=entry.place)
        category = RawCategory(identity, entry.text("name"), None, attributes, entry.text("description", ""))
        raw.add_category(category, entry.place)


def parse_yaml(path: Path) -> Any:
    """Every scalar as a text: the plain loaders would read the values No, On and 2.50 as false, true and 2.5."""
    import yaml  # takes 30 ms, and most commands never read YAML

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml, about ten times faster, where it is built in
    try:
        return yaml.load(read_text(path), Loader=loader)
    except yaml.YAMLError as error:
        raise OntologyError(f"is not valid YAML: {' '.join(str(error).split())}", place=str(path)) from error
