"""`ItemCenter`: everything that a center can do. Here: looking at items, and what people write."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from itemcenter.center.agents import AgentVerbs
from itemcenter.center.backups import BackupVerbs
from itemcenter.center.day_runs import DayVerbs
from itemcenter.center.gold import GoldVerbs
from itemcenter.center.reconcile import ReconcileVerbs
from itemcenter.center.snapshot_pages import SnapshotPageVerbs
from itemcenter.center.sources import HUMAN, MACHINE
from itemcenter.center.tunnel_streams import StreamVerbs
from itemcenter.jobs import edit, inspect
from itemcenter.jobs.diff import DiffRange, DiffSummary, diff_lines
from itemcenter.jobs.diff_file import write_diff
from itemcenter.jobs.report import CenterReport, center_report, count_rejects
from itemcenter.jobs.report_files import CenterFiles, center_files
from itemcenter.ports import CellQuery
from itemcenter.schema import Cell, Change, ItemId, KeyId, SourceId


class ItemCenter(GoldVerbs, AgentVerbs, DayVerbs, StreamVerbs, BackupVerbs, ReconcileVerbs, SnapshotPageVerbs):
    """One center on disk with everything it needs opened on first use. Close it, or use it in a `with` statement."""

    def show(self, item_id: str) -> inspect.ItemSheet:
        return inspect.item_sheet(self.store, self.release, ItemId(item_id))

    def why(self, item_id: str, key: str) -> inspect.CellAccount:
        return inspect.cell_account(self.store, self.release, ItemId(item_id), key)

    def facts(self, **conditions: Any) -> Iterator[Cell]:
        """Current cells; conditions are the fields of `CellQuery`."""
        return self.store.cells(CellQuery(**conditions))

    def diff(
        self,
        older: int | None = None,
        newer: int | None = None,
        *,
        item_id: str | None = None,
        key_id: str | None = None,
        out: str | Path | None = None,
        examples: int = 5,
    ) -> tuple[DiffRange, DiffSummary]:
        """What changed between the ends of two runs, by default the last two, and why; all lines into `out`."""
        between, summary = DiffRange.of(self.store, older, newer), DiffSummary()
        item, key = None if item_id is None else ItemId(item_id), None if key_id is None else KeyId(key_id)
        lines = diff_lines(self.store, between, item, key)
        for line in lines if out is None else write_diff(lines, Path(out)):
            summary.add(line, examples)
        return between, summary

    def report(self) -> tuple[CenterReport, CenterFiles]:
        """Figures about everything that the center holds, for `serve.report`."""
        found = center_report(self.store, self.release, MACHINE)
        for source in self.quarantine.sources():
            found.rejects += count_rejects(SourceId(source), self.quarantine.rows(source))
        return found, center_files(self.folder.path, self.folder.runs)

    def set(self, item_id: str, key: str, value: str, *, lock: bool = False, author: str = "") -> list[Change]:
        """Write a person's value; `lock` puts it above everything. "" means "not stated"."""
        place = (self.turns(), self.release, self.config.sources, HUMAN, ItemId(item_id), key)
        return edit.set_value(*place, value, locked=lock, author=author, now_us=_now_us())

    def unlock(self, item_id: str, key: str, *, author: str = "") -> list[Change]:
        """Take the person's word back: the other sources count again."""
        place = (self.turns(), self.release, self.config.sources, HUMAN, ItemId(item_id), key)
        return edit.unlock(*place, author=author, now_us=_now_us())

    def forget(self, item_id: str, *, author: str = "") -> list[Change]:
        """Hide an item and everything said about it so far."""
        return edit.forget(self.turns(), HUMAN, ItemId(item_id), author=author, now_us=_now_us())


def _now_us() -> int:
    return time.time_ns() // 1000
