"""Earlier releases of a center, opened when a build meets items that they decided."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from itemcenter.errors import NotFoundError
from itemcenter.library import LibraryRecognizer
from itemcenter.library.release_scope import ReleaseScope
from itemcenter.ontology import ReleaseShelf
from itemcenter.ports import Store, Touch
from itemcenter.schema import CategoryMatch, Item, ReleaseId, SourceId

#: Releases that are asked about; what an older one decided is decided anew.
_MOST = 4


class EarlierReleases:
    """`ports.ReleaseScopes` over the releases on a shelf."""

    def __init__(
        self, shelf: ReleaseShelf, recognizer: LibraryRecognizer, earlier: Sequence[ReleaseId], values: Path
    ) -> None:
        """values: the folder of the center's value index"""
        self._shelf, self._recognizer, self._earlier, self._values = shelf, recognizer, tuple(earlier), values
        self._scopes: dict[ReleaseId, ReleaseScope] = {}

    @classmethod
    def of(
        cls, store: Store, shelf: ReleaseShelf, recognizer: LibraryRecognizer, source: SourceId, values: Path
    ) -> Self:
        """Those that earlier runs of the source decided with under the recogniser's model, the newest first."""
        found: dict[ReleaseId, None] = {}
        for mark in reversed(store.runs()):
            same = mark.source == source and mark.model_id == recognizer.model_id
            if same and mark.release_id != recognizer.release_id and _kept(shelf, mark.release_id):
                found.setdefault(mark.release_id)
        return cls(shelf, recognizer, tuple(found)[:_MOST], values)

    @property
    def earlier(self) -> tuple[ReleaseId, ...]:
        return self._earlier

    def touched(
        self, earlier: ReleaseId, items: Sequence[Item], matches: Sequence[CategoryMatch | None]
    ) -> list[Touch]:
        if earlier not in self._scopes:
            self._scopes[earlier] = self._recognizer.scope_from(self._shelf.open(earlier), self._values)
        return self._scopes[earlier].touched(items, matches)


def _kept(shelf: ReleaseShelf, release_id: ReleaseId) -> bool:
    try:
        return shelf.find(release_id).id == release_id
    except NotFoundError:
        return False
