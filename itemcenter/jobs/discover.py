"""What a catalog says that its ontology lacks: cells and texts to units, units to proposals, proposals fused."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from itemcenter.errors import InputError, InvariantError
from itemcenter.flow.whole_file import text_file
from itemcenter.ontology.bootstrap.value_forms import parts_of
from itemcenter.ontology.discover import Harvest, HarvestOptions, KeyBook, Reader, Unit
from itemcenter.ontology.fuse import PairModel
from itemcenter.ontology.fuse.proposals import fuse_proposals
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import AttributeKey, CategoryId, Item, OntologyRelease, Proposal, TextSpan, ValueType
from itemcenter.values.folding import name_key

#: Values of these types are proposed; numbers and identifiers have no list that they could be missing from.
_LISTED = (ValueType.CATEGORICAL, ValueType.COLOUR)


@dataclass(slots=True)
class DiscoveryReport:
    """surfaces: proposals before fusion; kinds: after it, by kind"""

    items: int = 0
    units: int = 0
    surfaces: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


def discover(
    items: Callable[[], Iterable[Item]],
    release: OntologyRelease,
    encoder: CachedEncoder,
    model: PairModel,
    options: HarvestOptions | None = None,
) -> tuple[list[Proposal], DiscoveryReport]:
    """Read the items twice: to learn how the catalog writes its keys, and to read its texts. Sorted proposals.

    Memory: the key book and the proposals; units are sorted on disk.
    """
    report = DiscoveryReport()
    book = KeyBook.of((_text(item), list(item.cells())) for item in items())
    placed = _Placed(release)
    reader = Reader(book, {CategoryId(""): release.keys, **placed.keys}, None)
    with Harvest(placed.knows, options) as harvest:
        for item in items():
            report.items += 1
            category = placed.category(item)
            for unit in (*_cell_units(item, category, placed), *reader.units(item, category)):
                harvest.add(unit)
        report.units = harvest.units
        surfaces = list(harvest.proposals())
    report.surfaces = len(surfaces)
    found = list(fuse_proposals(surfaces, release, encoder, model))
    report.kinds.update(proposal.kind.value for proposal in found)
    return found, report


def write_proposals(proposals: Iterable[Proposal], path: Path) -> None:
    """JSON lines, all or nothing."""
    with text_file(path) as stream:
        for entry in proposals:
            stream.write(json.dumps(entry.to_json(), ensure_ascii=False) + "\n")


def read_proposals(path: Path) -> Iterator[Proposal]:
    """Raises `InputError` naming the line that is no proposal."""
    try:
        with path.open(encoding="utf-8") as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    try:
                        yield Proposal.from_json(json.loads(line))
                    except (ValueError, InvariantError, RecursionError) as error:
                        raise InputError(
                            f"the line is no proposal: {error}", place=f"{path.name}, line {number}"
                        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read: {error}", place=str(path)) from error


class _Placed:
    """Where an item and a key's name belong in a release."""

    def __init__(self, release: OntologyRelease) -> None:
        self._categories: dict[str, CategoryId] = {}
        twice = set()
        for category in release.categories:
            folded = name_key(category.name)
            if folded in self._categories:
                twice.add(folded)
            self._categories[folded] = category.id
        for folded in twice:
            del self._categories[folded]
        self._known = release.category_by_id
        self.keys: dict[CategoryId, list[AttributeKey]] = {}
        for scope in release.scopes:
            self.keys.setdefault(scope.category_id, []).append(release.key_by_id[scope.key_id])
        self._by_name: dict[str, AttributeKey] = {}
        for key in reversed(release.keys):
            self._by_name |= {name_key(name): key for name in (*key.synonyms, key.name)}
        lists = {entry.id: entry for entry in release.value_lists}
        self._names = {
            key.id: frozenset(
                name_key(name) for value in lists[key.value_list_id].values for name in (value.name, *value.synonyms)
            )
            for key in release.keys
            if key.value_list_id in lists and key.type in _LISTED
        }

    def category(self, item: Item) -> CategoryId:
        """The declared one, else the one that a step of the merchant's path is called, from its end; else ""."""
        if item.category_id is not None and item.category_id in self._known:
            return item.category_id
        steps = (self._categories.get(name_key(step)) for step in reversed(item.category_path))
        return next((found for found in steps if found is not None), CategoryId(""))

    def key(self, name: str, category: CategoryId) -> AttributeKey | None:
        folded = name_key(name)
        own = (key for key in self.keys.get(category, ()) if folded in map(name_key, (key.name, *key.synonyms)))
        return next(own, self._by_name.get(folded))

    def knows(self, unit: Unit) -> bool:
        names = next((self._names[key] for key in self._names if key == unit.key_id), None)
        return names is None or name_key(unit.value) in names


def _cell_units(item: Item, category: CategoryId, placed: _Placed) -> Iterator[Unit]:
    """A merchant's own cells, the surest thing that a catalog says; of a key with a list, the parts of a cell."""
    for name, value in item.cells():
        if name.strip() and value.strip():
            key = placed.key(name, category)
            told = (key.name, key.id, key.description) if key is not None else (name, "", "")
            start = 0
            for part in parts_of(value, False) if key is not None and key.type in _LISTED else [value]:
                start = value.find(part, start)
                span = TextSpan(name, start, start + len(part), part)
                yield Unit(category, item.id, *told, span, 1.0)


def _text(item: Item) -> str:
    return "\n".join(text for field, text in item.fields() if field not in ("category", "brand"))
