"""Import of the Google product taxonomy: `taxonomy-with-ids.<language>.txt`, the file that Google publishes for feeds.

    # Google_Product_Taxonomy_Version: 2021-09-21
    1 - Animals & Pet Supplies
    3237 - Animals & Pet Supplies > Live Animals

Categories keep Google's numbers as ids. The taxonomy has no attributes, so a release of it has no keys: it serves to
sort items into Google's categories, or as the backbone to which an expert adds keys.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from itemcenter.errors import InvariantError, OntologyError
from itemcenter.ontology.loaded import LoadedOntology
from itemcenter.ontology.shopify_raw import find_file, read_text
from itemcenter.schema import Category, CategoryId, OntologyRelease

_LINE = re.compile(r"(?P<id>[1-9]\d{0,9}) - (?P<path>\S.*)")
_VERSION = re.compile(r"#\s*Google_Product_Taxonomy_Version:\s*(\S+)")
_LANGUAGE = re.compile(r"\.([a-z]{2}-[A-Z]{2})\.txt")
_NO_KEYS = (
    "Google's taxonomy has no attributes: add keys in a workbook, or import shopify:DIR and its mappings to Google"
)


def import_google(file: Path, branches: Sequence[str] = ()) -> LoadedOntology:
    """Read the file, plain or gzipped. `branches`: ids whose subtrees to keep, with their ancestors; () for everything.

    Raises `OntologyError` naming the line that is malformed, or a branch that does not exist.
    """
    version, paths = read_google_paths(file)
    kept = _kept(paths, branches, file)
    by_path = {path: identity for identity, path in paths.items()}
    try:
        release = OntologyRelease(
            categories=tuple(
                Category(CategoryId(identity), path[-1], CategoryId(by_path[path[:-1]]) if len(path) > 1 else None)
                for identity, path in paths.items()
                if identity in kept
            ),
            keys=(),
            value_lists=(),
            name=" ".join(filter(None, ("google", version, _language(file), ",".join(branches)))),
            source=f"google:{file}" + (f"#{','.join(branches)}" if branches else ""),
        )
    except InvariantError as error:
        raise OntologyError(f"{error}", place=str(file)) from error
    return LoadedOntology(release, (_NO_KEYS,))


def read_google_paths(file: Path) -> tuple[str, dict[str, tuple[str, ...]]]:
    """(version, id -> steps of the path, in the order of the file). Every path's parent stands in the file."""
    found = find_file(file)
    if found is None:
        raise OntologyError("there is no such file", place=str(file), remedy="download taxonomy-with-ids.en-US.txt")
    version, paths, ids = "", dict[str, tuple[str, ...]](), dict[tuple[str, ...], str]()
    for number, line in enumerate(read_text(found).splitlines(), start=1):
        place = f"{file} line {number}"
        if line.startswith("#"):
            told = _VERSION.match(line)
            version = told[1] if told is not None else version
            continue
        if not line.strip():
            continue
        entry = _LINE.fullmatch(line.strip())
        if entry is None:
            remedy = "take the file with ids: its lines read 166 - Apparel & Accessories"
            raise OntologyError(f"has no id: {line.strip()[:80]!r}", place=place, remedy=remedy)
        steps = tuple(step.strip() for step in entry["path"].split(" > "))
        if not all(steps):
            raise OntologyError(f"has an empty step: {line.strip()[:80]!r}", place=place)
        for what, known in ((f"the id {entry['id']}", entry["id"] in paths), (f"the path {steps[-1]!r}", steps in ids)):
            if known:
                raise OntologyError(f"{what} stands twice", place=place)
        if len(steps) > 1 and steps[:-1] not in ids:
            raise OntologyError(f"the parent {' > '.join(steps[:-1])!r} does not stand above", place=place)
        paths[entry["id"]], ids[steps] = steps, entry["id"]
    if not paths:
        raise OntologyError("holds no category", place=str(file), remedy="is the download complete?")
    return version, paths


def _language(file: Path) -> str:
    found = _LANGUAGE.search(file.name)
    return found[1] if found is not None else ""


def _kept(paths: dict[str, tuple[str, ...]], branches: Sequence[str], file: Path) -> set[str]:
    if not branches:
        return set(paths)
    for branch in branches:
        if branch not in paths:
            roots = ", ".join(f"{identity} ({path[0]})" for identity, path in paths.items() if len(path) == 1)
            raise OntologyError(
                f"has no category {branch!r}", place=str(file), remedy=f"the top categories are {roots}"
            )
    tops = [paths[branch] for branch in branches]
    return {
        identity
        for identity, path in paths.items()
        if any(path[: len(top)] == top or top[: len(path)] == path for top in tops)
    }
