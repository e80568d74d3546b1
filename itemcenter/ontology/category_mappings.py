"""Category mappings on disk: read from the Shopify taxonomy's integrations, kept as a table that people can edit.

data/integrations/google/2021-09-21/full_names.yml               Google id -> path
data/integrations/google/2021-09-21/mappings/from_shopify.yml    Shopify category -> Google id; to_shopify.yml: back
mappings/google@2021-09-21.csv                                   the table of a center: category, foreign, foreign_name
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from itemcenter.errors import InvariantError, OntologyError
from itemcenter.ontology.problems import Problems
from itemcenter.ontology.sheet_cells import write_text
from itemcenter.ontology.sheets import Sheet, read_sheet, write_sheet
from itemcenter.ontology.shopify_raw import Entry, entries_of, find_file
from itemcenter.ontology.shopify_source import parse_yaml
from itemcenter.schema import CategoryId, CategoryMapping, OntologyRelease

#: direction: "out" (blank means that), "in" where the line only tells what the foreign category means here.
_COLUMNS, _NEEDED = ("category", "category_name", "foreign", "foreign_name", "direction"), ("category", "foreign")
_OUT, _IN = "out", "in"
_FILE_NAME = re.compile(r"(?P<system>[A-Za-z_]\w*)(?:@(?P<version>[\w.-]+))?")


def load_mappings(source: str) -> list[CategoryMapping]:
    """Read `shopify:DIR` (the newest version of each system), or a table `<system>[@<version>].csv`."""
    scheme, colon, rest = source.partition(":")
    if scheme == "shopify" and colon:
        return read_integrations(Path(rest.partition("#")[0]).expanduser())
    path = Path(source).expanduser()
    if path.is_dir():
        return read_integrations(path)
    if not path.is_file():
        remedy = "give shopify:DIR for a copy of the Shopify taxonomy, or a table like google@2021-09-21.csv"
        raise OntologyError("no such file or folder", place=source, remedy=remedy)
    return [read_mapping(path)]


def read_integrations(folder: Path) -> list[CategoryMapping]:
    """The mappings of a copy of the Shopify taxonomy, one a system, the newest version of each."""
    root = folder / "data" / "integrations"
    found = []
    for system in sorted(entry for entry in root.glob("*") if entry.is_dir()):
        versions = sorted(entry for entry in system.glob("*") if (entry / "mappings").is_dir())
        if versions and system.name != "shopify":
            found.append(_read_version(system.name, versions[-1]))
    if not found:
        raise OntologyError(
            "holds no mappings to other systems", place=str(root), remedy="is the copy of the taxonomy complete?"
        )
    return found


def _read_version(system: str, folder: Path) -> CategoryMapping:
    names: dict[str, str] = {}
    full_names = find_file(folder / "full_names.yml")
    for entry in entries_of(parse_yaml(full_names), str(full_names)) if full_names is not None else ():
        names[entry.text("id")] = entry.text("full_name")
    outward: dict[CategoryId, tuple[str, ...]] = {}
    inward: dict[str, tuple[CategoryId, ...]] = {}
    for path in (find_file(folder / "mappings" / f"{way}_shopify.yml") for way in ("from", "to")):
        if path is None:
            continue
        outbound = path.name.startswith("from")
        for given, told in _rules(parse_yaml(path), path):
            if outbound:
                outward[CategoryId(given)] = told
            else:
                inward[given] = tuple(CategoryId(entry) for entry in told)
    if not outward and not inward:
        raise OntologyError("holds neither from_shopify.yml nor to_shopify.yml", place=str(folder / "mappings"))
    return _made(system, folder.name, outward, inward, names, folder)


def _rules(document: Any, path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(input category, output categories) of each rule that has an output."""
    if not isinstance(document, dict) or "rules" not in document:
        raise OntologyError("has no 'rules'", place=str(path), remedy="is the file complete?")
    for entry in entries_of(document["rules"] or [], f"{path}, rules"):
        sides = []
        for side in ("input", "output"):
            ids = Entry(entry.data.get(side) or {}, f"{entry.place}, {side}").data.get("product_category_id")
            listed = ids if isinstance(ids, list) else [ids] if ids else []
            sides.append(tuple(str(found).rsplit("/", 1)[-1] for found in listed))
        if not sides[0]:
            raise OntologyError("names no input category", place=entry.place)
        if sides[1]:
            yield sides[0][0], sides[1]


def write_mapping(folder: Path, mapping: CategoryMapping, release: OntologyRelease | None = None) -> Path:
    """Write the table of a mapping into `folder`, made if missing; tables of other versions of the system go."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob(f"{mapping.system}*.csv"):
            if path.stem.partition("@")[0] == mapping.system:
                path.unlink()
    except OSError as error:
        raise OntologyError(f"cannot be written: {error.strerror}", place=str(folder)) from error
    path = folder / (mapping.system + (f"@{mapping.version}" if mapping.version else "") + ".csv")
    pairs = [(entry, foreign, _OUT) for entry, found in mapping.outward.items() for foreign in found]
    pairs += [(entry, foreign, _IN) for foreign, found in mapping.inward.items() for entry in found]
    told = {foreign for _, foreign, _ in pairs}
    lines: list[tuple[str, str, str]] = [
        *pairs,
        *(("", foreign, "") for foreign in mapping.names if foreign not in told),
    ]

    def named(category_id: str) -> str:
        known = release is not None and CategoryId(category_id) in release.category_by_id
        return release.path_name(CategoryId(category_id)) if release is not None and known else ""

    write_sheet(
        folder,
        Sheet(path.name, _COLUMNS, _NEEDED),
        (
            {
                "category": write_text(category),
                "category_name": write_text(named(category)),
                "foreign": write_text(foreign),
                "foreign_name": write_text(mapping.names.get(foreign, "")),
                "direction": direction,
            }
            for category, foreign, direction in lines
        ),
    )
    return path


def read_mapping(path: Path) -> CategoryMapping:
    """Read a table; the file's name tells system and version. Raises one `OntologyError` with all problems."""
    named = _FILE_NAME.fullmatch(path.stem)
    if named is None:
        remedy = "call it like the system and its version: google@2021-09-21.csv"
        raise OntologyError("the name of the file does not tell the system", place=str(path), remedy=remedy)
    problems = Problems()
    outward: dict[CategoryId, tuple[str, ...]] = {}
    inward: dict[str, tuple[CategoryId, ...]] = {}
    names: dict[str, str] = {}
    for row in read_sheet(path.parent, Sheet(path.name, _COLUMNS, _NEEDED, required=True), problems):
        category, foreign, direction = CategoryId(row.text("category")), row.text("foreign"), row.text("direction")
        if not foreign:
            row.problem("foreign", "is blank")
            continue
        name = row.text("foreign_name")
        if name and names.setdefault(foreign, name) != name:
            row.problem("foreign_name", f'"{foreign}" is called "{names[foreign]}" above')
        if direction not in ("", _IN, _OUT):
            row.problem("direction", f'"{direction}" is neither {_OUT} nor {_IN}')
        elif category and direction == _IN:
            inward[foreign] = (*inward.get(foreign, ()), category)
        elif category:
            outward[category] = (*outward.get(category, ()), foreign)
    problems.raise_any(str(path), "table")
    return _made(named["system"], named["version"] or "", outward, inward, names, path)


def read_mappings(folder: Path) -> list[CategoryMapping]:
    """All tables of a center, by name."""
    return [read_mapping(path) for path in sorted(folder.glob("*.csv"))] if folder.is_dir() else []


def _made(
    system: str,
    version: str,
    outward: dict[CategoryId, tuple[str, ...]],
    inward: dict[str, tuple[CategoryId, ...]],
    names: dict[str, str],
    place: Path,
) -> CategoryMapping:
    try:
        return CategoryMapping(system, version, outward, inward, names)
    except InvariantError as error:
        raise OntologyError(error.message, place=str(place)) from error
