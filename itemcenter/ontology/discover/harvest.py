"""`Harvest`: units of many items, sorted on disk and counted, to proposals with their demand over time.

Values of a key that the ontology lacks, keys that it lacks, brands: one proposal each, however often it was said. The
demand counts documents: in all, in the newest span of time and in the one before it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from itemcenter.errors import InvariantError
from itemcenter.flow.sorted_spill import SortedSpill
from itemcenter.ontology.discover.name_reader import BRAND_NAMES
from itemcenter.ontology.discover.unit import Unit
from itemcenter.schema import ASKED, CategoryId, Demand, KeyId, Proposal, ProposalKind
from itemcenter.values.folding import name_key

_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class HarvestOptions:
    """least: documents that say it; sources: documents that a proposal names; span_days: of a trend

    most_words: of a value; what is longer is prose; names: items that teach to read names, 0 to read none
    asked: documents that a language model reads, 0 for none
    """

    least: int = 2
    sources: int = 5
    span_days: int = 30
    most_words: int = 6
    names: int = 2_000
    asked: int = 0

    def __post_init__(self) -> None:
        if min(self.least, self.sources, self.span_days, self.most_words) < 1:
            raise InvariantError("every number is at least 1", place="discovery options")
        if self.names < 0:
            raise InvariantError(
                f"{self.names} items cannot teach", place="discovery options", remedy="0 reads no names"
            )
        if self.asked < 0:
            raise InvariantError(
                f"{self.asked} documents cannot be read", place="discovery options", remedy="0 asks no language model"
            )


class _Said(NamedTuple):
    document: str
    who: str
    time_us: int
    weight: int
    text: str


class Harvest:
    """Add units, then ask for proposals, once; use it in a `with` statement: it holds files. Memory is bounded."""

    def __init__(self, known: Callable[[Unit], bool], options: HarvestOptions | None = None) -> None:
        """known: whether the ontology has the value of a unit whose key it has, or the brand"""
        self._known, self._options = known, options or HarvestOptions()
        self._spill = SortedSpill()
        self._newest = 0
        self.units = 0

    def __enter__(self) -> Harvest:
        self._spill.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._spill.__exit__(*error)

    def add(self, unit: Unit) -> None:
        self.units += 1
        self._newest = max(self._newest, unit.time_us)
        folded = name_key(unit.value)
        if not folded or len(unit.value.split()) > self._options.most_words:
            return
        said = (unit.document, unit.who, f"{unit.time_us:020d}", str(unit.weight))  # our own readers first
        if name_key(unit.key) in BRAND_NAMES:
            if not self._known(unit):
                self._spill.add("brand", "", "", folded, *said, unit.value)
        elif not unit.key_id:
            self._spill.add("key", unit.category, "", name_key(unit.key), *said, unit.key)
        elif not self._known(unit):
            self._spill.add("value", unit.category, unit.key_id, folded, *said, unit.value)

    def proposals(self) -> Iterator[Proposal]:
        """Sorted by kind, category, key and name."""
        for (kind, category, key, _), entries in groupby(self._spill, key=lambda entry: entry[:4]):
            said = (_Said(entry[4], entry[5], int(entry[6]), int(entry[7]), entry[8]) for entry in entries)
            found = self._proposal(ProposalKind(kind), category, key, said)
            if found is not None:
                yield found

    def _proposal(self, kind: ProposalKind, category: str, key: str, said: Iterable[_Said]) -> Proposal | None:
        """Memory: the distinct writings of one name and the few documents that are named."""
        writings: Counter[str] = Counter()
        sources: list[str] = []
        documents = total = recent = before = first = asked = 0
        last = own = ""
        span = self._options.span_days * _DAY_US
        for entry in said:
            if entry.who and entry.document == own:
                continue  # a model's agreement counts for nothing
            writings[entry.text] += entry.weight
            if entry.document == last:
                continue  # said twice in one document
            last = entry.document
            own = own if entry.who else last
            asked += bool(entry.who)
            documents += 1
            total += entry.weight
            if entry.time_us:
                first = min(first or entry.time_us, entry.time_us)
                recent += entry.weight if entry.time_us > self._newest - span else 0
                before += entry.weight if self._newest - 2 * span < entry.time_us <= self._newest - span else 0
            if len(sources) < self._options.sources and entry.document not in sources:
                sources.append(entry.document)
        if documents < self._options.least:
            return None
        name = min(writings, key=lambda text: (-writings[text], len(text), text))
        return Proposal(
            kind,
            name,
            category_id=CategoryId(category) if category else None,
            key_id=KeyId(key) if key else None,
            support=max(documents, len(sources)),
            sources=tuple(sources),
            synonyms=tuple(sorted(set(writings) - {name})),
            demand=Demand(items=total, items_recent=recent, items_before=before),
            first_seen_us=first,
            signs=((ASKED, float(asked)),) if asked else (),
        )


def known_values(names: dict[KeyId, frozenset[str]]) -> Callable[[Unit], bool]:
    """names: the folded names of each key's values; a key without a list knows none."""

    def known(unit: Unit) -> bool:
        return name_key(unit.value) in names.get(KeyId(unit.key_id), frozenset())

    return known


def folded_names(values: Sequence[str]) -> frozenset[str]:
    return frozenset(map(name_key, values))
