"""What changed between two runs, and why: items from the item log, facts from the change log, read side by side.

Both logs are read once, in order of items, so that memory does not grow with them. A line of the answer is an item, or
a cell of it; the reasons of a cell come from what happened to its item, and from the marks of the runs that decided it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeVar

from itemcenter.errors import NotFoundError
from itemcenter.ports import Store
from itemcenter.schema import (
    Cell,
    Change,
    ItemChange,
    ItemEvent,
    ItemId,
    KeyId,
    MerchantCell,
    Producer,
    RunMark,
    TextSpan,
)

Entry = TypeVar("Entry", ItemChange, Change)

#: What became of a cell. PROOF: the same values, surer or less so, or proved by other words.
ADDED, CHANGED, REMOVED, PROOF = CELL_KINDS = ("added", "changed", "removed", "proof")
_GONE = (ItemEvent.RETIRED, ItemEvent.MISSING, ItemEvent.FORGOTTEN)
#: Fields named as a reason; an item may have hundreds of columns.
_FIELDS_NAMED = 5


@dataclass(frozen=True, slots=True)
class DiffRange:
    """From the end of one run to the end of another: places in the change log and in the item log."""

    older: RunMark
    newer: RunMark
    changes: tuple[int, int]
    items: tuple[int, int]

    @classmethod
    def of(cls, store: Store, older: int | None = None, newer: int | None = None) -> DiffRange:
        """Of two runs by number, by default the last two. Raises `NotFoundError` with the runs that there are."""
        marks = store.runs()
        if len(marks) < 2:
            told = "a diff needs two runs, and this center has one" if marks else "this center has no marked run yet"
            raise NotFoundError(told, remedy="build again; runs of itemcenter before the item log have no mark")
        last = marks[-1].number if newer is None else newer
        earlier = [mark.number for mark in marks if mark.number < last]
        first = (earlier[-1] if earlier else marks[0].number) if older is None else older
        ends = _ends(store, marks, (first, last))
        if first >= last:
            raise NotFoundError(f"run {first} is not before run {last}", remedy="name the older run first")
        by_number, (begin, close) = {mark.number: mark for mark in marks}, ends
        return cls(by_number[first], by_number[last], (begin[0], close[0]), (begin[1], close[1]))


def run_end(store: Store, number: int) -> int:
    """The last number of the change log that belongs to a run or to one before it. Raises `NotFoundError`."""
    return _ends(store, store.runs(), (number,))[0][0]


def _ends(store: Store, marks: list[RunMark], numbers: Iterable[int]) -> list[tuple[int, ...]]:
    """Last numbers of both logs at the ends of runs. Raises `NotFoundError` with the runs that there are."""
    place = {mark.number: position for position, mark in enumerate(marks)}
    counts, out = store.counts(), []
    for number in numbers:
        if number not in place:
            known = ", ".join(str(mark.number) for mark in marks[-10:])
            raise NotFoundError(f"there is no run {number}", remedy=f"the newest runs: {known}")
        mark, following = marks[place[number]], marks[place[number] + 1 :]
        if mark.end is not None:
            out.append(mark.end)
        else:  # it was killed: what it stored lies before the next one's begin
            out.append(following[0].begin if following else (counts.changes, counts.item_changes))
    return out


@dataclass(frozen=True, slots=True)
class DiffLine:
    """An item (key "") or a cell that is different. kind: an `ItemEvent`'s value, or one of `CELL_KINDS`.

    before, after: what the cell showed, best value first, () for nothing stated; sources: whose words these were
    why: reasons, most telling first
    """

    item_id: ItemId
    kind: str
    key_id: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    sources: tuple[str, str] = ("", "")
    why: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        line: dict[str, Any] = {"item": self.item_id, "kind": self.kind}
        if self.key_id:
            line |= {"key": self.key_id, "before": list(self.before), "after": list(self.after)}
            line |= {"source_before": self.sources[0], "source_after": self.sources[1]}
        return line | {"why": list(self.why)}


@dataclass(slots=True)
class DiffSummary:
    """Counts over all lines, and the first lines of each kind. reasons: without the names of fields."""

    items: Counter[str] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    keys: dict[str, Counter[str]] = field(default_factory=dict)
    examples: dict[str, list[DiffLine]] = field(default_factory=dict)

    def add(self, line: DiffLine, most: int) -> None:
        if line.key_id:
            self.cells[line.kind] += 1
            self.keys.setdefault(line.key_id, Counter())[line.kind] += 1
            self.reasons.update({reason.partition(":")[0] for reason in line.why})
        else:
            self.items[line.kind] += 1
        kept = self.examples.setdefault(f"cell {line.kind}" if line.key_id else line.kind, [])
        if len(kept) < most:
            kept.append(line)

    def to_json(self) -> dict[str, Any]:
        return {
            "items": dict(self.items),
            "facts": {kind: self.cells[kind] for kind in CELL_KINDS},
            "why": dict(self.reasons.most_common()),
            "keys": {key: dict(counts) for key, counts in sorted(self.keys.items(), key=_most_changed)},
            "examples": [line.to_json() for lines in self.examples.values() for line in lines],
        }


def diff_lines(
    store: Store, between: DiffRange, item_id: ItemId | None = None, key_id: KeyId | None = None
) -> Iterator[DiffLine]:
    """Lines by item; an item's own line before those of its cells. Cells in which nobody ever stated anything are left
    out. item_id, key_id: only lines of these
    """
    marks = {mark.number: mark for mark in store.runs()}
    moved = [(mark.begin[0], mark.moved) for mark in marks.values() if mark.moved > mark.begin[0]]
    events = _by_item(store.item_events(*between.items))
    changes = _by_item(store.net_changes(*between.changes))
    for item, told, cells in _side_by_side(events, changes):
        if item_id is not None and item != item_id:
            continue
        story = _Story.of(told, marks)
        if told and key_id is None:
            yield DiffLine(item, story.kind.value, why=story.reasons())
        for change in cells:
            kind = _kind(change)
            if kind is not None and key_id in (None, change.key_id):
                priority = any(begin < change.number <= end for begin, end in moved)
                yield _line(change, kind, story, marks, priority)


@dataclass(frozen=True, slots=True)
class _Story:
    """What befell an item in the range. fields: that changed on the way; former, latest: runs that decided it."""

    kind: ItemEvent = ItemEvent.DECIDED
    fields: tuple[str, ...] = ()
    former: RunMark | None = None
    latest: RunMark | None = None

    @classmethod
    def of(cls, told: list[ItemChange], marks: dict[int, RunMark]) -> _Story:
        if not told:
            return cls()
        first, last, events = told[0], told[-1], {entry.event for entry in told}
        kind = last.event if last.event in _GONE else ItemEvent.DECIDED
        if last.event not in _GONE:
            for event in (ItemEvent.RETURNED, ItemEvent.CHANGED):
                kind = event if event in events and kind is ItemEvent.DECIDED else kind
            kind = ItemEvent.NEW if first.event is ItemEvent.NEW else kind
        fields = tuple(dict.fromkeys(name for entry in told for name in entry.fields))
        former = None if first.former is None else marks.get(first.former)
        return cls(kind, fields, former, marks.get(last.revision))

    def reasons(self, proofs: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Why something about the item is different. proofs: fields that prove the cell in question, named first."""
        out = []
        if self.kind is not ItemEvent.CHANGED and self.kind is not ItemEvent.DECIDED:
            out.append(f"item {self.kind.value}")
        if self.fields:
            near = [name for name in self.fields if name in proofs]
            out.append(f"item changed: {_named(near or list(self.fields))}")
        if self.former is not None and self.latest is not None and self.former.number != self.latest.number:
            if self.former.release_id != self.latest.release_id:
                out.append(f"ontology release: {self.former.release_id} to {self.latest.release_id}")
            if self.former.model_id != self.latest.model_id:
                out.append(f"model: {self.former.model_id or 'none'} to {self.latest.model_id or 'none'}")
            if self.former.source != self.latest.source:
                out.append(f"source: {self.former.source} to {self.latest.source}")
        return tuple(out)


def _line(change: Change, kind: str, story: _Story, marks: dict[int, RunMark], priority: bool) -> DiffLine:
    before, after = change.before, change.after
    sources = (before.source if before is not None else "", after.source if after is not None else "")
    why: list[str] = []
    human = [cell for cell in (after, before) if cell is not None and _by_person(cell)]
    if human:
        act = "human edit" if human[0] is after else "human word taken back"
        why.append(f"{act}: by {human[0].author}" if human[0].author else act)
    elif priority:
        why.append(f"source priority: {sources[0]} to {sources[1]}")
    else:
        why += story.reasons(_proofs(before) | _proofs(after))
    if not why and after is not None and after.version.revision in marks:
        why.append("decided again")
    if not why:
        why.append("another source's word" if sources[0] != sources[1] else "another word of its source")
    return DiffLine(change.item_id, kind, change.key_id, _values(before), _values(after), sources, tuple(why))


def _kind(change: Change) -> str | None:
    before, after = _values(change.before), _values(change.after)
    if not before and not after:
        return None
    if not before:
        return ADDED
    if not after:
        return REMOVED
    return CHANGED if before != after else PROOF


def _values(cell: Cell | None) -> tuple[str, ...]:
    return tuple([fact.value.text for fact in cell.facts]) if cell is not None else ()


def _by_person(cell: Cell) -> bool:
    return cell.version.locked or bool(cell.facts and cell.facts[0].producer is Producer.HUMAN) or bool(cell.author)


def _proofs(cell: Cell | None) -> frozenset[str]:
    """Fields of the item, as `changed_fields` names them, that prove a cell's facts."""
    out = set()
    for fact in cell.facts if cell is not None else ():
        for entry in fact.evidence:
            if isinstance(entry, TextSpan):
                out.add(entry.field)
            elif isinstance(entry, MerchantCell):
                out |= {f"specs.{entry.name}", f"extras.{entry.name}"}
    return frozenset(out)


def _named(fields: list[str]) -> str:
    rest = len(fields) - _FIELDS_NAMED
    return ", ".join(fields[:_FIELDS_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _most_changed(entry: tuple[str, Counter[str]]) -> tuple[int, str]:
    return -sum(entry[1].values()), entry[0]


def _by_item(entries: Iterable[Entry]) -> Iterator[tuple[ItemId, list[Entry]]]:
    for item_id, group in groupby(entries, key=lambda entry: entry.item_id):
        yield item_id, list(group)


def _side_by_side(
    events: Iterator[tuple[ItemId, list[ItemChange]]], changes: Iterator[tuple[ItemId, list[Change]]]
) -> Iterator[tuple[ItemId, list[ItemChange], list[Change]]]:
    """Two streams in order of items as one."""
    event, change = next(events, None), next(changes, None)
    while event is not None or change is not None:
        item_id = min(entry[0] for entry in (event, change) if entry is not None)
        told: list[ItemChange] = []
        cells: list[Change] = []
        if event is not None and event[0] == item_id:
            told, event = event[1], next(events, None)
        if change is not None and change[0] == item_id:
            cells, change = change[1], next(changes, None)
        yield item_id, told, cells
