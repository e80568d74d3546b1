"""Catalog nouns: an item as its merchant describes it, groups of variants, deltas, and rows that could not be read."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field

from itemcenter.errors import InvariantError
from itemcenter.schema.fact import MerchantCell, TextSpan
from itemcenter.schema.ids import CategoryId, ItemId, SourceId, SpuId, check_id
from itemcenter.schema.record import Record

#: Joins the steps of a category path where it is read as text (the evidence field "category").
PATH_SEPARATOR = " > "

#: Fields of an item that are text by themselves; further ones are in `Item.texts` under their own names.
TITLE, DESCRIPTION, BRAND, CATEGORY = "title", "description", "brand", "category"


@dataclass(frozen=True, slots=True)
class Spec(Record):
    """One key-value pair of the merchant, as written. A key with several values stands in several specs."""

    name: str
    value: str

    def __post_init__(self) -> None:
        if not self.name.strip() or not self.value.strip():
            raise InvariantError(f"a spec needs a name and a value, not {self.name!r}: {self.value!r}")


@dataclass(frozen=True, slots=True)
class Item(Record):
    """One SKU as its merchant describes it. Texts are kept exactly as read: evidence offsets point into them.

    category_path: the merchant's own path, root first; category_id: an ontology id, where the merchant gives one
    group_id:      the product (SPU) whose variants belong together
    texts:         further named texts, e.g. ("short_description", "..."); names never repeat a built-in field
    extras:        columns that are neither text nor spec (price, url, ...), kept so that nothing is lost
    """

    id: ItemId
    title: str
    description: str = ""
    brand: str = ""
    category_path: tuple[str, ...] = ()
    category_id: CategoryId | None = None
    group_id: SpuId | None = None
    texts: tuple[tuple[str, str], ...] = ()
    specs: tuple[Spec, ...] = ()
    images: tuple[str, ...] = ()
    extras: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        check_id(self.id, "item")
        if self.group_id is not None:
            check_id(self.group_id, "product group")
        names = [name for name, _ in self.texts]
        if len(set(names) | {TITLE, DESCRIPTION, BRAND, CATEGORY}) != len(names) + 4:
            raise InvariantError(f"item {self.id!r} has two text fields of one name: {names}")

    def fields(self) -> Iterator[tuple[str, str]]:
        """(field, text) of every non-empty text, most telling first: title, category, brand, texts, description."""
        if self.title:
            yield TITLE, self.title
        if self.category_path:
            yield CATEGORY, PATH_SEPARATOR.join(self.category_path)
        if self.brand:
            yield BRAND, self.brand
        for name, text in self.texts:
            if text:
                yield name, text
        if self.description:
            yield DESCRIPTION, self.description

    def field_text(self, name: str) -> str:
        """The text of a field, "" where the item has none."""
        return next((text for entry, text in self.fields() if entry == name), "")

    def proves(self, evidence: TextSpan | MerchantCell) -> bool:
        """Whether the words of `evidence` really stand in this item at that place."""
        span = slice(evidence.start, evidence.end)
        if isinstance(evidence, TextSpan):
            return self.field_text(evidence.field)[span] == evidence.text
        return any(name == evidence.name and text[span] == evidence.text for name, text in self.cells())

    def cells(self) -> Iterator[tuple[str, str]]:
        """(name, raw text) of everything the merchant put in cells: specs, then further columns."""
        yield from ((spec.name, spec.value) for spec in self.specs)
        yield from self.extras


@dataclass(frozen=True, slots=True)
class SpuGroup(Record):
    """Variants of one product. `reason` tells how the group was found ("column group", later: inferred)."""

    id: SpuId
    item_ids: tuple[ItemId, ...]
    reason: str

    def __post_init__(self) -> None:
        check_id(self.id, "product group")
        if not self.item_ids or len(set(self.item_ids)) != len(self.item_ids):
            raise InvariantError(f"group {self.id!r} must hold at least one item, each once")


class DeltaKind(enum.Enum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class ItemDelta(Record):
    """How an item differs from what the center holds. `fields` names what changed; `item` is None when removed."""

    item_id: ItemId
    kind: DeltaKind
    item: Item | None = None
    fields: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.item_id, "item")
        if (self.item is None) != (self.kind is DeltaKind.REMOVED):
            raise InvariantError(f"delta of {self.item_id!r}: a removed item has no content, any other has")
        if self.item is not None and self.item.id != self.item_id:
            raise InvariantError(f"delta of {self.item_id!r} carries the item {self.item.id!r}")
        if bool(self.fields) != (self.kind is DeltaKind.CHANGED):
            raise InvariantError(f"delta of {self.item_id!r}: exactly a changed item names its changed fields")


@dataclass(frozen=True, slots=True)
class RejectedRow(Record):
    """A row for the quarantine: where it stood, why it was refused, what to do, and its raw text.

    row:    1-based number of the record in its file (the header is not counted); line: 1-based line where it begins
    reason: a short fixed word (see docs/quarantine.md), message and remedy are for people
    raw:    the row's own text, cut to `MAX_RAW` characters with the full length in `raw_length`
    file:   which file of a catalog of several: `row` counts through all of them, `line` in this one
    """

    source: SourceId
    row: int
    line: int
    reason: str
    message: str
    remedy: str
    raw: str
    raw_length: int = field(default=0)
    column: str = ""
    file: str = ""

    def __post_init__(self) -> None:
        if self.row < 1 or self.line < 1:
            raise InvariantError(f"row {self.row} and line {self.line} are counted from 1")
        if not self.reason or not self.message:
            raise InvariantError("a rejected row needs a reason and a message")


#: Longest raw text that a rejected row keeps: enough to retry nearly every row, small enough to open in an editor.
MAX_RAW = 100_000
