"""`gold/` of a center: the versions of its gold set, each a file of what it adds, and the machine's suggestions.

gold/v0001.jsonl          a head line (version, parent's hash, what was done), then cells, strata and labels
gold/suggestions.jsonl    what the machine would say of the cells: never part of the set, replaced by every `prelabel`

A version is never changed: each names the hash of the file before it, so that a damaged or edited one is noticed.
Files hold no times: the same draw and the same labels make the same bytes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from itemcenter.errors import InvariantError, NotFoundError, StoreError
from itemcenter.evaluate.gold import GoldCell, GoldLabel, GoldSet, GoldStratum
from itemcenter.evaluate.gold.gold_set import GoldEntry
from itemcenter.flow.whole_file import text_file

_VERSION = re.compile(r"v(\d{4,})\.jsonl")
_KINDS: dict[str, type[GoldCell] | type[GoldStratum] | type[GoldLabel]] = {
    kind.kind_tag: kind for kind in (GoldCell, GoldStratum, GoldLabel)
}


@dataclass(frozen=True, slots=True)
class GoldVersion:
    """One file of the chain. about: what was done, as plain data; digest: hash of its bytes."""

    number: int
    digest: str
    about: Mapping[str, Any]


class GoldShelf:
    """Reads and adds versions. Hold the center's lock while adding."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def suggestions(self) -> Path:
        return self._folder / "suggestions.jsonl"

    def exists(self) -> bool:
        return bool(self._files())

    def open(self) -> GoldSet:
        """The set as its versions add up. Raises `NotFoundError` where there is none, `StoreError` for damage."""
        if not self.exists():
            raise NotFoundError("this center has no gold set yet", remedy="draw one: `itemcenter gold sample`")
        found = GoldSet()
        for version, entries in self._read():
            found.version = version.number
            found.seed = int(version.about.get("seed", found.seed))
            found.add(entries)
        return found

    def versions(self) -> list[GoldVersion]:
        return [version for version, _ in self._read()]

    def add(self, entries: Sequence[GoldEntry], about: Mapping[str, Any]) -> int:
        """Write the next version and return its number; nothing to add makes no version."""
        known = self.versions()
        number = known[-1].number if known else 0
        if not entries:
            return number
        head = {"gold": 1, "version": number + 1, "parent": known[-1].digest if known else "", **about}
        with text_file(self._folder / f"v{number + 1:04d}.jsonl") as file:
            file.write(json.dumps(head, ensure_ascii=True) + "\n")
            for entry in entries:
                file.write(json.dumps(entry.to_json(), ensure_ascii=True) + "\n")
        return number + 1

    def _files(self) -> list[tuple[int, Path]]:
        if not self._folder.is_dir():
            return []
        found = ((_VERSION.fullmatch(path.name), path) for path in self._folder.iterdir())
        return sorted((int(match[1]), path) for match, path in found if match is not None)

    def _read(self) -> Iterator[tuple[GoldVersion, list[GoldEntry]]]:
        parent = ""
        for expected, (number, path) in enumerate(self._files(), start=1):
            if number != expected:
                raise _damaged(f"version {expected} is missing", path)
            try:
                content = path.read_bytes()
                head, *lines = content.decode("utf-8").split("\n")
                about = json.loads(head)
                entries = list(_entries(lines))
                if about["gold"] != 1 or about["version"] != number:
                    raise ValueError("the head is of another version")
            except OSError as error:
                raise StoreError(f"cannot read {path}: {error.strerror or error}") from error
            except (ValueError, KeyError, TypeError, InvariantError) as error:
                raise _damaged(str(error), path) from error
            if about.get("parent") != parent:
                raise _damaged("the version before it is not the one that it was added to", path)
            parent = blake2b(content, digest_size=16).hexdigest()
            yield GoldVersion(number, parent, about), entries


def _entries(lines: Iterable[str]) -> Iterator[GoldEntry]:
    for line in lines:
        if line:
            data = json.loads(line)
            yield _KINDS[data["kind"]].from_json(data)


def _damaged(what: str, path: Path) -> StoreError:
    return StoreError(f"the gold set is damaged: {what}", place=str(path), remedy="put the file back as it was written")
