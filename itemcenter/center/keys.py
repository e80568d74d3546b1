"""Verbs about what merchants mean by their keys: propose, take edits in."""

from __future__ import annotations

from pathlib import Path

from itemcenter import registry
from itemcenter.center.impacts import ImpactVerbs
from itemcenter.center.sources import MERCHANT, check_merchant
from itemcenter.errors import NotFoundError
from itemcenter.items import open_catalog
from itemcenter.jobs import key_map as key_map_job
from itemcenter.jobs.key_map import KeyMapReport
from itemcenter.library.category import CategoryMapper
from itemcenter.ontology.key_map import read_key_map, write_key_map
from itemcenter.retrieval.encoder import CachedEncoder


class KeyVerbs(ImpactVerbs):
    def map_keys(
        self, catalog: str | Path, out: str | Path | None = None, *, source: str | None = None
    ) -> KeyMapReport:
        """Propose for every key of a catalog the ontology key it means; what people decided stays.

        out: write the table there; None makes it the center's, and builds use it from now on
        source: whose catalog it is, where others mean something else by these keys; None for all sources
        """
        whose = None if source is None else check_merchant(source)
        reader = open_catalog(Path(catalog), self.config.catalog, MERCHANT)
        vectors, release = self.config.vectors, self.release
        embedder = registry.open_embedder(vectors.backend or "static", vectors.options, self.folder.path)
        model = self.category_model
        drawn = model if model is not None and model.speaks_of(release) else None
        mapper = CategoryMapper(
            release, self.config.categories, CachedEncoder(embedder), drawn=drawn, links=self.mappings
        )
        report = key_map_job.map_keys(reader, release, mapper, embedder, self.key_map, whose)
        if out is not None or not self.rehearsing:
            write_key_map(self.folder.key_map if out is None else Path(out), report.mappings, release)
        self._forget("recognizer")
        return report

    def import_key_map(self, file: str | Path) -> list[str]:
        """Make an edited table the center's. Returns notices. Raises `OntologyError` for lines that say nothing."""
        path = Path(file)
        if not path.is_file():
            raise NotFoundError(f"{path} is no file", remedy="write one with `itemcenter ontology keys CATALOG`")
        mappings = read_key_map(path, self.release)
        write_key_map(self.folder.key_map, mappings, self.release)
        self._forget("recognizer")
        return key_map_job.unknown_entries(mappings, self.release)
