"""One store held against itself: cells against history, totals against counting, numbers and replay of the change log.

`state` is always one moment of a store (`Store.reading`).
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, islice
from operator import attrgetter

from itemcenter.ports import CellQuery, Store
from itemcenter.schema import Cell, Change, ItemChange, ItemId, KeyId, winner
from itemcenter.tunnel.reconcile.drift import Drift, shown

#: Items whose words are read at once.
_PAGE = 500


def check_cells(state: Store) -> Iterator[Drift]:
    """Each cell must show what `schema.winner` says of its history.

    Cells are found by what they show and by their words, of items that have a record or show something.
    """
    for page in _pages(_grouped(state)):
        words = state.words([item_id for item_id, _ in page])
        for item_id, cells in page:
            forgotten_us = state.forgotten(item_id)
            held = {cell.key_id: cell for cell in cells}
            twice = Counter(cell.key_id for cell in cells)
            for key_id in sorted(key_id for key_id, count in twice.items() if count > 1):
                yield Drift("cell", f"shows {twice[key_id]} words at once", True, item_id, key_id)
            for key_id in sorted(held.keys() | {word.key_id for word in words.get(item_id, [])}):
                best = winner(state.history(item_id, key_id), forgotten_us)
                expected, found = None if best is None else Cell.of(best), held.get(key_id)
                if expected != found:
                    told = f"shows {shown(found)}, its history says {shown(expected)}"
                    if expected is not None and found is not None and expected.content == found.content:
                        told = f"shows {shown(found)} of another time than its history says"
                    yield Drift("cell", told, True, item_id, key_id)


def _grouped(state: Store) -> Iterator[tuple[ItemId, list[Cell]]]:
    """Every item with a record or a cell, retired ones too, with the cells that it shows."""
    records: Iterator[tuple[ItemId, list[Cell]]] = (
        (record.item.id, []) for record in state.items(include_retired=True)
    )
    groups = (
        (item_id, list(cells))
        for item_id, cells in groupby(state.cells(CellQuery(include_retired=True)), attrgetter("item_id"))
    )
    merged: Iterator[tuple[ItemId, list[Cell]]] = heapq.merge(records, groups, key=lambda entry: entry[0])
    for item_id, parts in groupby(merged, lambda entry: entry[0]):
        yield item_id, [cell for _, cells in parts for cell in cells]


def _pages(entries: Iterator[tuple[ItemId, list[Cell]]]) -> Iterator[list[tuple[ItemId, list[Cell]]]]:
    while page := list(islice(entries, _PAGE)):
        yield page


def check_totals(state: Store) -> Iterator[Drift]:
    """The totals that a store keeps must be those that counting gives."""
    counts = state.counts()
    tallies = {entry.by[0]: entry for entry in state.tally(CellQuery(), ["state"])}
    presences = state.tally_items("presence")
    expected = {
        "items": sum(presences.values()),
        "cells": sum(entry.cells for entry in tallies.values()),
        "stated": tallies["facts"].cells if "facts" in tallies else 0,
        "facts": sum(entry.facts for entry in tallies.values()),
    }
    for name, count in expected.items():
        kept = getattr(counts, name)
        if kept != count:
            yield Drift("total", f"{name}: the store keeps {kept:,}, counted are {count:,}")


def check_log(state: Store) -> Iterator[Drift]:
    """Both logs are numbered without gaps up to their totals. What is lost of a log cannot be made again."""
    counts = state.counts()
    logs: tuple[tuple[str, Iterator[Change | ItemChange], int], ...] = (
        ("change", state.changes(), counts.changes),
        ("item", state.item_changes(), counts.item_changes),
    )
    for name, entries, last in logs:
        number = 0
        for number, entry in enumerate(entries, 1):
            if entry.number != number:
                yield Drift("log", f"the {name} log has number {entry.number} where {number} is due", False)
                break
        else:
            if number == last:
                continue
            yield Drift("log", f"the {name} log ends at {number}, the store's totals say {last}", False)


def check_replay(state: Store) -> Iterator[Drift]:
    """The change log from its beginning leads to what is shown; where it does not, the one or the other is wrong."""
    cells = state.cells(CellQuery(include_retired=True))
    changes = state.net_changes(0, state.counts().changes)
    cell, change = next(cells, None), next(changes, None)
    while cell is not None or change is not None:
        place = min(_place(entry) for entry in (cell, change) if entry is not None)
        mine = cell if cell is not None and _place(cell) == place else None
        theirs = change.after if change is not None and _place(change) == place else None
        if (mine and mine.content) != (theirs and theirs.content):
            told = f"shows {shown(mine)}, the change log leads to {shown(theirs)}"
            yield Drift("replay", told, True, ItemId(place[0]), KeyId(place[1]))
        if mine is not None:
            cell = next(cells, None)
        if change is not None and _place(change) == place:
            change = next(changes, None)


def _place(entry: Cell | Change) -> tuple[str, str]:
    return entry.item_id, entry.key_id
