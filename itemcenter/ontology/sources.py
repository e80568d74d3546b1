"""Where an ontology can come from: one text names it, on the command line and in `itemcenter.toml`."""

from __future__ import annotations

import re
from pathlib import Path

from itemcenter.errors import OntologyError
from itemcenter.ontology.google import import_google
from itemcenter.ontology.loaded import LoadedOntology
from itemcenter.ontology.rdf.read import read_skos
from itemcenter.ontology.sheets import SHEETS
from itemcenter.ontology.shopify import import_shopify
from itemcenter.ontology.spreadsheet import is_spreadsheet
from itemcenter.ontology.workbook_read import read_workbook

_ALLOWED = (
    "give the folder of a workbook (categories.csv, keys.csv, applies.csv, values.csv) or its .xlsx file, or "
    "shopify:DIR or shopify:DIR#el,aa-1 for a copy of the Shopify taxonomy, whole or by branch, with @zh-CN behind it "
    "for names in another language, or @en+zh-CN for its names as synonyms; or google:FILE for Google's file with ids, "
    "or skos:FILE for RDF (.ttl, .nt, .jsonld)"
)
_LANGUAGES = re.compile(r"@[A-Za-z0-9+-]*$")


def load_ontology(spec: str) -> LoadedOntology:
    """Read `shopify:DIR[#branch[,branch...]][@language[+language...]]`, `google:FILE[#branch...]` or a workbook.

    Raises `OntologyError` for anything else, telling what is allowed.
    """
    scheme, colon, rest = spec.partition(":")
    if scheme == "shopify" and colon:
        return _load_shopify(rest)
    if scheme == "google" and colon:
        return _load_google(rest)
    if scheme == "skos" and colon:
        return read_skos(Path(rest).expanduser())
    folder = Path(spec).expanduser()
    if folder.is_dir() and any((folder / sheet.file).is_file() for sheet in SHEETS):
        return read_workbook(folder)
    if not spec.strip():
        raise OntologyError("no ontology is named", remedy=_ALLOWED)
    if folder.is_dir():
        if (folder / "data" / "categories").is_dir() or (folder / "dist" / "en").is_dir():
            raise OntologyError("looks like the Shopify taxonomy", place=spec, remedy=f"write shopify:{spec}")
        raise OntologyError("is a folder without the files of a workbook", place=spec, remedy=_ALLOWED)
    if folder.is_file() and is_spreadsheet(folder):
        return read_workbook(folder)
    if folder.is_file() and folder.name.startswith("taxonomy-with-ids"):
        raise OntologyError("looks like the Google taxonomy", place=spec, remedy=f"write google:{spec}")
    if folder.is_file():
        raise OntologyError("is a file, and an ontology is read from a folder", place=spec, remedy=_ALLOWED)
    # a drive letter ("C:\\books") is a path, not a source of its own
    if colon and len(scheme) > 1 and scheme.isalnum():
        raise OntologyError(f"{scheme!r} is no known source", place=spec, remedy=_ALLOWED)
    raise OntologyError("no such folder", place=spec, remedy=_ALLOWED)


def _load_shopify(rest: str) -> LoadedOntology:
    where, hash_sign, listed = rest.rpartition("#") if "#" in rest else (rest, "", "")
    listed, at_sign, spoken = listed.partition("@")
    if not hash_sign and not Path(where).expanduser().is_dir() and (found := _LANGUAGES.search(where)):
        where, at_sign, spoken = where[: found.start()], "@", found[0][1:]
    branches = tuple(dict.fromkeys(part.strip() for part in listed.split(",") if part.strip()))
    languages = tuple(dict.fromkeys(part.strip() for part in spoken.split("+") if part.strip()))
    if hash_sign and not branches and not at_sign:
        raise OntologyError("names no branch after #", place=f"shopify:{rest}", remedy=_ALLOWED)
    if at_sign and not languages:
        raise OntologyError("names no language after @", place=f"shopify:{rest}", remedy=_ALLOWED)
    folder = Path(where).expanduser()
    if not where or not folder.is_dir():
        raise OntologyError("no such folder", place=f"shopify:{where}", remedy=_ALLOWED)
    return import_shopify(folder, branches, languages)


def _load_google(rest: str) -> LoadedOntology:
    where, hash_sign, listed = rest.rpartition("#") if "#" in rest else (rest, "", "")
    branches = tuple(dict.fromkeys(part.strip() for part in listed.split(",") if part.strip()))
    if hash_sign and not branches:
        raise OntologyError("names no branch after #", place=f"google:{rest}", remedy=_ALLOWED)
    return import_google(Path(where).expanduser(), branches)
