"""`Listing`: the little of an item that grouping reads, and the file that holds one line an item."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, NamedTuple

from itemcenter.items.groups.codes import codes_of
from itemcenter.items.groups.title import MOST_CHARS
from itemcenter.schema import Item, ItemId
from itemcenter.values.folding import name_key

#: Shorter descriptions say nothing about one product alone.
_LEAST_DESCRIPTION = 60
_MOST_BRAND = 100


class Listing(NamedTuple):
    """codes: family -> code (see `codes`); text: a hash of the description, "" for none or a very short one."""

    id: ItemId
    title: str
    brand: str = ""
    codes: Mapping[str, str] = {}
    text: str = ""

    @classmethod
    def of(cls, item: Item) -> Listing:
        words = name_key(item.description[:4000])
        text = digest(words).hex() if len(words) >= _LEAST_DESCRIPTION else ""
        return cls(item.id, item.title[:MOST_CHARS], item.brand[:_MOST_BRAND], codes_of(item), text)

    def line(self) -> bytes:
        """As JSON, one line."""
        return (json.dumps(self, ensure_ascii=True, separators=(",", ":")) + "\n").encode("ascii")

    @classmethod
    def from_line(cls, line: bytes) -> Listing:
        """Raises `ValueError` where the line is no listing."""
        found = json.loads(line)
        if not isinstance(found, list) or len(found) != len(cls._fields):
            raise ValueError("no listing")
        return cls(*found)


class ListingFile:
    """Listings one after another on disk; any of them can be read again at its place."""

    def __init__(self, path: Path) -> None:
        self._file: IO[bytes] = path.open("w+b")
        self._end = 0

    def add(self, listing: Listing) -> int:
        """Returns the place."""
        place = self._end
        line = listing.line()
        self._file.write(line)
        self._end += len(line)
        return place

    def at(self, place: int) -> Listing:
        self._file.seek(place)
        return Listing.from_line(self._file.readline())

    def close(self) -> None:
        self._file.close()


def read_listings(path: Path) -> Iterator[Listing]:
    """All listings of a file; what cannot be read is left out: a listing lost costs no fact."""
    try:
        with path.open("rb") as file:
            for line in file:
                try:
                    yield Listing.from_line(line)
                except (ValueError, TypeError):
                    continue
    except OSError:
        return


def digest(text: str) -> bytes:
    """8 bytes of BLAKE2b."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
