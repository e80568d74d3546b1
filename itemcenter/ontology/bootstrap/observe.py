"""`observe`: one pass over a catalog that keeps what a first ontology is drawn from.

Names and cell texts are kept once and referred to by number: a cell costs 12 bytes, an item its title, the beginning
of its description and the measurements in its texts. Of catalogs with more than `most_items` items a sample is kept,
those with the smallest hash of their id, so that it does not depend on the order of the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from itemcenter.ontology.bootstrap.options import BootstrapOptions
from itemcenter.schema import Item, ValueType
from itemcenter.values import scan
from itemcenter.values.folding import fold

Numbers = npt.NDArray[np.int32]
Magnitudes = npt.NDArray[np.float64]
#: Gives the items of a catalog from its beginning, each time it is called.
ItemSource = Callable[[], Iterator[Item]]

#: Characters of a description that tell what a thing is; and those that are searched for measurements.
LEAD, _MEASURED = 100, 4_000
#: Cells of plain columns that are no attributes: addresses, points in time, lists and objects.
_NO_VALUE = re.compile(r"\s*(?:[a-z]+://|\d{4}-\d\d-\d\d[T ]\d\d:|[\[{])", re.IGNORECASE)
_HALF_PAIR = re.compile("[\ud800-\udfff]")
#: Longer cells are texts: their beginning is enough to tell that they are.
_LONGEST_CELL = 500


@dataclass(slots=True)
class Observed:
    """What was kept of a catalog.

    ids, titles, leads, brands, paths: one entry an item; leads are the beginnings of descriptions
    names:  distinct spec names as written; texts: distinct cell texts, blanks trimmed
    item, name, text: (c,) the cells, by item, then as written, each (item, name, text) once
    units:  canonical unit names of the measurements in titles and descriptions
    measure_item, measure_unit, measure_low, measure_high: (m,) numbers as written; high is NaN unless a range
    items_seen: items of the whole catalog
    """

    ids: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)
    brands: list[str] = field(default_factory=list)
    paths: list[tuple[str, ...]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    item: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    name: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    text: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    units: list[str] = field(default_factory=list)
    measure_item: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    measure_unit: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    measure_low: Magnitudes = field(default_factory=lambda: np.zeros(0))
    measure_high: Magnitudes = field(default_factory=lambda: np.zeros(0))
    items_seen: int = 0

    @property
    def items(self) -> int:
        return len(self.ids)


def observe(source: ItemSource, options: BootstrapOptions) -> Observed:
    """Read the catalog once; twice where it has more than `most_items` items."""
    hashes: list[int] = []
    observer = _Observer(options)
    for item in source():
        hashes.append(_hash(item.id))
        if len(hashes) <= options.most_items:
            observer.add(item)
    if len(hashes) > options.most_items:
        last = int(np.partition(np.array(hashes, dtype=np.uint64), options.most_items - 1)[options.most_items - 1])
        observer = _Observer(options)
        for item in source():
            if _hash(item.id) <= last:
                observer.add(item)
    return observer.observed(len(hashes))


def _hash(identity: str) -> int:
    digest = hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


class _Observer:
    """Gathers items; `observed` closes it."""

    def __init__(self, options: BootstrapOptions) -> None:
        self._columns = options.columns
        self._kept = Observed()
        self._name_number: dict[str, int] = {}
        self._text_number: dict[str, int] = {}
        self._unit_number: dict[str, int] = {}
        self._item: list[int] = []
        self._name: list[int] = []
        self._text: list[int] = []
        self._measures: list[tuple[int, int, float, float]] = []

    def add(self, item: Item) -> None:
        kept, number = self._kept, len(self._kept.ids)
        kept.ids.append(_sound(item.id))
        kept.titles.append(_sound(item.title))
        kept.leads.append(_sound(item.description[:LEAD]))
        kept.brands.append(_sound(item.brand).strip())
        kept.paths.append(tuple(_sound(step).strip() for step in item.category_path))
        for name, text in dict.fromkeys(self._cells(item)):
            self._item.append(number)
            self._name.append(self._name_number.setdefault(name, len(self._name_number)))
            self._text.append(self._text_number.setdefault(text, len(self._text_number)))
        for text in (item.title, item.description[:_MEASURED]):
            for found in scan(text):
                if found.type is ValueType.QUANTITY:
                    unit = self._unit_number.setdefault(found.unit, len(self._unit_number))
                    high = float("nan") if found.number_to is None else found.number_to
                    self._measures.append((number, unit, found.number, high))

    def _cells(self, item: Item) -> Iterable[tuple[str, str]]:
        for spec in item.specs:
            yield from _cell(spec.name, spec.value)
        if self._columns:
            for name, text in item.extras:
                if name in self._columns and not _NO_VALUE.match(text):
                    yield from _cell(name, text)

    def observed(self, items_seen: int) -> Observed:
        kept = self._kept
        kept.names, kept.texts, kept.units = list(self._name_number), list(self._text_number), list(self._unit_number)
        kept.item = np.array(self._item, dtype=np.int32)
        kept.name = np.array(self._name, dtype=np.int32)
        kept.text = np.array(self._text, dtype=np.int32)
        found = self._measures
        kept.measure_item = np.array([entry[0] for entry in found], dtype=np.int32)
        kept.measure_unit = np.array([entry[1] for entry in found], dtype=np.int32)
        kept.measure_low = np.array([entry[2] for entry in found], dtype=np.float64)
        kept.measure_high = np.array([entry[3] for entry in found], dtype=np.float64)
        kept.items_seen = items_seen
        return kept


def _cell(name: str, text: str) -> Iterator[tuple[str, str]]:
    """The cell, unless it holds neither a letter nor a digit."""
    bare, name = _sound(text).strip()[:_LONGEST_CELL].rstrip(), _sound(name).strip()
    if bare and name and not fold(bare).isspace() and not fold(name).isspace():
        yield name, bare


def _sound(text: str) -> str:
    """The text without half surrogate pairs, which JSON may hold and no file can."""
    return text if text.isascii() else _HALF_PAIR.sub("\ufffd", text)
