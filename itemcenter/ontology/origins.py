"""Since which version each entry of a release is in use, and which entries of earlier ones are gone."""

from __future__ import annotations

from collections.abc import Iterator

from itemcenter.errors import NotFoundError, StoreError
from itemcenter.ontology.rdf.nodes import Origin
from itemcenter.ontology.releases import ReleaseShelf
from itemcenter.ontology.version_log import VersionLog
from itemcenter.schema import OntologyRelease

_GONE = ("retired", "merged", "new id")


def origin_of(release: OntologyRelease, log: VersionLog, shelf: ReleaseShelf) -> Origin:
    """Reads every release that was ever in use once. Of one that is no more on the shelf nothing is told."""
    versions = log.read()
    wanted = set(_entries(release))
    first: dict[tuple[str, str, str], int] = {}
    gone: dict[tuple[str, str, str], dict[str, str]] = {}
    seen: set[str] = set()
    for version in versions:
        for change in log.changes(version.number):
            if change["kind"] in _GONE:
                gone[change["noun"], change.get("group", ""), change["id"]] = change
        if version.release_id in seen:
            continue
        seen.add(version.release_id)
        try:
            found = set(_entries(shelf.open(version.release_id)))
        except (NotFoundError, StoreError):
            continue
        for place in wanted & found:
            first.setdefault(place, version.number)
    return Origin(versions, first, [change for place, change in sorted(gone.items()) if place not in wanted])


def _entries(release: OntologyRelease) -> Iterator[tuple[str, str, str]]:
    """(noun, value list, id) of every entry that has an origin."""
    for noun, entries in (
        ("category", release.categories),
        ("key", release.keys),
        ("scenario", release.scenarios),
        ("brand", release.brands),
        ("term", release.terms),
    ):
        yield from ((noun, "", entry.id) for entry in entries)
    for part in release.value_lists:
        yield from (("value", part.id, value.id) for value in part.values)
