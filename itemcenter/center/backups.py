"""The verb that copies a center while others write to it."""

from __future__ import annotations

from pathlib import Path

from itemcenter.center.parts import CenterParts
from itemcenter.errors import ConfigError
from itemcenter.jobs.backup import Backup, back_up


class BackupVerbs(CenterParts):
    def back_up(self, out: str | Path, *, without_store: bool = False) -> Backup:
        """A copy of the center at the new folder `out`, verified; `jobs.backup.restore` makes a center of it.

        without_store: all but the store, which then is copied by its own tools
        Raises `ConfigError` where the store is no file of this center.
        """
        choice, home, out = self.config.store, self.folder.path.resolve(), Path(out).resolve()
        if out.is_relative_to(home):
            raise ConfigError(f"{out} lies inside of the center", remedy="name a folder elsewhere")
        store: Path | None = None
        if not without_store:
            place = (home / str(choice.options.get("path", "store.db"))).resolve()
            if choice.backend != "sqlite" or not place.is_relative_to(home):
                raise ConfigError(
                    "the store is no file of this center, so it is not copied with it",
                    place=str(self.folder.config),
                    remedy="copy it by its own tools (docs/runbook.md), and all else with --without-store",
                )
            self.store.counts()  # opened: of the present format, and there
            store = place
        return back_up(home, out, store)
