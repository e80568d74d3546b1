"""What a center keeps of the groups of each source: `groups/SOURCE.jsonl` and the listings that they were found in.

The first line of the file says what it was made from, each further one is a group (`SpuGroup`) with its reason.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from itemcenter.errors import InvariantError, StoreError
from itemcenter.items.groups.listing import Listing, read_listings
from itemcenter.schema import SpuGroup

#: Counts up when the same catalog could give other groups.
FORMAT = 1


class GroupShelf:
    """Reads and replaces the groups of a source. A file that cannot be read counts as none: it is made again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sources(self) -> list[str]:
        """Those with groups, file name form (a ":" is a "-")."""
        return sorted(path.stem for path in self._folder.glob("*.jsonl"))

    def about(self, source: str) -> dict[str, Any]:
        """What the groups were made from, empty where there are none."""
        for line in self._lines(source):
            return line if line.get("format") == FORMAT else {}
        return {}

    def groups(self, source: str) -> Iterator[SpuGroup]:
        """In order of the smallest item id."""
        lines = self._lines(source)
        if next(lines, {}).get("format") != FORMAT:
            return
        for line in lines:
            try:
                yield SpuGroup.from_json(line)
            except InvariantError:
                continue

    def listings(self, source: str) -> Iterator[Listing]:
        return read_listings(self._path(source, ".listings"))

    def keep(self, source: str, about: dict[str, Any], groups: Iterable[SpuGroup], listings: Path) -> None:
        """Replace all of a source. listings: a file of listings, copied. Raises `StoreError`."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(listings, self._aside(source, ".listings"))
            with self._aside(source, ".jsonl").open("w", encoding="utf-8", errors="surrogatepass") as file:
                for line in itertools.chain([{"format": FORMAT} | about], (group.to_json() for group in groups)):
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
            for suffix in (".listings", ".jsonl"):
                self._aside(source, suffix).replace(self._path(source, suffix))
        except OSError as error:
            remedy = "free disk space or mend the permissions"
            message = f"groups cannot be kept: {error.strerror or error}"
            raise StoreError(message, place=str(self._folder), remedy=remedy) from error

    def _lines(self, source: str) -> Iterator[dict[str, Any]]:
        try:
            with self._path(source, ".jsonl").open(encoding="utf-8", errors="surrogatepass") as file:
                for text in file:
                    try:
                        line = json.loads(text)
                    except ValueError:
                        continue
                    if isinstance(line, dict):
                        yield line
        except OSError:
            return

    def _path(self, source: str, suffix: str) -> Path:
        return self._folder / f"{source.replace(':', '-')}{suffix}"

    def _aside(self, source: str, suffix: str) -> Path:
        return self._folder / f"{source.replace(':', '-')}{suffix}.partial"
