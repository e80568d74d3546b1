"""What is asked and told about cells: look-ups, a cell's whole account, changes, people's words."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from itemcenter.wire.answers import Asked
from itemcenter.wire.items import Category, Cell, Fact


class ItemIds(Asked):
    """A batch of items to look up; those that are not held come back in no entry."""

    ids: list[str] = Field(min_length=1)
    keys: list[str] = Field(default=[], max_length=1000, description="Only these keys; all where empty.")
    listing: bool = Field(default=True, strict=True, description="With what the merchant says.")


class Word(BaseModel):
    """What one source said at one time."""

    source: str
    state: Literal["facts", "not_stated", "withdrawn"]
    facts: list[Fact] = []
    locked: bool = False
    author: str = ""
    priority: int
    time: str
    revision: int
    tier: Literal["second", "minute", "day"]


class Account(BaseModel):
    """Why a cell shows what it shows."""

    item: str
    key: str
    name: str
    category: Category | None = None
    shown: Cell | None = None
    words: list[Word] = Field(description="The latest word of each source, the shown one first.")
    history: list[Word] = Field(description="Every word in order of arrival.")


class KeyWords(BaseModel):
    """A cell of some item, in a list of cells."""

    item: str
    cell: Cell


class Change(BaseModel):
    """An effective change of a cell. Numbers have no gaps."""

    number: int
    item: str
    key: str
    before: Cell | None = None
    after: Cell | None = None


class SetFacts(Asked):
    """A person's word on a cell."""

    values: list[str] = Field(max_length=100, description="Names, ids or written values; none says `not stated`.")
    lock: bool = Field(
        default=False, strict=True, description="Above everything, whatever the source policy says later."
    )
