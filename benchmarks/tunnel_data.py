"""Made facts for the tunnel's benchmarks: blocks of writes on items of 20 keys, of one fact with one text span each."""

from __future__ import annotations

import random
from collections.abc import Iterator

from itemcenter.schema import (
    AttributeWrite,
    CellState,
    Fact,
    ItemId,
    KeyId,
    ModelId,
    Producer,
    ReleaseId,
    SourceId,
    TextSpan,
    Tier,
    TypedValue,
    ValueId,
    ValueType,
)
from itemcenter.schema.write_block import WriteBlock

KEYS = [KeyId(f"key-{number:02d}") for number in range(20)]
SOURCE = SourceId("machine")
START_US = 1_780_000_000_000_000

_WORDS = (
    "navy",
    "cotton",
    "round neck",
    "hardside",
    "stainless steel",
    "43 cm",
    "matte",
    "slim fit",
    "anti-slip",
    "oak",
)


def item_id(number: int) -> ItemId:
    return ItemId(f"item-{number:07d}")


class Cells:
    """Writes by (item number, key number, version), made from a few hundred contents so that making them is cheap."""

    def __init__(self, contents: int = 500, seed: int = 7) -> None:
        draw = random.Random(seed)
        self._makers = [self._content(number, draw) for number in range(contents)]

    def _content(self, number: int, draw: random.Random) -> AttributeWrite:
        word = f"{draw.choice(_WORDS)} {number}"
        value = TypedValue(ValueType.CATEGORICAL, word, ValueId(f"value-{number:05d}"))
        span = TextSpan("title", 12, 12 + len(word), word)
        fact = Fact(
            item_id(0),
            KEYS[0],
            value,
            0.5 + number % 50 / 100,
            (span,),
            Producer.LOCAL_MODEL,
            ReleaseId("2026-11"),
            ModelId("made-1"),
        )
        return AttributeWrite.of(
            item_id(0), KEYS[0], SOURCE, CellState.FACTS, (fact,), priority=100, time_us=START_US, tier=Tier.MINUTE
        )

    def block(self, cells: list[tuple[int, int]], version: int) -> WriteBlock:
        """One write a cell (item number, key number); another version has another content and a later time."""
        count = len(self._makers)
        chosen = [(item * 20 + key + version * 7) % count for item, key in cells]
        rows = WriteBlock.of(self._makers)
        size = len(cells)
        return WriteBlock(
            [item_id(item) for item, _ in cells],
            [KEYS[key] for _, key in cells],
            [SOURCE] * size,
            [100] * size,
            [1] * size,
            [rows.confidences[number] for number in chosen],
            [False] * size,
            [START_US + version * 1_000_000] * size,
            [0] * size,
            [int(Tier.MINUTE)] * size,
            [Producer.LOCAL_MODEL.value] * size,
            [rows.contents[number] for number in chosen],
            [""] * size,
            [rows.bodies[number] for number in chosen],
            [rows.told[number] for number in chosen],
            [rows.plain[number] for number in chosen],
        )


def clustered(items: int, size: int) -> Iterator[list[tuple[int, int]]]:
    """All cells of the items in order, in blocks of `size`."""
    cells = [(item, key) for item in range(items) for key in range(len(KEYS))]
    for start in range(0, len(cells), size):
        yield cells[start : start + size]


def scattered(items: int, count: int, size: int, seed: int = 11) -> Iterator[list[tuple[int, int]]]:
    """`count` cells drawn anywhere, in blocks of `size`; a cell may come again."""
    draw = random.Random(seed)
    for start in range(0, count, size):
        yield [(draw.randrange(items), draw.randrange(len(KEYS))) for _ in range(min(size, count - start))]
