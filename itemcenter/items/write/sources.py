"""Which kind of file a catalog is that is to be given back."""

from __future__ import annotations

from pathlib import Path

from itemcenter.errors import CatalogError
from itemcenter.items.archives import is_archive
from itemcenter.items.options import CatalogOptions
from itemcenter.items.tables import open_table
from itemcenter.items.tables.jsonld import HtmlTable, JsonLdTable
from itemcenter.items.tables.parquet import ParquetTable
from itemcenter.items.tables.xlsx import XlsxTable
from itemcenter.items.tables.xml_table import XmlTable
from itemcenter.items.write.source_file import SourceFile
from itemcenter.items.write.source_jsonld import JsonLdSource
from itemcenter.items.write.source_parquet import ParquetSource
from itemcenter.items.write.source_xlsx import XlsxSource
from itemcenter.items.write.source_xml import XmlSource
from itemcenter.schema import SourceId

Source = SourceFile | ParquetSource | XlsxSource | XmlSource | JsonLdSource


def open_source(path: Path, options: CatalogOptions, source: SourceId) -> Source:
    """The file, ready to be filled. Raises `CatalogError` where its format cannot be given back."""
    if not path.is_file():
        raise CatalogError(
            "there is no such file",
            place=str(path),
            remedy="name one file with --catalog; what was built from a folder is given back file by file",
        )
    if is_archive(path):
        raise CatalogError(
            "the members of an archive cannot be filled in it",
            place=str(path),
            remedy="unpack it, and name one of its files with --catalog FILE --allow-changed",
        )
    table = open_table(path, options)
    if isinstance(table, ParquetTable):
        return ParquetSource(path, options, source)
    if isinstance(table, XlsxTable):
        return XlsxSource(path, options, source, table)
    if isinstance(table, XmlTable):
        return XmlSource(path, options, source, table)
    if isinstance(table, HtmlTable | JsonLdTable):
        return JsonLdSource(path, options, source, table)
    if table is not None:
        raise CatalogError(
            "a file of this kind cannot be given back with its cells filled",
            place=str(path),
            remedy="export it with another --as, or save it as CSV and build that",
        )
    return SourceFile(path, options, source)
