"""Trade item numbers (GTIN, EAN, UPC, ISBN) of a catalog: which columns hold them, what is wrong with them, and those
of an item in the one form under which they can be looked up. The source form stays where it stands in the item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from itemcenter.items.raw_cells import list_texts, present
from itemcenter.items.synonyms import column_key
from itemcenter.schema import Item
from itemcenter.values.gtin import CHECK_DIGIT, NO_NUMBER, SHORTENED, ZEROS_LOST, Gtin, read_gtin

_NAMES: Final = frozenset(
    column_key(name)
    for name in (
        "gtin", "gtins", "gtin 8", "gtin 12", "gtin 13", "gtin 14", "global trade item number", "gtin ean",
        "ean", "eans", "ean 8", "ean 13", "ean code", "ean upc", "upc", "upcs", "upc a", "upc e", "upc code",
        "isbn", "isbn 10", "isbn 13", "jan", "jan code", "barcode", "barcodes", "variant barcode", "variant barcodes",
        "条码", "商品条码",
    )
)  # fmt: skip

#: (state, what is told about it); {} are the count, all of them, the column, the row and the text of the first.
_TOLD: Final = (
    (
        CHECK_DIGIT,
        "{} of {} numbers in {!r} have a wrong check digit, the first in row {}: {!r}; they are kept as written",
    ),
    (
        SHORTENED,
        "{} of {} numbers in {!r} were shortened by a spreadsheet, the first in row {}: {!r}; export them as text",
    ),
    (
        ZEROS_LOST,
        "{} of {} numbers in {!r} have lost the zeros in front, the first in row {}: {!r}; they are read with them",
    ),
    (NO_NUMBER, "{} of {} texts in {!r} are no trade item number, the first in row {}: {!r}"),
)


def holds_trade_numbers(column: str) -> bool:
    """Whether a column's name says that it holds trade item numbers."""
    return column_key(column) in _NAMES


def gtins_of(item: Item) -> tuple[Gtin, ...]:
    """The sound trade item numbers of an item, each once: of its extras and specs so named, and its id if it is one."""
    found: dict[str, Gtin] = {}
    cells = [text for name, text in item.cells() if holds_trade_numbers(name)]
    for text in [*cells, item.id] if len(item.id) >= 8 else cells:
        for part in _parts(text):
            gtin = read_gtin(part)
            if gtin.sound:
                found.setdefault(gtin.digits, gtin)
    return tuple(found.values())


class TradeNumberTally:
    """Counts what is wrong with the trade item numbers of a catalog; nothing of it rejects a row."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._columns = [column for column in columns if holds_trade_numbers(column)]
        self._counts: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], tuple[int, str]] = {}

    def add(self, row: int, cells: Mapping[str, Any]) -> None:
        for column in self._columns:
            value = cells.get(column)
            for text in _parts(value) if value is not None and value != "" else ():
                key = column, read_gtin(text).state
                self._counts[key] += 1
                if key not in self._first:
                    self._first[key] = row, text[:40]

    def notices(self) -> Iterator[str]:
        for column in self._columns:
            whole = sum(count for (name, _), count in self._counts.items() if name == column)
            for state, words in _TOLD:
                count = self._counts[column, state]
                if count:
                    yield words.format(f"{count:,}", f"{whole:,}", column, *self._first[column, state])


def _parts(value: Any) -> Iterator[str]:
    """The numbers of a cell: a list, or texts with commas, bars or lines between."""
    for text in list_texts(value):
        for separator in ("\n", "|", ","):
            text = text.replace(separator, ";") if "E+" not in text else text
        yield from (part for part in map(present, text.split(";")) if part)
