"""Brand names and how trustworthy each is in a title: from the ontology, and from the catalog's own brand column.

A name in a title may be the brand ("Apple iPhone"), what the thing goes with ("case for Apple"), or an ordinary word
("apple juice"). How often it is the brand is counted on those titles whose brand the catalog gives: for each name, and,
where a name has been met too seldom, for all names that stand in the same circumstances.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from itemcenter.errors import StoreError
from itemcenter.schema import BrandId, Item, OntologyRelease
from itemcenter.values.folding import name_key

_FORMAT = 1
_BRANDS_AT_MOST = 200_000
_TITLES_AT_MOST = 20_000
_SPELLINGS = 3
#: A brand column's value of more words than this is a sentence or a list.
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class BrandEntry:
    """A brand: the name to show, its ontology id where it has one, every spelling, and items that carry it."""

    name: str
    brand_id: BrandId | None
    spellings: tuple[str, ...]
    items: int = 0


@dataclass(slots=True)
class BrandCounts:
    """What a catalog's brand column tells, gathered in one pass in any order; memory is bounded.

    Keeps the values with their spellings, and a sample of (title, brand) pairs: those with the smallest hash.
    """

    _spellings: dict[str, Counter[str]] = field(default_factory=dict)
    _titles: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, items: Iterable[Item]) -> None:
        for item in items:
            key = name_key(item.brand)
            if not key or key.count(" ") >= _LONGEST:
                continue
            if key in self._spellings or len(self._spellings) < _BRANDS_AT_MOST:
                self._spellings.setdefault(key, Counter())[" ".join(item.brand.split())] += 1
            if item.title:
                self._titles[_title_hash(item.title, key)] = (item.title, key)
        if len(self._titles) > 2 * _TITLES_AT_MOST:
            self._titles = {place: self._titles[place] for place in sorted(self._titles)[:_TITLES_AT_MOST]}

    @property
    def empty(self) -> bool:
        return not self._spellings

    def to_bytes(self) -> bytes:
        """JSON in ASCII, the same for the same items in any order."""
        kept = {key: _most_frequent(self._spellings[key]) for key in sorted(self._spellings)}
        data = {"format": _FORMAT, "spellings": kept, "titles": self.titles()}
        return json.dumps(data, separators=(",", ":")).encode("ascii")

    @classmethod
    def from_bytes(cls, content: bytes, place: str) -> BrandCounts:
        """The reverse of `to_bytes`. Raises `StoreError` where the bytes are damaged or of another format."""
        try:
            data = json.loads(content)
            if data["format"] != _FORMAT:
                raise ValueError(f"format {data['format']}, not {_FORMAT}")
            counts = cls()
            for key, rows in data["spellings"].items():
                counts._spellings[key] = Counter({str(name): int(count) for name, count in rows})
            for title, key in data["titles"]:
                counts._titles[_title_hash(str(title), str(key))] = (str(title), str(key))
            return counts
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            message = f"no brand counts can be read: {error}"
            raise StoreError(message, place=place, remedy="learn them again") from error

    def entries(self, release: OntologyRelease) -> tuple[BrandEntry, ...]:
        """The ontology's brands in its order, then those of the column that it does not know, by name."""
        return brand_entries(release, self._spellings)

    def titles(self) -> list[tuple[str, str]]:
        """The sample of (title, folded brand), each wording once, in a fixed order."""
        return [self._titles[place] for place in sorted(self._titles)[:_TITLES_AT_MOST]]


def brand_entries(release: OntologyRelease, column: Mapping[str, Counter[str]]) -> tuple[BrandEntry, ...]:
    """One entry a brand. A column value that is a name or synonym of the ontology's brand belongs to that brand."""
    known: dict[str, int] = {}
    spellings: list[dict[str, None]] = []
    items: list[int] = []
    for place, brand in enumerate(release.brands):
        spellings.append(dict.fromkeys((brand.name, *brand.synonyms)))
        items.append(0)
        for name in (brand.name, *brand.synonyms):
            known.setdefault(name_key(name), place)
    others: list[BrandEntry] = []
    for key in sorted(column):
        written = [name for name, _ in _most_frequent(column[key])]
        if key in known:
            spellings[known[key]].update(dict.fromkeys(written))
            items[known[key]] += column[key].total()
        else:
            others.append(BrandEntry(written[0], None, tuple(written), column[key].total()))
    own = [
        BrandEntry(brand.name, brand.id, tuple(spellings[place]), items[place])
        for place, brand in enumerate(release.brands)
    ]
    return (*own, *others)


@dataclass(frozen=True, slots=True)
class BrandKnowledge:
    """Brands with what was counted of them. All counts are of titles whose brand is known.

    by_name: of each entry, (right, all) of the titles that begin with one of its names, then of those that have one
             further on; right: the brand is this one
    by_case: circumstances -> (sum of the names' shares of right titles, number of names)
    """

    entries: tuple[BrandEntry, ...]
    by_name: tuple[tuple[int, int, int, int], ...]
    by_case: tuple[tuple[str, float, int], ...]


def _title_hash(title: str, key: str) -> str:
    return hashlib.blake2b(f"{key}\n{title}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _most_frequent(spellings: Counter[str]) -> list[tuple[str, int]]:
    """The spellings that are kept of a name, with the items that have them; of equals the first by letters."""
    return sorted(spellings.items(), key=lambda entry: (-entry[1], entry[0]))[:_SPELLINGS]
