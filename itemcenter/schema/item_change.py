"""What happens to items over a center's life: the events of the item log, the marks of runs, and what changed where.

The log of cells (`schema.change.Change`) tells what became visible; the item log tells what happened to the documents
that the cells were decided from, and the marks tell which run did it: together they answer "why did this change?".
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from itemcenter.errors import InvariantError
from itemcenter.schema.fact import NO_MODEL
from itemcenter.schema.ids import ItemId, ModelId, ReleaseId, SourceId, check_id
from itemcenter.schema.item import BRAND, CATEGORY, DESCRIPTION, PATH_SEPARATOR, TITLE, Item
from itemcenter.schema.record import Record


class Presence(enum.Enum):
    """Whether the newest catalog of an item's source still has it. A new delivery makes it PRESENT again."""

    PRESENT = "present"
    #: Not in the newest catalog, shown all the same.
    MISSING = "missing"
    #: Not in the newest catalog, and hidden with its cells; all words and their history are kept.
    RETIRED = "retired"


class ItemEvent(enum.Enum):
    NEW = "new"
    #: Its content differs; `ItemChange.fields` says where.
    CHANGED = "changed"
    #: The same content was decided again: with another release, model or source.
    DECIDED = "decided"
    MISSING = "missing"
    RETIRED = "retired"
    #: It was missing, retired or forgotten, and was delivered again. Its content may differ too.
    RETURNED = "returned"
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class ItemChange(Record):
    """An event of the item log, numbered without gaps from 1.

    run:      that brought it about; "" where a person did
    revision: of the record that is held after it; former: of the one before, None where there was none. A revision is
              the number of the run that decided the item.
    fields:   where its content changed, in order (`changed_fields`)
    """

    number: int
    item_id: ItemId
    event: ItemEvent
    run: str
    revision: int
    former: int | None = None
    fields: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_id(self.item_id, "item")
        if self.number < 1:
            raise InvariantError(f"item changes are numbered from 1, not {self.number}")


@dataclass(frozen=True, slots=True)
class RunMark(Record):
    """Where a run lies in both logs, and what it decided with.

    number:  of the run; time_us: of its catalog
    begin:   (last change, last item change) before the run; moved: last change after priorities were put into effect
    end:     (last change, last item change) of the run, None while it is under way or where it was killed
    """

    number: int
    run: str
    source: SourceId
    time_us: int
    release_id: ReleaseId
    begin: tuple[int, ...]
    moved: int
    model_id: ModelId = NO_MODEL
    end: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        check_id(self.source, "source")
        if self.number < 1 or len(self.begin) != 2 or (self.end is not None and len(self.end) != 2):
            raise InvariantError(f"the mark of run {self.number} needs two places in its logs, and a number from 1 on")


def changed_fields(before: Item, after: Item) -> tuple[str, ...]:
    """Names of the fields in which two documents of an item differ: texts first, then specs, then the rest.

    A spec is named "specs.NAME", a further column "extras.NAME"; several values of one name count as one.
    """
    out = []
    for name in dict.fromkeys([TITLE, CATEGORY, BRAND, DESCRIPTION, *dict(before.texts), *dict(after.texts)]):
        if _text(before, name) != _text(after, name):
            out.append(name)
    for group in ("specs", "extras"):
        old, new = _cells(before, group), _cells(after, group)
        out += [f"{group}.{name}" for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]
    out += [name for name in ("category_id", "group_id", "images") if getattr(before, name) != getattr(after, name)]
    if not out and before != after:
        out.append("order")  # of specs, texts or columns
    return tuple(out)


def _text(item: Item, name: str) -> str:
    if name == CATEGORY:
        return PATH_SEPARATOR.join(item.category_path)
    return item.field_text(name)


def _cells(item: Item, group: str) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for name, value in _pairs(item, group):
        out.setdefault(name, []).append(value)
    return out


def _pairs(item: Item, group: str) -> Iterator[tuple[str, str]]:
    if group == "specs":
        yield from ((spec.name, spec.value) for spec in item.specs)
    else:
        yield from item.extras
