"""The ontology on the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field


class Release(BaseModel):
    """An immutable ontology release."""

    id: str
    name: str
    parent: str | None = None
    counts: dict[str, int]


class CategoryEntry(BaseModel):
    id: str
    name: str
    path: str
    parent: str | None = None
    synonyms: list[str] = []
    description: str = ""
    foreign_ids: list[str] = []
    children: list[str] = []


class KeyEntry(BaseModel):
    id: str
    name: str
    type: Literal["categorical", "quantity", "count", "identifier", "colour", "boolean", "text"]
    unit: str = ""
    multiple: bool = Field(description="Whether an item may have several values.")
    open: bool = Field(description="Whether values outside of the list are allowed.")
    synonyms: list[str] = []
    description: str = ""
    values: int | None = Field(default=None, description="Length of its value list; null where it has none.")


class ScopeEntry(BaseModel):
    """A key as a category asks for it."""

    key: KeyEntry
    core: bool = Field(description="Every item of the category should have it.")
    order: int
    allowed: list[str] = Field(default=[], description="Value ids, where the list is restricted here.")


class ValueEntry(BaseModel):
    id: str
    name: str
    synonyms: list[str] = []
    description: str = ""
    foreign_ids: list[str] = []
