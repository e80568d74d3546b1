"""Ontologies: where they come from, whether they are sound, and how their releases are kept.

An ontology is read from an expert workbook (a folder of CSV files) or imported from the Shopify taxonomy with
`load_ontology`, checked with `lint`, and kept on the `ReleaseShelf` of a center, immutable and content-addressed.
"""

from itemcenter.ontology.finding import Finding, Severity
from itemcenter.ontology.lint import lint
from itemcenter.ontology.loaded import LoadedOntology
from itemcenter.ontology.releases import ReleaseShelf, ShelfEntry
from itemcenter.ontology.shopify import import_shopify
from itemcenter.ontology.sources import load_ontology
from itemcenter.ontology.workbook import copy_template, read_workbook, write_workbook

__all__ = [
    "Finding",
    "LoadedOntology",
    "ReleaseShelf",
    "Severity",
    "ShelfEntry",
    "copy_template",
    "import_shopify",
    "lint",
    "load_ontology",
    "read_workbook",
    "write_workbook",
]
