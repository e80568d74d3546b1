"""What the columns of each source's catalog mean: a mapping that people edit, and that the center remembers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Self

from itemcenter.center.parts import CenterParts
from itemcenter.center.sources import MERCHANT, check_merchant
from itemcenter.config.mapping_file import MappingFile, load_mapping
from itemcenter.errors import CatalogError, StoreError
from itemcenter.items import CatalogOptions, CatalogReader, UnknownColumnError, open_catalog
from itemcenter.items.mapping import shown
from itemcenter.jobs.map_catalog import MapReport, map_catalog
from itemcenter.schema import SourceId


class MappingVerbs(CenterParts):
    _chosen_mapping: MappingFile | None = None
    _mapping_forgotten = False

    @classmethod
    def trial(cls, path: str | Path, like: CenterParts | None = None) -> Self:
        center = super().trial(path, like)
        if like is not None and (kept := like.folder.mapping(MERCHANT)).is_file():
            _write(center.folder.mapping(MERCHANT), kept.read_text(encoding="utf-8"))
        return center

    def use_mapping(self, path: str | Path | None) -> None:
        """Read catalogs by this mapping file from now on; the next build keeps it for its source.

        None: propose anew; the next build forgets the one that was kept. Raises `ConfigError` naming the line.
        """
        self._chosen_mapping = None if path is None else load_mapping(Path(path))
        self._mapping_forgotten = path is None

    def catalog_options(self, source: str) -> CatalogOptions:
        """[catalog] as it is in effect for a source: itemcenter.toml, and over it the source's mapping."""
        mapping = self._mapping_of(check_merchant(source))
        return self.config.catalog if mapping is None else mapping.over(self.config.catalog)

    def open_catalog(self, path: str | Path, source: str = MERCHANT, *, untitled: bool = False) -> CatalogReader:
        """A catalog read as this center reads it.

        untitled: one in which no column is the title is opened, too
        Raises `CatalogError`; where the chosen mapping names a column that does not exist, with its line. A mapping
        that was kept may name columns that the catalog has lost since; that is a notice.
        """
        checked = check_merchant(source)
        mapping = self._mapping_of(checked)
        if mapping is None:
            return open_catalog(path, self.config.catalog, checked, untitled=untitled)
        kept = mapping is not self._chosen_mapping
        return open_mapped(path, self.config.catalog, mapping, checked, kept=kept, untitled=untitled)

    def map(self, catalog: str | Path, source: str = MERCHANT, rows: int = 200) -> MapReport:
        """What the columns of a catalog are taken for, and what its first rows become. Writes nothing."""
        return map_catalog(self.open_catalog(catalog, source, untitled=True), rows)

    def _mapping_of(self, source: SourceId) -> MappingFile | None:
        if self._chosen_mapping is not None or self._mapping_forgotten:
            return self._chosen_mapping
        kept = self.folder.mapping(source)
        return load_mapping(kept) if kept.is_file() else None

    def _keep_mapping(self, source: SourceId) -> None:
        """Make the choice of `use_mapping` the one of this source."""
        if self._mapping_forgotten:
            self.folder.mapping(source).unlink(missing_ok=True)
        elif self._chosen_mapping is not None:
            _write(self.folder.mapping(source), self._chosen_mapping.text)


def map_plain(catalog: str | Path, mapping: Path | None, rows: int) -> MapReport:
    """As `MappingVerbs.map`, without a center: default options, and a mapping file where one is given."""
    options = CatalogOptions()
    if mapping is None:
        reader = open_catalog(catalog, options, MERCHANT, untitled=True)
    else:
        reader = open_mapped(catalog, options, load_mapping(mapping), MERCHANT, untitled=True)
    return map_catalog(reader, rows)


def _write(path: Path, text: str) -> None:
    """Write whole or not at all."""
    try:
        path.parent.mkdir(exist_ok=True)
        aside = path.with_name(path.name + ".partial")
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
    except OSError as error:
        raise StoreError(
            f"cannot keep the mapping: {error.strerror or error}",
            place=str(path),
            remedy="free disk space or mend the permissions",
        ) from error


def open_mapped(
    path: str | Path,
    base: CatalogOptions,
    mapping: MappingFile,
    source: SourceId,
    *,
    kept: bool = False,
    untitled: bool = False,
) -> CatalogReader:
    """A catalog read by a mapping file. kept: columns that are gone since are left out, with a notice."""
    options, gone = mapping.over(base), []
    while True:
        try:
            reader = open_catalog(path, options, source, untitled=untitled)
            break
        except UnknownColumnError as error:
            left = tuple(pair for pair in options.roles if pair[0] != error.column)
            if not kept or len(left) == len(options.roles):
                message = error.message.replace("[catalog]", mapping.path.name)
                raise CatalogError(message, place=mapping.place(error.column), remedy=error.remedy) from error
            gone.append(error.column)
            options = replace(options, roles=left)
    if kept:
        reader.tell(f"columns by the mapping that this center keeps ({mapping.path}); --mapping auto proposes anew")
    if gone:
        reader.tell(f"the mapping names columns that the catalog lacks: {shown(gone, 10)}")
    if options.roles:
        new = [f"{column.source!r} {column.role}" for column in reader.mapping.columns
               if column.how not in ("given", "prefix", "feed")]  # fmt: skip
        if new:
            reader.tell(f"columns that the mapping does not name: {shown(new, 10)}")
    return reader
