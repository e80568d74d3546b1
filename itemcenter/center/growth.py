"""The verb that grows an ontology from catalog, corpus and query logs, in one job that may be killed and repeated."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from itemcenter.center.discovery import DiscoveryVerbs
from itemcenter.center.measured import keep_measured
from itemcenter.center.reviews import QUERIES, ReviewVerbs, read_logs
from itemcenter.corpus import LogReading, NearDuplicates, page_documents, review_documents
from itemcenter.flow.stage_files import Figures, StageFiles
from itemcenter.items.rows import ReadRow
from itemcenter.items.stamp import CatalogStamp
from itemcenter.jobs.grow_ontology import GrowOptions, Material, Means, grow_ontology
from itemcenter.jobs.masked_rows import RowFilter
from itemcenter.ontology.discover import HarvestOptions
from itemcenter.ontology.fuse import shipped_model
from itemcenter.ontology.validate import JudgeContext, Panel
from itemcenter.ports import CellQuery
from itemcenter.schema import (
    CellState,
    Document,
    Item,
    KeyId,
    OntologyRelease,
    Producer,
    ReleaseId,
    SourceId,
    content_hash,
)
from itemcenter.schema.tags import TAG_KEYS

#: Quarantine source of reviews and pages.
CORPUS = SourceId("corpus")
#: Tables of reviews; other files are pages.
_TABLES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".gz")


def _as_read(rows: Iterable[ReadRow]) -> Iterable[ReadRow]:
    return rows


class GrowthVerbs(ReviewVerbs, DiscoveryVerbs):
    def grow_ontology(
        self,
        catalog: str | Path,
        *,
        corpus: Sequence[str | Path] = (),
        queries: Sequence[str | Path] = (),
        options: GrowOptions | None = None,
        limit: int | None = None,
        rebuild: bool = False,
        author: str = "",
        panel: Panel | None = None,
        rows: RowFilter = _as_read,
        progress: Callable[[str], None] = lambda stage: None,
    ) -> dict[str, Any]:
        """Discover, fuse, judge, insert what is certain as a new version, queue the rest; the report as plain data.

        corpus: tables of reviews, pages and folders of pages; queries: query logs; limit: items that are read
        rebuild: build the catalog before and after, to count what the texts tell under either release
        rows: stands between the catalog's reader and all who read it (a measurement hides cells so), always the same
        Safe to kill and to repeat: stages that are done are not done again, and the same input changes nothing.
        """
        reader = self.open_catalog(catalog)
        texts, logs = [Path(entry) for entry in corpus], [Path(entry) for entry in queries]
        about = [reader.context.to_json(), limit]
        place = Path(catalog)

        def items() -> Iterator[Item]:
            return islice((row.item for row in rows(reader) if row.item is not None), limit)

        def documents() -> Iterator[Document]:
            return self._corpus(texts)

        content = _digest(place) if place.exists() else _hashed(reader)
        material = Material(
            items, documents, lambda: self._query_log(logs), content_hash([content, about]),
            content_hash([_digest(path) for path in texts]), content_hash([_digest(path) for path in logs]),
        )  # fmt: skip
        options = options or GrowOptions(HarvestOptions(asked=self.documents_asked()))
        panel = panel or Panel()
        embedder, model, judges = self._judges(panel)

        def context(release: OntologyRelease, measured: dict[KeyId, list[float]]) -> JudgeContext:
            return JudgeContext(release, embedder, model, measured)

        def publish(release: ReleaseId) -> None:
            self.use_release(release, event="release", author=author, note=f"grown from {place.name}")

        def build() -> Figures:
            return self._facts_told(catalog, limit, rows)

        stages = StageFiles(self.folder.growth, progress)
        with self.folder.growing(), self._discovery_chat(options.harvest) as chat:
            means = Means(
                self._fusion_encoder(), shipped_model(), self.recognizer.category_ids, embedder, panel, context, judges,
                self.review_log, self.locked,
                lambda: time.time_ns() // 1000, self.releases.open, self.releases.save, publish,
                build if rebuild else None, lambda: self._asking(chat), "" if chat is None else chat.model_id,
            )  # fmt: skip
            report = grow_ontology(material, means, self.release.id, stages, options)
            keep_measured(self.folder, json.loads((self.folder.growth / "measured.json").read_text(encoding="utf-8")))
        return report

    def _query_log(self, paths: Sequence[Path]) -> Iterator[Document]:
        readings: dict[str, LogReading] = {}
        with closing(self.quarantine.writer(QUERIES)) as writer:
            yield from read_logs(paths, writer, readings)
            writer.keep({"files": [str(path) for path in paths]})

    def _corpus(self, paths: Sequence[Path]) -> Iterator[Document]:
        """Reviews and pages, near-duplicates left out."""
        first = NearDuplicates()
        with closing(self.quarantine.writer(CORPUS)) as writer:
            for number, path in enumerate(paths, start=1):
                read = review_documents if path.suffix.lower() in _TABLES and path.is_file() else page_documents
                yield from first.first_ones(read(path, writer.add, source=f"{CORPUS}-{number}"))
            writer.keep({"files": [str(path) for path in paths]})

    def _facts_told(self, catalog: str | Path, limit: int | None, rows: RowFilter) -> Figures:
        """Build, and count what the center shows: facts of merchants, and those that were read from texts."""
        report = self.build(catalog, limit=limit, rows=rows)
        shown = CellQuery(state=CellState.FACTS, except_keys=TAG_KEYS)
        facts = {str(tally.by[0]): tally.facts for tally in self.store.tally(shown, ["producer"])}
        items = self.store.counts().items
        told = sum(facts.values()) - facts.get(Producer.MERCHANT.value, 0) - facts.get(Producer.HUMAN.value, 0)
        return {
            "items": items, "decided_items": report.new + report.changed + report.unchanged - report.spared,
            "spared_items": report.spared, "facts": sum(facts.values()), "facts_from_texts": told,
            "facts_from_texts_per_item": round(told / max(1, items), 4),
        }  # fmt: skip


def _digest(path: Path) -> str:
    """Of a file's bytes, or of the files of a folder with their names."""
    if not path.is_dir():
        return CatalogStamp.of(path).digest
    files = sorted(entry for entry in path.rglob("*") if entry.is_file())
    return content_hash([[str(file.relative_to(path)), CatalogStamp.of(file).digest] for file in files])


def _hashed(rows: Iterator[ReadRow] | Any) -> str:
    """Of the items of a catalog that is no file: a database's query."""
    digest = ""
    for row in rows:
        if row.item is not None:
            digest = content_hash([digest, json.dumps(row.item.to_json(), sort_keys=True)])
    return digest
