"""`open_catalog`: a file, an archive, a folder, a pattern or a database as one stream of rows."""

from __future__ import annotations

from pathlib import Path

from itemcenter.items.archives import CatalogArchive, is_archive
from itemcenter.items.catalog import CatalogReader
from itemcenter.items.files import CatalogFiles
from itemcenter.items.options import CatalogOptions
from itemcenter.items.places import is_url, listing, url_of
from itemcenter.schema import SourceId


def open_catalog(
    place: str | Path, options: CatalogOptions, source: SourceId, *, untitled: bool = False
) -> CatalogReader:
    """Look at what is there and propose a mapping. Raises `CatalogError` where it is no catalog.

    untitled: a file in which no column is the title is opened, too; all its rows will be rejected
    """
    if is_url(place):
        return CatalogReader(url_of(place), options, source, untitled)
    found = listing(place)
    if found is not None:
        return CatalogFiles(Path(place), found, options, source, untitled)
    if is_archive(Path(place)):
        return CatalogArchive(Path(place), options, source, untitled)
    return CatalogReader(Path(place), options, source, untitled)
