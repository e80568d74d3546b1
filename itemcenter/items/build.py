"""`ItemBuilder`: the cells of one row become an `Item`, by the mapping of the file."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from itemcenter.errors import InvariantError
from itemcenter.items import reasons
from itemcenter.items.categories import category_path
from itemcenter.items.filled import FILLED, filled_names
from itemcenter.items.mapping import PROPOSED, ColumnMapping, MappedColumn, text_name
from itemcenter.items.raw_cells import (
    joined_text,
    json_text,
    list_texts,
    plain_number,
    present,
    scalar_text,
    single_text,
)
from itemcenter.items.reasons import RowFault
from itemcenter.items.specs import spec_pairs
from itemcenter.schema import CategoryId, Item, ItemId, Spec, SpuId, content_hash
from itemcenter.schema.ids import check_id

#: Begins every id that was derived from a row's content.
DERIVED = "auto-"
_SCALARS = frozenset((str, int, float, bool))


class ItemBuilder:
    """Builds the items of one file in order.

    Shop exports write title, brand, category and description only in the first row of a product: where a row has the
    group of the row before it and no title, it takes these from there (`fill_down`).
    """

    def __init__(
        self, mapping: ColumnMapping, category_separator: str, derive_ids: bool, fill_down: bool = True
    ) -> None:
        self._fills_down = fill_down
        self._mapping = mapping
        self._separator = category_separator
        self._derive_ids = derive_ids
        self._first: _Parts | None = None  # the newest row that had a title and a group

    def build(self, cells: Mapping[str, Any]) -> Item | None:
        """The item of a row; None where the row holds only further images of the product before it.

        What an export filled and marked (`filled`) is left out. Raises `RowFault` where the row is no item.
        """
        parts = _Parts()
        mapping, separator = self._mapping, self._separator
        role_of, add = mapping.of, parts.add
        filled = filled_names(cells[FILLED]) if FILLED in cells else frozenset[str]()
        for column, value in cells.items():
            if value is None or value == "" or (filled and column in filled) or column == FILLED:
                continue
            add(role_of(column, value), value, separator)
        if filled:
            parts.specs = {spec: None for spec in parts.specs if spec.name not in filled}
        if parts.group and self._fills_down:
            self._fill_down(parts)
        if parts.pair_values:
            parts.pair_up()
        if not parts.title.strip():
            raise RowFault(reasons.NO_TITLE, "the row has no title", mapping.source_of("title"))
        if parts.inherited and parts.images and not parts.id and not parts.specs:
            return None
        return self._item(parts)

    def _fill_down(self, parts: _Parts) -> None:
        first = self._first
        if parts.title.strip():
            self._first = parts
        elif first is not None and first.group == parts.group:
            parts.inherit(first)

    def _item(self, parts: _Parts) -> Item:
        mapping = self._mapping
        item_id = self._derived_id(parts) if self._derive_ids else parts.id
        if not item_id:
            raise RowFault(reasons.NO_ID, "the row has no id", mapping.source_of("id"))
        try:
            check_id(item_id, "item")
        except InvariantError as error:
            raise RowFault(reasons.ID, error.message, mapping.source_of("id")) from error
        try:
            return Item(
                id=ItemId(item_id),
                title=parts.title,
                description=parts.description,
                brand=parts.brand,
                category_path=parts.category,
                category_id=CategoryId(parts.category_id) if parts.category_id else None,
                group_id=SpuId(parts.group) if parts.group else None,
                texts=tuple(parts.texts.items()),
                specs=tuple(parts.specs),
                images=tuple(parts.images),
                extras=tuple(parts.extras),
            )
        except InvariantError as error:
            raise RowFault(reasons.ID, error.message, mapping.source_of("group")) from error

    def _derived_id(self, parts: _Parts) -> str:
        """16 hexadecimal digits over what names the product: title, brand, first image; in a group also the specs."""
        named: list[str] = [parts.title, parts.brand, *list(parts.images)[:1]]
        if parts.group:
            named += [parts.group, *(f"{spec.name}: {spec.value}" for spec in parts.specs)]
        return DERIVED + content_hash(named)[:16]


class _Parts:
    """What has been gathered for one item."""

    __slots__ = (
        "brand", "category", "category_id", "description", "extras", "group", "id", "images", "inherited",
        "pair_names", "pair_values", "specs", "texts", "title",
    )  # fmt: skip

    def __init__(self) -> None:
        self.id = self.title = self.description = self.brand = self.category_id = self.group = ""
        self.category: tuple[str, ...] = ()
        self.texts: dict[str, str] = {}
        self.specs: dict[Spec, None] = {}  # in order, each pair once
        self.images: dict[str, None] = {}
        self.extras: dict[tuple[str, str], None] = {}
        self.pair_names: dict[str, str] = {}
        self.pair_values: dict[str, str] = {}
        self.inherited = False

    def add(self, column: MappedColumn, value: Any, separator: str) -> None:
        """Put one non-empty cell where its column's role says. Raises `RowFault` for a value of the wrong type.

        Where the role was only proposed, such a value rejects no row but is set aside.
        """
        if column.role == "spec" and type(value) in _SCALARS:  # most cells of most catalogs
            spec = _cell_spec(column.name or column.source, column.source if column.how == "prefix" else "", value)
            if spec is not None:
                self.specs[spec] = None
        elif column.how in PROPOSED and column.role not in ("id", "title"):
            try:
                self._put(column, value, separator)
                if column.role == "group" and self.group:
                    check_id(self.group, "product group")
            except (RowFault, InvariantError):
                self.group = "" if column.role == "group" else self.group
                self._extra(column.source, value)
        else:
            self._put(column, value, separator)

    def _put(self, column: MappedColumn, value: Any, separator: str) -> None:
        role, source = column.role, column.source
        if role == "extra":
            self._extra(source, value)
        elif role == "spec":
            self._spec_cell(column, value)
        elif role == "title":
            self.title = single_text(value, source)
        elif role == "id":
            if isinstance(value, bool):
                raise RowFault(reasons.TYPE, f"{source!r} must hold an id, not {scalar_text(value)}", source)
            self.id = present(single_text(value, source))
        elif role in ("brand", "category_id", "group"):
            setattr(self, role, present(single_text(value, source)))
        elif role == "description":
            text = joined_text(value, source)
            self.description = text if present(text) else ""
        elif role == "category":
            self.category = category_path(value, separator, source)
        elif role == "text":
            self._text(column, value)
        elif role == "images":
            self._images(value)
        elif role == "specs":
            self._container(column, value)
        elif role == "pair_name":
            self.pair_names[column.name] = present(single_text(value, source))
        elif role == "pair_value":
            self.pair_values[column.name] = present(single_text(value, source))

    def inherit(self, first: _Parts) -> None:
        """Take from the first row of the same product what this row leaves out."""
        self.title, self.inherited = first.title, True
        self.description = self.description or first.description
        self.brand = self.brand or first.brand
        self.category = self.category or first.category
        self.category_id = self.category_id or first.category_id
        self.pair_names = first.pair_names | self.pair_names

    def pair_up(self) -> None:
        """Specs out of the column pairs "Option1 Name" / "Option1 Value"."""
        for key, value in self.pair_values.items():
            name = self.pair_names.get(key, "")
            if name and value and (name, value) != ("Title", "Default Title"):  # what shops write for "no option"
                self.specs[Spec(name, value)] = None

    def _spec_cell(self, column: MappedColumn, value: Any) -> None:
        if isinstance(value, dict):
            self._container(column, value)
            return
        for entry in value if isinstance(value, list) else (value,):
            if _nested(entry):
                self._extra(column.source, entry)
            else:
                self.add(column, entry if type(entry) in _SCALARS else str(scalar_text(entry) or ""), "")

    def _container(self, column: MappedColumn, value: Any) -> None:
        pairs = spec_pairs(value, column.source)
        if pairs is None:
            self._text(column, value)
            return
        for name, text in pairs:
            if not text:
                continue
            if name.strip():
                self.specs[_spec(name.strip(), text)] = None
            else:
                self._extra(column.source, text)

    def _text(self, column: MappedColumn, value: Any) -> None:
        flat = not isinstance(value, dict) and not (isinstance(value, list) and any(map(_nested, value)))
        text = joined_text(value, column.source) if flat else json_text(value)
        if present(text):
            self.texts[column.name or text_name(column.source)] = text

    def _images(self, value: Any) -> None:
        for text in list_texts(value):
            for address in _addresses(text):
                self.images[address] = None

    def _extra(self, name: str, value: Any) -> None:
        text = value if isinstance(value, str) else json_text(value)
        if text and not text.isspace():
            self.extras[name, text] = None


@functools.lru_cache(maxsize=50_000)
def _spec(name: str, value: str) -> Spec:
    """The same pairs return in many rows; one object each saves time and memory."""
    return Spec(name, value)


@functools.lru_cache(maxsize=50_000, typed=True)
def _cell_spec(name: str, prefixed: str, value: Any) -> Spec | None:
    """The spec of a scalar cell, None where it holds nothing. prefixed: its column, where that is a typed one."""
    text = present(value) if isinstance(value, str) else scalar_text(value)
    if text and prefixed and isinstance(value, str):
        text = _by_prefix(prefixed, text)
    return _spec(name, text) if text else None


def _nested(value: Any) -> bool:
    return isinstance(value, dict | list)


def _by_prefix(source: str, text: str) -> str:
    """Text of a typed spec column in a file that knows only text: attr_n_ numbers, attr_b_ truth values."""
    if "_n_" in source:
        return plain_number(text)
    if "_b_" in source and text.lower() in ("true", "false"):
        return text.lower()
    return text


def _addresses(text: str) -> list[str]:
    """One image a comma, bar or line - as long as every part looks like an address; commas also stand inside of one."""
    for separator in ("\n", "|", ","):
        parts = [part for part in map(present, text.split(separator)) if part]
        if len(parts) > 1 and all("://" in part or part.startswith("/") for part in parts):
            return parts
    return [part for part in [present(text)] if part]
