"""What a build job needs, out of `itemcenter.testing`: rows, a recogniser that knows two colours, a store."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from itemcenter.flow import QuarantineShelf
from itemcenter.items import ReadRow
from itemcenter.jobs import build as build_job
from itemcenter.jobs.build import BuildPlan
from itemcenter.jobs.build_report import BuildReport
from itemcenter.schema import Item, ItemId, KeyId, RejectedRow, SourceId, Spec, TypedValue, ValueType
from itemcenter.testing import FakeRecognizer, ReferenceStore
from itemcenter.tunnel import SourcePolicy

MERCHANT, MACHINE, HUMAN = SourceId("merchant"), SourceId("machine"), SourceId("human")
COLOUR = KeyId("colour")
NOON_US = 1_000_000


def recognizer() -> FakeRecognizer:
    colours = {name: TypedValue(ValueType.COLOUR, name) for name in ("navy", "red")}
    return FakeRecognizer({COLOUR: colours})


def item(name: str, title: str = "a navy mug", colour: str = "") -> Item:
    return Item(ItemId(name), title, specs=(Spec("colour", colour),) if colour else ())


def rows(*items: Item | None) -> list[ReadRow]:
    """Read rows in order, numbered from 1; None is a row that could not be read."""
    return [
        ReadRow(number, number + 1, entry, None, (f"{entry.id},{entry.title}\n",))
        if entry is not None
        else ReadRow(number, number + 1, None, RejectedRow(MERCHANT, number, number + 1, "no_id", "no id", "", ""))
        for number, entry in enumerate(items, start=1)
    ]


class Shop:
    """A store and a shelf that builds one after another, each a minute after the one before."""

    def __init__(self, folder: Path) -> None:
        self.store = ReferenceStore()
        self.shelf = QuarantineShelf(folder)
        self.recognizer = recognizer()
        self.runs = 0

    def build(
        self,
        read: Iterable[ReadRow],
        *,
        time_us: int = NOON_US,
        source: SourceId = MERCHANT,
        limit: int | None = None,
        dry_run: bool = False,
        retry: bool = False,
        workers: int = 1,
    ) -> BuildReport:
        self.runs += 1
        self.recognizer.asked.clear()
        plan = BuildPlan(source, MACHINE, time_us, self.runs, f"{self.runs:06d}", limit, dry_run, retry, workers)
        parts = (read, self.recognizer, self.store, SourcePolicy())
        if dry_run:
            return build_job.build(*parts, None, plan)
        with contextlib.closing(self.shelf.writer(source)) as writer:
            report = build_job.build(*parts, writer, plan)
            writer.keep({})
        return report

    def rejected(self) -> list[RejectedRow]:
        return list(self.shelf.rows(MERCHANT))

    def colour(self, name: str) -> list[str] | None:
        cell = self.store.cell(ItemId(name), COLOUR)
        return None if cell is None else [fact.value.text for fact in cell.facts]
