"""Groups of a whole catalog from its listings: gather, learn, test the codes, join, name."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from itemcenter.items.groups.alike_titles import Row, variants_of_one
from itemcenter.items.groups.codes import FOLDER, PICTURE
from itemcenter.items.groups.gather import Gathered, Gatherer, WordCounts, blocks, tail_words
from itemcenter.items.groups.join import Joined
from itemcenter.items.groups.learned import learned_tails
from itemcenter.items.groups.listing import Listing, ListingFile
from itemcenter.items.groups.naming import named
from itemcenter.items.groups.reasons import reason
from itemcenter.items.groups.title import Phrases, TitleReader
from itemcenter.items.groups.trust import DIVIDING, MOST_VARIANTS, alike, trusted
from itemcenter.items.groups.variant_words import COLOUR, DIRECTIONS
from itemcenter.schema import ItemId, SpuGroup, SpuId

#: Listings that stay in memory while blocks are looked at.
_LISTINGS_KEPT = 20_000
#: Titles of one picture must share so much of the rare words of the shorter one.
_LEAST_ALIKE = 0.5
Before = Callable[[ItemId], SpuId | None]
Further = Callable[[Container[ItemId]], Iterable[Listing]]


@dataclass(frozen=True, slots=True)
class Found:
    """groups: in order of their first item; items: that were looked at; families: of codes that the catalog shows to
    tell products apart; learned: distinct variant words learned from titles
    """

    groups: tuple[SpuGroup, ...]
    items: int
    families: tuple[str, ...]
    learned: int


def infer_groups(
    listings: Iterable[Listing],
    workspace: Path,
    phrases: Phrases | None = None,
    before: Before = lambda item_id: None,
    further: Further = lambda known: (),
) -> Found:
    """Two or more items of one product a group. The order of the listings makes no difference.

    workspace: a file that the listings are written into; phrases: variant values of an ontology; before: the group of
    an item in the last build, so that ids stay; further: listings beside those that are known by then
    """
    reader = TitleReader(phrases)
    with contextlib.closing(ListingFile(workspace)) as file:
        gatherer = Gatherer(reader, file)
        for listing in listings:
            gatherer.add(listing)
        for listing in further(gatherer):
            gatherer.add(listing)
        return _found(gatherer.gathered(), gatherer.counts, reader, file, before)


def _found(found: Gathered, counts: WordCounts, reader: TitleReader, file: ListingFile, before: Before) -> Found:
    @lru_cache(maxsize=_LISTINGS_KEPT)
    def at(row: int) -> Listing:
        return file.at(int(found.place[row]))

    families = trusted(found, at, counts, reader)
    learned = learned_tails(found)
    joined = Joined(found, [family for family in DIVIDING if family in families], at)
    for family in families:
        for block in blocks(found.codes[family], MOST_VARIANTS):
            rows = block.tolist()
            if family == PICTURE:  # one picture may stand for all that have none
                first = at(rows[0])
                rows = [row for row in rows if alike(first, at(row), len(found.ids), counts, reader) >= _LEAST_ALIKE]
            for part in _by_target(rows, at, reader) if family in (PICTURE, FOLDER) else [rows]:
                joined.join(part)
    skeletons = np.where(learned, found.head, found.skeleton)
    for block in blocks(skeletons, MOST_VARIANTS):
        for numbers in _of_one_skeleton(block.tolist(), at, learned, reader, counts):
            joined.join(numbers)
    groups = joined.groups()
    ids = named([[found.ids[row] for row in rows] for rows in groups], before)

    def told() -> Iterator[SpuGroup]:
        for rows, group_id in zip(groups, ids, strict=True):
            members = [at(row) for row in rows]
            parts = [reader.read(entry.title, entry.brand) for entry in members]
            tails = [" ".join(tail_words(part)) if learned[row] else "" for row, part in zip(rows, parts, strict=True)]
            yield SpuGroup(group_id, tuple(found.ids[row] for row in rows), reason(members, parts, tails, families))

    return Found(tuple(told()), len(found.ids), families, len(np.unique(found.tail[learned])))


def _by_target(rows: list[int], at: Callable[[int], Listing], reader: TitleReader) -> list[list[int]]:
    """Rows by what their titles name behind "for" and the like: one picture shows the adapter for many phones."""
    parts: dict[frozenset[str], list[int]] = {}
    for row in rows:
        listing = at(row)
        words = reader.read(listing.title, listing.brand).words
        target = itertools.dropwhile(lambda word: word not in DIRECTIONS, words)
        parts.setdefault(frozenset(target), []).append(row)
    return list(parts.values())


def _of_one_skeleton(
    rows: list[int], at: Callable[[int], Listing], learned: np.ndarray, reader: TitleReader, counts: WordCounts
) -> list[list[int]]:
    entries = []
    words: tuple[str, ...] = ()
    for row in rows:
        listing = at(row)
        parts = reader.read(listing.title, listing.brand)
        variants = parts.variants
        if learned[row]:
            variants = (*variants, (COLOUR, " ".join(tail_words(parts))))
        words = words or parts.words[: len(parts.words) - parts.tail * int(learned[row])]
        entries.append(Row(row, listing, variants))
    return variants_of_one(entries, words, counts)
