"""Brand names and how trustworthy each is in a title: from the ontology, and from the catalog's own brand column.

A name in a title may be the brand ("Apple iPhone"), what the thing goes with ("case for Apple"), or an ordinary word
("apple juice"). How often it is the brand is counted on those titles whose brand the catalog gives: for each name, and,
where a name has been met too seldom, for all names that stand in the same circumstances.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from itemcenter.errors import StoreError
from itemcenter.schema import BrandId, Item, OntologyRelease, content_hash
from itemcenter.values.folding import name_key

_FORMAT = 1
_BRANDS_AT_MOST = 200_000
_TITLES_AT_MOST = 50_000
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
                text = f"{key}\n{item.title}".encode("utf-8", "surrogatepass")
                self._titles[hashlib.blake2b(text, digest_size=8).hexdigest()] = (item.title, key)
        if len(self._titles) > 2 * _TITLES_AT_MOST:
            self._titles = {place: self._titles[place] for place in sorted(self._titles)[:_TITLES_AT_MOST]}

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
        written = [name for name, _ in sorted(column[key].items(), key=lambda entry: (-entry[1], entry[0]))][
            :_SPELLINGS
        ]
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

    @property
    def fingerprint(self) -> str:
        return content_hash(asdict(self))

    def save(self, path: Path) -> None:
        """Write one JSON file."""
        path.write_text(json.dumps({"format": _FORMAT} | asdict(self), ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> BrandKnowledge:
        """Raises `StoreError` where the file is missing, damaged or of another format."""
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            if data["format"] != _FORMAT:
                raise ValueError(f"format {data['format']}, not {_FORMAT}")
            entries = tuple(_entry(row) for row in data["entries"])
            names = tuple(_four(row) for row in data["by_name"])
            cases = tuple((str(case), float(share), int(count)) for case, share, count in data["by_case"])
            return cls(entries, names, cases)
        except (OSError, ValueError, KeyError, TypeError) as error:
            message = f"no brand counts can be read: {error}"
            raise StoreError(message, place=str(path), remedy="learn them again") from error


def _entry(row: Mapping[str, object]) -> BrandEntry:
    spellings, items, brand_id = row["spellings"], row["items"], row["brand_id"]
    if not isinstance(spellings, list) or not isinstance(items, int):
        raise ValueError("a brand has no spellings")
    known = None if brand_id is None else BrandId(str(brand_id))
    return BrandEntry(str(row["name"]), known, tuple(map(str, spellings)), items)


def _four(row: Sequence[int]) -> tuple[int, int, int, int]:
    first, second, third, fourth = (int(number) for number in row)
    return first, second, third, fourth
