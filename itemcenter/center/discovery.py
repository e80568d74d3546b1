"""Verbs that look for what the ontology lacks: discover proposals in a catalog, fuse those of a file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from itemcenter import registry
from itemcenter.center.exports import ExportVerbs
from itemcenter.center.measured import keep_measured
from itemcenter.center.sources import MERCHANT
from itemcenter.items import open_catalog
from itemcenter.jobs.discover import DiscoveryReport, discover, write_proposals
from itemcenter.jobs.proposals import PROPOSALS, read_proposals
from itemcenter.ontology.discover import HarvestOptions
from itemcenter.ontology.fuse import FuseOptions, shipped_model
from itemcenter.ontology.fuse.proposals import fuse_proposals
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import Item


class DiscoveryVerbs(ExportVerbs):
    def discover(self, catalog: str, out: str | Path, options: HarvestOptions | None = None) -> DiscoveryReport:
        """What a catalog says that the release lacks, as a file of proposals; unreadable rows are passed over."""
        reader = open_catalog(catalog, self.config.catalog, MERCHANT)

        def items() -> Iterator[Item]:
            return (row.item for row in reader if row.item is not None)

        found, report = discover(items, self.release, self._fusion_encoder(), shipped_model(), options)
        write_proposals(found, Path(out))
        if not self.rehearsing:
            keep_measured(self.folder, report.measured)
        return report

    def fuse(self, proposals: str | Path, out: str | Path, options: FuseOptions | None = None) -> tuple[int, int, int]:
        """Fuse the proposals of a file with each other and with the release; (read, written, lines in quarantine)."""
        with self.locked(), closing(self.quarantine.writer(PROPOSALS)) as writer:
            given = list(read_proposals(Path(proposals), writer.add))
            writer.keep({"file": str(proposals)})
        found = list(fuse_proposals(given, self.release, self._fusion_encoder(), shipped_model(), options))
        write_proposals(found, Path(out))
        return len(given), len(found), sum(writer.reasons.values())

    def _fusion_encoder(self) -> CachedEncoder:
        """The encoder whose cosines the shipped pair model has learned, whatever the center searches with."""
        return CachedEncoder(registry.open_embedder("static", {}, self.folder.path))
