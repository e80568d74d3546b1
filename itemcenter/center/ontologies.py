"""Verbs that give a center its ontology: import, choose, draw. A rehearsal holds it in memory only."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from itemcenter.center.parts import CenterParts
from itemcenter.center.sources import MERCHANT
from itemcenter.items import open_catalog
from itemcenter.jobs import bootstrap as bootstrap_job
from itemcenter.jobs.masked_rows import RowFilter
from itemcenter.ontology import load_ontology
from itemcenter.ontology.bootstrap import OntologyDraft
from itemcenter.schema import OntologyRelease, ReleaseId


class OntologyVerbs(CenterParts):
    def import_ontology(self, source: str, *, make_current: bool = True) -> tuple[ReleaseId, list[str]]:
        """Read a workbook folder or `shopify:DIR#branch`, keep it as a release. Returns its id and notices."""
        loaded = load_ontology(source)
        if not self.rehearsing:
            self.releases.save(loaded.release)
        if make_current and self.rehearsing:
            self._hold(loaded.release)
        elif make_current:
            self.use_release(loaded.release.id)
        return loaded.release.id, list(loaded.notices)

    def use_release(self, release_id: str) -> None:
        """Make a release the one that builds decide with: this center's from now on, later ones' unless configured.

        Raises `CenterBusyError` while a build is at work: it must end with the release it began with.
        """
        if self.rehearsing:
            self._hold(self.releases.open(release_id))
            return
        with self.folder.locked():
            self._chosen_release = self.releases.set_current(ReleaseId(release_id))
        self._forget("release", "recognizer", "category_model")

    def drawn_from(self, source: str) -> bool:
        """Whether this center decides with the ontology that was drawn from the source's catalog."""
        drawn = self.folder.state().drawn.get(source)
        return drawn is not None and bool(self.releases.current()) and self.release.id == drawn

    def bootstrap(
        self, catalog: str | Path, *, source: str = MERCHANT, rows: RowFilter = lambda rows: rows
    ) -> OntologyDraft:
        """Draw a first ontology from a source's catalog, keep it as a release and decide with it from now on.

        rows: as in `build`
        """
        reader = open_catalog(Path(catalog), self.config.catalog, MERCHANT)
        draft = bootstrap_job.draft_ontology(reader, rows(reader))
        if self.rehearsing:
            self._unsaved_model = draft.model
            self._hold(draft.release)
        else:
            self.use_release(self.releases.save(draft.release))
            draft.model.save(self.folder.categories)
            with self.folder.locked():
                state = self.folder.state()
                self.folder.remember(replace(state, drawn={**state.drawn, source: draft.release.id}))
            self._forget("recognizer", "category_model")
        return draft

    def _hold(self, release: OntologyRelease) -> None:
        """Decide with a release that is not kept."""
        self._unsaved_release = release
        self._forget("release", "recognizer", "category_model")
