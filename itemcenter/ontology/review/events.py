"""`ReviewLog`: everything that was proposed, judged and decided, as lines that are only ever appended.

`review/events.jsonl` holds one JSON object a line. An append is one write, flushed to the disk before it counts; a line
that a killed process left half is cut off by the next append, and nobody has ever read it. What is decided follows from
the set of events, not from the order of the lines (`state`), so logs of several places may simply be joined.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from itemcenter.errors import InputError, InvariantError, StoreError
from itemcenter.schema import Decision, content_hash
from itemcenter.schema.record import Record

JUDGED = "judged"
CLAIM, ACCEPT, REJECT, MERGE, RENAME, MOVE, EDIT, COMMENT, UNDO = HUMAN_ACTIONS = (
    "claim", "accept", "reject", "merge", "rename", "move", "edit", "comment", "undo",
)  # fmt: skip
INSERTED = "inserted"
ACTIONS = (JUDGED, *HUMAN_ACTIONS, INSERTED)


@dataclass(frozen=True, slots=True)
class ReviewEvent(Record):
    """One thing that happened to a proposal.

    text:     name (rename), remark (comment), entry joined (merge), undone event (undo), release (judged, inserted),
              "free" (claim given up)
    fields:   (name, value) of an edit or move: category_id, key_id, description, synonyms (joined by "|")
    decision: the votes, for `judged`; panel: fingerprint of the judges that cast them
    """

    action: str
    proposal_id: str
    time_us: int
    author: str = ""
    text: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    decision: Decision | None = None
    panel: str = ""

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise InvariantError(f"no review action {self.action!r}; allowed: {', '.join(ACTIONS)}")
        if not self.proposal_id:
            raise InvariantError(f"the event {self.action!r} names no proposal")
        if self.action in HUMAN_ACTIONS and not self.author:
            raise InvariantError(f"the event {self.action!r} names nobody who did it", remedy="give --by NAME")
        if (self.action == JUDGED) != (self.decision is not None):
            raise InvariantError("exactly a judged proposal carries a decision of judges")
        if self.action in (MERGE, RENAME, COMMENT, UNDO) and not self.text.strip():
            raise InvariantError(f"the event {self.action!r} says nothing")

    @property
    def id(self) -> str:
        """12 hexadecimal digits over the content: the same event read twice is one event."""
        return content_hash(self.to_json())[:12]


class ReviewLog:
    """One writer at a time (hold the center's lock), any number of readers."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def append(self, events: Iterable[ReviewEvent]) -> int:
        """Write events to the end; all of them are on the disk when this returns. Returns how many."""
        lines = [json.dumps(event.to_json(), ensure_ascii=True, separators=(",", ":")) + "\n" for event in events]
        if not lines:
            return 0
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("ab+") as handle:
                _cut_torn_end(handle.fileno(), self.path)
                handle.seek(0, os.SEEK_END)
                handle.write("".join(lines).encode("ascii"))
                handle.flush()
                os.fsync(handle.fileno())
        except OSError as error:
            raise StoreError(
                f"cannot be written: {error.strerror or error}", place=str(self.path), remedy="free disk space"
            ) from error
        return len(lines)

    def read(self) -> Iterator[ReviewEvent]:
        """All events in the order of the lines; a torn last line is none. Raises `InputError` naming a broken line."""
        with contextlib.ExitStack() as held:
            try:
                handle = held.enter_context(self.path.open("rb"))
            except FileNotFoundError:
                return
            for number, line in enumerate(handle, start=1):
                if not line.endswith(b"\n"):
                    return
                if not line.strip():
                    continue
                try:
                    yield ReviewEvent.from_json(json.loads(line))
                except (ValueError, InvariantError, RecursionError) as error:
                    remedy = "restore the line from a copy, or take it out"
                    raise InputError(
                        f"no review event: {error}", place=f"{self.path} line {number}", remedy=remedy
                    ) from (error)


def _cut_torn_end(descriptor: int, path: Path) -> None:
    """Take away what a killed process left behind the last line end."""
    end = os.fstat(descriptor).st_size
    if not end:
        return
    with path.open("rb") as handle:
        handle.seek(end - 1)
        if handle.read(1) == b"\n":
            return
        at = end
        while at:
            step = min(at, 65_536)
            handle.seek(at - step)
            place = handle.read(step).rfind(b"\n")
            if place >= 0:
                os.truncate(path, at - step + place + 1)
                return
            at -= step
    os.truncate(path, 0)


def in_order(events: Iterable[ReviewEvent]) -> Sequence[ReviewEvent]:
    """By time, then by id: one order for any order of reading, each event once."""
    once = {event.id: event for event in events}
    return [event for _, event in sorted(once.items(), key=lambda entry: (entry[1].time_us, entry[0]))]
