"""How a value list differs between two releases, as far as recognition can tell: which values, and by which names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from itemcenter.library.lexicon import names_in
from itemcenter.schema import AttributeValue, ValueId, ValueList, ValueListId
from itemcenter.values.rewriting import Rewrite


@dataclass(frozen=True, slots=True)
class ListChange:
    """values: ids of those that came, went, or are written otherwise; names: under which these were or are found

    rewritten: the notes of the list's keys say something else of other writings, so any name may be read otherwise
    """

    values: frozenset[ValueId]
    names: frozenset[str]
    rewritten: bool = False


def list_change(
    before: ValueList,
    after: ValueList,
    rewrites: Sequence[Rewrite] = (),
    rewrites_after: Sequence[Rewrite] | None = None,
) -> ListChange | None:
    """None where all is read alike: foreign ids may differ, and so may the order of the values.

    A made name ("HP") that too many values share is no name, so a new value can take one from others: names are
    compared as the lexicon has them, not value by value.
    """
    later = rewrites if rewrites_after is None else rewrites_after
    rewritten = tuple(rewrites) != tuple(later)
    if before.values == after.values and not rewritten:
        return None
    old, new = ({value.id: _written(value) for value in entry.values} for entry in (before, after))
    changed = {value_id for value_id in {*old, *new} if old.get(value_id) != new.get(value_id)}
    names = _names(before, rewrites, changed) ^ _names(after, later, changed)
    for entry, notes in ((before, rewrites), (after, later)):
        names |= names_of(entry, notes, changed)
    if not changed and not names and not rewritten:
        return None
    return ListChange(frozenset(changed), frozenset(name for name, _ in names), rewritten)


def names_of(entry: ValueList, rewrites: Sequence[Rewrite], value_ids: Collection[ValueId]) -> set[tuple[str, ValueId]]:
    """(name, value) of the names under which these values of a list are found."""
    found = ((name, entry.values[place].id) for name, place in names_in(entry, rewrites))
    return {(name, value_id) for name, value_id in found if value_id in value_ids}


def _names(entry: ValueList, rewrites: Sequence[Rewrite], without: Collection[ValueId]) -> set[tuple[str, ValueId]]:
    found = ((name, entry.values[place].id) for name, place in names_in(entry, rewrites))
    return {(name, value_id) for name, value_id in found if value_id not in without}


def _written(value: AttributeValue) -> tuple[str, tuple[str, ...], str]:
    return value.name, value.synonyms, value.description


def empty(list_id: ValueListId) -> ValueList:
    """A list without values, in place of one that a release does not have."""
    return ValueList(list_id, ())
