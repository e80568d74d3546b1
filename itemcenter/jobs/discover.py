"""What a catalog says that its ontology lacks: cells and texts to units, units to proposals, proposals fused."""

from __future__ import annotations

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from itemcenter.errors import ValueParseError
from itemcenter.flow import HashSample, StratifiedSample
from itemcenter.flow.whole_file import text_file
from itemcenter.jobs.discover_asked import Asking, at_home, chat_reader
from itemcenter.jobs.discover_tags import TagMining
from itemcenter.jobs.placed import LISTED, Placed
from itemcenter.ontology.bootstrap.observe import observe
from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.ontology.bootstrap.value_forms import parts_of
from itemcenter.ontology.discover import (
    BRAND_NAMES,
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
from itemcenter.ports import Embedder
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
    TextSpan,
    ValueType,
)
from itemcenter.schema.item import BRAND
from itemcenter.values import parse
from itemcenter.values.folding import name_key

#: Numbers of a key that are kept: enough to know its range.
_MOST_NUMBERS = 2_000
#: Items whose categories are asked for at once.
_TOGETHER = 1_024
#: Items whose titles and cells make words known.
_MOST_KNOWN = 50_000


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
    placed = Placed(release)
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
            read = chat_reader(asking, placed, options.most_words)
            for unit in read.units(sheet for _, sheet in sheets.entries()):
                if told_keys is None or unit.key_id or name_key(unit.key) not in told_keys:
                    found.add(at_home(unit, release, placed))
            report.asked = read.tally.to_json()
        report.units = found.units
        surfaces = [*found.proposals(), *tags.proposals()]
    report.surfaces = len(surfaces)
    return surfaces, report


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
    tags, placed = TagMining(release), Placed(release)
    for item, known in _placed_items(items, categorise):
        _add_item(tags, item, known or placed.category(item), placed)
    for document in documents:
        tags.document(document)
    return list(tags.proposals())


def _add_item(tags: TagMining, item: Item, category: CategoryId, placed: Placed) -> None:
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


def _cell_units(item: Item, category: CategoryId, placed: Placed, measured: dict[KeyId, list[float]]) -> Iterator[Unit]:
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
            for part in parts_of(value, False) if key is not None and key.type in LISTED else [value]:
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
