"""What another release would change in this center."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from itemcenter.center.ontologies import OntologyVerbs
from itemcenter.center.scopes import EarlierReleases
from itemcenter.center.sources import MACHINE
from itemcenter.errors import NotFoundError, OntologyError
from itemcenter.jobs import learn as learn_job
from itemcenter.jobs.impact import SAMPLE_ITEMS, Impact, Rates, measure_impact
from itemcenter.library import LibraryRecognizer
from itemcenter.library.mapped_keys import MappedKeys
from itemcenter.ontology import load_ontology
from itemcenter.schema import OntologyRelease, SourceId


class ImpactVerbs(OntologyVerbs):
    def release_or_source(self, wanted: str) -> OntologyRelease:
        """A release of this center, by id, name or version number, else what the source names."""
        version = self.versions.find(wanted)
        try:
            return self.releases.open(wanted if version is None else version.release_id)
        except NotFoundError:
            try:
                return load_ontology(wanted).release
            except OntologyError:
                if ":" in wanted or "/" in wanted:
                    raise
            raise

    def impact(
        self,
        after: OntologyRelease,
        before: OntologyRelease | None = None,
        *,
        sample: int = SAMPLE_ITEMS,
        price: float | None = None,
    ) -> Impact:
        """What a build under `after` would do to the items that were built under `before`. Writes nothing.

        before: the present release where it is not given; sample: items tried of every reason
        price: of deciding one (item, key) pair, in whatever money the caller counts, where a paid model decides
        """
        before = before or self.release
        found = Impact(before.id, after.id, price=price)

        def sides(source: SourceId) -> tuple[LibraryRecognizer, EarlierReleases]:
            learned = self._opened(self.folder.learned(source))
            own = self._recognizer_under(after).with_keys(MappedKeys(after, self.key_map, source))
            folder = self.folder.learned(source)
            found.learns |= learn_job.due(folder, learned, self.config.learning, after, own.encoder)
            taught = own if learned is None else own.with_learned(learned)
            return taught, EarlierReleases(self.releases, taught, (before.id,), self.folder.value_index)

        rates = Rates.of(self._reports())
        policy = self.config.sources
        return measure_impact(self.store, found, sides, policy, MACHINE, rates, workers=self.workers, sample=sample)

    def _reports(self) -> Iterator[Mapping[str, Any]]:
        """Of builds, newest first; those that cannot be read are passed over."""
        runs = sorted(self.folder.runs.glob("*/report.json"), reverse=True) if self.folder.runs.is_dir() else []
        for path in runs:
            try:
                report = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError):
                continue
            if isinstance(report, dict):
                yield report
