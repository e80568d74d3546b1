"""A `CellQuery` over the words of the SQLite store: items are chosen by SQL, words as columns of numbers.

Streams read pages of items; only an order that is not that of the items needs the places of all cells that match, some
fifty bytes each.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from itemcenter.backends import store_sqlite_sql as sql
from itemcenter.backends.store_cells import RETIRED
from itemcenter.backends.store_desk import Row
from itemcenter.backends.store_query import after_prefix, named_numbers
from itemcenter.backends.store_rows import Names
from itemcenter.backends.store_sqlite_heads import items_of
from itemcenter.backends.store_sqlite_log import Log
from itemcenter.backends.store_sqlite_pack import WORD, records, showing, words_of
from itemcenter.ports import CellDimension, CellQuery, CellTally, DimensionValue
from itemcenter.schema import CellState

_Array = np.ndarray[Any, Any]

#: Items, and cells in an order of their own, read at once.
_PAGE, _FEW = 500, 50


@dataclass(frozen=True, slots=True)
class Choice:
    """What a query asks for, names as numbers. equals: fields of words; items: conditions and parameters of SQL"""

    equals: dict[str, int]
    state: bool | None
    except_keys: tuple[int, ...]
    least: float | None
    most: float | None
    items: str
    values: dict[str, object]

    @classmethod
    def of(cls, query: CellQuery, names: Names) -> Choice | None:
        """None where nothing can match."""
        values: dict[str, object] = {
            "item_id": query.item_id,
            "most_absent": None if query.include_retired else RETIRED - 1,
        }
        if query.item_prefix:
            values["item_from"], values["item_before"] = query.item_prefix, after_prefix(query.item_prefix)
        equals = named_numbers(query, names)
        if equals is None or query.state is CellState.WITHDRAWN:
            return None
        values["category"] = equals.pop("category", None)
        if query.after is not None and query.order == "item":
            values["after_item"] = query.after[0]
        values = {name: value for name, value in values.items() if value is not None}
        conditions = " AND ".join([sql.ITEM_CONDITIONS[name] for name in values]) or "1"
        numbers = [names.num("key", key_id) for key_id in query.except_keys]
        return cls(
            equals,
            None if query.state is None else query.state is CellState.FACTS,
            tuple([number for number in numbers if number is not None]),
            query.min_confidence,
            query.max_confidence,
            conditions,
            values,
        )

    def mask(self, words: _Array) -> _Array:
        chosen = showing(words)
        for name, number in self.equals.items():
            chosen &= words[name] == number
        if self.state is not None:
            chosen &= (words["facts"] > 0) == self.state
        if self.except_keys:
            chosen &= ~np.isin(words["key"], self.except_keys)
        if self.least is not None:
            chosen &= words["confidence"] >= self.least
        if self.most is not None:
            chosen &= words["confidence"] <= self.most
        return chosen


def cell_rows(connection: sqlite3.Connection, names: Names, query: CellQuery, choice: Choice) -> Iterator[Row]:
    """Item id and the columns of `WordRow`, in the query's order. What is asked of texts is left to the caller."""
    limit = query.limit if query.text is None else None
    rows = _by_item if query.order == "item" else _by_others
    for number, row in enumerate(rows(connection, names, query, choice, limit)):
        if number == limit:
            return
        yield row


def _item_pages(
    connection: sqlite3.Connection, choice: Choice, order: str, size: int
) -> Iterator[tuple[list[Row], _Array, _Array]]:
    """Rows (item id, number, category, words), all their words, and which of them are chosen."""
    cursor = connection.execute(
        f"{sql.ITEMS_WITH_WORDS} WHERE {choice.items} ORDER BY i.item_id {order}", choice.values
    )
    while page := cursor.fetchmany(size):
        words = records(WORD, [row[3] for row in page])
        yield page, words, choice.mask(words)


def _by_item(
    connection: sqlite3.Connection, names: Names, query: CellQuery, choice: Choice, limit: int | None
) -> Iterator[Row]:
    order, size = "DESC" if query.descending else "", _PAGE if limit is None or limit > _FEW else _FEW
    log, name = Log(connection), names.name
    for page, _, chosen in _item_pages(connection, choice, order, size):
        found, at = [], 0
        for item_id, _, _, data in page:
            count = len(data) // WORD.itemsize
            its = chosen[at : at + count]
            at += count
            if not its.any():
                continue
            words = words_of(data)
            some = [words[place] for place in np.flatnonzero(its).tolist()]
            if query.after is not None and item_id == query.after[0]:
                some = [word for word in some if name(word.key) > query.after[1]]
            some.sort(key=lambda word: name(word.key), reverse=query.descending)
            found += [(item_id, word) for word in some]
        logged = log.rows([word.arrival for _, word in found])
        for item_id, word in found:
            yield (item_id, *logged[word.arrival])


def _by_others(
    connection: sqlite3.Connection, names: Names, query: CellQuery, choice: Choice, limit: int | None
) -> Iterator[Row]:
    ids: list[str] = []
    parts: list[tuple[_Array, ...]] = []
    for page, words, chosen in _item_pages(connection, choice, "", _PAGE):
        item = items_of(range(len(ids), len(ids) + len(page)), [row[3] for row in page])
        ids += [row[0] for row in page]
        parts.append((item[chosen], *[words[name][chosen] for name in ("key", "arrival", "confidence")]))
    if not parts:
        return
    item, key, arrival, confidence = [np.concatenate(column) for column in zip(*parts, strict=True)]
    rank = _ranks(key, names)
    if query.after is not None:
        item_id, key_name = query.after
        its = {num: names.name(num) for num in np.unique(key).tolist()}
        behind = np.isin(key, [num for num, name in its.items() if name > key_name])
        on = np.isin(key, [num for num, name in its.items() if name == key_name])
        later = np.array([entry > item_id for entry in ids], bool)
        keep = behind | (on & later[item])
        item, key, arrival, confidence, rank = [column[keep] for column in (item, key, arrival, confidence, rank)]
    sign = -1 if query.descending else 1
    if query.order == "key":
        order = np.lexsort([sign * item, sign * rank])
    else:
        none = np.isnan(confidence)
        order = np.lexsort([sign * rank, sign * item, sign * np.where(none, 0, confidence), none])
    order = order if limit is None else order[:limit]
    log, places = Log(connection), arrival[order].tolist()
    items = item[order].tolist()
    for start in range(0, len(places), _PAGE):
        found = log.rows(places[start : start + _PAGE])
        for number, place in zip(items[start : start + _PAGE], places[start : start + _PAGE], strict=True):
            yield (ids[number], *found[place])


def _ranks(key: _Array, names: Names) -> _Array:
    """The order of each key among the keys that there are, by name."""
    nums, inverse = np.unique(key, return_inverse=True)
    named = [names.name(num) for num in nums.tolist()]
    ranks = np.empty(len(named), np.int64)
    ranks[sorted(range(len(named)), key=named.__getitem__)] = np.arange(len(named))
    found: _Array = ranks[inverse]
    return found


def tallies(
    connection: sqlite3.Connection, names: Names, choice: Choice, by: Sequence[CellDimension]
) -> Iterator[CellTally]:
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for page, words, chosen in _item_pages(connection, choice, "", _PAGE):
        if not chosen.any():
            continue
        item = items_of(range(len(page)), [row[3] for row in page])[chosen]
        words = words[chosen]
        columns = [_dimension(name, page, item, words) for name in by]
        groups, inverse = np.unique(np.stack(columns), axis=1, return_inverse=True)
        cells = np.bincount(inverse.ravel()).tolist()
        facts = np.bincount(inverse.ravel(), words["facts"]).tolist()
        for group, some, stated in zip(groups.T.tolist(), cells, facts, strict=True):
            values = tuple([page[code][0] if name == "item" else code for name, code in zip(by, group, strict=True)])
            entry = sums[values]
            entry[0] += some
            entry[1] += int(stated)
    told = [
        CellTally(tuple([_told(names, *pair) for pair in zip(by, values, strict=True)]), *entry)
        for values, entry in sums.items()
    ]
    yield from sorted(told, key=lambda tally: [(value is not None, value) for value in tally.by])


def _dimension(name: CellDimension, page: Sequence[Row], item: _Array, words: _Array) -> _Array:
    """A number for each word's value of the dimension; -1 for none."""
    if name == "item":
        return item
    if name == "category":
        return np.array([-1 if row[2] is None else row[2] for row in page], np.int64)[item]
    if name == "producer":
        return np.where(words["facts"] > 0, words["producer"].astype(np.int64), -1)
    if name == "state":
        return (words["facts"] > 0).astype(np.int64)
    if name == "confidence":
        confidence = words["confidence"]
        none = np.isnan(confidence)
        return np.where(none, -1, np.minimum(19, np.where(none, 0, confidence) * 20).astype(np.int64))
    column: _Array = words[name].astype(np.int64)
    return column


def _told(names: Names, dimension: CellDimension, value: Any) -> DimensionValue:
    if dimension == "item":
        return str(value)
    if value < 0:
        return None
    if dimension == "state":
        return CellState.FACTS.value if value else CellState.NOT_STATED.value
    return int(value) if dimension == "confidence" else names.name(value)
