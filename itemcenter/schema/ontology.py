"""Ontology nouns: what there is to know about items of each category, as immutable data.

Value lists are stored once and shared by keys; keys are bound to categories by scopes, which may restrict the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from itemcenter.errors import InvariantError
from itemcenter.schema.fact import ValueType
from itemcenter.schema.ids import (
    BrandId,
    CategoryId,
    KeyId,
    ScenarioId,
    TermId,
    ValueId,
    ValueListId,
    check_id,
)
from itemcenter.schema.record import Record


@dataclass(frozen=True, slots=True)
class Category(Record):
    """A node of the category tree. `foreign_ids` keeps the ids of other systems (gid://..., Google numbers)."""

    id: CategoryId
    name: str
    parent_id: CategoryId | None = None
    synonyms: tuple[str, ...] = ()
    description: str = ""
    foreign_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_entry(self.id, self.name, self.synonyms, "category")
        if self.parent_id == self.id:
            raise InvariantError(f"category {self.id!r} is its own parent")


@dataclass(frozen=True, slots=True)
class AttributeKey(Record):
    """An attribute. Its value list (if any) is `value_list_id`; several keys may share one list.

    unit:       canonical unit of a quantity ("cm"), "" for other types
    multiple:   whether an item may have several values; open: whether values outside the list are allowed
    role:       which side of a dimension a quantity is: width, height, depth, length, diameter, or ""
    tolerance:  relative difference under which two quantities are the same value
    """

    id: KeyId
    name: str
    type: ValueType
    unit: str = ""
    multiple: bool = False
    open: bool = False
    value_list_id: ValueListId | None = None
    role: str = ""
    tolerance: float = 0.0
    synonyms: tuple[str, ...] = ()
    description: str = ""
    normalisation: str = ""
    foreign_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_entry(self.id, self.name, self.synonyms, "key")
        if bool(self.unit) != (self.type is ValueType.QUANTITY):
            raise InvariantError(f"key {self.id!r}: a quantity needs a unit and no other type has one")
        if not 0.0 <= self.tolerance < 1.0:
            raise InvariantError(f"key {self.id!r}: tolerance {self.tolerance} is not a relative difference below 1")
        if self.role not in ROLES:
            raise InvariantError(f"key {self.id!r}: role {self.role!r} is none of {', '.join(filter(None, ROLES))}")
        listed = self.type in (ValueType.CATEGORICAL, ValueType.COLOUR)
        if self.value_list_id is not None and not listed:
            raise InvariantError(f"key {self.id!r}: a {self.type.value} key has no value list")
        if listed and self.value_list_id is None and not self.open:
            raise InvariantError(f"key {self.id!r}: a closed {self.type.value} key needs a value list")

    def __hash__(self) -> int:
        return hash(self.id)  # equal keys have equal ids; the other fields only take time


#: Sides of a thing that a quantity key may stand for; "" for everything else.
ROLES = ("", "width", "height", "depth", "length", "diameter")


@dataclass(frozen=True, slots=True)
class AttributeValue(Record):
    """An entry of a value list: one canonical name and its synonyms."""

    id: ValueId
    name: str
    synonyms: tuple[str, ...] = ()
    description: str = ""
    foreign_ids: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_entry(self.id, self.name, self.synonyms, "value")

    @property
    def names(self) -> tuple[str, ...]:
        """The canonical name, then the synonyms."""
        return (self.name, *self.synonyms)


@dataclass(frozen=True, slots=True)
class ValueList(Record):
    """The values of a key, in the expert's order. Shared by keys, stored and encoded once."""

    id: ValueListId
    values: tuple[AttributeValue, ...]

    def __post_init__(self) -> None:
        check_id(self.id, "value list")
        if len({value.id for value in self.values}) != len(self.values):
            twice = first_duplicate(value.id for value in self.values)
            raise InvariantError(f"value list {self.id!r} holds the value {twice!r} twice")


@dataclass(frozen=True, slots=True)
class KeyScope(Record):
    """A key applies to a category, and to its descendants unless `only_here`.

    core:      a key that every item of the category should have; order: place in forms and tables, small first
    value_ids: the values allowed here, () for the whole list
    """

    category_id: CategoryId
    key_id: KeyId
    core: bool = False
    order: int = 0
    value_ids: tuple[ValueId, ...] = ()
    only_here: bool = False


@dataclass(frozen=True, slots=True)
class ScenarioTag(Record):
    """A use or occasion that items serve ("marathon", "home office")."""

    id: ScenarioId
    name: str
    synonyms: tuple[str, ...] = ()
    description: str = ""

    def __post_init__(self) -> None:
        _check_entry(self.id, self.name, self.synonyms, "scenario")


@dataclass(frozen=True, slots=True)
class Brand(Record):
    id: BrandId
    name: str
    synonyms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_entry(self.id, self.name, self.synonyms, "brand")


@dataclass(frozen=True, slots=True)
class ProductTerm(Record):
    """A word for a kind of product ("sneaker"), with the category it points to where there is one."""

    id: TermId
    name: str
    synonyms: tuple[str, ...] = ()
    category_id: CategoryId | None = None

    def __post_init__(self) -> None:
        _check_entry(self.id, self.name, self.synonyms, "term")


@dataclass(frozen=True, slots=True)
class Relation(Record):
    """A statement between two entries: subject and object are ids, e.g. ("espresso", "brewed_with", "portafilter")."""

    subject: str
    predicate: str
    object: str

    def __post_init__(self) -> None:
        if not (self.subject and self.predicate and self.object):
            raise InvariantError(f"a relation needs subject, predicate and object: {self}")


def _check_entry(entry_id: str, name: str, synonyms: tuple[str, ...], noun: str) -> None:
    check_id(entry_id, noun)
    if not name or not name.strip():
        raise InvariantError(f"{noun} {entry_id!r} needs a name")
    for synonym in synonyms:
        if not synonym.strip():
            raise InvariantError(f"{noun} {entry_id!r} has an empty synonym")


def first_duplicate(ids: Iterable[str]) -> str:
    seen: set[str] = set()
    for entry in ids:
        if entry in seen:
            return entry
        seen.add(entry)
    return ""
