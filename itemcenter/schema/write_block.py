"""Many writes as columns: what moves in bulk. A million writes as nouns cost more than storing them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any, Self

from itemcenter.errors import InvariantError
from itemcenter.schema.cell_content import content_of, decode_facts, encode_facts, plain, told
from itemcenter.schema.change import AttributeWrite, CellState, Version
from itemcenter.schema.ids import ItemId, KeyId, SourceId

#: `counts` of a withdrawal.
WITHDRAWN = -1

_STATES = {0: CellState.NOT_STATED.value, WITHDRAWN: CellState.WITHDRAWN.value}
_FACTS = CellState.FACTS.value


@dataclass(frozen=True, slots=True)
class WriteBlock:
    """Columns of equal length, one row a write, in the order of their arrival. Construct with `of`.

    counts:      facts of the write; 0 not stated, -1 withdrawn
    confidences: of the first fact, None without facts; producers: of the first fact, "" without facts
    contents:    `Version.content` as 16 bytes
    bodies:      the facts as `encode_facts` writes them; told, plain: of each as in `cell_content`
    The others are the fields of `AttributeWrite` and `Version` of like name.
    """

    item_ids: list[ItemId]
    key_ids: list[KeyId]
    sources: list[SourceId]
    priorities: list[int]
    counts: list[int]
    confidences: list[float | None]
    locked: list[bool]
    times_us: list[int]
    revisions: list[int]
    tiers: list[int]
    producers: list[str]
    contents: list[bytes]
    authors: list[str]
    bodies: list[bytes]
    told: list[int]
    plain: list[bytes]

    def __post_init__(self) -> None:
        lengths = {len(column) for column in self.columns()}
        if len(lengths) > 1:
            raise InvariantError(f"the columns of a block differ in length: {sorted(lengths)}")

    @classmethod
    def of(cls, writes: Iterable[AttributeWrite]) -> Self:
        rows = [_row(write) for write in writes]
        return cls(*[list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in fields(cls)])

    def __len__(self) -> int:
        return len(self.item_ids)

    def columns(self) -> tuple[list[Any], ...]:
        """The columns in the order of the fields, not copied."""
        return tuple([getattr(self, entry.name) for entry in fields(self)])

    def part(self, start: int, stop: int) -> WriteBlock:
        """Rows from `start` up to `stop`."""
        return WriteBlock(*[column[start:stop] for column in self.columns()])

    def write(self, row: int) -> AttributeWrite:
        """Raises `InvariantError` if a row's content is not the hash of its facts, or its columns contradict them."""
        item_id, key_id, source, priority, count, _, locked, *version, producer, content, author, body, _, _ = [
            column[row] for column in self.columns()
        ]
        time_us, revision, tier = version
        state = CellState(state_of(count))
        facts = decode_facts(body, item_id, key_id)
        if content_of(state._value_, body) != content.hex():
            raise InvariantError(f"{item_id} / {key_id}: the content is not the hash of the facts")
        stamp = Version(bool(locked), priority, time_us, revision, tier, producer, content.hex())
        return AttributeWrite(item_id, key_id, source, state, facts, stamp, author)

    def writes(self) -> Iterator[AttributeWrite]:
        return (self.write(row) for row in range(len(self)))


def state_of(count: int) -> str:
    """`CellState.value` of a row by its count of facts."""
    return _FACTS if count > 0 else _STATES[count]


def _row(write: AttributeWrite) -> tuple[Any, ...]:
    facts, version, body = write.facts, write.version, encode_facts(write.facts)
    return (
        write.item_id,
        write.key_id,
        write.source,
        version.priority,
        WITHDRAWN if write.state is CellState.WITHDRAWN else len(facts),
        facts[0].confidence if facts else None,
        version.locked,
        version.time_us,
        version.revision,
        version.tier,
        version.producer,
        bytes.fromhex(version.content),
        write.author,
        body,
        told(len(facts), body),
        plain(facts),
    )
