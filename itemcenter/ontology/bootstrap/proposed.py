"""What bootstraps have proposed so far: kept beside a draft, so that a later one knows what an expert has taken out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from itemcenter.errors import OntologyError, StoreError
from itemcenter.schema import OntologyRelease

FILE = "proposed.jsonl"


class Proposed:
    """(noun, group, id) -> name as it was proposed. group: value list of a value, category of a scope, else ""."""

    def __init__(self, entries: Iterable[tuple[str, str, str, str]] = ()) -> None:
        self._names = {(noun, group, identity): name for noun, group, identity, name in entries}

    @classmethod
    def of(cls, release: OntologyRelease) -> Proposed:
        """Everything in a draft."""
        return cls(_entries(release))

    def __contains__(self, place: tuple[str, str, str]) -> bool:
        return place in self._names

    def __iter__(self) -> Iterator[tuple[str, str, str, str]]:
        yield from ((*place, name) for place, name in sorted(self._names.items()))

    def name(self, noun: str, group: str, identity: str) -> str:
        """The name under which an entry was proposed, "" if it was not."""
        return self._names.get((noun, group, identity), "")

    def joined(self, other: Proposed) -> Proposed:
        """What either has proposed; names as `self` gave them."""
        return Proposed([*other, *self])

    def write(self, folder: Path) -> None:
        try:
            text = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in self)
            (folder / FILE).write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise StoreError(f"cannot be written: {error.strerror or error}", place=str(folder / FILE)) from error

    @classmethod
    def read(cls, folder: Path) -> Proposed | None:
        """What stands beside a draft; None where nothing does. Raises `OntologyError` for a damaged file."""
        path = folder / FILE
        if not path.is_file():
            return None
        try:
            with path.open(encoding="utf-8") as lines:
                found = [json.loads(line) for line in lines if line.strip()]
            return cls((str(noun), str(group), str(identity), str(name)) for noun, group, identity, name in found)
        except (OSError, ValueError, TypeError) as error:
            remedy = "delete it: what was taken out is then proposed once more"
            raise OntologyError(f"is damaged: {error}", place=str(path), remedy=remedy) from error


def _entries(release: OntologyRelease) -> Iterator[tuple[str, str, str, str]]:
    yield from (("category", "", entry.id, entry.name) for entry in release.categories)
    yield from (("key", "", entry.id, entry.name) for entry in release.keys)
    for listed in release.value_lists:
        yield from (("value", listed.id, entry.id, entry.name) for entry in listed.values)
    yield from (("applies", scope.category_id, scope.key_id, "") for scope in release.scopes)
    yield from (("brand", "", entry.id, entry.name) for entry in release.brands)
    yield from (("term", "", entry.id, entry.name) for entry in release.terms)
