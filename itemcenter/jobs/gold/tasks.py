"""What people are given for each cell: the item's text, the question, what to choose from, and the suggestion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from itemcenter.errors import ConfigError
from itemcenter.evaluate.gold import GoldLabel, GoldSet, Place
from itemcenter.jobs.gold.held_out import content_of
from itemcenter.jobs.gold.prelabel import Suggestion
from itemcenter.ports import Store
from itemcenter.schema import AttributeKey, Item, ItemId, KeyId, OntologyRelease

#: Longest text of an item that is given to people.
_MOST_TEXT = 20_000
#: Which cells: without an answer, all, those on which labellers differ, those with an answer and their answers.
OPEN, ALL, DISPUTED, ANSWERED = WHICH = ("open", "all", "disputed", "answered")


@dataclass(frozen=True, slots=True)
class ShownText:
    """The text of an item as people read it, a line a field; starts: where each field's or cell's text begins in it."""

    text: str
    starts: Mapping[tuple[bool, str], int]

    @classmethod
    def of(cls, item: Item) -> ShownText:
        """Carriage returns become blanks, so that no program moves the offsets that come after them."""
        parts: list[str] = []
        starts: dict[tuple[bool, str], int] = {}
        length = 0
        entries = [(False, name, text) for name, text in item.fields()]
        entries += [(True, spec.name, spec.value) for spec in item.specs]
        for is_cell, name, text in entries:
            head = f"{name}: "
            starts.setdefault((is_cell, name), length + len(head))
            parts.append(f"{head}{text}".replace("\r", " "))
            length += len(parts[-1]) + 1
        return cls("\n".join(parts)[:_MOST_TEXT], starts)


@dataclass(frozen=True, slots=True)
class LabelTask:
    """One cell for people. labels: answers to be written with it (`ANSWERED`); notes: what the labellers said;
    labeller: for whom it is.
    """

    item: Item
    key: AttributeKey
    category: str
    shown: ShownText
    content: str
    suggestion: Suggestion | None
    labels: tuple[GoldLabel, ...] = ()
    notes: str = ""
    labeller: str = ""

    @property
    def place(self) -> Place:
        return self.item.id, self.key.id

    @property
    def span(self) -> tuple[int, int] | None:
        """Where the words that prove the suggestion stand in the shown text."""
        first = self.suggestion.values[0] if self.suggestion is not None and self.suggestion.values else None
        start = None if first is None else self.shown.starts.get((first.is_cell, first.field))
        if first is None or start is None:
            return None
        place = start + first.start, start + first.end
        return place if self.shown.text[slice(*place)] == first.proof.replace("\r", " ") else None


def label_tasks(
    store: Store,
    release: OntologyRelease,
    gold: GoldSet,
    suggestions: Mapping[Place, Suggestion],
    which: str = OPEN,
    labeller: str = "",
) -> Iterator[LabelTask]:
    """By item and key; items that are gone and keys that the release lacks are passed over.

    labeller: with `OPEN`, cells that this person has not answered, whoever else has
    """
    if which not in WHICH:
        raise ConfigError(f"{which!r} is no choice of cells", remedy=f"allowed: {', '.join(WHICH)}")
    last: tuple[Item, str, ShownText, str] | None = None
    for place in sorted(gold.cells):
        item_id, key_id = place
        key = release.key_by_id.get(key_id)
        given = gold.labels.get(place, {})
        if key is None or not _wanted(gold, place, key, which, labeller):
            continue
        if last is None or last[0].id != item_id:
            found = _item(store, release, item_id)
            if found is None:
                continue
            last = found
        item, category, shown, content = last
        suggestion = suggestions.get(place)
        current = suggestion if suggestion is not None and suggestion.content == content else None
        labels = tuple(given[name] for name in sorted(given)) if which == ANSWERED else ()
        notes = _notes(given) if which == DISPUTED else ""
        yield LabelTask(item, key, category, shown, content, current, labels, notes, labeller)


def _wanted(gold: GoldSet, place: tuple[ItemId, KeyId], key: AttributeKey, which: str, labeller: str) -> bool:
    given = gold.labels.get(place, {})
    if which == OPEN:
        return labeller not in given if labeller else not given
    if which == DISPUTED:
        return gold.disputed(place, key)
    return which == ALL or bool(given)


def _item(store: Store, release: OntologyRelease, item_id: ItemId) -> tuple[Item, str, ShownText, str] | None:
    record = store.item(item_id)
    if record is None:
        return None
    category = record.category.category_id if record.category is not None else None
    known = category is not None and category in release.category_by_id
    path = release.path_name(category) if known and category is not None else ""
    return record.item, path, ShownText.of(record.item), content_of(record.item)


def _notes(given: Mapping[str, GoldLabel]) -> str:
    return "; ".join(f"{name}: {told(given[name])}" for name in sorted(given))


def told(label: GoldLabel) -> str:
    """A label in words."""
    values = [value.text for value in label.values] + ([f"{label.beyond} (not in the list)"] if label.beyond else [])
    return ", ".join(values) or "not stated"
