"""Drawn histories of a tunnel: what is to be told of a few items, and in which of many ways it comes, by seeds alone.

A *set* is what the world says: documents, catalogs, facts decided elsewhere, locks and unlocks by people, removals,
tombstones. An *interleaving* is one way of a set through the tunnel: an order with repetitions, cut into steps of three
tiers, replays, crashes and a publisher beside them. All interleavings of a set must come to the same.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from itemcenter.schema import (
    AttributeWrite,
    CellState,
    CellsWritten,
    Content,
    Fact,
    Item,
    ItemForgotten,
    ItemId,
    ItemPut,
    ItemRemoved,
    KeyId,
    Producer,
    ReleaseId,
    SourceId,
    Spec,
    TextSpan,
    Tier,
    Tombstone,
    TypedValue,
    ValueType,
)
from itemcenter.tunnel.standing import Document

ITEMS = tuple(ItemId(name) for name in "abcd")
#: Phrases that the recogniser knows, by key.
PHRASES = {KeyId("colour"): ("navy", "red"), KeyId("size"): ("small", "large")}
KEYS = (*PHRASES, KeyId("origin"))
MACHINE = SourceId("machine")
#: Who describes items: some have one source, some several.
SELLERS = {
    item: tuple(map(SourceId, names.split()))
    for item, names in zip(
        ITEMS, ("merchant", "merchant merchant:eu merchant:us", "merchant merchant:eu", "merchant:eu merchant"),
        strict=True,
    )
}  # fmt: skip
_DESKS = (SourceId("human"), SourceId("human:ana"))
_ELSEWHERE = (SourceId("enrichment:a"), SourceId("enrichment:b"))
_TITLES = ("a navy mug", "a small red mug", "a mug", "a large mug, not red")
_TIMES, _SPACING = 9, 4


@dataclass(frozen=True, slots=True)
class MessageSet:
    """contents: what comes as messages; rows: of catalogs, which the day job brings"""

    contents: tuple[Content, ...]
    rows: tuple[Document, ...]


def drawn_set(seed: int) -> MessageSet:
    chance = random.Random(f"set {seed}")
    contents = [_content(chance) for _ in range(chance.randint(8, 24))]
    places = {(chance.choice(ITEMS), chance.randint(1, _TIMES)) for _ in range(chance.randint(0, 3))}
    rows = []
    for row, (item, time) in enumerate(sorted(places), 1):
        source, time_us = _seller(chance, item, time)
        rows.append(Document(_item(chance, item), source, time_us, row))
    return MessageSet(tuple(contents), tuple(rows))


def _content(chance: random.Random) -> Content:
    item, time = chance.choice(ITEMS), chance.randint(1, _TIMES)
    source, time_us = _seller(chance, item, time)
    kind = chance.choices(("put", "cells", "removed", "forgotten"), (9, 9, 2, 1))[0]
    if kind == "put":
        return ItemPut(_item(chance, item), source, time_us)
    if kind == "removed":
        return ItemRemoved(item, source, time_us)
    if kind == "forgotten":
        return ItemForgotten(Tombstone(item, time_us, chance.choice(_DESKS)))
    keys = chance.sample(KEYS, chance.randint(1, 2))
    return CellsWritten(tuple([_write(chance, item, key, time_us) for key in keys]))


def _seller(chance: random.Random, item: ItemId, time: int) -> tuple[SourceId, int]:
    """Who speaks, and when: no two sources do in one microsecond."""
    place = chance.randrange(len(SELLERS[item]))
    return SELLERS[item][place], _SPACING * time + place


def _item(chance: random.Random, item: ItemId) -> Item:
    """Item d is worth little: the day job decides it."""
    specs = [Spec(key, chance.choice(words)) for key, words in PHRASES.items() if chance.random() < 0.3]
    return Item(item, chance.choice(_TITLES), category_path=("slow" if item == "d" else "fast",), specs=tuple(specs))


def _write(chance: random.Random, item: ItemId, key: KeyId, time_us: int) -> AttributeWrite:
    """A fact, "not stated" or a word taken back; of people now and then a lock: the next word of the desk ends it."""
    desk = chance.random() < 0.5
    source = chance.choice(_DESKS if desk else _ELSEWHERE)
    state = chance.choices(tuple(CellState), (6, 1, 3))[0]
    facts: tuple[Fact, ...] = ()
    if state is CellState.FACTS:
        word = chance.choice(PHRASES.get(key, ("Porto", "Lyon")))
        producer = Producer.HUMAN if desk else Producer.LLM
        facts = (Fact(item, key, TypedValue(ValueType.TEXT, word), 0.8, (TextSpan("title", 0, len(word), word),),
                      producer, ReleaseId("r")),)  # fmt: skip
    return AttributeWrite.of(
        item, key, source, state, facts,
        priority=chance.choice((0, 999)),  # the tunnel stamps its own
        time_us=time_us, revision=chance.randint(0, 1), tier=chance.choice(tuple(Tier)),
        locked=desk and state is not CellState.WITHDRAWN and chance.random() < 0.4,
        author="ana" if desk else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Send:
    """Messages into the inbox. Numbers of the set's contents"""

    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """A process reads and works for some steps. dies: at the so-manieth write or commit, 0 for not; it is replaced"""

    process: int
    steps: int
    dies: int = 0


@dataclass(frozen=True, slots=True)
class Replay:
    """A process ends, and its group begins again after this share of what it has committed."""

    process: int
    share: float


@dataclass(frozen=True, slots=True)
class Day:
    """The day job: over the catalogs' rows of these numbers, or over what was left to it."""

    rows: tuple[int, ...]
    dies: int = 0


@dataclass(frozen=True, slots=True)
class Publish:
    dies: bool = False


Step = Send | Work | Replay | Day | Publish


@dataclass(frozen=True, slots=True)
class Interleaving:
    """split: tiers of seconds and minutes are two processes, each its own group, else one

    second_rate, slice_items, commit_seconds: options of the processes; begin: of the publisher
    """

    steps: tuple[Step, ...]
    split: bool
    second_rate: float
    slice_items: int
    commit_seconds: float
    begin: Literal["full", "log"]


def drawn_interleaving(of: MessageSet, seed: str) -> Interleaving:
    chance = random.Random(f"way {seed}")
    numbers = [*range(len(of.contents)), *chance.choices(range(len(of.contents)), k=chance.randint(0, 6))]
    rows = [*range(len(of.rows)), *([chance.randrange(len(of.rows))] if of.rows and chance.random() < 0.3 else [])]
    chance.shuffle(numbers)
    chance.shuffle(rows)
    split = chance.random() < 0.5
    steps: list[Step] = []
    while numbers or rows:
        if numbers:
            size = chance.randint(1, 6)
            steps.append(Send(tuple(numbers[:size])))
            del numbers[:size]
        for _ in range(chance.randint(0, 3)):
            steps.append(_step(chance, rows, split))
        if rows and (not numbers or chance.random() < 0.2):
            steps.append(Day((rows.pop(),), chance.choice((0, 0, 0, 1, 2))))
    for _ in range(chance.randint(0, 3)):
        steps.append(_step(chance, [], split))
    return Interleaving(
        tuple(steps), split, chance.choice((0.0, 1.0, 100.0)), chance.choice((1, 3, 32)),
        chance.choice((0.0, 3.0, 1e9)), chance.choice(("full", "log")),
    )  # fmt: skip


def _step(chance: random.Random, rows: Sequence[int], split: bool) -> Step:
    process = chance.randint(0, 1) if split else 0
    kind = chance.choices(("work", "replay", "day", "publish"), (8, 1, 2, 3))[0]
    if kind == "work":
        return Work(process, chance.randint(1, 3), chance.choice((0, 0, 0, 1, 2, 3)))
    if kind == "replay":
        return Replay(process, chance.random())
    return Day((), chance.choice((0, 0, 1))) if kind == "day" else Publish(chance.random() < 0.3)
