"""What agents ask and are told: few items at a time, their facts short or with evidence, side by side."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, model_validator

from itemcenter.wire.answers import Asked
from itemcenter.wire.items import Category, Evidence, Item, ListingWithId

#: Items that an agent gets at once: more would not fit what it can read.
MOST_LOOKED_UP = 50
MOST_RECOGNISED = 20
MOST_COMPARED = 6


class AgentIds(Asked):
    ids: list[str] = Field(min_length=1, max_length=MOST_LOOKED_UP, description="Item ids, exactly as given elsewhere.")
    keys: list[str] = Field(default=[], max_length=200, description="Only facts of these keys (ids); all where empty.")


class FoundItems(BaseModel):
    """Items as they are held now: every cell says whose word it is and when it was said."""

    items: list[Item]
    missing: list[str] = Field(description="Asked ids that the center does not hold.")
    release: str = Field(description="Id of the ontology release.")
    change: int = Field(description="Number of the last change that this shows.")


class FactCondition(Asked):
    """One thing that must be true of an item: it has the key, with this value or a number in this range."""

    key: str = Field(min_length=1, max_length=512, description="Id or name of a key of the ontology.")
    value: str | None = Field(default=None, min_length=1, max_length=2_000, description="A name or synonym of a value.")
    min: float | None = Field(default=None, allow_inf_nan=False, description="In `unit`, the key's own where empty.")
    max: float | None = Field(default=None, allow_inf_nan=False)
    unit: str = Field(default="", max_length=40)


class SearchItems(Asked):
    """All conditions must hold. Items come by id; `next` goes on where a page ended."""

    conditions: list[FactCondition] = Field(default=[], max_length=10)
    words: str = Field(
        default="", max_length=500, description="Words that must all stand in title, brand, category or facts."
    )
    category: str | None = Field(default=None, max_length=512, description="Id or name, with all below it.")
    min_confidence: float = Field(default=0.0, ge=0, le=1, description="Least confidence of the facts asked for.")
    limit: int = Field(default=10, ge=1, le=50)
    cursor: str | None = Field(default=None, max_length=4_000)

    @model_validator(mode="after")
    def _asks_something(self) -> SearchItems:
        if not (self.conditions or self.words.strip() or self.category):
            raise ValueError("name a condition, words or a category")
        return self


class ShortFact(BaseModel):
    key: str
    name: str
    text: str
    confidence: float
    number: float | None = None
    number_to: float | None = None
    unit: str = ""


class ShortItem(BaseModel):
    """An item in a list: what it is, and the facts that were asked for (its core ones where none were)."""

    id: str
    title: str
    brand: str = ""
    category: str = Field(default="", description="Names from the root.")
    facts: list[ShortFact]


class ItemPage(BaseModel):
    items: list[ShortItem]
    next: str | None = Field(
        default=None,
        description="Cursor of the next page; null on the last one. A page may be short, even empty, and have a next.",
    )
    release: str
    change: int


class CompareItems(Asked):
    ids: list[str] = Field(min_length=2, max_length=MOST_COMPARED, description="Different items.")
    evidence: bool = Field(default=False, strict=True, description="With the words that prove each value.")

    @model_validator(mode="after")
    def _differ(self) -> CompareItems:
        if len(set(self.ids)) != len(self.ids):
            raise ValueError("the ids must differ")
        return self


class ComparedItem(BaseModel):
    id: str
    title: str
    brand: str = ""
    category: str = ""


class ComparedValue(BaseModel):
    """All numbers of a row are in the row's unit."""

    text: str
    number: float | None = None
    number_to: float | None = None
    value_id: str | None = None
    confidence: float
    producer: str
    evidence: list[Evidence] = []


class ComparedCell(BaseModel):
    """facts: known; not_stated: looked for, and the item does not say; unknown: nobody has looked."""

    item: str
    state: Literal["facts", "not_stated", "unknown"]
    values: list[ComparedValue] = []


class ComparedRow(BaseModel):
    key: str
    name: str
    core: bool = Field(description="Every item of its category should have it.")
    unit: str = ""
    verdict: Literal["same", "different", "incomplete"] = Field(
        description="incomplete: at least one item has no value, so nothing follows from the others."
    )
    cells: list[ComparedCell] = Field(description="In the order of `items`.")


class Comparison(BaseModel):
    """Items side by side: core keys of their categories first, then other keys that at least one of them has."""

    items: list[ComparedItem]
    rows: list[ComparedRow]
    one_category: bool = Field(description="All items are of one category.")
    release: str
    change: int


class AskedTexts(Asked):
    """Listings to be read; nothing is stored."""

    items: list[ListingWithId] = Field(min_length=1, max_length=MOST_RECOGNISED)
    source: str = Field(default="merchant", min_length=1, max_length=100)


class ReadFact(ShortFact):
    producer: str
    value_id: str | None = None
    evidence: list[Evidence]


class ReadItem(BaseModel):
    id: str
    category: Category | None = None
    facts: list[ReadFact]
    not_stated: list[str] = Field(description="Keys of the category that the texts say nothing about.")
    unknown: list[str] = Field(default=[], description="Values and keys that the ontology lacks.")


class ReadItems(BaseModel):
    items: list[ReadItem]
    release: str
