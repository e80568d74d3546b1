"""Review of proposals on the wire."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from itemcenter.wire.answers import Asked


class ReviewEntry(BaseModel):
    """A proposal for the ontology as it stands."""

    id: str
    kind: str
    text: str
    category: str | None = None
    key: str | None = None
    standing: Literal["auto", "open", "accepted", "rejected", "merged", "inserted"]
    claimed_by: str = ""
    priority: float = Field(description="Greater is more important.")
    quadrant: str


class ReviewDecision(Asked):
    """One person's word on some proposals: all of it or nothing."""

    action: Literal["claim", "accept", "reject", "merge", "rename", "move", "edit", "comment"]
    proposals: list[str] = Field(min_length=1, max_length=1000)
    text: str = Field(default="", max_length=2000, description="The new name, the entry to merge into, or the comment.")
    fields: dict[str, str] = Field(default={}, description="move, edit: what becomes what.")


class ReviewEvent(BaseModel):
    id: str
    action: str
    proposal: str
    by: str
    text: str = ""
