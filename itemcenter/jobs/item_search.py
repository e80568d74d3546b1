"""Items that match conditions and words, page by page in order of id. No ranking, no index of words.

Where a condition names a value, the store's cells of that value are walked; else all items are, at most `MOST_SEEN` a
page, so that no page costs more than that: it may then be short, even empty, and still have a next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from itemcenter.errors import ValueParseError
from itemcenter.ports import CellQuery, Store
from itemcenter.schema import (
    AttributeKey,
    CategoryId,
    Cell,
    Fact,
    ItemId,
    ItemRecord,
    ItemView,
    OntologyRelease,
    ValueType,
)
from itemcenter.values.folding import tokens
from itemcenter.values.quantity import to_unit

#: Items looked at for one page.
MOST_SEEN = 2_000
#: Read from the store before any of them is looked at: no stream stays open.
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """texts: canonical texts of the values that count, () for any; low, high: in `unit`, the key's own where empty."""

    key: AttributeKey
    texts: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    unit: str = ""
    least: float = 0.0

    def meets(self, cell: Cell | None) -> bool:
        return cell is not None and any(self._fact(fact) for fact in cell.facts)

    def _fact(self, fact: Fact) -> bool:
        value = fact.value
        if fact.confidence < self.least or (self.texts and value.text not in self.texts):
            return False
        if self.low is None and self.high is None:
            return True
        if value.number is None:
            return False
        ends = (value.number, value.number if value.number_to is None else value.number_to)
        if self.key.type is ValueType.QUANTITY:
            wanted = self.unit or self.key.unit
            try:
                ends = (to_unit(ends[0], value.unit, wanted), to_unit(ends[1], value.unit, wanted))
            except ValueParseError:
                return False
        return (self.low is None or ends[1] >= self.low) and (self.high is None or ends[0] <= self.high)


@dataclass(frozen=True)
class Search:
    """categories: those that count, None for any; keep: a last word on a whole item"""

    conditions: tuple[Wanted, ...] = ()
    words: tuple[str, ...] = ()
    categories: frozenset[CategoryId] | None = None
    keep: Callable[[ItemView], bool] = field(default=lambda view: True)


def words_of(text: str) -> tuple[str, ...]:
    """The folded words of a query, each once, plural endings left aside."""
    return tuple(dict.fromkeys(_stems(text)))


def search_items(
    store: Store, release: OntologyRelease, search: Search, after: ItemId | None, limit: int
) -> tuple[list[ItemView], ItemId | None]:
    """(matching items, where the next page goes on; None at the end)"""
    found: list[ItemView] = []
    last = after
    seen = 0
    for item_id, record in _driven(store, search, after):
        if len(found) == limit or seen == MOST_SEEN:
            return found, last
        seen, last = seen + 1, item_id
        view = _match(store, release, search, item_id, record)
        if view is not None:
            found.append(view)
    return found, None


def _driven(store: Store, search: Search, after: ItemId | None) -> Iterator[tuple[ItemId, ItemRecord | None]]:
    """Items that may match, by id, each once."""
    one = next((entry for entry in search.conditions if len(entry.texts) == 1), None)
    while one is None:
        records = list(store.items(after, _AT_ONCE))
        yield from ((record.item.id, record) for record in records)
        if len(records) < _AT_ONCE:
            return
        after = records[-1].item.id
    while True:
        place = None if after is None else (after, one.key.id)
        query = CellQuery(key_id=one.key.id, text=one.texts[0], order="key", limit=_AT_ONCE, after=place)
        cells = list(store.cells(query))
        yield from ((cell.item_id, None) for cell in cells)
        if len(cells) < _AT_ONCE:
            return
        after = cells[-1].item_id


def _match(
    store: Store, release: OntologyRelease, search: Search, item_id: ItemId, record: ItemRecord | None
) -> ItemView | None:
    if record is not None and not _in_category(record, search.categories):
        return None
    missing = set(search.words) - _words(record, release) if record is not None else set(search.words)
    view = store.view(item_id)
    if view is None or not _in_category(view.record, search.categories):
        return None
    cells = {cell.key_id: cell for cell in view.cells}
    if not all(wanted.meets(cells.get(wanted.key.id)) for wanted in search.conditions):
        return None
    if missing:
        missing -= _words(view.record, release)
        missing -= {word for cell in view.cells for fact in cell.facts for word in _fact_words(fact, release)}
    return view if not missing and search.keep(view) else None


def _in_category(record: ItemRecord, categories: frozenset[CategoryId] | None) -> bool:
    return categories is None or (record.category is not None and record.category.category_id in categories)


def _words(record: ItemRecord, release: OntologyRelease) -> set[str]:
    item, match = record.item, record.category
    texts = [item.title, item.brand, *item.category_path]
    if match is not None and match.category_id in release.category_by_id:
        texts.append(release.path_name(match.category_id))
    return {word for text in texts for word in _stems(text)}


def _fact_words(fact: Fact, release: OntologyRelease) -> set[str]:
    """Of the value and, where it is one of a list, of its synonyms."""
    texts: Sequence[str] = (fact.value.text,)
    key = release.key_by_id.get(fact.key_id)
    if fact.value.value_id is not None and key is not None and key.value_list_id is not None:
        value = release.values_of(key.value_list_id).get(fact.value.value_id)
        texts = texts if value is None else (*texts, value.name, *value.synonyms)
    return {word for text in texts for word in _stems(text)}


def _stems(text: str) -> Iterator[str]:
    return (_stem(word) for word, _, _ in tokens(text))


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
