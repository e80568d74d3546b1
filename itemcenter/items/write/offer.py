"""What a merchant's further columns say of the offer: price, link, availability, condition, trade numbers.

Nothing is made up: a price without a currency is no price, a word for the availability that is not known is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from itemcenter.items.raw_cells import present
from itemcenter.items.synonyms import column_key
from itemcenter.schema import Item
from itemcenter.values import valid_gtin
from itemcenter.values.number import read_digits

_COLUMNS = {
    "link": "link, url, product url, item url, product link, canonical link",
    "price": "price, variant price, regular price, retail price, list price, preis, prix, precio, 价格",
    "sale_price": "sale price, discounted price, special price, offer price",
    "currency": "currency, price currency, currency code, währung",
    "availability": "availability, in stock, stock status, verfügbarkeit",
    "quantity": "quantity, stock, inventory, inventory quantity, variant inventory qty, bestand, 库存",
    "condition": "condition, zustand",
    "gtin": "gtin, gtin 13, gtin 14, gtin 12, ean, ean 13, upc, barcode, variant barcode, 条码",
    "mpn": "mpn, manufacturer part number, herstellernummer",
}
_FIELD = {column_key(name): field for field, names in _COLUMNS.items() for name in names.split(", ")}
_RANK = {column_key(name): rank for names in _COLUMNS.values() for rank, name in enumerate(names.split(", "))}

_AVAILABLE = {
    "in_stock": "in stock, instock, available, yes, true, lieferbar, auf lager, 有货",
    "out_of_stock": "out of stock, outofstock, sold out, no, false, discontinued, unavailable, 无货, 缺货",
    "preorder": "preorder, pre order",
    "backorder": "backorder, back order",
}
_STATE = {column_key(word): state for state, words in _AVAILABLE.items() for word in words.split(", ")}
_CONDITIONS = {"new": "new", "refurbished": "refurbished", "used": "used", "neu": "new", "gebraucht": "used"}

_AMOUNT = re.compile(r"\d[\d.,' ]*\d|\d")
_CODE = re.compile(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])")


@dataclass(frozen=True)
class Offer:
    """The offer of one item. currency: of all prices that name none, "" where nobody says."""

    item: Item
    currency: str = ""

    @property
    def link(self) -> str:
        text = self._cells.get("link", "")
        return text if text.startswith(("http://", "https://")) else ""

    @property
    def price(self) -> str:
        """ "79.99 USD", "" where no column has a price, or nothing tells its currency."""
        return self._money("price")

    @property
    def sale_price(self) -> str:
        return self._money("sale_price")

    @property
    def availability(self) -> str:
        """in_stock, out_of_stock, preorder, backorder; "" where no column tells."""
        word = self._cells.get("availability", "")
        state = _STATE.get(column_key(word.rstrip("/").rpartition("/")[2]), "")
        count = self._cells.get("quantity", "")
        if not state and re.fullmatch(r"\d+(?:\.0+)?", count):
            state = "in_stock" if float(count) > 0 else "out_of_stock"
        return state

    @property
    def quantity(self) -> str:
        count = self._cells.get("quantity", "")
        return count.partition(".")[0] if re.fullmatch(r"\d+(?:\.0+)?", count) else ""

    @property
    def condition(self) -> str:
        """new, refurbished, used."""
        word = self._cells.get("condition", "").rstrip("/").rpartition("/")[2].lower().removesuffix("condition")
        return _CONDITIONS.get(word.strip(), "")

    @property
    def gtin(self) -> str:
        """The first trade item number whose check digit is right."""
        text = self._cells.get("gtin", "")
        return text.replace(" ", "").replace("-", "") if valid_gtin(text) else ""

    @property
    def mpn(self) -> str:
        return self._cells.get("mpn", "")

    @cached_property
    def _cells(self) -> dict[str, str]:
        """The text of each field, from the column with the best name."""
        out: dict[str, tuple[int, str]] = {}
        for name, text in self.item.cells():
            key = column_key(name)
            field, value = _FIELD.get(key), _first(text)
            if field and value and (field not in out or _RANK[key] < out[field][0]):
                out[field] = _RANK[key], value
        return {field: value for field, (_, value) in out.items()}

    def _money(self, field: str) -> str:
        text = self._cells.get(field, "")
        amount, code = _AMOUNT.search(text), _CODE.search(text)
        currency = code[1] if code else "EUR" if "€" in text else self._cells.get("currency", "") or self.currency
        reading = read_digits(amount.group().replace(" ", "")) if amount else None
        if reading is None or not re.fullmatch(r"[A-Z]{3}", currency):
            return ""
        return f"{reading.value:.2f} {currency}"


def _first(text: str) -> str:
    """The text, of a JSON list its first entry."""
    if text[:1] == "[":
        try:
            entries: Iterable[object] = json.loads(text)
        except (ValueError, RecursionError):
            return present(text)
        return next((str(entry) for entry in entries if entry), "") if isinstance(entries, list) else present(text)
    return present(text)
