"""`MappedKeys`: the key mappings of a center as builds use them - which key a merchant's cell is read under."""

from __future__ import annotations

from collections.abc import Iterable

from itemcenter.schema import AttributeKey, CategoryId, KeyId, KeyMapping, OntologyRelease, SourceId, content_hash
from itemcenter.values.folding import name_key


class MappedKeys:
    """Mappings of one release. Lines that name keys or categories that it lacks are passed over."""

    def __init__(
        self, release: OntologyRelease, mappings: Iterable[KeyMapping] = (), source: SourceId | None = None
    ) -> None:
        """source: whose cells are read; lines of other sources are passed over"""
        self._release, self._mappings, self._source = release, tuple(mappings), source
        self._by_category: dict[tuple[SourceId | None, CategoryId | None], list[KeyMapping]] = {}
        self._sources = dict.fromkeys((None, source))  # a source's own lines come after those for all
        used = []
        for entry in self._mappings:
            if entry.source not in self._sources:
                continue
            known = entry.key_id is None or entry.key_id in release.key_by_id
            if not known or (entry.means is None and not entry.forbids):
                continue
            if entry.category_id is None or entry.category_id in release.category_by_id:
                self._by_category.setdefault((entry.source, entry.category_id), []).append(entry)
                own = [] if entry.source is None else [entry.source]
                used.append([name_key(entry.merchant_key), entry.category_id, entry.means, entry.by_person, *own])
        self.fingerprint = content_hash(sorted(used, key=str)) if used else ""

    def under(self, release: OntologyRelease) -> MappedKeys:
        """The same lines, of another release."""
        return MappedKeys(release, self._mappings, self._source)

    def apply(self, by_name: dict[str, AttributeKey], category_id: CategoryId, keys: Iterable[KeyId]) -> None:
        """Change the names under which the keys of a category are looked up; the nearest line to it wins.

        A line of the source wins over one for all sources. A person's line takes the place of a name, or takes the
        name out; the program's only adds names.
        """
        if not self._by_category:
            return
        here, chosen = frozenset(keys), dict[str, KeyMapping]()
        places = (None, *(category.id for category in self._release.path(category_id)))
        for source, place in ((source, place) for source in self._sources for place in places):
            for entry in self._by_category.get((source, place), ()):
                held = chosen.get(name_key(entry.merchant_key))
                if held is None or entry.by_person or not held.by_person:
                    chosen[name_key(entry.merchant_key)] = entry
        for name, entry in chosen.items():
            if entry.means is None:
                by_name.pop(name, None)
            elif entry.means in here and (entry.by_person or name not in by_name):
                by_name[name] = self._release.key_by_id[entry.means]
