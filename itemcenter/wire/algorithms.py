"""What the algorithms are asked and answer: recognition, categories, brands, listings, titles."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from itemcenter.wire.answers import Asked
from itemcenter.wire.items import Category, Cell, Evidence, ListingWithId


class AskedItems(Asked):
    """Items to think about; nothing is stored."""

    items: list[ListingWithId] = Field(min_length=1)
    source: str = Field(
        default="merchant",
        min_length=1,
        max_length=100,
        description="Whose items they are: what was learned from it counts.",
    )


class Recognised(BaseModel):
    """What was read off an item: the merchant's cells understood, and what the texts say."""

    id: str
    category: Category | None = None
    merchant: list[Cell]
    machine: list[Cell]
    unknown: list[str] = Field(default=[], description="Values and keys that the ontology lacks.")


class CategoryGuess(BaseModel):
    id: str
    category: Category | None = Field(description="The likeliest, its alternatives in it best first.")


class BrandGuess(BaseModel):
    id: str
    brand: str | None
    confidence: float | None = None
    producer: str | None = None
    evidence: list[Evidence] = []


class Issue(BaseModel):
    """Something about a listing that should be mended."""

    code: Literal[
        "no_category",
        "unsure_category",
        "missing_key",
        "only_in_text",
        "not_understood",
        "not_allowed_here",
        "several_values",
        "contradiction",
        "unknown_key",
    ]
    severity: Literal["error", "warning", "note"]
    key: str | None = None
    place: str = Field(description="The field or cell of the listing.")
    reason: str
    fix: str
    suggestions: list[str] = Field(default=[], description="Values or names that would be right, likeliest first.")
    evidence: list[Evidence] = []


class ListingReport(BaseModel):
    id: str
    ok: bool = Field(description="No issue is an error.")
    category: Category | None = None
    issues: list[Issue]


class TitleRequest(Asked):
    """Titles for items that are held (`ids`), or that are given (`items`)."""

    ids: list[str] = Field(default_factory=list)
    items: list[ListingWithId] = Field(default_factory=list)
    source: str = Field(default="merchant", min_length=1, max_length=100)
    short: int = Field(default=40, strict=True, ge=10, le=200, description="At most so many characters.")
    long: int = Field(default=150, strict=True, ge=20, le=500)
    writer: Literal["facts", "model"] = Field(
        default="facts",
        description="`model`: written by the language model that the center is configured with, and held to the same "
        "proof; where no title of it holds, the one put together from facts is given.",
    )


class Title(BaseModel):
    text: str
    parts: list[str] = Field(description="Where each part comes from: `key:color`, `field:brand`.")
    writer: Literal["facts", "model"] = "facts"


class Titles(BaseModel):
    """Made of the item's own words and its facts alone; null where these do not make a title."""

    id: str
    short: Title | None
    long: Title | None
