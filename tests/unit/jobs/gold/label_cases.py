"""A small release with a key of every kind, tasks on it, and answers put through files."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from itemcenter.evaluate.gold import GoldCell, GoldLabel, GoldSet
from itemcenter.evaluate.gold.gold_set import GoldEntry
from itemcenter.flow.quarantine import QuarantineShelf
from itemcenter.jobs.gold.answers import GOLD_SOURCE, Answer, ImportReport, take_answers
from itemcenter.jobs.gold.prelabel import Suggestion
from itemcenter.jobs.gold.tasks import LabelTask, ShownText
from itemcenter.schema import (
    AttributeKey,
    AttributeValue,
    Category,
    CategoryId,
    Item,
    ItemId,
    KeyId,
    KeyScope,
    OntologyRelease,
    RejectedRow,
    ValueId,
    ValueList,
    ValueListId,
    ValueType,
)

MUGS = CategoryId("mugs")
HOSTILE_NAMES = (
    "=1+1",
    "a|b",
    "a\\|b",
    "@x",
    "'quoted",
    "two\nlines",
    "(not stated)",
    "not stated",
    "navy",
    "红色",
    "\U0001f375",
)
_LISTS = ValueListId("colours")
COLOUR = AttributeKey(KeyId("colour"), "colour", ValueType.CATEGORICAL, multiple=True, value_list_id=_LISTS)
HEIGHT = AttributeKey(KeyId("height"), "height", ValueType.QUANTITY, unit="cm")
MAKER = AttributeKey(KeyId("maker"), "maker", ValueType.TEXT)
SAFE = AttributeKey(KeyId("safe"), "dishwasher safe", ValueType.BOOLEAN)
KEYS = (COLOUR, HEIGHT, MAKER, SAFE)
RELEASE = OntologyRelease(
    categories=(Category(MUGS, "Mugs"),),
    keys=KEYS,
    value_lists=(
        ValueList(_LISTS, tuple(AttributeValue(ValueId(f"c/{n}"), name) for n, name in enumerate(HOSTILE_NAMES))),
    ),
    scopes=tuple(KeyScope(MUGS, key.id) for key in KEYS),
)


def gold_with(items: Sequence[str]) -> GoldSet:
    gold = GoldSet(version=1)
    gold.add(GoldCell(ItemId(item), key.id, MUGS, "then") for item in items for key in KEYS)
    return gold


def task(
    item: str,
    key: AttributeKey,
    labels: tuple[GoldLabel, ...] = (),
    suggestion: Suggestion | None = None,
    title: str = "x",
) -> LabelTask:
    shown = Item(ItemId(item), title)
    return LabelTask(shown, key, "Mugs", ShownText.of(shown), "then", suggestion, labels)


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def taken(
    answers: Sequence[Answer], gold: GoldSet, *, labeller: str = "", final: bool = False
) -> tuple[list[GoldEntry], ImportReport, list[RejectedRow]]:
    """What an import makes of answers: entries, report, quarantined rows."""
    with scratch() as folder:
        shelf = QuarantineShelf(folder / "quarantine")
        writer = shelf.writer(GOLD_SOURCE)
        entries, report = take_answers(answers, gold, RELEASE, writer, "labels", labeller=labeller, final=final)
        writer.keep({})
        return entries, report, list(shelf.rows(GOLD_SOURCE))


Writer = Callable[[Sequence[LabelTask], Path], object]
