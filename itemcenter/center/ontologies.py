"""Verbs that give a center its ontology: import, choose, draw. A rehearsal holds it in memory only."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from itemcenter.center.mappings import MappingVerbs
from itemcenter.center.sources import MERCHANT
from itemcenter.errors import ConfigError, NotFoundError
from itemcenter.jobs import bootstrap as bootstrap_job
from itemcenter.jobs.masked_rows import RowFilter
from itemcenter.ontology import load_ontology
from itemcenter.ontology.bootstrap import OntologyDraft, Proposed
from itemcenter.ontology.category_mappings import load_mappings, write_mapping
from itemcenter.ontology.release_diff import EntryChange, diff_releases
from itemcenter.ontology.version_log import VersionLog
from itemcenter.schema import CategoryMapping, OntologyRelease, ReleaseId


class OntologyVerbs(MappingVerbs):
    @property
    def versions(self) -> VersionLog:
        """Which release was put in use when, by whom and why."""
        return VersionLog(self.folder.releases)

    def import_ontology(
        self, source: str, *, make_current: bool = True, event: str = "import", author: str = "", note: str = ""
    ) -> tuple[ReleaseId, list[str]]:
        """Read a workbook folder or `shopify:DIR#branch`, keep it as a release. Returns its id and notices."""
        loaded = load_ontology(source)
        if not self.rehearsing:
            self.releases.save(replace(loaded.release, parent_id=self.releases.current()))
        if make_current and self.rehearsing:
            self._hold(loaded.release)
        elif make_current:
            self.use_release(loaded.release.id, event=event, author=author, note=note)
        return loaded.release.id, list(loaded.notices)

    def use_release(self, release_id: str, *, event: str = "use", author: str = "", note: str = "") -> None:
        """Make a release the one that builds decide with: this center's from now on, later ones' unless configured.

        That is a new version in the log, where it changes anything. event: one of `version_log.EVENTS`
        Raises `CenterBusyError` while a build is at work: it must end with the release it began with.
        """
        if self.rehearsing:
            self._hold(self.releases.open(release_id))
            return
        with self.locked():
            before, entry = self.releases.current(), self.releases.find(release_id)
            changes: list[EntryChange] = []
            if before is not None and before != entry.id:
                changes = diff_releases(self.releases.open(before), self.releases.open(entry.id))
            self._chosen_release = self.releases.set_current(entry.id)
            if before != entry.id:
                about = {"name": entry.name, "source": entry.source, "author": author, "note": note}
                now_us = time.time_ns() // 1000
                self.versions.append(event, entry.id, before, changes, **about, time_us=now_us)
        self._forget("release", "recognizer", "category_model")

    def roll_back(self, to: str | None = None, *, author: str = "", note: str = "") -> ReleaseId:
        """Put an earlier release in use again, as a new version; cells follow with the next build. Returns its id.

        to: a release, or the number or id of a version; None: what the newest version took the place of
        """
        current = self.releases.current()
        if to is None:
            if current is None:
                raise NotFoundError("this center has no ontology yet", remedy="import one first")
            wanted: str = self.versions.before(current)
        else:
            version = self.versions.find(to)
            wanted = to if version is None else version.release_id
        entry = self.releases.find(wanted)
        if entry.id == current:
            raise ConfigError(f"release {entry.id} is in use already", remedy="`ontology history` lists the others")
        self.use_release(entry.id, event="rollback", author=author, note=note)
        return entry.id

    def drawn_from(self, source: str) -> bool:
        """Whether this center decides with the ontology that was drawn from the source's catalog."""
        drawn = self.folder.state().drawn.get(source)
        return drawn is not None and bool(self.releases.current()) and self.release.id == drawn

    def import_mappings(self, source: str) -> list[CategoryMapping]:
        """Keep the category mappings of `shopify:DIR`, or of a table `google@VERSION.csv`; builds use them from now on.

        Those of other systems stay, those of the same system are replaced.
        """
        found, release = load_mappings(source), self.release
        for mapping in found:
            write_mapping(self.folder.mappings, mapping, release)
        self._forget("recognizer")
        return found

    def mapping(self, system: str = "google") -> CategoryMapping:
        """The mapping to a system: `mapping().foreign(category_id, center.release)` is what an item is called there.

        Raises `NotFoundError` where none was imported.
        """
        known = {entry.system: entry for entry in self.mappings}
        if system not in known:
            told = f"there are mappings to {', '.join(known)}" if known else "import one: `itemcenter ontology mappings"
            remedy = told if known else f"{told} import shopify:DIR`"
            raise NotFoundError(f"this center has no category mapping to {system!r}", remedy=remedy)
        return known[system]

    def bootstrap(
        self,
        catalog: str | Path,
        *,
        source: str = MERCHANT,
        rows: RowFilter = lambda rows: rows,
        base: str | Path | None = None,
    ) -> OntologyDraft:
        """Draw a first ontology from a source's catalog, keep it as a release and decide with it from now on.

        source: whose mapping of the columns is used; rows: as in `build`
        base: a workbook that an expert has edited: it stays as it is, what is new is added
        """
        reader = self.open_catalog(catalog, source)
        draft = bootstrap_job.draft_ontology(reader, rows(reader))
        if base is not None:
            proposed = Proposed.read(bootstrap_job.proposed_folder(Path(base)))
            draft = bootstrap_job.draft_over(draft, load_ontology(str(base)).release, proposed)
        if self.rehearsing:
            self._unsaved_model = draft.model
            self._hold(draft.release)
        else:
            self.use_release(self.releases.save(draft.release), event="draft")
            draft.model.save(self.folder.categories)
            with self.locked():
                state = self.folder.state()
                self.folder.remember(replace(state, drawn={**state.drawn, source: draft.release.id}))
            self._forget("recognizer", "category_model")
        return draft

    def _hold(self, release: OntologyRelease) -> None:
        """Decide with a release that is not kept."""
        self._unsaved_release = release
        self._forget("release", "recognizer", "category_model")
