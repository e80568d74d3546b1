"""What a catalog says that its ontology lacks: cells and texts to units, units to proposals, proposals fused."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from itemcenter.errors import ValueParseError
from itemcenter.flow import HashSample, StratifiedSample
from itemcenter.flow.whole_file import text_file
from itemcenter.jobs.discover_tags import TagMining
from itemcenter.ontology.bootstrap.observe import observe
from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.ontology.bootstrap.value_forms import parts_of
from itemcenter.ontology.discover import (
    BRAND_NAMES,
    ChatReader,
    Harvest,
    HarvestOptions,
    KeyBook,
    NameReader,
    Reader,
    Sheet,
    TaughtItem,
    Unit,
)
from itemcenter.ontology.discover.new_keys import CatalogKeys, key_proposals
from itemcenter.ontology.fuse import PairModel
from itemcenter.ontology.fuse.proposals import fuse_proposals
from itemcenter.ports import Chat, Embedder
from itemcenter.retrieval.encoder import CachedEncoder
from itemcenter.schema import (
    AttributeKey,
    CategoryId,
    Document,
    DocumentKind,
    Item,
    ItemId,
    KeyId,
    OntologyRelease,
    Proposal,
    RejectedRow,
    TextSpan,
    ValueType,
)
from itemcenter.schema.item import BRAND
from itemcenter.values import parse
from itemcenter.values.folding import name_key

#: Values of these types are proposed; numbers and identifiers have no list that they could be missing from.
_LISTED = (ValueType.CATEGORICAL, ValueType.COLOUR)
#: Numbers of a key that are kept: enough to know its range.
_MOST_NUMBERS = 2_000
#: Items whose categories are asked for at once.
_TOGETHER = 1_024
#: Items whose titles and cells make words known.
_MOST_KNOWN = 50_000


@dataclass(frozen=True, slots=True)
class Asking:
    """A language model that reads documents, too; broken: takes its answers that cannot be read"""

    chat: Chat
    broken: Callable[[RejectedRow], None]


@dataclass(slots=True)
class DiscoveryReport:
    """surfaces: proposals before fusion; kinds: after it, by kind; documents: texts beside the items

    measured: numbers in the key's unit that cells of a quantity key hold, the first ones
    asked: what a language model was asked and what came of it; empty where none is
    """

    items: int = 0
    documents: int = 0
    units: int = 0
    surfaces: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    measured: dict[KeyId, list[float]] = field(default_factory=dict)
    asked: dict[str, Any] = field(default_factory=dict)


def discover(
    items: Callable[[], Iterable[Item]],
    release: OntologyRelease,
    encoder: CachedEncoder,
    model: PairModel,
    options: HarvestOptions | None = None,
    asking: Asking | None = None,
) -> tuple[list[Proposal], DiscoveryReport]:
    """As `harvest`, and writings of one value fused. Sorted proposals."""
    surfaces, report = harvest(items, release, options, asking=asking)
    found = list(fuse_proposals(surfaces, release, encoder, model))
    report.kinds.update(proposal.kind.value for proposal in found)
    return found, report


def harvest(
    items: Callable[[], Iterable[Item]],
    release: OntologyRelease,
    options: HarvestOptions | None = None,
    documents: Iterable[Document] = (),
    categorise: Categorise | None = None,
    told_keys: Container[str] | None = None,
    asking: Asking | None = None,
) -> tuple[list[Proposal], DiscoveryReport]:
    """Read the items three times: for how the catalog writes keys, for the words of names, and for what the texts say.

    documents: reviews and pages, read by what the catalog has taught, and queries, which tell product terms and
    scenarios alone; they belong to no category
    categorise: of items whose own categories the release does not have; None: these belong to no category
    told_keys: folded names of keys that are proposed already, as all of the cells are; None: none is
    asking: reads `options.asked` of the items and documents, spread evenly over the categories; None: nobody does
    Sorted by kind, not yet fused. Memory: the key book, words of names, the proposals; units are sorted on disk.
    """
    options = options or HarvestOptions()
    report = DiscoveryReport()
    book, sample = KeyBook(), HashSample[Item](options.names)
    for item in items():
        book.add(_text(item), list(item.cells()))
        sample.offer(item.id, item)
    book.close()
    placed = _Placed(release)
    nowhere = CategoryId("")
    reader = Reader(book, {nowhere: release.keys, **placed.keys}, None, _names(sample.entries(), items, book))
    tags, sheets = TagMining(release), StratifiedSample[Sheet](options.asked if asking is not None else 0)
    with Harvest(placed.knows, options) as found:
        for item, known in _placed_items(items(), categorise):
            report.items += 1
            category = known or placed.category(item)
            for unit in _cell_units(item, category, placed, report.measured):
                if told_keys is None or unit.key_id or name_key(unit.key) in BRAND_NAMES:
                    found.add(unit)
            for unit in reader.units(item, category):
                if told_keys is None or unit.key_id or name_key(unit.key) not in told_keys:
                    found.add(unit)
            _add_item(tags, item, category, placed)
            sheets.offer(category, item.id, Sheet(item, category))
        for document in documents:
            tags.document(document)
            if document.kind is DocumentKind.QUERY:
                continue
            report.documents += 1
            text = Item(ItemId(document.id), "", description=document.text)
            for unit in reader.units(text, nowhere, weight=document.weight, time_us=document.time_us):
                if told_keys is None or unit.key_id or name_key(unit.key) not in told_keys:
                    found.add(unit)
            sheets.offer(nowhere, text.id, Sheet(text, nowhere, document.weight, document.time_us))
        if asking is not None:
            read = _chat_reader(asking, placed, options.most_words)
            for unit in read.units(sheet for _, sheet in sheets.entries()):
                if told_keys is None or unit.key_id or name_key(unit.key) not in told_keys:
                    found.add(_at_home(unit, placed))
            report.asked = read.tally.to_json()
        report.units = found.units
        surfaces = [*found.proposals(), *tags.proposals()]
    report.surfaces = len(surfaces)
    return surfaces, report


def rehearse(
    items: Iterable[Item], release: OntologyRelease, asking: Asking, options: HarvestOptions
) -> Mapping[str, Any]:
    """Ask what `harvest` would ask about these items and nothing else; what came of it."""
    placed, sheets = _Placed(release), StratifiedSample[Sheet](options.asked)
    for item in items:
        category = placed.category(item)
        sheets.offer(category, item.id, Sheet(item, category))
    read = _chat_reader(asking, placed, options.most_words)
    for _ in read.units(sheet for _, sheet in sheets.entries()):
        pass
    return read.tally.to_json()


def _chat_reader(asking: Asking, placed: _Placed, most_words: int) -> ChatReader:
    return ChatReader(asking.chat, placed.asked, placed.path, placed.key, asking.broken, most_words)


def _at_home(unit: Unit, placed: _Placed) -> Unit:
    own = placed.key(unit.key, CategoryId(unit.category)) if unit.key_id else None
    return unit if own is None else replace(unit, category=placed.home(own, CategoryId(unit.category)))


def _names(sample: Sequence[Item], items: Callable[[], Iterable[Item]], book: KeyBook) -> NameReader | None:
    """None for an empty sample. The other items' titles and cells make words known."""
    if not sample:
        return None
    drawn = {item.id for item in sample}
    taught = [TaughtItem(item, item.title, _told(item)) for item in sample]
    further = (item for item in islice(items(), _MOST_KNOWN) if item.id not in drawn)
    more = (TaughtItem(item, item.title, _told(item)) for item in further)
    return NameReader.fit(taught, book, more=more)


def _told(item: Item) -> tuple[tuple[str, str], ...]:
    return (*item.cells(), (BRAND, item.brand))


def tag_proposals(
    items: Iterable[Item],
    release: OntologyRelease,
    documents: Iterable[Document] = (),
    categorise: Categorise | None = None,
) -> list[Proposal]:
    """Product terms and scenarios alone."""
    tags, placed = TagMining(release), _Placed(release)
    for item, known in _placed_items(items, categorise):
        _add_item(tags, item, known or placed.category(item), placed)
    for document in documents:
        tags.document(document)
    return list(tags.proposals())


def _add_item(tags: TagMining, item: Item, category: CategoryId, placed: _Placed) -> None:
    cells = ((placed.key(name, category), value) for name, value in item.cells())
    tags.item(item, category, [(key, value) for key, value in cells if key is not None])


#: The categories of some items under a release, None where they have none.
Categorise = Callable[[Sequence[Item]], Sequence[CategoryId | None]]


def _placed_items(items: Iterable[Item], categorise: Categorise | None) -> Iterator[tuple[Item, CategoryId | None]]:
    iterator = iter(items)
    while batch := list(islice(iterator, _TOGETHER)):
        yield from zip(batch, [None] * len(batch) if categorise is None else categorise(batch), strict=True)


def catalog_keys(
    items: Callable[[], Iterator[Item]],
    release: OntologyRelease,
    categorise: Categorise,
    embedder: Embedder | None,
    least: int,
) -> tuple[list[Proposal], CatalogKeys]:
    """Keys of the catalog's cells as proposals (`discover.new_keys`), and what the pass has told beside them.

    Memory: as for `bootstrap`, the cells of at most its sample.
    """
    observed = observe(items, BootstrapOptions())
    kept = set(observed.ids)
    keys = CatalogKeys(frozenset(filter(None, map(name_key, observed.brands))))
    for item, category in _placed_items((item for item in items() if item.id in kept), categorise):
        keys.add(item, category)
    return key_proposals(observed, keys, release, embedder, least), keys


def write_proposals(proposals: Iterable[Proposal], path: Path) -> None:
    """JSON lines, all or nothing."""
    with text_file(path) as stream:
        for entry in proposals:
            stream.write(json.dumps(entry.to_json(), ensure_ascii=False) + "\n")


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
        self.path = release.path_name
        self._release = release
        self.keys = {
            category.id: [release.key_by_id[scope.key_id] for scope in release.scopes_for(category.id)]
            for category in release.categories
        }
        self._here: dict[CategoryId, frozenset[KeyId]] = {}
        self._above: dict[KeyId, set[CategoryId]] = {}
        for scope in release.scopes:
            steps = release.path(scope.category_id)[:-1]
            self._above.setdefault(scope.key_id, set()).update(category.id for category in steps)
        self._own: dict[CategoryId, dict[str, AttributeKey]] = {}
        self._by_name: dict[str, AttributeKey] = {}
        for key in reversed(release.keys):
            self._by_name |= {name_key(name): key for name in (*key.synonyms, key.name)}
        self._brands = {name_key(name) for brand in release.brands for name in (brand.name, *brand.synonyms)}
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
        if category not in self._own:
            self._own[category] = {
                name_key(written): key
                for key in reversed(self.keys.get(category, ()))
                for written in (*key.synonyms, key.name)
            }
        folded = name_key(name)
        return self._own[category].get(folded, self._by_name.get(folded))

    def asked(self, category: CategoryId) -> list[AttributeKey]:
        """The keys of a category, core ones first; none where the category is not known."""
        scopes = self._release.scopes_for(category) if category else ()
        return [self._release.key_by_id[scope.key_id] for scope in sorted(scopes, key=lambda scope: not scope.core)]

    def home(self, key: AttributeKey, category: CategoryId) -> CategoryId:
        """Where a value of the key is said; nowhere of those categories below which the key applies, not in them."""
        if category not in self._here:
            self._here[category] = frozenset(entry.id for entry in self.keys.get(category, ()))
        elsewhere = key.id not in self._here[category] and category in self._above.get(key.id, ())
        return CategoryId("") if elsewhere else category

    def knows(self, unit: Unit) -> bool:
        if name_key(unit.key) in BRAND_NAMES and name_key(unit.value) in self._brands:
            return True
        names = self._names.get(KeyId(unit.key_id))
        if names is None:
            return name_key(unit.key) not in BRAND_NAMES
        return name_key(unit.value) in names


def _cell_units(
    item: Item, category: CategoryId, placed: _Placed, measured: dict[KeyId, list[float]]
) -> Iterator[Unit]:
    """A merchant's own cells, the surest thing that a catalog says; of a key with a list, the parts of a cell."""
    if item.brand.strip():
        yield Unit("", item.id, BRAND, "", "", TextSpan(BRAND, 0, len(item.brand), item.brand), 1.0)
    for name, value in item.cells():
        if name.strip() and value.strip():
            key = placed.key(name, category)
            told = (key.name, key.id, key.description) if key is not None else (name, "", "")
            if key is not None and key.type is ValueType.QUANTITY:
                _measure(value, key, measured.setdefault(key.id, []))
            start = 0
            for part in parts_of(value, False) if key is not None and key.type in _LISTED else [value]:
                start = value.find(part, start)
                span = TextSpan(name, start, start + len(part), part)
                yield Unit(category if key is None else placed.home(key, category), item.id, *told, span, 1.0)


def _measure(value: str, key: AttributeKey, numbers: list[float]) -> None:
    if len(numbers) < _MOST_NUMBERS:
        with contextlib.suppress(ValueParseError):
            number = parse(value, key).value.number
            if number is not None:
                numbers.append(number)


def _text(item: Item) -> str:
    return "\n".join(text for field, text in item.fields() if field not in ("category", "brand"))
