"""`CategoryMapping`: the categories of an ontology beside those of another system (Google's), looked up both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from itemcenter.errors import InvariantError
from itemcenter.schema.ids import CategoryId, content_hash
from itemcenter.schema.item import PATH_SEPARATOR
from itemcenter.schema.release import OntologyRelease

#: Confidence of the only category that a foreign one means, of the one of several that is called alike, of others.
_ONLY, _ALIKE, _ONE_OF_SEVERAL = 0.98, 0.9, 0.6
#: What is left of it for each step up the foreign path, where the category itself is not mapped.
_STEP_UP = 0.8


class ForeignCategory(NamedTuple):
    """A category of the other system. exact: whether it is mapped itself, not only one above it."""

    id: str
    path: str
    exact: bool


class LinkedCategory(NamedTuple):
    """An ontology category that a foreign one means."""

    category_id: CategoryId
    confidence: float


@dataclass(frozen=True, eq=False)
class CategoryMapping:
    """system: "google"; version: of its taxonomy; outward: ontology category -> foreign ids, the first one counts.

    inward: foreign id -> ontology categories, where that is told by itself; names: foreign id -> path "A > B > C"
    """

    system: str
    version: str = ""
    outward: Mapping[CategoryId, tuple[str, ...]] = field(default_factory=dict)
    inward: Mapping[str, tuple[CategoryId, ...]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.system.isidentifier():
            raise InvariantError(f"{self.system!r} cannot be the name of a system: letters, digits and _ only")

    def foreign(self, category_id: CategoryId, release: OntologyRelease) -> ForeignCategory | None:
        """What an ontology category is called over there: its own mapping, else that of the nearest one above it."""
        node: CategoryId | None = category_id
        while node is not None:
            found = self.outward.get(node)
            if found:
                return ForeignCategory(found[0], self.names.get(found[0], ""), node == category_id)
            category = release.category_by_id.get(node)
            node = None if category is None else category.parent_id
        return None

    def own(
        self, text: str, release: OntologyRelease, fold: Callable[[str], str] = str.casefold
    ) -> list[LinkedCategory]:
        """The ontology categories that a foreign id or path means, likeliest first; [] where nothing is known of it.

        Many categories may be mapped to one foreign one: the topmost of them are what it means. fold: how names compare
        """
        foreign_id, factor = self._identified(text.strip(), fold), 1.0
        while foreign_id is not None:
            found = self._meant(foreign_id, release, fold)
            if found:
                return [LinkedCategory(entry, round(sure * factor, 4)) for entry, sure in found]
            foreign_id, factor = self._above(foreign_id), factor * _STEP_UP
        return []

    def _identified(self, text: str, fold: Callable[[str], str]) -> str | None:
        if text in self.names or text in self.inward or text in self._reverse:
            return text
        # Google allows "2271 - Apparel & Accessories > Clothing > Dresses", too
        number, dash, _ = text.partition(" - ")
        if dash and (number in self.names or number in self._reverse):
            return number
        return self._by_path(fold).get(fold(text))

    def _meant(
        self, foreign_id: str, release: OntologyRelease, fold: Callable[[str], str]
    ) -> list[tuple[CategoryId, float]]:
        told = [entry for entry in self.inward.get(foreign_id, ()) if entry in release.category_by_id]
        mapped = {entry for entry in self._reverse.get(foreign_id, ()) if entry in release.category_by_id}
        tops = told or [
            entry for entry in sorted(mapped) if not any(node.id in mapped for node in release.path(entry)[:-1])
        ]
        if len(tops) <= 1:
            return [(entry, _ONLY) for entry in tops]
        path = fold(self.names.get(foreign_id, ""))
        name = fold(self.names.get(foreign_id, "").rpartition(PATH_SEPARATOR)[2])

        def likeness(entry: CategoryId) -> int:
            return 2 * (fold(release.path_name(entry)) == path) + (fold(release.category_by_id[entry].name) == name)

        ranked = sorted(tops, key=lambda entry: (-likeness(entry), len(release.path(entry)), entry))
        alike = likeness(ranked[0]) > likeness(ranked[1])
        return [(entry, _ALIKE if alike and not place else _ONE_OF_SEVERAL) for place, entry in enumerate(ranked)]

    def _above(self, foreign_id: str) -> str | None:
        above = self.names.get(foreign_id, "").rpartition(PATH_SEPARATOR)[0]
        return self._by_path(str).get(above) if above else None

    def _by_path(self, fold: Callable[[str], str]) -> dict[str, str]:
        if fold not in self._paths:
            self._paths[fold] = {fold(path): foreign_id for foreign_id, path in self.names.items()}
        return self._paths[fold]

    @cached_property
    def _paths(self) -> dict[Callable[[str], str], dict[str, str]]:
        return {}

    @cached_property
    def _reverse(self) -> dict[str, list[CategoryId]]:
        out: dict[str, list[CategoryId]] = {}
        for category_id, foreign in self.outward.items():
            for entry in foreign[:1]:
                out.setdefault(entry, []).append(category_id)
        return out

    @cached_property
    def fingerprint(self) -> str:
        """A hash of all that it says."""
        outward = sorted((entry, list(foreign)) for entry, foreign in self.outward.items())
        inward = sorted((foreign, list(own)) for foreign, own in self.inward.items())
        return content_hash([self.system, self.version, outward, inward, sorted(self.names.items())])
