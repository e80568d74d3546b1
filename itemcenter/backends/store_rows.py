"""Rows of a store's tables to nouns and back: the numbers for names, words with their facts, item records."""

from __future__ import annotations

import json
import zlib
from typing import NamedTuple, Protocol

from itemcenter.errors import InvariantError, StoreError
from itemcenter.schema import (
    AttributeWrite,
    CategoryMatch,
    Cell,
    CellState,
    Fact,
    Item,
    ItemId,
    ItemRecord,
    KeyId,
    SourceId,
    Version,
)
from itemcenter.schema.cell_content import content_of, decode_facts, encode_facts

#: `facts` of a withdrawn word.
WITHDRAWN = -1

#: zlib level for item documents: higher ones gain 3 % and cost three times as much.
_LEVEL = 1


class WordRow(NamedTuple):
    """A write as a store's tables hold it: one that is the latest of its source on the cell, or an earlier one."""

    item: int
    key: int
    source: int
    arrival: int
    priority: int
    facts: int
    confidence: float | None
    locked: int
    time_us: int
    revision: int
    tier: int
    producer: int
    content: bytes
    author: int
    body: bytes


class NameTable(Protocol):
    """The table `names`. Its rows never change."""

    def num_of(self, kind: str, name: str) -> int | None: ...

    def add(self, kind: str, name: str) -> int: ...

    def name_of(self, num: int) -> str: ...


class Names:
    """Numbers of names and back, remembered: what was read once stays true."""

    def __init__(self, table: NameTable) -> None:
        self._table = table
        self._nums: dict[str, dict[str, int]] = {}
        self._names: dict[int, str] = {}
        self._spelled: dict[bytes, KeyId] = {}
        self._unsaved: list[tuple[str, str]] = []

    def num(self, kind: str, name: str) -> int | None:
        """The number of a name, None where nothing has it yet."""
        nums = self._nums.setdefault(kind, {})
        num = nums.get(name)
        if num is None:
            num = self._table.num_of(kind, name)
            if num is not None:
                nums[name] = num
        return num

    def give(self, kind: str, name: str) -> int:
        """The number of a name, a new one if need be (inside a writing transaction only)."""
        try:
            return self._nums[kind][name]
        except KeyError:
            num = self.num(kind, name)
        if num is None:
            num = self._nums[kind][name] = self._table.add(kind, name)
            self._unsaved.append((kind, name))
        return num

    def name(self, num: int) -> str:
        name = self._names.get(num)
        if name is None:
            name = self._names[num] = self._table.name_of(num)
        return name

    def spelled(self, nums: list[bytes]) -> list[KeyId]:
        """The names of keys whose numbers come as digits."""
        known = self._spelled
        try:
            return [known[num] for num in nums]
        except KeyError:
            known.update([(num, KeyId(self.name(int(num)))) for num in nums])
        return [known[num] for num in nums]

    def clear(self) -> None:
        """Remember nothing: the numbers may be others now."""
        self._spelled.clear()
        self._nums.clear()
        self._names.clear()

    def settle(self, saved: bool) -> None:
        """The transaction is over; if it failed, the numbers that it gave are void."""
        if not saved:
            self._spelled.clear()
            for kind, name in self._unsaved:
                self._names.pop(self._nums[kind].pop(name), None)
        self._unsaved.clear()


def word_row(write: AttributeWrite, item: int, arrival: int, names: Names) -> WordRow:
    """The row of a write. Raises `InvariantError` if its version's content is not the hash of its content."""
    facts, version = write.facts, write.version
    body = encode_facts(facts)
    if content_of(write.state._value_, body) != version.content:
        raise InvariantError(
            f"{write.item_id} / {write.key_id}: the version's content {version.content!r} is not the hash of its facts",
            remedy="construct with AttributeWrite.of",
        )
    return WordRow(
        item,
        names.give("key", write.key_id),
        names.give("source", write.source),
        arrival,
        version.priority,
        len(facts) if write.state is not CellState.WITHDRAWN else WITHDRAWN,
        facts[0].confidence if facts else None,
        version.locked,
        version.time_us,
        version.revision,
        version.tier,
        names.give("producer", version.producer),
        bytes.fromhex(version.content),
        names.give("author", write.author),
        body,
    )


def row_version(row: WordRow, names: Names) -> Version:
    return Version(
        bool(row.locked),
        row.priority,
        row.time_us,
        row.revision,
        row.tier,
        names.name(row.producer),
        row.content.hex(),
    )


def row_state(row: WordRow) -> CellState:
    if row.facts > 0:
        return CellState.FACTS
    return CellState.NOT_STATED if row.facts == 0 else CellState.WITHDRAWN


def row_write(row: WordRow, item_id: ItemId, names: Names) -> AttributeWrite:
    key_id, facts = _key_and_facts(row, item_id, names)
    source, author = SourceId(names.name(row.source)), names.name(row.author)
    return AttributeWrite(item_id, key_id, source, row_state(row), facts, row_version(row, names), author)


def row_cell(row: WordRow, item_id: ItemId, names: Names) -> Cell:
    key_id, facts = _key_and_facts(row, item_id, names)
    source, author = SourceId(names.name(row.source)), names.name(row.author)
    return Cell(item_id, key_id, row_state(row), facts, source, row_version(row, names), author)


def _key_and_facts(row: WordRow, item_id: ItemId, names: Names) -> tuple[KeyId, tuple[Fact, ...]]:
    """Each content is checked against its hash as it is read: SQLite, for one, keeps no checksums of its pages."""
    key_id = KeyId(names.name(row.key))
    if content_of(row_state(row)._value_, row.body) != row.content.hex():
        raise _damaged(f"cell {item_id} / {key_id}")
    return key_id, decode_facts(row.body, item_id, key_id)


def _damaged(what: str) -> StoreError:
    return StoreError(f"{what} is damaged in the store", remedy="restore the file from a copy, or build anew")


def encode_document(record: ItemRecord) -> bytes:
    category = record.category.to_json() if record.category is not None else None
    data = json.dumps([record.item.to_json(), category], ensure_ascii=False, separators=(",", ":"))
    plain = data.encode("utf-8", "surrogatepass")
    packed = zlib.compress(plain, _LEVEL)
    return packed if len(packed) < len(plain) else plain


def decode_document(body: bytes) -> tuple[Item, CategoryMatch | None]:
    try:
        plain = body if body.startswith(b"[") else zlib.decompress(body)  # a zlib stream never begins with "["
        item, category = json.loads(plain.decode("utf-8", "surrogatepass"))
        return Item.from_json(item), None if category is None else CategoryMatch.from_json(category)
    except (zlib.error, ValueError, InvariantError) as error:
        raise _damaged("an item's document") from error
